"""From the site into the archive."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flows.pipeline.context import Walk
from flows.pipeline.executors import named
from flows.pipeline.selection import Wanted, choose
from flows.runs.progress import tell, watcher
from flows.runs.report import ReleaseState, State, Timing
from sources.archive.store import Archive, Revision
from sources.discovery.crawl import Survey, discover_all
from sources.discovery.group_postings import Offer
from sources.fetching.fetch_posting import Desk, Recheck
from sources.fetching.fetch_releases import bring_all
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
BROUGHT = ("new", "re-posted")
NOTED = ("vanished", "unread", "earlier")


@dataclass(frozen=True)
class Fetched:
    """What became of each release on its way into the archive, and of what belongs to no release."""

    releases: tuple[ReleaseState, ...] = ()
    problems: tuple[str, ...] = ()  # pages not understood or not answered
    notes: tuple[str, ...] = ()  # releases listed no more, links not understood, earlier postings
    requests: int = 0
    downloaded: int = 0  # bytes


class SiteNotRead(Exception):
    """The survey of the site failed as a whole."""


def fetch_all(walk: Walk, wanted: Wanted, recheck: Recheck = Recheck.UNDATED) -> Fetched:
    """Read the site's pages, choose, and bring what the archive lacks."""
    settings = walk.settings
    with open_site(settings.site, settings.spacing, contact=settings.contact) as site:
        archive = Archive(settings.archive)
        desk = Desk(site, archive, settings.accept_ama_license, recheck, watcher(), wanted.earlier)
        survey = _survey(walk, desk, wanted)
        outcomes = bring_all(desk, survey, wanted.asked, partial(_spread, walk))
        return _fetched(outcomes, site.pace.requests, walk.run.started_at)


def _survey(walk: Walk, desk: Desk, wanted: Wanted) -> Survey:
    def discover() -> Survey:
        pages, threads = desk.archive.root / "pages", walk.settings.concurrency
        picked = partial(choose, wanted=wanted)
        return discover_all(desk.site, pages, wanted.asked, desk.progress, threads, picked)

    try:
        return walk.timed("discover", str(wanted), discover)
    except Exception as error:
        raise SiteNotRead(named(error)) from error


def _spread(walk: Walk, bring: Callable[[Offer], Outcome], posted: Sequence[Offer]) -> Iterator[Outcome]:
    """Each release's fetch as a step of the walk, recorded with its time."""
    by_name = {str(offer.release): offer for offer in posted}
    for number, done in enumerate(walk.near("fetch", lambda name: bring(by_name[name]), list(by_name)), 1):
        outcome: Outcome = done.result or Outcome("failed", by_name[done.item].release, done.error)
        tell("fetch", done.item, number, len(by_name))
        walk.run.record(_timing(outcome, done.seconds))
        yield outcome


def _timing(outcome: Outcome, seconds: float) -> Timing:
    revision = outcome.revision
    size = sum(file.size for file in revision.files) if revision and outcome.status in BROUGHT else None
    number = revision.number if revision else None
    detail = "" if outcome.status == "unchanged" else outcome.detail
    return Timing("fetch", str(outcome.release), outcome.status, seconds, number, size, detail=detail)


def _fetched(outcomes: Sequence[Outcome], requests: int, since: datetime) -> Fetched:
    placed = [outcome for outcome in outcomes if outcome.release and outcome.status in STATES]
    revisions = [outcome.revision for outcome in placed if outcome.revision]
    return Fetched(
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
