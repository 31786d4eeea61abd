"""One DuckDB file from conformed releases: tables, lineage, views and macros."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from sources.records import Revision
from transforms.indicators import indicators
from transforms.tables import TABLES
from warehouse.database import SQL, insert, run_scripts, writing
from warehouse.episodes import EPISODES, declare_episodes, fill_episodes
from warehouse.facts import declare, fill
from warehouse.kept import kept_releases
from warehouse.lineage import write_lineage
from warehouse.loads import write_loads
from warehouse.rules import load_rules

ROWS_DECIDED_BY = ("build", "episodes", "facts", "kept", "lineage", "loads", "spans")
SOURCE = """CREATE TEMP TABLE source
(series VARCHAR, release_id VARCHAR, file_sha256 VARCHAR, part VARCHAR, folder VARCHAR, kept BOOLEAN)"""


def build(
    target: Path, revisions: Sequence[Revision], folders: Mapping[str, Path], previous: Path | None = None
) -> Path:
    """Writes the revisions to a new file at `target`, unpublished and unchecked.

    `folders` are the conformed folders by SHA-256 of the zip. Rows that the file `previous` holds from the
    same bytes and transforms are copied from it; the content is the same with and without.
    """
    with writing(target, previous) as con:
        con.execute(declarations())
        write_lineage(con, revisions, folders)
        _write_source(con, revisions, folders, previous)
        for table in TABLES.values():
            (fill_episodes if table.name in EPISODES else fill)(con, table)
        write_loads(con)
        insert(con, "indicators", indicators().sort("code_list", "code"))
        load_rules(con)
        run_scripts(con, "views")
    return target


def declarations() -> str:
    """SQL of every table, with its comments."""
    facts = (
        declare_episodes(table) if table.name in EPISODES else declare(table) for table in TABLES.values()
    )
    return "\n\n".join([(SQL / "tables.sql").read_text("utf-8"), *facts])


def tables_version() -> str:
    """Changes with whatever decides which rows a table holds; a file of another version is not continued."""
    code = [(SQL / f"{module}.py").read_text("utf-8") for module in ROWS_DECIDED_BY]
    return hashlib.sha256("".join([declarations(), *code]).encode()).hexdigest()[:16]


def _write_source(
    con: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    previous: Path | None,
) -> None:
    """The temporary table `source`: where each release's rows are taken from."""
    now = {revision.id: tuple(folders[file.sha256].name for file in revision.files) for revision in revisions}
    kept = kept_releases(_conformed_before(con), now) if previous else set()
    rows = [
        {
            "series": revision.release.series,
            "release_id": revision.id,
            "file_sha256": file.sha256,
            "part": file.part,
            "folder": str(folders[file.sha256]),
            "kept": revision.id in kept,
        }
        for revision in revisions
        for file in revision.files
    ]
    con.execute(SOURCE)
    insert(con, "source", pl.DataFrame(rows))


def _conformed_before(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    if con.execute("SELECT tables_version FROM previous.snapshot").fetchall() != [(tables_version(),)]:
        return {}
    held = "SELECT release_id, list(conformed ORDER BY part) FROM previous.release_files GROUP BY ALL"
    return {release_id: tuple(folders) for release_id, folders in con.execute(held).fetchall()}
