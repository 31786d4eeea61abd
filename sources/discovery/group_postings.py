"""Postings gathered into releases: which version is whole, and what is missing."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sources.discovery.posting import Posting
from sources.errors import AmbiguousLinks
from sources.release import Release
from sources.series import SERIES


@dataclass(frozen=True)
class PostedRelease:
    """The files CMS posts for one release, in part order; `missing` names the parts that are not there."""

    release: Release
    files: tuple[Posting, ...]
    missing: tuple[str, ...] = ()
    error: AmbiguousLinks | None = None


def group_postings(postings: Iterable[Posting]) -> list[PostedRelease]:
    """One offer a release: its newest whole version, or the newest version with what it lacks."""
    gathered: dict[Release, dict[str, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    for posting in postings:
        gathered[posting.release][posting.version].append(posting)
    return [_posted_release(release, versions) for release, versions in sorted(gathered.items())]


def _posted_release(release: Release, versions: dict[str, list[Posting]]) -> PostedRelease:
    newest_first = sorted(versions, key=_number, reverse=True)
    found = [_version(release, versions[version]) for version in newest_first]
    return next((offer for offer in found if not offer.missing), found[0])


def _version(release: Release, postings: list[Posting]) -> PostedRelease:
    by_part: dict[str, set[str]] = defaultdict(set)
    for posting in postings:
        by_part[posting.part].add(posting.url)
    parts = SERIES[release.series].parts
    if twice := {part: sorted(urls) for part, urls in by_part.items() if len(urls) > 1}:
        error = AmbiguousLinks(f"{release}: expected one link a file, found {twice}.")
        return PostedRelease(release, (), error=error)
    files = {posting.part: posting for posting in postings if posting.part in parts}
    return PostedRelease(
        release,
        tuple(files[part] for part in parts if part in files),
        tuple(part for part in parts if part not in files),
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", version))
