"""What became of every source row: `load_counts` and `set_aside`, for all releases in the file."""

import duckdb

from warehouse.build.source_tables import KEPT
from warehouse.database import quoted

ACCOUNTS = (  # conformed file, table, columns that the table calls otherwise
    ("loads", "load_counts", "RENAME (rows_folded AS duplicate_rows, repaired AS cells_repaired)"),
    ("set_aside", "set_aside", ""),
)
COUNT_TABLES = {table for _, table, _ in ACCOUNTS}


def write_loads(con: duckdb.DuckDBPyConnection) -> None:
    """Fills both from the conformed folder of every file that is loaded now; those of kept releases stay."""
    for table in COUNT_TABLES:
        con.execute(f"DELETE FROM {table} WHERE release_id NOT IN ({KEPT})")
    files = con.execute("SELECT release_id, file_sha256, folder FROM source WHERE NOT kept ORDER BY ALL")
    for release_id, sha256, folder in files.fetchall():
        for account, table, renamed in ACCOUNTS:
            rows = f"FROM read_parquet({quoted(f'{folder}/{account}.parquet')})"
            lineage = "$1 AS release_id, $2 AS file_sha256"
            con.execute(
                f"INSERT INTO {table} BY NAME SELECT {lineage}, * {renamed} {rows}", [release_id, sha256]
            )
