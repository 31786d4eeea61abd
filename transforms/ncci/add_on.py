"""NCCI add-on code edits: codes that are paid only with a primary code."""

import polars as pl

from sources.release import Release
from transforms.ncci import period_checks as ncci_stated
from transforms.table import DATE, HCPCS, TEXT, Column, MemberPattern, Table


def _unquoted(text: pl.Series) -> pl.Series:
    return text.str.strip_chars('"')


def _deleted_first(_: Release) -> dict[str, pl.Expr]:
    return {"deletion_date: before the effective date": pl.col("deletion_date") < pl.col("effective_date")}


ADD_ON = Table(
    name="ncci_add_on",
    doc="Add-on codes and the primary codes they need, one row per pair and period.",
    series=("ncci-add-on",),
    members=(MemberPattern(r"AOC_V\d{4}Q\d"),),
    key=("add_on_code", "primary_code", "effective_date"),
    columns=(
        Column(
            "add_on_type",
            TEXT,
            "AOC_Edit_Type",
            "Code of the list add_on_type",
            valid="[123]",
            nullable=False,
        ),
        Column(
            "add_on_code", TEXT, r"Add-?On_Code", "Code that is not paid alone", valid=HCPCS, nullable=False
        ),
        Column("add_on_deleted", DATE, r"AOC_DelDT", "Last day of the add-on code", date="%Y%j"),
        Column(
            "primary_code",
            TEXT,
            r"Primary_Code",
            "Primary code that it needs; CCCCC: the contractor decides",
            valid=rf"{HCPCS}|C{{5}}",
            nullable=False,
        ),
        Column("primary_deleted", DATE, r"Primary_Code_DelDT", "Last day of the primary code", date="%Y%j"),
        Column("effective_date", DATE, r"AOC_Edit_EffDT", "First day in force", date="%Y%j", nullable=False),
        Column("deletion_date", DATE, r"AOC_Edit_DelDT", "Last day in force", date="%Y%j"),
        Column("notes", TEXT, r"Special_Instruction_Notes", "CMS's instruction", normalize=_unquoted),
    ),
    line_layouts=(
        r"(?P<add_on_type>.)(?P<add_on_code>.{5})(?P<add_on_deleted>.{7})(?P<primary_code>.{5})(?P<primary_deleted>.{7})"
        r"(?P<effective_date>.{7})(?P<deletion_date>.{7})(?P<notes>.{255})",
    ),
    check=ncci_stated.add_on,
    contradictions=_deleted_first,
    max_rejected_share=0.001,
)
