"""The NDC crosswalks: the packages, labelers and units that each HCPCS code covers."""

import polars as pl

from sources.release import Release
from transforms.asp.period import refuse_other_dates
from transforms.errors import UnreadableMember
from transforms.opps.addendum_common import plain_spaces
from transforms.table import (
    HCPCS,
    TABLE_FILES,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
    strip_suffixes,
)

UNITS = decimal(18, 5)
FIRST_GTINS = "2024-04"


def _checked(parsed: ParsedMember) -> None:
    """Check the quarter, and that no spreadsheet turned the NDC `00812345678901` into 812345678901.

    Every crosswalk since April 2024 has 14-digit numbers (GTIN) as well as 12-digit ones (UPC): if none
    begins with a zero, it is unknowable which 12-digit ones had 14. A correction's `restore_zeros` settles
    it.
    """
    refuse_other_dates(parsed)
    if parsed.release.vintage < FIRST_GTINS or "ndc" in parsed.corrections.widths:
        return
    digits = parsed.frame["ndc"].drop_nulls()
    digits = digits.filter(digits.str.contains(r"^\d+$"))
    if digits.str.contains(r"^\d{12}$").any() and not digits.str.starts_with("0").any():
        found = "none beginning with 0: a spreadsheet dropped the zeros"
        refusal = UnreadableMember(parsed.place, "product numbers of 14 digits", found)
        refusal.widths = {"ndc": 14}
        raise refusal


PACKAGE = (
    Column("labeler", TEXT, r"labell?er name", "As printed", normalize=plain_spaces),
    Column("drug_name", TEXT, r"drug name", "As printed", normalize=plain_spaces),
    Column("dosage", TEXT, r"(hcpcs )?dosage", "Billing unit of the code", normalize=plain_spaces),
    Column("package_size", UNITS, r"pkg size", "Amount in one item of the package"),
    Column("package_quantity", UNITS, r"pkg qty", "Items in the package"),
    Column(
        "billing_units",
        UNITS,
        r"billunits",
        "Billing units per item",
        repair=strip_suffixes("?"),  # April 2024 has one 21.3125?
    ),
    Column(
        "billing_units_per_package", UNITS, r"billunitspkg", "Billing units per package, as CMS lists them"
    ),
)
ROUNDED = r"^\d(\.\d+)?[Ee]\+?\d+$"  # a product number of which a spreadsheet kept three digits


def _without_digits(_: Release) -> dict[str, pl.Expr]:
    return {"ndc: digits rounded away by a spreadsheet": pl.col("ndc").str.contains(ROUNDED)}


NDC = Column(
    "ndc",
    TEXT,
    r"ndc2?|ndc or alternate id",
    "National drug code as 5-4-2, or another identifier of the product",
    nullable=False,
)

# Violated by 0.7% of the rows of 2024, by 3% of those of July and October 2025.
_PER_PACKAGE = pl.col("billing_units") * pl.col("package_quantity")
UNITS_PER_PACKAGE = Identity(
    "units per package = units per item x items",
    (_PER_PACKAGE.cast(pl.Float64) - pl.col("billing_units_per_package").cast(pl.Float64)).abs() < 0.01,
    ("billing_units", "package_quantity", "billing_units_per_package"),
    most=0.1,
    by_row=True,  # the crosswalk of drugs without a code has two rows
)

# Without exception from 2024 to 2025, when 4% to 6% of the units and of the sizes have a fraction.
WHOLE = Identity(
    "items in a package are whole",
    pl.col("package_quantity") == pl.col("package_quantity").floor(),
    ("package_quantity",),
    most=0.005,
    pins=False,
)
# Violated by 25% to 28% of the rows from 2024 to 2025, by 58% to 60% if the sizes are shifted by a row.
_STRENGTH = (pl.col("billing_units").cast(pl.Float64) / pl.col("package_size").cast(pl.Float64)).round(5)
STRENGTH = Identity(
    "packages of a drug of one name have one strength",
    pl.when((pl.col("package_size") > 0) & (pl.len().over("hcpcs", "drug_name") > 1)).then(
        _STRENGTH.mode().sort().first().over("hcpcs", "drug_name") == _STRENGTH
    ),
    ("billing_units", "package_size", "hcpcs", "drug_name"),
    most=0.42,
    pins=False,
)

ASP_CROSSWALK = Table(
    name="asp_ndc_crosswalk",
    doc="Drug packages (NDC) of each HCPCS code of a Part B drug. An NDC can have two codes.",
    series=("asp-crosswalk",),
    members=(MemberPattern(TABLE_FILES, title=r"ASP NDC ?- ?HCPCS Crosswalk"),),
    key=("hcpcs", "ndc"),
    columns=(
        Column(
            "hcpcs", TEXT, r"_?(20\d\d)?[_ ]?code|hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False
        ),
        Column(
            "description",
            TEXT,
            r"short descripti?(on|or)",
            "CMS's short descriptor, HCPCS Level II only",
            normalize=plain_spaces,
            descriptor_of="hcpcs",
        ),
        NDC,
        *PACKAGE,
    ),
    multiline=True,  # drug names may end in a line break
    column_orders=(
        (
            *("hcpcs", "description", "labeler", "ndc", "drug_name", "dosage"),
            *("package_size", "package_quantity", "billing_units", "billing_units_per_package"),
        ),
    ),
    identities=(UNITS_PER_PACKAGE, WHOLE, STRENGTH),
    check=_checked,
    contradictions=_without_digits,
    row_count=(1, 60_000),
    max_rejected_share=0.001,
)
ASP_NOC_CROSSWALK = Table(
    name="asp_noc_ndc_crosswalk",
    doc="Drug packages (NDC) without an HCPCS code of their own.",
    series=("asp-crosswalk",),
    members=(MemberPattern(TABLE_FILES, title=r"NOC NDC ?- ?HCPCS Crosswalk"),),
    key=("generic_name", "ndc"),
    columns=(Column("generic_name", TEXT, r"drug generic name", "As printed", nullable=False), NDC, *PACKAGE),
    multiline=True,
    check=refuse_other_dates,
    contradictions=_without_digits,
    identities=(UNITS_PER_PACKAGE, WHOLE),
    required=False,
    row_count=(1, 5_000),
)
