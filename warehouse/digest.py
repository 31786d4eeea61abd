"""What a built file says, independent of row order, machine and DuckDB version."""

import hashlib

import duckdb

from warehouse.database import SQL

# About the build, not about Medicare.
NOT_CONTENT = {"snapshot", "checks", "parity", "parity_misses", "changes"}
# When and how a file was fetched and read changes nothing that it says.
NOT_SAID = {
    "retrieved_at",
    "last_modified",
    "etag",
    "final_url",
    "conformed",
    "known_basis",
    "published_basis",
}

Content = dict[str, tuple[int, str]]  # table → rows, digest


def content(con: duckdb.DuckDBPyConnection) -> Content:
    """Rows and digest of every table in the current database."""
    return {name: _table(con, name) for name in tables(con)}


def content_digest(said: Content) -> str:
    """One digest for all that is said, and for the SQL that reads it out."""
    lines = [
        f"{name} {rows} {digest}" for name, (rows, digest) in sorted(said.items()) if name not in NOT_CONTENT
    ]
    return hashlib.sha256("\n".join([*lines, sql_digest()]).encode()).hexdigest()


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    here = "database_name = current_database() AND NOT temporary"
    rows = con.execute(f"SELECT table_name FROM duckdb_tables() WHERE {here} ORDER BY ALL").fetchall()
    return [name for (name,) in rows]


def _table(con: duckdb.DuckDBPyConnection, name: str) -> tuple[int, str]:
    """The sum of the rows' hashes: the same for the same rows in any order, another for a duplicate more."""
    described = con.execute(f"DESCRIBE {name}").fetchall()
    columns = sorted(column for (column, *_) in described if column not in NOT_SAID)
    row = " || chr(31) || ".join(f'coalesce("{column}"::VARCHAR, chr(1))' for column in columns)
    sums = f"count(*), sum(md5_number_lower({row})), sum(md5_number_upper({row}))"
    rows, low, high = con.execute(f"SELECT {sums} FROM {name}").fetchall()[0]
    return rows, hashlib.sha256(f"{low} {high}".encode()).hexdigest()[:16]


def sql_digest() -> str:
    """Of the views, macros, checks, scorecards, and of the rules they read."""
    scripts = sorted([*SQL.glob("*/*.sql"), *SQL.glob("*/*.tsv")])
    return hashlib.sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest()
