"""What a built file says, independent of row order, machine and DuckDB version."""

import hashlib

import duckdb

from transforms.conforming.load_records import RECORDS
from transforms.indicators import indicators
from transforms.tables import TABLES
from warehouse.changes.diff_sql import declare_comparison
from warehouse.database import SQL

# CMS's tables, where they come from, and what their codes mean; all else follows from them and our SQL.
LINEAGE = ("releases", "release_files", "release_spans", *RECORDS, "indicators")
# When and how a file was fetched and read changes nothing that it says.
NOT_DIGESTED = {
    *("retrieved_at", "last_modified", "etag", "final_url", "conformed_folder"),
    *("known_basis", "published_basis", "license_accepted", "stated_rows"),
}

TableDigests = dict[str, tuple[int, str]]  # table → rows, digest


def table_digests(con: duckdb.DuckDBPyConnection, known: TableDigests) -> TableDigests:
    """Rows and digest of every table that says something of its own; the `known` are not computed again."""
    return {name: known.get(name) or _table(con, name) for name in (*LINEAGE, *TABLES)}


def content_digest(said: TableDigests) -> str:
    """One digest for all that is said, and for the SQL that reads it out."""
    lines = [f"{name} {rows} {digest}" for name, (rows, digest) in sorted(said.items())]
    return hashlib.sha256("\n".join([*lines, sql_digest()]).encode()).hexdigest()


def _table(con: duckdb.DuckDBPyConnection, name: str) -> tuple[int, str]:
    """The sum of the rows' hashes: the same for the same rows in any order, another for a duplicate more."""
    described = con.execute(f"DESCRIBE {name}").fetchall()
    columns = sorted(column for (column, *_) in described if column not in NOT_DIGESTED)
    row = " || chr(31) || ".join(f'coalesce("{column}"::VARCHAR, chr(1))' for column in columns)
    rows, total = con.execute(f"SELECT count(*), sum(md5_number_lower({row})) FROM {name}").fetchall()[0]
    return rows, hashlib.sha256(f"{rows} {total}".encode()).hexdigest()[:16]


def views_version() -> str:
    """Changes with whatever the tables for apps are derived by."""
    return hashlib.sha256((sql_digest() + indicators().write_csv()).encode()).hexdigest()[:16]


def sql_digest() -> str:
    """Of the views, macros, checks, scorecards, and of the rules they read."""
    scripts = sorted([*SQL.glob("*/**/*.sql"), *SQL.glob("*/**/*.tsv")])
    written = [declare_comparison().encode()]
    return hashlib.sha256(b"".join([*(script.read_bytes() for script in scripts), *written])).hexdigest()
