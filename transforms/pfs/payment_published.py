"""PFALL and PFREV: the amounts that Medicare's contractors load; A is complete, B to D list only changes."""

import polars as pl

from transforms.table import (
    BOOL,
    DOLLARS,
    HCPCS,
    INT,
    MODIFIER,
    TEXT,
    Column,
    MemberPattern,
    ParsedMember,
    Table,
)


def _of_the_year(reading: ParsedMember) -> None:
    year = reading.release.vintage[:4]
    other = reading.frame.filter(pl.col("year") != year)
    if other.height:
        reading.reject_period(f"year {year}", other["year"][0], other["line"][0])


def _quoted(*names: str) -> str:
    """Return the layout of cells in quotes, or without them once a program has written the file again."""
    return ",".join(rf'"?(?P<{name}>[^",]*)"?' if name else r'"?\s*"?' for name in names) + r"\s*"


QP_ROWS = "Whether the row is for qualifying APM participants; always false before 2026"
REDUCED = "Dollars after the reduction for therapy"

PFS_PAYMENT_PUBLISHED = Table(
    name="pfs_payment_published",
    doc="Payment amounts as CMS published them, by code and locality.",
    series=("pfs-payment",),
    members=(
        MemberPattern(r"^(?!.*QP)(.*/)?PF(REV|ALL)[^/]*\.(txt|csv)$", constants={"qualifying_apm": "N"}),
        MemberPattern(r"non[_-]?QPP?(?![A-Z]).*\.(txt|csv)$", constants={"qualifying_apm": "N"}),
        MemberPattern(
            r"(?<!non)(?<!non[_-])QPP?(?![A-Z]).*\.(txt|csv)$",
            constants={"qualifying_apm": "Y"},
            decides=False,
        ),
    ),
    key=("mac", "locality", "hcpcs", "modifier", "qualifying_apm"),
    columns=(
        Column("year", INT, "", "Calendar year", nullable=False),
        Column("mac", TEXT, "", "MAC number", valid=r"\d{5}", nullable=False),
        Column("locality", TEXT, "", "Number within its MAC", valid=r"\d\d", nullable=False),
        Column("hcpcs", TEXT, "", "CPT or HCPCS code", valid=HCPCS, nullable=False),
        Column("modifier", TEXT, "", "26, TC or 53; null for the whole service", valid=MODIFIER),
        Column("qualifying_apm", BOOL, "", QP_ROWS, true_values="Y", false_values="N"),
        Column("nonfacility_amount", DOLLARS, "", "Payment outside a facility, dollars", nullable=False),
        Column("facility_amount", DOLLARS, "", "Payment in a facility, dollars", nullable=False),
        Column("pctc_indicator", TEXT, "", "As in pfs_rvu", valid=r"\d", nullable=False),
        Column("status_code", TEXT, "", "As in pfs_rvu", valid="[A-Z]", nullable=False),
        Column("multiple_surgery", TEXT, "", "As in pfs_rvu", valid=r"\d", nullable=False),
        Column(
            "therapy_reduction_nonfacility", DOLLARS, "", f"{REDUCED}, outside a facility", nullable=False
        ),
        Column("therapy_reduction_facility", DOLLARS, "", f"{REDUCED}, in a facility", nullable=False),
        Column("opps_indicator", TEXT, "", "1: capped at the OPPS amount", valid=r"\d", nullable=False),
        Column(
            "opps_nonfacility_amount", DOLLARS, "", "OPPS amount outside a facility, dollars", nullable=False
        ),
        Column("opps_facility_amount", DOLLARS, "", "OPPS amount in a facility, dollars", nullable=False),
    ),
    # No header: sixteen quoted cells, the eighth of them a filler.
    line_layouts=(
        _quoted(
            "year",
            "mac",
            "locality",
            "hcpcs",
            "modifier",
            "nonfacility_amount",
            "facility_amount",
            "",
            "pctc_indicator",
            "status_code",
            "multiple_surgery",
            "therapy_reduction_nonfacility",
            "therapy_reduction_facility",
            "opps_indicator",
            "opps_nonfacility_amount",
            "opps_facility_amount",
        ),
    ),
    line_layout_notes=r'"?TRL.*',
    check=_of_the_year,
    row_count=(1, 2_000_000),
)
