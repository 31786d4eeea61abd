"""Cost of building a full history, then of adding one quarter of each series.

    python -m tests.bench.bench_history DATA_ROOT [QUARTERS] [FOLDER]   writes its section in docs/sizing.md

DATA_ROOT holds archive/ and conformed/ of real releases. Each build runs in a process of its own, so that its
memory is its own; one whose figures are in FOLDER/steps.jsonl is not repeated. DuckDB has 3 GB for the whole
and 1.4 GB for a quarter more.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from cmsfees.channels import DATABASE
from sources.archive.store import Archive
from sources.records import Revision
from sources.settings import Settings
from tests.bench.section import write_section
from tests.bench.synthetic_history import HISTORY, SMALL, synthetic_history
from tests.warehouse.publishing import publish_snapshot
from transforms.conforming.conform_release import conformed_folder
from transforms.conforming.conformed_folder import is_conformed
from warehouse.publishing.run_checks import checks

T = TypeVar("T")
STEPS = (*HISTORY, *SMALL)


def main(root: Path, quarters: int, folder: Path) -> None:
    """Build the history without the last quarter of each series, then add them one series at a time."""
    done = folder / "steps.jsonl"
    done.touch()
    for step in ("start", *STEPS):
        if step not in {step["step"] for step in _measured(done)}:
            arguments = ["--step", step, str(root), str(quarters), str(folder)]
            command = [sys.executable, "-m", "tests.bench.bench_history", *arguments]
            memory = {"CMSFEES_MEMORY": "3GB" if step == "start" else "1400MB"}
            found = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | memory
            ).stdout
            done.write_text(done.read_text("utf-8") + found, "utf-8")
            print(found.strip(), flush=True)
    write_section("sizing.md", "bench_history", written(_measured(done)))


def _measured(done: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.read_text("utf-8").splitlines()]


def written(measured: Sequence[dict[str, Any]]) -> str:
    """The figures as a table: seconds of CPU, also of each part, peak memory, and what the folder grew by."""
    parts = ("facts", "derive", "check", "digest", "changes", "export")
    names = ("CPU, s", "peak memory, GB", "DuckDB file, MB", "Parquet written anew, MB", *parts)
    lines = [f"| | {' | '.join(names)} |", f"|---|{'---:|' * len(names)}"]
    for row in measured:
        name = f"{row['releases']} releases" if row["step"] == "start" else f"one more of {row['step']}"
        values = [row[key] for key in ("cpu", "GB", "file_MB", "parquet_MB", *parts)]
        lines.append(f"| {name} | {' | '.join(map(str, values))} |")
    return "\n".join(lines) + "\n"


def publish_step(step: str, root: Path, quarters: int, folder: Path) -> dict[str, Any]:
    """Publishes all releases that are posted once `step` is done; returns what it took."""
    made, placed = synthetic_history(*real_releases(root), quarters)
    begun: list[tuple[str, float]] = []
    posted = list(_posted(made, step))
    cpu, wall = time.process_time(), time.monotonic()
    accept = dict.fromkeys(
        (check.name for check in checks()), "a release under another date breaks checks of dates"
    )
    published = publish_snapshot(
        folder / "snapshots",
        posted,
        placed,
        accept=accept,
        before=lambda name: begun.append((name, time.process_time())),
    )
    ended = time.process_time()
    return {
        "step": step,
        "releases": len(posted),
        "id": published.id,
        "cpu": round(ended - cpu, 1),
        "wall": round(time.monotonic() - wall, 1),
        "GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        "file_MB": round((published.path / DATABASE).stat().st_size / 1e6),
        "parquet_MB": round(_written_anew(published.path / "parquet") / 1e6),
        **_seconds(begun, ended),
    }


def real_releases(root: Path) -> tuple[list[Revision], dict[str, Path]]:
    """Return a data root's releases that this version of the code has conformed."""
    settings = Settings(home=root)
    revisions = Archive(settings.archive).revisions()
    files = [(revision.release, file.sha256) for revision in revisions for file in revision.files]
    folders = {sha256: conformed_folder(settings.conformed, sha256, release) for release, sha256 in files}
    return [
        revision for revision in revisions if all(is_conformed(folders[f.sha256]) for f in revision.files)
    ], folders


def _posted(made: Sequence[Revision], step: str) -> Iterator[Revision]:
    done = STEPS[: STEPS.index(step) + 1] if step in STEPS else ()
    last = {
        series: max(release.release for release in made if release.release.series == series)
        for series in STEPS
    }
    return (
        release
        for release in made
        if release.release.series in done or release.release != last.get(release.release.series)
    )


def _written_anew(parquet: Path) -> int:
    """Bytes of the files that no other snapshot shares."""
    found = [file.stat() for file in parquet.rglob("*.parquet")]
    return sum(file.st_size for file in found if file.st_nlink == 1)


def _seconds(begun: Sequence[tuple[str, float]], ended: float) -> dict[str, float]:
    """CPU of each step, from the clock at the beginning of each."""
    ends = [*(clock for _, clock in begun[1:]), ended]
    return {name: round(end - clock, 1) for (name, clock), end in zip(begun, ends, strict=True)}


if __name__ == "__main__":
    if sys.argv[1] == "--step":
        step, root, quarters, folder = sys.argv[2:]
        print(json.dumps(publish_step(step, Path(root), int(quarters), Path(folder))))
    else:
        at = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(tempfile.mkdtemp(prefix="history-"))
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 72, at)
