"""Apply corrections to the bytes of a text member and to the recognition of its columns."""

from collections.abc import Iterator

import polars as pl

from transforms.corrections.load import Corrections
from transforms.errors import Location, WrongCorrection
from transforms.reading.header import IGNORED, Hints, fold
from transforms.reading.sheets import Sheet


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


def without_rows(sheet: Sheet, corrections: Corrections, place: Location) -> Sheet:
    """Blank the dropped rows of a sheet, so that every other row keeps its number.

    Raises `WrongCorrection` if a row begins differently, or is to be fixed: only lines of text can be
    fixed.
    """
    changes = list(_changes(corrections))
    if not changes:
        return sheet
    frame = sheet.frame
    for number, old, new in changes:
        cells = [cell or "" for cell in frame.row(number - 1)] if number <= frame.height else []
        if new is not None or not ",".join(cells).startswith(old):
            raise WrongCorrection(place, f"a row to drop beginning with {old!r}", repr(cells), number)
    dropped = pl.int_range(pl.len()).is_in([number - 1 for number, _, _ in changes])
    emptied = frame.with_columns(pl.when(~dropped).then(pl.all()))
    return Sheet(sheet.name, lambda: emptied)


def corrected(data: bytes, corrections: Corrections, place: Location) -> bytes:
    """Fix, unquote or drop the member's lines; raises `WrongCorrection` if CMS's line differs.

    A dropped line becomes an empty one, so that every other line keeps its number.
    """
    changes = list(_changes(corrections))
    unquoted = {line for correction in corrections.items for line in correction.unquote_lines}
    if not changes and not unquoted:
        return data
    lines = data.split(b"\n")
    for number in unquoted:
        if b'"' not in (lines[number - 1] if number <= len(lines) else b""):
            raise WrongCorrection(place, "a line with a quotation mark", "none", number)
        lines[number - 1] = lines[number - 1].replace(b'"', b"")
    for number, old, new in changes:
        line = lines[number - 1].rstrip(b"\r") if number <= len(lines) else b""
        text = line.decode("utf-8", errors="replace")
        if not (text == old if new is not None else text.startswith(old)):
            raise WrongCorrection(place, f"the correction's line {old!r}", repr(text), number)
        end = b"\r" if lines[number - 1].endswith(b"\r") else b""
        lines[number - 1] = (new or "").encode() + end
    return b"\n".join(lines)


def _changes(corrections: Corrections) -> Iterator[tuple[int, str, str | None]]:
    for correction in corrections.items:
        yield from ((fixed.line, fixed.old, fixed.new) for fixed in correction.fix_lines)
        yield from ((dropped.line, dropped.old, None) for dropped in correction.drop_lines)
