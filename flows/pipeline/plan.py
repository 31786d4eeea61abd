"""Plan a backfill from the listing pages and the archive, without fetching files."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.pipeline.fetching import unlisted_postings
from flows.pipeline.selection import Selection, choose_releases
from sources.archive.store import Archive
from sources.catalogue import gaps, known_files, newest_files
from sources.discovery.crawl import SiteIndex, read_listings
from sources.discovery.pages import CMS
from sources.http.client import open_site
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings


@dataclass(frozen=True)
class Planned:
    """One release and the planned action.

    Actions: `fetch`, `try` (a superseded posting or an unlisted URL), `held` (only rechecked), `refused`,
    `no address`.
    """

    release: str
    action: str
    detail: str = ""


def plan(settings: Settings, wanted: Selection) -> list[Planned]:
    """Return releases oldest first, then releases that existed but are not available."""
    archive = Archive(settings.archive)
    with open_site(settings) as site:
        index = read_listings(site, archive.root / "pages", wanted.asked)
    known = index.listed | {release for release in archive.releases() if wanted.covers(release)}
    chosen = choose_releases(known, wanted)
    todo = [item for release in chosen for item in _of_release(settings, archive, release, wanted)]
    failed = [Planned(str(subject), "unreadable", str(error)) for subject, error in index.page_errors.items()]
    return [*todo, *_candidates(settings, index, wanted), *failed, *_gaps(wanted)]


def _of_release(
    settings: Settings, archive: Archive, release: Release, wanted: Selection
) -> Iterator[Planned]:
    if wanted.superseded:
        yield from _superseded(archive, release)
    yield _newest(archive, release, settings.accept_ama_license)


def _newest(archive: Archive, release: Release, license_accepted: bool) -> Planned:
    if held := archive.latest(release):
        return Planned(str(release), "held", held.id)
    if SERIES[release.series].gated and not license_accepted:
        return Planned(str(release), "refused", "requires the AMA license: CMSFEES_ACCEPT_AMA_LICENSE")
    return Planned(str(release), "fetch")


def _superseded(archive: Archive, release: Release) -> Iterator[Planned]:
    """Yield the catalogue's URLs of superseded postings that are not archived; CMS may have removed them."""
    held = {receipt.url for receipt in archive.receipts(release)}
    newest = newest_files(release)
    for file in known_files(release):
        if file not in newest and CMS + file.url not in held:
            yield Planned(str(release), "try", file.url)


def _candidates(settings: Settings, index: SiteIndex, wanted: Selection) -> list[Planned]:
    """Return unlisted releases that may exist at the catalogue's unconfirmed URLs."""
    return [
        Planned(str(posting.release), "try", f"{posting.url}, not listed on any page")
        for posting in sorted(unlisted_postings(settings, index, wanted))
    ]


def _gaps(wanted: Selection) -> list[Planned]:
    """Return releases that CMS posted at an unknown URL."""
    return [
        Planned(f"{gap.series} {gap.service_from} to {gap.service_to}", "no address", gap.note)
        for gap in gaps()
        if wanted.meets(gap.series, gap.service_from, gap.service_to)
    ]
