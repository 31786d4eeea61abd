"""What the archive writes down: a receipt for a file, a revision for the files of a release together."""

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
    """One kept file: `url` is its address on CMS's site, `final_url` the one that answered at last."""

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
    stated_rows: int | None = None  # rows that CMS's page says the file has
    listed_on: str = ""  # the page that names the address


@dataclass(frozen=True)
class Revision:
    """All files of a release as posted together; numbered 1, 2 … as CMS re-posts other bytes.

    On disk the number is that of arrival, and `is_earlier` marks one that came after its successor.
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
        """The newest date among the parts: the release was whole from then on."""
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
    """A release's revisions numbered as CMS posted them.

    An earlier one stands before the first that was posted later, and always before the newest: what CMS
    serves now stays the last word.
    """
    by_arrival = sorted(arrived, key=lambda revision: revision.number)
    ordered = [revision for revision in by_arrival if not revision.is_superseded]
    last = len(ordered[-1:])
    for one in (revision for revision in by_arrival if revision.is_superseded):
        later = (at for at, other in enumerate(ordered) if _posted(other, date.max) > _posted(one, date.min))
        ordered.insert(min(next(later, len(ordered)), len(ordered) - last), one)
    return [replace(revision, number=number) for number, revision in enumerate(ordered, 1)]


def _posted(revision: Revision, unknown: date) -> date:
    return revision.published_on or unknown


def companions(release: Release) -> set[Release]:
    """The releases that must be posted with this one before either counts."""
    return {Release(name, release.vintage) for name in SERIES[release.series].together} - {release}


def joint_sha256(parts: list[str]) -> str:
    """The one file's SHA-256, or that of the parts' SHA-256s joined by line ends."""
    return parts[0] if len(parts) == 1 else hashlib.sha256("\n".join(parts).encode()).hexdigest()
