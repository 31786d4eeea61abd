"""The sheets of a workbook (xlsx, xls) as text cells, parsed by a Rust reader when needed."""

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape
from struct import Struct
from typing import TYPE_CHECKING

import polars as pl

from sources.release import Release
from transforms.errors import Location, UnreadableMember
from transforms.reading.members import ZIP, Member

if TYPE_CHECKING:
    from fastexcel import ExcelReader, ExcelSheet

# Bytes of a workbook. CMS's list their sheets in the first 3,625; the first sheet begins within 260,233, of
# most within 12,000.
BEGINNINGS = (8_000, 16_000, 300_000)
MOST_OF_A_PART = 100_000  # bytes
WHOLE = sys.maxsize
LOCAL_HEADER = Struct("<6xHH4xLLLHH")  # flags, method, checksum, sizes, lengths of name and further fields
NOT_STATED = 0b1001  # flags: encrypted, or sizes follow the data
NO_PART = (UnreadableMember, zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError)
HIDDEN = r"\bstate=[\"'](?:hidden|veryHidden)"


@dataclass(frozen=True)
class Sheet:
    """One sheet; `name` is `book.xlsx!sheet`."""

    name: str
    load: Callable[[], pl.DataFrame]
    stated_rows: Callable[[], int] = int  # rows that the workbook states, without reading it; 0: not stated
    is_hidden: bool = False  # hidden in the workbook: an older copy, or the source of computed values

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Return columns c0 …, all text; raises `UnreadableMember` if the workbook is damaged."""
        return self.load()

    @cached_property
    def data(self) -> bytes:
        """Return the cells as bytes, to compare them with another sheet's."""
        return self.frame.write_csv().encode()


@dataclass(frozen=True)
class Part:
    """A part of an xlsx, or as much of it as the beginning of the workbook holds."""

    packed: bytes
    size: int  # bytes, unpacked
    checksum: int

    def unpacked(self, size: int) -> bytes | None:
        """Return the first bytes; None if more are needed than are at hand, or if they are damaged."""
        wanted = min(size, self.size)
        try:
            found = zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.packed, min(wanted, MOST_OF_A_PART))
        except zlib.error:
            return None
        is_damaged = len(found) == self.size and zlib.crc32(found) != self.checksum
        return found if len(found) == wanted and not is_damaged else None


@dataclass(frozen=True)
class Workbook:
    """A member that is a workbook; opened when a sheet is read, or to list the sheets of an xls."""

    member: Member
    release: Release

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Return all sheets, empty ones included; none if the workbook is damaged."""
        return tuple(
            Sheet(
                f"{self.member.name}!{name}",
                partial(self._frame, name),
                partial(self._rows, name),
                name in self._hidden,
            )
            for name in self._names
        )

    def _rows(self, name: str) -> int:
        try:
            return _stated_rows(self._part, self._names.index(name))
        except (*NO_PART, IndexError):
            return 0

    @cached_property
    def _listed(self) -> dict[str, bool]:
        return _listed(self._part)

    def _part(self, name: str, size: int = WHOLE) -> bytes:
        """Return a part of an xlsx, at most `size` bytes; unpack no more of the workbook than that takes."""
        for beginning in BEGINNINGS:
            part = self._parts(beginning).get(name)
            if part and (found := part.unpacked(size)) is not None:
                return found
        with zipfile.ZipFile(io.BytesIO(self.member.data)) as opened, opened.open(name) as packed:
            return packed.read(size)

    def _parts(self, beginning: int) -> dict[str, Part]:
        if beginning not in self._found:
            self._found[beginning] = dict(_parts(self.member.beginning(beginning)))
        return self._found[beginning]

    @cached_property
    def _found(self) -> dict[int, dict[str, Part]]:
        return {}

    @cached_property
    def _names(self) -> list[str]:
        try:
            return list(self._listed) or self._reader.sheet_names
        except UnreadableMember:
            return ["(unreadable)"]

    @cached_property
    def _hidden(self) -> frozenset[str]:
        return frozenset(name for name, hidden in self._listed.items() if hidden)

    @cached_property
    def _reader(self) -> "ExcelReader":
        import fastexcel

        try:
            return fastexcel.read_excel(self.member.data)
        except UnreadableMember:
            raise
        except Exception as error:  # the reader has one error for every fault in a workbook
            raise self._unreadable(error) from error

    def _frame(self, name: str) -> pl.DataFrame:
        reader = self._reader
        try:
            frame = _cells(reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
        except Exception as error:
            raise self._unreadable(error) from error
        return frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})

    def _unreadable(self, error: Exception) -> UnreadableMember:
        place = Location(self.release, self.member.name)
        return UnreadableMember(place, "a workbook", f"{type(error).__name__}: {error}")


def _parts(beginning: bytes) -> Iterator[tuple[str, Part]]:
    """Yield the first parts of an xlsx by their local headers."""
    at = 0
    while beginning.startswith(ZIP, at) and at + LOCAL_HEADER.size <= len(beginning):
        flags, method, checksum, packed, size, name, extra = LOCAL_HEADER.unpack_from(beginning, at)
        at += LOCAL_HEADER.size
        start, end = at + name + extra, at + name + extra + packed
        if flags & NOT_STATED or method != zipfile.ZIP_DEFLATED:
            return
        yield beginning[at : at + name].decode(errors="replace"), Part(beginning[start:end], size, checksum)
        at = end


def _listed(part: Callable[[str], bytes]) -> dict[str, bool]:
    """Return the names of an xlsx's sheets and whether each is hidden, without opening it; None otherwise."""
    try:
        text = part("xl/workbook.xml").decode("utf-8", errors="replace")
    except NO_PART:
        return {}
    sheets = re.findall(r"<(?:\w+:)?sheet\s[^>]*", text)
    named = [(re.search(r"\bname=(\"[^\"]*\"|'[^']*')", sheet), sheet) for sheet in sheets]
    return {unescape(name[1][1:-1]): bool(re.search(HIDDEN, sheet)) for name, sheet in named if name}


def _stated_rows(part: Callable[..., bytes], index: int) -> int:
    """Return the last row of `<dimension ref="A1:F15095"/>` at the start of the sheet."""
    book = part("xl/workbook.xml").decode("utf-8", errors="replace")
    relations = part("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    sheet = re.findall(r"<(?:\w+:)?sheet\s[^>]*", book)[index]
    relation = re.search(r"\br:id=\"([^\"]+)\"", sheet)
    targets = {
        re.findall(r"\bId=\"([^\"]+)\"", text)[0]: re.findall(r"\bTarget=\"([^\"]+)\"", text)[0]
        for text in re.findall(r"<Relationship\s[^>]*", relations)
    }
    target = targets[relation[1] if relation else ""]
    start = part(target.lstrip("/") if target.startswith("/") else f"xl/{target}", 3000)
    stated = re.search(rb"<(?:\w+:)?dimension\s+ref=\"[A-Z]+\d+:[A-Z]+(\d+)\"", start)
    return int(stated[1]) if stated else 0


def _cells(sheet: "ExcelSheet") -> pl.DataFrame:
    """Format a cell as text; an error cell is `#NA` or `#REF`, which the reader would return as blank."""
    batch, errors = sheet.to_arrow_with_errors()
    frame = pl.DataFrame(batch)
    for error in errors.errors if errors else ():
        frame[error.offset_position] = re.sub(r".*Error\((\w+)\).*", r"#\1", error.detail).upper()
    return frame
