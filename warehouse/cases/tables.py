"""Read what a case needs from a snapshot as typed values: rates, ranks, composites, offsets, wage indexes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from cmsfees.snapshot import OpenSnapshot, Row
from warehouse.cases import rules
from warehouse.cases.asc import AscTables
from warehouse.cases.case import Case
from warehouse.cases.gaps import Gaps
from warehouse.cases.other_schedules import Fee
from warehouse.cases.packaging import Apcs
from warehouse.cases.rules import FacilityRules, Schedule
from warehouse.cases.service import Rate
from warehouse.cases.wage_index import WageIndex

Key = TypeVar("Key")
Value = TypeVar("Value")
OF_RULE = "FROM {table} WHERE release_id = release_on('opps-final-rule', $1, known_on := $2)"
BILATERAL = """
SELECT hcpcs, any_value(bilateral_surgery) AS bilateral FROM pfs_rvu
WHERE release_id = release_on('pfs-rvu', $1, known_on := $2) AND modifier IS NULL
    AND hcpcs IN (SELECT unnest($3))
GROUP BY hcpcs
"""
INDICATORS = """
SELECT rule.*, paid.status_without_amount
FROM case_indicator_rules AS rule
LEFT JOIN indicator_payment_statuses AS paid
    ON paid.code = rule.indicator AND paid.code_list = CASE rule.schedule
        WHEN 'opps' THEN 'opps_status_indicator' ELSE 'asc_payment_indicator'
    END
"""
INDICATOR_LISTS: dict[Schedule, str] = {"opps": "opps_status_indicator", "asc": "asc_payment_indicator"}
EXCEPTIONS = "FROM indicator_exceptions WHERE code_list = $1"
FEES = """
SELECT hcpcs, schedule, [] AS modifiers, amount, beneficiary_share, payment_status, reason, release_id
FROM laboratory_fees_on($1, known_on := $2) WHERE modifier IS NULL AND hcpcs IN (SELECT unnest($3))
UNION ALL
SELECT hcpcs, schedule, [], amount, beneficiary_share, payment_status, reason, release_id
FROM drug_fees_on($1, known_on := $2) WHERE hcpcs IN (SELECT unnest($3))
UNION ALL
SELECT
    hcpcs, schedule, [modifier, modifier_2, modifier_3], amount, beneficiary_share,
    payment_status, reason, release_id
FROM dmepos_fees_on($1, in_us_state := $4, known_on := $2) WHERE hcpcs IN (SELECT unnest($3))
"""
GAPS = """
WITH held AS (
    SELECT release_id, series FROM release_spans
    WHERE series IN ('opps', 'opps-addendum-a', 'opps-final-rule', 'asc', 'asc-code-pairs')
        AND $1 BETWEEN service_from AND service_to AND $2 BETWEEN known_from AND known_to
)
SELECT line.table_name, coalesce(line.hcpcs, line.item) AS code, line.column_2 AS second_code, line.reason
FROM unreadable_rows AS line JOIN held USING (release_id)
-- A final rule has an Addendum B of its own, which sets no payment.
WHERE NOT (line.table_name = 'opps_addendum_b' AND held.series = 'opps-final-rule')
    AND coalesce(line.hcpcs, line.item) IS NOT NULL
