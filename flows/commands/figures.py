"""Commands about what codes are worth: show, price, cards."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.output import AsJson

On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Date of service; today if not given.")
]
Snapshot = Annotated[str, typer.Option(help="A channel or a snapshot's id.")]


def register(app: typer.Typer) -> None:
    for command in (show, price, cards):
        app.command()(command)


def show(
    code: Annotated[str, typer.Argument(help="A procedure code, such as 20957.")],
    on: On = None,
    snapshot: Snapshot = "latest",
    as_json: AsJson = False,
) -> None:
    """Everything about one code on one date of service, each figure with its release, file and SHA-256.

    Exit status: 0; 1 when there is no such code on that date.

    [bold]Examples[/bold]

    cmsfees show 20957 --on 2026-02-01

    cmsfees show 71046 --on 2026-02-01 --json
    """
    raise NotImplementedError


def price(lines: Path, as_json: AsJson = False) -> None:
    """Price a set of lines."""
    raise NotImplementedError


def cards(out: Path, on: On = None, snapshot: Snapshot = "latest") -> None:
    """Write cards."""
    raise NotImplementedError
