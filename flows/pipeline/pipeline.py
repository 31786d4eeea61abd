"""The pipeline: fetch, conform, build, check, publish. Plain functions, no Prefect."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flows.pipeline.conforming import ConformedReleases, conform_all
from flows.pipeline.context import SITE, RunContext
from flows.pipeline.fetching import FetchSummary, SiteNotRead, fetch_all
from flows.pipeline.publishing import publish_all
from flows.pipeline.repair import find_damage, quarantine_snapshots, repair_archive, repair_conformed
from flows.pipeline.selection import Selection
from flows.runs.leftovers import remove_superseded
from flows.runs.report import RELEASE_STATES, ReleaseState, Report, State
from sources.archive.store import Archive
from sources.fetching.fetch_posting import Recheck

ALL_VERIFIED = "archive, conformed folders and snapshots"


def refresh(context: RunContext, wanted: Selection) -> Report:
    """Fetch, build and publish a snapshot; a release that fails is left out and does not block the others."""
    return _publish(context, str(wanted), _fetch(context, wanted, Recheck.UNDATED))


def watch(context: RunContext, wanted: Selection) -> Report:
    """Recheck every selected file and archive what is new or re-posted; builds nothing."""
    return _report(context, str(wanted), _fetch(context, wanted, Recheck.ALL))


def publish(context: RunContext, accept: Mapping[str, str] | None = None) -> Report:
    """Conform, build, check and publish what is archived, without the site.

    `accept` maps each check to accept to the reason why its findings are correct.
    """
    return _publish(context, "what is archived", FetchSummary(), accept)


def verify(context: RunContext) -> Report:
    """Re-hash the archive, the conformed folders and the snapshots; each problem says how to repair it."""
    problems = tuple(map(str, find_damage(context.settings)))
    return replace(_report(context, ALL_VERIFIED, FetchSummary()), problems=problems)


def repair(context: RunContext) -> Report:
    """Repair what can be repaired: fetch damaged zips, conform them and build `latest` again.

    `notes` list what was repaired, `problems` what is still damaged and what to do.
    """
    settings = context.settings
    repaired = (*repair_archive(context), *repair_conformed(settings))
    published = _publish(context, ALL_VERIFIED, FetchSummary())
    quarantined = tuple(quarantine_snapshots(settings.snapshots))
    damage = tuple(map(str, find_damage(settings, after_repair=True)))
    return replace(
        published,
        notes=(*repaired, *quarantined, *published.notes),
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
    """Yield fetch states, overridden for releases not or partly read, including those of earlier runs."""
    found: dict[State, dict[str, str]] = {"loaded in part": conformed.missing, "failed": conformed.broken}
    read = {
        revision: _as_read(revision, state, why)
        for state, reasons in found.items()
        for revision, why in reasons.items()
        if not _newer(revision, conformed)
    }
    for state in fetched.releases:
        yield read.pop(f"{state.release} r{state.revision}", state)
    yield from sorted(read.values(), key=lambda row: (RELEASE_STATES.index(row.state), row.release))


def _as_read(revision: str, state: State, why: str) -> ReleaseState:
    release, _, number = revision.rpartition(" r")
    return ReleaseState(release, state, int(number), why)


def _superseded(conformed: ConformedReleases) -> Iterator[str]:
    """Yield notes on unreadable postings that a newer, readable posting replaces."""
    for revision, error in sorted(conformed.broken.items()):
        if newer := _newer(revision, conformed):
            yield f"{revision} is left out, replaced by {newer}: {error}"


def _newer(revision: str, conformed: ConformedReleases) -> str | None:
    """Return the release's newest readable posting after this one, or None."""
    release, _, number = revision.rpartition(" r")
    postings = [posting for posting in conformed.revisions if str(posting.release) == release]
    newer = [posting for posting in postings if posting.number > int(number)]
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
