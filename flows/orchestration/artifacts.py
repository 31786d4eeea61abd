"""Artifacts that a run creates in Prefect's UI."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.runs.plain_text import as_cell, as_code, printable
from flows.runs.progress import progress_watcher, watch_progress
from flows.runs.report import RELEASE_STATES, Report
from sources.progress import ProgressEvent

KINDS = {"fetch": "fetching", "conform": "conforming"}


@contextmanager
def progress_shown() -> Iterator[None]:
    """Show a progress artifact per kind of long work, updated at most once per second."""
    outer, bars, moved = progress_watcher(), dict[str, Any](), dict[str, float]()

    def show(step: ProgressEvent) -> None:
        outer(step)
        now = time.monotonic()
        if step.kind not in KINDS or not step.total:
            return
        if step.kind not in bars:
            bars[step.kind] = create_progress_artifact(
                0.0, key=KINDS[step.kind], description=printable(step.subject)
            )
        if step.done == step.total or now - moved.get(step.kind, 0.0) > 1:
            moved[step.kind] = now
            update_progress_artifact(bars[step.kind], 100 * step.done / step.total, printable(step.subject))

    with watch_progress(show):
        yield


def show_report(report: Report) -> None:
    """Create artifacts for the summary, the releases, the checks and the snapshot's changes."""
    create_markdown_artifact(summary(report), key=f"{report.kind}-summary", description=report.outcome)
    if report.releases:
        releases = sorted(
            report.releases, key=lambda release: RELEASE_STATES.index(release.state), reverse=True
        )
        rows = [
            {**vars(row), "reason": as_cell(row.reason), "revision": row.revision or ""} for row in releases
        ]
        create_table_artifact(rows, key="releases", description="State of each release after the run")
    if report.checks:
        create_table_artifact(
            [_cells(check) for check in report.checks],
            key="checks",
            description=f"Checks of {report.snapshot}",
        )
    if report.highlights:
        text = "\n".join(
            (f"# {report.snapshot}", *map(printable, report.highlights), *_listed("Tenfold", report.unusual))
        )
        create_markdown_artifact(text, key="changes", description="What the snapshot changed")


def summary(report: Report) -> str:
    """Return Markdown with the outcome, the counts and each failed release."""
    counts = "\n".join(f"| {state} | {report.count(state)} |" for state in RELEASE_STATES)
    bad = [f"**{row.release}** {row.state}: {as_code(row.reason)}" for row in report.releases if row.reason]
    lines = [
        f"# {report.kind}: {report.outcome}",
        f"Requested: {report.asked}. {report.seconds:.1f} s, {report.requests} requests, "
        f"{report.downloaded / 1e6:.1f} MB downloaded, run `{report.run}`.",
        f"| state | releases |\n| --- | ---: |\n{counts}",
        f"Snapshot: **{report.snapshot or 'none'}** ({'new' if report.is_new else 'unchanged'})",
        *_listed("Problems", map(as_code, report.problems)),
        *_listed("Releases that need attention", bad),
        *_listed("Notes", map(as_code, report.notes)),
    ]
    return "\n\n".join(lines)


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    listed = "\n".join(f"- {line}" for line in lines)
    return [f"## {title}\n{listed}"] if listed else []


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_cell(value) if isinstance(value, str) else value for name, value in row.items()}
