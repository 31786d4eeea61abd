"""Read a text or sheet member as text under our column names, by header or by layout."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from transforms.errors import DuplicateColumns, Location, UnexpectedColumns, UnreadableMember
from transforms.reading import text as read_text
from transforms.reading.beside import cells_beside, fills_most
from transforms.reading.fixed_columns import cut_by_layout, least_width
from transforms.reading.header import (
    IGNORED,
    NO_HINTS,
    VALUES,
    Head,
    HeaderMatch,
    Hints,
    find_header,
    fold,
    how_claimed,
    nearest_header,
    needed,
)
from transforms.reading.sheets import Sheet
from transforms.table import ColumnRecognition, ParsedMember, Table, UnreadColumn

BLANKS = " \t\n\r\x0c\x1a"  # \x0c begins a printed page, \x1a ends a DOS file
MANY_COLUMNS = 5  # a line in fixed columns does not have as many separators
ABSENT = "absent"
COLUMN_NUMBER = r"(?i)^(?:col(?:umn)?\.? ?)?[(\[]?(\d+)[)\]]?$"
BEGINNING = 50_000  # bytes in which a layout must fit a line
FEW = 20  # rows; in shorter members, the last row is not compared with the others
WHOLE = pl.lit(None, pl.String).alias("fault")


def parse_member(table: Table, text: bytes, place: Location, hints: Hints = NO_HINTS) -> ParsedMember:
    """Parse a text member by a line layout if one fits the first lines, else by its header."""
    layout = hints.line_layout or _layout(table, text)
    if not hints.positions and layout:
        return _by_layout(table, layout, text, place)
    numbered = read_text.head(text, place)

    def below(header: HeaderMatch) -> pl.DataFrame:
        return _body(table, text, numbered, header, place)

    header = _header(table, [cells for _, cells in numbered], place, hints, below)
    return _read_below(table, text, numbered, header, place, hints)


def read_below(table: Table, text: bytes, header: HeaderMatch, place: Location) -> ParsedMember:
    """Parse a text member whose header is known; `header.last` is -1 if its first line is data."""
    return _read_below(table, text, read_text.head(text, place), header, place, NO_HINTS)


def _read_below(
    table: Table,
    text: bytes,
    numbered: list[tuple[int, list[str]]],
    header: HeaderMatch,
    place: Location,
    hints: Hints,
) -> ParsedMember:
    body = _body(table, text, numbered, header, place)
    reading = _by_header(table, header, [cells for _, cells in numbered], body, place, hints)
    _reject_truncated(text, body, reading)
    return replace(reading, frame=_cut_row_at_fault(reading.frame))


def _body(
    table: Table, text: bytes, numbered: list[tuple[int, list[str]]], header: HeaderMatch, place: Location
) -> pl.DataFrame:
    after = numbered[header.last][0] if header.last >= 0 else 0
    return read_text.body(text, after, len(header.names), place, table.multiline)


def _header(
    table: Table, head: Head, place: Location, hints: Hints, below: Callable[[HeaderMatch], pl.DataFrame]
) -> HeaderMatch:
    """Return the header; a column that the file repeats, cell by cell, counts once."""
    if named := named_by_position(hints):
        return named
    try:
        return find_header(table, head, place, hints)
    except DuplicateColumns:
        nearest = nearest_header(table, head, hints)
        copies = _copies(table, nearest, below(nearest)) if nearest else {}
        if not copies:
            raise
        return find_header(table, head, place, replace(hints, positions={**hints.positions, **copies}))


def _copies(table: Table, header: HeaderMatch, body: pl.DataFrame) -> dict[int, str]:
    """Return the later columns of every pair with one name of ours, if all of them repeat a code.

    Columns that are mostly blank repeat nothing, and figures may have moved.
    """
    pairs = [(header.claims.index(claim), i) for i, claim in enumerate(header.claims) if claim]
    pairs = [(first, i) for first, i in pairs if i != first and header.claims[i] != IGNORED]
    if not {header.claims[i] for _, i in pairs} <= set(table.key):
        return {}
    cells = {at: body.select(_stripped(f"c{at}")).to_series() for pair in pairs for at in pair}
    is_same = all(
        cells[first].equals(cells[i], check_names=False) and cells[i].null_count() * 2 < body.height
        for first, i in pairs
    )
    return {i: IGNORED for _, i in pairs} if is_same else {}


def parse_sheet(table: Table, sheet: Sheet, place: Location, hints: Hints = NO_HINTS) -> ParsedMember:
    """Parse a sheet by its header; as lines, if the table has none."""
    if not needed(table) and hints.first_data_line is None:
        cells = pl.concat_str(pl.all().fill_null("").str.replace_all(r"\s", " "), separator="\t")
        lines = "".join(f"{line}\n" for line in sheet.frame.select(cells).to_series())
        return parse_member(table, lines.encode(), place, hints)
    head = sheet.frame.head(read_text.HEADER_WITHIN).rows()
    header = _header(table, head, place, hints, lambda header: sheet.frame.slice(header.last + 1))
    return read_sheet_below(table, sheet, header, place, hints)


def read_sheet_below(
    table: Table, sheet: Sheet, header: HeaderMatch, place: Location, hints: Hints = NO_HINTS
) -> ParsedMember:
    head = sheet.frame.head(read_text.HEADER_WITHIN).rows()
    numbered = sheet.frame.with_row_index("line", 1).with_columns(WHOLE)
    return _by_header(table, header, head, numbered.slice(header.last + 1), place, hints)


def named_by_position(hints: Hints) -> HeaderMatch | None:
    """Return the columns from a correction that states positions for a file without a header."""
    if hints.first_data_line is None:
        return None
    width = max(hints.positions) + 1
    claims = tuple(hints.positions.get(index, "") for index in range(width))
    last = hints.first_data_line - 2
    return HeaderMatch(last, last, ("",) * width, claims)


def most_records(table: Table, beginning: bytes, size: int) -> int:
    """Return how many records a text of that many bytes has at most: each is as wide as its layout.

    Without a layout, lines that all have one length are records of that width; else one may be one byte.
    """
    layout = _layout(table, beginning)
    widths = {least_width(layout)} if layout else {len(line) for line in beginning.split(b"\n")[:-1]}
    return size // (widths.pop() + 1 if len(widths) == 1 else 1) + 1


def _layout(table: Table, text: bytes) -> str | None:
    """Return the layout of a line in fixed columns; a text divided into the table's columns has none."""
    columns = len(needed(table))
    if not table.line_layouts or (columns >= MANY_COLUMNS and read_text.cells_per_line(text) >= columns):
        return None
    beginning = read_text.plain(text[:BEGINNING])
    beginning = beginning if len(text) <= BEGINNING else beginning.rpartition("\n")[0]  # its last line is cut
    first_lines = beginning.split("\n")[:200]
    fits = (
        layout for layout in table.line_layouts if any(re.fullmatch(layout, line) for line in first_lines)
    )
    return next(fits, None)


