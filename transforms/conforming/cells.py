"""One column's text to its type, exactly; what does not fit is told apart, never bent."""

import re

import polars as pl

from transforms.table import BOOL, DATE, HCPCS, INT, TEXT, Column

# CMS writes 41.54, .10, 1., 0001339.81, $12,866.820 and "$1,644.87 "; nothing it publishes is negative.
# 22,754 without a point may be 22.754 by a European hand.
NUMBER = r"(?:\$\s*)?(?:\d+(?:\.\d*)?|\d{1,3}(?:,\d{3})+\.\d+|\.\d+)"
MARKS = r"[$,\s]"
FEWEST_SHORT = 20  # codes without their zeros; there are some 270 of anesthesia
SEEN = 1_000  # rows that show how a column is written
MANY = 1_000  # rows of a whole file; MUE of hospitals has one code of anesthesia, 01996
CENTURIES = r"(?:19|20|99)\d+"  # a year may read as -2024 or 0224; 9999 is CMS's for ever


def cast_column(
    column: Column, text: pl.Series, values: pl.Series | None = None
) -> tuple[pl.Series, pl.Series | None]:
    """The typed cells, null where the text does not fit, and which those are (None: all fit).

    What fits is decided on `values`, the few different cells, where the caller knows them already.
    """
    values = (text.unique() if values is None else values).drop_nulls()
    if column.null_values:
        plain = values if column.type == TEXT else values.str.replace_all(r"[$\s]", "")  # $0.00
        blank = plain.str.contains(f"^(?:{column.null_values})$")
        text, values = _only(text, ~text.is_in(values.filter(blank).implode())), values.filter(~blank)
    if column.normalize and not column.normalize(values).equals(values):
        text = column.normalize(text)
        values = text.unique().drop_nulls()
    wrong = values.filter(~_matches_type(column, values))
    bad = text.is_in(wrong.implode()).fill_null(False) if wrong.len() else None
    text = text if bad is None else _only(text, ~bad)
    if not column.nullable and text.null_count():
        bad = text.is_null()
    return _cast(column, text, values).alias(column.name), bad


def with_zeros(column: Column, text: pl.Series) -> pl.Series:
    """`100` → `00100`: codes and numbers of fixed width, where a spreadsheet dropped the zeros of all.

    Where one kept them, or few are short in few rows, a short one is broken and stays as it is. Codes of
    procedures that begin with a zero and are all digits are those of anesthesia, 00100 to 01999.
    """
    width, shortened = _width_and_short(column)
    if not width or column.normalize or not (text.str.len_bytes() < width).any():
        return text
    short = text.str.contains(shortened).fill_null(False)
    kept = text.str.contains(rf"^0[0-9]{{{width - 1}}}$").any()
    if kept or (short.sum() < FEWEST_SHORT and text.len() < MANY):
        return text
    return pl.select(pl.when(short).then(text.str.zfill(width)).otherwise(text)).to_series().alias(text.name)


def _width_and_short(column: Column) -> tuple[int, str]:
    """How wide its values are, and what those look like that lost their zeros; 0 where they vary."""
    if column.valid == HCPCS:
        return 5, r"^(1[0-9]{3}|[1-9][0-9]{2})$"
    fixed = re.fullmatch(r"\\d\{(\d)\}", column.valid)
    return (int(fixed[1]), rf"^[1-9][0-9]{{0,{int(fixed[1]) - 2}}}$") if fixed else (0, "")


def without_points(column: Column, text: pl.Series) -> pl.Series:
    """`9.0` → `9`, where a data frame wrote every whole number of the column so."""
    if not re.fullmatch(r"\\d(\{\d\})?|\[[0-9-]+\]|\\d\\d", column.valid) and column.type != INT:
        return text
    values = text.drop_nulls()
    if not values.len() or not values.str.contains(r"^[0-9]+\.0$").all():
        return text
    return text.str.strip_suffix(".0")


def compact_dates(column: Column, text: pl.Series) -> pl.Series:
    """`2025-01-01 00:00:00` and `1/1/2025` → `20250101`, where a spreadsheet wrote the column's dates so."""
    usual = column.type == DATE and column.date == "%Y%m%d" and not column.normalize
    if not usual or not text.head(SEEN).str.contains("[-/]").any():
        return text
    iso = text.str.replace(r"^(\d{4})-(\d\d)-(\d\d)(?:[T ]0?0:00(?::00(?:\.0+)?)?)?$", "${1}${2}${3}")
    padded = iso.str.replace(r"^(\d/\d{1,2}/\d{4}(?: .*)?)$", "0${1}")
    padded = padded.str.replace(r"^(\d\d)/(\d)/(\d{4}(?: .*)?)$", "${1}/0${2}/${3}")
    return padded.str.replace(r"^(\d\d)/(\d\d)/(\d{4})(?: 0?0:00(?::00)?)?$", "${3}${1}${2}")


def expected_form(column: Column) -> str:
    """What the column's cells look like, in words."""
    if column.valid:
        return f"text like {column.valid}"
    if isinstance(column.type, pl.Decimal):
        between = " from {:g} to {:g}".format(*column.between) if column.between else ""
        return f"a number with at most {column.type.scale} decimals{between}"
    if column.type == BOOL:
        return f"{column.true_values} or {column.false_values or 'blank'}"
    return {INT: "a whole number", DATE: f"a date like {column.date}"}.get(column.type, "some text")


def _only(text: pl.Series, where: pl.Series) -> pl.Series:
    return pl.select(pl.when(where).then(text)).to_series()


def _matches_type(column: Column, values: pl.Series) -> pl.Series:
    fits = _fullmatch(values, column.valid) if column.valid else values.is_not_null()
    if isinstance(column.type, pl.Decimal):
        digits, scale = column.type.precision - column.type.scale, column.type.scale
        exact = rf"0*(?:\d{{1,{digits}}}(?:\.\d{{0,{scale}}}0*)?|\.\d{{1,{scale}}}0*)"
        plain = values.str.replace_all(MARKS, "")
        fits = fits & _fullmatch(values, NUMBER) & _fullmatch(plain, exact)
        if column.between:
            fits &= plain.cast(pl.Float64, strict=False).is_between(*column.between).fill_null(False)
        return fits
    if column.type == INT:
        return fits & _fullmatch(values, r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}")
    if column.type == DATE:  # read leniently, 2024022 is the second of February
        days = values.str.to_date(column.date, strict=False)
        same = (days.dt.to_string(column.date) == values).fill_null(False)
        return fits & same & _fullmatch(values, CENTURIES)
    if column.type == BOOL:
        return fits & _fullmatch(values, f"{column.true_values}|{column.false_values}")
    return fits


def _fullmatch(values: pl.Series, pattern: str) -> pl.Series:
    """In full, and by 0 to 9 alone: `\\d` would take any script's digits."""
    digits = pattern.replace(r"\d", "[0-9]")
    return values.str.contains(f"^(?:{digits})$")


def _cast(column: Column, text: pl.Series, values: pl.Series) -> pl.Series:
    """What is done to each cell is done only where one of the different `values` needs it."""
    if isinstance(column.type, pl.Decimal) or column.type == INT:
        marked = values.str.contains(MARKS).any()
        return (text.str.replace_all(MARKS, "") if marked else text).cast(column.type)
    if column.type == DATE:
        return text.str.to_date(column.date)
    if column.type == BOOL:
        said = values.filter(values.str.contains(f"^(?:{column.true_values})$"))
        return text.is_in(said.implode()).fill_null(False)
    return text
