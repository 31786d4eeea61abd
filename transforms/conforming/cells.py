"""Cast one text column exactly; values that do not fit are reported, never coerced."""

import re
from collections.abc import Sequence

import polars as pl

from transforms.table import BOOL, DATE, HCPCS, INT, TEXT, Column, Normalize

# CMS writes 41.54, .10, 1., 0001339.81, $12,866.820 and "$1,644.87 "; nothing it publishes is negative.
# 22,754 without a decimal point could be 22.754 in European notation.
NUMBER = r"(?:\$\s*)?(?:\d+(?:\.\d*)?|\d{1,3}(?:,\d{3})+\.\d+|\.\d+)"
MARKS = r"[$,\s]"
FEWEST_SHORT = 20  # codes without leading zeros; there are about 270 anesthesia codes
SEEN = 1_000  # rows that show how a column is formatted
MANY = 1_000  # rows of a complete file; hospital MUE has one anesthesia code, 01996
CENTURIES = r"(?:19|20|99)\d+"  # a year may parse as -2024 or 0224; CMS uses 9999 for no end date


def cast_fitting(columns: Sequence[Column], text: pl.DataFrame, distinct: pl.DataFrame) -> pl.DataFrame:
    """Return `at` and the columns whose cells all fit, in the usual notation, typed in one pass.

    `distinct` has one row: the list of distinct cells of each column. The other columns are left to
    `cast_column`, which knows dollar signs and finds the cells that do not fit.
    """
    plain = [c for c in columns if not c.null_values]
    normal = [
        column.normalize(text[column.name]).alias(column.name)
        for column in plain
        if column.normalize and not _is_normal(column.normalize, distinct[column.name].item())
    ]
    if normal:
        text = text.with_columns(normal)
        distinct = distinct.with_columns(pl.DataFrame(normal).select(pl.all().unique().implode()))
    plain = [c for c in plain if c.nullable or not text[c.name].null_count()]
    fits = distinct.select(
        _fits_as_it_is(c, pl.col(c.name).explode().drop_nulls()).all().alias(c.name)
        for c in plain
        if c.valid or c.type != TEXT  # any text fits otherwise
    )
    fitting = [c for c in plain if c.name not in fits.columns or fits[c.name].item()]
    return text.select("at", *(_cast(column, pl.col(column.name), False) for column in fitting))


def cast_column(
    column: Column, text: pl.Series, values: pl.Series | None = None
) -> tuple[pl.Series, pl.Series | None]:
    """Return the typed cells, null where the text does not fit, and a mask of those (None: all fit).

    The check uses `values`, the distinct cells, if the caller has them already.
    """
    values = text.unique() if values is None else values
    values = values.drop_nulls() if values.null_count() else values
    if column.null_values:
        plain = values if column.type == TEXT else values.str.replace_all(r"[$\s]", "")  # $0.00
        blank = plain.str.contains(f"^(?:{column.null_values})$")
        text, values = _only(text, ~text.is_in(values.filter(blank).implode())), values.filter(~blank)
    if column.normalize and not column.normalize(values).equals(values):
        text = column.normalize(text)
        values = text.unique().drop_nulls()
    wrong = values.to_frame("cell").filter(~_fits(column, pl.col("cell"))).to_series()
    bad = text.is_in(wrong.implode()).fill_null(False) if wrong.len() else None
    text = text if bad is None else _only(text, ~bad)
    if not column.nullable and text.null_count():
        bad = text.is_null()
    marked = values.str.contains(MARKS).any()
    typed = text.to_frame("cell").select(_cast(column, pl.col("cell"), marked)).to_series()
    return typed.alias(column.name), bad


def with_zeros(column: Column, text: pl.Series) -> pl.Series:
    """Restore leading zeros (`100` → `00100`) in a fixed-width column if a spreadsheet dropped all of them.

    If one value kept its zeros, or only a few values in a small table are short, short values are left as
    they are. Numeric procedure codes that begin with a zero are anesthesia codes, 00100 to 01999; others end
    in a letter (0042T, 0001U): a spreadsheet drops only the zeros of the first, a program those of both.
    """
    width, kinds = _width_and_kinds(column)
    if not width or column.normalize or not (text.str.len_bytes() < width).any():
        return text
    for shortened, whole in kinds:
        short = text.str.contains(shortened).fill_null(False)
        few = short.sum() < FEWEST_SHORT and text.len() < MANY
        if short.any() and not few and not text.str.contains(whole).any():
            text = pl.select(pl.when(short).then(text.str.zfill(width)).otherwise(text)).to_series()
    return text.alias(column.name) if text.name != column.name else text


def _width_and_kinds(column: Column) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return the column's width, 0 if it varies, and patterns of values without zeros and with them."""
    if column.valid == HCPCS:
        numeric = (r"^(1[0-9]{3}|[1-9][0-9]{2})$", r"^0[0-9]{4}$")
        return 5, (numeric, (r"^[1-9][0-9]{0,2}[A-Z]$", r"^0[0-9]{3}[A-Z]$"))
    fixed = re.fullmatch(r"\\d\{(\d)\}", column.valid)
    if not fixed:
        return 0, ()
    width = int(fixed[1])
    return width, ((rf"^[1-9][0-9]{{0,{width - 2}}}$", rf"^0[0-9]{{{width - 1}}}$"),)


