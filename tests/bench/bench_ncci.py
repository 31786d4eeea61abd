"""PTP practitioner 2024Q3 (2.5 M rows in four zips) to Parquet: conform against a bare read and write.

    python tests/bench/bench_ncci.py [folder with site/]

Each side runs in a process of its own, in turns; the best of five is compared. The bare side unzips the same
members and checks nothing: no header, no short line, no code, no key, no date against the release.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

ROUNDS = 5
ZIPS = "medicare-ncci-2024q3-practitioner-ptp-edits-ccipra-v302r0-f*.zip"
NAMES = ("column_1", "column_2", "prior", "effective", "deletion", "modifier_indicator", "rationale")


def main(site_copy: Path) -> None:
    zips = sorted((site_copy / "site/files/zip").glob(ZIPS))
    runs: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
    for _ in range(ROUNDS):
        for side in runs:
            runs[side].append(_in_a_process(side, zips))
    best = {side: {what: min(run[what] for run in runs[side]) for what in runs[side][0]} for side in runs}
    for side, least in best.items():
        peak = max(run["peak_mb"] for run in runs[side])
        print(f"{side}: {least['seconds']:.2f} s wall, {least['cpu']:.2f} s CPU, peak {peak:.0f} MB", end="")
        print(f", {least['rows']:,.0f} rows")
    wall, cpu = (best["ours"][what] / best["bare"][what] for what in ("seconds", "cpu"))
    print(f"ours / bare: {wall:.2f} wall, {cpu:.2f} CPU")


def _in_a_process(side: str, zips: list[Path]) -> dict[str, float]:
    command = [sys.executable, __file__, side, *map(str, zips)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _measure(convert: Callable[[Path, list[Path]], int], zips: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        began, before = time.perf_counter(), time.process_time()
        rows = convert(Path(folder), zips)
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": used.ru_maxrss / 1024, "rows": rows}))


def _bare(folder: Path, zips: list[Path]) -> int:
    rows = 0
    for path in zips:
        with ZipFile(path) as opened:
            data = opened.read(opened.namelist()[0])
        frame = pl.read_csv(
            data,
            separator="\t",
            has_header=False,
            skip_lines=6,
            quote_char=None,
            infer_schema=False,
            new_columns=NAMES,
        ).with_columns(
            pl.col("prior") == "*",
            pl.col("effective").str.to_date("%Y%m%d"),
            pl.col("deletion").replace(["*", "99991231"], None).str.to_date("%Y%m%d"),
        )
        frame.write_parquet(folder / f"{path.stem}.parquet")
        rows += frame.height
    return rows


def _ours(folder: Path, zips: list[Path]) -> int:
    release = Release("ncci-ptp-practitioner", "2024Q3")
    made = [conform_to(folder, path, path.stem, release) for path in zips]
    return sum(pl.scan_parquet(each / "ncci_ptp.parquet").select(pl.len()).collect().item() for each in made)


if __name__ == "__main__":
    if sys.argv[1:2] in (["bare"], ["ours"]):
        import polars as pl

        from sources.release import Release
        from transforms.conforming.conform_release import conform_to

        _measure({"bare": _bare, "ours": _ours}[sys.argv[1]], list(map(Path, sys.argv[2:])))
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared" / "cms")
