"""The load records of all releases as tables: the outcome of every member, table, column and row."""

import duckdb

from transforms.conforming.load_records import COUNTS, RECORDS
from warehouse.build.source_tables import KEPT, RELEASE, create
from warehouse.database import quoted

LINEAGE = RELEASE | {"file_sha256 VARCHAR NOT NULL": "SHA-256 of the zip that contains the member"}


def declare_load_tables() -> str:
    """Return the SQL of one table per load record, with the zip that it describes."""
    return "\n\n".join(create(name, record.doc, LINEAGE | _columns(name)) for name, record in RECORDS.items())


def fill_load_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Add the records of every zip loaded in this build; those of kept releases stay."""
    found = con.execute(
        "SELECT release_id, file_sha256, folder FROM source WHERE NOT kept ORDER BY ALL"
    ).fetchall()
    for name in RECORDS:
        con.execute(f"DELETE FROM {name} WHERE release_id NOT IN ({KEPT})")
        zips = [
            f"SELECT {quoted(release_id)} AS release_id, {quoted(sha256)} AS file_sha256, * "
            f"FROM read_parquet({quoted(f'{folder}/{name}.parquet')})"
            for release_id, sha256, folder in found
        ]
        if zips:
            con.execute(f"INSERT INTO {name} BY NAME {' UNION ALL BY NAME '.join(zips)}")


def _columns(name: str) -> dict[str, str]:
    """Return the definition and meaning of each column."""
    record = RECORDS[name]
    return {_defined(column, record.nullable): doc for column, doc in record.columns.items()}


def _defined(column: str, nullable: frozenset[str]) -> str:
    kind = "BIGINT" if column in COUNTS else "VARCHAR"
    return f'"{column}" {kind}{"" if column in nullable else " NOT NULL"}'