def _by_layout(table: Table, layout: str, text: bytes, place: Location) -> ParsedMember:
    lines = read_text.lines_of(text).filter(pl.col("text").str.strip_chars(BLANKS) != "")
    names = list(re.compile(layout).groupindex)
    records = lines.filter(~pl.col("text").str.contains(f"^(?:{table.line_layout_notes})$"))
    records = records.with_columns(cut=cut_by_layout(layout, pl.col("text"))).unnest("cut")
    records = records.with_columns(whole=pl.any_horizontal(pl.col(names).is_not_null()))
    records = _without_edges(table, names[0], records, place)
    fault = pl.when(~pl.col("whole")).then(pl.lit("expected a line matching the layout, found another"))
    distinct = records.select(pl.col(names).unique().implode())
    _, padded = _marked(distinct)
    frame = records.with_columns(_stripped(*padded), fault=fault)[["line", "fault", *names]]
    known = tuple(ColumnRecognition(name, None, "", "layout") for name in names)
    title = read_text.plain(text[:2000])
    distinct = _distinct_stripped(distinct, padded)
    reading = ParsedMember(place, title, {}, frame, frame.clear(), distinct=distinct, recognition=known)
    _reject_truncated(text, lines, reading)
    return reading


def _without_edges(table: Table, first: str, records: pl.DataFrame, place: Location) -> pl.DataFrame:
    """Drop prose above the first record and below the last: a title, a header, notes."""
    at = records["whole"].arg_true()
    if not at.len() or at.len() == records.height:
        return records
    is_prose = _is_prose(table, first)
    above, inner = records.head(at[0]), records.slice(at[0], at[-1] + 1 - at[0])
    below = records.slice(at[-1] + 1)
    for edge in (above, below):
        _reject_illustration(edge.filter(is_prose), place)
    parts = (above.filter(~is_prose), inner, below.filter(~is_prose))
    return pl.concat(part for part in parts if part.height)


def _reject_illustration(edges: pl.DataFrame, place: Location) -> None:
    """Reject indices "for illustrative purposes only": RVU12A's txt has them, its csv those in force."""
    illustrations = edges.filter(pl.col("text").str.contains(r"(?i)illustrati"))
    if illustrations.height:
        raise UnreadableMember(
            place, "values that are in force", repr(illustrations["text"][0]), illustrations["line"][0]
        )


