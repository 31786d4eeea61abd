"""CMS's tables in the warehouse: the conformed columns, preceded by the release id."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from transforms.table import Column, Table
from warehouse.database import quoted

RELEASE = {"release_id VARCHAR NOT NULL": "Release that the row came from"}
KEPT = "SELECT release_id FROM source WHERE kept"
LOADED_NOW = "SELECT release_id FROM source WHERE NOT kept"
TYPES = {pl.String: "VARCHAR", pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.Int32: "INTEGER"}


class UnexpectedParquet(ValueError):
    """The columns of a conformed file differ from those that its table declares."""


def declare(table: Table) -> str:
    return create(table.name, table.doc, RELEASE | declared_columns(table))


def create(name: str, doc: str, columns: Mapping[str, str]) -> str:
    """Return `CREATE TABLE` and `COMMENT ON` for these column definitions and meanings."""
    body = ",\n    ".join(columns)
    comments = [f"COMMENT ON COLUMN {name}.{c.split()[0]} IS {quoted(doc)};" for c, doc in columns.items()]
    return "\n".join(
        [f"CREATE TABLE {name} (\n    {body}\n);", f"COMMENT ON TABLE {name} IS {quoted(doc)};", *comments]
    )


def declared_columns(table: Table) -> dict[str, str]:
    """Return SQL definition and meaning of each conformed column."""
    return {f"{column.name} {_type(column)}": column.doc for column in table.columns}


def fill(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Keep rows of reusable releases and append all others, sorted by lookup key."""
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
    """Return the key with the code first, because lookups are by code rather than by contractor."""
    return sorted(table.key, key=lambda name: name not in ("hcpcs", "column_1"))


def conformed_files(con: duckdb.DuckDBPyConnection, table: Table) -> list[tuple[str, Path]]:
    """Return `(release_id, file)` of each release to load that has the table, after checking columns."""
    rows = con.execute("SELECT release_id, folder FROM source WHERE NOT kept ORDER BY place, part").fetchall()
    files = [(release_id, Path(folder) / f"{table.name}.parquet") for release_id, folder in rows]
    existing = [(release_id, file) for release_id, file in files if file.exists()]
    for release_id, file in existing:
        _verify(table, release_id, file)

    return existing


def _verify(table: Table, release_id: str, file: Path) -> None:
    """Raise `UnexpectedParquet` if columns or types differ: an insert by name would accept them silently."""
    expected = {column.name: column.type for column in table.columns}
    found = dict(pl.scan_parquet(file, glob=False).collect_schema())
    if found != expected:
        differing = sorted({name for name, _ in expected.items() ^ found.items()})
        raise UnexpectedParquet(
            f"{release_id} · {file.name}: columns {differing} differ; expected {expected}, found {found}. "
            f"To do: remove the conformed folder {file.parent} and conform the release again."
        )


def _type(column: Column) -> str:
    """Return the column's SQL type, with NOT NULL if CMS never leaves it blank."""
    null = "" if column.nullable or column.optional else " NOT NULL"
    if isinstance(column.type, pl.Decimal):
        return f"DECIMAL({column.type.precision}, {column.type.scale}){null}"
    return TYPES[type(column.type)] + null
