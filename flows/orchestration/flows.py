"""The Prefect flows: `flows.pipeline` with parameters that form the UI's input form."""

from typing import Literal

from prefect import flow
from prefect.client.schemas.objects import State

from flows.orchestration.notifications import notify_operators
from flows.orchestration.parameters import FIRST_YEAR, Period, ReleaseName, SeriesName, wanted
from flows.orchestration.run_flow import run_as_flow
from flows.pipeline import pipeline

HOUR = 3600


@flow(name="refresh", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def refresh(
    releases: tuple[ReleaseName, ...] = (),
    series: tuple[SeriesName, ...] = (),
    quarter: Period | None = None,
) -> State[str]:
    """Fetch what CMS has posted, conform it, publish a snapshot. Default: the newest of each series.

    Args:
        releases: Only these releases, such as "pfs-rvu 2026A". Overrides the other two.
        series: Only these series.
        quarter: Every release that serves this quarter or year, such as 2026Q1.
    """
    request = wanted(releases, series, quarter, quarter)
    return run_as_flow("refresh", lambda context: pipeline.refresh(context, request), str(request))


@flow(
    name="backfill", timeout_seconds=24 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators]
)
def backfill(
    series: tuple[SeriesName, ...] = (),
    first: Period | None = FIRST_YEAR,
    last: Period | None = None,
    revisions: Literal["newest", "all"] = "newest",
) -> State[str]:
    """Load every release of a range of years, skipping what is done; safe to rerun.

    Args:
        series: Only these series; default all.
        first: First year or quarter of service, such as 2018 or 2018Q3.
        last: Last year or quarter of service.
        revisions: newest takes the current posting of each release; all adds postings that CMS has since
            replaced, if the catalogue has their URLs.
    """
    request = wanted((), series, first, last, revisions, unlisted=True)
    return run_as_flow("backfill", lambda context: pipeline.refresh(context, request), str(request))


@flow(name="watch", timeout_seconds=HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def watch(series: tuple[SeriesName, ...] = (), first: Period | None = None) -> State[str]:
    """Archive new releases and silent re-postings as soon as they appear; publishes nothing.

    Args:
        series: Only these series; default all.
        first: Recheck the files of every release since this year or quarter; default only the newest
            release of each series.
    """
    request = wanted((), series, first)
    return run_as_flow("watch", lambda context: pipeline.watch(context, request), str(request))


@flow(name="publish", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def publish(accept: tuple[str, ...] = (), reason: str = "") -> State[str]:
    """Conform, build, check and publish what is archived, without the site.

    Args:
        accept: Publish despite the findings of these checks, such as gpcis_are_in_range.
        reason: Why the findings are correct; recorded in the snapshot.
    """
    accepted = dict.fromkeys(accept, reason)
    request = "what is archived"
    return run_as_flow("publish", lambda context: pipeline.publish(context, accepted), request)


@flow(name="verify", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def verify() -> State[str]:
    """Re-hash the archive, the conformed folders and the snapshots; each problem says how to repair it."""
    return run_as_flow("verify", pipeline.verify, pipeline.ALL_VERIFIED)


@flow(name="repair", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def repair() -> State[str]:
    """Repair what `verify` finds: fetch, conform and build the damaged files again."""
    return run_as_flow("repair", pipeline.repair, pipeline.ALL_VERIFIED)
