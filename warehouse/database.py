"""Open the DuckDB files that this project writes; a reader needs only DuckDB."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import polars as pl

SQL = Path(__file__).parent / "sql"
THREAD_MEMORY = 600 << 20  # bytes; two threads need more than 1 GB to sort a year of sites
UNITS = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
ALL_RELATIONS = """
SELECT 'VIEW', view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT 'TABLE', table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary
UNION ALL
SELECT DISTINCT CASE WHEN function_type = 'table_macro' THEN 'MACRO TABLE' ELSE 'MACRO' END, function_name
FROM duckdb_functions()
WHERE database_name = current_database() AND NOT internal
"""


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection whose current database is the file at `path`, created if absent.

    DuckDB 1.4 and 1.5 cannot read a file that DuckDB 2.0 writes with its default storage version, hence the
    explicit one. Small row groups let a lookup by a sorted column skip nearly all of them.
    """
    spill = path.with_name(".spill")
    with duckdb.connect() as con:
        con.execute(f"SET memory_limit = {quoted(memory_limit())}; SET temp_directory = {quoted(spill)}")
        con.execute(f"SET threads = {_threads(con)}")
        options = f"STORAGE_VERSION 'v1.2.0', ROW_GROUP_SIZE 8192{_without_log()}"
        con.execute(f"ATTACH {quoted(path)} AS warehouse ({options})")
        con.execute("USE warehouse")
        yield con
        con.execute("USE memory")
        con.execute("DETACH warehouse")
    shutil.rmtree(spill, ignore_errors=True)


def _threads(con: duckdb.DuckDBPyConnection) -> int:
    """Return how many threads the memory limit allows, at most one per core: each sorts rows of its own."""
    [(memory, cores)] = con.execute(
        "SELECT current_setting('memory_limit'), current_setting('threads')"
    ).fetchall()
    size, unit = memory.split()
    return max(1, min(int(cores), int(float(size) * UNITS[unit] / THREAD_MEMORY)))


def _without_log() -> str:
    """Return the option that skips the write-ahead log; DuckDB 1.4 lacks it and writes more slowly."""
    has_option = tuple(int(part) for part in duckdb.__version__.split(".")[:2]) >= (1, 5)
    return ", RECOVERY_MODE no_wal_writes" if has_option else ""


def memory_limit() -> str:
    """Return `$CMSFEES_MEMORY`, or half of the machine's memory up to 8 GB."""
    from sources.settings import (
        Settings,
    )  # imported here because it needs the pipeline's packages, which readers lack

    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return Settings().memory or f"{min(half, 8 << 30)}B"


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a read-only connection to the file at exactly this path."""
    with duckdb.connect(path.resolve(), read_only=True) as con:
        yield con


def drop_all_but(con: duckdb.DuckDBPyConnection, kept: set[str]) -> None:
    """Drop everything except these tables from the current database, and free the space for reuse."""
    for kind, name in con.execute(ALL_RELATIONS).fetchall():
        if kind != "TABLE" or name not in kept:
            con.execute(f'DROP {kind} "{name}"')
    con.execute("CHECKPOINT")


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: "pl.DataFrame") -> None:
    """Add the frame's rows, matching columns by name."""
    if frame.is_empty():
        return
    con.register("frame_to_insert", frame)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame_to_insert")
    con.unregister("frame_to_insert")


def quoted(text: object) -> str:
    """Return a SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"
