"""Commands for whoever looks at a snapshot: serve."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    for command in (serve,):
        app.command()(command)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others reach it.")
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
) -> None:
    """Serve the pages and the JSON API of the snapshot in the channel `latest`. Needs the extra `web`.

    A snapshot that is published meanwhile is served from the next request on. Stops with Ctrl-C.

    [bold]Example[/bold]

    cmsfees serve --port 8000 --workers 2
    """
    from web.serve import serve as run

    typer.echo(f"http://{host}:{port}/   Ctrl-C stops it.")
    run(host, port, workers)
