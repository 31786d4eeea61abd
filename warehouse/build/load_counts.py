"""What became of every source row: `loads` and `set_aside`, for all releases in the file."""

import duckdb

from warehouse.database import quoted


def write_loads(con: duckdb.DuckDBPyConnection) -> None:
    """Fills both from the conformed folder of every file."""
    files = con.execute("SELECT release_id, file_sha256, folder FROM source ORDER BY ALL").fetchall()
    for release_id, sha256, folder in files:
        for account in ("loads", "set_aside"):
            rows = f"FROM read_parquet({quoted(f'{folder}/{account}.parquet')})"
            lineage = "$1 AS release_id, $2 AS file_sha256"
            con.execute(f"INSERT INTO {account} BY NAME SELECT {lineage}, * {rows}", [release_id, sha256])
