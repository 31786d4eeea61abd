"""Content digest of a built file, independent of row order, machine and DuckDB version."""

import hashlib
from collections.abc import Sequence, Set

import duckdb
import polars as pl

from transforms.conforming.load_records import RECORDS
from transforms.indicators import indicators
from transforms.tables import TABLES
from warehouse.build.ncci_intervals import INTERVAL_TABLES
from warehouse.changes.diff_sql import declare_comparison
from warehouse.database import SQL, insert, quoted

# CMS's tables, their lineage and their code meanings; all else is derived from them by our SQL.
LINEAGE = ("releases", "release_files", "release_spans", *RECORDS, "indicators")
DIGESTED = (*LINEAGE, *TABLES)
# When and how a file was fetched and read does not change its content.
NOT_DIGESTED = {
    *("retrieved_at", "last_modified", "etag", "final_url", "conformed_folder"),
    *("known_basis", "published_basis", "license_accepted", "stated_rows"),
}

TableDigests = dict[str, tuple[int, str]]  # table → rows, digest
Sums = dict[tuple[str, str], tuple[int, int]]  # table and release → rows, sum of their hashes
WHOLE = "*"  # in place of a release id, for tables whose rows do not belong to one release
# Small tables, in which one release can change the rows of another: always summed again.
ALWAYS = ("releases", "release_files", "release_spans", "indicators")
SUMS = "SELECT table_name, release_id, row_count, hash_sum FROM release_digests"


def known_sums(con: duckdb.DuckDBPyConnection, kept: Set[str], unchanged: Set[str]) -> Sums:
    """Return the sums that an earlier file stores for the `kept` releases and the `unchanged` tables."""
    return {
        (table, release_id): (rows, int(total))
        for table, release_id, rows, total in con.execute(SUMS).fetchall()
        if table not in ALWAYS and (table in unchanged or release_id in kept)
    }


def table_sums(con: duckdb.DuckDBPyConnection, known: Sums, kept: Set[str] = frozenset()) -> Sums:
    """Return row count and sum of row hashes per source or lineage table and release.

    Row order does not change a sum, a duplicate row does. The sum of a table is the total of its releases,
    so an incremental build passes those of the `kept` releases as `known`, and hashes the rows of the others.
    Also fills `release_digests`.
    """
    releases = [release_id for (release_id,) in con.execute("SELECT release_id FROM releases").fetchall()]
    new = [release_id for release_id in releases if release_id not in kept]
    sums = {entry: found for name in DIGESTED for entry, found in _sums(con, name, known, new).items()}
    rows = [(*entry, count, str(total)) for entry, (count, total) in sorted(sums.items())]
    con.execute("DELETE FROM release_digests")
    names = ["table_name", "release_id", "row_count", "hash_sum"]
    insert(con, "release_digests", pl.DataFrame(rows, schema=names, orient="row"))
    return sums


def table_digests(sums: Sums) -> TableDigests:
    """Return row count and digest of every source and lineage table."""
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in DIGESTED}
    for (table, _), row_sum in sums.items():
        found[table].append(row_sum)
    return {name: _digest(some) for name, some in found.items()}


def content_digest(digests: TableDigests) -> str:
    """Return one digest of all table digests and of the SQL that derives the rest."""
    lines = [f"{name} {rows} {digest}" for name, (rows, digest) in sorted(digests.items())]
    return hashlib.sha256("\n".join([*lines, sql_digest()]).encode()).hexdigest()


def views_version() -> str:
    """Return a hash of everything that derives the tables for apps from the source tables."""
    return hashlib.sha256((sql_digest() + indicators().write_csv()).encode()).hexdigest()[:16]


def sql_digest() -> str:
    """Hash the models, macros, checks and scorecards, and the rules that they read."""
    scripts = sorted([*SQL.glob("*/**/*.sql"), *SQL.glob("*/**/*.tsv")])
    written = [declare_comparison().encode()]
    return hashlib.sha256(b"".join([*(script.read_bytes() for script in scripts), *written])).hexdigest()


def _digest(sums: Sequence[tuple[int, int]]) -> tuple[int, str]:
    rows, total = sum(rows for rows, _ in sums), sum(total for _, total in sums)
    text = f"{rows} {total if rows else None}"  # as before sums were stored per release: ids stay the same
    return rows, hashlib.sha256(text.encode()).hexdigest()[:16]


def _sums(con: duckdb.DuckDBPyConnection, table: str, known: Sums, new: Sequence[str]) -> Sums:
    before = {entry: found for entry, found in known.items() if entry[0] == table}
    if (table, WHOLE) in before:
        return before
    if table in (*ALWAYS, *INTERVAL_TABLES):
        return _hashed(con, table, quoted(WHOLE), "true")
    owned = ", ".join(quoted(release_id) for release_id in new if _may_have_rows(table, release_id))
    return before | (_hashed(con, table, "release_id", f"release_id IN ({owned})") if owned else {})


def _may_have_rows(table: str, release_id: str) -> bool:
    """Return False if the release's series does not fill the table; every series has load records."""
    return table not in TABLES or release_id.split()[0] in TABLES[table].series


def _hashed(con: duckdb.DuckDBPyConnection, table: str, owner: str, where: str) -> Sums:
    """Return row count and sum of the rows' hashes by owner."""
    hashed = f"sum(md5_number_lower({_row(con, table)}))"
    found = con.execute(
        f"SELECT {owner}, count(*), {hashed} FROM {table} WHERE {where} GROUP BY 1"
    ).fetchall()
    return {(table, release_id): (rows, int(total)) for release_id, rows, total in found}


def _row(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Return the SQL expression for all digested columns of a row as text."""
    described = con.execute(f"DESCRIBE {table}").fetchall()
    columns = sorted(column for (column, *_) in described if column not in NOT_DIGESTED)
    return " || chr(31) || ".join(f'coalesce("{column}"::VARCHAR, chr(1))' for column in columns)
