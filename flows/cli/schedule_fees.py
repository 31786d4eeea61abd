"""Card sections for a given place, anesthesia minutes or NDC."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmsfees.snapshot import OpenSnapshot

Rows = list[dict[str, Any]]

AREA = "SELECT to_json(area)::VARCHAR AS body FROM dmepos_area_of_zip($1, $2, known_on := $3) AS area"
FEES = """SELECT to_json(fee)::VARCHAR AS body
FROM fees_of(
    $1, $2, known_on := $3,
    in_mac := $4, in_locality := $5, in_us_state := $6, in_rural := $7, in_cba := $8, qp := $9
) AS fee"""
RENTAL = """SELECT to_json(month)::VARCHAR AS body
FROM dmepos_rental_months($1, $2, $4, in_rural := $5, in_cba := $6, known_on := $3) AS month"""
ANESTHETIC = """SELECT to_json(paid)::VARCHAR AS body
FROM anesthesia_payment($1, $4, $5, $6, $7, $2, qp := $8, known_on := $3) AS paid"""
PACKAGES = """SELECT to_json(package)::VARCHAR AS body
FROM drug_fees_by_ndc($4, $2, known_on := $3) AS package
WHERE hcpcs = $1 OR hcpcs IS NULL"""


@dataclass(frozen=True)
class Where:
    """The patient's location and other inputs that determine the amount."""

    mac: str | None = None
    locality: str | None = None
    us_state: str | None = None
    is_rural: bool = False
    zip_code: str | None = None
    modifiers: str = ""
    minutes: int | None = None
    ndc: str | None = None
    qualifying_apm: bool = False


NOWHERE = Where()


def local_sections(fees: OpenSnapshot, code: str, on: date, known_on: date, where: Where) -> dict[str, Any]:
    """Return the card's requested extra sections."""
    request = (code, on, known_on)
    sections: dict[str, Any] = {}
    state, rural, cba = where.us_state, where.is_rural, None
    if where.zip_code:
        (area,) = _rows(fees, AREA, where.zip_code, on, known_on)
        state, rural, cba = state or area["us_state"], rural or area["is_rural"], area["cba"]
        sections["dmepos_area"] = area
    if state or where.mac:
        place = (where.mac, where.locality, state, rural, cba, where.qualifying_apm)
        sections["fees_local"] = _with_modifiers(_rows(fees, FEES, *request, *place), where.modifiers)
    if state:
        sections["rental_months"] = _rows(fees, RENTAL, *request, state, rural, cba)
    if where.minutes is not None:
        given = (where.minutes, where.modifiers, where.mac, where.locality, where.qualifying_apm)
        sections["anesthesia_payment"] = _rows(fees, ANESTHETIC, *request, *given)
    if where.ndc:
        sections["packages"] = _rows(fees, PACKAGES, *request, where.ndc)
    return sections


def _rows(fees: OpenSnapshot, query: str, *values: object) -> Rows:
    return [json.loads(row["body"]) for row in fees.rows(query, *values)]


def fees_with(rows: Rows, modifiers: str) -> Rows:
    """Return the fees for these modifiers; anesthesia fees apply with any anesthesia modifier."""
    given = set(modifiers.split("-"))
    return [row for row in rows if row["schedule"] == "anesthesia" or set() < _modifiers(row) <= given]


def _with_modifiers(rows: Rows, modifiers: str) -> Rows:
    """For schedules with a fee for these modifiers, return only that fee."""
    named = fees_with(rows, modifiers) if modifiers else []
    others = [row for row in rows if row["schedule"] not in {fee["schedule"] for fee in named}]
    return named + others


def _modifiers(row: dict[str, Any]) -> set[str]:
    return {row[name] for name in ("modifier", "modifier_2", "modifier_3") if row.get(name)}
