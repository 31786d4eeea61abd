"""ASC code pairs: the reduction of a procedure's rate when a pass-through device is on the claim."""

import polars as pl

from transforms.table import (
    DATE,
    HCPCS,
    MODIFIER,
    TABLE_FILES,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    Table,
    decimal,
)

# Devices have Level II codes; six of 500 procedures do.
IDENTITIES = (
    Identity("a device is not a CPT code", pl.col("device_hcpcs").str.contains("^[A-Z]"), ("device_hcpcs",)),
    Identity(
        "begins before it ends",
        pl.col("effective_date") <= pl.col("end_date"),
        ("effective_date", "end_date"),
    ),
)

ASC_CODE_PAIR = Table(
    name="asc_code_pair",
    doc="Pairs of a pass-through device and a procedure whose rate is reduced when both are billed.",
    series=("asc-code-pairs",),
    members=(MemberPattern(TABLE_FILES),),
    # The 2024 file lists two multipliers for four pairs of C1600: both are kept.
    key=("device_hcpcs", "procedure_hcpcs", "procedure_modifier", "effective_date", "multiplier"),
    columns=(
        Column("device_hcpcs", TEXT, r"device hcpcs", "Pass-through device", valid=HCPCS, nullable=False),
        Column(
            "device_modifier",
            TEXT,
            r"device hcpcs modifier",
            "Modifier of the device, until 2023",
            valid=MODIFIER,
            optional=True,
        ),
        Column(
            "procedure_hcpcs",
            TEXT,
            r"procedure hcpcs",
            "Procedure that is billed with the device",
            valid=HCPCS,
            nullable=False,
        ),
        Column(
            "procedure_modifier",
            TEXT,
            r"(asc )?procedure hcpcs modifier",
            "52, 73 or 74, each on its own row, until 2023",
            valid=MODIFIER,
            optional=True,
        ),
        Column(
            "multiplier",
            decimal(6, 4),
            r"procedure percent multiplier",
            "Share (0 to 1) of the procedure's rate that is deducted; 0 is a valid share",
            nullable=False,
        ),
        Column("effective_date", DATE, r"effective date|year", "First day of service", nullable=False),
        Column("end_date", DATE, r"end date", "Last day of service, from 2024", optional=True),
    ),
    identities=IDENTITIES,
    row_count=(1, 5_000),
)