UNION ALL
SELECT lost.table_name, NULL, NULL, lost.reason FROM _missing_tables AS lost JOIN held USING (release_id)
"""


@dataclass(frozen=True)
class CaseTables:
    """Everything needed to price both facilities; `wage` holds an index or the reason why there is none."""

    hospital_rates: dict[str, Rate]
    asc_rates: dict[str, Rate]
    apcs: Apcs
    asc: AscTables
    hospital_rules: FacilityRules
    asc_rules: FacilityRules
    wage: dict[Schedule, WageIndex | str]
    inpatient_deductible: Decimal | None
    no_data: dict[Schedule, str | None]
    refusals: dict[str, str]  # modifiers under which nothing is paid, and the reason
    fees: dict[str, tuple[Fee, ...]]  # of other schedules, by code


def read_case_tables(fees: OpenSnapshot, case: Case) -> CaseTables:
    on, known_on = case.service_date, case.known_on
    codes = sorted({line.code for line in case.lines})
    hospital = fees.rows(
        "FROM _opps_rates($1, known_on := $2) WHERE hcpcs IN (SELECT unnest($3))", on, known_on, codes
    )
    asc = fees.rows(
        "FROM _asc_rates($1, known_on := $2) WHERE hcpcs IN (SELECT unnest($3))", on, known_on, codes
    )
    gaps = Gaps.of(fees.rows(GAPS, on, known_on))
    return CaseTables(
        hospital_rates=_unreadable(gaps, "opps_addendum_b") | {row["hcpcs"]: _rate(row) for row in hospital},
        asc_rates=_unreadable(gaps, "asc_addendum_aa", "asc_addendum_bb", "asc_addendum_ee")
        | {row["hcpcs"]: _rate(row) for row in asc if not row["is_excluded"]},
        apcs=_apcs(fees, case, codes, gaps),
        asc=_asc_tables(fees, case, codes, asc, gaps),
        hospital_rules=_rules(fees, "opps", on),
        asc_rules=_rules(fees, "asc", on),
        wage=_wage(fees, case),
        inpatient_deductible=_deductible(fees, on),
        no_data={
            "opps": _no_data(fees, "opps", case),
            "asc": _no_data(fees, "asc", case),
        },
        refusals=_refusals(fees, on),
        fees=_fees(fees, case, codes),
    )


def _fees(fees: OpenSnapshot, case: Case, codes: list[str]) -> dict[str, tuple[Fee, ...]]:
    found: dict[str, list[Fee]] = {}
    for row in fees.rows(FEES, case.service_date, case.known_on, codes, case.us_state):
        named = frozenset(modifier for modifier in row.pop("modifiers") if modifier)
        found.setdefault(row.pop("hcpcs"), []).append(Fee(modifiers=named, **row))
    return {code: tuple(listed) for code, listed in found.items()}


def _rate(row: Row) -> Rate:
    return Rate(
        indicator=row["indicator"],
        apc=row.get("apc"),
        amount=row["payment_rate"],
        copayment=row["copayment"],
        copayment_kind=row.get("copayment_kind", "adjusted"),
        release_id=row["release_id"],
    )


def _unreadable(gaps: Gaps, *tables: str) -> dict[str, Rate]:
    """Return rates whose row could not be read, by code or APC."""
    rows = {code: why for table in tables for code, why in gaps.of_table(table).items()}
    return {code: Rate(None, None, None, None, None, "", why) for code, why in rows.items()}


def _apcs(fees: OpenSnapshot, case: Case, codes: list[str], gaps: Gaps) -> Apcs:
    """Read the annual Addenda J, M and P; None if no final rule is loaded for the day."""
    on, known_on = case.service_date, case.known_on
    rates = fees.rows("FROM _apc_rates($1, known_on := $2)", on, known_on)
    found = {
        table: fees.rows(OF_RULE.format(table=table), on, known_on)
        for table in (
            "opps_addendum_j_rank",
            "opps_addendum_j_adjustments",
            "opps_addendum_m",
            "opps_addendum_p_device_intensive",
        )
    }
    bilateral = fees.rows(BILATERAL, on, known_on, codes)
    return Apcs(
        rates=_unreadable(gaps, "opps_addendum_a") | {row["apc"]: _rate(row) for row in rates},
        indicators={row["apc"]: row["indicator"] for row in rates if row["indicator"]},
        composites=_or_none(
            (row["hcpcs"], _listed(row["composite_apcs"])) for row in found["opps_addendum_m"]
        ),
        ranks=_or_none((row["hcpcs"], row["rank"]) for row in found["opps_addendum_j_rank"]),
        adjustments=_or_none(
            ((row["primary_hcpcs"], row["secondary_hcpcs"]), row["adjusted_apc"])
            for row in found["opps_addendum_j_adjustments"]
        ),
        device_offsets=_or_none(
            (row["hcpcs"], row["device_offset_amount"]) for row in found["opps_addendum_p_device_intensive"]
        ),
        bilateral={row["hcpcs"]: row["bilateral"] or "" for row in bilateral},
        gaps=gaps,
    )


def _asc_tables(fees: OpenSnapshot, case: Case, codes: list[str], rates: list[Row], gaps: Gaps) -> AscTables:
    on, known_on = case.service_date, case.known_on
    offsets = fees.rows(
        "SELECT hcpcs, device_offset_amount FROM asc_addendum_ff "
        "WHERE release_id = release_on('asc', $1, known_on := $2) AND hcpcs IN (SELECT unnest($3))",
        on,
        known_on,
        codes,
    )
    return AscTables(
        discounted={row["hcpcs"]: row["multiple_procedure_discount"] for row in rates},
        device_offsets={
            row["hcpcs"]: row["device_offset_amount"] for row in offsets if row["device_offset_amount"]
        },
        code_pairs=_pairs(fees, case),
        excluded=frozenset(row["hcpcs"] for row in rates if row["is_excluded"]),
        surgical=frozenset(row["hcpcs"] for row in rates if row["is_surgical"]),
        gaps=gaps,
    )


def _pairs(fees: OpenSnapshot, case: Case) -> dict[tuple[str, str], tuple[Decimal, ...]] | None:
    """Return multipliers by device and procedure; None if no code pairs are loaded for the day."""
    if _no_data(fees, "asc-code-pairs", case):
        return None
    found: dict[tuple[str, str], list[Decimal]] = {}
    for row in fees.rows("FROM _asc_pairs($1, known_on := $2)", case.service_date, case.known_on):
        found.setdefault((row["device_hcpcs"], row["procedure_hcpcs"]), []).append(row["multiplier"])
    return {pair: tuple(sorted(set(multipliers))) for pair, multipliers in found.items()}


def _rules(fees: OpenSnapshot, schedule: Schedule, on: date) -> FacilityRules:
    return FacilityRules(
        indicators=rules.indicator_rules(fees.rows(INDICATORS), schedule),
        exceptions=rules.indicator_exceptions(fees.rows(EXCEPTIONS, INDICATOR_LISTS[schedule])),
        modifiers=rules.modifier_rules(fees.rows("FROM case_modifier_rules"), schedule, on),
        discounts=rules.discounts(fees.rows("FROM opps_discounts")),
        families=rules.families(fees.rows("FROM composite_families")),
        code_lists=rules.code_lists(fees.rows("FROM case_code_lists")),
    )


def _wage(fees: OpenSnapshot, case: Case) -> dict[Schedule, WageIndex | str]:
    """Return an index by schedule, or why the amounts stay national."""
    if not case.is_local:
        return {"opps": "no area is given", "asc": "no area is given"}
    found = fees.rows(
        "FROM wage_index_on($1, $2, in_us_state := $3, in_ccn := $4, in_fips_county := $5, "
        "in_reclassified := $6, known_on := $7)",
        case.cbsa,
        case.service_date,
        case.us_state,
        case.ccn,
        case.fips_county,
        case.is_reclassified,
        case.known_on,
    )
    indexes: dict[Schedule, WageIndex | str] = {
        row["facility_schedule"]: row["reason"]
        if row["wage_index"] is None
        else WageIndex(row["cbsa"], row["wage_index"], row["reason"], row["source"])
        for row in found
    }
    index = indexes["opps"]
    if case.previous_wage_index and isinstance(index, WageIndex):
        indexes["opps"] = index.with_limited_decrease(case.previous_wage_index, _least_share(fees, case))
    return indexes


def _least_share(fees: OpenSnapshot, case: Case) -> Decimal | None:
    """Return the minimum share of last year's index; None if no such rule is in force."""
    [row] = fees.rows("SELECT _wage_index_rule('least_share_of_last_year', $1) AS share", case.service_date)
    return Decimal(row["share"]) if row["share"] else None


def _deductible(fees: OpenSnapshot, on: date) -> Decimal | None:
    rows = fees.rows("SELECT amount FROM inpatient_deductibles WHERE year = $1", on.year)
    return rows[0]["amount"] if rows else None


def _refusals(fees: OpenSnapshot, on: date) -> dict[str, str]:
    """Return claim modifiers under which no line is paid: GY, GZ and wrong-surgery modifiers."""
    rows = fees.rows("FROM claim_level_modifiers WHERE effect = 'not_paid'")
    return {row["modifier"]: row["meaning"] for row in rows if (row["service_from"] or date.min) <= on}


def _no_data(fees: OpenSnapshot, series: str, case: Case) -> str | None:
    [row] = fees.rows(
        "SELECT no_data_reason($1, $2, known_on := $3) AS reason", series, case.service_date, case.known_on
    )
    reason: str | None = row["reason"]
    return reason


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace(" or ", ",").replace(" ", "").split(","))


def _or_none(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, Value] | None:
    return dict(pairs) or None
