"""Snapshot commands: releases, snapshots, diff, promote, rollback, upload, prune."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import AsJson, console, print_json, print_rows, say

if TYPE_CHECKING:
    from warehouse.snapshots.channels import Snapshot


def _channel(name: str) -> str:
    from cmsfees.channels import CHANNELS

    if name not in CHANNELS:
        raise typer.BadParameter(f"{name!r}: channels are {' and '.join(CHANNELS)}")
    return name


Channel = Annotated[str, typer.Option(callback=_channel, help="latest or stable.")]
Name = Annotated[str, typer.Argument(help="A channel or snapshot id.")]


def register(app: typer.Typer) -> None:
    for command in (releases, snapshots, diff, promote, rollback, upload, prune):
        app.command()(command)


def releases(
    series: Annotated[str | None, typer.Option("--series", "-s", help="Only this series.")] = None,
    snapshot: Annotated[str, typer.Option(help="A channel or snapshot id.")] = "latest",
    as_json: AsJson = False,
) -> None:
    """List a snapshot's releases with their dates of service, known-from date and SHA-256.

    [bold]Example[/bold]

    cmsfees releases --series pfs-rvu
    """
    from flows.cli.opening import opened
    from sources.release import UnknownRelease
    from sources.series import SERIES

    if series and series not in SERIES:
        raise UnknownRelease(f"{series!r} is not a series; known series: {', '.join(SERIES)}")
    with opened(snapshot) as fees:
        rows = fees.rows("FROM releases WHERE $1 IS NULL OR series = $1", series)
    if not as_json:
        rows = [{**row, "sha256": row["sha256"][:12]} for row in rows]
    columns = ("release_id", "service_from", "service_to", "known_from", "sha256")
    print_rows(rows, columns, as_json, "no releases of that series in this snapshot")


def snapshots(as_json: AsJson = False) -> None:
    """List published snapshots, oldest first, and the channels that point to them.

    [bold]Example[/bold]

    cmsfees snapshots --json
    """
    from cmsfees.channels import snapshot_folders
    from sources.settings import Settings
    from warehouse.snapshots.channels import list_snapshots

    folder = Settings().snapshots
    rows = [_row(snapshot) for snapshot in list_snapshots(folder)]
    found = snapshot_folders(folder)
    none = "no manifest can be read: run `cmsfees verify`" if found else "nothing is published yet"
    print_rows(rows, ("id", "channels", "built_at", "releases", "path"), as_json, none)


def diff(
    before: Annotated[str, typer.Argument(help="A release, channel or snapshot id.")],
    after: Annotated[str, typer.Argument(help="Another of the same kind.")],
    code: Annotated[str | None, typer.Option(help="Only this code.")] = None,
    mac: Annotated[str | None, typer.Option(help="Show payments in a locality of this MAC.")] = None,
    locality: Annotated[str | None, typer.Option(help="The locality; requires --mac.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two releases or snapshots: codes, indicators, payments by cause.

    [bold]Examples[/bold]

    cmsfees diff "pfs-rvu 2025D" "pfs-rvu 2026A" --code 20957

    cmsfees diff "pfs-rvu 2025D" "pfs-rvu 2026A" --mac 10112 --locality 00

    cmsfees diff stable latest --json
    """
    from rich.markdown import Markdown

    from cmsfees.channels import DATABASE, resolve
    from sources.settings import Settings
    from warehouse.changes.diff import diff as compare
    from warehouse.changes.report import changes_text
    from warehouse.database import reading

    if (mac is None) != (locality is None):
        raise typer.BadParameter("--mac and --locality must be used together")
    snapshots = Settings().snapshots
    found = compare(snapshots, before, after, code, (mac, locality) if mac and locality else None)
    if as_json:
        return print_json(found.rows.to_dicts())
    with reading(resolve(snapshots) / DATABASE) as con:
        text = changes_text(con, found)
    screen = console()
    return screen.print(Markdown(text)) if screen.is_terminal else say(text)


def promote(name: Name = "latest", to: Channel = "stable", as_json: AsJson = False) -> None:
    """Point a channel to a snapshot.

    [bold]Example[/bold]

    cmsfees promote latest --to stable
    """
    from sources.settings import Settings
    from warehouse.snapshots.channels import promote as point

    _print_moved(point(Settings().snapshots, name, to), as_json)


def rollback(channel: Channel = "latest", as_json: AsJson = False) -> None:
    """Point a channel back to its previous snapshot.

    [bold]Example[/bold]

    cmsfees rollback --channel latest
    """
    from sources.settings import Settings
    from warehouse.snapshots.channels import rollback as point_back

    _print_moved(point_back(Settings().snapshots, channel), as_json)


def upload(
    url: Annotated[
        str, typer.Argument(help="Destination: s3://bucket/prefix or another object storage URL.")
    ],
    snapshot: Annotated[str, typer.Option(help="A channel or snapshot id.")] = "latest",
    to: Channel = "latest",
    as_json: AsJson = False,
) -> None:
    """Upload a snapshot to object storage, then move the channel there. Needs the extra `s3`.

    Credentials, region and endpoint come from the usual AWS_… variables.

    [bold]Example[/bold]

    cmsfees upload s3://bucket/cmsfees
    """
    from cmsfees.channels import resolve
    from sources.settings import Settings
    from warehouse.publishing.upload import upload as send
    from warehouse.snapshots.channels import list_snapshots

    root = Settings().snapshots
    wanted = resolve(root, snapshot).name
    database = send(next(known for known in list_snapshots(root) if known.id == wanted), url, to)
    if as_json:
        return print_json({"database": database, "channel": to})
    return say(f"{to} → {database}")


def prune(
    keep: Annotated[int, typer.Option(min=1, help="Number of newest snapshots to keep.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Delete old snapshots, except those a channel points to. The archive is not changed.

    [bold]Example[/bold]

    cmsfees prune --keep 3
    """
    from sources.settings import Settings
    from warehouse.snapshots.channels import prune as remove_old

    removed = remove_old(Settings().snapshots, keep)
    if as_json:
        return print_json({"removed": removed})
    return say("\n".join(f"removed {snapshot}" for snapshot in removed) or "nothing to remove")


def _print_moved(snapshot: "Snapshot", as_json: bool) -> None:
    if as_json:
        return print_json(_row(snapshot))
    return say(f"{', '.join(snapshot.channels)} → {snapshot.id}")


def _row(snapshot: "Snapshot") -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "channels": ", ".join(snapshot.channels),
        "built_at": snapshot.manifest["built_at"],
        "releases": len(snapshot.manifest["releases"]),
        "path": str(snapshot.path),
    }
