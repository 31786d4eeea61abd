"""A member as text under our column names, be it text or a sheet, with a header or with a layout."""

import re
from collections.abc import Sequence

import polars as pl

from transforms.errors import Location, UnexpectedColumns, UnreadableMember
from transforms.reading import text as read_text
from transforms.reading.header import IGNORED, HeaderMatch, find_header, fold
from transforms.reading.sheets import Sheet
from transforms.table import ParsedMember, Table

BLANKS = " \t\n\r\x1a"  # \x1a ends a DOS file
WHOLE = pl.lit(None, pl.String).alias("fault")
Head = Sequence[Sequence[str | None]]


def parse_member(table: Table, text: bytes, place: Location) -> ParsedMember:
    """A text member: by a layout where one fits the first lines, else by its header."""
    if layout := _layout(table, text):
        return _by_layout(table, layout, text, place)
    numbered = read_text.head(text, place)
    head = [cells for _, cells in numbered]
    header = find_header(table, head, place)
    body = read_text.body(text, numbered[header.last][0], len(header.names), place, table.multiline)
    reading = _by_header(table, header, head, body, place)
    _reject_truncated(text, body, reading)
    return reading


def parse_sheet(table: Table, sheet: Sheet, place: Location) -> ParsedMember:
    head = sheet.frame.head(read_text.HEAD).rows()
    header = find_header(table, head, place)
    numbered = sheet.frame.with_row_index("line", 1).with_columns(WHOLE)
    return _by_header(table, header, head, numbered.slice(header.last + 1), place)


def _layout(table: Table, text: bytes) -> str | None:
    first_lines = read_text.plain(text[:50_000]).split("\n")[:200]
    fits = (
        layout for layout in table.line_layouts if any(re.fullmatch(layout, line) for line in first_lines)
    )
    return next(fits, None)


def _by_layout(table: Table, layout: str, text: bytes, place: Location) -> ParsedMember:
    lines = read_text.lines_of(text).filter(pl.col("text").str.strip_chars(BLANKS) != "")
    records = lines.filter(~pl.col("text").str.contains(f"^(?:{table.line_layout_notes})$"))
    cut = records.with_columns(cut=pl.col("text").str.extract_groups(f"^(?:{layout})$")).unnest("cut")
    names = list(re.compile(layout).groupindex)
    whole = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    fault = pl.when(~whole).then(pl.lit("expected a line of the layout, found another"))
    frame = cut.select("line", fault.alias("fault"), _stripped(*names))
    reading = ParsedMember(place, read_text.plain(text[:2000]), {}, frame, frame.clear())
    _reject_truncated(text, lines, reading)
    return reading


def _by_header(
    table: Table, header: HeaderMatch, head: Head, body: pl.DataFrame, place: Location
) -> ParsedMember:
    cells = [name for name in body.columns if name not in ("line", "fault")]
    claims = dict(zip(cells, header.claims, strict=False))
    ours = {cell: claim for cell, claim in claims.items() if claim and claim != IGNORED}
    named = ["line", "fault", *(pl.col(cell).alias(claim) for cell, claim in ours.items())]
    distinct = {values.name: values.explode() for values in body.select(pl.col(cells).unique().implode())}
    padded = [cell for cell in cells if _is_padded(distinct[cell])]
    rows = _data_rows(table, body.with_columns(_stripped(*padded)), cells)
    _reject_unnamed_cells(table, rows, [cell for cell in cells if not claims.get(cell)], place)
    return ParsedMember(
        place,
        title="\n".join(fold(" ".join(cell for cell in row if cell)) for row in head[: header.first]),
        headers={claim: name for claim, name in zip(header.claims, header.names, strict=True) if claim},
        frame=rows.select(named),
        above=_above(header, head, cells).select(named),
        distinct={claim: distinct[cell] for cell, claim in ours.items() if cell not in padded},
    )


def _above(header: HeaderMatch, head: Head, cells: list[str]) -> pl.DataFrame:
    """The rows above the header, as wide as those below it."""
    wide = [[*row, *[None] * len(cells)][: len(cells)] for row in head[: header.first]]
    frame = pl.DataFrame(wide, dict.fromkeys(cells, pl.String()), orient="row")
    return frame.with_row_index("line", 1).with_columns(WHOLE, _stripped(*cells))


def _data_rows(table: Table, frame: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    """Without the rows that are blank or a note."""
    if sum(not frame[cell].null_count() for cell in cells) > 1:
        return frame
    filled = pl.sum_horizontal(pl.col(cell).is_not_null().cast(pl.UInt16) for cell in cells)
    alone = pl.coalesce(cells)
    note = alone.str.contains(f"(?s)^(?:{table.footnotes})$")
    if first := table.columns[0].valid:  # a row that lost its separators is no note
        note &= ~alone.str.contains(f"^(?:{first})")
    return frame.filter((filled > 1) | ((filled == 1) & ~note))


def _reject_truncated(text: bytes, lines: pl.DataFrame, reading: ParsedMember) -> None:
    """A last line that has no end and is not whole: what else is missing, nobody knows."""
    ended = text[-1000:].rstrip(b" \t\x1a").endswith((b"\n", b"\r"))
    rows = reading.frame
    if ended or not rows.height or rows["line"][-1] != lines["line"][-1]:
        return
    cells = [name for name in rows.columns if name not in ("line", "fault") and rows[name][-1] is not None]
    decimals = rows[cells[-1]].str.extract(r"\.(\d*)").str.len_chars().fill_null(0) if cells else None
    if rows["fault"][-1] or (decimals is not None and rows.height > 1 and decimals[-1] < decimals[:-1].min()):
        found = f"one without its end: {rows['fault'][-1] or 'fewer decimals than above'}"
        raise UnreadableMember(reading.place, "a whole last line", found, rows["line"][-1])


def _is_padded(values: pl.Series) -> bool:
    """Some cell begins or ends with blanks, or is nothing else."""
    return bool(((values.str.strip_chars(BLANKS) != values) | (values == "")).any())


def _stripped(*names: str) -> pl.Expr:
    text = pl.col(list(names)).str.strip_chars(BLANKS)
    return pl.when(text != "").then(text)


def _reject_unnamed_cells(table: Table, frame: pl.DataFrame, cells: list[str], place: Location) -> None:
    for cell in cells:
        known = pl.col(cell).str.contains(f"^(?:{table.stray_values})$").fill_null(True)
        stray = frame.filter(~known & pl.col("fault").is_null())
        if stray.height:
            found = f"{stray.height} values in column {int(cell[1:]) + 1}, which has none"
            raise UnexpectedColumns(place, "values under a header", found, stray["line"][0])
