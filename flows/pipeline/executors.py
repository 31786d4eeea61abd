"""Where a run's work is done: in threads of this process, or by Prefect (flows.orchestration.tasks)."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sources.http.threads import pool

T = TypeVar("T")


@dataclass(frozen=True)
class TaskResult:
    """One item's result or error; the error as text, because not every exception can cross processes."""

    item: Any
    result: Any
    seconds: float
    error: str = ""


class Executor(Protocol):
    """Runs one piece of work, or many items of which none stops another."""

    def run(self, step: str, subject: str, work: Callable[[], T]) -> T:
        """Do it in the calling thread, where a signal to stop reaches it; raise what it raises."""
        ...

    def on_threads(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        """Do each item on a thread of this process; yield each as it is done."""
        ...

    def on_workers(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        """Do each item on a worker, which may be another machine; yield each as it is done."""
        ...

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Hold the only slot of that name among the machines that share a Prefect server."""
        ...


@dataclass(frozen=True)
class LocalExecutor:
    """Threads of this process, no Prefect."""

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

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        return nullcontext()


def in_threads(
    threads: int,
    attempt: Callable[[str, Callable[[Any], Any], Any], TaskResult],
    step: str,
    function: Callable[[Any], Any],
    items: Sequence[Any],
) -> Iterator[TaskResult]:
    """Attempt each item on a thread. A stopped run does not wait for them, as Prefect's own runner would."""
    with pool(threads, step) as several:
        tried = [several.submit(copy_context().run, attempt, step, function, item) for item in items]
        for future in as_completed(tried):
            yield future.result()


def attempt(step: str, function: Callable[[Any], Any], item: Any) -> TaskResult:
    """Do it, time it, and return what it raises as this item's error."""
    began = time.monotonic()
    try:
        result, error = function(item), ""
    except Exception as problem:
        result, error = None, format_error(problem)
    return TaskResult(item, result, time.monotonic() - began, error)


def format_error(problem: BaseException) -> str:
    """`NotAZip: pfs-rvu 2026A …`"""
    return f"{type(problem).__name__}: {problem}"
