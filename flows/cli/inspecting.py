"""The command `cmsfees inspect`: how a release was read."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import AsJson, print_json, print_rows, say, stop

if TYPE_CHECKING:
    from transforms.conforming.inspect_release import Inspection

ReleaseArgument = Annotated[str, typer.Argument(help='Such as "pfs-rvu 2017A".')]


def register(cmsfees: typer.Typer) -> None:
    cmsfees.command()(inspect)


def inspect(release: ReleaseArgument, as_json: AsJson = False) -> None:
    """Show which members of a release were read and how, what is in doubt, and how to resolve it.

    [bold]Example[/bold]

    cmsfees inspect "pfs-rvu 2017A"
    """
    from flows.pipeline.inspecting import inspect_latest
    from sources.release import parse_release
    from sources.settings import Settings

    found = inspect_latest(Settings(), parse_release(release))
    if not found:
        todo = f'run `cmsfees refresh --release "{release}"` to fetch it'
        raise stop(f"the archive has no file of {release}; {todo}")
    if as_json:
        return print_json([asdict(inspection) for inspection in found])
    for inspection in found:
        _show(inspection)
    return None


def _show(inspection: "Inspection") -> None:
    say(f"{inspection.release}, zip {inspection.sha256[:12]}: {len(inspection.members)} members")
    rows = [
        {
            "table": r.table,
            "member": r.member,
            "state": r.state,
            "recognized": _unusual(r.recognized),
            "why": r.why,
        }
        for r in inspection.renderings
    ]
    print_rows(rows, ("table", "member", "state", "recognized", "why"), False, "no member was recognized")
    for name in inspection.unknown_members:
        say(f"{name} matches no table")
    for text in inspection.corrections:
        say(f"corrected: {text}")
    for rendering in inspection.renderings:
        if rendering.state == "rejected" and rendering.header:
            say(f"\n{rendering.member}, header and first rows:\n  {' | '.join(rendering.header)}")
            for row in rendering.first_rows:
                say(f"  {' | '.join(row)}")
    for doubt in inspection.doubts:
        say(f"\n{doubt.table} is missing: {doubt.reason}")
        if doubt.correction:
            say("To resolve it, save this in corrections/ of the data root, then run `cmsfees retry`:\n")
            say(doubt.correction)
        else:
            say(f"No correction can replace it. With a readable copy of the zip: {doubt.command}")


def _unusual(recognized: object) -> str:
    ways = recognized.values() if isinstance(recognized, dict) else ()
    unusual = [f"{how}" for how in ways if not how.startswith(("header:", "layout:"))]
    return "; ".join(unusual) or "as usual"
