"""Build and publish a snapshot from conformed Parquet, one run at a time."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from cmsfees.channels import MANIFEST, NoSuchSnapshot, resolve
from flows.pipeline.conforming import ConformedReleases
from flows.pipeline.context import WAREHOUSE, RunContext
from flows.pipeline.executors import format_error
from flows.pipeline.highlights import highlights, unusual
from flows.runs.progress import report_progress
from flows.runs.report import Timing
from flows.runs.waiting import wait_for_lock
from warehouse.build.step_hook import STEPS
from warehouse.publishing.publish import publish_snapshot
from warehouse.publishing.run_checks import ChecksFailed

T = TypeVar("T")
PUBLISH_WAIT = 3600.0  # seconds to wait for another process that publishes to the same folder


@dataclass(frozen=True)
class Publication:
    """The published snapshot, and any problems that blocked a new one."""

    snapshot: str | None = None
    is_new: bool = False
    checks: tuple[dict[str, Any], ...] = ()
    highlights: tuple[str, ...] = ()
    unusual: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def publish_all(
    context: RunContext, conformed: ConformedReleases, accept: Mapping[str, str] | None = None
) -> Publication:
    """Build, check and publish; publish nothing if the inputs have not changed."""
    if not conformed.revisions:
        return Publication(problems=("nothing to publish: the archive has no readable release",))
    began = time.monotonic()
    with context.exclusive(WAREHOUSE, "builds and publishes"):
        publication = _publish(context, conformed, accept or {})
    state = "failed" if publication.problems else "published" if publication.is_new else "unchanged"
    seconds, why = time.monotonic() - began, "; ".join(publication.problems)
    context.run.record(Timing("publish", publication.snapshot or "none", state, seconds, detail=why))
    return publication


def _publish(context: RunContext, conformed: ConformedReleases, accept: Mapping[str, str]) -> Publication:
    """Run each step in this thread, so that a cancelled run leaves nothing behind."""
    snapshots, subject = context.settings.snapshots, f"{len(conformed.revisions)} releases"

    def step(name: str, work: Callable[[], T]) -> T:
        report_progress("build", name, STEPS.index(name), len(STEPS))
        return context.timed(name, subject, work)

    try:
        _wait_for_others(snapshots)
        published = publish_snapshot(
            snapshots, conformed.revisions, conformed.folders, PUBLISH_WAIT, step, accept
        )
    except ChecksFailed as blocked:
        findings = tuple(vars(finding) for finding in blocked.findings)
        return Publication(served(snapshots), checks=findings, problems=(format_error(blocked),))
    except Exception as error:
        return Publication(served(snapshots), problems=(format_error(error),))
    report_progress("build", published.id, len(STEPS), len(STEPS))
    if not published.is_new:
        return Publication(published.id)
    checks = tuple(json.loads((published.path / MANIFEST).read_text("utf-8"))["checks"])
    return Publication(published.id, True, checks, highlights(published.path), unusual(published.path))


def _wait_for_others(snapshots: Path) -> None:
    """Wait, with a message, for a process that promotes, rolls back, prunes or publishes without a run."""
    snapshots.mkdir(parents=True, exist_ok=True)
    lock = FileLock(snapshots / ".lock")
    wait_for_lock(lock, "another process that is changing the snapshots")
    lock.release()


def served(snapshots: Path) -> str | None:
    """Return the id of the snapshot that `latest` points to, or None."""
    try:
        return resolve(snapshots).name
    except NoSuchSnapshot:
        return None
