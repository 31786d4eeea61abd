"""What a backfill would do, told from the listing pages and the archive; nothing is fetched."""

from dataclasses import dataclass

from flows.pipeline.fetching import unlisted_postings
from flows.pipeline.selection import Selection, choose_releases
from flows.runs.progress import progress_watcher
from sources.archive.store import Archive
from sources.catalogue import gaps, known_files, newest_files
from sources.discovery.crawl import SiteIndex, crawl
from sources.discovery.pages import CMS
from sources.http.client import open_site
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings


@dataclass(frozen=True)
class Planned:
    """One release and what is to be done about it.

    `fetch`, `try` an earlier posting or an address that no page lists, `held` (only looked at again),
    `refused` or `no address`.
    """

    release: str
    action: str
    detail: str = ""


def plan(settings: Settings, wanted: Selection) -> list[Planned]:
    """Releases oldest first, then what is known to have existed and cannot be had."""
    archive = Archive(settings.archive)
    index = _survey(settings, archive, wanted)
    known = index.listed | {one for one in archive.releases() if wanted.covers(one)}
    chosen = choose_releases(known, wanted)
    earlier = {release: _earlier(archive, release) if wanted.earlier else [] for release in chosen}
    accepted = settings.accept_ama_license
    todo = [one for release in chosen for one in [*earlier[release], _planned(archive, release, accepted)]]
    failed = [Planned(str(subject), "unreadable", str(error)) for subject, error in index.page_errors.items()]
    return [*todo, *_candidates(settings, index, wanted), *failed, *_gaps(wanted)]


def _survey(settings: Settings, archive: Archive, wanted: Selection) -> SiteIndex:
    """Listing pages only: no release is chosen, so no release's own page is read."""
    with open_site(settings) as site:
        pages = archive.root / "pages"
        return crawl(site, pages, wanted.asked, progress_watcher(), settings.concurrency, lambda listed: ())


def _planned(archive: Archive, release: Release, license_accepted: bool) -> Planned:
    if held := archive.latest(release):
        return Planned(str(release), "held", held.id)
    if SERIES[release.series].gated and not license_accepted:
        return Planned(str(release), "refused", "CMS asks for the AMA's license: CMSFEES_ACCEPT_AMA_LICENSE")
    return Planned(str(release), "fetch")


def _earlier(archive: Archive, release: Release) -> list[Planned]:
    """Where postings were that CMS has replaced, as far as the catalogue knows; they may be gone."""
    held = {receipt.url for receipt in archive.receipts(release)}
    newest = newest_files(release)
    replaced = [one.url for one in known_files(release) if one not in newest and CMS + one.url not in held]
    return [Planned(str(release), "try", url) for url in replaced]


def _candidates(settings: Settings, index: SiteIndex, wanted: Selection) -> list[Planned]:
    """Releases that no page lists and that may be where the catalogue supposes them."""
    return [
        Planned(str(one.release), "try", f"{one.url}, which no page lists")
        for one in sorted(unlisted_postings(settings, index, wanted))
    ]


def _gaps(wanted: Selection) -> list[Planned]:
    """Releases that CMS posted and whose address nobody has kept."""
    return [
        Planned(f"{gap.series} {gap.service_from} to {gap.service_to}", "no address", gap.note)
        for gap in gaps()
        if wanted.meets(gap.series, gap.service_from, gap.service_to)
    ]
