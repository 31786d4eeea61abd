"""Whole RVU releases against bare Polars on the same csv files, to the same Parquet.

    python -m tests.bench.bench_transforms [folder with site/]

Bare Polars unzips, decodes and reads the csv files of a release, casts the same columns to the same decimals
and writes one Parquet file each. It checks nothing and is told where headers end and what each column is.
cmsfees finds that out, verifies every cell, key and identity, compares the small text renderings, looks into
workbooks and texts that may be longer, writes its load records and checksums, and flushes all to disk.

Each side runs in a process of its own, in turns; a line shows medians of CPU (user + system) over the rounds:
of the whole process, imports included, of the first release in it, and of one more when it is warm.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROUNDS, WARM = 7, 7
MEASURED = ("process", "first", "warm")
DOWNLOADS = "site/medicare/medicare-fee-for-service-payment/physicianfeesched/downloads"
RELEASES = {
    "pfs-rvu 2026A": "site/files/zip/rvu26a-updated-12-29-2025.zip",
    "pfs-rvu 2025D": "site/files/zip/rvu25d-updated-09/11/2025.zip",
    "pfs-rvu 2022A": "site/files/zip/rvu22a.zip",
    "pfs-rvu 2017A": f"{DOWNLOADS}/rvu17a.zip",
    "pfs-rvu 2011A": f"{DOWNLOADS}/rvu11a.zip",
}
Numbers = dict[int, int]  # index of a column of numbers → its decimals
Spec = list[tuple[str, int, Numbers]]  # member, lines above its first row
Figures = dict[str, float]


def main(real_files: Path) -> None:
    for release, path in RELEASES.items():
        spec = json.dumps(list(csv_files(real_files / path, release)))
        sides = ("bare", "cheap", "none")
        rounds = [
            {side: _in_a_process(side, real_files / path, release, spec) for side in sides}
            for _ in range(ROUNDS)
        ]
        bare = _medians([measured["bare"] for measured in rounds])
        print(f"{release}: bare Polars {_line(bare)}, {bare['rows']:,.0f} rows")
        for side, words in (("cheap", "cmsfees"), ("none", "cmsfees, comparing no renderings")):
            ours = _medians([measured[side] for measured in rounds])
            ratios = ", ".join(f"{ours[what] / bare[what]:.2f} {what}" for what in MEASURED)
            print(f"  {words} {_line(ours)}, {ours['rows']:,.0f} rows: {ratios}")


def csv_files(path: Path, release: str) -> Iterator[tuple[str, int, Numbers]]:
    """Yield what bare Polars must be told of each table's csv."""
    import polars as pl

    from sources.release import parse_release
    from transforms.conforming.load_tables import read_tables
    from transforms.corrections.load import NO_CORRECTIONS
    from transforms.reading.select_members import open_zip
    from transforms.tables import tables_of

    contents = open_zip(path, parse_release(release))
    for load in read_tables(tables_of("pfs-rvu"), contents, NO_CORRECTIONS, "none"):
        scales = {c.name: c.type.scale for c in load.table.columns if isinstance(c.type, pl.Decimal)}
        read = [each for group in load.groups for each in group.renderings]
        for parsed in (each.parsed for each in read if each.name.endswith(".csv") and each.parsed):
            numbers = {
                known.position - 1: scales[known.column]
                for known in parsed.recognition
                if known.position and known.column in scales
            }
            yield parsed.place.member, parsed.frame["line"][0] - 1, numbers


def _medians(measured: list[Figures]) -> Figures:
    return {what: statistics.median(each[what] for each in measured) for what in measured[0]}


def _line(figures: Figures) -> str:
    process, first, warm = (f"{figures[what] * 1000:.0f}" for what in MEASURED)
    return f"{process} ms of CPU ({first} after imports, {warm} warm), peak {figures['peak']:.0f} MB"


def _in_a_process(*arguments: Any) -> Figures:
    command = [sys.executable, "-m", "tests.bench.bench_transforms", *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: Figures = json.loads(done.stdout)
    return measured


def _measure(side: str, path: Path, release: str, spec: str) -> None:
    read = _bare(path, json.loads(spec)) if side == "bare" else _ours(path, release, side)
    with tempfile.TemporaryDirectory() as folder:
        imported = time.process_time()
        rows = read(Path(folder) / "first")
        process = time.process_time()
        peak = _peak()
        warm = [_cpu(partial(read, Path(folder) / str(at))) for at in range(WARM)]
    figures = {"process": process, "first": process - imported, "warm": statistics.median(warm)}
    print(json.dumps({**figures, "peak": peak, "rows": rows}))


def _peak() -> float:
    """Return the most memory in use so far, MB; getrusage would count the parent's before the start, too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _cpu(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _bare(path: Path, spec: Spec) -> Callable[[Path], int]:
    from zipfile import ZipFile

    import polars as pl

    def read(folder: Path) -> int:
        folder.mkdir()
        rows = 0
        for member, skipped, numbers in spec:
            data = ZipFile(path).read(member).decode("cp1252").encode()
            frame = pl.read_csv(data, has_header=False, skip_lines=skipped, infer_schema=False)
            cast = [
                pl.nth(int(at)).str.strip_chars(" $").cast(pl.Decimal(12, scale), strict=False)
                for at, scale in numbers.items()
            ]
            frame.with_columns(cast).write_parquet(folder / f"{Path(member).stem}.parquet")
            rows += frame.height
        return rows

    return read


def _ours(path: Path, release: str, compare: str) -> Callable[[Path], int]:
    from sources.release import parse_release
    from transforms.conforming.conform_release import conform_to
    from transforms.conforming.conformed_folder import recorded

    def read(folder: Path) -> int:
        made = conform_to(folder, path, "0" * 64, parse_release(release), compare)
        return sum(file.rows for name, file in recorded(made).items() if name.startswith("pfs_"))

    return read


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _measure(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared" / "cms")
