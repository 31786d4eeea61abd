"""Commands for a machine that works by itself: up, resume."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.output import AsJson, print_json, say


def register(app: typer.Typer) -> None:
    for command in (up, resume):
        app.command()(command)


def resume(as_json: AsJson = False) -> None:
    """Put runs that were killed back in the queue; to be run before a worker starts.

    [bold]Example[/bold]

    cmsfees resume && prefect worker start --pool cmsfees
    """
    from flows.orchestration.environment import configure_prefect
    from flows.orchestration.killed_runs import resume as put_back
    from sources.settings import Settings

    configure_prefect(Settings().home)
    told = put_back(Settings().home)
    if as_json:
        return print_json(told)
    return say("\n".join(told) or "no run was killed")


def up(
    port: Annotated[int, typer.Option(help="Port of the Prefect UI and API, on this machine only.")] = 4200,
    as_json: Annotated[bool, typer.Option("--json", help="Say what happens in lines of JSON.")] = False,
) -> None:
    """Run everything on this machine: Prefect's server and UI, and the schedules of prefect.yaml.

    Stops with Ctrl-C. Nothing else needs to be installed; the server keeps its records in the data root.

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
