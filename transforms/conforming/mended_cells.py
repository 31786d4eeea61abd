"""Repair cells that do not fit their column if their notation leaves no doubt about the value.

Spreadsheets, data frames and footnotes turn values into `41.54*`, `-0.00`, `20%`, `NaN`, `N/A`, `j0585`,
`="J0585"` or `45658` for a day, or put hard spaces around them. Exponents remain errors if digits may be lost
(`1.23E+03`, but not `9.00E-02` in a column of cents, or if all of them end in zeros), and so do commas that
may separate thousands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl

from transforms.table import BOOL, DATE, HCPCS, INT, TEXT, Column

FOOTNOTE = r"(?<=[0-9A-Z.])\s*[*†‡§¹²³]+$"
LIKE_A_DIGIT = str.maketrans("lo", "10")  # 2095l may be 20951
MANY_TO_ONE = 100
BLANK = re.compile(r"(?i:nan|null|none)|#?N/A|n/a|[-.\u2013\u2014]{1,3}")
NOT_AVAILABLE = "NA"  # R's word for a blank; in a column of text it may be a value
INVISIBLE = " \u00a0\u2007\u2009\u202f\u200b\ufeff"  # hard, thin and zero-width spaces
FORMULA = re.compile(r'="(.*)"')
EXPONENT = re.compile(r"\d(\.\d+)?[Ee]-\d{2}")
# At the end of a column's exponents, all of which have one: a digit that was lost is rarely a zero.
ENOUGH_ZEROS = 3
FLOAT_NOISE = re.compile(r"\d+\.\d{9,}")
FLOAT_ERROR = Decimal("1e-14")  # relative; a double has 15 to 17 digits
ZERO = re.compile(r"-(0*\.?0+)")
FIRST_DAY = date(1899, 12, 30)  # that a spreadsheet counts from
SERIAL = re.compile(r"[2-5]\d{4}")  # 1954 to 2064
SHORT = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(\d\d|\d{4})")
CURRENCY = re.compile(r"^(USD|US\$)\s*")
SHORT_FORMS = ("%m/%d/%y", "%d/%m/%y", "%y/%m/%d")
LONG_FORMS = ("%m/%d/%Y", "%d/%m/%Y")
SPELLED = ("%d-%b-%Y", "%B %d, %Y", "%d %B %Y")


def mended(column: Column, wrong: Iterable[str], right: Iterable[str] = ()) -> dict[str, str | None]:
    """Return what each of the column's cells that do not fit is instead; None is blank.

    `right` are its cells that fit.

    >>> from transforms.table import TEXT
    >>> mended(Column("hcpcs", TEXT, "hcpcs", "", valid=HCPCS), ["j0585", "J0586*", "?"])
    {'J0586*': 'J0586', 'j0585': 'J0585'}
    """
    bare = {value: value.strip(INVISIBLE) for value in sorted(set(wrong))}
    found = _found(column, sorted(set(bare.values())), right)
    meant = {value: found.get(stripped, stripped) for value, stripped in bare.items()}
    return {value: new or None for value, new in meant.items() if new != value}


def _found(column: Column, values: list[str], right: Iterable[str]) -> dict[str, str | None]:
    if column.type == DATE:
        return _days(column, values)
    if isinstance(column.type, pl.Decimal) and _has_decimal_commas(values, right):
        return {value: value.replace(",", ".") for value in values}
    is_lowered = _has_capitals(column) and _is_lowered(column, values, right)
    is_exact = isinstance(column.type, pl.Decimal) and _are_exact(values)
    return {value: _mended(column, value, is_lowered, is_exact) for value in values}


def _mended(column: Column, value: str, is_lowered: bool, is_exact: bool) -> str | None:
    is_number = isinstance(column.type, pl.Decimal) or column.type == INT
    if column.nullable and _means_blank(column, value):
        return None
    bare = re.sub(FOOTNOTE, "", FORMULA.sub(r"\1", value).strip("'"))
    if is_number or column.valid == HCPCS or (column.valid and re.fullmatch(column.valid, bare)):
        value = bare
    if column.type == BOOL and re.fullmatch(column.true_values, value.upper()):
        return value.upper()
    if _has_capitals(column) and re.fullmatch(column.valid, value.upper()):
        digits = value.translate(LIKE_A_DIGIT)
        may_be_digits = digits != value and re.fullmatch(column.valid, digits.upper())
        return value.upper() if is_lowered or not may_be_digits else value
    if isinstance(column.type, pl.Decimal) and FLOAT_NOISE.fullmatch(value):
        value = _without_noise(value, column.type.scale)
    if isinstance(column.type, pl.Decimal) and EXPONENT.fullmatch(value):
        value = _without_exponent(value, column.type.scale, is_exact)
    if is_number:
        value = CURRENCY.sub("", value).removeprefix("+")
        value = ZERO.sub(r"\1", value) if ZERO.fullmatch(value) else value
        return value.rstrip("% ") if column.name.endswith("_pct") else value
    return value


def _without_noise(value: str, scale: int) -> str:
    """Round 41.540000000000006 to 41.54: what a binary number prints when it holds a decimal one."""
    exact = Decimal(value)
    near = round(exact, scale)
    return str(near) if abs(exact - near) <= abs(near) * FLOAT_ERROR else value


def _without_exponent(value: str, scale: int, is_exact: bool) -> str:
    """Write 9.00E-02 as 0.09 if it shows as many decimals as the column has: then none was rounded away."""
    exact = Decimal(value)
    shows_all = is_exact or -int(exact.as_tuple().exponent) >= scale
    return f"{exact:.{scale}f}" if shows_all and exact == round(exact, scale) else value


def _are_exact(values: list[str]) -> bool:
    """Return whether all exponents end in a zero, as 7.00E-02 and 5.00E-02: none of them was rounded."""
    shown = [value[: value.upper().index("E")] for value in values if EXPONENT.fullmatch(value)]
    zeros = [len(digits) - len(digits.rstrip("0")) if "." in digits else 0 for digits in shown]
    return all(zeros) and sum(zeros) >= ENOUGH_ZEROS


def _means_blank(column: Column, value: str) -> bool:
    return bool(BLANK.fullmatch(value)) or (value == NOT_AVAILABLE and column.type != TEXT)


def _has_capitals(column: Column) -> bool:
    """Return whether the column's values are codes, indicators or modifiers, which have capitals alone."""
    return column.type == TEXT and bool(column.valid) and not re.search(r"(?<!\\)[a-z]", column.valid)