def _is_prose(table: Table, first: str) -> pl.Expr:
    code = next((column.valid for column in table.columns if column.name == first), "")
    text = pl.col("text").str.strip_chars()
    digits = text.str.count_matches(r"\d") * 5 < text.str.len_chars()
    prose = digits & text.str.contains(r"[A-Za-z]{3}") & ~text.str.contains(r"\d\.\d\d|\d{5}")
    coded = text.str.contains(f"^(?:{code})") if code else pl.lit(False)
    return prose & ~coded


def _by_header(
    table: Table, header: HeaderMatch, head: Head, body: pl.DataFrame, place: Location, hints: Hints
) -> ParsedMember:
    cells = [name for name in body.columns if name not in ("line", "fault")]
    header = _with_nameless(table, header, body, hints)
    claims = dict(zip(cells, header.claims, strict=False))
    ours = {cell: claim for cell, claim in claims.items() if claim and claim != IGNORED}
    distinct = body.select(pl.col(cells).unique().implode())
    quoted, padded = _marked(distinct)
    if quoted:
        bare = pl.col(quoted).str.strip_chars(BLANKS)
        body = body.with_columns(bare.str.strip_prefix("'").str.strip_suffix("'"))
        distinct = body.select(pl.col(cells).unique().implode())
        _, padded = _marked(distinct)
    rows = _data_rows(table, body.with_columns(_stripped(*padded)) if padded else body, cells)
    rows = _without_repeated_header(_without_rule(rows, cells), header, head, ours)
    if len(ours) < len(cells):  # a row with a lone cell after it is not one of the table's
        rows = rows.filter(pl.any_horizontal(pl.col(list(ours)).is_not_null()))
    unnamed = [cell for cell in cells if cell not in ours and not _name(header, cell)]
    if 0 <= header.last < len(head) and any(header.names):
        _reject_short_header(rows, len(head[header.last]), unnamed, place)
        if f"c{_named_width(header) - 1}" not in ours:  # whose values could be compared with those beside
            _reject_short_header(rows, _named_width(header), unnamed, place)
    rows, beside = cells_beside(table, rows, unnamed, list(ours)[-1])
    return ParsedMember(
        place,
        title="\n".join(fold(" ".join(cell for cell in row if cell)) for row in head[: max(header.first, 0)]),
        headers={
            claim: name for claim, name in zip(header.claims, header.names, strict=True) if claim and name
        },
        frame=_renamed(rows, {"line": "line", "fault": "fault", **ours}),
        above=_above(table, header, head, {claim: cells.index(cell) for cell, claim in ours.items()}),
        distinct=_renamed(_distinct_stripped(distinct, padded), ours),
        recognition=_recognition(table, header, hints),
        unread=_unread(rows, header, cells),
        beside=beside,
    )


