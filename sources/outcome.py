"""What became of one release in one run."""

from dataclasses import dataclass
from typing import Literal

from sources.archive.revision_diff import RevisionDiff
from sources.errors import SourceError
from sources.records import Revision
from sources.release import Release

Status = Literal[
    "new",
    "unchanged",
    "re-posted",
    "incomplete",  # kept, and waits for parts or companions
    "refused",  # for want of an accepted license
    "failed",
    "vanished",  # listed no more
    "unread",  # a link that is not understood
    "earlier",  # a posting that CMS has replaced
    "absent",  # not where the catalogue supposes it
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
