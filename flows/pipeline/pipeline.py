"""The pipeline: fetch, conform, build, check, publish. Plain functions, no Prefect."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flows.pipeline.conforming import ConformedReleases, conform_all
from flows.pipeline.context import SITE, RunContext
from flows.pipeline.fetching import FetchSummary, SiteNotRead, fetch_all
from flows.pipeline.publishing import publish_all
from flows.pipeline.repair import find_damage, mend_archive, mend_conformed, set_aside_snapshots
from flows.pipeline.selection import Selection
from flows.runs.leftovers import remove_superseded
from flows.runs.report import STATES, ReleaseState, Report, State
from sources.archive.store import Archive
from sources.fetching.fetch_posting import Recheck

EVERYTHING = "archive, conformed folders and snapshots"


def refresh(context: RunContext, wanted: Selection) -> Report:
    """From the site to a published snapshot; a release that fails is left out of it and blocks nothing."""
    return _publish(context, str(wanted), _fetch(context, wanted, Recheck.UNDATED))


def watch(context: RunContext, wanted: Selection) -> Report:
    """Ask for every wanted file again and keep what is new or re-posted; nothing is built."""
    return _report(context, str(wanted), _fetch(context, wanted, Recheck.ALL))


def publish(context: RunContext, accept: Mapping[str, str] | None = None) -> Report:
    """Conform, build, check and publish what the archive holds; the site is not asked.

    `accept` gives the reason, by check, why what it found is published all the same.
    """
    return _publish(context, "what the archive holds", FetchSummary(), accept)


def verify(context: RunContext) -> Report:
    """Re-hash the archive, the conformed folders and the snapshots; each problem says what mends it."""
    problems = tuple(map(str, find_damage(context.settings)))
    return replace(_report(context, EVERYTHING, FetchSummary()), problems=problems)


def repair(context: RunContext) -> Report:
    """Mend what can be mended: fetch damaged zips again, conform again, build `latest` again.

    `notes` say what was mended, `problems` what is still damaged and what to do about it.
    """
    settings = context.settings
    mended = (*mend_archive(context), *mend_conformed(settings))
    published = _publish(context, EVERYTHING, FetchSummary())
    aside = tuple(set_aside_snapshots(settings.snapshots))
    damage = tuple(map(str, find_damage(settings)))
    return replace(
        published,
        notes=(*mended, *aside, *published.notes),
        problems=(*published.problems, *damage),
    )


def _fetch(context: RunContext, wanted: Selection, recheck: Recheck) -> FetchSummary:
    try:
        with context.exclusive(SITE, "reads CMS's site"):
            return fetch_all(context, wanted, recheck)
    except SiteNotRead as error:
        return FetchSummary(problems=(str(error),))


def _publish(
    context: RunContext, asked: str, fetched: FetchSummary, accept: Mapping[str, str] | None = None
) -> Report:
    conformed = conform_all(context, Archive(context.settings.archive).revisions())
    published = publish_all(context, conformed, accept)
    remove_superseded(set(conformed.folders.values()))
    return replace(
        _report(context, asked, fetched),
        releases=tuple(_states(fetched, conformed)),
        notes=(*fetched.notes, *_superseded(conformed), *conformed.notes),
        snapshot=published.snapshot,
        is_new=published.is_new,
        checks=published.checks,
        highlights=published.highlights,
        unusual=published.unusual,
        problems=(*fetched.problems, *published.problems),
    )


def _states(fetched: FetchSummary, conformed: ConformedReleases) -> Iterator[ReleaseState]:
    """What fetching said, overruled where a release was not read, or in part; those of earlier runs too."""
    found: dict[State, dict[str, str]] = {"loaded in part": conformed.missing, "failed": conformed.broken}
    read = {
        revision: _as_read(revision, state, why)
        for state, reasons in found.items()
        for revision, why in reasons.items()
        if not _newer(revision, conformed)
    }
    for state in fetched.releases:
        yield read.pop(f"{state.release} r{state.revision}", state)
    yield from sorted(read.values(), key=lambda one: (STATES.index(one.state), one.release))


def _as_read(revision: str, state: State, why: str) -> ReleaseState:
    release, _, number = revision.rpartition(" r")
    return ReleaseState(release, state, int(number), why)


def _superseded(conformed: ConformedReleases) -> Iterator[str]:
    """A posting that cannot be read is history once CMS has posted one that can."""
    for revision, error in sorted(conformed.broken.items()):
        if newer := _newer(revision, conformed):
            yield f"{revision} is left out, {newer} took its place: {error}"


def _newer(revision: str, conformed: ConformedReleases) -> str | None:
    """The newest posting of the release that came after this one and could be read."""
    release, _, number = revision.rpartition(" r")
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
