"""A folder a run under `$CMSFEES_HOME/runs`: its report, its timings and its log."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock

from flows.runs.logs import log_to
from flows.runs.report import Report, Timing, read_report

log = logging.getLogger("cmsfees.runs")


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
        partial = self.folder / "report.json.partial"
        partial.write_text(json.dumps(report.as_json(), indent=1))
        partial.replace(self.folder / "report.json")


@contextmanager
def open_run(home: Path, kind: str, flow_run: str | None = None) -> Iterator[Run]:
    """A new run folder, with the log going there while the block runs."""
    now = datetime.now(UTC)
    run = Run(home / "runs" / f"{now:%Y%m%dT%H%M%SZ}-{kind}-{uuid4().hex[:4]}", kind, now, flow_run)
    run.folder.mkdir(parents=True)
    (run.folder / "run.json").write_text(json.dumps({"kind": kind, "flow_run": flow_run, "at": str(now)}))
    with held(run.folder), log_to(run.folder / "log.jsonl", run.id):
        yield run


def held(folder: Path) -> FileLock:
    """Locked by the process at work; the system frees it however the process ends."""
    return FileLock(folder / "lock", timeout=0)


def read_run(home: Path, run: str) -> Report:
    return read_report(json.loads((home / "runs" / run / "report.json").read_text()))


def reports(home: Path) -> list[Report]:
    """Every finished run, newest first."""
    found = sorted((home / "runs").glob("*/report.json"), reverse=True)
    return [read_report(json.loads(path.read_text())) for path in found]


def unfinished(home: Path) -> list[Path]:
    """Folders of runs that have written no report: under way, or killed."""
    folders = sorted((home / "runs").glob("*/"), reverse=True)
    return [folder for folder in folders if not (folder / "report.json").exists()]


def _because(timing: Timing) -> str:
    return f" ({timing.detail})" if timing.detail else ""
