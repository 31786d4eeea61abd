"""Commands that start a run: refresh, backfill, watch, publish, verify, repair, retry."""

from typing import Annotated, Any

import typer

from flows.cli.output import EXIT_CANCELLED, EXIT_NO, AsJson, console, print_json


def _series(incomplete: str) -> list[str]:
    """Return the shell completions for `--series`."""
    from sources.series import SERIES

    return [name for name in SERIES if name.startswith(incomplete)]


Releases = Annotated[
    list[str] | None,
    typer.Option("--release", "-r", help='A release by name, such as "pfs-rvu 2026A"; repeatable.'),
]
SeriesNames = Annotated[
    list[str] | None,
    typer.Option("--series", "-s", help="Only this series; repeatable.", autocompletion=_series),
]
QuarterOption = Annotated[
    str | None, typer.Option(help="Every release that serves this quarter, such as 2026Q1.")
]
From = Annotated[
    str | None,
    typer.Option("--from", help="First year or quarter of service: 2018, 2018Q3; default 2009."),
]
To = Annotated[str | None, typer.Option("--to", help="Last year or quarter of service.")]
Revisions = Annotated[str, typer.Option(help="newest, or all to include postings CMS replaced.")]
Accept = Annotated[list[str] | None, typer.Option(help="Publish despite the findings of this check.")]
Reason = Annotated[str, typer.Option(help="Why the findings are correct; recorded in the snapshot.")]


def register(app: typer.Typer) -> None:
    for command in (refresh, backfill, watch, publish, verify, repair, retry):
        app.command()(command)


def refresh(
    release: Releases = None,
    series: SeriesNames = None,
    quarter: QuarterOption = None,
    as_json: AsJson = False,
) -> None:
    """Fetch what CMS has posted, conform it and publish a snapshot. Default: the newest of each series.

    A run with nothing new downloads only what it must recheck and publishes nothing.

    Exit status: 0 published or nothing new; 1 a release failed or was refused (the others are published).

    [bold]Examples[/bold]

    cmsfees refresh

    cmsfees refresh --quarter 2026Q1

    cmsfees refresh --release "pfs-rvu 2026A" --release "opps 2026-01" --json
    """
    _run("refresh", as_json, releases=release or [], series=series or [], quarter=quarter)


def backfill(
    series: SeriesNames = None,
    since: From = None,
    until: To = None,
    revisions: Revisions = "newest",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what the run would do.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load every release of a range of years, skipping what is done; safe to interrupt and rerun.

    Exit status: 0 all loaded or waiting for CMS; 1 some failed or were refused, or a page could not be read.

    [bold]Examples[/bold]

    cmsfees backfill --series pfs-rvu --from 2018 --to 2026 --dry-run

    cmsfees backfill

    cmsfees backfill --series pfs-rvu --revisions all
    """
    from flows.orchestration.parameters import FIRST_YEAR

    first = since or FIRST_YEAR
    if dry_run:
        return _plan(series or [], first, until, revisions, as_json)
    return _run("backfill", as_json, series=series or [], first=first, last=until, revisions=revisions)


def watch(series: SeriesNames = None, as_json: AsJson = False) -> None:
    """Archive new releases and silent re-postings; publishes nothing.

    [bold]Example[/bold]

    cmsfees watch --json
    """
    _run("watch", as_json, series=series or [])


def publish(accept: Accept = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """Build, check and publish a snapshot from the archive alone, without the site.

    If a check blocked it and CMS's data is correct, accept that check with a reason: the snapshot records
    both, and the same rows do not block later snapshots.

    [bold]Examples[/bold]

    cmsfees publish

    cmsfees publish --accept codes_stay_listed --reason "CMS retired the M codes, MLN 14029"
    """
    if bool(accept) != bool(reason.strip()):
        raise typer.BadParameter("--accept CHECK and --reason TEXT must be used together")
    _run("publish", as_json, accept=accept or [], reason=reason)


def repair(as_json: AsJson = False) -> None:
    """Repair what `verify` finds: fetch, conform and build the damaged files again.

    Reports what was repaired, what is still damaged and what to do. Exit status 1 if anything is damaged.

    [bold]Example[/bold]

    cmsfees repair
    """
    _run("repair", as_json)


def verify(as_json: AsJson = False) -> None:
    """Re-hash the archive, the conformed folders and the snapshots. Exit status 1 if anything is damaged.

    [bold]Example[/bold]

    cmsfees verify --json
    """
    _run("verify", as_json)


def retry(
    release: Annotated[
        str, typer.Argument(help='Such as "opps 2026-01"; `cmsfees status` lists failed ones.')
    ],
    as_json: AsJson = False,
) -> None:
    """Retry one release: fetch it, read it with the current corrections, and publish.

    [bold]Example[/bold]

    cmsfees retry "asc 2026-01"
    """
    _run("refresh", as_json, releases=[release], series=[], quarter=None)


def _run(name: str, as_json: bool, **parameters: Any) -> None:
    from flows.cli.progress_bar import shown
    from flows.cli.reporting import print_report
    from flows.orchestration.parameters import check
    from flows.orchestration.run_local import run_deployed_locally

    check(parameters)
    with shown():
        report = run_deployed_locally(name, parameters)
    if as_json:
        print_json(report.as_json())
    else:
        print_report(console(), report)
    if not report.is_good:
        raise typer.Exit(EXIT_CANCELLED if report.cancelled else EXIT_NO)


def _plan(series: list[str], since: str | None, until: str | None, revisions: str, as_json: bool) -> None:
    from flows.cli.progress_bar import shown
    from flows.cli.reporting import print_plan
    from flows.orchestration.parameters import wanted
    from flows.pipeline.plan import plan
    from sources.settings import Settings

    with shown():
        planned = plan(Settings(), wanted((), tuple(series), since, until, revisions, unlisted=True))
    if as_json:
        print_json([vars(item) for item in planned])
    else:
        print_plan(console(), planned)
    if any(item.action == "unreadable" for item in planned):
        raise typer.Exit(EXIT_NO)