def _is_lowered(column: Column, wrong: list[str], right: Iterable[str]) -> bool:
    """Return whether the column's letters are lower case, up to a few: then `l0120` begins with a letter."""
    codes = [value for value in wrong if re.fullmatch(column.valid, value.upper())]
    lower = sum(bool(re.search(r"[a-kmnp-z]", value)) for value in codes)
    return lower > 0 and lower > MANY_TO_ONE * sum(bool(re.search(r"[A-Z]", value)) for value in right)


def _has_decimal_commas(wrong: list[str], right: Iterable[str]) -> bool:
    """Return whether commas are decimal: one of them divides no thousands, and no cell has a point."""
    divides = all(re.fullmatch(r"\d+,\d+", value) for value in wrong)
    proves = any(not re.fullmatch(r"[1-9]\d{0,2},\d{3}", value) for value in wrong)
    return divides and proves and not any("." in value for value in right)


def _days(column: Column, values: list[str]) -> dict[str, str | None]:
    """Return days as text; those of a spreadsheet only if it lost the format of all of them."""
    blank: dict[str, str | None] = {v: None for v in values if column.nullable and _means_blank(column, v)}
    others = [value for value in values if value not in blank]
    numbered = all(SERIAL.fullmatch(value) for value in others)
    if others and all(SHORT.fullmatch(value) for value in others):
        days = _short(others)
    elif numbered and any(
        not 0 < int(value[2:]) <= 366 for value in others
    ):  # 25001 may be a year and its day
        days = {value: FIRST_DAY + timedelta(int(value)) for value in others}
    else:
        days = {value: day for value in others if (day := _spelled(value))}
    return blank | {value: day.strftime(column.date) for value, day in days.items()}


def _short(values: list[str]) -> dict[str, date]:
    """Return days written as month/day/year (01/31/25, 01.31.2025), if one of them can only be that.

    So can days that all begin or end a month, as CMS's do, and would not in another order: 04/01/25.
    """
    forms = LONG_FORMS if any(re.search(r"\d{4}$", value) for value in values) else SHORT_FORMS
    month_first, *others = (_parsed(values, form) for form in forms)
    if any(day.day > 12 for day in month_first.values()):
        return month_first
    begin = _are_edges(month_first) and not any(_are_edges(o) and o != month_first for o in others)
    return month_first if begin else {}


def _parsed(values: list[str], form: str) -> dict[str, date]:
    """Return all of the values as days, or none."""
    try:
        return {value: datetime.strptime(re.sub(r"[.-]", "/", value), form).date() for value in values}
    except ValueError:
        return {}


def _are_edges(days: dict[str, date]) -> bool:
    """Return whether each day is the first or the last of a month."""
    edges = (day.day == 1 or (day + timedelta(1)).day == 1 for day in days.values())
    return bool(days) and all(edges)


def _spelled(value: str) -> date | None:
    for form in SPELLED:
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    return None
