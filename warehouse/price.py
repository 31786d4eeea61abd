"""What a physician is paid for several codes on one day: each step shown, and what is not decided."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb

from warehouse.claim import Claim
from warehouse.open import OpenSnapshot
from warehouse.price_edits import Denial, denials, findings
from warehouse.price_lines import PricedLine, price_lines
from warehouse.price_ranks import Reduction, ranks_on
from warehouse.price_reductions import reductions

NOT_DECIDED = (
    "Coverage, medical necessity, and other claims of the patient (global periods, same-day visits).",
    "Whether a modifier is supported by the record; NCCI-associated modifiers are taken at their word.",
    "Deductible, coinsurance, sequestration, the physician's own adjustments, a lower billed charge.",
    "Reductions of imaging before July 2010, which went by imaging family.",
    "Facility payment, drugs, anesthesia and whatever a contractor prices.",
)


def price(con: duckdb.DuckDBPyConnection, claim: Claim) -> dict[str, Any]:
    """Dollars of each line and of the claim: fee schedule, NCCI edits, then the rules for several procedures.

    A line that is not paid has a state and a reason; the total says whether it is complete.
    """
    lines = price_lines(con, claim)
    found = findings(con, claim)
    denied = {one.number: one for one in denials(claim, found)}
    paid = [line for line in lines if line.is_paid and line.number not in denied]
    rules = OpenSnapshot("", con).rows("FROM multiple_procedures")
    taken = reductions(paid, ranks_on(rules, claim.service_date))
    priced = [_line(line, denied.get(line.number), taken) for line in lines]
    unanswered = _unanswered(found)
    return {
        "service_date": claim.service_date.isoformat(),
        "setting": claim.setting,
        "mac": claim.mac,
        "locality": claim.locality,
        "qualifying_apm": claim.qualifying_apm,
        "lines": priced,
        "total": sum((one["payment"] for one in priced if one["payment"] is not None), Decimal(0)),
        "is_complete": not unanswered and all(one["state"] in ("paid", "denied") for one in priced),
        **found,
        "not_decided": [*NOT_DECIDED, *unanswered],
    }


def _line(line: PricedLine, denial: Denial | None, taken: Sequence[Reduction]) -> dict[str, Any]:
    own = [one for one in taken if one.number == line.number]
    state, reason = line.payment["state"], line.payment["reason"]
    if denial:
        state, reason = "denied", denial.reason
    elif any(one.dollars is None for one in own):
        state, reason = "carrier_priced", "Sixth and later procedures are priced by report"
    steps = _steps(line, own) if line.is_paid and not denial else []
    return {
        "number": line.number,
        "code": line.line.code,
        "modifiers": list(line.line.modifiers),
        "units": line.line.units,
        "state": state,
        "reason": reason,
        "steps": steps,
        "payment": sum((step["dollars"] for step in steps), Decimal(0)) if state == "paid" else None,
        "release_id": line.payment["release_id"],
    }


def _steps(line: PricedLine, own: Sequence[Reduction]) -> list[dict[str, Any]]:
    row = line.payment
    parts = " + ".join(f"{row[f'{part}_rvu']} x {row[f'{part}_gpci']}" for part in ("work", "pe", "mp"))
    formula = f"({parts}) x {row['conversion_factor']}"
    first = {"rule": f"{line.line.units} x fee schedule: {formula}", "source": row["release_id"]}
    full = row["fee_schedule_amount"] * line.line.units
    adjusted = line.unit * line.line.units - full
    steps = [{**first, "dollars": full}]
    if adjusted:
        steps.append({"rule": row["reason"], "source": row["release_id"], "dollars": adjusted})
    return steps + [
        {"rule": one.rule, "source": one.source, "dollars": one.dollars} for one in own if one.dollars
    ]


def _unanswered(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Edits that no table loaded for the date can answer."""
    return sorted(
        {
            f"{kind}: {row['reason']}"
            for kind, rows in found.items()
            for row in rows
            if row["answer"] == "no_data"
        }
    )
