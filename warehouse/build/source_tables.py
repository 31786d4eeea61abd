"""CMS's tables in the warehouse: the conformed columns, preceded by the release they came from."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from transforms.table import Column, Table
from warehouse.database import quoted

RELEASE = {"release_id VARCHAR NOT NULL": "Release the row came from"}
KEPT = "SELECT release_id FROM source WHERE kept"
TYPES = {pl.String: "VARCHAR", pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.Int32: "INTEGER"}


class UnexpectedParquet(ValueError):
    """A conformed file's columns are not those that its table declares."""


def declare(table: Table) -> str:
    return create(table.name, table.doc, RELEASE | declared_columns(table))


def create(name: str, doc: str, columns: Mapping[str, str]) -> str:
    """`CREATE TABLE` and `COMMENT ON` from column definitions and what they mean."""
    body = ",\n    ".join(columns)
    comments = [f"COMMENT ON COLUMN {name}.{c.split()[0]} IS {quoted(doc)};" for c, doc in columns.items()]
    return "\n".join(
        [f"CREATE TABLE {name} (\n    {body}\n);", f"COMMENT ON TABLE {name} IS {quoted(doc)};", *comments]
    )


def declared_columns(table: Table) -> dict[str, str]:
    """The conformed columns: SQL definition and meaning."""
    return {f"{column.name} {_type(column)}": column.doc for column in table.columns}


def fill(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Rows of every release: kept ones stay, the others follow, sorted by what they are looked up by."""
    con.execute(f"DELETE FROM {table.name} WHERE release_id NOT IN ({KEPT})")
    columns = ", ".join(column.name for column in table.columns)
    further = [
        f"SELECT {quoted(release_id)} AS release_id, {columns} FROM read_parquet({quoted(file)})"
        for release_id, file in conformed_files(con, table)
    ]
    if further:
        order = ", ".join([*lookup_key(table), "release_id"])
        con.execute(f"INSERT INTO {table.name} FROM ({' UNION ALL '.join(further)}) ORDER BY {order}")


def lookup_key(table: Table) -> list[str]:
    """The key with the code first: people ask for a code, not for a contractor."""
    return sorted(table.key, key=lambda name: name not in ("hcpcs", "zip", "column_1"))


def conformed_files(con: duckdb.DuckDBPyConnection, table: Table) -> list[tuple[str, Path]]:
    """`(release_id, file)` of the releases to be loaded that hold the table, in order, columns verified."""
    rows = con.execute("SELECT release_id, folder FROM source WHERE NOT kept ORDER BY place, part").fetchall()
    files = [(release_id, Path(folder) / f"{table.name}.parquet") for release_id, folder in rows]
    held = [(release_id, file) for release_id, file in files if file.exists()]
    for release_id, file in held:
        _verify(table, release_id, file)
    return held


def _verify(table: Table, release_id: str, file: Path) -> None:
    """Inserting by name would let a missing column or a text where a decimal belongs pass silently."""
    expected = {column.name: column.type for column in table.columns}
    found = dict(pl.read_parquet_schema(file))
    if found != expected:
        differing = sorted({name for name, _ in expected.items() ^ found.items()})
        raise UnexpectedParquet(
            f"{release_id} · {file.name}: columns {differing} differ; expected {expected}, found {found}. "
            f"To do: remove the conformed folder {file.parent} and conform the release again."
        )


def _type(column: Column) -> str:
    """The column's SQL type and NOT NULL where CMS never leaves it blank."""
    null = "" if column.nullable or column.optional else " NOT NULL"
    if isinstance(column.type, pl.Decimal):
        return f"DECIMAL({column.type.precision}, {column.type.scale}){null}"
    return TYPES[type(column.type)] + null
