"""OPPS addenda, quarterly and final rule: B by HCPCS code, A by APC, D1 the status indicators."""

import polars as pl

from sources.release import Release
from transforms.opps import comprehensive, device_offsets, rule_addenda
from transforms.opps.addendum_common import (
    as_printed,
    check_year,
    one_per,
    percent_text,
    plain_spaces,
    rate_is_weight_by_factor,
    strip_tail,
)
from transforms.opps.indicators import ADDENDUM_D1, STATUS_INDICATOR
from transforms.table import (
    BOOL,
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

DOT = r"\."  # CMS uses a single dot for no value
PLACES = {"relative_weight": 4, "payment_rate": 3} | dict.fromkeys(
    ("national_copayment", "minimum_copayment", "adjusted_copayment"), 2
)


def _checked(reading: ParsedMember) -> pl.DataFrame:
    check_year(reading)
    frame = as_printed(reading, ("ira_coinsurance_pct",), PLACES, {"hcpcs": 5, "apc": 4})
    if "note" not in frame.columns:
        return frame
    return frame.with_columns(_as_printed(frame["note"], reading.headers.get("note", "")))


def _as_printed(note: pl.Series, header: str) -> pl.Series:
    """Restore notes: until 2022 the column's name is the note, and `*` or `#` marks the rows with it."""
    words = header.partition(":")[2].strip()
    return note.replace(dict.fromkeys("*#", f"{words}.")) if words else note


def _dollars(name: str, header: str, doc: str, optional: bool = False) -> Column:
    return Column(name, decimal(14, 3), header, doc, optional=optional, null_values=DOT)


# No posting from 2019 to 2026 has one of these with an APC but without a rate. H always: a device paid at
# cost.
PAID_BY_RATE = ("J1", "J2", "P", "R", "S", "S1", "T", "U", "V")
# Every row of these has a rate in the files from 2019 to 2026, with or without an APC.
PRICED = ("G", "J1", "J2", "K", "K1", "Q1", "Q2", "Q3", "R", "S", "S1", "T", "U", "V")


def _without_a_rate(release: Release) -> dict[str, pl.Expr]:
    """Contradictions of a row that was shifted by one cell or truncated: a value without a payment rate."""
    blank = {name: pl.col(name).replace(".", None).is_null() for name in (*PLACES, "ira_coinsurance_pct")}
    odd = {
        f"{name}: a value without a payment rate": ~is_blank & blank["payment_rate"]
        for name, is_blank in blank.items()
        if name != "payment_rate"
    }
    alone = ~blank["national_copayment"] & blank["minimum_copayment"]
    of_an_apc = pl.col("status_indicator").is_in(PAID_BY_RATE) & pl.col("apc").is_not_null()
    is_priced = pl.col("status_indicator").is_in(PRICED if release.service_dates[0].year >= 2019 else ())
    return odd | {
        "national_copayment: without a minimum copayment": alone,
        "payment_rate: none for an APC that is paid by rate": of_an_apc & blank["payment_rate"],
        "payment_rate: none for an indicator that always has one": is_priced & blank["payment_rate"],
    }


# Violated by up to 1.4% of the rows from 2019 to 2026: capped, or adjusted for inflation.
_FIFTH = pl.col("payment_rate").cast(pl.Float64) * 0.2
IDENTITIES = (
    rate_is_weight_by_factor("relative_weight"),
    Identity(
        "minimum copayment = 20% of the rate",
        (pl.col("minimum_copayment").cast(pl.Float64) - _FIFTH).abs() <= 0.011,
        ("minimum_copayment", "payment_rate"),
        most=0.05,
    ),
    Identity(
        "national copayment is at least the minimum, at most the rate",
        pl.col("national_copayment").is_between("minimum_copayment", "payment_rate"),
        ("national_copayment", "minimum_copayment", "payment_rate"),
        most=0.2,
    ),
)
# Without exception from 2019 to 2026, except the minimum copayment and the blanks of the national one, of
# which at most 31 of 6,600 rows differ from the other rows of their APC.
OF_AN_APC = tuple(one_per("apc", name) for name in PLACES)

APC = Column("apc", TEXT, r"apc", "Ambulatory payment classification", valid=r"\d{4}")
FIGURES = (
    Column(
        "relative_weight",
        decimal(14, 4),
        r"relative weight",
        "Weight of the APC",
        valid=r"[\d.,]+",
        null_values=DOT,
    ),
    _dollars("payment_rate", r"payment rate", "National rate in dollars before the wage index, billed alone"),
    _dollars("national_copayment", r"national unadjusted (copayment|coinsurance)", "Dollars"),
    _dollars("minimum_copayment", r"minimum unadjusted (copayment|coinsurance)", "Dollars; 20% of the rate"),
    Column(
        "ira_coinsurance_pct",
        decimal(8, 4),
        r"ira coinsurance percentage",
        "Percent, under the Inflation Reduction Act, from 2023",
        optional=True,
        null_values=DOT,
        normalize=percent_text,
    ),
    _dollars(
        "adjusted_copayment",
        r"adjusted beneficiary copayment",
        "Dollars, capped and adjusted",
        optional=True,
    ),
    Column(
        "pass_through_expiration",
        TEXT,
        r"drug (and device )?pass-through expiration during calendar year",
        "* if the pass-through status ends within the year",
        valid=r"\*",
        optional=True,
    ),
    Column(
        "note",
        TEXT,
        r"note(: .*)?",
        "CMS's remark on the copayment",
        valid=r".*(?i:copayment|coinsurance|add-on).*",  # a title or mark that was shifted here is not a note
        optional=True,
        normalize=plain_spaces,
    ),
)

ADDENDUM_B = Table(
    name="opps_addendum_b",
    doc="Status, APC and national hospital rate of each HCPCS code under OPPS.",
    series=("opps", "opps-final-rule"),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum B\W.*OPPS Payment by HCPCS Code"),),
    key=("hcpcs",),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False, repair=strip_tail),
        Column(
            "description",
            TEXT,
            r"short descriptor",
            "CMS's short descriptor, HCPCS Level II only",
            normalize=plain_spaces,
            descriptor_of="hcpcs",
        ),
        Column(
            "change_indicator",
            TEXT,
            r"ci|comment indicator",
            "CH, NC, NI or NP: the final rule's change",
            valid=r"[A-Z]{2}",
            optional=True,
        ),
        STATUS_INDICATOR,
        APC,
        *FIGURES,
        Column(
            "is_changed",
            BOOL,
            r"\* ?indicates a change.*",
            "Changed since the last quarter's addendum",
            true_values=r"\*",
            optional=True,
        ),
    ),
    reshape=_checked,
    contradictions=_without_a_rate,
    identities=(*IDENTITIES, *OF_AN_APC),
    # In the final rule of 2025 ten of 5,121 codes with an offset, deleted ones, are not in B.
    companions=tuple(
        Companion(name, ("hcpcs",))
        for name in ("opps_addendum_p_offsets", "opps_addendum_m", "opps_addendum_n", "opps_addendum_q")
    ),
    row_count=(1, 40_000),
    max_rejected_share=0.001,
)

