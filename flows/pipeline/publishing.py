"""Build and publish a snapshot from conformed Parquet, one run at a time."""

import json
import time
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from cmsfees.channels import MANIFEST, NoSuchSnapshot, resolve
from flows.pipeline.conforming import ConformedReleases
from flows.pipeline.context import WAREHOUSE, RunContext
from flows.pipeline.executors import format_error
from flows.pipeline.highlights import highlights, unusual
from flows.runs.progress import report_progress
from flows.runs.report import Timing
from flows.runs.waiting import wait_for_lock
from warehouse.publishing.publish import STEPS, Published, publish_steps
from warehouse.publishing.run_checks import ChecksFailed

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
    snapshots = context.settings.snapshots
    try:
        _wait_for_others(snapshots)
        with closing(
            publish_steps(snapshots, conformed.revisions, conformed.folders, PUBLISH_WAIT, accept)
        ) as steps:
            published = _run_steps(context, f"{len(conformed.revisions)} releases", steps)
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


def _run_steps(context: RunContext, subject: str, steps: Generator[str, None, Published]) -> Published:
    """Run and time each step as one of the run."""

    def advance() -> str | Published:
        """Do the step that was named last; return the next one's name, or what is published."""
        try:
            return next(steps)
        except StopIteration as done:
            published: Published = done.value
            return published

    step = advance()
    while isinstance(step, str):
        report_progress("build", step, STEPS.index(step), len(STEPS))
        step = context.timed(step, subject, advance)
    return step


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
