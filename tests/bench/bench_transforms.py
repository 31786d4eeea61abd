"""One PPRRVU csv (19,000 rows, 31 columns) and a whole RVU release, against other readers of the same csv.

    python tests/bench/bench_transforms.py [folder with site/]

Each side runs in a process of its own, in turns; the least CPU of five counts. The others only read and
cast: no banner, header, code, key or quote is checked, and they are told where the header ends. Of the
release, bare Polars reads the five csv files and writes them to Parquet; cmsfees also reads the text
renderings that it compares, and looks into workbooks and texts that may be longer.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

ROUNDS = 5
ZIP, MEMBER, RELEASE = "site/files/zip/rvu25d-updated-09/11/2025.zip", "PPRRVU2025_Oct.csv", "pfs-rvu 2025D"
NUMBERS = (5, 6, 8, 10, 11, 12, *range(15, 18), 24, 28, 29, 30)
CSVS: dict[str, tuple[int, tuple[int, ...]]] = {  # member → lines above the first row, columns of numbers
    MEMBER: (10, NUMBERS),
    "OPPSCAP_Oct.csv": (1, (5, 6)),
    "GPCI2025.csv": (3, (4, 5, 6)),
    "25LOCCO.csv": (4, ()),
    "ANES2025.csv": (1, (3,)),
}
OURS = ("pfs_", "anesthesia_")  # tables of the release


def main(real_files: Path) -> None:
    rounds = [{side: _in_a_process(side, real_files) for side in SIDES} for _ in range(ROUNDS)]
    least = {side: min(runs[side]["cpu"] for runs in rounds) for side in SIDES}
    for side, cpu in least.items():
        peak = max(runs[side]["peak_mb"] for runs in rounds)
        print(f"{side}: {cpu * 1000:.0f} ms of CPU, peak {peak:.0f} MB, {rounds[0][side]['rows']:,.0f} rows")
    for ours, bare in (("ours, the csv", "bare polars"), ("ours, the release", "bare polars, the release")):
        print(f"{ours} / {bare}: {least[ours] / least[bare]:.2f}")


def _in_a_process(side: str, real_files: Path) -> dict[str, float]:
    command = [sys.executable, __file__, str(real_files), side]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _measure(side: str, real_files: Path) -> None:
    import duckdb  # noqa: F401  # not to be measured
    import fastexcel  # noqa: F401
    import polars  # noqa: F401

    import transforms.conforming.conform_release  # noqa: F401

    began = time.process_time()
    rows = SIDES[side](real_files / ZIP)
    cpu = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "peak_mb": peak, "rows": rows}))


def _polars(path: Path) -> int:
    import polars as pl

    frame = pl.read_csv(
        _data(path), has_header=False, skip_rows=10, infer_schema=False, encoding="utf8-lossy"
    )
    names = [frame.columns[i] for i in NUMBERS]
    return frame.with_columns(pl.col(names).cast(pl.Decimal(9, 4))).height


def _polars_release(path: Path) -> int:
    import polars as pl

    rows = 0
    with tempfile.TemporaryDirectory() as folder:
        for member, (skipped, numbers) in CSVS.items():
            data = _data(path, member).decode("cp1252").encode()
            frame = pl.read_csv(data, has_header=False, skip_lines=skipped, infer_schema=False)
            names = [frame.columns[i] for i in numbers]
            frame = frame.with_columns(pl.col(names).str.strip_chars().cast(pl.Decimal(9, 4)))
            frame.write_parquet(Path(folder) / f"{member}.parquet")
            rows += frame.height
    return rows


def _duckdb(path: Path) -> int:
    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(_data(path).decode("cp1252").encode())
        file.flush()
        casts = ", ".join(f"column{i:02}::DECIMAL(9, 4)" for i in NUMBERS)
        names = ", ".join(f"'column{i:02}': 'VARCHAR'" for i in range(31))
        dialect = "auto_detect=false, skip=10, delim=',', quote='\"', escape='\"'"
        source = f"read_csv('{file.name}', {dialect}, columns={{{names}}})"
        return len(duckdb.sql(f"SELECT *, {casts} FROM {source}").fetchall())


def _csv(path: Path) -> int:
    rows = list(csv.reader(io.StringIO(_data(path).decode("cp1252"))))[10:]
    return len([[Decimal(row[i] or 0) if i in NUMBERS else row[i] for i in range(31)] for row in rows])


def _one_csv(path: Path) -> int:
    return _conformed(path, "csv")


def _workbook(path: Path) -> int:
    return _conformed(path, "xlsx")


def _conformed(path: Path, form: str) -> int:
    from sources.release import parse_release
    from transforms.conforming.renderings import read_rendering
    from transforms.corrections.load import NO_CORRECTIONS
    from transforms.pfs.rvu import PFS_RVU
    from transforms.reading.select_members import matching_members, open_zip

    contents, held = open_zip(path, parse_release(RELEASE)), PFS_RVU.members[0]
    (source,) = matching_members(form, held, contents)
    rendering = read_rendering(PFS_RVU, held, source, contents, NO_CORRECTIONS)
    assert rendering.conformed is not None
    return rendering.conformed.rows_in


def _release(path: Path) -> int:
    from sources.release import parse_release
    from transforms.conforming.conform_release import conform_to
    from transforms.conforming.conformed_folder import recorded

    with tempfile.TemporaryDirectory() as folder:
        made = conform_to(Path(folder), path, "0" * 64, parse_release(RELEASE))
        return sum(file.rows for name, file in recorded(made).items() if name.startswith(OURS))


def _data(path: Path, member: str = MEMBER) -> bytes:
    with ZipFile(path) as opened:
        return opened.read(member)


SIDES = {
    "bare polars": _polars,
    "bare polars, the release": _polars_release,
    "duckdb": _duckdb,
    "csv and Decimal": _csv,
    "ours, the csv": _one_csv,
    "ours, the workbook": _workbook,
    "ours, the release": _release,
}

if __name__ == "__main__":
    real_files = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared" / "cms"
    if len(sys.argv) > 2:
        _measure(sys.argv[2], real_files)
    else:
        main(real_files)
