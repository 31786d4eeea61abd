"""The card of one code, put together in Python: the same as the macro `code_card` gives, in half its time."""

import json
from collections import defaultdict
from datetime import date
from typing import Any

import duckdb

Card = dict[str, Any]
LISTS = ("site_of_service", "ptp", "mue", "add_on", "related", "history", "facility_history")
LISTED_BY = {"site_of_service", "ptp", "mue", "add_on"}


def read_card(con: duckdb.DuckDBPyConnection, code: str, on: date, known_on: date, sources: Card) -> Card:
    """What `card.schema.json` describes; `sources` is what `card_sources` gives for the same dates."""
    bodies = _bodies(con, code.upper(), on, known_on)
    if not LISTED_BY & bodies.keys():
        found = con.execute("SELECT card FROM no_card_on($1, $2, known_on := $3)", [code, on, known_on])
        card: Card = json.loads(found.fetchall()[0][0])
        return card
    head = {"code": code.upper(), "service_date": on.isoformat(), "known_on": known_on.isoformat()}
    physician = json.loads(bodies["physician"][0]) if "physician" in bodies else None
    lists = {name: json.loads(f"[{','.join(bodies.get(name, ()))}]") for name in LISTS}
    return {**head, "state": "listed", "reason": None, "physician": physician, **lists, **sources}


def card_sources(con: duckdb.DuckDBPyConnection, on: date, known_on: date) -> Card:
    """The releases in force on a date, and the series that have none: the same for every card of the date."""
    found = con.execute("SELECT sources, missing FROM card_sources_on($1, known_on := $2)", [on, known_on])
    sources, missing = found.fetchall()[0]
    return {"sources": json.loads(f"[{sources}]"), "missing": json.loads(f"[{missing}]")}


def _bodies(con: duckdb.DuckDBPyConnection, code: str, on: date, known_on: date) -> dict[str, list[str]]:
    # Values in the text, not as parameters: DuckDB then prunes while it plans, a third of the time.
    plain = "".join(filter(str.isalnum, code))
    days = f"DATE '{on}', known_on := DATE '{known_on}'"
    rows = con.execute(f"SELECT section, place, body FROM card_sections({days}) WHERE hcpcs = '{plain}'")
    bodies = defaultdict(list)
    for section, _, body in sorted(rows.fetchall()):
        bodies[section].append(body)
    return bodies
