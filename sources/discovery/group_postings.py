"""Group postings into releases: the newest complete version and any missing parts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sources.discovery.posting import Posting
from sources.errors import AmbiguousLinks
from sources.release import Release
from sources.series import SERIES


@dataclass(frozen=True)
class PostedRelease:
    """The files CMS posts for one release, in part order; `missing` lists the parts not posted.

    `superseded` lists links to older postings that CMS still lists with the newest, oldest first.
    """

    release: Release
    files: tuple[Posting, ...]
    missing: tuple[str, ...] = ()
    error: AmbiguousLinks | None = None
    superseded: tuple[Posting, ...] = ()


def group_postings(postings: Iterable[Posting]) -> list[PostedRelease]:
    """Return one PostedRelease per release: its newest complete version, else the newest version."""
    gathered: dict[Release, dict[str, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    for posting in postings:
        gathered[posting.release][posting.version].append(posting)
    return [_posted_release(release, versions) for release, versions in sorted(gathered.items())]


def _posted_release(release: Release, versions: dict[str, list[Posting]]) -> PostedRelease:
    newest_first = sorted(versions, key=_number, reverse=True)
    found = [_version(release, versions[version]) for version in newest_first]
    return next((version for version in found if not version.missing), found[0])


def _version(release: Release, postings: list[Posting]) -> PostedRelease:
    by_part: dict[str, list[Posting]] = defaultdict(list)
    for posting in sorted({posting.url: posting for posting in postings}.values(), key=_recency):
        by_part[posting.part].append(posting)
    parts = SERIES[release.series].parts
    files = {part: by_part[part][-1] for part in parts if part in by_part}
    if error := _ambiguity(release, by_part):
        return PostedRelease(release, (), error=error)
    return PostedRelease(
        release,
        tuple(files.values()),
        tuple(part for part in parts if part not in files),
        superseded=tuple(posting for part in files for posting in by_part[part][:-1]),
    )


def _ambiguity(release: Release, by_part: dict[str, list[Posting]]) -> AmbiguousLinks | None:
    """Return an error if a file has two links and neither is clearly newer."""
    ties = [
        [older.url, newer.url]
        for postings in by_part.values()
        for older, newer in pairwise(postings[-2:])
        if older.recency == newer.recency
    ]
    if not ties:
        return None
    return AmbiguousLinks(f"{release}: expected one link per file, found {ties[:10]}.")


def _recency(posting: Posting) -> tuple[object, ...]:
    return *posting.recency, posting.url


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", version))
