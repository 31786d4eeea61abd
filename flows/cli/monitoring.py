"""Monitoring commands: status, runs, doctor, metrics."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import EXIT_NO, AsJson, console, print_json, print_rows, table

if TYPE_CHECKING:
    from flows.runs.loads import Loads


def register(app: typer.Typer) -> None:
    for command in (status, runs, metrics, doctor):
        app.command()(command)


def status(as_json: AsJson = False) -> None:
    """Show what is in force, waiting, failed, partly loaded or late, and disk usage.

    Exit status: 0; 1 if a release failed or was refused, or the last run had another problem. A partly
    loaded release is served without its missing tables.

    [bold]Example[/bold]

    cmsfees status --json
    """
    from flows.runs.status import read_status
    from sources.settings import Settings

    now = read_status(Settings(), date.today())
    if as_json:
        last = now.last_run.as_json() if now.last_run else None
        print_json({**asdict(now), "last_run": last})
    else:
        screen = console()
        screen.print("snapshot", now.snapshot or "none: run cmsfees refresh", style="bold")
        rows = [asdict(series) for series in now.series]
        columns = ("series", "releases", "revisions", "in_part", "newest", "in_force", "calendar")
        screen.print(table(rows, columns))
        if now.unsettled:
            unsettled = [vars(release) for release in now.unsettled]
            screen.print(
                table(unsettled, ("release", "state", "reason"), title="releases that need attention")
            )
        for line in _how_read(now.loads):
            screen.print(line)
        screen.print(", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in now.disk.items()))
        if now.last_run:
            screen.print(f"last run {now.last_run.run}: {now.last_run.outcome}")
            for problem in now.last_run.problems:
                screen.print(problem)
        failing = [service for service in now.services if not service.is_good]
        for line in (
            *(f"running {run}" for run in now.under_way),
            *(f"killed {run}" for run in now.killed),
            *(f"unreadable, skipped: {path}" for path in now.unreadable),
            *(f"Prefect {service.service}: {service.detail}" for service in failing),
        ):
            screen.print(line)
    if not now.is_good:
        raise typer.Exit(EXIT_NO)


# Load notes of the snapshot → text with the table that has the rows.
HOW_READ = {
    "renderings_rejected": "renderings of a table could not be read (table renderings)",
    "renderings_differing": "renderings differ from the loaded one (rendering_differences)",
    "recognized_otherwise": "members were recognized by words, values or order (column_recognition)",
    "columns_unread": "columns belong to no table (columns_unread)",
    "members_unread": "members belong to no table (members_unread)",
    "corrections_applied": "corrections are applied (corrections_applied)",
}


def _how_read(loads: "Loads") -> Iterator[str]:
    """Yield `3 renderings …`, one line per subject with rows."""
    for subject, words in HOW_READ.items():
        if rows := loads.get(subject):
            yield f"{len(rows)} {words}"
    if rejected := sum(row["row_count"] for row in loads.get("rows_set_aside", [])):
        yield f"{rejected} rows are set aside (set_aside)"


def runs(
    limit: Annotated[int, typer.Option(min=1, help="Number of runs, newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List finished runs, newest first, with their results.

    [bold]Example[/bold]

    cmsfees runs --limit 5
    """
    from flows.runs.run_folder import reports
    from sources.settings import Settings

    past = reports(Settings().home)[:limit]
    rows = [report.as_json() for report in past]
    if not as_json:  # fewer columns, so that a run fits on one line
        rows = [
            {**row, "result": report.result, "seconds": round(report.seconds)}
            for row, report in zip(rows, past, strict=True)
        ]
    print_rows(rows, ("run", "outcome", "seconds", "asked", "result"), as_json, "no runs yet")


def metrics(
    sql: Annotated[str, typer.Argument(help="A query on the table `metrics`.")] = "FROM metrics_by_step",
    as_json: AsJson = False,
) -> None:
    """Query the metrics table: every step of every run with seconds, bytes and outcome.

    [bold]Examples[/bold]

    cmsfees metrics

    cmsfees metrics "SELECT subject, max(seconds) FROM metrics GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
    """
    from flows.runs.metrics import ask
    from sources.settings import Settings

    rows = ask(Settings().home, sql)
    print_rows(rows, rows[0] if rows else (), as_json, "no runs yet")


def doctor(as_json: AsJson = False) -> None:
    """Check settings, disk, site, license, versions and locks. Exit status 1 if runs cannot work.

    [bold]Example[/bold]

    cmsfees doctor
    """
    from flows.runs.doctor import run_doctor
    from sources.settings import Settings

    found = [vars(finding) for finding in run_doctor(Settings())]
    print_rows(found, ("subject", "verdict", "detail"), as_json, "")
    if any(finding["verdict"] == "bad" for finding in found):
        raise typer.Exit(EXIT_NO)
