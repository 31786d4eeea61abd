"""Shared parts of the OPPS and ASC addenda: the stated year, rounding as listed, stray code suffixes."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import polars as pl

from transforms.table import Identity, Normalize, ParsedMember

SHEET = re.compile(r"\.xls[xm]?!", re.IGNORECASE)
YEAR = re.compile(r"\bCY\s*(20\d\d)\b", re.IGNORECASE)
NUMBER = r"\d*\.?\d+"
FEWEST = 20  # distinct percentages that show how a column is formatted


def check_year(reading: ParsedMember, lag: int = 0) -> None:
    """Raise unless the title's year is the release's, or up to `lag` years older; reject proposed rates."""
    year = reading.release.service_dates[0].year
    stated = YEAR.search(reading.title)
    if stated and not year - lag <= int(stated[1]) <= year:
        reading.reject_period(f"a title of CY {year}", repr(stated[0]))
    if re.search(r"\bproposed\b", reading.title, re.IGNORECASE):
        reading.reject_period("final figures", f"a proposal: {reading.title[:120]!r}")


def as_printed(
    reading: ParsedMember, percents: Iterable[str], places: Mapping[str, int], widths: Mapping[str, int]
) -> pl.DataFrame:
    """Format a workbook's cells by column as it displays them and as CMS's text files list them.

    20% if a cell holds 0.2, $317.583 if it holds 317.583333333 (2019 and 2020), 0701 if it holds 701.
    """
    if not SHEET.search(reading.place.member):
        return reading.frame
    reads = {name: _map_values(f"^{NUMBER}$", _percent) for name in percents}
    reads |= {
        name: _map_values(rf"^\d*\.\d{{{n + 1},}}$", partial(_rounded, n)) for name, n in places.items()
    }
    reads |= {name: _map_values(rf"^\d{{1,{n - 1}}}$", partial(_filled, n)) for name, n in widths.items()}
    held = {name: read for name, read in reads.items() if name in reading.frame.columns}
    return reading.frame.with_columns(read(reading.frame[name]) for name, read in held.items())


def rate_is_weight_by_factor(weight: str, most: float = 0.02) -> Identity:
    """Identity: one conversion factor makes every rate with a weight; CMS rounds weights to 4 decimals."""
    rate, relative = (pl.col(name).cast(pl.Float64) for name in ("payment_rate", weight))
    factor = (rate / relative).median()
    holds = pl.when(relative > 0).then((rate - relative * factor).abs() <= 0.02 + rate * 0.0005)
    return Identity("rate = weight x one factor", holds, ("payment_rate", weight), most)


def one_per(group: str, name: str, most: float = 0.05) -> Identity:
    """Identity: all rows of a group, such as an APC, have its most frequent value, blank or not."""
    figure = pl.col(name)
    usual = figure.eq_missing(figure.mode().sort().first().over(group))
    several = pl.col(group).is_not_null() & (pl.len().over(group) > 1) & figure.is_not_null().any()
    return Identity(f"one {name} per {group}", pl.when(several).then(usual), (group, name), most, pins=False)


def percent_text(text: pl.Series) -> pl.Series:
    """Strip the percent sign: `20.000%` → `20.000`; numbers without a sign are interpreted by the whole
    column.

    If no cell has a sign, `0.3127` is 31.27% if none is above 1, and `31.27` if several are.
    """
    signed = text.str.ends_with("%")
    numbers = text.str.replace(r"\.$", "").unique().cast(pl.Float64, strict=False).drop_nulls()
    if not signed.any() and numbers.len() >= FEWEST:
        if (numbers > 1).sum() >= FEWEST:
            return text
        if numbers.max() <= 1:  # type: ignore[operator]
            return _map_values(f"^{NUMBER}$", lambda number: _percent(number)[:-1])(text)
    return pl.select(pl.when(signed).then(text.str.head(-1)).otherwise(text + " without %")).to_series()


def strip_tail(code: pl.Series) -> pl.Series:
    """Strip what follows a code: CMS left a hard space after A4341 and G0465, which became á or ß."""
    return code.str.replace(r"^([A-Z0-9]{5})[^\x00-\x7F]+$", "${1}")


def plain_spaces(text: pl.Series) -> pl.Series:
    return text.str.replace_all("\u00a0", " ").str.replace_all(r"\s+", " ")


def _percent(text: str) -> str:
    return f"{(Decimal(text) * 100).normalize():f}%"


def _rounded(places: int, text: str) -> str:
    return str(Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _filled(width: int, text: str) -> str:
    return text.zfill(width)


def _map_values(pattern: str, change: Callable[[str], str]) -> Normalize:
    def read(text: pl.Series) -> pl.Series:
        old = text.filter(text.str.contains(pattern).fill_null(False)).unique().to_list()
        return text.replace({value: change(value) for value in old})

    return read
