"""Progress bars on standard error; nothing at all when that is not a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from flows.progress import watched
from sources.progress import Step

KINDS = {
    "page": "Reading pages",
    "release": "Fetching",
    "conform": "Conforming",
    "build": "Building",
    "verify": "Re-hashing",
}


@contextmanager
def shown() -> Iterator[None]:
    """One bar for each kind of work that a run tells of while the block runs."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[subject]}"), console=screen, transient=True) as bars:
        shown: dict[str, TaskID] = {}

        def show(step: Step) -> None:
            if step.kind not in KINDS:
                return
            if step.kind not in shown:
                shown[step.kind] = bars.add_task(KINDS[step.kind], total=step.total, subject="")
            bars.update(shown[step.kind], completed=step.done, total=step.total, subject=step.subject)

        with watched(show):
            yield
