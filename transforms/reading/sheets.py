"""The sheets of a workbook (xlsx, xls) as text cells, parsed by a Rust reader when needed."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape
from typing import TYPE_CHECKING

import polars as pl

from sources.release import Release
from transforms.errors import Location, UnreadableMember
from transforms.reading.members import Member

if TYPE_CHECKING:
    from fastexcel import ExcelReader, ExcelSheet

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
            return _stated_rows(self.member.data, self._names.index(name))
        except (UnreadableMember, zipfile.BadZipFile, KeyError, OSError, ValueError, IndexError):
            return 0

    @cached_property
    def _listed(self) -> dict[str, bool]:
        return _listed(self.member.data)

    @cached_property
    def _names(self) -> list[str]:
        try:
            return list(self._listed) or self._reader.sheet_names
        except UnreadableMember:
            return ["(unreadable)"]

    @cached_property
    def _hidden(self) -> frozenset[str]:
        try:
            return frozenset(name for name, hidden in self._listed.items() if hidden)
        except UnreadableMember:
            return frozenset()

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


def _listed(data: bytes) -> dict[str, bool]:
    """Return the names of an xlsx's sheets and whether each is hidden, without opening it; None otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            text = opened.read("xl/workbook.xml").decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return {}
    sheets = re.findall(r"<(?:\w+:)?sheet\s[^>]*", text)
    named = [(re.search(r"\bname=(\"[^\"]*\"|'[^']*')", sheet), sheet) for sheet in sheets]
    return {unescape(name[1][1:-1]): bool(re.search(HIDDEN, sheet)) for name, sheet in named if name}


def _stated_rows(data: bytes, index: int) -> int:
    """Return the last row of `<dimension ref="A1:F15095"/>` at the start of the sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        book = opened.read("xl/workbook.xml").decode("utf-8", errors="replace")
        relations = opened.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
        sheet = re.findall(r"<(?:\w+:)?sheet\s[^>]*", book)[index]
        relation = re.search(r"\br:id=\"([^\"]+)\"", sheet)
        targets = {
            re.findall(r"\bId=\"([^\"]+)\"", text)[0]: re.findall(r"\bTarget=\"([^\"]+)\"", text)[0]
            for text in re.findall(r"<Relationship\s[^>]*", relations)
        }
        target = targets[relation[1] if relation else ""]
        with opened.open(target.lstrip("/") if target.startswith("/") else f"xl/{target}") as part:
            stated = re.search(rb"<(?:\w+:)?dimension\s+ref=\"[A-Z]+\d+:[A-Z]+(\d+)\"", part.read(3000))
    return int(stated[1]) if stated else 0


def _cells(sheet: "ExcelSheet") -> pl.DataFrame:
    """Format a cell as text; an error cell is `#NA` or `#REF`, which the reader would return as blank."""
    batch, errors = sheet.to_arrow_with_errors()
    frame = pl.DataFrame(batch)
    for error in errors.errors if errors else ():
        frame[error.offset_position] = re.sub(r".*Error\((\w+)\).*", r"#\1", error.detail).upper()
    return frame
