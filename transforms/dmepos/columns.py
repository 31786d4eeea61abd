"""What the DMEPOS files share: codes with up to three modifiers, fees per state, the quarter they state."""

import re

import polars as pl

from transforms.table import HCPCS, MODIFIER, TEXT, Column, ParsedMember, decimal

FEE = decimal(12, 2)
NONE = r"0*(?:\.0*)?"  # CMS prints 0.00 where it has no amount
MONTHS = {"january": 1, "april": 4, "july": 7, "october": 10}
STATED = re.compile(rf"\b({'|'.join(MONTHS)}) (20\d\d)\b", re.IGNORECASE)

CODE = Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS Level II code", valid=HCPCS, nullable=False)


def modifier(number: int, optional: bool = False) -> Column:
    """The first, second or third modifier that the fee is for."""
    suffix = "" if number == 1 else str(number)
    name = "modifier" if number == 1 else f"modifier_{number}"
    doc = "NU new, RR rental, UE used, or what sets the item apart" if number == 1 else "a further modifier"
    return Column(name, TEXT, rf"mod(ifier)? ?{suffix}", doc, valid=MODIFIER, optional=optional)


DESCRIPTION = Column("description", TEXT, r"(short )?desc.*", "CMS's short descriptor", optional=True)


def refuse_other_quarter(parsed: ParsedMember) -> None:
    """`April 2025 Fee Schedule` above the header is the release's quarter."""
    start = parsed.release.service_dates[0]
    said = STATED.search(parsed.title)
    if said and (int(said[2]), MONTHS[said[1].lower()]) != (start.year, start.month):
        parsed.reject_period(f"a fee schedule of {start:%B %Y}", repr(said[0]))


def refuse_other_rows(parsed: ParsedMember) -> pl.DataFrame:
    """`202501` in each row is the first quarter of 2025."""
    if "year_quarter" not in parsed.frame.columns:
        return parsed.frame
    start = parsed.release.service_dates[0]
    said = set(parsed.frame["year_quarter"].drop_nulls().unique())
    expected = f"{start.year}{(start.month + 2) // 3:02}"
    if said - {expected}:
        parsed.reject_period(f"rows of {expected}", ", ".join(sorted(said)))
    return parsed.frame
