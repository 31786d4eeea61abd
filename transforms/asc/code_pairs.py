"""ASC code pairs: how much a procedure's rate falls when a pass-through device is on the claim."""

import polars as pl

from transforms.opps.addendum_common import FILES
from transforms.table import DATE, HCPCS, MODIFIER, TEXT, Column, Identity, MemberPattern, Table, decimal

# Devices have codes of Level II; of 500 procedures six have.
IDENTITIES = (
    Identity("a device is no CPT code", pl.col("device_hcpcs").str.contains("^[A-Z]"), ("device_hcpcs",)),
    Identity(
        "begins before it ends",
        pl.col("effective_date") <= pl.col("end_date"),
        ("effective_date", "end_date"),
    ),
)

ASC_CODE_PAIR = Table(
    name="asc_code_pair",
    doc="Pairs of a pass-through device and a procedure whose rate falls by a share when both are billed.",
    series=("asc-code-pairs",),
    members=(MemberPattern(FILES),),
    # 2024 prints two multipliers for four pairs of C1600: both are kept.
    key=("device_hcpcs", "procedure_hcpcs", "procedure_modifier", "effective_date", "multiplier"),
    columns=(
        Column("device_hcpcs", TEXT, r"device hcpcs", "pass-through device", valid=HCPCS, nullable=False),
        Column("device_modifier", TEXT, r"device hcpcs modifier", "to 2023", valid=MODIFIER, optional=True),
        Column("procedure_hcpcs", TEXT, r"procedure hcpcs", "procedure", valid=HCPCS, nullable=False),
        Column(
            "procedure_modifier",
            TEXT,
            r"(asc )?procedure hcpcs modifier",
            "52, 73 or 74, each with a row of its own, to 2023",
            valid=MODIFIER,
            optional=True,
        ),
        Column(
            "multiplier",
            decimal(6, 4),
            r"procedure percent multiplier",
            "share (0 to 1) of the procedure's rate that is taken off; 0 is real",
            nullable=False,
        ),
        Column("effective_date", DATE, r"effective date|year", "first day of service", nullable=False),
        Column("end_date", DATE, r"end date", "last day of service, from 2024", optional=True),
    ),
    identities=IDENTITIES,
    row_count=(1, 5_000),
)
