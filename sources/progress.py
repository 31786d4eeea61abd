"""What a long run is doing, for whoever wants to show it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`kind` is page, download or release; `done` of `total` pages, bytes or releases (None: unknown)."""

    kind: str
    subject: str
    done: int
    total: int | None


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """The default: nobody is watching."""
