"""NCCI edits: code pairs (PTP), unit limits (MUE), add-on codes, and the quarterly lists of changes."""

import re

import polars as pl

from sources.release import Release
from transforms import ncci_stated
from transforms.table import BOOL, DATE, HCPCS, INT, TEXT, Column, HeldIn, Table

MAI = r"^([123]) (?:Line Edit|Date of Service Edit: (?:Policy|Clinical))$"
MODIFIER_INDICATOR = r"modifier( indicator)? 0 ?= ?not allowed 1 ?= ?allowed 9 ?= ?not applicable"
CODE = r"HCPCS/ ?CPT Code"
UNITS = r"(Practitioner|Outpatient Hospital|DME Supplier) Services MUE Values"


def _number_alone(text: pl.Series) -> pl.Series:
    return text.str.replace(MAI, "$1")


def _unquoted(text: pl.Series) -> pl.Series:
    return text.str.strip_chars('"')


def _at_odds(release: Release) -> dict[str, pl.Expr]:
    """Dates still as text, which compares like dates. 9 marks an edit deleted on the day it took effect."""
    starts, ends, never = (
        pl.col("effective_date"),
        pl.col("deletion_date"),
        pl.col("modifier_indicator") == "9",
    )
    last_day = f"{release.service_dates[1]:%Y%m%d}"
    return {
        "deletion_date: blank, where * says that there is none": ends.is_null(),
        "deletion_date: before the effective date": (ends < starts) & (ends != "*"),
        "modifier_indicator: 9, yet deleted on another day than it took effect": never & (ends != starts),
        f"effective_date: after the quarter's last day, {last_day}": starts > last_day,
    }


def _deleted_first(_: Release) -> dict[str, pl.Expr]:
    return {"deletion_date: before the effective date": pl.col("deletion_date") < pl.col("effective_date")}


def _series(prefix: str) -> tuple[str, ...]:
    return tuple(series for series in ncci_stated.SETTINGS if re.fullmatch(rf"{prefix}-[a-z]+", series))


PTP = Table(
    name="ncci_ptp",
    doc="Pairs of codes that are not paid together, one row an episode of a pair.",
    series=_series("ncci-ptp"),
    held_in=(HeldIn(r"cci(pra|oph)-v\d+r\d+-f[1-4]"),),
    key=("column_1", "column_2", "effective_date"),
    columns=(
        Column("column_1", TEXT, "Column 1", "Code that is paid", valid=HCPCS, nullable=False),
        Column("column_2", TEXT, "Column 2", "Code that is not paid beside it", valid=HCPCS, nullable=False),
        Column(
            "prior_to_1996", BOOL, r"\* ?= ?in existence prior to 1996", "In force before 1996", yes=r"\*"
        ),
        Column("effective_date", DATE, "Effective Date", "First day in force", nullable=False),
        Column(
            "deletion_date",
            DATE,
            r"Deletion Date( \* ?= ?no data)?",
            "Last day in force",
            blank=r"\*|99991231",
        ),
        Column(
            "modifier_indicator",
            TEXT,
            MODIFIER_INDICATOR,
            "List ptp_modifier_indicator",
            valid="[019]",
            nullable=False,
        ),
        Column("rationale", TEXT, "PTP Edit Rationale", "List ptp_rationale", nullable=False),
    ),
    check=ncci_stated.ptp,
    contradictions=_at_odds,
    rows=(1, 2_000_000),
    set_aside=0.001,  # 88108 with 88162 has stood twice with two rationales, never in force
)

PTP_CHANGES = Table(
    name="ncci_ptp_changes",
    doc="Pairs that a quarter adds, deletes, or gives another modifier indicator, as CMS lists them.",
    series=_series("ncci-ptp-changes"),
    held_in=(
        HeldIn(r"_Additions_|!.*Adds", says={"change": "addition"}),
        HeldIn(r"_Deletions_|!.*Dels", says={"change": "deletion"}),
        HeldIn(r"_CCMIChgs_|!.*CCMIChgs", says={"change": "indicator_change"}),
    ),
    key=("change", "column_1", "column_2"),
    columns=(
        Column("change", TEXT, "", "addition, deletion or indicator_change", nullable=False),
        Column("column_1", TEXT, "Column 1", "Code that is paid", valid=HCPCS, nullable=False),
        Column("column_2", TEXT, "Column 2", "Code that is not paid beside it", valid=HCPCS, nullable=False),
        Column(
            "modifier_indicator",
            TEXT,
            MODIFIER_INDICATOR,
            "List ptp_modifier_indicator",
            valid="[019]",
            nullable=False,
        ),
    ),
    check=ncci_stated.named_by_day,
    rows=(0, 1_000_000),
)

