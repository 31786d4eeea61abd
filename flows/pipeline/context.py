"""What one run works with: settings, its folder, and where its work is done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from flows.pipeline.executors import Executor, LocalExecutor, format_error
from flows.runs.report import Timing
from flows.runs.run_folder import Run
from flows.runs.waiting import data_root_lock
from sources.settings import Settings

SITE = "cmsfees-site"  # CMS sees one of our runs at a time
WAREHOUSE = "cmsfees-warehouse"  # one at a time builds and publishes
T = TypeVar("T")


@dataclass(frozen=True)
class RunContext:
    """Fetching uses the executor's threads, conforming its workers; the default needs no Prefect."""

    settings: Settings
    run: Run
    executor: Executor = field(default_factory=LocalExecutor)

    @contextmanager
    def exclusive(self, name: str, doing: str) -> Iterator[None]:
        """Hold the data root's lock of that name, then the executor's only slot of it."""
        with data_root_lock(self.settings.home, name, self.run.id, doing), self.executor.exclusive(name):
            yield

    def timed(self, step: str, subject: str, work: Callable[[], T]) -> T:
        """Do one thing in this thread and record how long it took."""
        began, state, detail = time.monotonic(), "done", ""
        try:
            return self.executor.run(step, subject, lambda: _stoppable(work))
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
