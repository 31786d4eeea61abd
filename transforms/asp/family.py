"""Part B drugs: payment limits per HCPCS code, limits of unclassified drugs, and the NDC crosswalks."""

import polars as pl

from sources.release import Release
from transforms.asp.crosswalk import ASP_CROSSWALK, ASP_NOC_CROSSWALK
from transforms.asp.period import refuse_other_dates
from transforms.opps.addendum_common import as_printed, plain_spaces
from transforms.table import (
    BOOL,
    HCPCS,
    TABLE_FILES,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
)

LIMIT = decimal(14, 3)
PERCENT = decimal(6, 3)
FIRST_COMPLETE = "2022-01"  # from then on every file surely has all columns; some older ones may not
SPECIAL = ("vaccine_awp_pct", "vaccine_limit", "blood_awp_pct", "blood_limit", "is_clotting_factor")
FIRST_COINSURANCE = "2023-04"  # under the Inflation Reduction Act; before, 20% of every limit
FIGURES = (
    *("payment_limit", "coinsurance_pct", "vaccine_awp_pct", "vaccine_limit"),
    *("blood_awp_pct", "blood_limit"),
)


def _as_printed(parsed: ParsedMember) -> pl.DataFrame:
    """Round to the listed decimals: a workbook holds 11.891133555 where the text has 11.891."""
    return as_printed(parsed, (), dict.fromkeys(FIGURES, 3), {"hcpcs": 5})


def _without_a_limit(_: Release) -> dict[str, pl.Expr]:
    """Flag rows without a limit: CMS lists N/A if it sets none; a row with a blank was cut or shifted."""
    return {"payment_limit: blank instead of N/A": pl.col("payment_limit").is_null()}


def _checked(parsed: ParsedMember) -> None:
    """Check the quarter, and require a coinsurance column since drugs can have less than 20% coinsurance."""
    refuse_other_dates(parsed)
    columns, vintage = parsed.frame.columns, parsed.release.vintage
    if vintage >= FIRST_COINSURANCE and "coinsurance_pct" not in columns:
        parsed.reject_missing("a coinsurance column", ["coinsurance_pct"])
    lacks = [name for name in SPECIAL if name not in columns] if vintage >= FIRST_COMPLETE else []
    if lacks:
        parsed.reject_missing(f"columns of {', '.join(lacks)}", lacks)


def _limit(name: str, header: str, doc: str) -> Column:
    return Column(name, LIMIT, header, doc, null_values=r"N/?A", optional=name in SPECIAL)


def _percent(name: str, header: str, doc: str, between: tuple[float, float] = (0, 100)) -> Column:
    return Column(name, PERCENT, header, doc, null_values=r"N/?A", optional=True, between=between)


# Without exception from 2024 to 2025: 27 vaccines, 4 blood products.
_PERCENT, _LIMIT = pl.col("vaccine_awp_pct"), pl.col("vaccine_limit")
# Of a few dozen rows, and known from 2024 and 2025 alone: new factors had Q codes before, notes other words.
MOST_OF_OTHER_YEARS = 0.2
_IS_ADJUSTED = pl.col("coinsurance_pct").is_between(0, 20, closed="none").fill_null(False)
_IS_NOTED = pl.col("notes").str.contains(r"(?i)adjusted co-?insurance").fill_null(False)
IDENTITIES = (
    Identity(
        "coinsurance on every row",
        pl.when(pl.col("coinsurance_pct").is_not_null().any()).then(pl.col("coinsurance_pct").is_not_null()),
        ("coinsurance_pct",),
    ),
    Identity(
        "vaccine limit = payment limit",
        pl.col("vaccine_limit") == pl.col("payment_limit"),
        ("vaccine_limit", "payment_limit"),
    ),
    Identity(
        "a blood product has a limit and its percentage",
        pl.when(pl.col("blood_limit").is_not_null().any()).then(
            pl.col("blood_limit").is_null() == pl.col("blood_awp_pct").is_null()
        ),
        ("blood_awp_pct", "blood_limit"),
        most=0.001,  # of all rows: there are four blood products
        pins=False,
    ),
    Identity(
        "a vaccine has a limit and its percentage",
        pl.when(_LIMIT.is_not_null().any()).then(_LIMIT.is_null() == _PERCENT.is_null()),
        ("vaccine_awp_pct", "vaccine_limit"),
        most=0.005,  # of all rows
        pins=False,
    ),
    Identity(
        "a vaccine has a limit and its percentage of the wholesale price",
        pl.when(_PERCENT.is_not_null() | _LIMIT.is_not_null()).then((_PERCENT == 95) & _LIMIT.is_not_null()),
        ("vaccine_awp_pct", "vaccine_limit"),
        most=0.2,
    ),
    Identity(
        "a limit in nearly every row", pl.col("payment_limit").is_not_null(), ("payment_limit",), pins=False
    ),
    Identity(
        "no coinsurance for a vaccine",
        pl.when(_LIMIT.is_not_null()).then(pl.col("coinsurance_pct") == 0),
        ("coinsurance_pct", "vaccine_limit"),
        most=MOST_OF_OTHER_YEARS,
        pins=False,
    ),
    Identity(
        "an inflation-adjusted coinsurance is noted",
        pl.when(_IS_NOTED.any() & (_IS_ADJUSTED | _IS_NOTED)).then(_IS_ADJUSTED == _IS_NOTED),
        ("coinsurance_pct", "notes"),
        most=MOST_OF_OTHER_YEARS,  # one of 82 rows in January 2025
        pins=False,
    ),
    Identity(
        "clotting factors have codes from J7100 to J7299",
        pl.when("is_clotting_factor").then(pl.col("hcpcs").str.contains("^J7[12]")),
        ("is_clotting_factor", "hcpcs"),
        most=MOST_OF_OTHER_YEARS,
        pins=False,
    ),
)
NOTES = Column("notes", TEXT, r"notes?", "CMS's remarks; A9606's include its price", normalize=plain_spaces)