MUE = Table(
    name="ncci_mue",
    doc="Most units of a code that one patient's day or claim line is paid for; absence is not 'no limit'.",
    series=_series("ncci-mue"),
    held_in=(HeldIn(r"MUE_[A-Za-z]+Services_Eff"),),
    key=("hcpcs",),
    columns=(
        Column("hcpcs", TEXT, CODE, "Code", valid=HCPCS, nullable=False),
        Column("mue_value", INT, UNITS, "Units; 0 is a limit", nullable=False),
        Column(
            "mai",
            TEXT,
            "MUE Adjudication Indicator",
            "List mai",
            valid="[123]",
            nullable=False,
            read=_number_alone,
        ),
        Column("rationale", TEXT, "MUE Rationale", "List mue_rationale", nullable=False),
    ),
    check=ncci_stated.named_by_day,
)

MUE_CHANGES = Table(
    name="ncci_mue_changes",
    doc="Unit limits that a quarter adds, deletes or revises, as CMS lists them.",
    series=_series("ncci-mue-changes"),
    held_in=(
        HeldIn(r"_Additions_|!.*Adds", says={"change": "addition"}),
        HeldIn(r"_Deletions_|!.*Dels", says={"change": "deletion"}),
        HeldIn(r"_Revisions_|!.*Revs", says={"change": "revision"}),
    ),
    key=("change", "hcpcs"),
    columns=(
        Column("change", TEXT, "", "addition, deletion or revision", nullable=False),
        Column("hcpcs", TEXT, CODE, "Code", valid=HCPCS, nullable=False),
        Column("mue_value", INT, UNITS, "Units: the new limit, or the deleted one", nullable=False),
        Column(
            "previous_value",
            INT,
            "",
            "Units before, where a file says so; none has so far",
        ),
    ),
    check=ncci_stated.named_by_day,
    rows=(0, 100_000),
)

ADD_ON = Table(
    name="ncci_add_on",
    doc="Add-on codes and the primary codes they need, one row a period of a pair.",
    series=("ncci-add-on",),
    held_in=(HeldIn(r"AOC_V\d{4}Q\d"),),
    key=("add_on_code", "primary_code", "effective_date"),
    columns=(
        Column("add_on_type", TEXT, r"AOC_Edit_Type", "List add_on_type", valid="[123]", nullable=False),
        Column("add_on_code", TEXT, r"Add-?On_Code", "Code not paid alone", valid=HCPCS, nullable=False),
        Column("add_on_deleted", DATE, r"AOC_DelDT", "Last day of the add-on code", date="%Y%j"),
        Column(
            "primary_code",
            TEXT,
            r"Primary_Code",
            "Code it needs; CCCCC: the contractor's choice",
            valid=rf"{HCPCS}|C{{5}}",
            nullable=False,
        ),
        Column("primary_deleted", DATE, r"Primary_Code_DelDT", "Last day of the primary code", date="%Y%j"),
        Column("effective_date", DATE, r"AOC_Edit_EffDT", "First day in force", date="%Y%j", nullable=False),
        Column("deletion_date", DATE, r"AOC_Edit_DelDT", "Last day in force", date="%Y%j"),
        Column("notes", TEXT, r"Special_Instruction_Notes", "CMS's instruction", read=_unquoted),
    ),
    layouts=(
        r"(?P<add_on_type>.)(?P<add_on_code>.{5})(?P<add_on_deleted>.{7})(?P<primary_code>.{5})(?P<primary_deleted>.{7})"
        r"(?P<effective_date>.{7})(?P<deletion_date>.{7})(?P<notes>.{255})",
    ),
    check=ncci_stated.add_on,
    contradictions=_deleted_first,
    set_aside=0.001,
)

TABLES = (PTP, PTP_CHANGES, MUE, MUE_CHANGES, ADD_ON)
IGNORED_MEMBERS: dict[str, dict[str, str]] = {}
