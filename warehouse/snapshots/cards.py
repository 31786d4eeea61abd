"""Write all cards as files for a static site; a second run rewrites only what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from cmsfees.snapshot import LATEST_KNOWLEDGE
from sources.atomic import temporary, write_if_changed

LINES = "cards.jsonl"


class NoCardsForDate(LookupError):
    """No release is in force on the date, so there is nothing to write."""


@dataclass(frozen=True)
class CardCounts:
    """Number of cards, number of files written, and the codes that no longer have a card."""

    cards: int
    written: int
    removed: int


def write_cards(
    con: duckdb.DuckDBPyConnection, out: Path, on: date, known_on: date = LATEST_KNOWLEDGE
) -> CardCounts:
    """Write `<out>/cards.jsonl`, and `<out>/20/20957.json` and so on for every code listed on the date.

    A file whose content is unchanged keeps its modification time. Raises `NoCardsForDate`.
    """
    out.mkdir(parents=True, exist_ok=True)
    partial = temporary(out / LINES)
    kept = set()
    written = 0
    with partial.open("w", encoding="utf-8") as lines:
        for code, card in _cards(con, on, known_on):
            lines.write(f"{card}\n")
            path = card_path(out, code)
            kept.add(path)
            written += write_if_changed(path, f"{card}\n".encode())
    if not kept:
        partial.unlink()
        raise NoCardsForDate(
            f"no code is listed on {on} as known on {known_on}; check the releases of this snapshot"
        )
    written += _replace(partial, out / LINES)
    return CardCounts(len(kept), written, _remove_others(out, kept))


def card_path(out: Path, code: str) -> Path:
    """Return the path of a card, such as `20/20957.json`: at most 2,000 files per folder."""
    return out / code[:2] / f"{code}.json"


def _cards(con: duckdb.DuckDBPyConnection, on: date, known_on: date) -> Iterator[tuple[str, str]]:
    cursor = con.execute(
        "SELECT hcpcs, card FROM code_cards_on($1, known_on := $2) ORDER BY hcpcs", [on, known_on]
    )
    while rows := cursor.fetchmany(1000):
        yield from rows


def _replace(partial: Path, path: Path) -> bool:
    if path.is_file() and path.read_bytes() == partial.read_bytes():
        partial.unlink()
        return False
    partial.replace(path)
    return True


def _remove_others(out: Path, kept: set[Path]) -> int:
    others = [path for path in out.glob("??/?????.json") if path not in kept]
    for path in others:
        path.unlink()
    return len(others)
