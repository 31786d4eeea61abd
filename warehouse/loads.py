"""What became of every source row: `loads` and `set_aside`, for all releases in the file."""

import duckdb

from warehouse.database import quoted
from warehouse.facts import has_kept

ACCOUNTS = ("loads", "set_aside")


def write_loads(con: duckdb.DuckDBPyConnection) -> None:
    """Rows of kept releases from the previous file, those of the others from their conformed folders."""
    for account in ACCOUNTS:
        if has_kept(con):
            held = "release_id IN (SELECT release_id FROM source WHERE kept)"
            con.execute(f"INSERT INTO {account} FROM previous.{account} WHERE {held}")
        for release_id, sha256, folder in _to_load(con):
            rows = f"FROM read_parquet({quoted(f'{folder}/{account}.parquet')})"
            lineage = "$1 AS release_id, $2 AS file_sha256"
            con.execute(f"INSERT INTO {account} BY NAME SELECT {lineage}, * {rows}", [release_id, sha256])


def _to_load(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    rows = "SELECT release_id, file_sha256, folder FROM source WHERE NOT kept ORDER BY release_id, part"
    return con.execute(rows).fetchall()
