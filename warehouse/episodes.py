"""NCCI tables as episodes: a row that CMS repeats quarter after quarter is stored once.

CMS's quarterly PTP and MUE files are whole tables, nearly all of them unchanged. An episode is a row with the
first and the last release that lists it without a break; the last is null while the newest release held still
lists it. Releases of a setting follow each other in the order of their ids: any fixed order gives every
quarter back.
"""

from itertools import groupby

import duckdb

from transforms.table import Table
from warehouse.database import quoted
from warehouse.facts import conformed_files, create, declared_columns, has_kept, lookup_key

EPISODES = ("ncci_ptp", "ncci_mue")
SETTING = {"setting VARCHAR NOT NULL": "practitioner, hospital (outpatient) or dme (supplier)"}
LISTED = {
    "first_release_id VARCHAR NOT NULL": "First release that lists the row as it is here",
    "last_release_id VARCHAR": "Last release that lists it so; null while the newest one held does",
}
# Pairs are asked for from either side; a second copy in the other order beats an index in size and speed.
OTHER_ORDER = {"ncci_ptp": {"ncci_ptp_by_column_2": ["column_2", "column_1"]}}
KEPT = "first_release_id IN (SELECT release_id FROM source WHERE kept)"


def declare_episodes(table: Table) -> str:
    columns = SETTING | declared_columns(table) | LISTED
    return "\n".join(
        create(name, table.doc, columns) for name in [table.name, *OTHER_ORDER.get(table.name, {})]
    )


def fill_episodes(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The episodes of the previous file, then one release after the other added to them."""
    orders = {table.name: lookup_key(table), **OTHER_ORDER.get(table.name, {})}
    further = conformed_files(con, table)
    if has_kept(con) and not further:
        for name in orders:
            con.execute(f"INSERT INTO {name} FROM previous.{name} WHERE {KEPT}")
        return
    con.execute(f"CREATE TEMP TABLE episode AS FROM {table.name} LIMIT 0")
    if has_kept(con):
        con.execute(f"INSERT INTO episode FROM previous.{table.name} WHERE {KEPT}")
    for release_id, files in groupby(further, key=lambda pair: pair[0]):
        _continue(con, table, release_id, [str(file) for _, file in files])
    for name, key in orders.items():
        con.execute(f"INSERT INTO {name} FROM episode ORDER BY {', '.join(key)}, setting, first_release_id")
    con.execute("DROP TABLE episode")


def _continue(con: duckdb.DuckDBPyConnection, table: Table, release_id: str, files: list[str]) -> None:
    """The episodes with one more release of a setting, which comes after all that they hold of it."""
    _post(con, table, release_id, files)
    held = "FROM episode WHERE setting = $1 AND last_release_id IS NULL LIMIT 1"
    if con.execute(held, [_setting(release_id)]).fetchall():
        _end(con, table, release_id)
        _begin(con, table, release_id)
    else:
        con.execute("INSERT INTO episode SELECT *, $1, NULL FROM posted", [release_id])
    con.execute("DROP TABLE posted")


def _post(con: duckdb.DuckDBPyConnection, table: Table, release_id: str, files: list[str]) -> None:
    """The release's rows as CMS posted them, all parts together."""
    columns = ", ".join(column.name for column in table.columns)
    rows = f"SELECT {quoted(_setting(release_id))} AS setting, {columns} FROM read_parquet($1)"
    con.execute(f"CREATE OR REPLACE TEMP TABLE posted AS {rows}", [files])


def _end(con: duckdb.DuckDBPyConnection, table: Table, release_id: str) -> None:
    """Closes the open episodes whose row the release no longer lists."""
    last = "SELECT max(release_id) FROM source WHERE series = $1 AND release_id < $2"
    con.execute(
        f"UPDATE episode SET last_release_id = ({last}) WHERE setting = $3 AND last_release_id IS NULL "
        f"AND NOT EXISTS (FROM posted WHERE {_same_row(table)})",
        [release_id.split()[0], release_id, _setting(release_id)],
    )


def _begin(con: duckdb.DuckDBPyConnection, table: Table, release_id: str) -> None:
    """Opens an episode for each row that no open one holds."""
    con.execute(
        f"INSERT INTO episode SELECT *, $1, NULL FROM posted "
        f"WHERE NOT EXISTS (FROM episode WHERE episode.last_release_id IS NULL AND {_same_row(table)})",
        [release_id],
    )


def _same_row(table: Table) -> str:
    names = ["setting", *(column.name for column in table.columns)]
    return " AND ".join(f"posted.{name} IS NOT DISTINCT FROM episode.{name}" for name in names)


def _setting(release_id: str) -> str:
    """`ncci-ptp-practitioner 2024Q3 r1` → `practitioner`."""
    return release_id.split()[0].rsplit("-", 1)[-1]