ASP_LIMIT = Table(
    name="asp_payment_limit",
    doc="Medicare's payment limit per HCPCS code of a Part B drug. The limit includes the 6% add-on.",
    series=("asp",),
    members=(MemberPattern(TABLE_FILES, title=r"Payment (Allowance )?Limits? .*Part B Drugs(?! Not)"),),
    key=("hcpcs",),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False),
        Column(
            "description",
            TEXT,
            r"short descripti?(on|or)",
            "CMS's short descriptor, HCPCS Level II only",
            normalize=plain_spaces,
            descriptor_of="hcpcs",
        ),
        Column(
            "dosage", TEXT, r"(hcpcs )?(code )?dosage", "Billing unit, such as 15 MG", normalize=plain_spaces
        ),
        _limit("payment_limit", r"payment limit", "Dollars per billing unit; null if CMS lists N/A"),
        _percent(
            "coinsurance_pct",
            r"co-?insurance percentage",
            "Beneficiary's percentage of the limit, 0 to 20; below 20 if the price outran inflation",
            between=(0, 20),
        ),
        _percent("vaccine_awp_pct", r"vaccine awp ?%", "Percentage of the average wholesale price"),
        _limit("vaccine_limit", r"vaccine limit", "Dollars, for a vaccine"),
        _percent("blood_awp_pct", r"blood awp ?%", "Percentage of the average wholesale price"),
        _limit("blood_limit", r"blood limit", "Dollars, for a blood product"),
        Column(
            "is_clotting_factor",
            BOOL,
            r"clotting factor",
            "A furnishing fee is paid in addition",
            true_values="1",
            optional=True,
        ),
        NOTES,
    ),
    multiline=True,
    check=_checked,
    reshape=_as_printed,
    contradictions=_without_a_limit,
    identities=IDENTITIES,
    row_count=(1, 5_000),
    max_rejected_share=0.005,
)

ASP_NOC = Table(
    name="asp_noc_limit",
    doc="Payment limits of drugs without an HCPCS code of their own.",
    series=("asp-noc",),
    members=(MemberPattern(TABLE_FILES, title=r"Not Otherwise Classified|\bNOC\b"),),
    key=("drug_name", "dosage"),
    columns=(
        Column("drug_name", TEXT, r"drug generic name( \(trade name\))?", "As printed", nullable=False),
        Column("dosage", TEXT, r"dosage", "Billing unit", normalize=plain_spaces),
        Column("payment_limit", LIMIT, r"payment limit", "Dollars per billing unit", nullable=False),
        NOTES,
    ),
    multiline=True,
    check=refuse_other_dates,
    row_count=(1, 500),
)

TABLES = (ASP_LIMIT, ASP_NOC, ASP_CROSSWALK, ASP_NOC_CROSSWALK)
_TEXTS = {r"\.(pdf|docx?)$": "a text about the limits, not a table"}
IGNORED_MEMBERS = {
    "asp": {r"\bNOC\b": "limits of unclassified drugs, read from their own posting", **_TEXTS},
    "asp-noc": _TEXTS,
    "asp-crosswalk": {
        r"\b(AWP|OPPS|infusion|vaccine)\b.*crosswalk": "crosswalks of drugs that are not paid by ASP",
        **_TEXTS,
    },
}
