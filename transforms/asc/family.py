"""ASC addenda: AA surgical, BB ancillary, EE excluded, FF device offsets, DD1 and DD2, code pairs."""

from dataclasses import replace

import polars as pl

from transforms.asc.code_pairs import ASC_CODE_PAIR
from transforms.asc.columns import (
    ASC_CODE,
    FLAG,
    INDICATOR,
    PERIOD,
    RATE,
    RULE_ONLY,
    SHORT_DESCRIPTOR,
    WEIGHT,
    addendum_members,
    checked,
    copayment_without_a_rate,
    without_a_rate,
)
from transforms.asc.indicators import ADDENDUM_DD1, ADDENDUM_DD2
from transforms.opps.addendum_common import one_per, percent_text, rate_is_weight_by_factor
from transforms.table import BOOL, TEXT, Column, Companion, Identity, Table, decimal

ADDENDUM_AA = Table(
    name="asc_addendum_aa",
    doc="Surgical procedures that Medicare covers in ambulatory surgical centers, and their national rates.",
    series=("asc",),
    members=addendum_members("AA"),
    key=("hcpcs",),
    columns=(
        ASC_CODE,
        FLAG,
        SHORT_DESCRIPTOR,
        Column(
            "multiple_procedure_discount",
            BOOL,
            r"subject to multiple procedure discounting",
            "The second and later procedures of a session are paid 50%",
            true_values="Y",
            false_values="N",
            nullable=False,
        ),
        INDICATOR,
        WEIGHT,
        RATE,
    ),
    ignored=RULE_ONLY,
    reshape=checked,
    identities=(
        rate_is_weight_by_factor("payment_weight"),
        # 3.2 to 4% of the rows from 2020 to 2026 are discounted otherwise than most with their indicator; the
        # limit leaves room for the years before.
        one_per("payment_indicator", "multiple_procedure_discount", most=0.1),
    ),
    companions=(Companion("asc_addendum_ff", ("hcpcs",), same=True),),  # equal in all ten from 2022 to 2026
    contradictions=without_a_rate,
    row_count=(1, 15_000),
    max_rejected_share=0.005,
)

# At most three of 33 to 76 rows from 2023 to 2026 violate it.
AT_MOST_A_FIFTH = Identity(
    "no copayment above 20% of the rate",
    pl.col("ira_copayment").cast(pl.Float64) <= pl.col("payment_rate").cast(pl.Float64) * 0.2 + 0.01,
    ("ira_copayment", "payment_rate"),
    most=0.1,
    pins=False,
)

ADDENDUM_BB = Table(
    name="asc_addendum_bb",
    doc="Ancillary services integral to covered procedures: drugs, radiology, devices, packaged items.",
    series=("asc",),
    members=addendum_members("BB"),
    key=("hcpcs",),
    columns=(
        ASC_CODE,
        FLAG,
        SHORT_DESCRIPTOR,
        Column(
            "pass_through_expiration",
            TEXT,
            r"drug (and device )?pass-through expiration during calendar year",
            "* if the pass-through status ends within the year",
            valid=r"\*",
            optional=True,
        ),
        INDICATOR,
        WEIGHT,
        replace(RATE, type=decimal(14, 3)),
        Column(
            "ira_copayment",
            decimal(14, 2),
            rf"{PERIOD}ira-22 adjusted copayment\d?",
            "Copayment in dollars under the Inflation Reduction Act, from 2023",
            optional=True,
        ),
    ),
    ignored=RULE_ONLY,
    reshape=checked,
    identities=(
        rate_is_weight_by_factor("payment_weight", most=0.1),  # 5% of January 2024 violate it
        AT_MOST_A_FIFTH,
    ),
    contradictions=copayment_without_a_rate,
    row_count=(1, 15_000),
    max_rejected_share=0.005,
)

