"""Named steps of a publication, for a caller who times or displays them."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")
STEPS = ("facts", "derive", "parity", "check", "digest", "changes", "export", "settle")


class StepHook(Protocol):
    """Run `work` as the step `name`, one of `STEPS`, and return its result."""

    def __call__(self, name: str, work: Callable[[], T]) -> T: ...


def run_now(name: str, work: Callable[[], T]) -> T:
    """Run the step without observing it."""
    return work()
