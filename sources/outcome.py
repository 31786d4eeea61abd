"""What became of one release in one run."""

from dataclasses import dataclass
from typing import Literal

from sources.archive.revision_diff import RevisionDiff
from sources.errors import SourceError
from sources.records import Revision
from sources.release import Release

Status = Literal[
    "new", "unchanged", "re-posted", "incomplete", "refused", "failed", "vanished", "unread", "earlier"
]


@dataclass(frozen=True)
class Outcome:
    """What became of one release, or (failed and unread without a release) of one page or link."""

    status: Status
    release: Release | None
    detail: str
    revision: Revision | None = None
    difference: RevisionDiff | None = None
    error: SourceError | None = None
