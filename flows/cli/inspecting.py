"""How a release was read: `cmsfees inspect`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import AsJson, print_json, print_rows, say, stop

if TYPE_CHECKING:
    from transforms.conforming.inspect_release import Inspection

ReleaseName = Annotated[str, typer.Argument(help='Such as "pfs-rvu 2017A".')]


def register(cmsfees: typer.Typer) -> None:
    cmsfees.command()(inspect)


def inspect(release: ReleaseName, as_json: AsJson = False) -> None:
    """Show which members of a release were read and how, what is in doubt, and what would settle it.

    [bold]Example[/bold]

    cmsfees inspect "pfs-rvu 2017A"
    """
    from flows.pipeline.inspecting import inspect_latest
    from sources.release import parse_release
    from sources.settings import Settings

    found = inspect_latest(Settings(), parse_release(release))
    if not found:
        todo = f'`cmsfees refresh --release "{release}"` fetches it'
        raise stop(f"the archive holds no file of {release}; {todo}")
    if as_json:
        return print_json([asdict(one) for one in found])
    for one in found:
        _show(one)
    return None


def _show(one: "Inspection") -> None:
    say(f"{one.release}, zip {one.sha256[:12]}: {len(one.members)} members")
    rows = [
        {
            "table": r.table,
            "member": r.member,
            "state": r.state,
            "recognized": _unusual(r.recognized),
            "why": r.why,
        }
        for r in one.renderings
    ]
    print_rows(rows, ("table", "member", "state", "recognized", "why"), False, "no member was recognized")
    for name in one.unknown_members:
        say(f"no table claims {name}")
    for text in one.corrections:
        say(f"corrected: {text}")
    for rendering in one.renderings:
        if rendering.state == "rejected" and rendering.header:
            say(f"\n{rendering.member}, header and first rows:\n  {' | '.join(rendering.header)}")
            for row in rendering.first_rows:
                say(f"  {' | '.join(row)}")
    for doubt in one.doubts:
        say(f"\n{doubt.table} is missing: {doubt.reason}")
        if doubt.correction:
            say(
                "To settle it, put this into a file in corrections/ of the data root, then `cmsfees retry`:\n"
            )
            say(doubt.correction)


def _unusual(recognized: object) -> str:
    ways = recognized.values() if isinstance(recognized, dict) else ()
    unusual = [f"{how}" for how in ways if not how.startswith(("header:", "layout:"))]
    return "; ".join(unusual) or "as usual"
