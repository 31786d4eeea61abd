"""Cost of a query over HTTP, in bytes and requests: `python -m tests.bench.bench_remote HOME`.

The snapshot's DuckDB file by DuckDB's httpfs, and its Parquet by DuckDB and Polars, from a server on loopback
that counts. `make clients` brings the DuckDB that has httpfs. Spark reads the Parquet as local files and
counts the bytes; without `pip install pyspark` and Java, its rows are left out. Each question is asked by a
process of its own that has nothing cached. Writes the section in docs/beyond-one-machine.md; `-` prints it.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cmsfees import open_snapshot
from cmsfees.channels import DATABASE, resolve
from tests.bench.section import write_section
from tests.clients.installed import CLIENTS
from warehouse.publishing.export import ROWS, write_parquet

THREE = "hcpcs,work_rvu,release_id"
ON = "DATE '2026-02-01'"
MACROS = {
    "attach and ask for the id": "SELECT id FROM snapshot",
    "`code_figures_on`, one code": f"FROM code_figures_on({ON}) WHERE hcpcs = '20957'",
    "`site_of_service_on`, one code": f"FROM site_of_service_on({ON}) WHERE hcpcs = '20957'",
    "`pfs_payment`, one code in a locality": (
        f"FROM pfs_payment('20957', NULL, '10112', '00', {ON}, 'facility')"
    ),
    "`code_card`": f"SELECT code_card('20957', {ON})",
    "`ptp_conflicts`, three codes": (
        "FROM ptp_conflicts(['61592', '11000', '99213'], DATE '2024-08-01', 'practitioner')"
    ),
}
DUCKDB = """
import sys, duckdb
con = duckdb.connect()
[extension] = __import__("glob").glob(sys.argv[1])
con.execute(f"LOAD '{extension}'")
for sql in sys.argv[2:]:
    con.execute(sql).fetchall()
