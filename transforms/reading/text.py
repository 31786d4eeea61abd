"""Decode bytes and split text into cells: any encoding, line ending, comma, tab or no separator at all."""

import csv
import io
import re
from collections import Counter
from functools import lru_cache
from itertools import islice, zip_longest

import polars as pl

from transforms.errors import Location, UnreadableMember

RARE_SEPARATORS = (";", "|", "~")
FEWEST_RAGGED = 20  # rows without their last cells, as the file's writer left out blank ones
FURTHER = 40  # cells that a record may have beyond its header
BEGINNING = 100_000  # bytes
MOST_NAMED = 20  # lines listed in an error
HEADER_WITHIN = 60  # records in which a header must begin
# A quoted cell on one line, between separators: the quote comes first, because the search is fast then.
QUOTED = rb'"(?<![^\n%(mark)s]")([^"\r\n]*(?:""[^"\r\n]*)*)"(?![^\r\n%(mark)s])'
FORMULA = re.compile(rb'(?:(?<=[,\t;|\n])|^)(?:"=""([A-Za-z0-9. ]*)"""|="([A-Za-z0-9. ]*)")(?=[,\t;|\r\n]|$)')
PADDING = re.compile(rb'(?m)\t+(?="?(?:,|\r?$))')  # tabs at the end of a cell, which divide nothing
WITHIN_QUOTES = re.compile(rb'"[^"\r\n]*"')
BLANKS_BEHIND_QUOTES = re.compile(rb'(?m)" +(?=\r?$)')
PADDED = re.compile(rb"\x1a\x00+")  # behind the end of a DOS file
PASTED = re.compile(rb'(?m)^"((?:[^"\t]|"")*\t(?:[^"]|"")*)"(?=\r?$)')
LINE_END = re.compile(rb"\r\n?|\n")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def as_utf8(data: bytes, place: Location) -> bytes:
    """Decode CMS's encodings (UTF-8, cp1252, latin-1, cp437 with 0xFF as a hard space, UTF-16).

    Line endings stay, but for `\\r\\r\\n`, which a program wrote that met its own `\\r\\n`. A code that a
    spreadsheet keeps as text, `="00100"`, is its text.
    """
    text = data if data.isascii() and b"\x00" not in data[:BEGINNING] else _decode(data).encode()
    if b"\x00" in text:
        text = PADDED.sub(b"\x1a", text).rstrip(b"\x00")
    if b"\x00" in text:
        raise _with_nuls(text, place)
    beginning = text[:BEGINNING]
    if b"\r\r\n" in beginning:
        text = text.replace(b"\r\r\n", b"\r\n")
    if beginning.startswith(b'"') and b"\t" in beginning and _is_pasted(beginning):
        text = PASTED.sub(lambda line: line[1].replace(b'""', b'"'), text)
    if b'="' in beginning:
        text = FORMULA.sub(rb"\1\2", text)
    return text if b"\n" in beginning or b"\n" in text else text.replace(b"\r", b"\n")


def _is_pasted(beginning: bytes) -> bool:
    """Return whether lines with tabs are quoted whole, as text pasted into one column of a spreadsheet."""
    return len(PASTED.findall(beginning)) * 10 > 9 * sum(b"\t" in line for line in beginning.split(b"\n"))


def _with_nuls(text: bytes, place: Location) -> UnreadableMember:
    lines = [number for number, line in enumerate(text.split(b"\n"), 1) if b"\x00" in line]
    refusal = UnreadableMember(place, "text", f"NUL characters in {len(lines)} lines", lines[0])
    refusal.lines = tuple(lines[:MOST_NAMED])
    return refusal


