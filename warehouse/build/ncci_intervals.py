"""Type-2 history of the NCCI tables: a row that CMS repeats quarter after quarter is stored once.

CMS's quarterly PTP and MUE files are whole tables, and most rows do not change. Each stored row has the
first and the last release that list it without a gap; the last is null while the newest loaded release still
lists it. Releases of an NCCI table follow each other by vintage and posting.
"""

from itertools import groupby

import duckdb

from transforms.table import Table
from warehouse.build.source_tables import KEPT, conformed_files, create, declared_columns, lookup_key
from warehouse.database import quoted

INTERVAL_TABLES = ("ncci_ptp", "ncci_mue")
LISTED = {
    "first_release_id VARCHAR NOT NULL": "First release that lists the row with exactly these values",
    "last_release_id VARCHAR": "Last release that lists it so; null while the newest loaded release lists it",
}
# Pairs are looked up from either side; a second copy in the other order is smaller and faster than an index.
OTHER_ORDER = {"ncci_ptp": {"ncci_ptp_by_column_2": ["column_2", "column_1"]}}
COPIES = {name for orders in OTHER_ORDER.values() for name in orders}


def declare_intervals(table: Table) -> str:
    *others, last = (name.rpartition("-")[2] for name in table.series)
    ncci_table = {"ncci_table VARCHAR NOT NULL": f"{', '.join(others)} or {last}"}
    columns = ncci_table | declared_columns(table) | LISTED
    return "\n".join(
        create(name, table.doc, columns) for name in [table.name, *OTHER_ORDER.get(table.name, {})]
    )


def fill_intervals(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Keep reusable intervals; then let each further release in order end some intervals and begin others."""
    orders = {table.name: lookup_key(table), **OTHER_ORDER.get(table.name, {})}
    for name in orders:
        con.execute(f"DELETE FROM {name} WHERE first_release_id NOT IN ({KEPT})")
    for release_id, files in groupby(conformed_files(con, table), key=lambda pair: pair[0]):
        _compare(con, table, release_id, [str(file) for _, file in files])
        for name, key in orders.items():
            _end(con, table, name, release_id)
            con.execute(
                f"INSERT INTO {name} SELECT *, $1, NULL FROM begun ORDER BY {', '.join(key)}", [release_id]
            )
        con.execute("DROP TABLE posted; DROP TABLE begun; DROP TABLE ended")


def _compare(con: duckdb.DuckDBPyConnection, table: Table, release_id: str, files: list[str]) -> None:
    """Find the rows of the release that begin an interval, and the open intervals that it no longer lists."""
    setting = quoted(_setting(release_id))
    columns = ", ".join(column.name for column in table.columns)
    con.execute(
        f"CREATE TEMP TABLE posted AS SELECT {setting} AS ncci_table, {columns} FROM read_parquet($1)",
        [files],
    )
    still_open = f"WHERE last_release_id IS NULL AND ncci_table = {setting}"
    held = f"SELECT ncci_table, {columns} FROM {table.name} {still_open}"
    con.execute(f"CREATE TEMP TABLE begun AS FROM posted EXCEPT {held}")
    con.execute(f"CREATE TEMP TABLE ended AS {held} EXCEPT FROM posted")


def _end(con: duckdb.DuckDBPyConnection, table: Table, name: str, release_id: str) -> None:
    """Close the ended intervals with the NCCI table's last release before this one."""
    place = "SELECT min(place) FROM source WHERE release_id = $2"
    last = f"SELECT arg_max(release_id, place) FROM source WHERE series = $1 AND place < ({place})"
    con.execute(
        f"UPDATE {name} AS stored SET last_release_id = ({last}) FROM ended "
        f"WHERE stored.last_release_id IS NULL AND {_same_row(table)}",
        [release_id.split()[0], release_id],
    )


def _same_row(table: Table) -> str:
    names = ["ncci_table", *(column.name for column in table.columns)]
    return " AND ".join(f"ended.{name} IS NOT DISTINCT FROM stored.{name}" for name in names)


def _setting(release_id: str) -> str:
    """Return the NCCI table of a release: `ncci-ptp-practitioner 2024Q3 r1` → `practitioner`."""
    return release_id.split()[0].rsplit("-", 1)[-1]
