"""The walk through the rooms: fetch, conform, build, check, publish. Plain functions, no Prefect."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from flows.pipeline.conforming import Conformed, conform_all
from flows.pipeline.context import SITE, Walk
from flows.pipeline.fetching import Fetched, SiteNotRead, fetch_all
from flows.pipeline.publishing import publish_all
from flows.pipeline.selection import Wanted
from flows.runs.progress import watcher
from flows.runs.report import ReleaseState, Report
from sources.archive.store import Archive
from sources.archive.verify import verify as verify_archive
from sources.fetching.fetch_posting import Recheck


def refresh(walk: Walk, wanted: Wanted) -> Report:
    """From the site to a published snapshot; a release that fails is left out of it and blocks nothing."""
    return _publish(walk, str(wanted), _fetch(walk, wanted, Recheck.UNDATED))


def watch(walk: Walk, wanted: Wanted) -> Report:
    """Ask for every wanted file again and keep what is new or re-posted; nothing is built."""
    return _report(walk, str(wanted), _fetch(walk, wanted, Recheck.ALL))


def publish(walk: Walk) -> Report:
    """Conform, build, check and publish what the archive holds; the site is not asked."""
    return _publish(walk, "what the archive holds", Fetched())


def verify(walk: Walk) -> Report:
    """Re-hash the archive."""
    problems = verify_archive(Archive(walk.settings.archive), watcher())
    told = tuple(f"{one.kind}: {one.path.name}: {one.detail}" for one in problems if one.kind != "unrecorded")
    return replace(_report(walk, "the archive", Fetched()), problems=told)


def _fetch(walk: Walk, wanted: Wanted, recheck: Recheck) -> Fetched:
    try:
        with walk.alone(SITE):
            return fetch_all(walk, wanted, recheck)
    except SiteNotRead as error:
        return Fetched(problems=(str(error),))


def _publish(walk: Walk, asked: str, fetched: Fetched) -> Report:
    conformed = conform_all(walk, Archive(walk.settings.archive).revisions())
    published = publish_all(walk, conformed)
    return replace(
        _report(walk, asked, fetched),
        releases=tuple(_states(fetched, conformed)),
        notes=(*fetched.notes, *_superseded(conformed)),
        snapshot=published.snapshot,
        is_new=published.is_new,
        checks=published.checks,
        highlights=published.highlights,
        unusual=published.unusual,
        problems=(*fetched.problems, *published.problems),
    )


def _states(fetched: Fetched, conformed: Conformed) -> Iterator[ReleaseState]:
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


def _superseded(conformed: Conformed) -> Iterator[str]:
    """A posting that cannot be read is history once CMS has posted one that can."""
    for revision, error in sorted(conformed.broken.items()):
        if newer := _mended(revision, conformed):
            yield f"{revision} is left out, {newer} took its place: {error}"


def _mended(broken: str, conformed: Conformed) -> str | None:
    release, _, number = broken.rpartition(" r")
    newer = [one for one in conformed.revisions if str(one.release) == release and one.number > int(number)]
    return newer[-1].id if newer else None


def _report(walk: Walk, asked: str, fetched: Fetched) -> Report:
    run = walk.run
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
