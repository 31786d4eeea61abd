"""Addendum J: the services that a comprehensive APC (status J1) packages, and complexity adjustments."""

import polars as pl

from transforms.opps.addendum_common import as_printed, check_year, one_per, plain_spaces, strip_tail
from transforms.table import (
    BOOL,
    HCPCS,
    INT,
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

COST = decimal(14, 2)
APC = r"\d{4}"
STATUS_LETTER = r"[A-Z]\d?"
COSTS = (
    "geometric_mean_cost",
    "cost_threshold",
    "apc_geometric_mean_cost",
    "single_unit_geometric_mean_cost",
)
CODES = ("primary_hcpcs", "secondary_hcpcs", "hcpcs", "comparison_hcpcs")


def _checked(parsed: ParsedMember) -> pl.DataFrame:
    check_year(parsed)
    widths = dict.fromkeys(CODES, 5) | dict.fromkeys(
        ("apc", "primary_apc", "secondary_apc", "adjusted_apc"), 4
    )
    return as_printed(parsed, (), dict.fromkeys(COSTS, 2), widths)


def _code(name: str, header: str, doc: str) -> Column:
    return Column(name, TEXT, header, doc, valid=HCPCS, nullable=False, repair=strip_tail)


def _descriptor(name: str, header: str, code: str) -> Column:
    doc = f"CMS's short descriptor of {code}, HCPCS Level II only"
    return Column(name, TEXT, header, doc, normalize=plain_spaces, descriptor_of=code)


PAIR_KEY = ("primary_hcpcs", "secondary_hcpcs")
PAIR = (
    _code("primary_hcpcs", r"primary hcpcs code", "J1 code that ranks first on the claim"),
    _descriptor("primary_description", r"primary short descriptor", "primary_hcpcs"),
    Column("primary_status_indicator", TEXT, r"primary si", "Always J1", valid=STATUS_LETTER),
    Column(
        "primary_apc",
        TEXT,
        r"primary apc assignment",
        "APC of the primary code without the adjustment",
        valid=APC,
    ),
    _code("secondary_hcpcs", r"secondary j1 or add-on hcpcs code", "J1 or add-on code of the same claim"),
    _descriptor("secondary_description", r"secondary short descriptor", "secondary_hcpcs"),
    Column(
        "secondary_status_indicator",
        TEXT,
        r"secondary si",
        "J1, or N for an add-on code",
        valid=STATUS_LETTER,
    ),
    Column(
        "secondary_apc",
        TEXT,
        r"secondary apc assignment",
        "APC of the secondary code; null for an add-on code",
        valid=APC,
    ),
)
ADJUSTED_APC = Column(
    "adjusted_apc",
    TEXT,
    r"complexity adjusted apc assignment",
    "APC that is paid for the pair; null if there is no higher one",
    valid=APC,
)

ADJUSTMENTS = Table(
    name="opps_addendum_j_adjustments",
    doc="Pairs of codes on a claim that raise a comprehensive APC to a higher one.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum J for CY ?20\d\d complexity adjustments"),),
    key=("primary_hcpcs", "secondary_hcpcs"),
    columns=(
        *PAIR,
        Column(
            "placeholder",
            TEXT,
            r"complexity adjusted hcpcs assignment",
            "CMS's own name of the adjusted service; not a billing code",
            valid=r"[0-9A-Z]{5}",
        ),
        ADJUSTED_APC,
    ),
    reshape=_checked,
    companions=(
        Companion(
            "opps_addendum_j_evaluation",
            PAIR_KEY,
            pl.col("is_adjusted"),
            "a Y",
            equal=("primary_apc", "secondary_apc", "adjusted_apc"),
        ),
    ),
    required=False,
    row_count=(1, 5_000),
)

# All 432 adjusted pairs of 2025; 29 others meet both limits. Of the 69 APCs each has one threshold.
TESTED = Identity(
    "an adjusted pair has 25 claims and costs the threshold",
    pl.when("is_adjusted").then(
        (pl.col("frequency") >= 25) & (pl.col("geometric_mean_cost") >= pl.col("cost_threshold"))
    ),
    ("is_adjusted", "frequency", "geometric_mean_cost", "cost_threshold"),
    pins=False,
)
EVALUATION = Table(
    name="opps_addendum_j_evaluation",
    doc="Every pair that CMS tested for a complexity adjustment, with the deciding statistics.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum J for CY ?20\d\d evaluation statistics"),),
    key=("primary_hcpcs", "secondary_hcpcs"),
    columns=(
        *PAIR,
        ADJUSTED_APC,
        Column(
            "frequency", INT, r"evaluation subset combination frequency", "Number of claims with the pair"
        ),
        Column(
            "geometric_mean_cost",
            COST,
            r"evaluation subset combination geometric mean cost",
            "Dollars, for the claims with the pair",
        ),
        Column(
            "comparison_hcpcs",
            TEXT,
            r"comparison low cost hcpcs",
            "Code whose cost sets the threshold",
            valid=HCPCS,
        ),
        Column("cost_threshold", COST, r"cost threshold", "Dollars that the pair's cost must reach"),
        Column(
            "is_adjusted",
            BOOL,
            r"qualifying complexity adjustment",
            "Whether the pair is adjusted",
            true_values="Y",
            false_values="N",
            nullable=False,
        ),
    ),
    reshape=_checked,
    identities=(TESTED, one_per("primary_apc", "cost_threshold", most=0.001)),
    companions=(Companion("opps_addendum_j_adjustments", PAIR_KEY),),
    required=False,
    row_count=(1, 300_000),
)

