"""OPPSCAP: imaging services whose price is limited to the outpatient hospital's payment, by locality."""

from dataclasses import replace

import polars as pl

from transforms.pfs.localities import LOCALITY, MAC
from transforms.table import (
    DOLLARS,
    HCPCS,
    MODIFIER,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
)

PRICE = r"( (capped |cap )?(price|amount|amt|payment|fee))?"  # CMS also spells FACLITY, FACILTIY and CARIER


def _modifier_apart(reading: ParsedMember) -> pl.DataFrame:
    """Split code and modifier, which 2012 lists as one: G0365TC."""
    if "modifier" in reading.frame.columns:
        return reading.frame
    code = pl.col("hcpcs").str.strip_chars(" \u00a0")
    if not reading.frame.select(code.str.len_chars().eq(7).any()).item():
        reading.reject_missing("modifiers, in a column or after the codes", ["modifier"])
        return reading.frame
    return reading.frame.with_columns(
        hcpcs=pl.when(code.str.len_chars() == 7).then(code.str.head(5)).otherwise(code),
        modifier=pl.when(code.str.len_chars() == 7).then(code.str.tail(2)),
    )


# In all rows from 2009 to 2026: the hospital's payment does not depend on the setting.
IDENTITIES = (
    Identity(
        "one price in both settings",
        pl.col("facility_amount") == pl.col("nonfacility_amount"),
        ("facility_amount", "nonfacility_amount"),
        most=0.05,
    ),
    Identity(
        "a row per locality",
        pl.len().over("hcpcs", "modifier") == pl.struct("mac", "locality").n_unique(),
        ("hcpcs", "modifier", "mac", "locality"),
        most=0.05,
        pins=False,
    ),
)

CAPPED = "Payment in dollars, at most the OPPS amount,"

PFS_OPPS_CAP = Table(
    name="pfs_opps_cap",
    doc="Payments under the OPPS cap, per code and locality.",
    series=("pfs-rvu",),
    members=(MemberPattern(r"OPPSCAP"),),
    key=("hcpcs", "modifier", "mac", "locality"),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs", "CPT or HCPCS code", valid=HCPCS, nullable=False),
        Column(
            "modifier",
            TEXT,
            r"mod(ifier)?",
            "TC; null for the whole service",
            valid=MODIFIER,
            optional=True,
        ),
        Column(
            "status_code",
            TEXT,
            r"(proc(edure)? ?)?stat(us)?( code)?",
            "As in pfs_rvu",
            valid="[A-Z]",
            nullable=False,
        ),
        replace(MAC, header=r"carr?ier|mac|contractor"),
        LOCALITY,
        Column(
            "facility_amount",
            DOLLARS,
            rf"(20\d\d )?fac[a-z]*{PRICE}",
            f"{CAPPED} in a facility",
            nullable=False,
        ),
        Column(
            "nonfacility_amount",
            DOLLARS,
            rf"(20\d\d )?non.?fac[a-z]*{PRICE}",
            f"{CAPPED} outside a facility",
            nullable=False,
        ),
    ),
    line_layouts=(
        r"(?P<hcpcs>.{5})(?P<modifier>..) (?P<status_code>.) (?P<mac>\d{5})  (?P<locality>\d\d)"
        r" +(?P<facility_amount>[\d.]+) +(?P<nonfacility_amount>[\d.]+) *",
    ),
    reshape=_modifier_apart,
    identities=IDENTITIES,
    required=False,
    row_count=(1, 60_000),
)
