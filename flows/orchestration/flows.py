"""The flows that Prefect runs: `flows.pipeline` with parameters that make a form in the UI."""

from typing import Literal

from prefect import flow
from prefect.client.schemas.objects import State

from flows.orchestration.notifications import notify_operators
from flows.orchestration.parameters import Period, ReleaseName, SeriesName, wanted
from flows.orchestration.run_flow import run_as_flow
from flows.pipeline import pipeline

HOUR = 3600


@flow(name="refresh", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def refresh(
    releases: tuple[ReleaseName, ...] = (),
    series: tuple[SeriesName, ...] = (),
    quarter: Period | None = None,
) -> State[str]:
    """Fetch what CMS has posted, conform it, publish a snapshot. By default the newest of each series.

    Args:
        releases: Only these releases, such as "pfs-rvu 2026A". Overrides the other two.
        series: Only these series.
        quarter: Every release that serves this quarter or year, such as 2026Q1.
    """
    asked = wanted(releases, series, quarter, quarter)
    return run_as_flow("refresh", lambda context: pipeline.refresh(context, asked), str(asked))


@flow(
    name="backfill", timeout_seconds=24 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators]
)
def backfill(
    series: tuple[SeriesName, ...] = (),
    first: Period | None = "2009",
    last: Period | None = None,
    revisions: Literal["newest", "all"] = "newest",
) -> State[str]:
    """Load every release of a range of years, skipping what is done; can be run again at any time.

    Args:
        series: Only these series; without any, all.
        first: First year or quarter of service, such as 2018 or 2018Q3.
        last: Last year or quarter of service.
        revisions: newest takes each release as posted now; all also the postings that CMS has since replaced,
            where the catalogue knows their addresses.
    """
    asked = wanted((), series, first, last, revisions, unlisted=True)
    return run_as_flow("backfill", lambda context: pipeline.refresh(context, asked), str(asked))


@flow(name="watch", timeout_seconds=HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def watch(series: tuple[SeriesName, ...] = (), first: Period | None = None) -> State[str]:
    """Look for new releases and silent re-postings, and keep their bytes at first sight; publishes nothing.

    Args:
        series: Only these series; without any, all.
        first: Ask again for files of every release since this year or quarter; without it only for the
            newest of each series.
    """
    asked = wanted((), series, first)
    return run_as_flow("watch", lambda context: pipeline.watch(context, asked), str(asked))


@flow(name="publish", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def publish(accept: tuple[str, ...] = (), reason: str = "") -> State[str]:
    """Conform, build, check and publish what the archive holds; the site is not asked.

    Args:
        accept: Checks whose findings are published all the same, such as gpcis_are_in_range.
        reason: Why they are right; the snapshot keeps it.
    """
    accepted = dict.fromkeys(accept, reason)
    asked = "what the archive holds"
    return run_as_flow("publish", lambda context: pipeline.publish(context, accepted), asked)


@flow(name="verify", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def verify() -> State[str]:
    """Re-hash the archive, the conformed folders and the snapshots; each problem says what mends it."""
    return run_as_flow("verify", pipeline.verify, pipeline.EVERYTHING)


@flow(name="repair", timeout_seconds=4 * HOUR, on_failure=[notify_operators], on_crashed=[notify_operators])
def repair() -> State[str]:
    """Mend what `verify` finds: fetch damaged zips again, conform again, build the snapshot again."""
    return run_as_flow("repair", pipeline.repair, pipeline.EVERYTHING)
