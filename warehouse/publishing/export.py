"""Export the tables as Parquet, for readers without DuckDB.

    parquet/releases.parquet                      small tables; NCCI intervals, by code
    parquet/pfs_rvu/year=2026/rows.parquet        source rows of the releases that take effect in that year
    parquet/physician_fees/year=2026/rows.parquet derived payments of spans that begin in that year, by code

A file is sorted by release and code, and its row groups are small and have statistics: a reader that needs
one release or one code fetches only the few row groups that can contain it.
"""

import os
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from transforms.tables import TABLES
from warehouse.build.contracts import models
from warehouse.build.digest import TableDigests
from warehouse.build.ncci_intervals import INTERVAL_TABLES
from warehouse.build.source_tables import lookup_key
from warehouse.build.touched import unchanged_times
from warehouse.database import quoted
from warehouse.snapshots.channels import Snapshot
from warehouse.snapshots.integrity import file_fault

# Derived payments, for Polars and Spark, and the table of time spans on which each depends.
DERIVED = {"physician_fees": "pfs_spans", "site_of_service": "site_spans", "code_modifiers": "pfs_spans"}
ABOUT = ("snapshot", "checks", "accepted_checks", "parity", "parity_misses")
ROWS = "rows.parquet"
ROW_GROUP = 8192  # rows, a few pages of compressed columns: the least that one query reads
PARQUET_OPTIONS = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"


@dataclass(frozen=True)
class Export:
    """One file of the export; `is_same` if the previous snapshot has the same rows."""

    name: str
    query: str
    is_same: bool


def write_parquet(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    digests: TableDigests,
    previous: Snapshot | None,
    same_years: Mapping[str, Set[int]],
) -> dict[str, dict[str, Any]]:
    """Write every table; a file whose rows equal the previous snapshot's is a hard link to it.

    Return the manifest entries of the linked files, which were verified against their SHA-256.

    `same_years` lists, per table, the years in which no release changed since the previous snapshot.
    Derived rows have their service and known dates: `code_figures_on`, `site_of_service_on` and
    `modifiers_on` filter on those.
    """
    folder.mkdir()
    linked: dict[str, dict[str, Any]] = {}
    for export in _exports(con, digests, previous, same_years):
        target = folder / export.name
        target.parent.mkdir(parents=True, exist_ok=True)
        name = f"{folder.name}/{export.name}"
        if previous and export.is_same and not file_fault(previous.path, previous.manifest, name):
            os.link(previous.path / name, target)
            linked[name] = previous.manifest["files"][name]
        else:
            con.execute(f"COPY ({export.query}) TO {quoted(target)} ({PARQUET_OPTIONS})")
    return linked


def _exports(
    con: duckdb.DuckDBPyConnection,
    digests: TableDigests,
    previous: Snapshot | None,
    same_years: Mapping[str, Set[int]],
) -> Iterator[Export]:
    for name in (*digests, *ABOUT):
        if name in TABLES and name not in INTERVAL_TABLES:
            yield from _years(con, name, same_years.get(name, set()))
        else:
            yield _whole(name, digests, previous)
    same_times = unchanged_times(con, previous.database) if previous else {}
    for name, times in DERIVED.items():
        yield from _years_of_service(con, name, times, same_times.get(times, set()))


def _whole(name: str, digests: TableDigests, previous: Snapshot | None) -> Export:
    before = previous.manifest["tables"].get(name, {}) if previous else {}
    is_same = name in digests and before.get("digest") == digests[name][1]
    key = lookup_key(TABLES[name]) if name in TABLES else []
    order = f" ORDER BY {', '.join(key)}" if key else ""
    return Export(f"{name}.parquet", f"FROM {name}{order}", is_same)


def _years(con: duckdb.DuckDBPyConnection, name: str, same: Set[int]) -> list[Export]:
    """Return one file per year in which releases take effect; none for a table without rows."""
    held = f"SELECT DISTINCT release_id FROM {name}"
    found = con.execute(
        f"SELECT year(service_from), list(release_id ORDER BY service_from, vintage, revision) "
        f"FROM releases WHERE release_id IN ({held}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [
        Export(f"{name}/year={year}/{ROWS}", _rows_of(name, releases), year in same)
        for year, releases in found
    ]


def _years_of_service(con: duckdb.DuckDBPyConnection, name: str, times: str, same: Set[int]) -> list[Export]:
    """Return one file per year in which the rows' service spans begin."""
    years = con.execute(f"SELECT DISTINCT year(service_from) FROM {times} ORDER BY ALL").fetchall()
    # DuckDB pushes a range of days down into the tables that a view reads, but not year().
    days = "service_from BETWEEN DATE '{0}-01-01' AND DATE '{0}-12-31'"
    order = dict.fromkeys(("hcpcs", "service_from", *models()[name].key))
    query = f"FROM {name} WHERE {days} ORDER BY {', '.join(order)}"
    return [Export(f"{name}/year={year}/{ROWS}", query.format(year), year in same) for (year,) in years]


def _rows_of(name: str, releases: list[str]) -> str:
    """Return the query for these releases in order, each sorted by lookup key."""
    listed = f"[{', '.join(map(quoted, releases))}]"
    order = ", ".join([f"list_position({listed}, release_id)", *lookup_key(TABLES[name])])
    return f"FROM {name} WHERE release_id IN ({', '.join(map(quoted, releases))}) ORDER BY {order}"
