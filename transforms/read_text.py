"""Bytes to text, and text to cells: any encoding, any line end, comma, tab or no separator at all."""

import csv
import io
from itertools import islice, zip_longest

import polars as pl

from transforms.errors import Place, UnreadableMember

HEAD = 60  # records in which a header must begin
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode(data: bytes, place: Place) -> str:
    """Lines ended by `\\n`. CMS writes UTF-8, cp1252, latin-1 and, with 0xFF for a hard space, cp437."""
    text = data.decode("ascii") if data.isascii() else _decode(data)
    if "\x00" in text:
        raise UnreadableMember(place, "text", "NUL characters")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decode(data: bytes) -> str:
    marked = next((name for bom, name in BOMS.items() if data.startswith(bom)), None)
    guesses = [marked] if marked else ["utf-8", "cp437" if b"\xff" in data else "cp1252"]
    for encoding in guesses:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def separator(text: str) -> str:
    """Tab or comma, whichever more of the first lines hold."""
    lines = text[:100_000].split("\n")[:200]
    tabs, commas = (sum(mark in line for line in lines) for mark in "\t,")
    return "\t" if tabs and tabs * 2 >= commas else ","


def head(text: str, place: Place) -> list[tuple[int, list[str]]]:
    """The first records, each with the number of its last line."""
    reader = csv.reader(io.StringIO(text[:1_000_000], newline=""), delimiter=separator(text))
    try:
        return [(reader.line_num, cells) for cells in islice(reader, HEAD)]
    except csv.Error as error:
        raise UnreadableMember(place, "cells", str(error), reader.line_num) from error


def body(text: str, after: int, width: int, place: Place) -> pl.DataFrame:
    """The records below line `after`: `line`, `c0` … and `fault`, which tells of missing or extra cells."""
    frame = _quick_body(text, after, width)
    return _careful_body(text, after, width, place) if frame is None else frame


def _quick_body(text: str, after: int, width: int) -> pl.DataFrame | None:
    """Polars' own reader where no quotes occur and every line has exactly `width` cells; else None.

    It pads short lines in silence, hence the count of separators.
    """
    start = _offset(text, after)
    if text.find('"', start) >= 0 or start >= len(text):
        return None
    mark = separator(text)
    try:
        frame = pl.read_csv(
            text[start:].encode(),
            has_header=False,
            separator=mark,
            quote_char=None,
            schema={f"c{i}": pl.String() for i in range(width)},
        )
    except pl.exceptions.PolarsError:
        return None
    if text.count(mark, start) != frame.height * (width - 1):
        return None
    return frame.with_row_index("line", after + 1).with_columns(fault=pl.lit(None, pl.String))


def _careful_body(text: str, after: int, width: int, place: Place) -> pl.DataFrame:
    source = io.StringIO(text[_offset(text, after) :], newline="")
    reader = csv.reader(source, delimiter=separator(text), strict=True)
    records: list[list[str]] = []
    lines: list[int] = []
    line = after + 1
    try:
        for cells in reader:
            records.append(cells)
            lines.append(line)
            line = after + 1 + reader.line_num
    except csv.Error as error:
        raise UnreadableMember(place, "quotes that add up", str(error), line) from error
    columns = dict(enumerate(zip_longest(*records)))
    blank = (None,) * len(records)
    named = {f"c{i}": pl.Series(columns.get(i, blank), dtype=pl.String) for i in range(width)}
    faults = [_fault(record, width) for record in records]
    return pl.DataFrame({"line": lines, **named, "fault": pl.Series(faults, dtype=pl.String)})


def _fault(record: list[str], width: int) -> str | None:
    if len(record) < width or any(cell.strip() for cell in record[width:]):
        return f"expected {width} cells, found {len(record)}"
    return None


def _offset(text: str, lines: int) -> int:
    at = 0
    for _ in range(lines):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return at


def lines_of(text: str) -> pl.DataFrame:
    """The lines as they are: `line` and `text`."""
    return pl.DataFrame({"text": text.split("\n")}).with_row_index("line", 1)
