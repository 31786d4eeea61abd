"""The tables as Parquet, for those who do not read DuckDB files."""

import os
from pathlib import Path

import duckdb

from warehouse.build.digest import TableDigests
from warehouse.database import quoted
from warehouse.snapshots.channels import Snapshot

ABOUT = ("snapshot", "checks", "parity", "parity_misses")


def write_parquet(
    con: duckdb.DuckDBPyConnection, folder: Path, said: TableDigests, previous: Snapshot | None
) -> None:
    """One file a table; a table unchanged since the previous snapshot shares that one's disk space."""
    folder.mkdir()
    for name in (*said, *ABOUT):
        file = f"{name}.parquet"
        if previous and _unchanged(name, said, previous):
            os.link(previous.path / "parquet" / file, folder / file)
        else:
            con.execute(f"COPY {name} TO {quoted(folder / file)} (FORMAT parquet, COMPRESSION zstd)")


def _unchanged(name: str, said: TableDigests, previous: Snapshot) -> bool:
    before = previous.manifest["tables"].get(name, {})
    return name in said and before.get("digest") == said[name][1]
