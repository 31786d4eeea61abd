"""Makes the tables, views and macros of `sql/models`: tables that nothing new concerns are taken over.

A continued build makes a table again if anything about the series it is derived from changed; macros and
views always. Where a row follows from one release or one rectangle of time alone (`rebuilt:`), only rows of
what changed are removed and derived again. For that the statement reads, in place of each table, a temporary
view of its name: the rows of what changed. In the same way models whose rows of one code follow from rows of
that code alone (`parts: by code`) read one range of codes after the other, all of them one range and then the
next; what lies between them in temporary tables is dropped after each. The tables are sorted all the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from warehouse.build.case import with_case
from warehouse.build.contracts import Model, models, read_by
from warehouse.build.parts import ALL_CODES, CodeRange, code_column, code_ranges

TEMPORARY = "TEMP TABLE"
TOUCHED = "release_id IN (FROM touched_releases)"
# What a derived row may say of a release; its rows follow from its conformed files.
FINGERPRINTS = """
SELECT series, release_id, concat_ws(' ', label, sha256, published_on, known_from, known_to) FROM releases
UNION ALL
SELECT series, release_id, concat_ws(' ', service_from, service_to, known_from, known_to) FROM release_spans
UNION ALL
SELECT split_part(release_id, ' ', 1), release_id, concat_ws(' ', file_part, conformed_folder)
FROM release_files
"""
RECTANGLE = "(service_from, service_to, known_from, known_to)"

SITE_SPANS = "site_spans"
PTP_SLICES = "ptp_slices"
TIMES = (SITE_SPANS, PTP_SLICES)  # what is in force when: they tell which rows of others can be kept
SLICE = f"(ncci_table, {RECTANGLE})"
SITE_COLUMNS = {"facility_release_id", "service_from", "known_from"}
DELETED = {
    "release": "release_id IS NULL OR release_id IN (FROM touched_releases) "
    "OR release_id NOT IN (SELECT release_id FROM releases)",
    "span": f"{RECTANGLE} NOT IN (SELECT {RECTANGLE} FROM kept_spans)",
    "slice": f"{SLICE} NOT IN (SELECT {SLICE} FROM kept_slices)",
}
RELATIONS = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = $1"

Fingerprints = set[tuple[str, str, str]]


def series_fingerprints(con: duckdb.DuckDBPyConnection) -> Fingerprints:
    """Series, release and what the current database says about it."""
    return set(con.execute(FINGERPRINTS).fetchall())


def derived_tables() -> list[Model]:
    """The models that are stored as tables."""
    return [model for model in models().values() if model.kind == "TABLE"]


def reusable_models(before: Fingerprints, now: Fingerprints) -> set[str]:
    """Names of the derived tables whose series are as they were."""
    changed = {series for series, *_ in before ^ now}
    return {model.name for model in derived_tables() if not model.series & changed}


def continuable_tables() -> set[str]:
    """Tables of which rows can be kept; `TIMES` tell which."""
    return {*TIMES, *(model.name for model in derived_tables() if model.unit)}


def run_models(con: duckdb.DuckDBPyConnection, taken: set[str], continued: bool) -> None:
    """Makes every view, macro and table, with its comments; the tables `taken` over stay as they are.

    `continued`: the temporary tables of `find_touched` say which rows of the others are derived again.
    """
    left = {model.name: model for model in _made(taken)}
    while left:
        batch = _next(left)
        for model in batch:
            del left[model.name]
        _derive(con, batch, list(left.values()), continued)
        _drop_unread(con, batch, left.values())
    for model in models().values():
        con.execute(model.comments)


def _made(taken: set[str]) -> list[Model]:
    """All but the tables taken over, and the temporary ones that only those are made from."""
    others = [model for model in models().values() if model.name not in taken]
    read = {name for model in others for name in read_by(model.name)}
    return [model for model in others if model.kind != TEMPORARY or model.name in read]


def _next(left: Mapping[str, Model]) -> list[Model]:
    """The next model of which all is there that it reads, or else all that can be derived in parts."""
    for model in left.values():
        if not model.by_code and not read_by(model.name) & left.keys():
            return [model]
    batch: dict[str, Model] = {}
    for model in left.values():
        if model.by_code and not read_by(model.name) & (left.keys() - batch.keys()):
            batch[model.name] = model
    return list(batch.values())


def _drop_unread(con: duckdb.DuckDBPyConnection, batch: Sequence[Model], left: Iterable[Model]) -> None:
    """Drops the temporary tables that these models were the last to read."""
    wanted = {name for later in left for name in read_by(later.name)}
    unread = {name for model in batch for name in read_by(model.name)} - wanted
    for name in unread:
        if models()[name].kind == TEMPORARY:
            con.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _derive(
    con: duckdb.DuckDBPyConnection, batch: Sequence[Model], left: Sequence[Model], continued: bool
) -> None:
    """One model whole, or several of them one range of codes after the other."""
    read_later = {name for later in left for name in read_by(later.name)}
    passing = {model.name for model in batch if model.kind == TEMPORARY} - read_later
    parts = _parts(con, batch, continued)
    for part in parts:
        for model in batch:
            is_new = part == parts[0] or model.name in passing
            _derive_part(con, model, part, model.unit if continued else "", is_new)
        for name in passing if part != parts[-1] else ():
            con.execute(f"DROP TABLE temp.{name}")


def _parts(con: duckdb.DuckDBPyConnection, batch: Sequence[Model], continued: bool) -> list[CodeRange]:
    """What is derived one after the other; of what changed alone there are few rows."""
    if not batch[0].by_code:
        return [ALL_CODES]
    only_touched = continued and all(model.unit for model in batch)
    return code_ranges(con, TOUCHED if only_touched else "")


def _derive_part(
    con: duckdb.DuckDBPyConnection, model: Model, part: CodeRange, unit: str, is_new: bool
) -> None:
    """Adds the rows of some codes to a table, with a `unit` only those of what changed.

    `is_new`: nothing has been added yet.
    """
    [(database,)] = con.execute("SELECT current_database()").fetchall()
    if not unit and part == ALL_CODES:
        con.execute(with_case(model.statement))
        return
    conditions = _conditions(con, model, unit, part, database)
    if unit and is_new and model.kind != TEMPORARY:
        con.execute(f"DELETE FROM {model.name} WHERE {DELETED[unit]}")
    begins = is_new and (model.kind == TEMPORARY or not unit)
    home = "temp" if model.kind == TEMPORARY else database
    target = f"CREATE {model.kind} {model.name} AS" if begins else f"INSERT INTO {home}.main.{model.name}"
    with _shadows(con, conditions, database):
        con.execute(f"{target} {_of_part(model, part)}")


def _of_part(model: Model, part: CodeRange) -> str:
    """The model's query for these codes; what it reads from temporary tables may hold others."""
    condition = part.condition("hcpcs")
    if not condition:
        return with_case(model.body)
    return with_case(f"SELECT * FROM (\n{model.body}\n) AS {model.name} WHERE {condition}")


