"""Read one code's card from the snapshot."""

import json
from dataclasses import astuple, replace
from datetime import date
from typing import Any

from cmsfees.place import NATIONAL, Place
from cmsfees.snapshot import OpenSnapshot
from flows.cli.schedule_fees import NOWHERE, Where, fees_with, local_sections

Card = dict[str, Any]
MAIN_SERIES = ("pfs-rvu", "opps", "asc")

LOCAL = """SELECT to_json(cell)::VARCHAR AS body
FROM site_of_service_of(
    $1, $2, in_mac := $4, in_locality := $5, in_cbsa := $6, in_ccn := $7, known_on := $3
) AS cell
ORDER BY site DESC"""

PAYMENTS = """SELECT to_json(cell)::VARCHAR AS body
FROM (
    FROM pfs_payment($1, $2, $3, $4, $5, 'nonfacility', known_on := $6)
    UNION ALL FROM pfs_payment($1, $2, $3, $4, $5, 'facility', known_on := $6)
) AS cell"""


def read_card(
    fees: OpenSnapshot,
    code: str,
    on: date,
    known_on: date,
    place: Place | None = None,
    where: Where = NOWHERE,
) -> Card:
    """Return the snapshot's `code_card`; `45378-53` returns the card of 45378 with only that modifier's row.

    For other modifiers (`27447-50-LT`) `payments` has the physician's payment in both settings. With a place,
    `site_of_service_local` compares the sites there; `where` adds fees for a state, anesthesia minutes or an
    NDC.
    """
    plain, _, modifiers = code.strip().upper().partition("-")
    card = fees.card(plain, on, known_on)
    local: Card = {"site_of_service_local": _sites(fees, plain, on, known_on, place)} if place else {}
    local |= local_sections(fees, plain, on, known_on, replace(where, modifiers=modifiers))
    shown = card
    if modifiers and card["status"] == "listed":
        named = fees_with(card.get("fees", []), modifiers)
        other = {**card, "modifier": modifiers, "fees": named}
        shown = other if named else _only(fees, card, modifiers, on, known_on, place)
    return {**shown, **local}


def _sites(fees: OpenSnapshot, code: str, on: date, known_on: date, place: Place) -> list[Card]:
    return [json.loads(row["body"]) for row in fees.rows(LOCAL, code, on, known_on, *astuple(place))]


def _only(
    fees: OpenSnapshot, card: Card, modifiers: str, on: date, known_on: date, place: Place | None
) -> Card:
    physician = card["physician"] or {}
    rows = [row for row in physician.get("component_rows", []) if row["modifier"] == modifiers]
    if rows:
        return {**card, "modifier": modifiers, "physician": {**physician, "component_rows": rows}}
    where = place or NATIONAL
    arguments = (card["code"], modifiers, where.mac, where.locality, on, known_on)
    payments = [json.loads(row["body"]) for row in fees.rows(PAYMENTS, *arguments)]
    if any(row["payment"] is not None for row in payments):
        return {**card, "modifier": modifiers, "payments": payments}
    reasons = "; ".join(dict.fromkeys(row["reason"] for row in payments if row["reason"]))
    reason = f"No row of {card['code']} with modifier {modifiers} on that date: {reasons}"
    return {**card, "modifier": modifiers, "status": "not_listed", "reason": reason}
