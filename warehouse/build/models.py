"""Make the tables, views and macros of `sql/models`; tables whose inputs are unchanged are reused.

An incremental build derives a table again if any of its series changed; macros and views are always made
again. If each row depends on one release or one rectangle of time (`rebuilt:`), only the rows of what
changed are deleted and derived again. To do so, the statement reads, in place of each table, a temporary
view of the same name that holds only the changed rows. Likewise, models whose rows depend on one code
(`parts: by code`) are derived one range of codes at a time: all of them for one range, then for the next.
The temporary tables between them are dropped after each range. The stored tables stay sorted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager

import duckdb

from warehouse.build.contracts import Model, models, read_by
from warehouse.build.parts import ALL_CODES, CodeRange, code_column, code_ranges

TEMPORARY = "TEMP TABLE"
TOUCHED, REDERIVED = "touched_releases", "rederived_releases"
# What a derived row may show of a release; the rows themselves follow from its conformed files.
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
TIMES = (SITE_SPANS, PTP_SLICES)  # what is in force when; they decide which rows of other tables can be kept
SLICE = f"(ncci_table, {RECTANGLE})"
SITE_COLUMNS = {"facility_release_id", "service_from", "known_from"}
DELETED = {
    "release": f"release_id IS NULL OR release_id IN (FROM {REDERIVED}) "
    "OR release_id NOT IN (SELECT release_id FROM releases)",
    "span": f"{RECTANGLE} NOT IN (SELECT {RECTANGLE} FROM kept_spans)",
    "slice": f"{SLICE} NOT IN (SELECT {SLICE} FROM kept_slices)",
}
DERIVED_NOW = {  # condition for the rows that an incremental build derived again, per unit
    "release": f"release_id IS NULL OR release_id IN (FROM {REDERIVED})",
    "span": f"{RECTANGLE} IN (SELECT {RECTANGLE} FROM touched_spans)",
    "slice": f"{SLICE} IN (SELECT {SLICE} FROM touched_slices)",
}
COLUMNS = """
SELECT table_name, list(column_name) FROM duckdb_columns()
WHERE database_name = $1 AND list_contains($2, table_name) GROUP BY table_name
"""

Fingerprints = set[tuple[str, str, str]]
Columns = Mapping[str, set[str]]  # relation → its columns


def series_fingerprints(con: duckdb.DuckDBPyConnection) -> Fingerprints:
    """Return series, release and a fingerprint of its lineage in the current database."""
    return set(con.execute(FINGERPRINTS).fetchall())


def derived_tables() -> list[Model]:
    """Return the models stored as tables."""
    return [model for model in models().values() if model.kind == "TABLE"]


def reusable_models(before: Fingerprints, now: Fingerprints) -> set[str]:
    """Return the names of the derived tables whose series are unchanged."""
    changed = {series for series, *_ in before ^ now}
    return {model.name for model in derived_tables() if not model.series & changed}


def continuable_tables() -> set[str]:
    """Return the tables of which an incremental build can keep rows, `TIMES` included."""
    return {*TIMES, *(model.name for model in derived_tables() if model.unit)}


def run_models(con: duckdb.DuckDBPyConnection, reused: Set[str], continued: bool) -> None:
    """Make every view, macro and table, with comments; those in `reused` are left as they are.

    If `continued`, the temporary tables of `find_touched` list which rows of the others are derived again.
    """
    made = _made(reused)
    left = {model.name: model for model in made}
    while left:
        batch = _next(left)
        for model in batch:
            del left[model.name]
        _derive(con, batch, list(left.values()), continued)
        _drop_unread(con, batch, left.values())
    for model in made:
        con.execute(model.comments)


def _made(reused: Set[str]) -> list[Model]:
    """Return the models to make: not the reused tables, nor temporary tables that only those read."""
    others = [model for model in models().values() if model.name not in reused]
    read = {name for model in others for name in read_by(model.name)}
    return [model for model in others if model.kind != TEMPORARY or model.name in read]


def _next(left: Mapping[str, Model]) -> list[Model]:
    """Return the next model whose inputs all exist, or else every model that can be derived in parts."""
    for model in left.values():
        if not model.by_code and not read_by(model.name) & left.keys():
            return [model]
    batch: dict[str, Model] = {}
    for model in left.values():
        if model.by_code and not read_by(model.name) & (left.keys() - batch.keys()):
            batch[model.name] = model
    return list(batch.values())


def _drop_unread(con: duckdb.DuckDBPyConnection, batch: Sequence[Model], left: Iterable[Model]) -> None:
    """Drop the temporary tables that no remaining model reads."""
    wanted = {name for later in left for name in read_by(later.name)}
    unread = {name for model in batch for name in read_by(model.name)} - wanted
    for name in unread:
        if models()[name].kind == TEMPORARY:
            con.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _derive(
    con: duckdb.DuckDBPyConnection, batch: Sequence[Model], left: Sequence[Model], continued: bool
) -> None:
    """Derive one model whole, or several models one range of codes at a time."""
    read_later = {name for later in left for name in read_by(later.name)}
    passing = {model.name for model in batch if model.kind == TEMPORARY} - read_later
    parts = _parts(con, batch, continued)
    columns: dict[str, Columns] = {}
    for part in parts:
        for model in batch:
            unit = model.unit if continued else ""
            if not unit and part == ALL_CODES:
                con.execute(model.statement)
                continue
            if model.name not in columns:
                columns[model.name] = _columns_read(con, model)
            is_new = part == parts[0] or model.name in passing
            _derive_part(con, model, part, unit, is_new, columns[model.name])
        for name in passing if part != parts[-1] else ():
            con.execute(f"DROP TABLE temp.{name}")


def _parts(con: duckdb.DuckDBPyConnection, batch: Sequence[Model], continued: bool) -> list[CodeRange]:
    """Return the ranges of codes to derive in turn; changed rows alone need few ranges."""
    if not batch[0].by_code:
        return [ALL_CODES]
    only_touched = continued and all(model.unit for model in batch)
    return code_ranges(con, f"release_id IN (FROM {TOUCHED})" if only_touched else "")


def _derive_part(
    con: duckdb.DuckDBPyConnection, model: Model, part: CodeRange, unit: str, is_new: bool, columns: Columns
) -> None:
    """Add the rows of one range of codes to a table; with a `unit`, only rows of what changed.

    `is_new` means that nothing has been added to the table yet; `columns` are those of its inputs.
    """
    database = _database(con)
    conditions = _conditions(columns, unit, part, TOUCHED if _feeds_spans(model) else REDERIVED)
    if unit and is_new and model.kind != TEMPORARY:
        con.execute(f"DELETE FROM {model.name} WHERE {DELETED[unit]}")
    begins = is_new and (model.kind == TEMPORARY or not unit)
    home = "temp" if model.kind == TEMPORARY else database
    target = f"CREATE {model.kind} {model.name} AS" if begins else f"INSERT INTO {home}.main.{model.name}"
    with _shadows(con, conditions, database):
        con.execute(f"{target} {_of_part(model, part)}")


def _of_part(model: Model, part: CodeRange) -> str:
    """Return the model's query for this range; its temporary inputs may hold other codes too."""
    condition = part.condition("hcpcs")
    if not condition:
        return model.body
    return f"SELECT * FROM (\n{model.body}\n) AS {model.name} WHERE {condition}"


