"""Print a run's report."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from flows.cli.output import table
from flows.pipeline.plan import Planned
from flows.runs.report import Report

COLORS = {
    "published": "green",
    "nothing new": "green",
    "kept": "green",
    "intact": "green",
    "partly failed": "yellow",
    "cancelled": "yellow",
    "failed": "red",
}


def print_report(screen: Console, report: Report) -> None:
    """Print the outcome, then only the releases with a reason."""
    color = COLORS[report.outcome]
    screen.print(Text(report.outcome, color), report.counted, sep="  ")
    if report.cancelled:
        screen.print(f"cancelled {report.cancelled}; run it again to continue; finished work is not repeated")
    facts = [f"{report.seconds:.1f} s"]
    if report.requests:
        facts += [f"{report.requests} requests", f"{report.downloaded / 1e6:.1f} MB downloaded"]
    if report.snapshot:
        facts.append(f"snapshot {report.snapshot} ({'new' if report.is_new else 'unchanged'})")
    screen.print(f"{', '.join(facts)}\nrun {report.run}")
    if rows := [vars(release) for release in report.releases if release.reason]:
        screen.print(table(rows, ("release", "state", "reason")))
    for line in (*report.problems, *report.notes):
        screen.print(line)


def print_plan(screen: Console, planned: Sequence[Planned]) -> None:
    """Print releases in a table, then unavailable ones, whose names are long."""
    unavailable = [item for item in planned if item.action in ("unreadable", "no address")]
    rows = [vars(item) for item in planned if item not in unavailable]
    screen.print(table(rows, ("release", "action", "detail")) if rows else "CMS lists no such release")
    counts = Counter(item.action for item in planned)
    screen.print(", ".join(f"{number} {action}" for action, number in counts.items()))
    for item in unavailable:
        screen.print(f"{item.action} {item.release}: {item.detail}", soft_wrap=True)
