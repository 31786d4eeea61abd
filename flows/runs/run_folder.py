"""A folder a run under `$CMSFEES_HOME/runs`: its report, its timings and its log."""

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from flows.runs.logs import log_to
from flows.runs.report import Report, Timing, read_report
from sources.atomic import write_atomic

log = logging.getLogger("cmsfees.runs")
REPORT = "report.json"


@dataclass(frozen=True)
class Run:
    """A run under way. Only the process that walks the rooms writes to its folder."""

    folder: Path
    kind: str
    started_at: datetime
    flow_run: str | None = None

    @property
    def id(self) -> str:
        return self.folder.name

    def record(self, timing: Timing) -> None:
        """One more line for the metrics table, and one for the log."""
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
    """A new run folder, with the log going there while the block runs."""
    now = datetime.now(UTC)
    run = Run(home / "runs" / f"{now:%Y%m%dT%H%M%SZ}-{kind}-{uuid4().hex[:4]}", kind, now, flow_run)
    run.folder.mkdir(parents=True)
    said = json.dumps({"kind": kind, "flow_run": flow_run, "at": str(now)})
    write_atomic(run.folder / "run.json", said, durable=False)
    with held(run.folder), log_to(run.folder / "log.jsonl", run.id):
        yield run


def held(folder: Path) -> FileLock:
    """Locked by the process at work; the system frees it however the process ends."""
    return FileLock(folder / "lock", timeout=0)


def is_held(folder: Path) -> bool:
    """Whether the process that opened the run still lives."""
    try:
        with held(folder):
            return False
    except Timeout:
        return True


def read_run(home: Path, run: str) -> Report:
    return read_report(json.loads((home / "runs" / run / REPORT).read_text()))


def reports(home: Path) -> list[Report]:
    """Every finished run whose report can be read, newest first; `unreadable` names the others."""
    found = [report for report in map(_report, _report_files(home)) if report]
    return sorted(found, key=lambda one: one.started_at.timestamp(), reverse=True)  # names tell seconds only


def unreadable(home: Path) -> list[Path]:
    """Reports that cannot be read: cut by a full disk, or touched by somebody."""
    return [path for path in _report_files(home) if _report(path) is None]


def _report_files(home: Path) -> list[Path]:
    return sorted((home / "runs").glob(f"*/{REPORT}"), reverse=True)


def _report(path: Path) -> Report | None:
    try:
        return read_report(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def read_opened(folder: Path) -> Run:
    """What a run said when it was opened; of a record that cannot be read, what its folder's name says."""
    try:
        said = json.loads((folder / "run.json").read_text())
        return Run(folder, str(said["kind"]), datetime.fromisoformat(said["at"]), said["flow_run"])
    except (OSError, ValueError, TypeError, KeyError):
        at = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        parts = folder.name.split("-")
        return Run(folder, parts[1] if len(parts) > 2 else "unknown", at)


def remove_old(home: Path, keep: int) -> list[str]:
    """Removes all but the newest `keep` runs, never one under way; returns their ids."""
    folders = sorted((home / "runs").glob("*/"), reverse=True)
    old = [folder for folder in folders[keep:] if not is_held(folder)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in old]


def unfinished(home: Path) -> list[Path]:
    """Folders of runs that have written no report: under way, or killed."""
    folders = sorted((home / "runs").glob("*/"), reverse=True)
    return [folder for folder in folders if not (folder / REPORT).exists()]


def _because(timing: Timing) -> str:
    return f" ({timing.detail})" if timing.detail else ""