ADDENDUM_EE = Table(
    name="asc_addendum_ee",
    doc="Surgical procedures that Medicare does not pay in ambulatory surgical centers.",
    series=("asc",),
    members=addendum_members("EE"),
    key=("hcpcs",),
    columns=(ASC_CODE, SHORT_DESCRIPTOR),
    ignored=RULE_ONLY,
    footnotes=r"(?i:note\b|\*).*",  # a row with only a descriptor lost its code
    reshape=checked,
    required=False,
    row_count=(1, 15_000),
    max_rejected_share=0.005,
)

# Measured on ten releases from 2022 to 2026; at most one row in a thousand violates each.
_FULL = pl.col("opps_payment_rate").cast(pl.Float64) * pl.col("device_offset_pct").cast(pl.Float64) / 100
_OFFSET = pl.col("device_offset_amount").cast(pl.Float64)
_SHARE = (_OFFSET / _FULL).filter((_FULL > 1) & _OFFSET.is_between(0, _FULL * 0.9, closed="right")).median()
_ROUNDED = 0.01 + pl.col("opps_payment_rate").cast(pl.Float64) * 0.0001  # percentages have two decimals
OFFSETS = (
    Identity(
        # The hospital's rate for a device-intensive procedure, else the surgical center's, whose factor
        # is a fixed share of the hospital's. P3 follows the physician fee schedule.
        "offset amount = percentage x rate",
        pl.when((_FULL > 0) & (pl.col("payment_indicator") != "P3")).then(
            ((_OFFSET - _FULL).abs() <= _ROUNDED)
            | ((_OFFSET - _FULL * _SHARE).abs() <= _ROUNDED).fill_null(False)
        ),
        ("device_offset_amount", "device_offset_pct", "opps_payment_rate"),
        most=0.05,
    ),
    one_per("apc", "opps_payment_rate"),
    one_per("apc", "apc_device_offset_pct"),
)

ADDENDUM_FF = Table(
    name="asc_addendum_ff",
    doc="Device offset of each covered surgical procedure; its OPPS rate differs from Addendum B's.",
    series=("asc",),
    members=addendum_members("FF"),
    key=("hcpcs",),
    columns=(
        ASC_CODE,
        FLAG,
        SHORT_DESCRIPTOR,
        INDICATOR,
        Column("apc", TEXT, rf"{PERIOD}apc", "APC under OPPS", valid=r"\d{4}"),
        Column(
            "apc_device_offset_pct",
            decimal(8, 4),
            rf"{PERIOD}apc device offset percentage",
            "Device share of the APC's rate in percent, from 2025",
            optional=True,
            normalize=percent_text,
        ),
        Column(
            "opps_payment_rate",
            decimal(14, 3),
            rf"{PERIOD}opps payment rate",
            "OPPS rate in dollars from which the offset is computed",
        ),
        Column(
            "device_offset_pct",
            decimal(8, 4),
            rf"{PERIOD}device offset percentage",
            "Device share of the procedure's OPPS rate in percent",
            normalize=percent_text,
        ),
        Column(
            "device_offset_amount",
            decimal(14, 2),
            rf"{PERIOD}(device offset amount ?/ ?)?device portion",
            "Device share in dollars",
        ),
    ),
    ignored=RULE_ONLY,
    reshape=checked,
    identities=OFFSETS,
    # One of ten has other indicators, for 6 of 4,114 codes (April 2024).
    companions=(Companion("asc_addendum_aa", ("hcpcs",), same=True, equal=("payment_indicator",)),),
    stray_values=r"\$0\.90686",  # next to 63685 in January 2024
    required=False,
    since="2022",
    row_count=(1, 15_000),
    max_rejected_share=0.005,
)


TABLES = (ADDENDUM_AA, ADDENDUM_BB, ADDENDUM_EE, ADDENDUM_FF, ADDENDUM_DD1, ADDENDUM_DD2, ASC_CODE_PAIR)
_TEXTS = {r"\.(pdf|docx?)$": "a text about the addenda, not a table"}
IGNORED_MEMBERS = {"asc": _TEXTS, "asc-code-pairs": _TEXTS}
