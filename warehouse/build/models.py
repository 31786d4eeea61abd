"""Makes the tables, views and macros of `sql/models`: tables that nothing new concerns are taken over.

A continued build makes a table again if anything about the series it is derived from changed; macros and
views always. Where a row follows from one release or one rectangle of time alone (`rebuilt:`), only rows of
what changed are removed and derived again. For that the statement reads, in place of each table, a temporary
view of its name: the rows of what changed.
"""

import re
from collections.abc import Iterable

import duckdb

from warehouse.build.case import with_case
from warehouse.build.contracts import Model, models, read_by

TEMPORARY = "TEMP TABLE"
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
SITE_COLUMNS = {"facility_release_id", "service_from", "known_from"}
DELETED = {
    "release": "release_id IN (FROM touched_releases) OR release_id NOT IN (SELECT release_id FROM releases)",
    "span": f"{RECTANGLE} NOT IN (SELECT {RECTANGLE} FROM kept_spans)",
}
RELATIONS = """SELECT table_name, column_name FROM duckdb_columns()
WHERE database_name = $1 AND table_name IN (
    SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND NOT temporary
)"""

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
    """Tables of which rows can be kept; `site_spans` tells which."""
    return {SITE_SPANS, *(model.name for model in derived_tables() if model.unit)}


def run_models(con: duckdb.DuckDBPyConnection, taken: set[str], continued: bool) -> None:
    """Makes every view, macro and table, with its comments; the tables `taken` over stay as they are.

    `continued`: the temporary tables of `find_touched` say which rows of the others are derived again.
    """
    left = _made(taken)
    while left:
        model = left.pop(0)
        if continued and model.unit:
            _derive_touched(con, model)
        else:
            con.execute(with_case(model.statement))
        _drop_unread(con, model, left)
    for model in models().values():
        con.execute(model.comments)


def _made(taken: set[str]) -> list[Model]:
    """All but the tables taken over, and the temporary ones that only those are made from."""
    others = [model for model in models().values() if model.name not in taken]
    read = {name for model in others for name in read_by(model.name)}
    return [model for model in others if model.kind != TEMPORARY or model.name in read]


def _drop_unread(con: duckdb.DuckDBPyConnection, model: Model, left: Iterable[Model]) -> None:
    """Drops the temporary tables that the model was the last to read."""
    wanted = {name for later in left for name in read_by(later.name)}
    for name in read_by(model.name):
        if models()[name].kind == TEMPORARY and name not in wanted:
            con.execute(f"DROP TABLE temp.{name}")


def _derive_touched(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Replaces the rows of what changed; a temporary table holds these rows alone."""
    [(database,)] = con.execute("SELECT current_database()").fetchall()
    if model.kind == TEMPORARY:
        target = f"CREATE TEMP TABLE {model.name} AS"
    else:
        con.execute(f"DELETE FROM {model.name} WHERE {DELETED[model.unit]}")
        target = f"INSERT INTO {database}.main.{model.name}"
    views = _shadows(con, model, database)
    for name, query in views.items():
        con.execute(f"CREATE TEMP VIEW {name} AS {query}")
    con.execute(f"{target} {model.body}")
    for name in views:
        con.execute(f"DROP VIEW temp.{name}")


def _shadows(con: duckdb.DuckDBPyConnection, model: Model, database: str) -> dict[str, str]:
    """For each table that the statement names the rows of what changed."""
    columns: dict[str, set[str]] = {}
    for name, column in con.execute(RELATIONS, [database]).fetchall():
        columns.setdefault(name, set()).add(column)
    named = columns.keys() & set(re.findall(r"\w+", model.body))
    chosen = {name: _chosen(model.unit, name, columns[name]) for name in named}
    return {
        name: f"SELECT * FROM {database}.main.{name} WHERE {where}" for name, where in chosen.items() if where
    }


def _chosen(unit: str, table: str, columns: set[str]) -> str:
    """Which rows of a table follow from, or lead to, what changed; empty where all are read."""
    if table == SITE_SPANS or (unit == "span" and columns >= SITE_COLUMNS):
        return f"{RECTANGLE} IN (SELECT {RECTANGLE} FROM touched_spans)"
    owner = next((name for name in ("release_id", "facility_release_id") if name in columns), "")
    return f"{owner} IN (FROM touched_releases)" if owner else ""
