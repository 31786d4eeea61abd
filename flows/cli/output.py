"""One way to print: tables for people, JSON for machines; nothing that CMS wrote is interpreted."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table

from flows.runs.plain_text import json_text, printable

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

SHORT = {"release", "release_id", "series", "run", "id", "outcome", "calendar"}  # never broken into two lines
WIDE = 10_000  # columns
EXIT_NO = 1  # the answer is no, or something failed
EXIT_WORDS = 2  # the words were not understood
EXIT_CANCELLED = 130  # as of a command that Ctrl-C ends


class PlainConsole(Console):
    """Prints text as it is: no markup, no emoji codes, and no control character reaches the terminal.

    Where nobody sees it in a terminal lines are as long as they need to be, unless `COLUMNS` says otherwise.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)
        if not self.is_terminal and "COLUMNS" not in os.environ:
            self.width = WIDE

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


def console() -> PlainConsole:
    return PlainConsole()


def print_json(value: Any) -> None:
    typer.echo(json_text(json.dumps(value, indent=2, default=str, ensure_ascii=False)))


def say(text: str, *, err: bool = False) -> None:
    """A line of text, ours or CMS's."""
    typer.echo(printable(text), err=err)


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], as_json: bool, empty: str) -> None:
    """Rows as JSON or as a table of some of their columns; `empty` is said when there are none."""
    if as_json:
        return print_json(rows)
    if not rows:
        return say(empty)
    console().print(table(rows, columns))
    return None


def table(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], title: str | None = None) -> Table:
    shown = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    names = list(columns)
    for name in names:
        shown.add_column(name.replace("_", " "), overflow="fold", no_wrap=name in SHORT, min_width=len(name))
    for row in rows:
        shown.add_row(*(cell(row.get(name)) for name in names))
    return shown


def cell(value: Any) -> str:
    return "" if value is None else printable(str(value))


def stop(message: str, code: int = EXIT_NO) -> typer.Exit:
    """Say why on standard error; `raise stop(…)`."""
    say(message, err=True)
    return typer.Exit(code)
