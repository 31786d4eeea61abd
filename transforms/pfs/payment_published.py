"""PFALL and PFREV: the amounts that Medicare's contractors load; A is complete, B to D list only changes."""

import polars as pl

from transforms.table import (
    BOOL,
    DOLLARS,
    HCPCS,
    INT,
    MODIFIER,
    TABLE_FILES,
    TEXT,
    Column,
    MemberPattern,
    ParsedMember,
    Table,
    zero_filled,
)


def _of_the_year(reading: ParsedMember) -> None:
    year = reading.release.vintage[:4]
    other = reading.frame.filter(pl.col("year") != year)
    if other.height:
        reading.reject_period(f"year {year}", other["year"][0], other["line"][0])


def _quoted(mark: str, *names: str) -> str:
    """Return the layout of cells in quotes, or without them once a program has written the file again."""
    cell = rf'[^"{mark}]*'
    return mark.join(rf'"?(?P<{name}>{cell})"?' if name else r'"? *"?' for name in names) + r"\s*"


# No header: sixteen quoted cells, the eighth of them a filler.
PRINTED = (
    *("year", "mac", "locality", "hcpcs", "modifier", "nonfacility_amount", "facility_amount", ""),
    *("pctc_indicator", "status_code", "multiple_surgery"),
    *("therapy_reduction_nonfacility", "therapy_reduction_facility"),
    *("opps_indicator", "opps_nonfacility_amount", "opps_facility_amount"),
)
QP_ROWS = "Whether the row is for qualifying APM participants; always false before 2026"
REDUCED = "Dollars after the reduction for therapy"

PFS_PAYMENT_PUBLISHED = Table(
    name="pfs_payment_published",
    doc="Payment amounts as CMS published them, by code and locality.",
    series=("pfs-payment",),
    members=(
        MemberPattern(rf"^(?!.*QP)(.*/)?PF(REV|ALL)[^/]*{TABLE_FILES}", constants={"qualifying_apm": "N"}),
        MemberPattern(rf"non[_-]?QPP?(?![A-Z]).*{TABLE_FILES}", constants={"qualifying_apm": "N"}),
        MemberPattern(
            rf"(?<!non)(?<!non[_-])QPP?(?![A-Z]).*{TABLE_FILES}",
            constants={"qualifying_apm": "Y"},
            decides=False,
        ),
    ),
    key=("mac", "locality", "hcpcs", "modifier", "qualifying_apm"),
    columns=(
        Column("year", INT, "", "Calendar year", nullable=False),
        Column("mac", TEXT, "", "MAC number", valid=r"\d{5}", nullable=False),
        Column(
            "locality",
            TEXT,
            "",
            "Number within its MAC",
            valid=r"\d\d",
            nullable=False,
            normalize=zero_filled(2),
        ),
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
    line_layouts=tuple(_quoted(mark, *PRINTED) for mark in (",", "\t", ";", r"\|")),
    line_layout_notes=r'"?TRL.*',
    check=_of_the_year,
    row_count=(1, 2_000_000),
)
