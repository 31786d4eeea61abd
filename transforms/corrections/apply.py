"""What corrections change: the bytes of a text member, and what is known of its columns."""

from collections.abc import Iterator

from transforms.corrections.load import Corrections
from transforms.errors import Location, WrongCorrection
from transforms.reading.header import IGNORED, Hints, fold


def hints_of(corrections: Corrections) -> Hints:
    """Headers and positions that corrections name."""
    headers: dict[str, str] = {}
    positions: dict[int, str] = {}
    first: int | None = None
    for one in corrections.items:
        headers |= {fold(header).lower(): column for header, column in one.rename_headers.items()}
        headers |= {fold(header).lower(): IGNORED for header in one.ignore_headers}
        positions |= {position - 1: column for position, column in one.name_positions.items()}
        first = one.first_data_line or first
    return Hints(headers, positions, first)


def corrected(data: bytes, corrections: Corrections, place: Location) -> bytes:
    """The member with lines fixed or dropped; raises `WrongCorrection` where CMS's line is another.

    A dropped line becomes an empty one, so that every other keeps its number.
    """
    changes = list(_changes(corrections))
    if not changes:
        return data
    lines = data.split(b"\n")
    for number, old, new in changes:
        line = lines[number - 1].rstrip(b"\r") if number <= len(lines) else b""
        text = line.decode("utf-8", errors="replace")
        if not (text == old if new is not None else text.startswith(old)):
            raise WrongCorrection(place, f"the correction's line {old!r}", repr(text), number)
        end = b"\r" if lines[number - 1].endswith(b"\r") else b""
        lines[number - 1] = (new or "").encode() + end
    return b"\n".join(lines)


def _changes(corrections: Corrections) -> Iterator[tuple[int, str, str | None]]:
    for one in corrections.items:
        yield from ((fixed.line, fixed.old, fixed.new) for fixed in one.fix_lines)
        yield from ((dropped.line, dropped.old, None) for dropped in one.drop_lines)
