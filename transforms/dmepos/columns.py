"""Shared parts of the DMEPOS files: codes with up to three modifiers, fees per state, the stated quarter."""

import re

import polars as pl

from transforms.table import HCPCS, MODIFIER, TEXT, Column, ParsedMember, decimal

FEE = decimal(12, 2)
ZERO_FEE = r"0*(?:\.0*)?"  # CMS lists 0.00 if it has no amount
QUARTER_MONTHS = {"january": 1, "april": 4, "july": 7, "october": 10}
STATED = re.compile(rf"\b({'|'.join(QUARTER_MONTHS)}) (20\d\d)\b", re.IGNORECASE)

ITEM_CODE = Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS Level II code", valid=HCPCS, nullable=False)


def modifier(number: int, optional: bool = False) -> Column:
    """The first, second or third modifier of the fee."""
    suffix = "" if number == 1 else str(number)
    name = "modifier" if number == 1 else f"modifier_{number}"
    doc = (
        "NU new, RR rental, UE used, or a modifier that distinguishes the item"
        if number == 1
        else "a further modifier"
    )
    return Column(name, TEXT, rf"mod(ifier)? ?{suffix}", doc, valid=MODIFIER, optional=optional)


ITEM_DESCRIPTION = Column("description", TEXT, r"(short )?desc.*", "CMS's short descriptor", optional=True)


def refuse_other_quarter(parsed: ParsedMember) -> None:
    """Raise unless `April 2025 Fee Schedule` above the header is the release's quarter."""
    start = parsed.release.service_dates[0]
    stated = STATED.search(parsed.title)
    if stated and (int(stated[2]), QUARTER_MONTHS[stated[1].lower()]) != (start.year, start.month):
        parsed.reject_period(f"a fee schedule of {start:%B %Y}", repr(stated[0]))


def refuse_other_rows(parsed: ParsedMember) -> pl.DataFrame:
    """Raise unless `202501` in each row, the first quarter of 2025, is the release's quarter."""
    if "year_quarter" not in parsed.frame.columns:
        return parsed.frame
    start = parsed.release.service_dates[0]
    stated = set(parsed.frame["year_quarter"].drop_nulls().unique())
    expected = f"{start.year}{(start.month + 2) // 3:02}"
    if stated - {expected}:
        parsed.reject_period(f"rows of {expected}", ", ".join(sorted(stated)))
    return parsed.frame
