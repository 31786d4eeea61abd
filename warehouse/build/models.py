"""The tables that `sql/models/*.sql` derive from CMS's: those that nothing new concerns are taken over.

A script that makes tables names on top the series they are derived from:

-- derived from: pfs-rvu, opps, asc

A continued build makes its tables again if anything about these series changed; macros and views always.
"""

import re
from dataclasses import dataclass

import duckdb

from sources.series import SERIES
from warehouse.database import SQL

DERIVED_FROM = re.compile(r"^-- derived from: (.+)$", re.MULTILINE)
MADE = re.compile(r"^CREATE (TEMP )?TABLE (\w+)", re.MULTILINE)
DROPPED = re.compile(r"^DROP TABLE (\w+)", re.MULTILINE)
ALL = "all series"
# What a derived row may say of a release; its rows follow from its conformed files.
FINGERPRINTS = """
SELECT series, concat_ws(' ', release_id, label, sha256, published_on, known_from, known_to) FROM releases
UNION ALL
SELECT series, concat_ws(' ', release_id, service_from, service_to, known_from, known_to) FROM release_spans
UNION ALL
SELECT split_part(release_id, ' ', 1), concat_ws(' ', release_id, file_part, conformed_folder)
FROM release_files
"""

Fingerprints = set[tuple[str, str]]


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


def scripts() -> list[ModelScript]:
    """In the order in which they run."""
    return [
        ModelScript(path.name, path.read_text("utf-8")) for path in sorted((SQL / "models").glob("*.sql"))
    ]


def series_fingerprints(con: duckdb.DuckDBPyConnection) -> Fingerprints:
    """Each series with what the current database says about one of its releases."""
    return set(con.execute(FINGERPRINTS).fetchall())


def reusable_models(before: Fingerprints, now: Fingerprints) -> set[str]:
    """Names of the scripts whose series are as they were."""
    changed = {series for series, _ in before ^ now}
    return {one.name for one in scripts() if not one.series & changed}


def tables_of(names: set[str]) -> set[str]:
    """The tables that these scripts make."""
    return {table for one in scripts() if one.name in names for table in one.tables}


def run_views(con: duckdb.DuckDBPyConnection, taken: set[str]) -> None:
    """Makes every view, macro and table; of the scripts taken over the tables stay."""
    others = " ".join(one.text for one in scripts() if one.name not in taken)
    there = tables_of(taken)
    for one in scripts():
        for statement in con.extract_statements(one.text):
            if _is_needed(statement.query, there, others):
                con.execute(statement)


def _is_needed(statement: str, there: set[str], others: str) -> bool:
    """Not a table that is there already, nor a temporary one that only those are made from."""
    found = MADE.search(statement) or DROPPED.search(statement)
    if not found:
        return True
    name = found[found.lastindex or 0]
    return name not in there and bool(re.search(rf"\b{name}\b", others))