@contextmanager
def _shadows(con: duckdb.DuckDBPyConnection, conditions: Mapping[str, str], database: str) -> Iterator[None]:
    """Shadow each relation by a temporary view of the rows that meet its condition."""
    for name, where in conditions.items():
        con.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {database}.main.{name} WHERE {where}")
    yield
    for name in conditions:
        con.execute(f"DROP VIEW temp.{name}")


def _columns_read(con: duckdb.DuckDBPyConnection, model: Model) -> Columns:
    """Return the columns of each stored relation in the statement."""
    named = re.findall(r"\w+", model.body)
    return {name: set(columns) for name, columns in con.execute(COLUMNS, [_database(con), named]).fetchall()}


def _feeds_spans(model: Model) -> bool:
    """Return whether a touched span reads the rows: it needs those of every release that it refers to.

    The rows of stored tables are there already; those of temporary ones are derived for it.
    """
    readers = (reader for reader in models().values() if model.name in read_by(reader.name))
    return model.unit == "span" or (
        model.kind == TEMPORARY and any(reader.unit == "span" for reader in readers)
    )


def _conditions(columns: Columns, unit: str, part: CodeRange, releases: str) -> dict[str, str]:
    """Return the condition for each relation in the statement that is not read whole."""
    both = {
        name: (_chosen(unit, name, its, releases), part.condition(code_column(name, its)))
        for name, its in columns.items()
    }
    return {name: " AND ".join(filter(None, stated)) for name, stated in both.items() if any(stated)}


def _database(con: duckdb.DuckDBPyConnection) -> str:
    return str(con.execute("SELECT current_database()").fetchall()[0][0])


def _chosen(unit: str, table: str, columns: set[str], releases: str) -> str:
    """Return the condition for a table's rows that depend on, or determine, what changed; empty for all.

    `releases` is the temporary table of the releases whose rows are read.
    """
    if not unit:
        return ""
    if unit == "slice":
        return DERIVED_NOW["slice"] if table == PTP_SLICES else ""
    if table == SITE_SPANS or (unit == "span" and columns >= SITE_COLUMNS):
        return DERIVED_NOW["span"]
    owner = next((name for name in ("release_id", "facility_release_id") if name in columns), "")
    return f"{owner} IN (FROM {releases})" if owner else ""
