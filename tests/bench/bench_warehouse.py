"""Cost of publishing and querying the copy of CMS's files: bench_warehouse.py REAL_FILES WORK_FOLDER.

Conformed files are made first and kept in WORK_FOLDER; the figures do not include them.
"""

import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from tests.warehouse.conftest import conform_all
from tests.warehouse.publishing import publish_snapshot
from tests.warehouse.released import real_revisions
from warehouse.publishing.publish import Published

LATE = ("ncci-mue-practitioner 2026Q2", "opps 2026-01", "pfs-rvu 2026B")  # published one after the other
CODES = ["99213", "20957", "27447", "71046", "45378", "G0105", "J3301", "00100", "93306", "66984"]
POINTS = {
    "release_on": "SELECT release_on('pfs-rvu', DATE '2026-02-01'), $1",
    "pfs_rvu": "FROM pfs_rvu WHERE hcpcs = $1 AND release_id = release_on('pfs-rvu', DATE '2026-02-01')",
    "code_figures_on": "FROM code_figures_on(DATE '2026-02-01') WHERE hcpcs = $1",
    "site_of_service_on": "FROM site_of_service_on(DATE '2026-02-01') WHERE hcpcs = $1",
    "PTP pairs of a code": (
        "SELECT count(*) FROM ncci_ptp WHERE column_1 = $1 AND ncci_table = 'practitioner'"
    ),
    "PTP pairs, column 2": "SELECT count(*) FROM ncci_ptp_by_column_2 WHERE column_2 = $1",
    "code_card": "SELECT code_card($1, DATE '2026-02-01')",
}
WHOLES = {
    "code_figures_on": "SELECT count(physician_payment_facility) FROM code_figures_on(DATE '2026-02-01')",
    "site_of_service_on": "SELECT count(total_payment) FROM site_of_service_on(DATE '2026-02-01')",
    "changes 2025D → 2026A": "SELECT count(*) FROM changes_between('pfs-rvu 2025D r1', 'pfs-rvu 2026A r1')",
    "PTP quarter as posted": "SELECT count(*) FROM ncci_ptp_listed('ncci-ptp-practitioner 2024Q2 r1')",
}


def bench(real_files: Path, work: Path) -> None:
    revisions, zips = real_revisions(real_files)
    folders = conform_all(work / "conformed", revisions, zips)
    held = [revision for revision in revisions if str(revision.release) not in LATE]
    for home in ("whole", "grown"):
        shutil.rmtree(work / home, ignore_errors=True)
    whole = timed("publish all at once", lambda: publish_snapshot(work / "whole", revisions, folders))
    timed("nothing new", lambda: publish_snapshot(work / "whole", revisions, folders))
    grown = timed("publish without the last", lambda: publish_snapshot(work / "grown", held, folders))
    for late in LATE:
        held = held + [revision for revision in revisions if str(revision.release) == late]
        grown = timed(f"then {late}", partial(publish_snapshot, work / "grown", held, folders))
    print(f"same content: {whole.id == grown.id}; peak memory {peak():.0f} MB")
    for file in ("cmsfees.duckdb", "parquet", "changes.parquet"):
        print(f"{file:30} {size(whole.path / file) / 1e6:8.1f} MB")
    ask(whole)


def ask(published: Published) -> None:
    with duckdb.connect(published.path / "cmsfees.duckdb", read_only=True) as con:
        for name, query in POINTS.items():
            print(f"{name:30} {median(con, query, 5, *CODES):8.2f} ms a code")
        for name, query in WHOLES.items():
            print(f"{name:30} {median(con, query, 3):8.0f} ms")


def median(con: duckdb.DuckDBPyConnection, query: str, rounds: int, *arguments: str) -> float:
    """Return the warm run time of a query in milliseconds."""
    asked = [[argument] for argument in arguments] or [[]]
    spent = []
    for parameters in asked * (rounds + 1):
        start = time.perf_counter()
        con.execute(query, parameters).fetchall()
        spent.append((time.perf_counter() - start) * 1e3)
    return statistics.median(spent[len(asked) :])


def timed(name: str, work: Callable[[], Published]) -> Published:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:30} {wall:8.1f} s, {cpu:.1f} s of processor")
    return result


def size(path: Path) -> int:
    return sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    bench(Path(sys.argv[1]), Path(sys.argv[2]))
