"""Shared parts of the DMEPOS files: codes with up to three modifiers, fees per state, the stated quarter."""

import re
from collections.abc import Sequence

import polars as pl

from transforms.table import HCPCS, MODIFIER, TEXT, Column, Identity, ParsedMember, decimal

FEE = decimal(12, 2)
ZERO_FEE = r"0*(?:\.0*)?"  # CMS lists 0.00 if it has no amount
FEWEST_FEES = 20  # of a place
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
        else "A further modifier"
    )
    return Column(name, TEXT, rf"mod(ifier)? ?{suffix}", doc, valid=MODIFIER, optional=optional)


ITEM_DESCRIPTION = Column("description", TEXT, r"(short )?desc.*", "CMS's short descriptor", optional=True)


def sold(*item: str, most: float = 0.03) -> Identity:
    """Identity: an item that is sold used (UE) is also sold new (NU) and rented (RR).

    In January and April 2025 without exception: of 586 inexpensive items 526 are all three, 57 are sold new
    alone; others are rented alone. A file that lost 5% of its lines breaks it for 14% of them.
    """
    ways = pl.col("modifier").filter(pl.col("modifier").is_in(["NU", "UE", "RR"]))
    several = ways.n_unique().over(item) > 1
    holds = pl.when(several).then(ways.n_unique().over(item) == 3)
    return Identity("an item sold used is also sold new and rented", holds, (*item, "modifier"), most, False)


def alike(fee: str, place: str, item: Sequence[str], least: float) -> Identity:
    """Identity: in each place, most fees are between half and twice the item's median over all places.

    In January and April 2025, of a state's fees at least 93.8% are (Puerto Rico), of rural ones all, of an
    area's 97%; in a column shifted by one row at most 57%, 70% and 43%.
    """

    def holds(rows: pl.Series) -> pl.Series:  # in steps: a window within a window sees one place alone
        figure = pl.col("fee").cast(pl.Float64)
        median = pl.when(figure.count().over(item) > 5).then(figure.median().over(item))
        near = (
            rows.struct.unnest()
            .rename({fee: "fee"})
            .with_columns(is_near=(figure / median).is_between(0.5, 2))
        )
        enough = pl.col("is_near").count().over(place) >= FEWEST_FEES
        share = pl.col("is_near").mean().over(place)
        return near.select(pl.when(enough & pl.col("is_near").is_not_null()).then(share >= least)).to_series()

    columns = (fee, place, *item)
    near_median = pl.struct(columns).map_batches(holds, pl.Boolean)
    return Identity(f"each {place} has fees near the median {fee}", near_median, columns, 0.005, False)


def listed_alike(fee: str, place: str, item: Sequence[str], least: float) -> Identity:
    """Identity: each place with such fees has them for the items for which most places have one.

    In January and April 2025 all contiguous states have a fee, or a rural one, for the same items; Alaska,
    Hawaii, Puerto Rico and the Virgin Islands agree for 90% and have no rural one. In a rural column sorted
    alone, or exchanged with one of the other kind, about 40% do.
    """

    def holds(rows: pl.Series) -> pl.Series:  # in steps, as above
        listed = rows.struct.unnest().with_columns(has=pl.col(fee).is_not_null())
        listed = listed.with_columns(usual=pl.col("has").mean().over(item) > 0.5, places=pl.len().over(item))
        applies = (pl.col("has").sum().over(place) >= FEWEST_FEES) & (pl.col("places") > 5)
        share = (pl.col("has") == pl.col("usual")).mean().over(place)
        return listed.select(pl.when(applies).then(share >= least)).to_series()

    columns = (fee, place, *item)
    alike_listed = pl.struct(columns).map_batches(holds, pl.Boolean)
    return Identity(f"each {place} has a {fee} for the usual items", alike_listed, columns, 0.005, False)


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