"""
POLARS = """
import sys, polars as pl
rows = pl.scan_parquet(sys.argv[1].split(","), hive_partitioning=False).filter(eval(sys.argv[2]))
rows.select(pl.col("hcpcs"), pl.col("work_rvu"), pl.col("release_id")).collect()
"""
SPARK = """
import sys
from pyspark.sql import SparkSession
builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
spark = builder.config("spark.log.level", "ERROR").getOrCreate()
rows = spark.read.parquet(sys.argv[1]).where(sys.argv[2])
rows.select(*sys.argv[3].split(",")).collect()
print(sum(entry.getBytesRead() for entry in spark._jvm.org.apache.hadoop.fs.FileSystem.getAllStatistics()))
"""


class RangeServer(SimpleHTTPRequestHandler):
    """Serves files with range requests; counts bytes and requests."""

    protocol_version = "HTTP/1.1"

    def __init__(self, counted: "Counted", *arguments: Any, **named: Any) -> None:
        self.counted = counted
        super().__init__(*arguments, **named)

    def do_HEAD(self) -> None:
        self._answer(is_head=True)

    def do_GET(self) -> None:
        self._answer(is_head=False)

    def _answer(self, is_head: bool) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        size = path.stat().st_size
        first, last = _range(self.headers.get("Range", ""), size)
        self.send_response(206 if self.headers.get("Range") else 200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        if self.headers.get("Range"):
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")
        self.end_headers()
        self.counted.requests += 1
        if not is_head:
            with path.open("rb") as file:
                file.seek(first)
                self.counted.bytes += self.wfile.write(file.read(last - first + 1))

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Counted:
    bytes: int = 0
    requests: int = 0


def _range(asked: str, size: int) -> tuple[int, int]:
    if not asked.startswith("bytes="):
        return 0, size - 1
    first, _, last = asked.removeprefix("bytes=").partition("-")
    if not first:  # the last so many bytes
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last or size - 1), size - 1)


@contextmanager
def counting(folder: Path) -> Iterator[tuple[str, Counted]]:
    counted = Counted()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(RangeServer, counted, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", counted
    finally:
        server.shutdown()


def main(home: Path, target: str = "") -> None:
    with tempfile.TemporaryDirectory() as out:
        section = (
            "\n".join([*_of_macros(resolve(home / "snapshots")), "", *_of_parquet(home, Path(out))]) + "\n"
        )
    if target == "-":
        print(section)
        return
    write_section("beyond-one-machine.md", "bench_remote", section)


def _of_macros(snapshot: Path) -> Iterator[str]:
    size = (snapshot / DATABASE).stat().st_size
    yield f"| The DuckDB file of {size / 1e6:,.0f} MB over http, nothing cached | kB | requests |"
    yield "|---|---:|---:|"
    with counting(snapshot) as (url, counted):
        for question, sql in MACROS.items():
            attach = f"ATTACH '{url}/{DATABASE}' AS fees (READ_ONLY)"
            yield _line(question, counted, partial(_duckdb, attach, "USE fees", sql))


def _of_parquet(home: Path, out: Path) -> Iterator[str]:
    with open_snapshot(snapshots=home / "snapshots") as fees:
        folder = out / "parquet"
        write_parquet(fees.con, folder, {"pfs_rvu": (0, ""), "ncci_ptp": (0, "")}, None, {})
    years = sorted(path.parent.name for path in folder.glob(f"pfs_rvu/*/{ROWS}"))
    whole = sum(path.stat().st_size for path in folder.glob(f"pfs_rvu/*/{ROWS}"))
    ptp = (folder / "ncci_ptp.parquet").stat().st_size
    yield f"| Parquet of `pfs_rvu`, {whole / 1e3:,.0f} kB in {len(years)} years | kB | requests |"
    yield "|---|---:|---:|"
    yield from _of_spark(folder)
    with counting(folder) as (url, counted):
        of = {year: f"{url}/pfs_rvu/{year}/{ROWS}" for year in years}
        quarter = of["year=2026"]
        columns = f"SELECT {THREE}"
        for question, files, where, polars in (
            ("one code in one year", [quarter], "hcpcs = '20957'", "pl.col('hcpcs') == '20957'"),
            ("one code in all years", list(of.values()), "hcpcs = '20957'", "pl.col('hcpcs') == '20957'"),
            (
                "one quarter",
                [quarter],
                "release_id = 'pfs-rvu 2026A r1'",
                "pl.col('release_id') == 'pfs-rvu 2026A r1'",
            ),
        ):
            sql = f"{columns} FROM read_parquet({files}) WHERE {where}"
            yield _line(f"DuckDB, {question}, three columns", counted, partial(_duckdb, sql))
            yield _line(
                f"Polars, {question}, three columns", counted, partial(_polars, ",".join(files), polars)
            )
        pairs = f"FROM read_parquet('{url}/ncci_ptp.parquet') WHERE column_1 = '61592'"
        yield _line(
            f"DuckDB, PTP edits of one column 1 code ({ptp / 1e3:,.0f} kB)", counted, partial(_duckdb, pairs)
        )


def _of_spark(folder: Path) -> Iterator[str]:
    """Yield the same questions to Spark, which finds the years by the names of their folders."""
    if not find_spec("pyspark"):
        return
    for question, table, where, columns in (
        ("one code in one year", "pfs_rvu", "year = 2026 AND hcpcs = '20957'", THREE),
        ("one code in all years", "pfs_rvu", "hcpcs = '20957'", THREE),
        ("one quarter", "pfs_rvu", "year = 2026 AND release_id = 'pfs-rvu 2026A r1'", THREE),
        ("PTP edits of one column 1 code", "ncci_ptp.parquet", "column_1 = '61592'", "*"),
    ):
        command = [sys.executable, "-c", SPARK, str(folder / table), where, columns]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        width = ", three columns" if columns == THREE else ""
        yield f"| Spark, {question}{width} | {int(done.stdout) / 1e3:,.0f} | local files |"


def _line(question: str, counted: Counted, ask: Any) -> str:
    counted.bytes = counted.requests = 0
    ask()
    return f"| {question} | {counted.bytes / 1e3:,.0f} | {counted.requests} |"


def _duckdb(*statements: str) -> None:
    client = CLIENTS / "duckdb-1.5.5"
    extension = str(client / "lib/*/site-packages/duckdb_extension_httpfs/extensions/*/*.duckdb_extension")
    subprocess.run([client / "bin/python", "-c", DUCKDB, extension, *statements], check=True)


def _polars(files: str, where: str) -> None:
    subprocess.run([sys.executable, "-c", POLARS, files, where], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
