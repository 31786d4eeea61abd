"""The tables that `sql/models/*.sql` derive from CMS's: those that nothing new concerns are taken over.

A script that makes tables names on top the series they are derived from:

-- derived from: pfs-rvu, opps, asc

A continued build makes its tables again if anything about these series changed; macros and views always.
Where the next line says that a row follows from one release or one rectangle of time alone, only the rows of
what changed are removed and derived again:

-- one release at a time       its tables have release_id
-- one span at a time          their rectangles are those of site_spans

For that the statement reads, in place of each table, a temporary view of its name: the rows of what changed.
"""

import re
from dataclasses import dataclass

import duckdb

from sources.series import SERIES
from warehouse.build.case import with_case
from warehouse.database import SQL

DERIVED_FROM = re.compile(r"^-- derived from: (.+)$", re.MULTILINE)
MADE = re.compile(r"^CREATE (TEMP )?TABLE (\w+)", re.MULTILINE)
DROPPED = re.compile(r"^DROP TABLE (\w+)", re.MULTILINE)
ALL = "all series"
# What a derived row may say of a release; its rows follow from its conformed files.
FINGERPRINTS = """
SELECT series, release_id, concat_ws(' ', label, sha256, published_on, known_from, known_to) FROM releases
UNION ALL
SELECT series, release_id, concat_ws(' ', service_from, service_to, known_from, known_to) FROM release_spans
UNION ALL
SELECT split_part(release_id, ' ', 1), release_id, concat_ws(' ', file_part, conformed_folder)
FROM release_files
"""
UNIT = re.compile(r"^-- one (release|span) at a time$", re.MULTILINE)
BODY = re.compile(r"^CREATE (TEMP )?TABLE (\w+) AS\b(.*)", re.MULTILINE | re.DOTALL)
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


@dataclass(frozen=True)
class ModelScript:
    """A file of `views`: its text and the series its tables are derived from."""

    name: str
    text: str

    @property
    def series(self) -> set[str]:
        found = DERIVED_FROM.search(self.text)
        names = found[1].split(", ") if found else []
        return set(SERIES) if names == [ALL] else set(names)

    @property
    def tables(self) -> set[str]:
        """Those that stay in the file."""
        return {name for temporary, name in MADE.findall(self.text) if not temporary}

    @property
    def unit(self) -> str:
        """`release` or `span` where its rows can be derived one at a time, else empty."""
        found = UNIT.search(self.text)
        return found[1] if found else ""


def scripts() -> list[ModelScript]:
    """In the order in which they run."""
    return [
        ModelScript(path.name, path.read_text("utf-8")) for path in sorted((SQL / "models").glob("*.sql"))
    ]


def series_fingerprints(con: duckdb.DuckDBPyConnection) -> Fingerprints:
    """Series, release and what the current database says about it."""
    return set(con.execute(FINGERPRINTS).fetchall())


def reusable_models(before: Fingerprints, now: Fingerprints) -> set[str]:
    """Names of the scripts whose series are as they were."""
    changed = {series for series, *_ in before ^ now}
    return {one.name for one in scripts() if not one.series & changed}


def tables_of(names: set[str]) -> set[str]:
    """The tables that these scripts make."""
    return {table for one in scripts() if one.name in names for table in one.tables}


def continuable_tables() -> set[str]:
    """Tables of which rows can be kept; `site_spans` tells which."""
    return {SITE_SPANS, *(table for one in scripts() if one.unit for table in one.tables)}


def run_views(con: duckdb.DuckDBPyConnection, taken: set[str], continued: bool) -> None:
    """Makes every view, macro and table; of the scripts taken over the tables stay.

    `continued`: the temporary tables of `find_touched` say which rows of the others are derived again.
    """
    others = " ".join(one.text for one in scripts() if one.name not in taken)
    there = tables_of(taken)
    for one in scripts():
        for statement in con.extract_statements(one.text):
            if not _is_needed(statement.query, there, others):
                continue
            if continued and one.unit and (made := BODY.search(statement.query)):
                _derive_touched(con, one.unit, *made.groups())
            else:
                con.execute(with_case(statement.query))


def _derive_touched(
    con: duckdb.DuckDBPyConnection, unit: str, temporary: str | None, table: str, body: str
) -> None:
    """Replaces the rows of what changed; a temporary table holds these rows alone."""
    if not temporary:
        con.execute(f"DELETE FROM {table} WHERE {DELETED[unit]}")
    [(database,)] = con.execute("SELECT current_database()").fetchall()
    views = _shadows(con, unit, body, database)
    for name, query in views.items():
        con.execute(f"CREATE TEMP VIEW {name} AS {query}")
    target = f"CREATE TEMP TABLE {table} AS" if temporary else f"INSERT INTO {database}.main.{table}"
    con.execute(f"{target} {body}")
    for name in views:
        con.execute(f"DROP VIEW temp.{name}")


def _shadows(con: duckdb.DuckDBPyConnection, unit: str, body: str, database: str) -> dict[str, str]:
    """For each table that the statement names the rows of what changed."""
    columns: dict[str, set[str]] = {}
    for name, column in con.execute(RELATIONS, [database]).fetchall():
        columns.setdefault(name, set()).add(column)
    named = columns.keys() & set(re.findall(r"\w+", body))
    chosen = {name: _chosen(unit, name, columns[name]) for name in named}
    return {
        name: f"SELECT * FROM {database}.main.{name} WHERE {where}" for name, where in chosen.items() if where
    }


def _chosen(unit: str, table: str, columns: set[str]) -> str:
    """Which rows of a table follow from, or lead to, what changed; empty where all are read."""
    if table == SITE_SPANS or (unit == "span" and columns >= SITE_COLUMNS):
        return f"{RECTANGLE} IN (SELECT {RECTANGLE} FROM touched_spans)"
    owner = next((name for name in ("release_id", "facility_release_id") if name in columns), "")
    return f"{owner} IN (FROM touched_releases)" if owner else ""


def _is_needed(statement: str, there: set[str], others: str) -> bool:
    """Not a table that is there already, nor a temporary one that only those are made from."""
    found = MADE.search(statement) or DROPPED.search(statement)
    if not found:
        return True
    name = found[found.lastindex or 0]
    return name not in there and bool(re.search(rf"\b{name}\b", others))
