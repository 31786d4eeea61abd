"""One code's card, as the snapshot gives it."""

import json
from datetime import date
from typing import Any

from cmsfees.snapshot import OpenSnapshot

Card = dict[str, Any]
Locality = tuple[str, str]  # MAC, locality

LOCAL = """SELECT to_json(cell)::VARCHAR AS body
FROM site_of_service_of($1, $2, in_mac := $3, in_locality := $4, known_on := $5) AS cell
ORDER BY site DESC"""


def read_card(fees: OpenSnapshot, code: str, on: date, known_on: date, place: Locality | None = None) -> Card:
    """The snapshot's `code_card`. `45378-53` is the card of 45378 with the one row of that modifier.

    With a place its `site_of_service_local` compares the sites there.
    """
    plain, _, modifier = code.upper().partition("-")
    card = fees.card(plain, on, known_on)
    local = {"site_of_service_local": _sites(fees, plain, on, known_on, place)} if place else {}
    kept = _only(card, modifier) if modifier and card["status"] == "listed" else card
    return {**kept, **local}


def _sites(fees: OpenSnapshot, code: str, on: date, known_on: date, place: Locality) -> list[Card]:
    return [json.loads(row["body"]) for row in fees.rows(LOCAL, code, on, *place, known_on)]


def _only(card: Card, modifier: str) -> Card:
    physician = card["physician"] or {}
    rows = [row for row in physician.get("component_rows", []) if row["modifier"] == modifier]
    if rows:
        return {**card, "modifier": modifier, "physician": {**physician, "component_rows": rows}}
    reason = f"No row of {card['code']} with modifier {modifier} on that date"
    return {**card, "modifier": modifier, "status": "not_listed", "reason": reason}
