"""From the site into the archive."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flows.pipeline.context import RunContext
from flows.pipeline.executors import format_error
from flows.pipeline.selection import Selection, choose_releases
from flows.runs.progress import progress_watcher, report_progress
from flows.runs.report import ReleaseState, State, Timing
from sources.archive.store import Archive, Revision
from sources.discovery.crawl import SiteIndex, crawl
from sources.discovery.group_postings import PostedRelease
from sources.fetching.fetch_posting import FetchContext, Recheck
from sources.fetching.fetch_releases import fetch_releases
from sources.http.client import open_site
from sources.outcome import Outcome

STATES: dict[str, State] = {
    "new": "loaded",
    "re-posted": "loaded",
    "unchanged": "unchanged",
    "incomplete": "waiting",
    "refused": "refused",
    "failed": "failed",
}
FETCHED = ("new", "re-posted")
NOTED = ("vanished", "unread", "earlier")


@dataclass(frozen=True)
class FetchSummary:
    """What became of each release on its way into the archive, and of what belongs to no release."""

    releases: tuple[ReleaseState, ...] = ()
    problems: tuple[str, ...] = ()  # pages not understood or not answered
    notes: tuple[str, ...] = ()  # releases listed no more, links not understood, earlier postings
    requests: int = 0
    downloaded: int = 0  # bytes


class SiteNotRead(Exception):
    """The survey of the site failed as a whole."""


def fetch_all(context: RunContext, wanted: Selection, recheck: Recheck = Recheck.UNDATED) -> FetchSummary:
    """Read the site's pages, choose, and bring what the archive lacks."""
    settings = context.settings
    with open_site(settings.site, settings.spacing, contact=settings.contact) as site:
        archive = Archive(settings.archive)
        fetch_context = FetchContext(
            site, archive, settings.accept_ama_license, recheck, progress_watcher(), wanted.earlier
        )
        index = _survey(context, fetch_context, wanted)
        outcomes = fetch_releases(fetch_context, index, wanted.asked, partial(_fetch_each, context))
        return _fetched(outcomes, site.rate_limiter.requests, context.run.started_at)


def _survey(context: RunContext, fetch_context: FetchContext, wanted: Selection) -> SiteIndex:
    def discover() -> SiteIndex:
        pages, threads = fetch_context.archive.root / "pages", context.settings.concurrency
        picked = partial(choose_releases, wanted=wanted)
        return crawl(fetch_context.site, pages, wanted.asked, fetch_context.progress, threads, picked)

    try:
        return context.timed("discover", str(wanted), discover)
    except Exception as error:
        raise SiteNotRead(format_error(error)) from error


def _fetch_each(
    context: RunContext, bring: Callable[[PostedRelease], Outcome], posted: Sequence[PostedRelease]
) -> Iterator[Outcome]:
    """Each release's fetch as a step of the walk, recorded with its time."""
    by_name = {str(offer.release): offer for offer in posted}
    for number, done in enumerate(
        context.fetch_pool("fetch", lambda name: bring(by_name[name]), list(by_name)), 1
    ):
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


def _fetched(outcomes: Sequence[Outcome], requests: int, since: datetime) -> FetchSummary:
    placed = [outcome for outcome in outcomes if outcome.release and outcome.status in STATES]
    revisions = [outcome.revision for outcome in placed if outcome.revision]
    return FetchSummary(
        tuple(_state(outcome) for outcome in placed),
        tuple(one.detail for one in outcomes if one.status == "failed" and not one.release),
        tuple(f"{one.status}: {one.detail}" for one in outcomes if one.status in NOTED),
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