def without_points(column: Column, text: pl.Series) -> pl.Series:
    """Strip `.0` (`9.0` → `9`) if a data frame wrote every whole number of the column that way."""
    if column.type != INT and not (column.type == TEXT and column.valid):
        return text
    if any(value and not value.endswith(".0") for value in text.head(3).to_list()):
        return text
    values = text.drop_nulls()
    if not values.len() or not values.str.contains(r"^[0-9]+\.0$").all():
        return text
    if column.valid and re.fullmatch(column.valid, values[0]):  # a section such as 310.0
        return text
    return text.str.strip_suffix(".0")


def compact_dates(column: Column, text: pl.Series) -> pl.Series:
    """Convert `2025-01-01 00:00:00` and `1/1/2025` to `20250101` if a spreadsheet reformatted the dates."""
    usual = column.type == DATE and column.date == "%Y%m%d" and not column.normalize
    if not usual or not text.head(SEEN).str.contains("[-/]").any():
        return text
    iso = text.str.replace(r"^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ]0?0:00(?::00(?:\.0+)?)?Z?)?$", "${1}${2}${3}")
    padded = iso.str.replace(r"^(\d/\d{1,2}/\d{4}(?: .*)?)$", "0${1}")
    padded = padded.str.replace(r"^(\d\d)/(\d)/(\d{4}(?: .*)?)$", "${1}/0${2}/${3}")
    return padded.str.replace(r"^(\d\d)/(\d\d)/(\d{4})(?: 0?0:00(?::00)?)?$", "${3}${1}${2}")


def expected_form(column: Column) -> str:
    """Describe the format of the column's cells."""
    if column.valid:
        return f"text like {column.valid}"
    if isinstance(column.type, pl.Decimal):
        between = " from {:g} to {:g}".format(*column.between) if column.between else ""
        return f"a number with at most {column.type.scale} decimals{between}"
    if column.type == BOOL:
        return f"{column.true_values} or {column.false_values or 'blank'}"
    return {INT: "a whole number", DATE: f"a date like {column.date}"}.get(column.type, "some text")


def _is_normal(normalize: Normalize, values: pl.Series) -> bool:
    values = values.drop_nulls() if values.null_count() else values
    return normalize(values).equals(values)


def _only(text: pl.Series, where: pl.Series) -> pl.Series:
    return pl.select(pl.when(where).then(text)).to_series()


def _fits_as_it_is(column: Column, values: pl.Expr) -> pl.Expr:
    """Match numbers without dollar signs and commas, which the cast takes as they are, by one pattern."""
    if isinstance(column.type, pl.Decimal) or column.type == INT:
        plain = _exact(column.type) if isinstance(column.type, pl.Decimal) else r"\d{1,9}"
        fits = _fullmatch(values, plain)
        fits = fits & _fullmatch(values, column.valid) if column.valid else fits
        return fits & _is_between(values, column.between) if column.between else fits
    return _fits(column, values)


def _exact(number: pl.Decimal) -> str:
    digits, scale = number.precision - number.scale, number.scale
    return rf"0*(?:\d{{1,{digits}}}(?:\.\d{{0,{scale}}}0*)?|\.\d{{1,{scale}}}0*)"


def _fits(column: Column, values: pl.Expr) -> pl.Expr:
    fits = _fullmatch(values, column.valid) if column.valid else values.is_not_null()
    if isinstance(column.type, pl.Decimal):
        plain = values.str.replace_all(MARKS, "")
        fits = fits & _fullmatch(values, NUMBER) & _fullmatch(plain, _exact(column.type))
        if column.between:
            fits &= _is_between(plain, column.between)
        return fits
    if column.type == INT:
        return fits & _fullmatch(values, r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}")
    if column.type == DATE:  # lenient parsing reads 2024022 as February 2
        days = values.str.to_date(column.date, strict=False)
        same = (days.dt.to_string(column.date) == values).fill_null(False)
        return fits & same & _fullmatch(values, CENTURIES)
    if column.type == BOOL:
        return fits & _fullmatch(values, f"{column.true_values}|{column.false_values}")
    return fits


def _is_between(values: pl.Expr, limits: tuple[float, float]) -> pl.Expr:
    return values.cast(pl.Float64, strict=False).is_between(*limits).fill_null(False)


def _fullmatch(values: pl.Expr, pattern: str) -> pl.Expr:
    r"""Match the full value with digits 0 to 9 only: `\d` would match the digits of any script."""
    digits = pattern.replace(r"\d", "[0-9]")
    return values.str.contains(f"^(?:{digits})$")


def _cast(column: Column, text: pl.Expr, marked: bool | None) -> pl.Expr:
    """Cast cells that fit; strip dollar signs, commas and blanks only if some are `marked` with them."""
    if isinstance(column.type, pl.Decimal) or column.type == INT:
        return (text.str.replace_all(MARKS, "") if marked else text).cast(column.type)
    if column.type == DATE:
        return text.str.to_date(column.date)
    if column.type == BOOL:
        return _means_true(column.true_values, text)
    return text


def _means_true(pattern: str, text: pl.Expr) -> pl.Expr:
    """Compare with a pattern that is one text, such as `NA`, which costs less than matching it."""
    one_text = re.fullmatch(r"(?:\w|\\\W)+", pattern)
    same = text == pattern.replace("\\", "") if one_text else text.str.contains(f"^(?:{pattern})$")
    return same.fill_null(False)
