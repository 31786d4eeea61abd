"""Columns shared by the ASC addenda, and the quarter stated in their names."""

import re
from dataclasses import replace

import polars as pl

from sources.release import Release
from transforms.opps.addendum_common import as_printed, check_year, plain_spaces, strip_tail
from transforms.reading.header import IGNORED
from transforms.reading.member_period import SHORT_MONTHS
from transforms.table import HCPCS, TABLE_FILES, TEXT, Column, MemberPattern, ParsedMember, decimal

# `January 2026`, ` Apr 2022`, `January CY 2020`, `March 9, 2024`, `Final CY 2026`
_MONTHS = "|".join(SHORT_MONTHS)
PERIOD = rf"(?:(?:(?:final|proposed) )?(?:({_MONTHS})[a-z]*\.?(?: \d{{1,2}},?)? )?(?:cy ?)?(20\d\d) )"
# Until 2010, a share of the old rates was paid; the rates without it were in further columns.
TRANSITION = r"((first|second|third) year transition(al)? )?"
RULE_ONLY = {
    rf"{PERIOD}?(asc )?fully implemented payment( weight| rate)?": "rates without the transition",
    rf"{PERIOD}?(?:comment indicator|ci)": "marks changes by a rule, for its comment period",
}

# The first year in which every addendum has a column of marks.
MARKED = {"asc_addendum_aa": 2019, "asc_addendum_bb": 2019, "asc_addendum_ff": 2022}
BEHIND_A_CODE = r"^([A-Z0-9]{5}) ?(\*{1,3})$"
PERCENTS = ("apc_device_offset_pct", "device_offset_pct")
DOLLAR_COLUMNS = ("payment_rate", "ira_copayment", "opps_payment_rate", "device_offset_amount")
PLACES = dict.fromkeys(DOLLAR_COLUMNS, 2) | {"payment_weight": 4}


def checked(reading: ParsedMember) -> pl.DataFrame:
    """Raise unless the columns name the quarter; FF kept the title CY 2023 in January and April 2024."""
    _check_columns(reading)
    reading = _marks_apart(reading)
    check_year(reading, lag=1 if reading.place.table == "asc_addendum_ff" else 0)
    return as_printed(reading, PERCENTS, PLACES, {"hcpcs": 5, "apc": 4})


def _marks_apart(reading: ParsedMember) -> ParsedMember:
    """Remove the marks that followed the codes before they had their own column: `20555*`."""
    first_year = MARKED.get(reading.place.table)
    if first_year is None or "flag" in reading.frame.columns:
        return reading
    behind = reading.frame["hcpcs"].str.contains(BEHIND_A_CODE).any()
    if reading.release.service_dates[0].year >= first_year and not behind:
        reading.reject_missing("the column of marks, which has no header", ["flag"])
    mark = pl.col("hcpcs").str.extract(BEHIND_A_CODE, 2)
    code = pl.col("hcpcs").str.replace(BEHIND_A_CODE, "${1}")
    return replace(reading, frame=reading.frame.with_columns(code, flag=mark))


def _check_columns(reading: ParsedMember) -> None:
    """Raise unless the names of loaded columns state the release's period, or the quarter of `2024-03-09`.

    Last year's rates beside this year's are ignored.
    """
    start = reading.release.service_dates[0]
    quarter = 3 * ((start.month - 1) // 3)
    months = SHORT_MONTHS[quarter : start.month]
    for header in (header for claim, header in reading.headers.items() if claim != IGNORED):
        stated = re.match(PERIOD, header, re.IGNORECASE)
        if stated and (int(stated[2]) != start.year or (stated[1] and stated[1].lower() not in months)):
            reading.reject_period(f"columns of {start:%B %Y}", repr(header))
        if header.lower().startswith("proposed"):
            reading.reject_period("final figures", repr(header))


def without_a_rate(_: Release) -> dict[str, pl.Expr]:
    """Contradictions of a row shifted by one cell: a weight or copayment without a payment rate."""
    return {"payment_weight: a weight without a payment rate": _alone("payment_weight")}


def copayment_without_a_rate(release: Release) -> dict[str, pl.Expr]:
    return without_a_rate(release) | {
        "ira_copayment: a copayment without a payment rate": _alone("ira_copayment")
    }


def _alone(name: str) -> pl.Expr:
    return pl.col(name).is_not_null() & pl.col("payment_rate").is_null()


def addendum_members(addendum: str) -> tuple[MemberPattern, ...]:
    """Identify an addendum by its title: a member named FF has contained DD2."""
    return (MemberPattern(TABLE_FILES, title=rf"Addendum {addendum}\b"),)


ASC_CODE = Column(
    "hcpcs", TEXT, r"hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False, repair=strip_tail
)
FLAG = Column(
    "flag",
    TEXT,
    r"()",
    "* temporary office-based, ** preventive, *** non-opioid",
    valid=r"\*{1,3}",
    optional=True,
)
SHORT_DESCRIPTOR = Column(
    "description",
    TEXT,
    r"short descripti?or",
    "CMS's short descriptor, HCPCS Level II only",
    normalize=plain_spaces,
    descriptor_of="hcpcs",
)
INDICATOR = Column(
    "payment_indicator",
    TEXT,
    rf"{PERIOD}(asc )?payment indicator",
    "ASC payment indicator; addendum DD1 defines it",
    valid=r"[A-Z]\d",
    nullable=False,
    repair=lambda text: text.str.to_uppercase(),  # BB of January 2026 has one lowercase k5
)
WEIGHT = Column(
    "payment_weight",
    decimal(14, 4),
    rf"{PERIOD}(asc )?{TRANSITION}payment weight",
    "Relative weight; null if the rate is not based on one",
    valid=r"[\d.,]+",  # no dollars
)
RATE = Column(
    "payment_rate",
    decimal(14, 2),
    rf"{PERIOD}(asc )?{TRANSITION}payment( rate)?",
    "National rate in dollars before the wage index; null if none is published",
)
