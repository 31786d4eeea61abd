"""Cut lines by a layout: by position, a tenth of the time, if the layout states only widths and blanks."""

import re
from functools import lru_cache

import polars as pl

PIECE = re.compile(r"\(\?P<(\w+)>(\.+|\.\{(\d+)\})\)| (?:\{(\d+)\})?")
SPAN = re.compile(r"\(\?P<\w+>(?:(\.+)|\.\{(\d+)\})\)| (?:\{(\d+)(?:,\d+)?\})?")
Piece = tuple[str, int, int]  # name, "" of blanks; first character; characters


def cut_by_layout(layout: str, line: pl.Expr) -> pl.Expr:
    """Return a struct of the layout's groups, all null where the line does not match it."""
    pieces = _fixed(layout)
    if not pieces:
        return line.str.extract_groups(f"^(?:{layout})$")
    blanks = [line.str.slice(start, width) == " " * width for name, start, width in pieces if not name]
    length = sum(width for _, _, width in pieces)
    matches = pl.all_horizontal(line.str.len_chars() == length, *blanks)
    cells = [line.str.slice(start, width).alias(name) for name, start, width in pieces if name]
    return pl.when(matches).then(pl.struct(cells))


@lru_cache(maxsize=50)
def _fixed(layout: str) -> tuple[Piece, ...]:
    """Return the pieces of a layout like `(?P<code>.{5}) {2}(?P<rate>.{6})`; none if it states more.

    >>> _fixed("(?P<code>.{5}) {2}(?P<rate>..)")
    (('code', 0, 5), ('', 5, 2), ('rate', 7, 2))
    """
    pieces: list[Piece] = []
    start = at = 0
    while found := PIECE.match(layout, at):
        name, dots, characters, blanks = found.groups()
        width = int(characters or blanks or (len(dots) if dots else 1))
        pieces.append((name or "", start, width))
        start, at = start + width, found.end()
    return tuple(pieces) if at == len(layout) else ()


def least_width(layout: str) -> int:
    """Return the fewest characters of a line of a layout that states only widths and blanks; 0 otherwise.

    >>> least_width("(?P<code>.{5}) {2,3}(?P<rate>..)")
    9
    """
    width = at = 0
    while found := SPAN.match(layout, at):
        dots, *stated = found.groups()
        width += int(next(filter(None, stated), 0)) or len(dots or " ")
        at = found.end()
    return width if at == len(layout) else 0
