"""How work is done: in this thread, or on many items in several threads; Prefect tasks are another way."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sources.http.threads import pool

T = TypeVar("T")


@dataclass(frozen=True)
class TaskResult:
    """One item's result or error; as text, for not every exception can be sent between processes."""

    item: Any
    result: Any
    seconds: float
    error: str = ""


class Executor(Protocol):
    """Yields each item as it is done; an error stops nothing else."""

    def __call__(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]: ...


class InlineExecutor(Protocol):
    """Does one piece of work in the thread that asks, where a signal to stop reaches it."""

    def __call__(self, step: str, subject: str, work: Callable[[], T]) -> T: ...


def run_inline(step: str, subject: str, work: Callable[[], T]) -> T:
    """Without Prefect."""
    return work()


def attempt(step: str, function: Callable[[Any], Any], item: Any) -> TaskResult:
    """Do it, time it, and keep whatever it raises to this one item."""
    began = time.monotonic()
    try:
        result, error = function(item), ""
    except Exception as problem:
        result, error = None, format_error(problem)
    return TaskResult(item, result, time.monotonic() - began, error)


def in_threads(workers: int, attempt: Callable[..., TaskResult] = attempt) -> Executor:
    """Threads that a stopped run does not wait for, unlike those of Prefect's own runner."""

    def spread(step: str, function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[TaskResult]:
        with pool(workers, step) as threads:
            tried = [threads.submit(copy_context().run, attempt, step, function, item) for item in items]
            for future in as_completed(tried):
                yield future.result()

    return spread


def format_error(problem: BaseException) -> str:
    """`NotAZip: pfs-rvu 2026A …`"""
    return f"{type(problem).__name__}: {problem}"
