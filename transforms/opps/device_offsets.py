"""Addendum P: the device offset of each procedure, and the device-intensive procedures."""

import re

import polars as pl

from transforms.opps.addendum_common import as_printed, one_per, percent_text, plain_spaces, strip_tail
from transforms.table import (
    HCPCS,
    TABLE_FILES,
    TEXT,
    Column,
    Companion,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
)

PERCENT = decimal(8, 4)


def _checked(parsed: ParsedMember) -> pl.DataFrame:
    """Check the year in the rate's column name: the text above also mentions the claims' year."""
    header = parsed.headers.get("payment_rate", "")
    year = re.search(r"20\d\d", header)
    if year and int(year[0]) != parsed.release.service_dates[0].year:
        parsed.reject_period(f"a rate of {parsed.release.vintage[:4]}", repr(header))
    dollars = dict.fromkeys(("payment_rate", "device_offset_amount"), 2)
    percents = ("apc_device_offset_pct", "device_offset_pct")
    return as_printed(parsed, percents, dollars, {"hcpcs": 5, "apc": 4})


COLUMNS = (
    Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False, repair=strip_tail),
    Column(
        "description",
        TEXT,
        r"short descriptor",
        "CMS's short descriptor, HCPCS Level II only",
        normalize=plain_spaces,
        descriptor_of="hcpcs",
    ),
    Column("status_indicator", TEXT, r"si", "OPPS status indicator, D for a deleted code", valid=r"[A-Z]\d?"),
    Column("apc", TEXT, r"apc", "Ambulatory payment classification", valid=r"\d{4}"),
    Column("payment_rate", decimal(14, 2), r"(final )?cy ?20\d\d apc payment rate", "Dollars, for the APC"),
    Column(
        "device_offset_pct",
        PERCENT,
        r"device offset percentage",
        "Device share of the rate in percent",
        nullable=False,
        normalize=percent_text,
    ),
    Column(
        "device_offset_amount",
        decimal(14, 2),
        r"device offset amount",
        "Dollars: rate x percentage; caps a device credit",
    ),
)
APC_OFFSET = Column(
    "apc_device_offset_pct",
    PERCENT,
    r"apc device offset percentage",
    "Device share of the APC's rate in percent, from 2025",
    optional=True,
    normalize=percent_text,
)

# To the cent on all rows of 2025.
_SHARE = pl.col("payment_rate").cast(pl.Float64) * pl.col("device_offset_pct").cast(pl.Float64) / 100
_OFFSET = pl.col("device_offset_amount").cast(pl.Float64)
IDENTITIES = (
    Identity(
        "offset amount = percentage x rate",
        (_OFFSET - _SHARE).abs() <= 0.01 + pl.col("payment_rate").cast(pl.Float64) * 0.0001,
        ("payment_rate", "device_offset_pct", "device_offset_amount"),
        most=0.05,
    ),
)

# In 2025 the list lacks 18 of 465 such codes.
INTENSIVE = (pl.col("status_indicator") == "J1") & (pl.col("device_offset_pct") > 30)
# In 2025 the offsets lack 70 of 2,898 codes with claims, and 5% of their lines are 145 more.
WITH_CLAIMS = (pl.col("frequency") > 0) & ~pl.col("is_deleted")

DEVICE_INTENSIVE = Table(
    name="opps_addendum_p_device_intensive",
    doc="Device-intensive procedures: the device share of the rate exceeds 30%.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"List of HCPCS codes .*designated as device-intensive"),),
    key=("hcpcs",),
    columns=(*COLUMNS, APC_OFFSET),
    reshape=_checked,
    identities=(*IDENTITIES, one_per("apc", "apc_device_offset_pct")),  # in 2025 without exception
    companions=(
        Companion("opps_addendum_p_offsets", ("hcpcs",), equal=("device_offset_pct", "apc"), most=1),
        Companion("opps_addendum_p_offsets", ("hcpcs",), INTENSIVE, "status J1 and over 30%", most=0.065),
    ),
    required=False,
    row_count=(1, 10_000),
)
OFFSETS = Table(
    name="opps_addendum_p_offsets",
    companions=(
        Companion("opps_addendum_b", ("hcpcs",), equal=("apc", "status_indicator"), most=1),
        Companion("opps_addendum_j_rank", ("hcpcs",), WITH_CLAIMS, "claims, not deleted", most=0.04),
    ),
    doc="Device offset of every procedure with claims.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"List of the device offset percentages"),),
    key=("hcpcs",),
    columns=COLUMNS,
    reshape=_checked,
    identities=IDENTITIES,
    required=False,
    row_count=(1, 30_000),
)
TABLES = (DEVICE_INTENSIVE, OFFSETS)
