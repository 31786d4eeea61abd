"""Report failed pages and missing releases, so that a run never skips them silently."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sources.archive.store import Archive
from sources.catalogue import catalogue, newest_files
from sources.discovery.crawl import SiteIndex, Wanted, wants
from sources.discovery.group_postings import PostedRelease
from sources.discovery.pages import CMS
from sources.discovery.posting import CANDIDATE, Posting
from sources.errors import NotListed
from sources.outcome import Outcome
from sources.records import companions
from sources.release import Release
from sources.series import SERIES


def all_outcomes(
    archive: Archive,
    index: SiteIndex,
    posted: Sequence[PostedRelease],
    wanted: Wanted,
    fetched: Iterable[Outcome],
) -> list[Outcome]:
    """Return all outcomes sorted by release: fetched, failed and missing."""
    outcomes = [
        *(_waiting(archive, outcome) for outcome in fetched),
        *failed(index),
        *unlisted(index, posted, wanted),
        *delisted(archive, index, posted, wanted),
        *superseded(archive, posted),
    ]
    others = [outcome for outcome in outcomes if outcome.status != "not found"]
    return sorted([*others, *_not_found(outcomes)], key=_sort_key)


def from_catalogue(index: SiteIndex, wanted: Wanted) -> list[Posting]:
    """Return requested releases that are no longer listed, at their catalogue URLs."""
    listed = index.listed | set(index.page_errors)
    named = [release for release in wanted or () if isinstance(release, Release)]
    return [
        Posting(release, known.part, "", known.url, SERIES[release.series].gated, "", "catalogue")
        for release in named
        if release not in listed
        for known in newest_files(release)
        if known.url
    ]


def candidates(index: SiteIndex) -> list[Posting]:
    """Return unlisted releases at the catalogue's unconfirmed URLs, to be tried.

    Only for series whose listing was read and releases with a catalogue URL for every part.
    """
    named = dict.fromkeys(known.release for known in catalogue())
    seen = index.listed | set(index.page_errors)
    unlisted = [release for release in named if release not in seen]
    return [
        Posting(release, known.part, "", known.url, SERIES[release.series].gated, "", CANDIDATE)
        for release in unlisted
        if index.pages_read.intersection(SERIES[release.series].pages) and not _parts_without_address(release)
        for known in newest_files(release)
    ]


def _parts_without_address(release: Release) -> set[str]:
    return set(SERIES[release.series].parts) - {known.part for known in newest_files(release) if known.url}


def failed(index: SiteIndex) -> Iterable[Outcome]:
    for subject, error in index.page_errors.items():
        yield Outcome("failed", subject if isinstance(subject, Release) else None, str(error), error=error)
    for link in index.unrecognized_links:
        yield Outcome(
            "unrecognized",
            None,
            f"{link.page}: {link.reason}: {link.text} {link.path}",
        )


def unlisted(index: SiteIndex, posted: Sequence[PostedRelease], wanted: Wanted) -> Iterable[Outcome]:
    found = index.listed | {release.release for release in posted} | set(index.page_errors)
    for release in wanted or ():
        if isinstance(release, Release) and release not in found:
            error = NotListed(
                f"{release}: not listed on {SERIES[release.series].pages[0]} or in the catalogue."
            )
            yield Outcome("failed", release, str(error), error=error)


def delisted(
    archive: Archive, index: SiteIndex, posted: Sequence[PostedRelease], wanted: Wanted
) -> Iterable[Outcome]:
    """Yield releases that were fetched and are no longer listed; CMS removes old NCCI quarters."""
    listed = index.listed | {release.release for release in posted} | set(index.page_errors)
    for release in archive.releases():
        pages_read = index.pages_read.intersection(SERIES[release.series].pages)
        if pages_read and release not in listed and wants(release, wanted):
            receipts = archive.receipts(release)
            fetched = [receipt for receipt in receipts if receipt.final_url.startswith("http")]
            if fetched:
                yield Outcome("delisted", release, f"no longer listed; archived from {fetched[-1].url}")


def superseded(archive: Archive, posted: Iterable[PostedRelease]) -> Iterable[Outcome]:
    """Yield older links that CMS still lists and that are not archived; a full backfill fetches them."""
    for current in posted:
        held = {receipt.url for receipt in archive.receipts(current.release)} if current.superseded else set()
        for older in current.superseded:
            if CMS + older.url not in held:
                newest = current.files[0].url
                detail = f"{current.release}: {older.url} is still listed with {newest}"
                yield Outcome("superseded", current.release, detail)


def _not_found(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    """Yield one outcome per series for catalogue URLs where no file was found."""
    by_series: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.status == "not found" and outcome.release:
            reason = type(outcome.error).__name__
            by_series[outcome.release.series].append(f"{outcome.release.vintage} ({reason})")
    for series, vintages in sorted(by_series.items()):
        detail = (
            f"{series}: not listed and not found at the catalogue's unconfirmed URL: {', '.join(vintages)}"
        )
        yield Outcome("not found", None, detail)


def _waiting(archive: Archive, outcome: Outcome) -> Outcome:
    """Mark a stored release as incomplete while a companion (another setting's MUE table) is not posted."""
    if outcome.release is None or outcome.revision is None:
        return outcome
    missing = sorted(str(other) for other in companions(outcome.release) if not archive.latest(other))
    if not missing:
        return outcome
    return Outcome(
        "incomplete", outcome.release, f"stored, waiting for {', '.join(missing)}", outcome.revision
    )


def _sort_key(outcome: Outcome) -> tuple[bool, Release, str]:
    return outcome.release is None, outcome.release or Release("", ""), outcome.detail
