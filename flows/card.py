"""One code's card, as the snapshot gives it."""

from datetime import date
from typing import Any

from warehouse import open_snapshot

Card = dict[str, Any]


def read_card(code: str, on: date, known_on: date, snapshot: str) -> Card:
    """The snapshot's `code_card`. `45378-53` is the card of 45378 with the one row of that modifier."""
    plain, _, modifier = code.upper().partition("-")
    with open_snapshot(snapshot) as fees:
        card = fees.card(plain, on, known_on)
    return _only(card, modifier) if modifier and card["state"] == "listed" else card


def _only(card: Card, modifier: str) -> Card:
    physician = card["physician"] or {}
    rows = [row for row in physician.get("component_rows", []) if row["modifier"] == modifier]
    if rows:
        return {**card, "modifier": modifier, "physician": {**physician, "component_rows": rows}}
    reason = f"No row of {card['code']} with modifier {modifier} on that date"
    return {**card, "modifier": modifier, "state": "not_listed", "reason": reason}
