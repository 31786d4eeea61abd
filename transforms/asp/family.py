"""Part B drugs: payment limits per HCPCS code, limits of unclassified drugs, and the NDC crosswalks."""

import polars as pl

from sources.release import Release
from transforms.asp.crosswalk import ASP_CROSSWALK, ASP_NOC_CROSSWALK
from transforms.asp.period import refuse_other_quarter
from transforms.opps.addendum_common import as_printed, plain_spaces
from transforms.table import BOOL, HCPCS, TEXT, Column, MemberPattern, ParsedMember, Table, decimal

FILES = r"\.(csv|txt|xlsx?)($|!)"
LIMIT = decimal(14, 3)
PERCENT = decimal(6, 3)
FIGURES = (
    *("payment_limit", "coinsurance_pct", "vaccine_awp_pct", "vaccine_limit"),
    *("blood_awp_pct", "blood_limit"),
)


def _as_printed(parsed: ParsedMember) -> pl.DataFrame:
    """A workbook holds 11.891133555 where the text prints 11.891."""
    return as_printed(parsed, (), dict.fromkeys(FIGURES, 3), {"hcpcs": 5})


def _without_a_limit(_: Release) -> dict[str, pl.Expr]:
    """CMS prints N/A where it sets no limit; a row with nothing there was cut or moved."""
    return {"payment_limit: blank, where N/A says that there is none": pl.col("payment_limit").is_null()}


def _limit(name: str, header: str, doc: str) -> Column:
    return Column(name, LIMIT, header, doc, null_values=r"N/?A")


def _percent(name: str, header: str, doc: str) -> Column:
    return Column(name, PERCENT, header, doc, null_values=r"N/?A")


NOTES = Column("notes", TEXT, r"notes?", "CMS's remarks; A9606's hold its price", normalize=plain_spaces)

ASP_LIMIT = Table(
    name="asp_payment_limit",
    doc="Medicare's payment limit per HCPCS code of a Part B drug. The limit includes the 6 per cent.",
    series=("asp",),
    members=(MemberPattern(FILES, title=r"Payment (Allowance )?Limits? .*Part B Drugs(?! Not)"),),
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
            "dosage", TEXT, r"(hcpcs )?(code )?dosage", "billing unit, such as 15 MG", normalize=plain_spaces
        ),
        _limit("payment_limit", r"payment limit", "dollars per billing unit; null where CMS prints N/A"),
        _percent(
            "coinsurance_pct",
            r"co-?insurance percentage",
            "beneficiary's share of the limit, 0 to 20; below 20 where the price outran inflation",
        ),
        _percent("vaccine_awp_pct", r"vaccine awp ?%", "per cent of the average wholesale price"),
        _limit("vaccine_limit", r"vaccine limit", "dollars, of a vaccine"),
        _percent("blood_awp_pct", r"blood awp ?%", "per cent of the average wholesale price"),
        _limit("blood_limit", r"blood limit", "dollars, of a blood product"),
        Column(
            "is_clotting_factor",
            BOOL,
            r"clotting factor",
            "a furnishing fee is paid as well",
            true_values="1",
        ),
        NOTES,
    ),
    multiline=True,
    check=refuse_other_quarter,
    reshape=_as_printed,
    contradictions=_without_a_limit,
    row_count=(1, 5_000),
    max_rejected_share=0.005,
)

ASP_NOC = Table(
    name="asp_noc_limit",
    doc="Payment limits of drugs that have no HCPCS code of their own.",
    series=("asp-noc",),
    members=(MemberPattern(FILES, title=r"Not Otherwise Classified|\bNOC\b"),),
    key=("drug_name", "dosage"),
    columns=(
        Column("drug_name", TEXT, r"drug generic name( \(trade name\))?", "as printed", nullable=False),
        Column("dosage", TEXT, r"dosage", "billing unit", normalize=plain_spaces),
        Column("payment_limit", LIMIT, r"payment limit", "dollars per billing unit", nullable=False),
        NOTES,
    ),
    multiline=True,
    check=refuse_other_quarter,
    row_count=(1, 500),
)

TABLES = (ASP_LIMIT, ASP_NOC, ASP_CROSSWALK, ASP_NOC_CROSSWALK)
_TEXTS = {r"\.(pdf|docx?)$": "a text about the limits, no table"}
IGNORED_MEMBERS = {
    "asp": {r"\bNOC\b": "limits of unclassified drugs, read from their own posting", **_TEXTS},
    "asp-noc": _TEXTS,
    "asp-crosswalk": {
        r"\b(AWP|OPPS|infusion|vaccine)\b.*crosswalk": "crosswalks of drugs that are not paid by ASP",
        **_TEXTS,
    },
}
