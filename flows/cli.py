"""The command line: `cmsfees COMMAND`. Commands import what they need when they run, so `--help` is quick."""

import json
import sys

import typer

from flows.commands import archive, demo, figures, operations, running, serving, snapshots

ROOMS = ("sources", "transforms", "warehouse", "flows")

app = typer.Typer(
    help="What Medicare pays for every procedure code, on any date of service, as known on any date.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (demo, running, figures, snapshots, operations, serving):
    commands.register(app)
app.add_typer(archive.app, name="archive")
archive.register(app)


def main() -> None:
    """A named error of one of the rooms is an answer: printed without a traceback, also as JSON; status 1."""
    try:
        app()
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ROOMS:
            raise
        if "--json" in sys.argv:
            typer.echo(json.dumps({"error": type(error).__name__, "message": str(error)}))
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
