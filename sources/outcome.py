"""The outcome of one release in one run."""

from dataclasses import dataclass
from typing import Literal

from sources.archive.revision_diff import RevisionDiff
from sources.errors import SourceError
from sources.records import Revision
from sources.release import Release

OutcomeStatus = Literal[
    "new",
    "unchanged",
    "re-posted",
    "incomplete",  # stored; waiting for parts or companion releases
    "refused",  # the license is not accepted
    "failed",
    "delisted",  # no longer listed
    "unrecognized",  # a link that matches no series
    "superseded",  # a posting that CMS has replaced
    "not found",  # missing at the catalogue's unconfirmed URL
]


@dataclass(frozen=True)
class Outcome:
    """The outcome of one release, or of one page or link (`failed` and `unrecognized` without a release)."""

    status: OutcomeStatus
    release: Release | None
    detail: str
    revision: Revision | None = None
    difference: RevisionDiff | None = None
    error: SourceError | None = None
