"""The walk through the rooms: fetch, conform, build, check, publish. Plain functions, no Prefect."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from flows.pipeline.conforming import ConformedReleases, conform_all
from flows.pipeline.context import SITE, RunContext
from flows.pipeline.fetching import FetchSummary, SiteNotRead, fetch_all
from flows.pipeline.publishing import publish_all
from flows.pipeline.selection import Selection
from flows.runs.progress import progress_watcher
from flows.runs.report import ReleaseState, Report
from sources.archive.store import Archive
from sources.archive.verify import verify as verify_archive
from sources.fetching.fetch_posting import Recheck


def refresh(context: RunContext, wanted: Selection) -> Report:
    """From the site to a published snapshot; a release that fails is left out of it and blocks nothing."""
    return _publish(context, str(wanted), _fetch(context, wanted, Recheck.UNDATED))


def watch(context: RunContext, wanted: Selection) -> Report:
    """Ask for every wanted file again and keep what is new or re-posted; nothing is built."""
    return _report(context, str(wanted), _fetch(context, wanted, Recheck.ALL))


def publish(context: RunContext) -> Report:
    """Conform, build, check and publish what the archive holds; the site is not asked."""
    return _publish(context, "what the archive holds", FetchSummary())


def verify(context: RunContext) -> Report:
    """Re-hash the archive."""
    problems = verify_archive(Archive(context.settings.archive), progress_watcher())
    told = tuple(f"{one.kind}: {one.path.name}: {one.detail}" for one in problems if one.kind != "unrecorded")
    return replace(_report(context, "the archive", FetchSummary()), problems=told)


def _fetch(context: RunContext, wanted: Selection, recheck: Recheck) -> FetchSummary:
    try:
        with context.exclusive(SITE, "reads CMS's site"):
            return fetch_all(context, wanted, recheck)
    except SiteNotRead as error:
        return FetchSummary(problems=(str(error),))


def _publish(context: RunContext, asked: str, fetched: FetchSummary) -> Report:
    conformed = conform_all(context, Archive(context.settings.archive).revisions())
    published = publish_all(context, conformed)
    return replace(
        _report(context, asked, fetched),
        releases=tuple(_states(fetched, conformed)),
        notes=(*fetched.notes, *_superseded(conformed)),
        snapshot=published.snapshot,
        is_new=published.is_new,
        checks=published.checks,
        highlights=published.highlights,
        unusual=published.unusual,
        problems=(*fetched.problems, *published.problems),
    )


def _states(fetched: FetchSummary, conformed: ConformedReleases) -> Iterator[ReleaseState]:
    """What fetching said, overruled where a release could not be read; failures of earlier runs included."""
    broken = {
        revision: error for revision, error in conformed.broken.items() if not _mended(revision, conformed)
    }
    for state in fetched.releases:
        error = broken.pop(f"{state.release} r{state.revision}", None)
        yield replace(state, state="failed", reason=error) if error else state
    for revision, error in sorted(broken.items()):
        release, _, number = revision.rpartition(" r")
        yield ReleaseState(release, "failed", int(number), error)


def _superseded(conformed: ConformedReleases) -> Iterator[str]:
    """A posting that cannot be read is history once CMS has posted one that can."""
    for revision, error in sorted(conformed.broken.items()):
        if newer := _mended(revision, conformed):
            yield f"{revision} is left out, {newer} took its place: {error}"


def _mended(broken: str, conformed: ConformedReleases) -> str | None:
    release, _, number = broken.rpartition(" r")
    newer = [one for one in conformed.revisions if str(one.release) == release and one.number > int(number)]
    return newer[-1].id if newer else None


def _report(context: RunContext, asked: str, fetched: FetchSummary) -> Report:
    run = context.run
    return Report(
        run.id,
        run.kind,
        run.started_at,
        asked,
        seconds=round((datetime.now(UTC) - run.started_at).total_seconds(), 3),
        flow_run=run.flow_run,
        releases=fetched.releases,
        downloaded=fetched.downloaded,
        requests=fetched.requests,
        problems=fetched.problems,
        notes=fetched.notes,
    )
