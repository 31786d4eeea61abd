"""One way to print: tables for people, JSON for machines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

SHORT = {"release", "release_id", "series", "run", "id", "outcome", "calendar"}  # never broken into two lines
EXIT_NO = 1  # the answer is no, or something failed
EXIT_CANCELLED = 130  # as of a command that Ctrl-C ends


def console() -> Console:
    return Console(highlight=False)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], as_json: bool, empty: str) -> None:
    """Rows as JSON or as a table of some of their columns; `empty` is said when there are none."""
    if as_json:
        return print_json(rows)
    if not rows:
        return typer.echo(empty)
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
    return "" if value is None else str(value)


def stop(message: str, code: int = EXIT_NO) -> typer.Exit:
    """Say why on standard error; `raise stop(…)`."""
    typer.echo(message, err=True)
    return typer.Exit(code)
