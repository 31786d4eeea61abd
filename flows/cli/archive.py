"""Archive commands: import, archive verify."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import EXIT_NO, AsJson, print_json, print_rows, say

archive_app = typer.Typer(help="The archive of every fetched file.", no_args_is_help=True)


def register(cmsfees: typer.Typer) -> None:
    cmsfees.command(name="import")(import_)


@archive_app.command()
def verify(as_json: AsJson = False) -> None:
    """Re-hash every file and read every record. Exit status 1 if anything is damaged.

    [bold]Example[/bold]

    cmsfees archive verify --json
    """
    from flows.cli.progress_bar import shown
    from flows.runs.progress import progress_watcher
    from sources.archive.store import Archive
    from sources.archive.verify import verify_archive
    from sources.settings import Settings

    with shown():
        problems = verify_archive(Archive(Settings().archive), progress_watcher())
    rows = [vars(problem) for problem in problems]
    print_rows(rows, ("kind", "path", "detail"), as_json, "every file matches its receipt")
    if any(problem.kind != "unrecorded" for problem in problems):
        raise typer.Exit(EXIT_NO)


def import_(
    file: Annotated[Path, typer.Argument(help="A zip downloaded by hand.", exists=True, dir_okay=False)],
    release: Annotated[str, typer.Option("--release", "-r", help='Such as "pfs-rvu 2026B".')],
    as_json: AsJson = False,
) -> None:
    """Import a file downloaded in a browser into the archive, with the same checks.

    [bold]Example[/bold]

    cmsfees import rvu26b.zip --release "pfs-rvu 2026B" && cmsfees publish
    """
    from sources.archive.manual_import import import_file
    from sources.release import parse_release
    from sources.settings import Settings

    revision = import_file(Settings(), file, parse_release(release))
    result = {"release": release, "revision": revision.number if revision else None}
    if as_json:
        return print_json(result)
    waiting = f"stored {file.name}; {release} is waiting for its other parts"
    return say(f"stored as {revision.id}; run `cmsfees publish` to load it" if revision else waiting)
