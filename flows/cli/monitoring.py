"""Commands for the night: status, runs, doctor, metrics."""

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
    """What is in force, what waits, failed or is loaded in part and why, what is late, and disk.

    Exit status: 0; 1 when a release has failed or is refused, or the last run met another problem. A release
    that is loaded in part is served without the table that is missing.

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
        rows = [asdict(one) for one in now.series]
        columns = ("series", "releases", "revisions", "in_part", "newest", "in_force", "calendar")
        screen.print(table(rows, columns))
        if now.unsettled:
            told = [vars(one) for one in now.unsettled]
            screen.print(table(told, ("release", "state", "reason"), title="releases to look at"))
        for line in _how_read(now.loads):
            screen.print(line)
        screen.print(", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in now.disk.items()))
        if now.last_run:
            screen.print(f"last run {now.last_run.run}: {now.last_run.outcome}")
            for problem in now.last_run.problems:
                screen.print(problem)
        for line in (
            *(f"under way {run}" for run in now.under_way),
            *(f"killed {run}" for run in now.killed),
            *(f"cannot be read, left out: {path}" for path in now.unreadable),
            *(f"Prefect's {one.service}: {one.detail}" for one in now.services if not one.is_good),
        ):
            screen.print(line)
    if not now.is_good:
        raise typer.Exit(EXIT_NO)


# What the snapshot says of its loads → in words, with the table that has the rows.
HOW_READ = {
    "renderings_rejected": "renderings of a table could not be read (witnesses)",
    "renderings_differing": "renderings differ from the loaded one (witness_differences)",
    "recognized_otherwise": "members were recognized otherwise than by the usual header (column_recognition)",
    "columns_unread": "columns belong to no table (columns_unread)",
    "members_unread": "members belong to no table (members_unread)",
    "corrections_applied": "corrections are applied (corrections_applied)",
}


def _how_read(loads: "Loads") -> Iterator[str]:
    """`3 renderings …`, one line per subject that has any."""
    for subject, words in HOW_READ.items():
        if rows := loads.get(subject):
            yield f"{len(rows)} {words}"
    if aside := sum(row["row_count"] for row in loads.get("rows_set_aside", [])):
        yield f"{aside} rows are set aside (set_aside)"


def runs(
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest.")] = 20, as_json: AsJson = False
) -> None:
    """Finished runs, newest first, and what they reached.

    [bold]Example[/bold]

    cmsfees runs --limit 5
    """
    from flows.runs.run_folder import reports
    from sources.settings import Settings

    past = reports(Settings().home)[:limit]
    rows = [report.as_json() for report in past]
    if not as_json:  # few figures, so that a run is one line
        rows = [
            {**row, "result": one.result, "seconds": round(one.seconds)}
            for row, one in zip(rows, past, strict=True)
        ]
    print_rows(rows, ("run", "outcome", "seconds", "asked", "result"), as_json, "no runs yet")


def metrics(
    sql: Annotated[str, typer.Argument(help="A query on the table `metrics`.")] = "FROM metrics_by_step",
    as_json: AsJson = False,
) -> None:
    """Ask the metrics table: every step of every run with its seconds, bytes and outcome.

    [bold]Examples[/bold]

    cmsfees metrics

    cmsfees metrics "SELECT subject, max(seconds) FROM metrics GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
    """
    from flows.runs.metrics import ask
    from sources.settings import Settings

    rows = ask(Settings().home, sql)
    print_rows(rows, rows[0] if rows else (), as_json, "no runs yet")


def doctor(as_json: AsJson = False) -> None:
    """Check settings, disk, site, license, versions and locks. Exit status 1 if something stops the work.

    [bold]Example[/bold]

    cmsfees doctor
    """
    from flows.runs.doctor import run_doctor
    from sources.settings import Settings

    found = [vars(finding) for finding in run_doctor(Settings())]
    print_rows(found, ("subject", "verdict", "detail"), as_json, "")
    if any(finding["verdict"] == "bad" for finding in found):
        raise typer.Exit(EXIT_NO)
