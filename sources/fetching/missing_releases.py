"""What a run must not pass over in silence: pages that failed, releases that no page lists."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

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
    """Outcomes in the order of the releases: those fetched, and everything that could not be."""
    outcomes = [
        *(_waiting(archive, outcome) for outcome in fetched),
        *failed(index),
        *unlisted(index, posted, wanted),
        *vanished(archive, index, posted, wanted),
        *superseded(archive, posted),
    ]
    there = [outcome for outcome in outcomes if outcome.status != "absent"]
    return sorted([*there, *_absent(outcomes)], key=_sort_key)


def from_catalogue(index: SiteIndex, wanted: Wanted) -> list[Posting]:
    """Releases asked for by name that no page lists any more, at the address the catalogue remembers."""
    listed = index.listed | set(index.failed)
    asked = [one for one in wanted or () if isinstance(one, Release) and one not in listed]
    return [
        Posting(release, known.part, "", known.url, SERIES[release.series].gated, "", "catalogue")
        for release in asked
        for known in newest_files(release)
        if known.url
    ]


def candidates(index: SiteIndex, asked: Callable[[Release], bool]) -> list[Posting]:
    """Releases that no page lists, at the address at which the catalogue supposes them: to be tried.

    Only of series whose listing was read, and only where the catalogue has an address for every part.
    """
    named = dict.fromkeys(known.release for known in catalogue())
    unlisted = [one for one in named if one not in index.listed and one not in index.failed and asked(one)]
    return [
        Posting(release, known.part, "", known.url, SERIES[release.series].gated, "", CANDIDATE)
        for release in unlisted
        if index.read.intersection(SERIES[release.series].pages) and not _parts_without_address(release)
        for known in newest_files(release)
    ]


def _parts_without_address(release: Release) -> set[str]:
    return set(SERIES[release.series].parts) - {known.part for known in newest_files(release) if known.url}


def failed(index: SiteIndex) -> Iterable[Outcome]:
    for subject, error in index.failed.items():
        yield Outcome("failed", subject if isinstance(subject, Release) else None, str(error), error=error)
    for link in index.unrecognized_links:
        yield Outcome(
            "unread",
            None,
            f"{link.page}: {link.reason}: {link.text} {link.path}",
        )


def unlisted(index: SiteIndex, posted: Sequence[PostedRelease], wanted: Wanted) -> Iterable[Outcome]:
    found = index.listed | {offer.release for offer in posted} | set(index.failed)
    for release in wanted or ():
        if isinstance(release, Release) and release not in found:
            error = NotListed(
                f"{release}: neither {SERIES[release.series].pages[0]} nor the catalogue names it."
            )
            yield Outcome("failed", release, str(error), error=error)


def vanished(
    archive: Archive, index: SiteIndex, posted: Sequence[PostedRelease], wanted: Wanted
) -> Iterable[Outcome]:
    """Releases fetched from the site once and listed no more; CMS takes old NCCI quarters away."""
    listed = index.listed | {offer.release for offer in posted} | set(index.failed)
    for release in archive.releases():
        pages_read = index.read.intersection(SERIES[release.series].pages)
        if pages_read and release not in listed and wants(release, wanted):
            fetched = [one for one in archive.receipts(release) if one.final_url.startswith("http")]
            if fetched:
                yield Outcome("vanished", release, f"no longer listed; kept from {fetched[-1].url}")


def superseded(archive: Archive, posted: Iterable[PostedRelease]) -> Iterable[Outcome]:
    """Older links that stand beside the newest and are not held; a backfill of all postings asks for them."""
    for one in posted:
        held = {receipt.url for receipt in archive.receipts(one.release)} if one.superseded else set()
        for older in one.superseded:
            if CMS + older.url not in held:
                newest = one.files[0].url
                yield Outcome("earlier", one.release, f"{one.release}: {older.url} is listed beside {newest}")


def _absent(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    """One outcome per series for the addresses of the catalogue that led to nothing."""
    by_series: dict[str, list[str]] = defaultdict(list)
    for one in outcomes:
        if one.status == "absent" and one.release:
            by_series[one.release.series].append(f"{one.release.vintage} ({type(one.error).__name__})")
    for series, vintages in sorted(by_series.items()):
        detail = (
            f"{series}: not on any page, nor at the catalogue's unconfirmed address: {', '.join(vintages)}"
        )
        yield Outcome("absent", None, detail)


def _waiting(archive: Archive, outcome: Outcome) -> Outcome:
    """A release kept whole still waits while a companion, another setting's MUE table, is not posted."""
    if outcome.release is None or outcome.revision is None:
        return outcome
    missing = sorted(str(one) for one in companions(outcome.release) if not archive.latest(one))
    if not missing:
        return outcome
    return Outcome(
        "incomplete", outcome.release, f"kept, and waits for {', '.join(missing)}", outcome.revision
    )


def _sort_key(outcome: Outcome) -> tuple[bool, Release, str]:
    return outcome.release is None, outcome.release or Release("", ""), outcome.detail
