"""Commands that show a snapshot: serve, site, mcp."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import AsJson, print_json
from flows.cli.pricing import DATE_FORMATS, KnownOnOption, SnapshotOption

LoadedDayOption = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=DATE_FORMATS, help="Date of service; default today, or the last loaded day."
    ),
]


def register(app: typer.Typer) -> None:
    for command in (serve, site, mcp):
        app.command()(command)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 accepts other machines.")
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Serve the pages and the JSON API of the snapshot in the channel `latest`. Needs the extra `web`.

    A newly published snapshot is served from the next request on. Press Ctrl-C to stop.

    [bold]Example[/bold]

    cmsfees serve --port 8000 --workers 2
    """
    from web.serve import serve as run

    typer.echo(f"http://{host}:{port}/   Press Ctrl-C to stop.")
    run(host, port, workers)


def site(
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder to write to.")],
    on: LoadedDayOption = None,
    known_on: KnownOnOption = None,
    snapshot: SnapshotOption = "latest",
    as_json: AsJson = False,
) -> None:
    """Write the pages of all codes on one date as a static site. Needs the extra `web`.

    A second run writes only changed pages and deletes those of removed codes.

    [bold]Example[/bold]

    cmsfees site --out public --on 2026-02-01
    """
    from flows.cli.opening import opened
    from web.queries import default_day
    from web.static_site import write_static_site

    known = known_on.date() if known_on else date.max
    with opened(snapshot) as fees:
        counts = write_static_site(fees, out, on.date() if on else default_day(fees), known)
    if as_json:
        return print_json(vars(counts))
    return typer.echo(
        f"{counts.codes} codes in {out}: {counts.written} files written, {counts.removed} removed"
    )


def mcp() -> None:
    """Serve the snapshot to a language model over the Model Context Protocol (stdin and stdout).

    Tools: code_card, payment, price_case, ncci_check, changes; each answer lists its sources. Needs the
    extra `mcp`.

    [bold]Example[/bold]

    cmsfees mcp
    """
    from web.mcp_server import run

    run()
