"""One folder per run under `$CMSFEES_HOME/runs` with report, timings and log."""

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock

from flows.runs.logs import log_to
from flows.runs.report import Report, Timing, read_report
from sources.atomic import write_atomic

log = logging.getLogger("cmsfees.runs")
REPORT = "report.json"


@dataclass(frozen=True)
class Run:
    """A run in progress. Only the process that executes it writes to its folder."""

    folder: Path
    kind: str
    started_at: datetime
    flow_run: str | None = None

    @property
    def id(self) -> str:
        return self.folder.name

    def record(self, timing: Timing) -> None:
        """Append a line to the metrics table and one to the log."""
        line = {"run": self.id, "ended_at": datetime.now(UTC).isoformat(), **asdict(timing)}
        with (self.folder / "timings.jsonl").open("a") as timings:
            timings.write(json.dumps(line) + "\n")
        level = logging.WARNING if timing.state in ("failed", "refused") else logging.INFO
        extra = {name: getattr(timing, name) for name in ("step", "revision", "seconds")} | {
            "release": timing.subject
        }
        log.log(
            level, "%s %s: %s%s", timing.step, timing.subject, timing.state, _because(timing), extra=extra
        )

    def close(self, report: Report) -> None:
        write_atomic(self.folder / REPORT, json.dumps(report.as_json(), indent=1))


@contextmanager
def open_run(home: Path, kind: str, flow_run: str | None = None) -> Iterator[Run]:
    """Create a run folder and write the log there while the block runs."""
    now = datetime.now(UTC)
    run = Run(home / "runs" / f"{now:%Y%m%dT%H%M%SZ}-{kind}-{uuid4().hex[:4]}", kind, now, flow_run)
    run.folder.mkdir(parents=True)
    opened = json.dumps({"kind": kind, "flow_run": flow_run, "at": str(now)})
    write_atomic(run.folder / "run.json", opened, durable=False)
    with run_lock(run.folder), log_to(run.folder / "log.jsonl", run.id):
        yield run


def run_lock(folder: Path) -> FileLock:
    """Return the run's lock, which the running process holds; the OS releases it however the process ends."""
    return FileLock(folder / "lock", timeout=0)


def is_held(folder: Path) -> bool:
    """True if the process that opened the run is still alive, or if that cannot be found out."""
    try:
        with run_lock(folder):
            return False
    except OSError:  # `Timeout` is one; others come from a read-only or foreign data root
        return True


def read_run(home: Path, run: str) -> Report:
    return read_report(json.loads((home / "runs" / run / REPORT).read_text()))


def reports(home: Path) -> list[Report]:
    """Return the readable reports of finished runs, newest first; `unreadable` returns the others."""
    found = [report for report in map(_report, _report_files(home)) if report]
    return sorted(found, key=lambda report: report.started_at.timestamp(), reverse=True)


def unreadable(home: Path) -> list[Path]:
    """Return reports that cannot be read: truncated by a full disk, or edited."""
    return [path for path in _report_files(home) if _report(path) is None]


def _report_files(home: Path) -> list[Path]:
    return sorted((home / "runs").glob(f"*/{REPORT}"), reverse=True)


def _report(path: Path) -> Report | None:
    try:
        return read_report(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def read_opened(folder: Path) -> Run:
    """Read a run's opening record; if it is unreadable, use the folder's name."""
    try:
        opened = json.loads((folder / "run.json").read_text())
        return Run(folder, str(opened["kind"]), datetime.fromisoformat(opened["at"]), opened["flow_run"])
    except (OSError, ValueError, TypeError, KeyError):
        at = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        parts = folder.name.split("-")
        return Run(folder, parts[1] if len(parts) > 2 else "unknown", at)


def remove_old(home: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` runs, never a running one; return their ids."""
    folders = sorted((home / "runs").glob("*/"), reverse=True)
    old = [folder for folder in folders[keep:] if not is_held(folder)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in old]


def unfinished(home: Path) -> list[Path]:
    """Return folders of runs without a report: running or killed."""
    folders = sorted((home / "runs").glob("*/"), reverse=True)
    return [folder for folder in folders if not (folder / REPORT).exists()]


def _because(timing: Timing) -> str:
    return f" ({timing.detail})" if timing.detail else ""
