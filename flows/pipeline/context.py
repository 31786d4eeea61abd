"""The context of one run: settings, run folder and executor."""

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

SITE = "cmsfees-site"  # only one run at a time requests from CMS
WAREHOUSE = "cmsfees-warehouse"  # only one run at a time builds and publishes
T = TypeVar("T")


@dataclass(frozen=True)
class RunContext:
    """The context of one run; the default executor does not need Prefect."""

    settings: Settings
    run: Run
    executor: Executor = field(default_factory=LocalExecutor)

    @contextmanager
    def exclusive(self, name: str, doing: str) -> Iterator[None]:
        """Hold the data root's lock `name`, then the executor's only slot for it."""
        with (
            data_root_lock(self.settings.home, name, self.run.folder, doing) as holder,
            self.executor.exclusive(name, holder),
        ):
            yield

    def timed(self, step: str, subject: str, work: Callable[[], T]) -> T:
        """Run `work` in this thread and record its duration."""
        began, state, detail = time.monotonic(), "done", ""
        try:
            return self.executor.run(step, subject, lambda: _unwrapping_signals(work))
        except BaseException as error:
            state, detail = "failed" if isinstance(error, Exception) else "stopped", format_error(error)
            raise
        finally:
            self.run.record(Timing(step, subject, state, time.monotonic() - began, detail=detail))


def _unwrapping_signals(work: Callable[[], T]) -> T:
    """Re-raise what a signal raised: DuckDB wraps it in a RuntimeError, which looks like a failure."""
    try:
        return work()
    except RuntimeError as error:
        if error.__cause__ and not isinstance(error.__cause__, Exception):
            raise error.__cause__ from None
        raise
