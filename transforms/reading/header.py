"""Find a table's header by its content, and claim every source column.

CMS's usual spellings, the header patterns of the columns, come first. If they do not match a whole header,
shared words decide: in any order, abbreviated, with footnotes, years, or a typo.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import zip_longest

from sources.release import Release
from transforms.errors import (
    DuplicateColumns,
    HeaderNotFound,
    Location,
    MissingColumns,
    ReleaseRejected,
    UnexpectedColumns,
    WrongPeriod,
)
from transforms.reading.column_words import Vocabulary, vocabulary
from transforms.reading.member_period import states_other_period, states_part_of_year
from transforms.table import TEXT, Table

TALLEST = 7  # rows of a stacked header; PPRRVU has five
IGNORED = "ignored"
NOTE = r"\*+|[†‡§¹²³]|\((?:\d{1,2}|[a-h]|(?:cy ?)?20\d\d)\)|\[\d{1,2}\]|\(?\$\)?|:"
NUMBER = r"^[(\[]?\d{1,3}[.)\]:] *"
DECORATION = rf"(\s*({NOTE}|(?<=[a-z)])\s\d))+$"
YEAR = r"(?i)^(cy ?)?20\d\d[ _-]+|[ _-]+\(?(cy ?)?20\d\d\)?$"  # another than the release's is refused
USUAL, WORDS, VALUES, ORDER, CORRECTED = "header", "words", "values", "order", "correction"
Head = Sequence[Sequence[str | None]]
Matcher = Callable[[str], str]


@dataclass(frozen=True)
class Hints:
    """What corrections state about a member's columns."""

    headers: Mapping[str, str] = field(default_factory=dict)  # CMS's header, folded, lower case → our column
    positions: Mapping[int, str] = field(default_factory=dict)  # index of the source column → our column
    first_data_line: int | None = None
    accepts_period: bool = False
    line_layout: str = ""
    missing: frozenset[str] = frozenset()  # our columns that CMS left out


NO_HINTS = Hints()


@dataclass(frozen=True)
class HeaderMatch:
    """The header's rows among the first records, and the column of each source column."""

    first: int  # index of its first record
    last: int
    names: tuple[str, ...]  # joined downwards
    claims: tuple[str, ...]  # our column, IGNORED, or "" if unclaimed
    ways: tuple[str, ...] = ()  # how each was claimed, if already decided

    @property
    def width(self) -> int:
        return max((i + 1 for i, claim in enumerate(self.claims) if claim), default=0)

    @property
    def claimed(self) -> list[str]:
        return [claim for claim in self.claims if claim and claim != IGNORED]

    @property
    def unclaimed(self) -> list[str]:
        """Return the unclaimed names."""
        return [name for name, claim in zip(self.names, self.claims, strict=True) if name and not claim]


def find_header(table: Table, head: Head, place: Location, hints: Hints = NO_HINTS) -> HeaderMatch:
    """Return the last, tallest run of rows matching the full header, or raise an error with what is wrong.

    Unknown columns are ignored, unless one may change the meaning of a loaded column.
    """
    if not needed(table):
        raise HeaderNotFound(place, "records of the table's layout", repr(head[:1])[:200])
    usual = _best(
        table,
        head,
        _usual(table, hints),
        hints,
        fewest=0 if hints.positions or hints.missing else _fewest_named(table),
    )
    if usual and _is_whole(table, usual, hints):
        return usual
    found = nearest_header(table, head, hints)
    found = found and _without_other_periods(found, place.release)
    fewest = max(len(needed(table)) / 2, min(2, len(needed(table))))  # one word alone is not a header
    if found is None or len(found.claimed) < fewest:
        nearest = f"{len(head)} rows, the nearest: {_named(found)}" if found else "nothing"
        raise HeaderNotFound(place, f"a header with {', '.join(needed(table))}", nearest)
    _reject_incomplete(table, found, place, hints)
    reject_other_meaning(table, found, place)
    _reject_run_together(table, found, place, hints)
    _reject_other_period(table, found, place, hints)
    return found


def nearest_header(table: Table, head: Head, hints: Hints = NO_HINTS) -> HeaderMatch | None:
    """Return the run of rows that claims most of the table's columns, complete or not."""
    return _best(table, head, _by_words(table, hints), hints)


def _without_other_periods(header: HeaderMatch, release: Release) -> HeaderMatch:
    """Keep the release's year or months if two headers match one column: 2014's was next to 2015's."""
    claims = list(header.claims)
    for claim in {claim for claim in header.claimed if header.claimed.count(claim) > 1}:
        at = [i for i, other in enumerate(header.claims) if other == claim]
        others = [i for i in at if states_other_period(header.names[i], release)]
        if len(at) - len(others) == 1 and not any(states_part_of_year(header.names[i], release) for i in at):
            claims = [IGNORED if i in others else other for i, other in enumerate(claims)]
    return replace(header, claims=tuple(claims))


