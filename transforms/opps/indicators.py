"""Addendum D1: CMS's meanings of the status indicators in addendum B."""

import polars as pl

from transforms.opps.addendum_common import check_year, plain_spaces
from transforms.table import TABLE_FILES, TEXT, Column, MemberPattern, ParsedMember, Table


def _joined(reading: ParsedMember) -> pl.DataFrame:
    """Join the rows of one indicator: D1 lists an indicator once and its text over several rows."""
    check_year(reading)
    block = pl.col("status_indicator").is_not_null().cum_sum().alias("block")
    text = pl.col("item", "opps_payment_status").drop_nulls().str.join("\n")
    plain = (plain_spaces(reading.frame[name]) for name in ("item", "opps_payment_status"))
    frame = reading.frame.with_columns(block, *plain)
    return frame.group_by("block", maintain_order=True).agg(
        pl.col("line", "fault", "status_indicator").first(), text
    )


STATUS_INDICATOR = Column(
    "status_indicator",
    TEXT,
    r"si",
    "OPPS status indicator; addendum D1 defines it",
    valid=r"[A-Z]\d?",
    nullable=False,
)

ADDENDUM_D1 = Table(
    name="opps_addendum_d1",
    doc="CMS's meanings of the OPPS status indicators.",
    series=("opps-final-rule",),
    # The text of the 2025 rule has ? for every bullet and curly quote.
    members=(MemberPattern(TABLE_FILES, title=r"Addendum D1\W", formats=("csv", "xlsx", "txt")),),
    key=("status_indicator",),
    columns=(
        Column(
            "status_indicator",
            TEXT,
            r"status indicator",
            STATUS_INDICATOR.doc,
            valid=STATUS_INDICATOR.valid,
            nullable=False,
        ),
        Column(
            "item", TEXT, r"item/code/service", "CMS's text, one line per row of the addendum", nullable=False
        ),
        Column(
            "opps_payment_status",
            TEXT,
            r"opps payment status",
            "CMS's text, one line per row of the addendum",
        ),
    ),
    footnotes=r"(?i:\*\s*note\b.*)",
    multiline=True,
    required=False,
    reshape=_joined,
    row_count=(1, 100),
)
