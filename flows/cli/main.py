"""The command line: `cmsfees COMMAND`. Commands import lazily, so `--help` is fast."""

import json
import sys
from contextlib import suppress
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from flows.cli import (
    archive,
    demo,
    explorer,
    inspecting,
    monitoring,
    pricing,
    running,
    serving,
    snapshots,
)
from flows.cli.output import say

app = typer.Typer(
    help="What Medicare pays for every procedure code, on any date of service, as known on any date.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(requested: bool) -> None:
    if requested:
        say(f"cmsfees {installed_version('cmsfees')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What Medicare pays for every procedure code, on any date of service, as known on any date."""


for commands in (demo, running, pricing, explorer, snapshots, monitoring, serving, inspecting):
    commands.register(app)
app.add_typer(archive.archive_app, name="archive")
archive.register(app)


def main() -> None:
    """Run the CLI; print expected errors without a traceback, with --json also as JSON, and exit."""
    try:
        app()
    except Exception as error:
        from flows.cli.error_messages import error_message, exit_status

        message = error_message(error)
        if message is None:
            raise
        with suppress(OSError):  # standard output may be full or closed
            if "--json" in sys.argv:
                say(json.dumps({"error": type(error).__name__, "message": message}))
        with suppress(OSError):
            say(f"{type(error).__name__}: {message}", err=True)
        sys.exit(exit_status(error))


if __name__ == "__main__":
    main()
