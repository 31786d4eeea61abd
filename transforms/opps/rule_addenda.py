"""Final rule addenda L, M, N, O and Q: out-migration, composites, bypass, new codes, tribal drugs."""

import re
from dataclasses import replace

import polars as pl

from sources.release import Release
from transforms.opps.addendum_common import as_printed, check_year, one_per, plain_spaces, strip_tail
from transforms.table import (
    BOOL,
    HCPCS,
    TABLE_FILES,
    TEXT,
    Column,
    Companion,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
)

ADDENDUM_CODE = Column(
    "hcpcs",
    TEXT,
    r"(cy 20\d\d )?hcpcs( code)?",
    "HCPCS code",
    valid=HCPCS,
    nullable=False,
    repair=strip_tail,
)
ADDENDUM_DESCRIPTION = Column(
    "description",
    TEXT,
    r"(cy 20\d\d )?(short|hcpcs) descriptor",
    "CMS's short descriptor, HCPCS Level II only",
    normalize=plain_spaces,
    descriptor_of="hcpcs",
)


def _checked(parsed: ParsedMember) -> pl.DataFrame:
    """Flag rows without a descriptor: CMS lists one for every code, so the row was truncated."""
    check_year(parsed)
    if "description" in parsed.frame.columns:
        blank = pl.when(pl.col("description").is_null()).then(pl.lit("description: blank"))
        parsed = replace(parsed, frame=parsed.frame.with_columns(pl.coalesce("fault", blank).alias("fault")))
    return as_printed(
        parsed,
        (),
        {"payment_rate": 2, "out_migration_adjustment": 4},
        {"hcpcs": 5, "apc": 4, "ccn": 6, "fips_county": 5},
    )


def _without_a_county(_: Release) -> dict[str, pl.Expr]:
    return {"fips_county: blank": pl.col("fips_county").is_null()}


def _of_the_year(parsed: ParsedMember) -> None:
    """Check the year in addendum O's first line, because its note mentions the proposed rule."""
    stated = re.search(r"CY (20\d\d) OPPS/ASC", parsed.title)
    year = parsed.release.vintage[:4]
    if stated and stated[1] != year:
        parsed.reject_period(f"a title of CY {year}", repr(stated[0]))


