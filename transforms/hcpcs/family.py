"""HCPCS Level II: CMS's own codes and modifiers, with their texts, coverage, pricing and dates."""

import re

import polars as pl

from transforms.hcpcs.corrections import CODE_OR_MODIFIER, HCPCS_CORRECTION, HCPCS_NOC_CODE
from transforms.hcpcs.fixed_width import CODE_LINE, cut
from transforms.opps.addendum_common import plain_spaces
from transforms.reading.header import IGNORED
from transforms.table import DATE, TEXT, Column, Identity, MemberPattern, Normalize, ParsedMember, Table

CONTINUED = ("4", "8")  # record ids of the continuation lines of a code and of a modifier
JOINED = {  # our column → the numbered columns of the file
    "pricing_indicators": "price",
    "coverage_manual_sections": "cim",
    "carrier_manual_sections": "mcm",
    "lab_certifications": "labcert",
    "cross_references": "xref",
    "types_of_service": "tos",
}

NUMBERED = {
    f"{stem}{n}": rf"{stem}{n}"
    for stem, most in (("price", 4), ("cim", 3), ("mcm", 3), ("labcert", 8), ("xref", 5), ("tos", 5))
    for n in range(1, most + 1)
}


def _in_capitals(text: pl.Series) -> pl.Series:
    return text.str.to_uppercase()


def _one_row_per_code(parsed: ParsedMember) -> pl.DataFrame:
    """Merge continuation lines of long texts into one row per code; numbered columns become lists.

    A numbered column whose header cannot be read (`LABCERT11`, which may be 1 with a footnote) is missing.
    """
    lacking = [name for name in NUMBERED if name not in parsed.frame.columns]
    if parsed.headers and lacking:
        parsed.reject_missing(f"{', '.join(lacking)}, as in every file since 2017", lacking)
    frame = cut(parsed.frame) if "record" in parsed.frame.columns else parsed.frame
    for name, stem in JOINED.items():
        parts = sorted(column for column in frame.columns if re.fullmatch(rf"{stem}\d", column))
        frame = frame.with_columns(pl.concat_str(parts, separator=", ", ignore_nulls=True).alias(name))
    frame = frame.with_columns(pl.col(*JOINED).replace("", None))
    block = (~pl.col("record_id").is_in(CONTINUED)).cum_sum().alias("block")
    others = [name for name in frame.columns if name not in ("long_description", "fault")]
    return frame.group_by(block, maintain_order=True).agg(
        pl.col(others).first(),
        pl.col("fault").drop_nulls().first(),
        pl.col("long_description").drop_nulls().str.join(" ").replace("", None),
    )


def _list(name: str, doc: str, each: str = "", normalize: Normalize | None = None) -> Column:
    valid = f"{each}(?:, {each})*" if each else ""
    return Column(name, TEXT, "", f"{doc}; joined by commas if several", valid=valid, normalize=normalize)


def _date(name: str, header: str, doc: str) -> Column:
    return Column(name, DATE, header, doc, null_values=r"0+")


# Without exception from 2017 to 2025, except five codes that were changed before they were added.
IDENTITIES = (
    Identity(
        "added before it was changed last",
        pl.col("add_date") <= pl.col("action_effective_date"),
        ("add_date", "action_effective_date"),
    ),
    Identity(
        "terminated before the last change",
        pl.col("termination_date") < pl.col("action_effective_date"),
        ("termination_date", "action_effective_date"),
    ),
    Identity(
        "not in an ASC group before it was added", pl.col("asc_date") >= pl.col("add_date"), ("asc_date",)
    ),
)
# CMS's column order since 2017, also for a file without a header.
PRINTED = (
    *("hcpcs", IGNORED, "record_id", "long_description", "short_description"),
    *(f"price{n}" for n in range(1, 5)),
    "multiple_pricing",
    *(f"{stem}{n}" for stem in ("cim", "mcm") for n in range(1, 4)),
    "statute",
    *(f"labcert{n}" for n in range(1, 9)),
    *(f"xref{n}" for n in range(1, 6)),
    *("coverage", "asc_group", "asc_date", IGNORED, IGNORED, IGNORED, "processing_note", "betos"),
    *(f"tos{n}" for n in range(1, 6)),
    *(IGNORED, "add_date", "action_effective_date", "termination_date", "action"),
)

