"""Archive records: a receipt per file and a revision per set of files that makes a release."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import TypeAdapter

from sources.catalogue import service_dates
from sources.release import Release
from sources.series import SERIES


@dataclass(frozen=True)
class Receipt:
    """One archived file: `url` is its URL on CMS's site, `final_url` the URL after redirects."""

    release: Release
    part: str
    version: str
    sha256: str
    size: int
    url: str
    final_url: str
    link_text: str
    retrieved_at: datetime
    last_modified: str | None
    etag: str | None
    published_on: date | None
    published_basis: str
    license_accepted: bool
    stated_rows: int | None = None  # row count that CMS's page states
    listed_on: str = ""  # the page that links to the URL


@dataclass(frozen=True)
class Revision:
    """All files of a release as posted together; numbered 1, 2 … each time CMS posts different bytes.

    On disk the number is the order of arrival; `is_superseded` marks one that arrived after its successor.
    """

    release: Release
    number: int
    files: tuple[Receipt, ...]
    is_superseded: bool = False

    @property
    def id(self) -> str:
        return f"{self.release} r{self.number}"

    @property
    def sha256(self) -> str:
        return joint_sha256([file.sha256 for file in self.files])

    @property
    def service_from(self) -> date:
        return service_dates(self.release)[0]

    @property
    def service_to(self) -> date:
        return service_dates(self.release)[1]

    @property
    def published_on(self) -> date | None:
        """Return the newest date among the parts, when the release became complete."""
        return max((file.published_on for file in self.files if file.published_on), default=None)

    @property
    def published_basis(self) -> str:
        return next((f.published_basis for f in self.files if f.published_on == self.published_on), "")

    @property
    def retrieved_at(self) -> datetime:
        return max(file.retrieved_at for file in self.files)

    @property
    def url(self) -> str:
        return self.files[0].url


RECEIPT = TypeAdapter(Receipt)
REVISION = TypeAdapter(Revision)


def sorted_revisions(arrived: Iterable[Revision]) -> list[Revision]:
    """Return a release's revisions numbered in the order CMS posted them.

    A superseded revision sorts before the first one posted later, and always before the current one.
    """
    by_arrival = sorted(arrived, key=lambda revision: revision.number)
    ordered = [revision for revision in by_arrival if not revision.is_superseded]
    last = len(ordered[-1:])
    for superseded in (revision for revision in by_arrival if revision.is_superseded):
        posted = _posted(superseded, date.min)
        later = (at for at, other in enumerate(ordered) if _posted(other, date.max) > posted)
        ordered.insert(min(next(later, len(ordered)), len(ordered) - last), superseded)
    return [replace(revision, number=number) for number, revision in enumerate(ordered, 1)]


def _posted(revision: Revision, unknown: date) -> date:
    return revision.published_on or unknown


def companions(release: Release) -> set[Release]:
    """Return the releases that must be posted together with this one before either is used."""
    return {Release(name, release.vintage) for name in SERIES[release.series].together} - {release}


def joint_sha256(parts: list[str]) -> str:
    """Return the single file's SHA-256, or the SHA-256 of the parts' newline-joined SHA-256s."""
    return parts[0] if len(parts) == 1 else hashlib.sha256("\n".join(parts).encode()).hexdigest()
