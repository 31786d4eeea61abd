"""Whole releases against bare Polars on the same members, to the same Parquet.

    python -m tests.bench.bench_transforms [folder with site/]     writes the section in docs/sizing.md

Bare Polars unzips, decodes and reads the members from which a release is loaded, casts the same columns to
the same decimals and writes one Parquet file each. It checks nothing and is told which members those are,
where headers end and what each column is. cmsfees finds that out, verifies every cell, key and identity,
compares the small text renderings, looks into workbooks and texts that may be longer, writes its load records
and checksums, and flushes all to disk.

If the first rendering of a table is not whole, only reading another shows which is. Bare Polars is then
measured twice: on the first renderings alone, as if they were whole, and on all that had to be read.

Each side runs in a process of its own with one thread, in turns. A figure is the least CPU (user + system) of
the rounds, since other programs only add to it: of the whole process, imports included, of the first release
in it, and of one more when it is warm.
"""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict
from zipfile import ZipFile

from tests.bench.section import write_section

if TYPE_CHECKING:
    import polars as pl

    from transforms.reading.select_members import Source
    from transforms.table import ParsedMember, Table

ROUNDS, WARM = 3, 5
MEASURED = ("process", "first", "warm")
DOWNLOADS = "site/medicare/medicare-fee-for-service-payment/physicianfeesched/downloads"
ZIPS = "site/files/zip"
RELEASES = {
    "pfs-rvu 2026A": f"{ZIPS}/rvu26a-updated-12-29-2025.zip",
    "pfs-rvu 2025D": f"{ZIPS}/rvu25d-updated-09/11/2025.zip",
    "pfs-rvu 2022A": f"{ZIPS}/rvu22a.zip",
    "pfs-rvu 2017A": f"{DOWNLOADS}/rvu17a.zip",
    "pfs-rvu 2011A": f"{DOWNLOADS}/rvu11a.zip",
    "opps 2025-01": f"{ZIPS}/january-2025-opps-addendum-b.zip",
    "asc 2025-10": f"{ZIPS}/october-2025-asc-approved-hcpcs-code-payment-rates.zip",
    "ncci-mue-practitioner 2024Q3": f"{ZIPS}/medicare-ncci-2024-q3-practitioner-services-mue-table.zip",
    "clfs 2025Q1": f"{ZIPS}/25clabq1.zip",
    "dmepos 2025B": f"{ZIPS}/dme25-b.zip",
    "zip-locality 2025Q4": f"{ZIPS}/zip-code-carrier-locality-file-revised-08/14/2025.zip",
}
SIDES = ("bare", "needed", "cheap", "none")
Figures = dict[str, float]


class Told(TypedDict):
    """What bare Polars is told of a member."""

    member: str
    sheet: str  # of a workbook
    skipped: int  # lines above the first row
    separator: str
    spans: list[tuple[int, int]]  # of the columns of a text in fixed columns
    numbers: dict[str, int]  # index of a column of numbers → its decimals
    is_first: bool  # among the renderings of its table
    is_loaded: bool


def main(real_files: Path) -> None:
    rows = []
    for release, path in RELEASES.items():
        told = list(members_read(real_files / path, release))
        sides = [side for side in SIDES if side != "needed" or not all(each["is_first"] for each in told)]
        spec = json.dumps(told)
        rounds = [
            {side: _in_a_process(side, real_files / path, release, spec) for side in sides}
            for _ in range(ROUNDS)
        ]
        best = {side: _least([measured[side] for measured in rounds]) for side in sides}
        found = [_row(release, best, side) for side in sides if side in ("bare", "needed")]
        print("\n".join(found), flush=True)
        rows += found
    columns = ("release", "bare Polars, ms", "cmsfees, ms", "warm", "comparing none", "first", "with imports")
    head = f"| {' | '.join((*columns, 'memory, MB'))} |\n|---|{'---:|' * len(columns)}\n"
    write_section("sizing.md", "bench_transforms", head + "".join(f"{row}\n" for row in rows))


def _row(release: str, best: dict[str, Figures], side: str) -> str:
    bare, ours = best[side], best["cheap"]
    ratios = [best[how]["warm"] / bare["warm"] for how in ("cheap", "none")]
    ratios += [ours[what] / bare[what] for what in ("first", "process")]
    name = f"{release}, all that must be read" if side == "needed" else release
    figures = f"{bare['warm'] * 1000:.0f} | {ours['warm'] * 1000:.0f}"
    times = " | ".join(f"{ratio:.2f} x" for ratio in ratios)
    return f"| {name} | {figures} | {times} | {ours['peak']:.0f}, bare {bare['peak']:.0f} |"


