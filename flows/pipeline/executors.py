"""Executors run work in threads of this process, or through Prefect (flows.orchestration.tasks)."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flows.runs.waiting import Holder
from sources.http.threads import pool

T = TypeVar("T")


@dataclass(frozen=True)
class TaskResult:
    """One item's result or error; the error is text because not every exception can be pickled."""

    item: Any
    result: Any
    seconds: float
    error: str = ""


class Executor(Protocol):
    """Runs one piece of work, or many items where one failure does not stop the others."""

    def run(self, step: str, subject: str, work: Callable[[], T]) -> T:
        """Run `work` in the calling thread, where signals interrupt it; raise what it raises."""
        ...

    def on_threads(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        """Run each item on a thread of this process; yield results as they complete."""
        ...

    def on_workers(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        """Run each item on a worker, possibly on another machine; yield results as they complete."""
        ...

    def exclusive(self, name: str, holder: Holder) -> AbstractContextManager[None]:
        """Hold the only slot `name` among the machines that share a Prefect server, as `holder`."""
        ...


@dataclass(frozen=True)
class LocalExecutor:
    """Runs work in threads of this process, without Prefect."""

    threads: int = 2
    workers: int = 2

    def run(self, step: str, subject: str, work: Callable[[], T]) -> T:
        return work()

    def on_threads(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        return in_threads(self.threads, attempt, step, function, items)

    def on_workers(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        return in_threads(self.workers, attempt, step, function, items)

    def exclusive(self, name: str, holder: Holder) -> AbstractContextManager[None]:
        return nullcontext()


def in_threads(
    threads: int,
    attempt: Callable[[str, Callable[[Any], Any], Any], TaskResult],
    step: str,
    function: Callable[[Any], Any],
    items: Sequence[Any],
) -> Iterator[TaskResult]:
    """Attempt each item on a thread; unlike Prefect's runner, a stopped run does not wait for its threads."""
    with pool(threads, step) as workers:
        futures = [workers.submit(copy_context().run, attempt, step, function, item) for item in items]
        for future in as_completed(futures):
            yield future.result()


def attempt(step: str, function: Callable[[Any], Any], item: Any) -> TaskResult:
    """Run and time `function(item)`; return an exception as the item's error."""
    began = time.monotonic()
    try:
        result, error = function(item), ""
    except Exception as problem:
        result, error = None, format_error(problem)
    return TaskResult(item, result, time.monotonic() - began, error)


def format_error(problem: BaseException) -> str:
    """Return `NotAZip: pfs-rvu 2026A …`."""
    return f"{type(problem).__name__}: {problem}"