@contextmanager
def _shadows(con: duckdb.DuckDBPyConnection, conditions: Mapping[str, str], database: str) -> Iterator[None]:
    """In place of each of these relations, a temporary view of the rows for which the condition is true."""
    for name, where in conditions.items():
        con.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {database}.main.{name} WHERE {where}")
    yield
    for name in conditions:
        con.execute(f"DROP VIEW temp.{name}")


def _conditions(
    con: duckdb.DuckDBPyConnection, model: Model, unit: str, part: CodeRange, database: str
) -> dict[str, str]:
    """For each relation that the statement names the rows to be read, unless all are."""
    columns: dict[str, set[str]] = {}
    for name, column in con.execute(RELATIONS, [database]).fetchall():
        columns.setdefault(name, set()).add(column)
    named = columns.keys() & set(re.findall(r"\w+", model.body))
    both = {
        name: (_chosen(unit, name, columns[name]), part.condition(code_column(name, columns[name])))
        for name in named
    }
    return {name: " AND ".join(filter(None, stated)) for name, stated in both.items() if any(stated)}


def _chosen(unit: str, table: str, columns: set[str]) -> str:
    """Which rows of a table follow from, or lead to, what changed; empty where all are read."""
    if not unit:
        return ""
    if unit == "slice":
        return f"{SLICE} IN (SELECT {SLICE} FROM touched_slices)" if table == PTP_SLICES else ""
    if table == SITE_SPANS or (unit == "span" and columns >= SITE_COLUMNS):
        return f"{RECTANGLE} IN (SELECT {RECTANGLE} FROM touched_spans)"
    owner = next((name for name in ("release_id", "facility_release_id") if name in columns), "")
    return f"{owner} IN (FROM touched_releases)" if owner else ""
