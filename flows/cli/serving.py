"""Commands for an unattended machine: up, resume."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.output import AsJson, print_json, say


def register(app: typer.Typer) -> None:
    for command in (up, resume):
        app.command()(command)


def resume(as_json: AsJson = False) -> None:
    """Put killed runs back in the queue; run this before a worker starts.

    [bold]Example[/bold]

    cmsfees resume && prefect worker start --pool cmsfees
    """
    from flows.orchestration.environment import configure_prefect
    from flows.orchestration.killed_runs import resume as put_back
    from sources.settings import Settings

    configure_prefect(Settings().home)
    resumed = put_back(Settings().home)
    if as_json:
        return print_json(resumed)
    return say("\n".join(resumed) or "no run was killed")


def up(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the Prefect UI and API, on this machine only.")
    ] = 4200,
    as_json: Annotated[bool, typer.Option("--json", help="Log events as JSON lines.")] = False,
) -> None:
    """Run Prefect's server, UI and worker and the schedules of prefect.yaml on this machine.

    Press Ctrl-C to stop. Nothing else needs to be installed; the server's database is in the data root.

    [bold]Example[/bold]

    cmsfees up --port 4200
    """
    from flows.orchestration.serve import serve_here
    from sources.settings import Settings

    serve_here(Settings().home, port, _say_json if as_json else _say)


def _say(text: str) -> None:
    say(text, err=True)


def _say_json(text: str) -> None:
    say(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "message": text}))
