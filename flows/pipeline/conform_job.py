"""The message that a worker gets to conform one zip."""

from dataclasses import dataclass
from pathlib import Path

from sources.release import Release


@dataclass(frozen=True)
class ConformJob:
    """One zip to conform; small enough to send to a worker on another machine."""

    release: Release
    revision: str
    number: int
    sha256: str
    path: Path
    root: Path
    compare: str = "cheap"  # which renderings of a table are compared
    store: str = ""  # object storage URL for zips and results; empty: the data root is shared
    folder: str = ""  # name that the result has if the worker runs the same code; empty: not compared
    corrections: tuple[tuple[str, str], ...] = ()  # names and texts of the operator's files, if sent

    def __str__(self) -> str:
        return f"{self.revision} {self.sha256[:8]}"