def _marked(distinct: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Return the columns with a value behind an apostrophe, and those with one that is padded or empty.

    The first are columns in which every value is: `'00100`, text for a spreadsheet.
    """
    value, length = pl.element(), pl.element().str.len_bytes()
    marks = {
        "quoted": value.str.starts_with("'"),
        "padded": (value.str.strip_chars(BLANKS).str.len_bytes() != length) | (length == 0),
    }
    found = distinct.unpivot(variable_name="cell", value_name="values").select(
        "cell", *(pl.col("values").list.eval(mark).list.any().alias(name) for name, mark in marks.items())
    )
    quoted, padded = (found["cell"].filter(found[name]).to_list() for name in marks)
    return [cell for cell in quoted if _all_behind_apostrophes(distinct[cell].explode())], padded


def _all_behind_apostrophes(values: pl.Series) -> bool:
    return values.drop_nulls().str.contains(r"^([\s\x1a]*|'.*)$").all()


def _distinct_stripped(distinct: pl.DataFrame, padded: Sequence[str]) -> pl.DataFrame:
    """Return the distinct cells as they are after stripping."""
    if not padded:
        return distinct
    return distinct.with_columns(
        pl.col(padded).explode().str.strip_chars(BLANKS).replace("", None).unique().implode()
    )


def _renamed(frame: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Select and rename without a plan, which costs more than the columns of a short table."""
    chosen = frame[list(names)]
    chosen.columns = list(names.values())
    return chosen


def _with_nameless(table: Table, header: HeaderMatch, body: pl.DataFrame, hints: Hints) -> HeaderMatch:
    """Find the column that CMS never names by its values, if one year named it after all."""
    sought = next((c for c in table.columns if c.header == r"()" and c.name not in header.claimed), None)
    if sought is None or header.ways:
        return header
    unclaimed = (i for i, name in enumerate(header.names) if name and not header.claims[i])
    fits = [i for i in unclaimed if _all_like(sought.valid, body, f"c{i}")]
    if len(fits) != 1:
        return header
    ways = [*how_claimed(table, header, hints)]
    claims = [*header.claims]
    claims[fits[0]], ways[fits[0]] = sought.name, VALUES
    return replace(header, claims=tuple(claims), ways=tuple(ways))


def _all_like(valid: str, body: pl.DataFrame, cell: str) -> bool:
    """Return whether some rows fill the column, and all of them with such a value."""
    values = body[cell].str.strip_chars(BLANKS) if cell in body.columns else pl.Series(dtype=pl.String)
    filled = values.filter(values != "")
    return bool(filled.len()) and filled.str.contains(f"^(?:{valid})$").all()


def _reject_short_header(rows: pl.DataFrame, width: int, unnamed: list[str], place: Location) -> None:
    """Reject rows longer than their header: the header may have lost a cell and be off by one."""
    longer = [cell for cell in unnamed if int(cell[1:]) >= width]
    filled = [cell for cell in longer if fills_most(rows, cell)]
    if filled:
        expected, found = f"rows of {width} cells, as the header", f"rows of {int(filled[-1][1:]) + 1}"
        raise UnexpectedColumns(place, expected, found)


def _named_width(header: HeaderMatch) -> int:
    return max(i for i, name in enumerate(header.names, 1) if name)


def _name(header: HeaderMatch, cell: str) -> str:
    index = int(cell[1:])
    return header.names[index] if index < len(header.names) else ""


def _recognition(table: Table, header: HeaderMatch, hints: Hints) -> tuple[ColumnRecognition, ...]:
    ways = header.ways or how_claimed(table, header, hints)
    claimed = enumerate(zip(header.claims, header.names, ways, strict=True), 1)
    found = (
        ColumnRecognition(claim, position, name, way)
        for position, (claim, name, way) in claimed
        if claim and claim != IGNORED
    )
    texts = (
        c.name for c in table.columns if c.descriptor_of and not c.optional and c.name not in header.claims
    )
    return (*(ColumnRecognition(name, None, "", ABSENT) for name in texts), *found)


def _unread(rows: pl.DataFrame, header: HeaderMatch, cells: list[str]) -> tuple[UnreadColumn, ...]:
    """Return source columns with values that the table neither reads nor ignores."""
    known = {f"c{i}" for i, claim in enumerate(header.claims) if claim}
    counts = ((cell, rows.height - rows[cell].null_count()) for cell in cells if cell not in known)
    return tuple(
        UnreadColumn(int(cell[1:]) + 1, _name(header, cell), count) for cell, count in counts if count
    )


def _without_rule(rows: pl.DataFrame, cells: Sequence[str]) -> pl.DataFrame:
    """Drop the line between header and rows: dashes in every cell, or the numbers of the columns."""
    row = rows[cells].row(0) if rows.height else ()
    first = [cell for cell in row if cell]
    is_rule = len(first) > 1 and all(re.fullmatch(r"[-=_]{3,}", cell) for cell in first)
    return rows.slice(1) if is_rule or _numbers_the_columns(row[: len(first)]) else rows


def _without_repeated_header(
    rows: pl.DataFrame, header: HeaderMatch, head: Head, ours: Mapping[str, str]
) -> pl.DataFrame:
    """Drop headers repeated on each page, every row of them."""
    if not 0 <= header.last < len(head):
        return rows
    last = _filled_cells(head[header.last])
    named = [cell for cell in ours if cell in last]
    if len(named) < 2 or not (rows[named[0]] == last[named[0]]).any():
        return rows
    repeated = [pl.all_horizontal(pl.col(cell) == last[cell] for cell in named).fill_null(False)]
    cells = [cell for cell in rows.columns if cell not in ("line", "fault")]
    for upper in map(_filled_cells, head[max(header.first, 0) : header.last]):
        alike = (pl.col(cell).eq_missing(pl.lit(upper.get(cell), pl.String)) for cell in cells)
        repeated += [pl.all_horizontal(alike)] if upper else []
    return rows.filter(~pl.any_horizontal(repeated))


def _filled_cells(row: Sequence[str | None]) -> dict[str, str]:
    return {f"c{i}": text for i, cell in enumerate(row) if (text := _without_blanks(cell))}


def _above(table: Table, header: HeaderMatch, head: Head, columns: Mapping[str, int]) -> pl.DataFrame:
    """Return the rows above the header that may be data, under our column names: no needed cell is blank.

    A row that numbers the columns is not.
    """
    needed = [columns[c.name] for c in table.columns if not c.nullable and c.name in columns]
    rows = {
        line: dict(enumerate(map(_without_blanks, row)))
        for line, row in enumerate(head[: max(header.first, 0)], 1)
        if needed
        and all(at < len(row) and _without_blanks(row[at]) for at in needed)
        and not _numbers_the_columns(row)
    }
    cells = {name: [row.get(at) for row in rows.values()] for name, at in columns.items()}
    lines = pl.Series(list(rows), dtype=pl.UInt32)
    texts = {name: pl.String() for name in ("fault", *columns)}
    return pl.DataFrame({"line": lines, "fault": [None] * len(rows), **cells}, schema_overrides=texts)


def _numbers_the_columns(row: Sequence[str | None]) -> bool:
    """Return whether the cells are 1, 2 … to the last, at least two; also (1), Column 1."""
    cells = [re.sub(COLUMN_NUMBER, r"\1", _without_blanks(cell) or "") for cell in row]
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]