ADDENDUM_L = Table(
    name="opps_addendum_l",
    doc="Hospitals whose wage index is raised because residents of their county work elsewhere.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum L\b.*out.?migration"),),
    key=("ccn",),
    columns=(
        Column(
            "ccn", TEXT, r"ccn", "The hospital's CMS certification number", valid=r"\d{6}", nullable=False
        ),
        Column(
            "cbsa", TEXT, r"geographic cbsa", "CBSA; two digits: rural area of a state", valid=r"\d\d|\d{5}"
        ),
        Column(
            "is_reclassified",
            BOOL,
            r"reclassification for cy ?20\d\d",
            "Reclassified hospitals get no out-migration adjustment",
            true_values="Y",
        ),
        Column(
            "out_migration_adjustment",
            decimal(6, 4),
            r"out-?migration adjustment",
            "Amount added to the wage index",
            nullable=False,
        ),
        Column("county_name", TEXT, r"county name", "As printed", normalize=plain_spaces),
        Column("fips_county", TEXT, r"fips county code", "State and county", valid=r"\d{5}"),
    ),
    reshape=_checked,
    contradictions=_without_a_county,
    identities=(one_per("fips_county", "out_migration_adjustment"),),  # 217 counties in 2025, no exception
    required=False,
    row_count=(1, 8_000),
    max_rejected_share=0.005,
)
ADDENDUM_M = Table(
    name="opps_addendum_m",
    doc="Codes of status Q3 that a composite APC may include.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum M\W.*Composite APCs"),),
    key=("hcpcs",),
    columns=(
        ADDENDUM_CODE,
        ADDENDUM_DESCRIPTION,
        Column("change_indicator", TEXT, r"ci", "The rule's change", valid=r"[A-Z]{2}", optional=True),
        Column("status_indicator", TEXT, r"si", "Q3, before composite assignment", valid=r"[A-Z]\d?"),
        Column("apc", TEXT, r"single code apc assignment", "APC if no composite applies", valid=r"\d{4}"),
        Column(
            "composite_apcs",
            TEXT,
            r"composite apc assignment",
            "One APC, `5041, 5045` if either may apply, `8005 or 8006` without or with contrast",
            valid=r"\d{4}(?:(?:, ?| or )\d{4})*",
            nullable=False,
            normalize=plain_spaces,
        ),
    ),
    reshape=_checked,
    companions=(Companion("opps_addendum_b", ("hcpcs",), pl.col("status_indicator") == "Q3", "status Q3"),),
    required=False,
    row_count=(1, 2_000),
)
ADDENDUM_N = Table(
    name="opps_addendum_n",
    doc="Codes that CMS ignores when it converts multiple-procedure claims to single-procedure claims.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum N\W.*bypass codes"),),
    key=("hcpcs",),
    columns=(
        ADDENDUM_CODE,
        ADDENDUM_DESCRIPTION,
        Column("is_overlap", BOOL, r"overlap bypass codes", "Also in a separate list", true_values=r"\*"),
        Column("is_addition", BOOL, r"additions", "New in this year's list", true_values=r"\*"),
    ),
    reshape=_checked,
    required=False,
    row_count=(1, 2_000),
)
ADDENDUM_O = Table(
    name="opps_addendum_o",
    doc="New codes of the year, and the placeholders under which they were proposed.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum O\W.*Long Descriptors for New"),),
    key=("hcpcs",),
    columns=(
        Column(
            "hcpcs",
            TEXT,
            r"cy 20\d\d opps/asc final rule cpt/ ?hcpcs code",
            "HCPCS code",
            valid=HCPCS,
            nullable=False,
        ),
        Column(
            "placeholder",
            TEXT,
            r"(cy 20\d\d opps/asc proposed rule 5-digit (ama/)?cms placeholder code ?)+",
            "Code in the proposed rule; two if the rule merged them",
            valid=r"[0-9A-Z]{5}(?: ?/ ?[0-9A-Z]{5})?",
        ),
        Column(
            "description",
            TEXT,
            r"(long descriptor ?)+",
            "CMS's long descriptor, HCPCS Level II only",
            normalize=plain_spaces,
            descriptor_of="hcpcs",
        ),
    ),
    multiline=True,
    check=_of_the_year,
    required=False,
    row_count=(1, 2_000),
)
# In 2025 the add-on is 6% of 341 of 367 drugs, and between 0 and 11% of all but three.
WITHOUT_ADD_ON = "the rate is addendum B's without the add-on"
_ADD_ON = pl.col("payment_rate·").cast(pl.Float64) / pl.col("payment_rate").cast(pl.Float64)
_WITHOUT_ADD_ON = pl.when(pl.col("payment_rate") > 0).then((_ADD_ON - 1.06).abs() <= 0.06)
ADDENDUM_Q = Table(
    name="opps_addendum_q",
    doc="Drugs paid to Indian Health Service and tribal hospitals in addition to the all-inclusive rate.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum Q\b.*Tribal Hospitals"),),
    key=("hcpcs",),
    columns=(
        ADDENDUM_CODE,
        ADDENDUM_DESCRIPTION,
        Column(
            "payment_rate",
            decimal(14, 2),
            r"payment rate",
            "Dollars per billing unit, without the add-on of addendum B's rate",
            nullable=False,
        ),
    ),
    reshape=_checked,
    companions=(
        Companion("opps_addendum_b", ("hcpcs",), of=WITHOUT_ADD_ON, most=1, relation=_WITHOUT_ADD_ON),
    ),
    required=False,
    row_count=(1, 3_000),
)
TABLES = (ADDENDUM_L, ADDENDUM_M, ADDENDUM_N, ADDENDUM_O, ADDENDUM_Q)
