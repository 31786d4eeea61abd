"""The outcome of a release's members, tables, columns and rows, as frames stored next to the tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from transforms.conforming.loaded_table import LoadedTable
from transforms.conforming.renderings import Rendering, RenderingGroup, differences
from transforms.corrections.load import Corrections
from transforms.reading.members import Member
from transforms.table import TEXT, Table


@dataclass(frozen=True)
class LoadRecord:
    """Declaration of one load record table: its row, the meaning of each column, and the nullable columns."""

    doc: str
    columns: Mapping[str, str]
    nullable: frozenset[str] = frozenset()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {name: COUNT if name in COUNTS else TEXT for name in self.columns}


COUNT: pl.DataType = pl.Int64()
COUNTS = {
    *("rows_in", "rows_loaded", "duplicate_rows", "rows_set_aside", "cells_repaired", "line", "position"),
    *("rows_read", "zeros_restored", "rows_differing", "cells_filled"),
}
_TABLE = {"table_name": "Table that was read"}
_MEMBER = {**_TABLE, "member": "File inside the zip; `book.xlsx!sheet` in a workbook"}
RECORDS: dict[str, LoadRecord] = {
    "load_counts": LoadRecord(
        "Row counts of each member: rows_in = rows_loaded + duplicate_rows + rows_set_aside",
        {
            **_MEMBER,
            "rows_in": "Data rows in the member, without banners, blanks and footers",
            "rows_loaded": "Rows in the table",
            "duplicate_rows": "Exact duplicates of a loaded row",
            "rows_set_aside": "Rows that could not be read strictly, kept in set_aside",
            "cells_repaired": "Rows in which a dropped zero or stray byte was corrected",
        },
    ),
    "set_aside": LoadRecord(
        "Source rows that were not loaded, each with its reason",
        {
            **_MEMBER,
            "line": "Line or spreadsheet row, starting at 1",
            "reason": "Error in the row",
            "row": "The cells as JSON, without descriptors",
        },
        frozenset({"line", "row"}),
    ),
    "tables_missing": LoadRecord(
        "One row per expected table, or part of one, that was not loaded: the release is loaded in part",
        {
            **_TABLE,
            "member_pattern": "Pattern of the missing part's member; empty if the whole table is missing",
            "kind": "absent: no member of the zip contains it; rejected: a member does but could not be "
            "read; accepted: a correction leaves it out",
            "reason": "Location, expected and found values, and what to do",
        },
    ),
    "renderings": LoadRecord(
        "One row per rendering of a table in a zip; CMS posts most tables as csv, text and workbook",
        {
            **_MEMBER,
            "outcome": "loaded; whole (read and compared); rejected (could not be read); unread (not needed)",
            "rows_read": "Rows read from it",
            "zeros_restored": "Codes whose zeros, dropped by a spreadsheet, were restored",
            "reason": "Why it was rejected",
        },
        frozenset({"rows_read", "zeros_restored", "reason"}),
    ),
    "rendering_differences": LoadRecord(
        "One row per column in which another complete rendering differs from the loaded one",
        {
            **_TABLE,
            "member": "The other rendering",
            "loaded_member": "The rendering that was loaded",
            "column_name": "Column that differs, or `a row in only one rendering`",
            "rows_differing": "Rows that differ",
        },
    ),
    "column_recognition": LoadRecord(
        "One row per column of a loaded member: how it was recognized",
        {
            **_MEMBER,
            "column_name": "Column of the table",
            "position": "Position in the member, starting at 1; null in a fixed-width layout",
            "header": "CMS's header; empty if there is none",
            "how": "header (the usual spelling), words (the header's words), values (the cell contents), "
            "order (no header: CMS's usual column order), layout (fixed width), correction, or absent (the "
            "member lacks this description)",
        },
        frozenset({"position"}),
    ),
    "columns_unread": LoadRecord(
        "One row per source column that no table column uses",
        {
            **_MEMBER,
            "position": "Position in the member, starting at 1",
            "header": "CMS's header; empty if there is none",
            "cells_filled": "Number of non-blank cells",
        },
    ),
    "members_unread": LoadRecord(
        "One row per member of a zip that no table reads and that has no known other purpose",
        {"member": "File inside the zip"},
    ),
    "corrections_applied": LoadRecord(
        "One row per action of a reviewed correction that was applied to a member, or left one out",
        {
            **_TABLE,
            "member": "File inside the zip; empty if a correction accepts that there is none",
            "action": "Kind of change, such as use_member or fix_lines",
            "detail": "The action's value as text; of lines, their numbers alone",
            "reason": "Author's reason",
            "source": "Evidence for the correction",
            "date": "Date of the correction",
            "initials": "Author's initials",
        },
    ),
}
SCHEMAS: dict[str, dict[str, pl.DataType]] = {name: record.schema for name, record in RECORDS.items()}


def load_records(
    loads: Sequence[LoadedTable], unclaimed: Sequence[Member], corrections: Corrections
) -> dict[str, pl.DataFrame]:
    """Return every record table of `SCHEMAS`."""
    loaded = [(load.table, rendering) for load in loads for rendering in load.loaded]
    groups = [(load.table, group) for load in loads for group in load.groups]
    rows: dict[str, Iterable[Sequence[object]]] = {
        "load_counts": (_counts(table, rendering) for table, rendering in loaded),
        "tables_missing": (
            (missing.table, missing.member_pattern, missing.kind, missing.reason)
            for load in loads
            for missing in load.missing
        ),
        "renderings": (row for table, group in groups for row in _renderings(table, group)),
        "rendering_differences": (row for table, group in groups for row in _differences(table, group)),
        "column_recognition": (row for table, rendering in loaded for row in _recognition(table, rendering)),
        "columns_unread": (row for table, rendering in loaded for row in _unread(table, rendering)),
        "members_unread": ((member.name,) for member in unclaimed),
        "corrections_applied": _corrections({rendering.name for _, rendering in loaded}, corrections),
    }
    frames = {name: pl.DataFrame(list(each), SCHEMAS[name], orient="row") for name, each in rows.items()}
    return {**frames, "set_aside": _set_aside(loaded)}


def _counts(table: Table, rendering: Rendering) -> Sequence[object]:
    load = rendering.conformed
    assert load is not None
    rows = (load.rows_in, load.frame.height, load.duplicate_rows, load.set_aside.height, load.repaired)
    return (table.name, rendering.name, *rows)


def _set_aside(loaded: Sequence[tuple[Table, Rendering]]) -> pl.DataFrame:
    schema = SCHEMAS["set_aside"]
    aside = [
        rendering.conformed.set_aside.with_columns(
            table_name=pl.lit(table.name), member=pl.lit(rendering.name)
        )
        .select(list(schema))
        .cast(pl.Schema(schema))
        for table, rendering in loaded
        if rendering.conformed and rendering.conformed.set_aside.height
    ]
    return pl.concat(aside) if aside else pl.DataFrame(schema=schema)


def _renderings(table: Table, group: RenderingGroup) -> Iterable[Sequence[object]]:
    for rendering in group.renderings:
        load, reason = rendering.conformed, str(rendering.refusal) if rendering.refusal else None
        outcome = "loaded" if rendering is group.loaded else "whole" if load else "rejected"
        rows, zeros = (load.frame.height, load.zeros_restored) if load else (None, None)
        yield (table.name, rendering.name, outcome, rows, zeros, reason)
    for name in group.unread:
        yield (table.name, name, "unread", None, None, None)


def _differences(table: Table, group: RenderingGroup) -> Iterable[Sequence[object]]:
    if group.loaded is None:
        return
    for other in group.renderings:
        if other is not group.loaded and other.is_whole:
            for column, rows in differences(table, group.loaded.frame, other.frame):
                yield (table.name, other.name, group.loaded.name, column, rows)


def _recognition(table: Table, rendering: Rendering) -> Iterable[Sequence[object]]:
    for known in rendering.parsed.recognition if rendering.parsed else ():
        yield (table.name, rendering.name, known.column, known.position, known.header, known.how)


def _unread(table: Table, rendering: Rendering) -> Iterable[Sequence[object]]:
    for column in rendering.parsed.unread if rendering.parsed else ():
        yield (table.name, rendering.name, column.position, column.header, column.values)


def _corrections(loaded: set[str], corrections: Corrections) -> Iterable[Sequence[object]]:
    names = {name.lower() for name in loaded}
    for correction in corrections.items:
        leaves_out = correction.skip_member or correction.accept_absent
        if leaves_out or correction.member.lower() in names:
            for action, value in correction.actions.items():
                why = (
                    correction.reason,
                    correction.source,
                    str(correction.date),
                    correction.initials,
                )
                yield (correction.table, correction.member, action, _detail(value), *why)


def _detail(value: object) -> str:
    """Return the value as text; lines without what they read, which may be a descriptor of the AMA's."""
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join(str(getattr(each, "line", each)) for each in value)
