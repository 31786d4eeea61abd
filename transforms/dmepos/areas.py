"""Former competitive bidding areas (CBA), their fees and ZIP codes, and the rural ZIP codes."""

import polars as pl

from transforms.dmepos.columns import (
    FEE,
    ITEM_CODE,
    ZERO_FEE,
    alike,
    modifier,
    refuse_other_quarter,
    refuse_other_rows,
    sold,
)
from transforms.table import TEXT, Column, MemberPattern, ParsedMember, Table

ITEM = ("hcpcs", "modifier", "modifier_2", "modifier_3")
QUARTER = {"year_quarter": r"year ?/ ?qtr"}


def _per_area(parsed: ParsedMember) -> pl.DataFrame:
    fees = [name for name in parsed.frame.columns if name.startswith("fee:")]
    index = ["line", "fault", *ITEM]
    frame = _cut_row_at_fault(parsed.frame, fees)
    long = frame.select(*index, *fees).unpivot(fees, index=index, variable_name="area", value_name="fee")
    return long.with_columns(cba=pl.col("area").str.slice(4)).sort("line", maintain_order=True)


def _cut_row_at_fault(frame: pl.DataFrame, fees: list[str]) -> pl.DataFrame:
    """Flag the only row of an area with a blank fee: CMS lists 0.00 for no fee, so the row was truncated."""
    lacks = frame.select(pl.any_horizontal(pl.col(fees).is_null())).to_series()
    if lacks.sum() != 1:
        return frame
    fault = pl.when(lacks).then(pl.lit("fee: blank in an area, where CMS lists 0.00"))
    return frame.with_columns(pl.coalesce("fault", fault).alias("fault"))


DMEPOS_CBA_FEE = Table(
    name="dmepos_former_cba_fee",
    doc="Fees in former competitive bidding areas, and for diabetic supplies by national mail order.",
    series=("dmepos",),
    members=(
        MemberPattern(r"\bCBA\b", title=r"CBA Fee Schedule"),
        MemberPattern(r"^[^!]*mail-?order", title=r"National Mail.?Order"),
    ),
    key=(*ITEM, "cba"),
    columns=(
        ITEM_CODE,
        modifier(1),
        modifier(2),
        modifier(3),
        Column("cba", TEXT, "", "Short name of the area, as in dmepos_former_cba_zip", nullable=False),
        Column("fee", FEE, "", "Dollars; null if CMS lists none", null_values=ZERO_FEE),
    ),
    extra_headers={"fee:*": r".+, ?[A-Z]{2}(-[A-Z]{2})*|.+ \([A-Z]{2}\)|national mail-?order"},
    ignored={r"catg|category": "in dmepos_item", r"(short )?desc.*": "in dmepos_item"},
    check=refuse_other_quarter,
    reshape=_per_area,
    identities=(
        sold("hcpcs", "modifier_2", "modifier_3", "cba"),
        alike("fee", "cba", ITEM, 0.8),
    ),
    required=False,
    row_count=(1, 1_000_000),
)
DMEPOS_CBA_ZIP = Table(
    name="dmepos_former_cba_zip",
    doc="ZIP codes of the former competitive bidding areas.",
    series=("dmepos",),
    members=(MemberPattern(r"^[^!]*\bCBA\b.*ZIP", title=r"CBA ZIP Codes"),),
    key=("zip_code", "cba"),
    columns=(
        Column("us_state", TEXT, r"cba state", "USPS abbreviation", valid=r"[A-Z]{2}", nullable=False),
        Column("zip_code", TEXT, r"cba zip code", "Five digits", valid=r"\d{5}", nullable=False),
        Column("cba", TEXT, r"cba name short", "Short name of the area", nullable=False),
        Column("cba_name", TEXT, r"cba name", "Full name of the area"),
    ),
    extra_headers=QUARTER,
    check=refuse_other_quarter,
    reshape=refuse_other_rows,
    required=False,
    row_count=(1, 60_000),
)
DMEPOS_RURAL_ZIP = Table(
    name="dmepos_rural_zip",
    doc="ZIP codes in which the rural fee applies.",
    series=("dmepos",),
    members=(MemberPattern(r"^[^!]*rural ZIP"),),
    key=("zip_code",),
    columns=(
        Column("us_state", TEXT, r"state", "USPS abbreviation", valid=r"[A-Z]{2}", nullable=False),
        Column(
            "zip_code",
            TEXT,
            r"dmepos rural zip code|zip( code)?",
            "Five digits",
            valid=r"\d{5}",
            nullable=False,
        ),
    ),
    extra_headers=QUARTER,
    reshape=refuse_other_rows,
    required=False,
    row_count=(1, 60_000),
)