def how_claimed(table: Table, header: HeaderMatch, hints: Hints = NO_HINTS) -> tuple[str, ...]:
    """Return how each claim was made: by usual spelling, by words, or by a correction."""
    usual = _usual(table, NO_HINTS)

    def how(index: int, name: str, claim: str) -> str:
        if index in hints.positions or name.lower() in hints.headers:
            return CORRECTED
        return USUAL if not name or usual(name) == claim else WORDS

    pairs = enumerate(zip(header.names, header.claims, strict=True))
    return tuple(how(index, name, claim) for index, (name, claim) in pairs)


def needed(table: Table) -> list[str]:
    """Return the columns without which a header is not the table's: those that each has had, but text."""
    known = [column for column in table.columns if column.header and not column.optional]
    return [column.name for column in known if not column.descriptor_of]


@lru_cache(maxsize=20_000)
def fold(header: str) -> str:
    """Fold blanks; `_x000D_` is the return that a workbook's own text keeps."""
    return " ".join(header.replace("\ufffd", " ").replace("_x000D_", " ").split())


def reject_other_meaning(table: Table, header: HeaderMatch, place: Location) -> None:
    """Reject an unknown column whose words include all words of a loaded one: it may be the real one."""
    measures = {column.name for column in table.columns if column.type != TEXT or column.name in table.key}
    claimed = measures & set(header.claimed)
    vocabulary = table_words(table)
    doubtful = [name for name in header.unclaimed if vocabulary.contained(name) & claimed]
    if doubtful:
        expected = "no column that may change another's meaning"
        raise UnexpectedColumns(place, expected, repr(doubtful), header.last + 1)


def _reject_run_together(table: Table, header: HeaderMatch, place: Location, hints: Hints) -> None:
    """Reject two headers without the separator between them: all following names are shifted by one.

    A name that only lost its blank, `HCPCSdosage`, leaves both columns claimed: no other is missing.
    """
    usual, claimed = _usual(table, NO_HINTS), set(header.claims)
    unknown = (
        name for name in header.names if name and not usual(name) and name.lower() not in hints.headers
    )
    for name in unknown:
        joints = (i for i in range(3, len(name) - 2) if " " not in name[i - 1 : i + 1])
        halves = ({usual(name[:i]), usual(name[i:])} for i in joints)
        if any("" not in pair and not pair <= claimed - {IGNORED} for pair in halves):
            raise UnexpectedColumns(place, "a separator between two headers", repr(name), header.last + 1)


def table_words(table: Table) -> Vocabulary:
    named = ((name, pattern) for name, pattern in _patterns(table) if not name.endswith("*"))
    return vocabulary(tuple(named))


def _patterns(table: Table) -> tuple[tuple[str, str], ...]:
    """Assign each header to the first matching column."""
    ours = [(column.name, column.header) for column in table.columns if column.header]
    return (*ours, *table.extra_headers.items(), *((IGNORED, pattern) for pattern in table.ignored))


def _usual(table: Table, hints: Hints) -> Matcher:
    match = _column_matcher(_patterns(table))
    return lambda header: hints.headers.get(header.lower()) or match(header)


def _undecorated(header: str) -> str:
    """Strip footnotes, units and numbers: `PE GPCI 2`, `Payment Rate ($)`, `MP RVU**`, `(6) Modifier:`."""
    bare = re.sub(DECORATION, "", header, flags=re.IGNORECASE)
    return re.sub(NUMBER, "", bare).strip("\"'")


def _by_words(table: Table, hints: Hints) -> Matcher:
    usual, meant = _usual(table, hints), table_words(table).column_of

    def match(header: str) -> str:
        column = usual(header)
        if column or not header:
            return column
        bare = _undecorated(header)  # with underscores as CMS writes them, _2025_CODE, or with spaces
        timeless = re.sub(YEAR, "", bare)
        return usual(bare) or usual(bare.replace("_", " ")) or usual(timeless) or meant(header)

    return match


@lru_cache(maxsize=100)
def _column_matcher(patterns: tuple[tuple[str, str], ...]) -> Matcher:
    """Return one combined pattern, because hundreds of row runs are tried as headers."""
    names = {f"c{i}": name for i, (name, _) in enumerate(patterns)}
    either = "|".join(f"(?P<c{i}>{pattern})" for i, (_, pattern) in enumerate(patterns))

    @lru_cache(maxsize=10_000)
    def match(header: str) -> str:
        found = re.fullmatch(either, header, re.IGNORECASE)
        name = names[found.lastgroup or ""] if found else ""
        return name[:-1] + header if name.endswith("*") else name

    return match


