"""Price several codes of one physician and day: every step, and the questions that stay open."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb

from cmsfees.snapshot import OpenSnapshot
from warehouse.pricing.bilateral import both_sides
from warehouse.pricing.claim import Claim
from warehouse.pricing.claim_rules import (
    assumed,
    contradictions,
    denied_by_other_lines,
    exemption_of,
    exemptions,
)
from warehouse.pricing.lines import PricedLine, price_lines
from warehouse.pricing.multiple_procedure_reductions import reductions
from warehouse.pricing.multiple_procedure_rules import Reduction, ranks_on
from warehouse.pricing.ncci_denials import (
    Denial,
    Findings,
    bundled,
    denied_lines,
    ncci_findings,
    unanswered_edits,
)

NOT_DECIDED = (
    "Coverage, medical necessity, and other claims of the patient (global periods, same-day visits).",
    "Whether a modifier is supported by the record; NCCI-associated modifiers are assumed to be valid.",
    "Who bills: nurse practitioners and physician assistants are paid 85% of the amounts here.",
    "Deductible, coinsurance, sequestration, the physician's own adjustments, a lower billed charge.",
    "Facility payment, drugs, anesthesia and contractor-priced services.",
)
# Statuses under which the line's contribution to the total is known.
SETTLED = ("paid", "denied", "bundled")


def price(con: duckdb.DuckDBPyConnection, claim: Claim) -> dict[str, Any]:
    """Price each line and the claim in dollars: fee schedule, NCCI edits, then multiple-procedure rules.

    An unpaid line has a status and a reason; `is_complete` shows whether the total is complete.
    """
    lines = price_lines(con, claim)
    found = ncci_findings(con, claim)
    fees = OpenSnapshot("", con)
    denied = _denied(fees, claim, lines, found)
    paid = [line for line in lines if line.is_paid and line.number not in denied]
    exempt = exemptions(fees.rows("FROM reduction_exemptions"), claim.service_date)
    applied = reductions(
        paid,
        ranks_on(fees.rows("FROM multiple_procedure_rules"), claim.service_date),
        both_sides(fees.rows("FROM modifier_rules WHERE payer_part = 'professional'")),
        lambda line: exemption_of(line, exempt),
    )
    priced = [_line(line, denied.get(line.number), applied) for line in lines]
    unanswered = [*unanswered_edits(found), *_unsupported_modifiers(paid), *_unsplit(paid)]
    return {
        "service_date": claim.service_date.isoformat(),
        "setting": claim.setting,
        "mac": claim.mac,
        "locality": claim.locality,
        "qualifying_apm": claim.qualifying_apm,
        "lines": priced,
        "total": sum((line["payment"] for line in priced if line["payment"] is not None), Decimal(0)),
        "is_complete": not unanswered and all(line["payment_status"] in SETTLED for line in priced),
        **found,
        "not_decided": [*NOT_DECIDED, *assumed(paid, exempt), *unanswered],
    }


def _denied(
    fees: OpenSnapshot, claim: Claim, lines: Sequence[PricedLine], found: Findings
) -> dict[int, Denial]:
    """Return the lines that are not priced, each with the first rule that denies it."""
    denied: dict[int, Denial] = {}
    for rule in (
        lambda: contradictions(claim, fees.rows("FROM contradictory_modifiers")),
        lambda: denied_lines(claim, found),
        lambda: denied_by_other_lines(claim, fees.rows("FROM claim_pair_rules"), denied),
        lambda: bundled(lines, denied),
    ):
        for denial in list(rule()):
            denied.setdefault(denial.number, denial)
    return denied


def _line(line: PricedLine, denial: Denial | None, applied: Sequence[Reduction]) -> dict[str, Any]:
    own = [reduction for reduction in applied if reduction.number == line.number]
    state, reason = line.payment["payment_status"], line.payment["reason"]
    if denial:
        state, reason = denial.state, denial.reason
    elif any(reduction.dollars is None for reduction in own):
        state, reason = "carrier_priced", "Sixth and later procedures are priced by report"
    steps = _steps(line, own) if line.is_paid and not denial else []
    return {
        "number": line.number,
        "code": line.line.code,
        "modifiers": list(line.line.modifiers),
        "units": line.line.units,
        "payment_status": state,
        "reason": reason,
        "steps": steps,
        "payment": sum((step["dollars"] for step in steps), Decimal(0)) if state == "paid" else None,
        "release_id": line.payment["release_id"],
    }


def _steps(line: PricedLine, own: Sequence[Reduction]) -> list[dict[str, Any]]:
    row = line.payment
    parts = " + ".join(f"{row[f'{part}_rvu']} x {row[f'{part}_gpci']}" for part in ("work", "pe", "mp"))
    formula = f"{line.units} x fee schedule: ({parts}) x {row['conversion_factor']}"
    modified = row["modified_amount"] - row["fee_schedule_amount"]
    return [
        _step(formula, row["release_id"], row["fee_schedule_amount"] * line.units),
        *(
            _step(rule, source, dollars)
            for rule, source, dollars in (
                (row["modifier_rules"], row["modifier_sources"], modified * line.units),
                ("Limited to the OPPS amount", row["release_id"], -line.over_cap * line.units),
                *((reduction.rule, reduction.source, reduction.dollars) for reduction in own),
            )
            if dollars
        ),
    ]


def _step(rule: str, source: str, dollars: Decimal) -> dict[str, Any]:
    return {"rule": rule, "source": source, "dollars": dollars}


def _unsupported_modifiers(paid: Sequence[PricedLine]) -> list[str]:
    return [
        f"Line {line.number}: no rule for the effect of {', '.join(line.payment['unruled_modifiers'])}"
        for line in paid
        if line.payment["unruled_modifiers"]
    ]


def _unsplit(paid: Sequence[PricedLine]) -> list[str]:
    """List lines whose reductions need a technical part that is not known."""
    return [
        f"Line {line.number}: reductions of {line.line.code} with other tests: its components are not known"
        for line in paid
        if line.figures.get("multiple_procedure") in ("4", "6", "7")
        and line.technical is None
        and line.professional is None
    ]
