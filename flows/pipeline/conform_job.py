"""The message that a worker gets to conform one zip."""

from dataclasses import dataclass
from pathlib import Path

from sources.release import Release


@dataclass(frozen=True)
class ConformJob:
    """One zip to be conformed; small enough to be sent to a worker on another machine."""

    release: Release
    revision: str
    number: int
    sha256: str
    path: Path
    root: Path
    compare: str = "cheap"  # how many renderings of a table are compared
    store: str = ""  # URL of object storage by which zip and result travel; empty: the data root is shared
    corrections: tuple[tuple[str, str], ...] = ()  # names and texts of the operator's, where they travel

    def __str__(self) -> str:
        return f"{self.revision} {self.sha256[:8]}"