def _best(table: Table, head: Head, match: Matcher, hints: Hints, fewest: int = 0) -> HeaderMatch | None:
    """Return the best run of rows; only runs with cells in at least `fewest` columns are tried."""
    best: HeaderMatch | None = None
    filled = [{i for i, cell in enumerate(row) if cell} for row in head]
    for last in (at for at, row in enumerate(head) if filled[at] and not _is_data(table, row)):
        named: set[int] = set()
        for first in (at for at in range(last, max(-1, last - TALLEST), -1) if filled[at]):
            named |= filled[first]
            if len(named) < fewest:
                continue
            header = _match_cells(match, head, first, last, hints)
            if first < last and _is_title(filled[first], header):
                continue
            is_repeated = best is not None and header.names == best.names  # on a later page
            if _rank(table, header, hints) >= _rank(table, best, hints) and not is_repeated:
                best = header
        if best and _is_whole(table, best, hints) and last > best.last + TALLEST:
            break
    return best


def _is_title(filled: Collection[int], header: HeaderMatch) -> bool:
    """Return whether the upper row has one cell, above a column that is not ours: it is a title."""
    return len(filled) == 1 and not any(header.claims[i] for i in filled if i < len(header.claims))


def _fewest_named(table: Table) -> int:
    """Return how many named columns a whole header has at least; one column may be unnamed."""
    return sum(column.header != r"()" for column in table.columns if column.name in needed(table))


def _is_data(table: Table, row: Sequence[str | None]) -> bool:
    """Return whether the first cell is a code, which no header contains."""
    code, first = table.columns[0].valid, (row[0] or "").strip()
    return bool(code and re.fullmatch(code, first) and any(letter.isdigit() for letter in first))


def _match_cells(match: Matcher, head: Head, first: int, last: int, hints: Hints) -> HeaderMatch:
    rows = head[first : last + 1]
    stacked = zip_longest(*rows)
    names = [fold(" ".join(cell for cell in cells if cell)) for cells in stacked]
    claims = [match(name) if name else "" for name in names]
    unnamed, inner = match(""), names[: max((i for i, name in enumerate(names) if name), default=0)]
    first_named = next((i for i, name in enumerate(names) if name), 0)
    if unnamed not in ("", IGNORED) and "" in inner[first_named:]:
        claims[inner.index("", first_named)] = unnamed
    claims = [hints.positions.get(index, claim) for index, claim in enumerate(claims)]
    return HeaderMatch(first, last, tuple(names), tuple(claims))


def _rank(table: Table, header: HeaderMatch | None, hints: Hints) -> tuple[bool, bool, int]:
    if header is None:
        return (False, False, 0)
    known = len(header.claimed) - len(header.unclaimed)
    return (_is_whole(table, header, hints), _is_complete(table, header, hints) and known > 0, known)


def _is_whole(table: Table, header: HeaderMatch, hints: Hints) -> bool:
    return _is_complete(table, header, hints) and not header.unclaimed


def _is_complete(table: Table, header: HeaderMatch, hints: Hints) -> bool:
    claimed = header.claimed
    return len(set(claimed)) == len(claimed) and not set(needed(table)) - set(claimed) - hints.missing


def _named(header: HeaderMatch) -> str:
    return repr([name for name in header.names if name])[:400]


def _reject_incomplete(table: Table, header: HeaderMatch, place: Location, hints: Hints) -> None:
    if not _is_complete(table, header, hints):
        raise _header_error(table, header, place)


def _header_error(table: Table, header: HeaderMatch, place: Location) -> ReleaseRejected:
    claimed, line = header.claimed, header.last + 1
    doubled = sorted({name for name in claimed if claimed.count(name) > 1})
    missing = [name for name in needed(table) if name not in claimed]
    if header.unclaimed and missing:
        expected = f"only known columns ({missing} missing)"
        return UnexpectedColumns(place, expected, repr(header.unclaimed), line)
    if doubled:
        return DuplicateColumns(place, f"one column each for {doubled}", _named(header), line)
    return MissingColumns(place, f"{missing}", _named(header), line)


def _reject_other_period(table: Table, header: HeaderMatch, place: Location, hints: Hints) -> None:
    """Reject a header known only by its words if it names a year or quarter other than the release's."""
    if hints.accepts_period:
        return
    ways = how_claimed(table, header, hints)
    claimed = zip(header.names, header.claims, ways, strict=True)
    for name in (name for name, claim, how in claimed if how == WORDS and claim != IGNORED):
        if states_other_period(name, place.release):
            raise WrongPeriod(place, f"columns of {place.release.vintage}", repr(name), header.last + 1)
