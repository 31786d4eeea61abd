"""The tables as Parquet, for those who do not read DuckDB files."""

import os
from pathlib import Path

import duckdb

from warehouse.build.digest import TableDigests
from warehouse.database import quoted
from warehouse.snapshots.channels import Snapshot
from warehouse.snapshots.integrity import file_fault

DERIVED = ("physician_fees", "site_of_service", "code_modifiers")  # payments, for Polars and Spark
ABOUT = ("snapshot", "checks", "accepted_checks", "parity", "parity_misses")


def write_parquet(
    con: duckdb.DuckDBPyConnection, folder: Path, said: TableDigests, previous: Snapshot | None
) -> None:
    """One file per table; one with the same rows as in the previous snapshot shares its disk space.

    The derived ones have each row's days of service and of knowledge: a filter on those is what
    `code_figures_on`, `site_of_service_on` and `modifiers_on` do.
    """
    folder.mkdir()
    for name in (*said, *ABOUT, *DERIVED):
        file = f"{name}.parquet"
        if previous and _is_unchanged(name, said, previous):
            os.link(previous.path / "parquet" / file, folder / file)
        else:
            con.execute(f"COPY {name} TO {quoted(folder / file)} (FORMAT parquet, COMPRESSION zstd)")


def _is_unchanged(name: str, said: TableDigests, previous: Snapshot) -> bool:
    """The same rows by digest, in a file that is still as it was published."""
    before = previous.manifest["tables"].get(name, {})
    same = name in said and before.get("digest") == said[name][1]
    return same and not file_fault(previous.path, previous.manifest, f"parquet/{name}.parquet")
