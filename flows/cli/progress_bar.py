"""Progress bars on standard error; outside a terminal, only a line when the run has to wait."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column

from flows.cli.output import PlainConsole, say
from flows.runs.progress import watch_progress
from sources.progress import ProgressEvent

KINDS = {
    "page": "Reading pages",
    "fetch": "Fetching",
    "conform": "Conforming",
    "build": "Building",
    "verify": "Re-hashing",
}
WAIT = "wait"  # `subject` is what is waited for, `done` the seconds so far


@contextmanager
def shown() -> Iterator[None]:
    """Show one progress bar per kind of work while the block runs."""
    screen = PlainConsole(stderr=True)
    if not screen.is_terminal:
        with watch_progress(_say_waits):
            yield
        return
    named, subject = Column(min_width=14, no_wrap=True), Column(no_wrap=True)
    detail = TextColumn("{task.fields[subject]}", table_column=subject, markup=False)
    columns = (
        TextColumn("{task.description}", table_column=named),
        BarColumn(20),
        MofNCompleteColumn(),
        detail,
    )
    with Progress(*columns, console=screen, transient=True) as bars:
        shown = {"start": bars.add_task("Starting", total=None, subject="")}

        def show(step: ProgressEvent) -> None:
            if step.kind == WAIT:
                bars.console.print(_waits(step), soft_wrap=True)
            if step.kind not in KINDS:
                return
            bars.update(shown["start"], visible=False)
            if step.kind not in shown:
                shown[step.kind] = bars.add_task(KINDS[step.kind], total=step.total, subject="")
            name = step.subject.rpartition("/")[2]
            bars.update(shown[step.kind], completed=step.done, total=step.total, subject=name)

        with watch_progress(show):
            yield


def _say_waits(step: ProgressEvent) -> None:
    if step.kind == WAIT:
        say(_waits(step), err=True)


def _waits(step: ProgressEvent) -> str:
    so_far = f", {step.done} s so far" if step.done else ""
    return f"waiting for {step.subject}{so_far}"