_APC_COST, _CODE_COST, _APC = (
    pl.col(name).sort_by("rank")
    for name in ("apc_geometric_mean_cost", "single_unit_geometric_mean_cost", "apc")
)
# In 2025 costs fall with the rank without exception; 16 of 3,236 codes have more services alone than in all.
RANKED = (
    Identity(
        "the cost of the APC, then of the code, falls with the rank",
        pl.when(_APC.shift() == _APC).then(_CODE_COST.diff() <= 0).otherwise(_APC_COST.diff() <= 0),
        ("rank", "apc", "apc_geometric_mean_cost", "single_unit_geometric_mean_cost"),
        most=0.005,
        pins=False,
    ),
    one_per("apc", "apc_geometric_mean_cost", most=0.005),
    Identity(
        "services alone are some of all services",
        pl.col("single_unit_frequency") <= pl.col("frequency"),
        ("single_unit_frequency", "frequency"),
        pins=False,
    ),
)
RANK = Table(
    name="opps_addendum_j_rank",
    doc="Rank of each J1 code: the lowest number on a claim is the primary service and is paid.",
    series=("opps-final-rule",),
    members=(MemberPattern(TABLE_FILES, title=r"Addendum J for CY ?20\d\d ranks"),),
    key=("hcpcs",),
    columns=(
        _code("hcpcs", r"hcpcs code", "J1 code"),
        _descriptor("description", r"short descriptor", "hcpcs"),
        Column("status_indicator", TEXT, r"si", "Always J1", valid=STATUS_LETTER),
        Column("apc", TEXT, r"apc assignment", "APC of the code without adjustment", valid=APC),
        Column(
            "apc_geometric_mean_cost",
            COST,
            r"apc geometric mean cost of single j1 unit claims",
            "Dollars, for the APC",
        ),
        Column(
            "frequency", INT, r"full claim population service frequency", "Number of services on all claims"
        ),
        Column(
            "single_unit_frequency",
            INT,
            r"single j1 unit claim service frequency",
            "Number of services on claims with one unit of the code",
        ),
        Column(
            "single_unit_geometric_mean_cost",
            COST,
            r"geometric mean cost of single j1 unit claims",
            "Dollars, for claims with one unit of the code",
        ),
        Column("rank", INT, r"rank used for primary assignment", "1 ranks first", nullable=False),
        Column("is_deleted", BOOL, r"deleted code", "No longer a code in the year", true_values="YES"),
    ),
    reshape=_checked,
    identities=RANKED,
    companions=(
        Companion(
            "opps_addendum_b",
            ("hcpcs",),
            pl.col("status_indicator") == "J1",
            "status J1",
            equal=("apc",),
        ),
        # In 2025, 7 of 3,147 are deleted after all, and all others that B lacks.
        Companion(
            "opps_addendum_b",
            ("hcpcs",),
            of="codes of addendum B are not deleted",
            most=1,
            relation=~pl.col("is_deleted"),
            most_unrelated=0.01,
        ),
    ),
    required=False,
    row_count=(1, 20_000),
)

EXCLUSIONS = Table(
    name="opps_addendum_j_exclusions",
    doc="Services that a comprehensive APC does not package, in CMS's text.",
    series=("opps-final-rule",),
    # The text of the 2025 rule has ? for every curly quote.
    members=(
        MemberPattern(
            TABLE_FILES,
            title=r"^\W*CY ?20\d\d Comprehensive APC Payment Policy Exclusions",
            formats=("csv", "xlsx", "txt"),
        ),
    ),
    key=("exclusion",),
    columns=(
        Column(
            "exclusion",
            TEXT,
            r"cy ?20\d\d comprehensive apc payment policy exclusions",
            "CMS's text",
            nullable=False,
            normalize=plain_spaces,
        ),
    ),
    footnotes="",  # every row has one cell, and all rows are data
    required=False,
    row_count=(1, 100),
)
TABLES = (ADJUSTMENTS, EVALUATION, RANK, EXCLUSIONS)
