"""Fetch releases from the site into the archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.pipeline.context import RunContext
from flows.pipeline.executors import format_error
from flows.pipeline.selection import Selection, choose_releases
from flows.runs.progress import progress_watcher, report_progress
from flows.runs.report import ReleaseState, State, Timing
from sources.archive.store import Archive, Revision
from sources.discovery.crawl import SiteIndex, read_details, read_listings
from sources.discovery.group_postings import PostedRelease, group_postings
from sources.discovery.posting import Posting
from sources.fetching.fetch_posting import FetchContext, Recheck
from sources.fetching.fetch_release import fetch_release
from sources.fetching.missing_releases import all_outcomes, candidates, from_catalogue
from sources.fetching.superseded import fetch_superseded
from sources.http.client import open_site
from sources.outcome import Outcome
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings

STATES: dict[str, State] = {
    "new": "loaded",
    "re-posted": "loaded",
    "unchanged": "unchanged",
    "incomplete": "waiting",
    "refused": "refused",
    "failed": "failed",
}
FETCHED = ("new", "re-posted")
NOTED = ("delisted", "unrecognized", "superseded", "not found")


@dataclass(frozen=True)
class FetchSummary:
    """The fetch result of each release, and problems and notes that belong to no release."""

    releases: tuple[ReleaseState, ...] = ()
    problems: tuple[str, ...] = ()  # pages that failed or could not be parsed
    notes: tuple[str, ...] = ()  # delisted releases, unrecognized links, superseded postings
    requests: int = 0
    downloaded: int = 0  # bytes


class SiteNotRead(Exception):
    """Crawling the site failed entirely."""


def fetch_all(context: RunContext, wanted: Selection, recheck: Recheck = Recheck.UNDATED) -> FetchSummary:
    """Crawl the site, select releases and fetch what the archive does not have."""
    settings = context.settings
    with open_site(settings) as site:
        archive = Archive(settings.archive)
        fetching = FetchContext(site, archive, settings.accept_ama_license, recheck, progress_watcher())
        index, listed = _crawl(context, fetching, wanted)
        unlisted = unlisted_postings(settings, index, wanted)
        posted = group_postings([*listed, *from_catalogue(index, wanted.asked), *unlisted])
        fetched = [*_superseded(fetching, posted, wanted), *_fetch_each(context, fetching, posted)]
        outcomes = all_outcomes(archive, index, posted, wanted.asked, fetched)
        return _summary(outcomes, site.rate_limiter.requests, context.run.started_at)


def unlisted_postings(settings: Settings, index: SiteIndex, wanted: Selection) -> list[Posting]:
    """Return postings at the catalogue's unconfirmed URLs for unlisted releases in the selection."""
    archive = Archive(settings.archive)

    def is_wanted(release: Release) -> bool:
        is_open = settings.accept_ama_license or not SERIES[release.series].gated
        return is_open and wanted.covers(release) and not archive.latest(release)

    postings = candidates(index) if wanted.unlisted else []
    return [posting for posting in postings if is_wanted(posting.release)]


def _superseded(
    fetching: FetchContext, posted: Sequence[PostedRelease], wanted: Selection
) -> Iterator[Outcome]:
    for release in posted if wanted.superseded else ():
        yield from fetch_superseded(fetching, release)


def _crawl(context: RunContext, fetching: FetchContext, wanted: Selection) -> tuple[SiteIndex, list[Posting]]:
    def discover() -> tuple[SiteIndex, list[Posting]]:
        site, pages, threads = fetching.site, fetching.archive.root / "pages", context.settings.concurrency
        index = read_listings(site, pages, wanted.asked)
        chosen = choose_releases(index.listed, wanted)
        return index, read_details(site, pages, index, chosen, fetching.progress, threads)

    try:
        return context.timed("discover", str(wanted), discover)
    except Exception as error:
        raise SiteNotRead(format_error(error)) from error


def _fetch_each(
    context: RunContext, fetching: FetchContext, posted: Sequence[PostedRelease]
) -> Iterator[Outcome]:
    """Fetch each release as a timed step of the run."""
    by_name = {str(release.release): release for release in posted}

    def fetch(name: str) -> Outcome:
        return fetch_release(fetching, by_name[name])

    for number, done in enumerate(context.executor.on_threads("fetch", fetch, list(by_name)), 1):
        outcome: Outcome = done.result or Outcome("failed", by_name[done.item].release, done.error)
        report_progress("fetch", done.item, number, len(by_name))
        context.run.record(_timing(outcome, done.seconds))
        yield outcome


def _timing(outcome: Outcome, seconds: float) -> Timing:
    revision = outcome.revision
    size = sum(file.size for file in revision.files) if revision and outcome.status in FETCHED else None
    number = revision.number if revision else None
    detail = "" if outcome.status == "unchanged" else outcome.detail
    return Timing("fetch", str(outcome.release), outcome.status, seconds, number, size, detail=detail)


def _summary(outcomes: Sequence[Outcome], requests: int, since: datetime) -> FetchSummary:
    placed = [outcome for outcome in outcomes if outcome.release and outcome.status in STATES]
    revisions = [outcome.revision for outcome in placed if outcome.revision]
    return FetchSummary(
        tuple(_state(outcome) for outcome in placed),
        tuple(row.detail for row in outcomes if row.status == "failed" and not row.release),
        tuple(f"{row.status}: {row.detail}" for row in outcomes if row.status in NOTED),
        requests,
        sum(_downloaded(revision, since) for revision in revisions),
    )


def _state(outcome: Outcome) -> ReleaseState:
    state = STATES[outcome.status]
    number = outcome.revision.number if outcome.revision else None
    reason = "" if outcome.status in ("new", "unchanged") else outcome.detail
    return ReleaseState(str(outcome.release), state, number, reason)


def _downloaded(revision: Revision, since: datetime) -> int:
    return sum(file.size for file in revision.files if file.retrieved_at >= since)
