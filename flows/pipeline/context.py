"""What a walk through the rooms works with."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from flows.pipeline.executors import Executor, InlineExecutor, format_error, in_threads, run_inline
from flows.runs.report import Timing
from flows.runs.run_folder import Run
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
    exclusive: Callable[[str], AbstractContextManager[None]] = lambda name: nullcontext()  # hold that name

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