def members_read(path: Path, release: str) -> Iterator[Told]:
    """Yield what bare Polars must be told of each member that is read until a table is loaded."""
    from sources.release import parse_release
    from transforms.conforming.load_tables import read_tables
    from transforms.conforming.renderings import parse
    from transforms.corrections.load import NO_CORRECTIONS
    from transforms.errors import Location
    from transforms.reading.select_members import open_zip
    from transforms.tables import tables_of

    known = parse_release(release)
    loads = read_tables(tables_of(known.series), open_zip(path, known), NO_CORRECTIONS, "none")
    for load in (load for load in loads if load.frame is not None):
        for group in (group for group in load.groups if group.loaded):
            until = next(at for at, each in enumerate(group.renderings) if each is group.loaded)
            for at, rendering in enumerate(group.renderings[: until + 1]):
                place = Location(known, rendering.name, load.table.name)
                parsed = rendering.parsed or parse(load.table, group.pattern, rendering.source, place)
                yield _told(load.table, rendering.source, parsed, at == 0, at == until)


def _told(table: "Table", source: "Source", parsed: "ParsedMember", is_first: bool, is_loaded: bool) -> Told:
    import polars as pl

    from transforms.reading.sheets import Sheet
    from transforms.reading.text import separator

    member, _, sheet = source.name.partition("!")
    skipped = parsed.frame["line"][0] - 1
    scales = {c.name: c.type.scale for c in table.columns if isinstance(c.type, pl.Decimal)}
    text = b"" if isinstance(source, Sheet) else source.data
    spans = {}
    if text and not any(known.position for known in parsed.recognition):
        line = text.splitlines()[skipped].decode("cp1252")
        found = next(filter(None, (re.fullmatch(layout, line) for layout in table.line_layouts)))
        spans = {name: found.span(name) for name in found.re.groupindex}
    positions = {known.column: known.position - 1 for known in parsed.recognition if known.position}
    positions = positions or {name: at for at, name in enumerate(spans)}
    return {
        "member": member,
        "sheet": sheet,
        "skipped": skipped,
        "separator": "\0" if spans else separator(text),
        "spans": list(spans.values()),
        "numbers": {str(positions[name]): scale for name, scale in scales.items() if name in positions},
        "is_first": is_first,
        "is_loaded": is_loaded,
    }


def _least(measured: list[Figures]) -> Figures:
    return {what: min(each[what] for each in measured) for what in measured[0]}


def _in_a_process(*arguments: Any) -> Figures:
    command = [sys.executable, "-m", "tests.bench.bench_transforms", *map(str, arguments)]
    one_thread = {**os.environ, "POLARS_MAX_THREADS": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=one_thread)
    measured: Figures = json.loads(done.stdout)
    return measured


def _measure(side: str, path: Path, release: str, spec: str) -> None:
    told: list[Told] = json.loads(spec)
    if side == "bare":
        told = [{**each, "is_loaded": True} for each in told if each["is_first"]]
    read = _bare(path, told) if side in ("bare", "needed") else _ours(path, release, side)
    with tempfile.TemporaryDirectory() as folder:
        imported = time.process_time()
        rows = read(Path(folder) / "first")
        process = time.process_time()
        peak = _peak()
        warm = [_cpu(partial(read, Path(folder) / str(at))) for at in range(WARM)]
    figures = {"process": process, "first": process - imported, "warm": min(warm)}
    print(json.dumps({**figures, "peak": peak, "rows": rows}))


def _peak() -> float:
    """Return the most memory in use so far, MB; getrusage would count the parent's before the start, too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _cpu(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _bare(path: Path, told: list[Told]) -> Callable[[Path], int]:
    import polars as pl

    def read(folder: Path) -> int:
        folder.mkdir()
        rows = 0
        for number, member in enumerate(told):
            frame = _frame(path, member)
            cast = [
                pl.nth(int(at)).str.strip_chars(" $").cast(pl.Decimal(12, scale), strict=False)
                for at, scale in member["numbers"].items()
            ]
            frame = frame.with_columns(cast)
            if member["is_loaded"]:
                frame.write_parquet(folder / f"{number}.parquet")
                rows += frame.height
        return rows

    return read


def _frame(path: Path, told: Told) -> "pl.DataFrame":
    import polars as pl

    data = ZipFile(path).read(told["member"])
    if told["sheet"]:
        book = pl.read_excel(
            io.BytesIO(data), sheet_name=told["sheet"], has_header=False, infer_schema_length=0
        )
        return book.slice(told["skipped"])
    frame = pl.read_csv(
        data.decode("cp1252").encode(),
        has_header=False,
        separator=told["separator"],
        quote_char=None if told["spans"] else '"',
        skip_lines=told["skipped"],
        infer_schema=False,
    )
    if not told["spans"]:
        return frame
    line = pl.nth(0)
    return frame.select(
        line.str.slice(start, end - start).str.strip_chars().alias(f"column_{at}")
        for at, (start, end) in enumerate(told["spans"])
    )


def _ours(path: Path, release: str, compare: str) -> Callable[[Path], int]:
    from sources.release import parse_release
    from transforms.conforming.conform_release import conform_to
    from transforms.conforming.conformed_folder import recorded
    from transforms.conforming.load_records import SCHEMAS

    def read(folder: Path) -> int:
        made = conform_to(folder, path, "0" * 64, parse_release(release), compare)
        return sum(
            file.rows for name, file in recorded(made).items() if name.removesuffix(".parquet") not in SCHEMAS
        )

    return read


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _measure(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared" / "cms")
