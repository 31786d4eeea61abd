"""The sheets of a workbook as text cells, by a Rust reader."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sources.release import Release
from transforms.errors import Location, UnreadableMember
from transforms.reading.members import Member

if TYPE_CHECKING:
    from fastexcel import ExcelSheet


@dataclass(frozen=True)
class Sheet:
    """One sheet that is not empty; `name` is `book.xlsx!sheet`."""

    name: str
    frame: pl.DataFrame  # c0 …, all text


def read_sheets(member: Member, release: Release) -> list[Sheet]:
    import fastexcel

    try:
        book = fastexcel.read_excel(member.data)
        frames = {
            name: _cells(book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
            for name in book.sheet_names
        }
    except Exception as error:  # the reader has one error for all that can be wrong with a workbook
        place = Location(release, member.name)
        raise UnreadableMember(place, "a workbook", f"{type(error).__name__}: {error}") from error
    return [
        Sheet(f"{member.name}!{name}", frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)}))
        for name, frame in frames.items()
        if frame.height and frame.width
    ]


def _cells(sheet: "ExcelSheet") -> pl.DataFrame:
    """As text; a cell in error says `#NA` or `#REF`, where the reader alone would leave a blank."""
    batch, errors = sheet.to_arrow_with_errors()
    frame = pl.DataFrame(batch)
    for error in errors.errors if errors else ():
        frame[error.offset_position] = re.sub(r".*Error\((\w+)\).*", r"#\1", error.detail).upper()
    return frame