HCPCS_LEVEL_II = Table(
    name="hcpcs_level_ii",
    doc="HCPCS Level II codes and modifiers: CMS's texts, coverage, pricing indicators and dates.",
    series=("hcpcs-level-ii",),
    members=(MemberPattern(r"ANWEB", formats=("csv", "xlsx", "txt")),),  # a workbook has one row per code
    key=("hcpcs",),
    columns=(
        Column(
            "hcpcs",
            TEXT,
            r"hcpcs?( code)?",
            "Code, or modifier of two characters",
            valid=CODE_OR_MODIFIER,
            nullable=False,
        ),
        Column(
            "record_id",
            TEXT,
            r"recid",
            "3: a code, 7: a modifier",
            valid=r"[37]",
            nullable=False,
        ),
        Column("long_description", TEXT, r"long description", "CMS's text", normalize=plain_spaces),
        Column("short_description", TEXT, r"short description", "CMS's text", normalize=plain_spaces),
        # All 5,000 to 8,500 rows from 2017 to 2025 match; in a fixed-width line, a mismatch shows a shift.
        _list(
            "pricing_indicators",
            "how Medicare prices the code: 00 not at all, 51 drugs, 31 to 38 DMEPOS",
            each=r"\d\d",
        ),
        Column(
            "multiple_pricing",
            TEXT,
            r"mult_pi",
            "9: not priced separately by Part B, A: one pricing method, others: several",
            valid=r"[A-Z0-9]",
        ),
        _list("coverage_manual_sections", "section of the coverage manual", normalize=_in_capitals),
        _list("carrier_manual_sections", "section of the carriers manual", normalize=_in_capitals),
        Column("statute", TEXT, r"statute", "Section of the Social Security Act that bars coverage"),
        _list("lab_certifications", "certification that a laboratory needs", each=r"\d{3}"),
        _list("cross_references", "code that replaces or is related to this one", each="[A-Z0-9]{2,5}"),
        Column(
            "coverage",
            TEXT,
            r"cov",
            "C carrier judgment, D special instructions, I not payable, M non-covered, S statute",
            valid=r"[A-Z]",
        ),
        Column("asc_group", TEXT, r"asc_grp", "YY: approved for ASC", valid=r"[A-Z]{2}"),
        _date("asc_date", r"asc_dt", "First day in the ASC group"),
        Column("processing_note", TEXT, r"procnote", "Number of CMS's processing note"),
        Column("betos", TEXT, r"betos", "Berenson-Eggers type of service", valid=r"[A-Z0-9]{2,3}"),
        _list("types_of_service", "type of service on the claim", each="[A-Z0-9]"),
        _date("add_date", r"add ?dt", "First day of the code"),
        _date("action_effective_date", r"act ?eff ?dt", "First day of the last change"),
        _date("termination_date", r"term ?dt", "Last day on which the code may be used; null: active"),
        Column(
            "action",
            TEXT,
            r"action ?cd",
            "What changed last: A added, B data and long text, C long text, D discontinued, F data, "
            "N nothing, P payment, R reactivated, S short text, T other",
            valid=r"[A-Z]",
            nullable=False,  # at the end of a text line, which may be truncated
        ),
    ),
    extra_headers=NUMBERED,
    ignored={
        r"seqnum": "orders the lines of one code",
        r"opps(_pi|_dt)?": "blank; addendum B has the status",
        r"anest_bu": "0 or blank on every row",
    },
    column_orders=(PRINTED,),
    identities=IDENTITIES,
    line_layouts=(CODE_LINE,),
    line_layout_notes=r"(?:\*\*\*|\*| {4,}|\x{a0}|[^0-9A-Z ]|[A-Z][a-z]).*|\s*",
    reshape=_one_row_per_code,
    row_count=(1, 60_000),
)

TABLES = (HCPCS_LEVEL_II, HCPCS_CORRECTION, HCPCS_NOC_CODE)
_CUT = {r"\.(prn|txt)$": "the printed workbook, with texts truncated at the column width"}
IGNORED_MEMBERS = {
    "hcpcs-level-ii": {
        r"\.(pdf|docx?)$": "a text about the codes, not a table",
        r"trans|changes_?by": "CMS's list of changes; the file is complete",
        r"read_?me": "a text about the files",
        r"proc_?notes": "processing notes, by number",
        r"noc_codes": "codes of unclassified items, all included in the file",
        r"record_?layout": "the layout document",
        r"corrections": "corrections to the annual file, posted in a separate zip",
    },
    "hcpcs-level-ii-corrections": _CUT,
    "hcpcs-level-ii-noc": _CUT,
}
