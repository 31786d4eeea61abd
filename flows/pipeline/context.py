"""What a walk through the rooms works with."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from flows.pipeline.executors import Here, Spread, here, in_threads, named
from flows.runs.report import Timing
from flows.runs.run_folder import Run
from sources.settings import Settings

SITE = "cmsfees-site"  # CMS sees one of our runs at a time
WAREHOUSE = "cmsfees-warehouse"  # one at a time builds and publishes
THREADS = in_threads(2)
T = TypeVar("T")


@dataclass(frozen=True)
class Walk:
    """Without Prefect by default. `near` spreads over threads, `far` over workers that share our storage."""

    settings: Settings
    run: Run
    near: Spread = THREADS
    far: Spread = THREADS
    here: Here = here
    alone: Callable[[str], AbstractContextManager[None]] = lambda name: nullcontext()  # hold that name

    def timed(self, step: str, subject: str, work: Callable[[], T]) -> T:
        """Do one thing in this thread and record how long it took."""
        began, state, detail = time.monotonic(), "done", ""
        try:
            return self.here(step, subject, lambda: _stoppable(work))
        except BaseException as error:
            state, detail = "failed" if isinstance(error, Exception) else "stopped", named(error)
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
