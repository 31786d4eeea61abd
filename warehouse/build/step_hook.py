"""The parts of a publication, for a caller who wants to time or show them."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")
STEPS = ("facts", "derive", "parity", "check", "digest", "changes", "export", "settle")


class StepHook(Protocol):
    """Does the work that has this name, one of `STEPS`, and returns what it returns."""

    def __call__(self, name: str, work: Callable[[], T]) -> T: ...


def run_now(name: str, work: Callable[[], T]) -> T:
    """Nobody is watching."""
    return work()
