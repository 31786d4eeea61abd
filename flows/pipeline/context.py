"""What a walk through the rooms works with."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from flows.pipeline.executors import Executor, InlineExecutor, format_error, in_threads, run_inline
from flows.runs.report import Timing
from flows.runs.run_folder import Run
from flows.runs.waiting import data_root_lock
from sources.settings import Settings

SITE = "cmsfees-site"  # CMS sees one of our runs at a time
WAREHOUSE = "cmsfees-warehouse"  # one at a time builds and publishes
THREADS = in_threads(2)
T = TypeVar("T")


@dataclass(frozen=True)
class RunContext:
    """Defaults need no Prefect. `fetch_pool` uses local threads; `conform_pool` may use a cluster."""

    settings: Settings
    run: Run
    fetch_pool: Executor = THREADS
    conform_pool: Executor = THREADS
    run_inline: InlineExecutor = run_inline
    limited: Callable[[str], AbstractContextManager[None]] = lambda name: nullcontext()  # Prefect's limit

    @contextmanager
    def exclusive(self, name: str, doing: str) -> Iterator[None]:
        """Hold the data root's lock of that name, then the slot of Prefect's limit where that counts too."""
        with data_root_lock(self.settings.home, name, self.run.id, doing), self.limited(name):
            yield

    def timed(self, step: str, subject: str, work: Callable[[], T]) -> T:
        """Do one thing in this thread and record how long it took."""
        began, state, detail = time.monotonic(), "done", ""
        try:
            return self.run_inline(step, subject, lambda: _stoppable(work))
        except BaseException as error:
            state, detail = "failed" if isinstance(error, Exception) else "stopped", format_error(error)
            raise
        finally:
            self.run.record(Timing(step, subject, state, time.monotonic() - began, detail=detail))


def _stoppable(work: Callable[[], T]) -> T:
    """DuckDB wraps what a signal raises in a RuntimeError of its own, which reads as a failure."""
    try:
        return work()
    except RuntimeError as error:
        if error.__cause__ and not isinstance(error.__cause__, Exception):
            raise error.__cause__ from None
        raise
