"""The loop of `flows` over the site's releases, without runs, executors and reports."""

from collections.abc import Callable
from dataclasses import dataclass

from sources.archive.store import Archive
from sources.discovery.crawl import Wanted, read_details, read_listings
from sources.discovery.group_postings import group_postings
from sources.fetching.fetch_posting import FetchContext, Recheck
from sources.fetching.fetch_release import fetch_release
from sources.fetching.missing_releases import all_outcomes, candidates, from_catalogue
from sources.fetching.superseded import fetch_superseded
from sources.http.client import RetryPolicy, open_site
from sources.http.threads import pool
from sources.outcome import Outcome
from sources.progress import Progress, silent
from sources.release import Release
from sources.settings import Settings


@dataclass(frozen=True)
class FetchResult:
    """One run's outcomes in the order of the releases, and the requests that it cost."""

    outcomes: list[Outcome]
    requests: int


def refresh_archive(
    settings: Settings,
    wanted: Wanted = None,
    recheck: Recheck = Recheck.UNDATED,
    progress: Progress = silent,
    retry_policy: RetryPolicy | None = None,
    earlier: bool = False,
    unlisted: Callable[[Release], bool] | None = None,
) -> FetchResult:
    """Discover and fetch `wanted` (releases or names of series; None: everything the site lists)."""
    with open_site(settings, retry_policy) as site:
        archive = Archive(settings.archive)
        context = FetchContext(site, archive, settings.accept_ama_license, recheck, progress)
        pages = archive.root / "pages"
        index = read_listings(site, pages, wanted)
        listed = read_details(site, pages, index, index.listed, progress, settings.concurrency)
        supposed = [posting for posting in candidates(index) if unlisted and unlisted(posting.release)]
        posted = group_postings([*listed, *from_catalogue(index, wanted), *supposed])
        fetched = [outcome for release in posted if earlier for outcome in fetch_superseded(context, release)]
        with pool(settings.concurrency) as several:
            fetched += several.map(lambda release: fetch_release(context, release), posted)
        outcomes = all_outcomes(archive, index, posted, wanted, fetched)
        return FetchResult(outcomes, site.rate_limiter.requests)
