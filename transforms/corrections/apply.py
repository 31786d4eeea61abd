"""Apply corrections to the bytes of a text member and to the recognition of its columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from transforms.corrections.load import Corrections
from transforms.errors import Location, WrongCorrection
from transforms.reading.header import IGNORED, Hints, fold
from transforms.reading.sheets import Sheet

if TYPE_CHECKING:
    from transforms.corrections.correction import Correction


def hints_of(corrections: Corrections) -> Hints:
    """Return the headers and positions that corrections state."""
    headers: dict[str, str] = {}
    positions: dict[int, str] = {}
    first: int | None = None
    for correction in corrections.items:
        headers |= {fold(header).lower(): column for header, column in correction.rename_headers.items()}
        headers |= {fold(header).lower(): IGNORED for header in correction.ignore_headers}
        positions |= {position - 1: column for position, column in correction.name_positions.items()}
        first = correction.first_data_line or first
    layout = next((c.line_layout for c in corrections.items if c.line_layout), "")
    missing = frozenset(corrections.accepts_missing)
    return Hints(headers, positions, first, corrections.accepts_period, layout, missing)


@dataclass(frozen=True)
class LineChange:
    """A line or row to fix or drop, and whether it reads as the correction quotes it."""

    line: int
    old: str
    new: str | None  # None: dropped
    where: str  # file and line of the correction
    found: str  # what the member has there
    fits: bool


def without_rows(sheet: Sheet, corrections: Corrections, place: Location) -> Sheet:
    """Blank the dropped rows of a sheet, so that every other row keeps its number.

    Raises `WrongCorrection` if a row begins differently, or is to be fixed: only lines of text can be
    fixed.
    """
    frame = sheet.frame if any(_quoted(corrections)) else pl.DataFrame()

    def as_found(where: str, number: int, old: str, new: str | None) -> LineChange:
        cells = [cell or "" for cell in frame.row(number - 1)] if number <= frame.height else []
        fits = new is None and ",".join(cells).startswith(old)
        return LineChange(number, old, new, where, repr(cells), fits)

    changes = _in_force([as_found(*quoted) for quoted in _quoted(corrections)], place)
    if not changes:
        return sheet
    dropped = pl.int_range(pl.len()).is_in([number - 1 for number in changes])
    emptied = frame.with_columns(pl.when(~dropped).then(pl.all()))
    return Sheet(sheet.name, lambda: emptied)


def corrected(data: bytes, corrections: Corrections, place: Location) -> bytes:
    """Fix, unquote or drop the member's lines; raises `WrongCorrection` if CMS's line differs.

    A dropped line becomes an empty one, so that every other line keeps its number.
    """
    unquoting = [correction for correction in corrections.items if correction.unquote_lines]
    if not unquoting and not any(_quoted(corrections)):
        return data
    lines = data.split(b"\n")

    def as_found(where: str, number: int, old: str, new: str | None) -> LineChange:
        line = lines[number - 1].rstrip(b"\r") if number <= len(lines) else b""
        text = line.decode("utf-8", errors="replace")
        fits = text == old if new is not None else number <= len(lines) and text.startswith(old)
        return LineChange(number, old, new, where, repr(text), fits)

    changes = _in_force([as_found(*quoted) for quoted in _quoted(corrections)], place)
    for number in _unquoted(unquoting, lines, changes, place):
        lines[number - 1] = lines[number - 1].replace(b'"', b"")
    for number, change in changes.items():
        end = b"\r" if lines[number - 1].endswith(b"\r") else b""
        lines[number - 1] = (change.new or "").encode() + end
    return b"\n".join(lines)


def _in_force(changes: Sequence[LineChange], place: Location) -> dict[int, LineChange]:
    """Return the last change of each line that fits.

    One that does not fit is overruled by another one of the line, or of the same text elsewhere; else it
    raises `WrongCorrection`.
    """
    fitting = {change.line: change for change in changes if change.fits}
    texts = {change.old for change in fitting.values() if change.old}
    for change in changes:
        if not change.fits and change.line not in fitting and change.old not in texts:
            kind = "a row to drop" if change.new is None else "a line to fix"
            refusal = _wrong(
                place, f"{kind} that reads {change.old!r}", change.found, change.line, change.where
            )
            refusal.old, refusal.new = change.old, change.new
            raise refusal
    return fitting


def _unquoted(
    unquoting: "Sequence[Correction]", lines: list[bytes], changes: Mapping[int, LineChange], place: Location
) -> set[int]:
    """Return the lines to unquote; a line without a quotation mark is overruled by a later correction."""
    found: set[int] = set()
    overruled = False
    for correction in reversed(unquoting):
        marked = {n for n in correction.unquote_lines if n <= len(lines) and b'"' in lines[n - 1]}
        for number in correction.unquote_lines:
            if number not in marked and number not in changes and not overruled:
                raise _wrong(place, "a line with a quotation mark", "none", number, correction.where)
        found |= marked - set(changes)
        overruled = overruled or bool(marked)
    return found


def _wrong(place: Location, expected: str, found: str, line: int, where: str) -> WrongCorrection:
    return WrongCorrection(place, f"{expected}, by the correction in {where}", found, line)


def _quoted(corrections: Corrections) -> Iterator[tuple[str, int, str, str | None]]:
    """Yield where the correction is, the line, how it reads, and its new text."""
    for correction in corrections.items:
        where = correction.where
        yield from ((where, fixed.line, fixed.old, fixed.new) for fixed in correction.fix_lines)
        yield from ((where, dropped.line, dropped.old, None) for dropped in correction.drop_lines)