def _decode(data: bytes) -> str:
    marked = next((name for bom, name in BOMS.items() if data.startswith(bom)), None) or _wide(data)
    guesses = [marked] if marked else ["utf-8", "cp437" if b"\xff" in data else "cp1252"]
    for encoding in guesses:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 in which every other byte of the beginning is NUL, as in text without its mark."""
    even, odd = (data[first:BEGINNING:2].count(0) for first in (0, 1))
    few = max(1, len(data[:BEGINNING]) // 50)
    if max(even, odd) < 20 * few or min(even, odd) > few:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def plain(text: bytes) -> str:
    """Return the text with `\\n` for every line ending."""
    return text.decode(errors="ignore").replace("\r\n", "\n").replace("\r", "\n")


def separator(text: bytes) -> str:
    """Return the more frequent of tab and comma; another mark if it divides more lines evenly."""
    return _separator(text[:BEGINNING])


@lru_cache(maxsize=16)
def _separator(beginning: bytes) -> str:
    if b"\t" in beginning and b"," in beginning:
        beginning = PADDING.sub(b"", beginning)
    lines = WITHIN_QUOTES.sub(b"", beginning).split(b"\n")[:200]
    tabs, commas = (sum(mark in line for line in lines) for mark in (b"\t", b","))
    usual = "\t" if tabs and tabs * 2 >= commas else ","
    alike = {mark: _divided_alike(lines, mark.encode()) for mark in (usual, *RARE_SEPARATORS)}
    rare = max(RARE_SEPARATORS, key=lambda mark: alike[mark])
    filled = sum(bool(line.strip()) for line in lines)
    if alike[rare] > alike[usual] and alike[rare] >= 0.9 * filled:
        return rare  # `Abilene, TX` in a file separated by semicolons
    return max(alike, key=lambda mark: alike[mark] * (1 if mark == usual else 0.5))


def _divided_alike(lines: list[bytes], mark: bytes) -> int:
    """Count the lines that contain the mark as often as most lines with it do."""
    counts = Counter(count for line in lines if (count := line.count(mark)))
    return counts.most_common(1)[0][1] if counts else 0


def cells_per_line(text: bytes) -> int:
    """Return how many cells more than half of the first lines have at least."""
    mark = separator(text).encode()
    counts = sorted(line.count(mark) + 1 for line in text[:BEGINNING].split(b"\n")[:200])
    return counts[(len(counts) - 1) // 2]


def head(text: bytes, place: Location) -> list[tuple[int, list[str]]]:
    """Return the first records, each with the number of its last line."""
    for enough in (BEGINNING, 10 * BEGINNING):
        reader = csv.reader(io.StringIO(plain(text[:enough]), newline=""), delimiter=separator(text))
        records: list[tuple[int, list[str]]] = []
        try:
            records.extend((reader.line_num, cells) for cells in islice(reader, HEADER_WITHIN + 1))
        except csv.Error as error:
            if enough >= len(text) or enough > BEGINNING:
                first = records[-1][0] + 1 if records else 1  # of the record in which a quote never ends
                raise UnreadableMember(place, "cells", str(error), first) from error
            continue
        if len(records) > HEADER_WITHIN or enough >= len(text):
            break
    return records[:HEADER_WITHIN]


def body(text: bytes, after: int, width: int, place: Location, multiline: bool = False) -> pl.DataFrame:
    """Return the records below line `after`: `line`, `c0` … and `fault`, which reports missing or extra
    cells.

    A cell that spans lines is also a fault, unless `multiline`: a stray quote swallows rows that way.
    """
    mark, start = separator(text), _offset(text, after)
    frame = _quick_body(text, start, mark, width)
    if frame is None:
        frame = _careful_body(text[start:], mark, after, width, place)
        return frame if multiline else frame.with_columns(pl.coalesce("fault", _spans_lines(frame.width - 2)))
    return frame.with_row_index("line", after + 1).with_columns(fault=pl.lit(None, pl.String))


def _quick_body(text: bytes, start: int, mark: str, width: int) -> pl.DataFrame | None:
    """Parse with Polars if quotes enclose whole cells and every line has exactly `width` cells; else None.

    Polars refuses longer lines and silently pads shorter ones: their last cell is null, and the separators
    are too few. Counting those of a whole file is slow, so it is left out if every last cell has a value.
    """
    if start >= len(text) or (start and text[start - 1 : start] != b"\n"):
        return None
    quoted = _quoted_cells(text, start, mark.encode())
    if quoted is None:
        return None
    try:
        frame = pl.read_csv(
            text,
            has_header=False,
            separator=mark,
            quote_char='"' if quoted else None,
            schema={f"c{i}": pl.String() for i in range(width)},
            skip_lines=text.count(b"\n", 0, start),
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height and not frame.to_series(-1).null_count():
        return frame
    within = b"".join(quoted).count(mark.encode())
    if text.count(mark.encode(), start) - within != frame.height * (width - 1):
        return None
    return frame


def _quoted_cells(text: bytes, start: int, mark: bytes) -> list[bytes] | None:
    """Return the quoted text if each pair of quotes encloses a whole cell on one line; else None."""
    quotes = text.count(b'"', start)
    if not quotes:
        return []
    found = _quoted_cell(mark).findall(text, start)
    return found if len(found) * 2 + b"".join(found).count(b'"') == quotes else None


@lru_cache(maxsize=16)
def _quoted_cell(mark: bytes) -> re.Pattern[bytes]:
    return re.compile(QUOTED % {b"mark": re.escape(mark)})


def _careful_body(text: bytes, mark: str, after: int, width: int, place: Location) -> pl.DataFrame:
    text = BLANKS_BEHIND_QUOTES.sub(b'"', text)
    reader = csv.reader(io.StringIO(plain(text), newline=""), delimiter=mark, strict=True)
    records: list[list[str]] = []
    lines: list[int] = []
    line = after + 1
    try:
        for cells in reader:
            records.append(cells)
            lines.append(line)
            line = after + 1 + reader.line_num
    except csv.Error as error:
        raise UnreadableMember(place, "balanced quotes", str(error), line) from error
    is_ragged = _is_ragged(records, width) and text.endswith((b"\n", b"\r"))
    width, header_width = _widest(records, width), width
    columns = dict(enumerate(zip_longest(*records)))
    blank = (None,) * len(records)
    named = {f"c{i}": pl.Series(columns.get(i, blank), dtype=pl.String) for i in range(width)}
    faults = [_fault(record, header_width, is_ragged) for record in records]
    return pl.DataFrame({"line": lines, **named, "fault": pl.Series(faults, dtype=pl.String)})


def _widest(records: list[list[str]], width: int) -> int:
    """Return the widest records with cells beyond the table, up to `FURTHER` of them."""
    further = (i for record in records for i, cell in enumerate(record[width:], width + 1) if cell.strip())
    return min(max(further, default=width), width + FURTHER)


def _is_ragged(records: list[list[str]], width: int) -> bool:
    """Return whether blank cells at the end of a row were left out: many rows are short, few end so."""
    filled = [record for record in records if any(cell.strip() for cell in record)]
    short = sum(1 < len(record) < width for record in filled)
    ended = sum(not record[-1].strip() for record in filled)
    return short >= FEWEST_RAGGED and ended * 100 <= len(filled)


def _fault(record: list[str], width: int, is_ragged: bool) -> str | None:
    is_short = len(record) < width and not is_ragged
    if is_short or any(cell.strip() for cell in record[width + FURTHER :]):
        return f"expected {width} cells, found {len(record)}"
    return None


def _spans_lines(width: int) -> pl.Expr:
    broken = pl.any_horizontal(pl.col(f"c{i}").str.contains("\n", literal=True) for i in range(width))
    return pl.when(broken).then(pl.lit("expected a record on one line, found it on several")).alias("fault")


def _offset(text: bytes, lines: int) -> int:
    ends = (end.end() for end in LINE_END.finditer(text))
    return next(islice(ends, lines - 1, None), len(text)) if lines else 0


def lines_of(text: bytes) -> pl.DataFrame:
    """Return the raw lines: `line` and `text`."""
    lines = pl.Series("text", text.splitlines(), dtype=pl.Binary).cast(pl.String)
    return lines.to_frame().with_row_index("line", 1)
