"""Progress events of a long run."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ProgressEvent:
    """A progress event. `kind` is page, download or release; `total` is None if unknown."""

    kind: str
    subject: str
    done: int
    total: int | None


Progress = Callable[[ProgressEvent], None]


def silent(step: ProgressEvent) -> None:
    """Ignore progress events (the default)."""
