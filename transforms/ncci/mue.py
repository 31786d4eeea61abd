"""NCCI medically unlikely edits: maximum units per code, the quarterly list and its changes."""

import polars as pl

from sources.release import Release
from transforms.ncci import period_checks as ncci_stated
from transforms.table import HCPCS, INT, TEXT, Column, Identity, MemberPattern, ParsedMember, Table

MAI = r"^([123]) (?:Line Edit|Date of Service Edit: (?:Policy|Clinical))$"
UNITS = r"(Practitioner|(Facility )?Outpatient( Hospital)?|DME Supplier)( Services)? MUE Values?|MUE Values?"

LIMITED = Column("hcpcs", TEXT, r"HCPCS ?/ ?CPT Codes?", "Code", valid=HCPCS, nullable=False)


def _number_alone(text: pl.Series) -> pl.Series:
    return text.str.replace(MAI, "$1")


# The first quarters that surely have a column of each; the limits alone have been posted since October 2008.
PUBLISHED = {"mai": "2015Q1", "rationale": "2016Q1"}


def _checked(reading: ParsedMember) -> None:
    """Check the setting and the quarter, and that the columns of the time are there and filled."""
    ncci_stated.mue(reading)
    frame = reading.frame
    lacks = [n for n in _published(reading.release) if n not in frame.columns or not frame[n].count()]
    if lacks:
        reading.reject_missing(f"columns of {', '.join(lacks)}", lacks)


def _unexplained(release: Release) -> dict[str, pl.Expr]:
    return {f"{n}: blank": pl.col(n).is_null() & pl.col(n).is_not_null().any() for n in _published(release)}


def _published(release: Release) -> list[str]:
    return [name for name, since in PUBLISHED.items() if release.vintage >= since]


# Measured on the six tables of 2024Q3 and 2026Q2: 12 of 22,600 limits for these reasons are 0, and 33 of
# 12,500 limits for reasons of clinical practice are a policy for the date of service (MAI 2). Years that
# nobody holds may differ more: of a sorted column 12% or more break one, of an MAI shifted by a row 17%.
_CLINICAL = (
    *("Clinical: Data", "Clinical: CMS Workgroup", "Clinical: Society Comment", "Prescribing Information"),
    *("Nature of Service/Procedure", "Nature of Analyte", "Nature of Equipment"),
)
_ABOVE_ZERO = (*_CLINICAL, "Anatomic Consideration", "Code Descriptor / CPT Instruction")
# In practitioner and hospital tables of 2024Q3 and 2026Q2, 4.3% to 5.2% of the limits that a code's
# descriptor sets are above 1; 13.5% to 15.4% if the limits are shifted by a row. Supplies come by the pair.
_OF_SERVICES = pl.col("hcpcs").str.contains("^[0-9]").mean() > 0.5
IDENTITIES = (
    Identity(
        "a limit that the code's descriptor sets is 1",
        pl.when(_OF_SERVICES & (pl.col("rationale") == "Code Descriptor / CPT Instruction")).then(
            pl.col("mue_value") <= 1
        ),
        ("mue_value", "rationale", "hcpcs"),
        most=0.09,
        pins=False,
    ),
    Identity(
        "a limit for a clinical reason is above 0",
        pl.when(pl.col("rationale").is_in(_ABOVE_ZERO)).then(pl.col("mue_value") > 0),
        ("mue_value", "rationale"),
        most=0.05,
        pins=False,
    ),
    Identity(
        "a limit for a clinical reason is not a policy",
        pl.when(pl.col("rationale").is_in(_CLINICAL)).then(pl.col("mai") != "2"),
        ("mai", "rationale"),
        most=0.05,
        pins=False,
    ),
)

MUE = Table(
    name="ncci_mue",
    doc="Maximum units of a code paid per patient and day or per claim line; absence is not 'no limit'.",
    series=("ncci-mue-practitioner", "ncci-mue-hospital", "ncci-mue-dme"),
    members=(MemberPattern(r"MUE_[A-Za-z]+Services_Eff"),),
    key=("hcpcs",),
    columns=(
        LIMITED,
        Column("mue_value", INT, UNITS, "Units; 0 is a limit", nullable=False),
        Column(
            "mai",
            TEXT,
            "MUE Adjudication Indicator",
            "Code of the list mai; null before CMS published it (2014)",
            valid="[123]",
            normalize=_number_alone,
            optional=True,
        ),
        Column(
            "rationale",
            TEXT,
            "MUE Rationale",
            "Code of the list mue_rationale; null before CMS published it (2015)",
            optional=True,
        ),
    ),
    check=_checked,
    contradictions=_unexplained,
    identities=IDENTITIES,
)

MUE_CHANGES = Table(
    name="ncci_mue_changes",
    doc="Unit limits that a quarter adds, deletes or revises, as CMS lists them.",
    series=("ncci-mue-changes-practitioner", "ncci-mue-changes-hospital", "ncci-mue-changes-dme"),
    members=(
        MemberPattern(r"_Additions_|!.*Adds", constants={"change": "addition"}),
        MemberPattern(r"_Deletions_|!.*Dels", constants={"change": "deletion"}),
        MemberPattern(r"_Revisions_|!.*Revs", constants={"change": "revision"}),
    ),
    key=("change", "hcpcs"),
    columns=(
        Column("change", TEXT, "", "addition, deletion or revision", nullable=False),
        LIMITED,
        Column("mue_value", INT, UNITS, "Units: the new limit, or the deleted one", nullable=False),
        Column("previous_value", INT, "", "Previous limit, if a file lists it; none has so far"),
    ),
    check=ncci_stated.named_by_day,
    row_count=(0, 100_000),
)
