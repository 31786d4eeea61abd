"""How one function is put to many items: in threads here; in `flows.tasks`, as Prefect tasks."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Done:
    """One item's result or error; as text, for not every exception can be sent between processes."""

    item: Any
    result: Any
    seconds: float
    error: str = ""


class Spread(Protocol):
    """Yields each item as it is done; an error stops nothing else."""

    def __call__(self, step: str, function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Done]: ...


def in_threads(workers: int) -> Spread:
    """Without Prefect: for tests, and to measure what Prefect costs."""

    def spread(step: str, function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Done]:
        with ThreadPoolExecutor(workers, thread_name_prefix=step) as pool:
            for future in as_completed([pool.submit(attempt, function, item) for item in items]):
                yield future.result()

    return spread


def attempt(function: Callable[[Any], Any], item: Any) -> Done:
    """Do it, time it, and keep whatever it raises to this one item."""
    began = time.monotonic()
    try:
        result, error = function(item), ""
    except Exception as problem:
        result, error = None, named(problem)
    return Done(item, result, time.monotonic() - began, error)


def named(problem: BaseException) -> str:
    """`NotAZip: pfs-rvu 2026A …`"""
    return f"{type(problem).__name__}: {problem}"
