"""What became of a release's members, tables, columns and rows, as frames that are kept beside the tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from transforms.conforming.load_tables import LoadedTable
from transforms.conforming.witnesses import Testimony, Witness, differences
from transforms.corrections.load import Corrections
from transforms.reading.members import Member
from transforms.table import Table


@dataclass(frozen=True)
class LoadRecord:
    """A table about loads: what a row is, what each column means, and which columns may be blank."""

    doc: str
    columns: Mapping[str, str]
    nullable: frozenset[str] = frozenset()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {name: COUNT if name in COUNTS else TEXT for name in self.columns}


TEXT: pl.DataType = pl.String()
COUNT: pl.DataType = pl.Int64()
COUNTS = {
    *("rows_in", "rows_loaded", "duplicate_rows", "rows_set_aside", "cells_repaired", "line", "position"),
    *("rows_read", "zeros_restored", "rows_differing", "cells_filled"),
}
_TABLE = {"table_name": "Table that was read"}
_MEMBER = {**_TABLE, "member": "File inside the zip; of a workbook `book.xlsx!sheet`"}
RECORDS: dict[str, LoadRecord] = {
    "load_counts": LoadRecord(
        "Rows of each member accounted for: rows_in = rows_loaded + duplicate_rows + rows_set_aside",
        {
            **_MEMBER,
            "rows_in": "Data rows in the member; banners, blanks and footers not counted",
            "rows_loaded": "Rows in the table",
            "duplicate_rows": "Exact duplicates of a loaded row",
            "rows_set_aside": "Rows that could not be read strictly, kept in set_aside",
            "cells_repaired": "Rows in which a lost zero or stray byte was put right",
        },
    ),
    "set_aside": LoadRecord(
        "Source rows that are in no table, each with its reason",
        {
            **_MEMBER,
            "line": "Line or spreadsheet row, from 1",
            "reason": "What was wrong with it",
            "row": "The cells as JSON, without descriptors",
        },
        frozenset({"line", "row"}),
    ),
    "tables_missing": LoadRecord(
        "One row per table, or part of one, that a release should hold and that was not loaded: "
        "the release is loaded in part",
        {
            **_TABLE,
            "part": "Pattern of the member that holds the part; empty where the whole table is missing",
            "kind": "absent: no member of the zip holds it; rejected: a member does and could not be read",
            "reason": "Where, what was expected, what was found and what to do",
        },
    ),
    "witnesses": LoadRecord(
        "One row per rendering of a table in a zip; CMS posts most tables as csv, text and workbook",
        {
            **_MEMBER,
            "state": "loaded; whole (read and compared); rejected (could not be read); unread (not needed)",
            "rows_read": "Rows read from it",
            "zeros_restored": "Codes that got back zeros that a spreadsheet had dropped",
            "reason": "Why it was rejected",
        },
        frozenset({"rows_read", "zeros_restored", "reason"}),
    ),
    "witness_differences": LoadRecord(
        "One row per column in which another whole rendering differs from the one that was loaded",
        {
            **_TABLE,
            "member": "The other rendering",
            "loaded_member": "The rendering that was loaded",
            "column_name": "Column that differs, or `a row of one only`",
            "rows_differing": "Rows that differ",
        },
    ),
    "column_recognition": LoadRecord(
        "One row per column of a loaded member: how it was recognized",
        {
            **_MEMBER,
            "column_name": "Column of the table",
            "position": "Place in the member, from 1; null in a fixed-width layout",
            "header": "CMS's header; empty where there is none",
            "how": "header (the usual spelling), words (the header's words), values (what the cells hold), "
            "order (no header: the order CMS has always printed), layout (fixed width) or correction",
        },
        frozenset({"position"}),
    ),
    "columns_unread": LoadRecord(
        "One row per source column that no column of the table is read from",
        {
            **_MEMBER,
            "position": "Place in the member, from 1",
            "header": "CMS's header; empty where there is none",
            "cells_filled": "Cells that are not blank",
        },
    ),
    "members_unread": LoadRecord(
        "One row per member of a zip that no table reads and that is not known to be something else",
        {"member": "File inside the zip"},
    ),
    "corrections_applied": LoadRecord(
        "One row per action of a reviewed correction that was applied to a member",
        {
            **_MEMBER,
            "action": "What the correction does, such as use_member or fix_lines",
            "detail": "The action's value as text",
            "reason": "Why, as its author wrote it",
            "source": "What shows that it is right",
            "date": "Day on which it was written",
            "initials": "Its author",
        },
    ),
}
SCHEMAS: dict[str, dict[str, pl.DataType]] = {name: record.schema for name, record in RECORDS.items()}


def load_records(
    loads: Sequence[LoadedTable], unclaimed: Sequence[Member], corrections: Corrections
) -> dict[str, pl.DataFrame]:
    """All of `SCHEMAS`."""
    loaded = [(load.table, witness) for load in loads for witness in load.loaded]
    heard = [(load.table, one) for load in loads for one in load.testimonies]
    rows: dict[str, Iterable[Sequence[object]]] = {
        "load_counts": (_counts(table, witness) for table, witness in loaded),
        "tables_missing": (
            (missing.table, missing.part, missing.kind, missing.reason)
            for load in loads
            for missing in load.missing
        ),
        "witnesses": (row for table, one in heard for row in _witnesses(table, one)),
        "witness_differences": (row for table, one in heard for row in _differences(table, one)),
        "column_recognition": (row for table, witness in loaded for row in _recognition(table, witness)),
        "columns_unread": (row for table, witness in loaded for row in _unread(table, witness)),
        "members_unread": ((member.name,) for member in unclaimed),
        "corrections_applied": _corrections({witness.name for _, witness in loaded}, corrections),
    }
    frames = {name: pl.DataFrame(list(each), SCHEMAS[name], orient="row") for name, each in rows.items()}
    return {**frames, "set_aside": _set_aside(loaded)}


def _counts(table: Table, witness: Witness) -> Sequence[object]:
    load = witness.conformed
    assert load is not None
    rows = (load.rows_in, load.frame.height, load.duplicate_rows, load.set_aside.height, load.repaired)
    return (table.name, witness.name, *rows)


def _set_aside(loaded: Sequence[tuple[Table, Witness]]) -> pl.DataFrame:
    schema = SCHEMAS["set_aside"]
    aside = [
        witness.conformed.set_aside.with_columns(table_name=pl.lit(table.name), member=pl.lit(witness.name))
        .select(list(schema))
        .cast(pl.Schema(schema))
        for table, witness in loaded
        if witness.conformed
    ]
    return pl.concat(aside) if aside else pl.DataFrame(schema=schema)


def _witnesses(table: Table, one: Testimony) -> Iterable[Sequence[object]]:
    for witness in one.witnesses:
        load, reason = witness.conformed, str(witness.refusal) if witness.refusal else None
        state = "loaded" if witness is one.loaded else "whole" if load else "rejected"
        rows, zeros = (load.frame.height, load.zeros_restored) if load else (None, None)
        yield (table.name, witness.name, state, rows, zeros, reason)
    for name in one.unread:
        yield (table.name, name, "unread", None, None, None)


def _differences(table: Table, one: Testimony) -> Iterable[Sequence[object]]:
    if one.loaded is None:
        return
    for other in one.witnesses:
        if other is not one.loaded and other.is_whole:
            for column, rows in differences(table, one.loaded.frame, other.frame):
                yield (table.name, other.name, one.loaded.name, column, rows)


def _recognition(table: Table, witness: Witness) -> Iterable[Sequence[object]]:
    for known in witness.parsed.recognition if witness.parsed else ():
        yield (table.name, witness.name, known.column, known.position, known.header, known.how)


def _unread(table: Table, witness: Witness) -> Iterable[Sequence[object]]:
    for column in witness.parsed.unread if witness.parsed else ():
        yield (table.name, witness.name, column.position, column.header, column.values)


def _corrections(loaded: set[str], corrections: Corrections) -> Iterable[Sequence[object]]:
    names = {name.lower() for name in loaded}
    for one in corrections.items:
        if one.member.lower() in names:
            for action, value in one.actions.items():
                why = (one.reason, one.source, str(one.date), one.initials)
                yield (one.table, one.member, action, str(value), *why)