def _without_blanks(cell: str | None) -> str | None:
    return (cell or "").strip(BLANKS) or None


def _data_rows(table: Table, frame: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    """Drop blank rows and notes. A row with a cell in both of the fullest columns is neither."""
    fullest = sorted(cells, key=lambda cell: frame[cell].null_count())[:2]
    if len(cells) > 1 and not any(frame[cell].null_count() for cell in fullest):
        return frame
    filled = pl.all_horizontal(pl.col(fullest).is_not_null())
    kept = frame.select(filled & pl.lit(len(cells) > 1)).to_series()
    doubtful = (~kept).arg_true()
    rows = frame[doubtful]
    are_data = _are_data_rows(table, list(zip(*(rows[cell].to_list() for cell in cells), strict=True)))
    return _filtered(frame, kept.scatter(doubtful, are_data))


def _filtered(frame: pl.DataFrame, kept: pl.Series) -> pl.DataFrame:
    """Filter without a copy if only the last rows are dropped, as the blank ones of most members."""
    count = int(kept.sum())
    return frame.head(count) if kept.head(count).all() else frame.filter(kept)


def _are_data_rows(table: Table, rows: Head) -> pl.Series:
    """Count cells in Python: there are few such rows, and a plan over all columns costs a millisecond."""
    filled = [[cell for cell in row if cell is not None] for row in rows]
    alone = pl.Series([cells[0] if len(cells) == 1 else None for cells in filled], dtype=pl.String)
    note = alone.str.contains(f"(?s)^(?:{table.footnotes})$")
    if first := table.columns[0].valid:  # a row that lost its separators is not a note
        note &= ~alone.str.contains(f"^(?:{first})")
    return pl.Series([bool(cells) and not is_note for cells, is_note in zip(filled, note, strict=True)])


def _reject_truncated(text: bytes, lines: pl.DataFrame, reading: ParsedMember) -> None:
    """Reject a truncated file: the last line has no newline and is incomplete."""
    ended = text[-1000:].rstrip(b" \t\x1a").endswith((b"\n", b"\r"))
    rows = reading.frame
    if ended or not rows.height or rows["line"][-1] != lines["line"][-1]:
        return
    cells = [name for name in rows.columns if name not in ("line", "fault") and rows[name][-1] is not None]
    decimals = rows[cells[-1]].str.extract(r"\.(\d*)").str.len_chars().fill_null(0) if cells else None
    if rows["fault"][-1] or (decimals is not None and rows.height > 1 and decimals[-1] < decimals[:-1].min()):
        found = f"one without a newline: {rows['fault'][-1] or 'fewer decimals than above'}"
        raise UnreadableMember(reading.place, "a complete last line", found, rows["line"][-1])


def _cut_row_at_fault(rows: pl.DataFrame) -> pl.DataFrame:
    """Flag the last row if it alone lacks a cell: no member posted from 2009 to 2026 ends that way."""
    cells = [name for name in rows.columns if name not in ("line", "fault")]
    lacks = [name for name in cells if rows[name].null_count() == 1 and rows[name][-1] is None]
    if rows.height < FEW or not lacks:
        return rows
    found = pl.lit(f"the last row has nothing in {', '.join(lacks)}, which every other row fills")
    last = pl.int_range(pl.len()) == pl.len() - 1
    return rows.with_columns(pl.coalesce("fault", pl.when(last).then(found)).alias("fault"))


def _stripped(*names: str) -> pl.Expr:
    return pl.col(list(names)).str.strip_chars(BLANKS).replace("", None)
