"""The card of one code, put together in Python: the same as the macro `code_card` gives, in half its time."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

Card = dict[str, Any]
Part = tuple[str, str]  # place in its list, JSON object
LISTS = ("site_of_service", "ptp", "mue", "add_on", "related", "history", "facility_history")
LISTED_BY = {"site_of_service", "ptp", "mue", "add_on"}


@dataclass(frozen=True)
class CardReader:
    """Reads cards as `card.schema.json` describes them, and keeps what many cards have in common."""

    con: duckdb.DuckDBPyConnection
    _sources: dict[tuple[date, date], Card] = field(default_factory=dict, repr=False)

    def card(self, code: str, on: date, known_on: date) -> Card:
        """Of an unknown code or date a state and a reason."""
        parts = self._parts(code, on, known_on)
        if not LISTED_BY & parts.keys():
            return self._unlisted(code, on, known_on)
        return {
            "code": code.upper(),
            "service_date": on.isoformat(),
            "known_on": known_on.isoformat(),
            "state": "listed",
            "reason": None,
            "physician": self._physician(*parts["physician"][0]) if "physician" in parts else None,
            **{name: [json.loads(body) for _, body in sorted(parts.get(name, []))] for name in LISTS},
            **self._sources_on(on, known_on),
        }

    def _parts(self, code: str, on: date, known_on: date) -> dict[str, list[Part]]:
        # Values in the text, not as parameters: DuckDB then prunes while it plans, a third of the time.
        plain = "".join(filter(str.isalnum, code)).upper()
        days = f"DATE '{on}', known_on := DATE '{known_on}'"
        rows = self.con.execute(
            f"SELECT section, place, body FROM card_sections({days}) WHERE hcpcs = '{plain}'"
        )
        parts: dict[str, list[Part]] = {}
        for section, place, body in rows.fetchall():
            parts.setdefault(section, []).append((place, body))
        return parts

    def _physician(self, profile: str, body: str) -> Card:
        return {**json.loads(body), "modifiers": json.loads(f"[{self._modifiers.get(profile, '')}]")}

    @cached_property
    def _modifiers(self) -> dict[str, str]:
        return dict(self.con.execute("SELECT modifier_profile, modifiers FROM card_modifiers").fetchall())

    def _sources_on(self, on: date, known_on: date) -> Card:
        if (on, known_on) not in self._sources:
            found = self.con.execute(
                "SELECT sources, missing FROM card_sources_on($1, known_on := $2)", [on, known_on]
            )
            sources, missing = found.fetchall()[0]
            self._sources[on, known_on] = {
                "sources": json.loads(f"[{sources}]"),
                "missing": json.loads(f"[{missing}]"),
            }
        return self._sources[on, known_on]

    def _unlisted(self, code: str, on: date, known_on: date) -> Card:
        found = self.con.execute("SELECT card FROM no_card_on($1, $2, known_on := $3)", [code, on, known_on])
        card: Card = json.loads(found.fetchall()[0][0])
        return card