ADDENDUM_A = Table(
    name="opps_addendum_a",
    doc="The APCs of OPPS and their national rates.",
    series=("opps-addendum-a", "opps-final-rule"),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum A\W.*OPPS APCs"),),
    key=("apc",),
    columns=(
        Column("apc", TEXT, r"apc", APC.doc, valid=APC.valid, nullable=False),
        Column("group_title", TEXT, r"group title", "CMS's name of the APC", normalize=plain_spaces),
        STATUS_INDICATOR,
        *FIGURES,
    ),
    reshape=_checked,
    required=False,  # in its own series, a release without it has no content and is rejected
    contradictions=_without_a_rate,
    identities=IDENTITIES,
    companions=(
        Companion(
            "opps_addendum_b",
            ("apc",),
            equal=(
                *("relative_weight", "payment_rate", "national_copayment", "adjusted_copayment"),
                "ira_coinsurance_pct",
            ),
        ),
    ),
    row_count=(1, 3_000),
)

TABLES = (
    ADDENDUM_B,
    ADDENDUM_A,
    ADDENDUM_D1,
    *comprehensive.TABLES,
    *device_offsets.TABLES,
    *rule_addenda.TABLES,
)
_OTHERS = {
    r"addendum C\b": "addendum A joined with B",
    r"addendum D2\b": "defines the comment indicators of the rule",
    r"addendum E\b": "the rows of addendum B with status indicator C",
}
_TEXTS = {r"\.(pdf|docx?)$": "a text about the addenda, not a table"}
IGNORED_MEMBERS = {"opps": _TEXTS, "opps-addendum-a": _TEXTS, "opps-final-rule": {**_OTHERS, **_TEXTS}}
