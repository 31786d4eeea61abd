"""A run's report for people."""

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
    """Outcome first, then only the releases that need a word."""
    colour = COLORS[report.outcome]
    screen.print(Text(report.outcome, colour), report.counted, sep="  ")
    if report.cancelled:
        screen.print(f"cancelled {report.cancelled}; start it again, nothing is done twice")
    news = "new" if report.is_new else "as before"
    screen.print(
        f"{report.seconds:.1f} s, {report.requests} requests, {report.downloaded / 1e6:.1f} MB downloaded, "
        f"snapshot {report.snapshot or 'none'} ({news})\nrun {report.run}"
    )
    if told := [vars(one) for one in report.releases if one.reason]:
        screen.print(table(told, ("release", "state", "reason")))
    for line in (*report.problems, *report.notes):
        screen.print(line)


def print_plan(screen: Console, planned: Sequence[Planned]) -> None:
    """Releases in a table; below it what cannot be had, for its names are long."""
    below = [one for one in planned if one.action in ("unreadable", "no address")]
    told = [vars(one) for one in planned if one not in below]
    screen.print(table(told, ("release", "action", "detail")) if told else "CMS lists no such release")
    counts = Counter(one.action for one in planned)
    screen.print(", ".join(f"{number} {action}" for action, number in counts.items()))
    for one in below:
        screen.print(f"{one.action} {one.release}: {one.detail}", soft_wrap=True)
