"""Find a table's header by what it says, and claim every source column."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from transforms.errors import (
    DuplicateColumns,
    HeaderNotFound,
    Location,
    MissingColumns,
    ReleaseRejected,
    UnexpectedColumns,
)
from transforms.table import Table

TALLEST = 7  # rows of a stacked header; PPRRVU has five
IGNORED = "ignored"


@dataclass(frozen=True)
class HeaderMatch:
    """The rows of the header among the first records, and whose each column is."""

    first: int  # index of its first record
    last: int
    names: tuple[str, ...]  # joined downwards
    claims: tuple[str, ...]  # our column, IGNORED, or "" where nobody claims it

    @property
    def width(self) -> int:
        return max((i + 1 for i, claim in enumerate(self.claims) if claim), default=0)


def find_header(table: Table, head: Sequence[Sequence[str | None]], place: Location) -> HeaderMatch:
    """The lowest, tallest run of rows that reads as the whole header; else an error says what is amiss."""
    if not _needed(table):
        raise HeaderNotFound(place, "records of the table's layout", repr(head[:1])[:200])
    whose = _column_matcher(_patterns(table))
    best: HeaderMatch | None = None
    for last in range(len(head)):
        for first in range(last, max(-1, last - TALLEST), -1):
            header = _match_cell(whose, head, first, last)
            if _rank(table, header) >= _rank(table, best):
                best = header
        if best and _is_whole(table, best) and last > best.last + TALLEST:
            break
    if best is None or len(_claimed(best)) * 2 < len(_needed(table)):
        found = f"{len(head)} rows, the nearest: {_named(best)}" if best else "nothing"
        raise HeaderNotFound(place, f"a header with {', '.join(_needed(table))}", found)
    if not _is_whole(table, best):
        raise _header_error(table, best, place)
    return best


def _patterns(table: Table) -> tuple[tuple[str, str], ...]:
    """Whose each header is, first come first served."""
    ours = [(column.name, column.header) for column in table.columns if column.header]
    return (*ours, *table.extra_headers.items(), *((IGNORED, pattern) for pattern in table.ignored))


@lru_cache(maxsize=100)
def _column_matcher(patterns: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    """One pattern out of all, as a header is tried on hundreds of runs of rows."""
    names = {f"c{i}": name for i, (name, _) in enumerate(patterns)}
    either = "|".join(f"(?P<c{i}>{pattern})" for i, (_, pattern) in enumerate(patterns))

    @lru_cache(maxsize=10_000)
    def whose(header: str) -> str:
        found = re.fullmatch(either, header, re.IGNORECASE)
        name = names[found.lastgroup or ""] if found else ""
        return name[:-1] + header if name.endswith("*") else name

    return whose


def _match_cell(
    whose: Callable[[str], str], head: Sequence[Sequence[str | None]], first: int, last: int
) -> HeaderMatch:
    rows = head[first : last + 1]
    stacked = zip_longest(*rows)
    names = [fold(" ".join(cell for cell in cells if cell)) for cells in stacked]
    claims = [whose(name) if name else "" for name in names]
    unnamed, inner = whose(""), names[: max((i for i, name in enumerate(names) if name), default=0)]
    if unnamed not in ("", IGNORED) and "" in inner:
        claims[inner.index("")] = unnamed
    return HeaderMatch(first, last, tuple(names), tuple(claims))


def fold(header: str) -> str:
    return " ".join(header.replace("\ufffd", " ").split())


def _rank(table: Table, header: HeaderMatch | None) -> tuple[bool, int]:
    if header is None:
        return (False, 0)
    return (_is_whole(table, header), len(_claimed(header)) - len(_unclaimed(header)))


def _is_whole(table: Table, header: HeaderMatch) -> bool:
    claimed = _claimed(header)
    return (
        len(set(claimed)) == len(claimed)
        and not _unclaimed(header)
        and not set(_needed(table)) - set(claimed)
    )


def _needed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.header and not column.optional]


def _claimed(header: HeaderMatch) -> list[str]:
    return [claim for claim in header.claims if claim and claim != IGNORED]


def _unclaimed(header: HeaderMatch) -> list[str]:
    return [name for name, claim in zip(header.names, header.claims, strict=True) if name and not claim]


def _named(header: HeaderMatch) -> str:
    return repr([name for name in header.names if name])[:400]


def _header_error(table: Table, header: HeaderMatch, place: Location) -> ReleaseRejected:
    claimed, line = _claimed(header), header.last + 1
    doubled = sorted({name for name in claimed if claimed.count(name) > 1})
    missing = [name for name in _needed(table) if name not in claimed]
    if unclaimed := _unclaimed(header):
        return UnexpectedColumns(place, f"only known columns ({missing} missing)", repr(unclaimed), line)
    if doubled:
        return DuplicateColumns(place, f"one column each for {doubled}", _named(header), line)
    return MissingColumns(place, f"{missing}", _named(header), line)
