"""Mend cells that do not fit, where how they were written leaves no doubt about the value.

What spreadsheets, data frames and footnotes do to a value: `41.54*`, `-0.00`, `20%`, `NaN`, `j0585`, `45658`
for a day. Exponents (`1.23E+03`) stay faults, because digits may be lost, and so do decimal commas where each
may divide thousands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import polars as pl

from transforms.table import DATE, HCPCS, INT, Column

FOOTNOTE = r"(?<=[0-9A-Z.])\s*[*†‡§¹²³]+$"
LIKE_A_DIGIT = "[lo]"  # 2095l may be 20951
BLANK = re.compile(r"(?i:nan|null|none)")
ZERO = re.compile(r"-(0*\.?0+)")
FIRST_DAY = date(1899, 12, 30)  # that a spreadsheet counts from
SERIAL = re.compile(r"[2-5]\d{4}")  # 1954 to 2064
SPELLED = ("%d-%b-%Y", "%B %d, %Y", "%d %B %Y")


def mended(column: Column, wrong: Iterable[str], right: Iterable[str] = ()) -> dict[str, str | None]:
    """Return what each of the column's cells that do not fit is instead; None is blank.

    `right` are its cells that fit.

    >>> from transforms.table import TEXT
    >>> mended(Column("hcpcs", TEXT, "hcpcs", "", valid=HCPCS), ["j0585", "J0586*", "?"])
    {'J0586*': 'J0586', 'j0585': 'J0585'}
    """
    values = sorted(set(wrong))
    if column.type == DATE:
        return _days(column, values)
    if isinstance(column.type, pl.Decimal) and _has_decimal_commas(values, right):
        return {value: value.replace(",", ".") for value in values}
    is_lowered = column.valid == HCPCS and _is_lowered(values, right)
    found = {value: _mended(column, value, is_lowered) for value in values}
    return {value: new for value, new in found.items() if new != value}


def _mended(column: Column, value: str, is_lowered: bool) -> str | None:
    is_number = isinstance(column.type, pl.Decimal) or column.type == INT
    if column.nullable and BLANK.fullmatch(value):
        return None
    if is_number or column.valid == HCPCS:
        value = re.sub(FOOTNOTE, "", value)
    if column.valid == HCPCS and re.fullmatch(HCPCS, value.upper()):
        return value.upper() if is_lowered or not re.search(LIKE_A_DIGIT, value) else value
    if is_number:
        value = ZERO.sub(r"\1", value) if ZERO.fullmatch(value) else value
        return value.rstrip("% ") if column.name.endswith("_pct") else value
    return value


def _is_lowered(wrong: list[str], right: Iterable[str]) -> bool:
    """Return whether all letters of the column are lower case: then `l0120` begins with a letter."""
    codes = [value for value in wrong if re.fullmatch(HCPCS, value.upper())]
    is_a_letter = any(re.search(r"[a-kmnp-z]", value) for value in codes)
    return is_a_letter and not any(re.search(r"[A-Z]", value) for value in right)


def _has_decimal_commas(wrong: list[str], right: Iterable[str]) -> bool:
    """Return whether commas are decimal: one of them divides no thousands, and no cell has a point."""
    divides = all(re.fullmatch(r"\d+,\d+", value) for value in wrong)
    proves = any(not re.fullmatch(r"[1-9]\d{0,2},\d{3}", value) for value in wrong)
    return divides and proves and not any("." in value for value in right)


def _days(column: Column, values: list[str]) -> dict[str, str | None]:
    """Return days as text; those of a spreadsheet only if it lost the format of all of them."""
    blank: dict[str, str | None] = {v: None for v in values if column.nullable and BLANK.fullmatch(v)}
    others = [value for value in values if value not in blank]
    numbered = all(SERIAL.fullmatch(value) for value in others)
    if numbered and any(not 0 < int(value[2:]) <= 366 for value in others):  # 25001 may be a year and its day
        days = {value: FIRST_DAY + timedelta(int(value)) for value in others}
    else:
        days = {value: day for value in others if (day := _spelled(value))}
    return blank | {value: day.strftime(column.date) for value, day in days.items()}


def _spelled(value: str) -> date | None:
    for form in SPELLED:
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    return None
