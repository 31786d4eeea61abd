"""The golden folders: `golden/<table>/<variant>/` holds a member as CMS prints it and what it must come to.

- one file named as CMS names it: its real banner, header and footer lines, rows without CPT descriptors
- `release.txt`: the release it stands for, such as `pfs-rvu 2026A`
- `expected.csv`: the typed rows; an empty cell is null, and a column that the file lacks is null throughout
- `set_aside.csv`, where rows are set aside: line, reason
"""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from sources.release import Release, parse_release
from transforms.conforming.conform_table import ConformedTable
from transforms.conforming.load_tables import load_tables
from transforms.corrections.load import NO_CORRECTIONS
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents
from transforms.table import Table
from transforms.tables import TABLES

ROOT = Path(__file__).parent / "golden"
STATED = {"release.txt", "expected.csv", "set_aside.csv"}


@dataclass(frozen=True)
class Golden:
    """One variant of one table."""

    folder: Path

    @property
    def table(self) -> Table:
        return TABLES[self.folder.parent.name]

    @property
    def release(self) -> Release:
        return parse_release((self.folder / "release.txt").read_text())

    @property
    def member(self) -> Member:
        (file,) = (file for file in self.folder.iterdir() if file.name not in STATED)
        return Member(file.name, file.read_bytes())

    @property
    def expected(self) -> str:
        rows = pl.read_csv(self.folder / "expected.csv", infer_schema=False)
        absent = [pl.lit(None).alias(column.name) for column in self.table.columns if column.name not in rows]
        return as_csv(rows.with_columns(absent).select(column.name for column in self.table.columns))

    @property
    def set_aside(self) -> str:
        file = self.folder / "set_aside.csv"
        return file.read_text() if file.exists() else "line,reason\n"


def goldens() -> list[Golden]:
    return [Golden(file.parent) for file in sorted(ROOT.glob("*/*/release.txt"))]


def name_of(golden: Golden) -> str:
    return f"{golden.folder.parent.name}/{golden.folder.name}"


def load(golden: Golden, data: bytes | None = None, max_rejected_share: float = 1.0) -> ConformedTable:
    """The golden member, or other bytes under its name, through the same path as a release's."""
    member = golden.member if data is None else Member(golden.member.name, data)
    table = replace(golden.table, max_rejected_share=max_rejected_share, required=True)
    return load_alone(table, ZipContents(golden.release, (member,)))


def load_alone(table: Table, contents: ZipContents) -> ConformedTable:
    """The table out of the one member that holds it; raises its refusal."""
    (loaded,) = load_tables([table], contents, NO_CORRECTIONS, "none")
    (rendering,) = loaded.loaded
    assert rendering.conformed is not None
    return rendering.conformed


def as_csv(frame: pl.DataFrame) -> str:
    return frame.write_csv()
