"""Print tables for people and JSON for machines; CMS's text is never interpreted as markup."""

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

SHORT = {"release", "release_id", "series", "run", "id", "outcome", "calendar"}  # never wrapped
WIDE = 10_000  # columns
EXIT_NO = 1  # negative result or failure
EXIT_USAGE = 2  # usage error
EXIT_CANCELLED = 130  # same as for a command ended by Ctrl-C


class PlainConsole(Console):
    """A console without markup or emoji codes that never sends control characters to the terminal.

    Outside a terminal lines are not wrapped, unless `COLUMNS` is set.
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
    """Print a line with control characters replaced."""
    typer.echo(printable(text), err=err)


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], as_json: bool, empty: str) -> None:
    """Print rows as JSON or as a table of `columns`; print `empty` if there are none."""
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
    """Print the reason to standard error and return the Exit; use as `raise stop(…)`."""
    say(message, err=True)
    return typer.Exit(code)
