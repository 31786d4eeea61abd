"""cmsfees compared with other tools in one run: loading, look-up, NCCI check, claims, a whole schedule.

    python -m tests.bench.bench_peers SITE_COPY DATA_ROOT     writes the section in docs/sizing.md
    python -m tests.bench.bench_peers SITE_COPY DATA_ROOT -   prints it

SITE_COPY holds `site/` with CMS's own files; DATA_ROOT a published snapshot. Each peer runs in a process of
its own with one thread where it has a choice. Seconds are of CPU: the loads once, the questions as the median
of many, warm. `pip install pandas` first.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.peers.peer import CLAIM, CODES, PAIR, Peer
from tests.bench.section import write_section

RVU_ZIPS = ("rvu25a-updated-01/10/2025.zip", "rvu25b-updated-06/05/2025.zip", "rvu25d-updated-09/11/2025.zip")
PTP_ZIPS = "medicare-ncci-2024q3-practitioner-ptp-edits-ccipra-v302r0-f*.zip"
PEERS = {
    "cmsfees": "cmsfees",
    "duckdb": "bare DuckDB",
    "polars": "bare Polars",
    "sqlite": "pandas to SQLite",
    "dict": "Python dictionary",
}
QUESTIONS = {
    "load_year": "load three fee-schedule releases of 2025",
    "load_ptp": "load NCCI PTP, practitioner, 2024Q3",
    "look_up": "one code: RVUs and national payments",
    "edits": "NCCI edits between three codes",
    "claim_3": "a claim of 3 lines",
    "claim_15": "a claim of 15 lines",
    "schedule": "every code, every locality, both settings",
}
LOADS = ("load_year", "load_ptp")
ROUNDS = {"look_up": 50, "edits": 30, "claim_3": 10, "claim_15": 5, "schedule": 3}
Measured = dict[str, dict[str, float]]


def main(site_copy: Path, root: Path, target: str = "") -> None:
    measured = {name: _in_a_process(name, site_copy, root) for name in PEERS}
    section = written(measured)
    if target == "-":
        print(section)
        return
    write_section("sizing.md", "bench_peers", section)


def written(measured: Measured) -> str:
    """Return the section: each tool's cost as a multiple of cmsfees and in milliseconds."""
    lines = [
        f"| CPU, as a multiple of cmsfees (cmsfees in ms) | {' | '.join(PEERS.values())} |",
        f"|---|{'---:|' * len(PEERS)}",
    ]
    for question, words in QUESTIONS.items():
        ours = measured["cmsfees"][question]
        others = [figures(measured[name][question] / ours) for name in PEERS if name != "cmsfees"]
        lines.append(f"| {words} | {figures(ours * 1000)} | {' | '.join(others)} |")
    return "\n".join(lines) + "\n"


def figures(value: float) -> str:
    """Format with two significant digits: `1,900`, `4.1`, `0.056`, `0.000034`."""
    places = 1 - math.floor(math.log10(value)) if value else 0
    return f"{round(value, places):,.{max(places, 0)}f}"


def _in_a_process(name: str, site_copy: Path, root: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_peers", "--peer", name, str(site_copy), str(root)]
    env = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env)
    found: dict[str, float] = json.loads(done.stdout)
    print(name, found, file=sys.stderr)
    return found


def measure(name: str, site_copy: Path, root: Path) -> dict[str, float]:
    """Return CPU seconds by question."""
    zips = site_copy / "site/files/zip"
    with tempfile.TemporaryDirectory() as folder:
        peer = made(name, Path(folder), root)
        took = {
            "load_year": cpu(lambda: peer.load_year([zips / name for name in RVU_ZIPS])),
            "load_ptp": cpu(lambda: peer.load_ptp(sorted(zips.glob(PTP_ZIPS)))),
        }
        return took | {
            "look_up": least_disturbed("look_up", *[lambda code=code: peer.look_up(code) for code in CODES]),
            "edits": least_disturbed("edits", lambda: peer.edits(PAIR)),
            "claim_3": least_disturbed("claim_3", lambda: peer.claim(CLAIM[:3])),
            "claim_15": least_disturbed("claim_15", lambda: peer.claim(CLAIM)),
            "schedule": least_disturbed("schedule", peer.schedule),
        }


def made(name: str, folder: Path, root: Path) -> Peer:
    """Create a peer; its imports are not measured."""
    if name == "dict":
        from tests.bench.peers.dictionary import Dictionary

        return Dictionary(folder)
    if name == "sqlite":
        import pandas  # noqa: F401

        from tests.bench.peers.sqlite import Sqlite

        return Sqlite(folder)
    if name == "duckdb":
        from tests.bench.peers.bare_duckdb import BareDuckdb

        return BareDuckdb(folder)
    if name == "polars":
        from tests.bench.peers.bare_polars import BarePolars

        return BarePolars(folder)
    from tests.bench.peers.ours import Ours

    return Ours(folder, root / "snapshots")


def least_disturbed(question: str, *asks: Callable[[], Any]) -> float:
    """Return the median of all rounds after a warm-up."""
    for ask in asks:
        ask()
    return statistics.median(cpu(ask) for _ in range(ROUNDS[question]) for ask in asks)


def cpu(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4])
