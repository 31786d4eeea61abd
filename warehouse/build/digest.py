"""Content digest of a built file, independent of row order, machine and DuckDB version."""

import hashlib

import duckdb

from transforms.conforming.load_records import RECORDS
from transforms.indicators import indicators
from transforms.tables import TABLES
from warehouse.changes.diff_sql import declare_comparison
from warehouse.database import SQL

# CMS's tables, their lineage and their code meanings; all else is derived from them by our SQL.
LINEAGE = ("releases", "release_files", "release_spans", *RECORDS, "indicators")
# When and how a file was fetched and read does not change its content.
NOT_DIGESTED = {
    *("retrieved_at", "last_modified", "etag", "final_url", "conformed_folder"),
    *("known_basis", "published_basis", "license_accepted", "stated_rows"),
}

TableDigests = dict[str, tuple[int, str]]  # table → rows, digest


def table_digests(con: duckdb.DuckDBPyConnection, known: TableDigests) -> TableDigests:
    """Return row count and digest of every source and lineage table; those in `known` are reused."""
    return {name: known.get(name) or _table(con, name) for name in (*LINEAGE, *TABLES)}


def content_digest(digests: TableDigests) -> str:
    """Return one digest of all table digests and of the SQL that derives the rest."""
    lines = [f"{name} {rows} {digest}" for name, (rows, digest) in sorted(digests.items())]
    return hashlib.sha256("\n".join([*lines, sql_digest()]).encode()).hexdigest()


def _table(con: duckdb.DuckDBPyConnection, name: str) -> tuple[int, str]:
    """Sum the row hashes: row order does not change the digest, a duplicate row does."""
    described = con.execute(f"DESCRIBE {name}").fetchall()
    columns = sorted(column for (column, *_) in described if column not in NOT_DIGESTED)
    row = " || chr(31) || ".join(f'coalesce("{column}"::VARCHAR, chr(1))' for column in columns)
    rows, total = con.execute(f"SELECT count(*), sum(md5_number_lower({row})) FROM {name}").fetchall()[0]
    return rows, hashlib.sha256(f"{rows} {total}".encode()).hexdigest()[:16]


def views_version() -> str:
    """Return a hash of everything that derives the tables for apps from the source tables."""
    return hashlib.sha256((sql_digest() + indicators().write_csv()).encode()).hexdigest()[:16]


def sql_digest() -> str:
    """Hash the models, macros, checks and scorecards, and the rules that they read."""
    scripts = sorted([*SQL.glob("*/**/*.sql"), *SQL.glob("*/**/*.tsv")])
    written = [declare_comparison().encode()]
    return hashlib.sha256(b"".join([*(script.read_bytes() for script in scripts), *written])).hexdigest()
