"""What became of a release's members, tables, columns and rows, as frames that are kept beside the tables."""

from collections.abc import Iterable, Sequence

import polars as pl

from transforms.conforming.load_tables import LoadedTable
from transforms.conforming.witnesses import Testimony, Witness, differences
from transforms.corrections.load import Corrections
from transforms.reading.members import Member
from transforms.table import Table

TEXT: pl.DataType = pl.String()
COUNT: pl.DataType = pl.Int64()
COUNTS = ("rows_in", "rows_loaded", "rows_folded", "rows_set_aside", "repaired")
_MEMBER = dict.fromkeys(("table_name", "member"), TEXT)
SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    # One row per member loaded: what became of its rows.
    "loads": {**_MEMBER, **dict.fromkeys(COUNTS, COUNT)},
    # One row per row of CMS's that was not loaded.
    "set_aside": {**_MEMBER, "line": COUNT, "reason": TEXT, "row": TEXT},
    # One row per table, or part of one, that was not loaded: `absent` or `rejected`, and why.
    "tables_missing": {"table_name": TEXT, "part": TEXT, "kind": TEXT, "reason": TEXT},
    # One row per rendering of a table: `loaded`, `whole`, `rejected` or `unread`.
    "witnesses": {**_MEMBER, "state": TEXT, "rows": COUNT, "zeros_restored": COUNT, "reason": TEXT},
    # One row per column in which a whole rendering differs from the one that was loaded.
    "witness_differences": {**_MEMBER, "loaded_member": TEXT, "column_name": TEXT, "rows": COUNT},
    # One row per column of a member loaded: how it was recognized.
    "column_recognition": {**_MEMBER, "column_name": TEXT, "position": COUNT, "header": TEXT, "how": TEXT},
    # One row per source column that no column of ours is read from.
    "columns_unread": {**_MEMBER, "position": COUNT, "header": TEXT, "filled": COUNT},
    # One row per member that no table claims.
    "members_unread": {"member": TEXT},
    # One row per action of a correction that was applied.
    "corrections_applied": {
        **_MEMBER,
        **dict.fromkeys(("action", "detail", "reason", "source", "date", "initials"), TEXT),
    },
}
UNUSUAL = ("words", "values", "order")


def load_records(
    loads: Sequence[LoadedTable], unclaimed: Sequence[Member], corrections: Corrections
) -> dict[str, pl.DataFrame]:
    """All of `SCHEMAS`."""
    loaded = [(load.table, witness) for load in loads for witness in load.loaded]
    heard = [(load.table, one) for load in loads for one in load.testimonies]
    rows: dict[str, Iterable[Sequence[object]]] = {
        "loads": (_counts(table, witness) for table, witness in loaded),
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
