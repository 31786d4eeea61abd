"""Find a table's header by what it says, and claim every source column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.errors import (
    DuplicateColumns,
    HeaderNotFound,
    MissingColumns,
    Place,
    Refused,
    UnexpectedColumns,
)
from transforms.table import Table

TALLEST = 7  # rows of a stacked header; PPRRVU has five
IGNORED = "ignored"


@dataclass(frozen=True)
class Header:
    """The rows of the header among the first records, and whose each column is."""

    first: int  # index of its first record
    last: int
    names: tuple[str, ...]  # joined downwards
    claims: tuple[str, ...]  # our column, IGNORED, or "" where nobody claims it

    @property
    def width(self) -> int:
        return max((i + 1 for i, claim in enumerate(self.claims) if claim), default=0)


def find_header(table: Table, head: Sequence[Sequence[str | None]], place: Place) -> Header:
    """The lowest, tallest run of rows that reads as the whole header; else an error says what is amiss."""
    best: Header | None = None
    for last in range(len(head)):
        for first in range(last, max(-1, last - TALLEST), -1):
            header = _claim(table, head, first, last)
            if _rank(table, header) >= _rank(table, best):
                best = header
        if best and _is_whole(table, best) and last > best.last + TALLEST:
            break
    if best is None or len(_claimed(best)) * 2 < len(_needed(table)):
        found = f"{len(head)} rows, the nearest: {_named(best)}" if best else "nothing"
        raise HeaderNotFound(place, f"a header with {', '.join(_needed(table))}", found)
    if not _is_whole(table, best):
        raise _amiss(table, best, place)
    return best


def _claim(table: Table, head: Sequence[Sequence[str | None]], first: int, last: int) -> Header:
    rows = head[first : last + 1]
    width = max(map(len, rows))
    stacked = [[row[i] or "" for row in rows if i < len(row)] for i in range(width)]
    names = [fold(" ".join(cells)) for cells in stacked]
    claims = [_whose(table, name) if name else "" for name in names]
    unnamed = _whose(table, "")
    if unnamed and "" in names[: len(names)]:
        claims[names.index("")] = unnamed
    return Header(first, last, tuple(names), tuple(claims))


def fold(header: str) -> str:
    return " ".join(header.replace("\ufffd", " ").split())


@lru_cache(maxsize=100_000)
def _matches(pattern: str, name: str) -> bool:
    return re.fullmatch(pattern, name, re.IGNORECASE) is not None


def _whose(table: Table, name: str) -> str:
    for column in table.columns:
        if column.header and _matches(column.header, name):
            return column.name
    for ours, pattern in table.also_read.items():
        if _matches(pattern, name):
            return ours
    return IGNORED if name and any(_matches(pattern, name) for pattern in table.ignored) else ""


def _rank(table: Table, header: Header | None) -> tuple[bool, int]:
    if header is None:
        return (False, 0)
    return (_is_whole(table, header), len(_claimed(header)) - len(_unclaimed(header)))


def _is_whole(table: Table, header: Header) -> bool:
    claimed = _claimed(header)
    return (
        len(set(claimed)) == len(claimed)
        and not _unclaimed(header)
        and not set(_needed(table)) - set(claimed)
    )


def _needed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.header and not column.optional]


def _claimed(header: Header) -> list[str]:
    return [claim for claim in header.claims if claim and claim != IGNORED]


def _unclaimed(header: Header) -> list[str]:
    return [name for name, claim in zip(header.names, header.claims, strict=True) if name and not claim]


def _named(header: Header) -> str:
    return repr([name for name in header.names if name])[:400]


def _amiss(table: Table, header: Header, place: Place) -> Refused:
    claimed, line = _claimed(header), header.last + 1
    doubled = sorted({name for name in claimed if claimed.count(name) > 1})
    missing = [name for name in _needed(table) if name not in claimed]
    if unclaimed := _unclaimed(header):
        return UnexpectedColumns(place, f"only known columns ({missing} missing)", repr(unclaimed), line)
    if doubled:
        return DuplicateColumns(place, f"one column each for {doubled}", _named(header), line)
    return MissingColumns(place, f"{missing}", _named(header), line)
