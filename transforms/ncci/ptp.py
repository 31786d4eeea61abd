"""NCCI procedure-to-procedure edits: pairs of codes, the quarterly list and its changes."""

import polars as pl

from sources.release import Release
from transforms.ncci import period_checks as ncci_stated
from transforms.table import BOOL, DATE, HCPCS, TEXT, Column, MemberPattern, Table

PRIOR = r"\* ?= ?in existence prior to 1996"
DELETION = r"Deletion Date( \* ?= ?no data)?"
ALLOWED = r"modifier( indicator)? 0 ?= ?not allowed 1 ?= ?allowed 9 ?= ?not applicable"

COLUMN_1 = Column("column_1", TEXT, "Column 1", "Code that is paid", valid=HCPCS, nullable=False)
COLUMN_2 = Column("column_2", TEXT, "Column 2", "Code that is not paid with it", valid=HCPCS, nullable=False)
MODIFIER_INDICATOR = Column(
    "modifier_indicator",
    TEXT,
    ALLOWED,
    "Code of the list ptp_modifier_indicator",
    valid="[019]",
    nullable=False,
)


EXPLAINED = "2017Q1"  # from then on, as far as is known, every pair has its rationale


def _at_odds(release: Release) -> dict[str, pl.Expr]:
    """Contradictions in a row; dates are still text. 9 marks an edit deleted on its effective date."""
    starts, ends = pl.col("effective_date"), pl.col("deletion_date")
    never = pl.col("modifier_indicator") == "9"
    last_day = f"{release.service_dates[1]:%Y%m%d}"
    reason = pl.col("rationale")
    blank = {"rationale: blank": reason.is_null() & reason.is_not_null().any()}
    return (blank if release.vintage >= EXPLAINED else {}) | {
        "deletion_date: blank instead of *": ends.is_null(),
        "deletion_date: before the effective date": (ends < starts) & (ends != "*"),
        "modifier_indicator: 9, but deleted on a day other than the effective date": never & (ends != starts),
        f"effective_date: after the quarter's last day, {last_day}": starts > last_day,
    }


PTP = Table(
    name="ncci_ptp",
    doc="Pairs of codes that are not paid together, one row per pair and period.",
    series=("ncci-ptp-practitioner", "ncci-ptp-hospital"),
    members=(MemberPattern(r"cci(pra|oph)-v\d+r\d+-f[1-4]"),),
    key=("column_1", "column_2", "effective_date"),
    columns=(
        COLUMN_1,
        COLUMN_2,
        Column("prior_to_1996", BOOL, PRIOR, "In force before 1996", true_values=r"\*"),
        Column("effective_date", DATE, "Effective Date", "First day in force", nullable=False),
        Column(
            "deletion_date",
            DATE,
            DELETION,
            "Last day in force; null: still in force",
            null_values=r"\*|99991231",
        ),
        MODIFIER_INDICATOR,
        Column(
            "rationale",
            TEXT,
            "(PTP )?Edit Rationale",
            "Code of the list ptp_rationale; files to 2016 may lack it",
            optional=True,
        ),
    ),
    check=ncci_stated.ptp,
    contradictions=_at_odds,
    # 13121 13120 is listed twice from 1996-01-01: with 9, deleted that day, and with 0, in force, which
    # applies.
    yields=pl.col("modifier_indicator") == "9",
    row_count=(1, 2_000_000),
    max_rejected_share=0.001,  # 88108 with 88162 is listed twice with two rationales, never in force
)

PTP_CHANGES = Table(
    name="ncci_ptp_changes",
    doc="Pairs that CMS lists as added, deleted or changed (modifier indicator) in a quarter.",
    series=("ncci-ptp-changes-practitioner", "ncci-ptp-changes-hospital"),
    members=(
        MemberPattern(r"_Additions_|!.*Adds", constants={"change": "addition"}),
        MemberPattern(r"_Deletions_|!.*Dels", constants={"change": "deletion"}),
        MemberPattern(r"_CCMIChgs_|!.*CCMIChgs", constants={"change": "indicator_change"}),
    ),
    key=("change", "column_1", "column_2"),
    columns=(
        Column("change", TEXT, "", "addition, deletion or indicator_change", nullable=False),
        COLUMN_1,
        COLUMN_2,
        MODIFIER_INDICATOR,
    ),
    check=ncci_stated.named_by_day,
    row_count=(0, 1_000_000),
)
