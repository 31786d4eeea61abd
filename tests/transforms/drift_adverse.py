"""Drift that nobody has seen from CMS yet: what spreadsheets, data frames, archivers and haste do."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from random import Random

import polars as pl

from tests.transforms.drift import (
    Grid,
    Kind,
    Members,
    OnGrid,
    Posting,
    Row,
    Target,
    as_text,
    as_workbook,
    grid_of,
    on_grid,
    written,
)
from tests.transforms.workbook import Cell, zip_of
from transforms.reading.member_period import months_named
from transforms.table import HCPCS, TEXT, Column

NUMBER = re.compile(r"\d*\.?\d+")


def columns_of(grid: Grid) -> dict[int, Column]:
    """Our columns by position, those that the table declares."""
    known = {column.name: column for column in grid.target.table.columns}
    return {i: known[claim] for i, claim in enumerate(grid.target.header.claims) if claim in known}


def on_cells(change: Callable[[Column, str], str]) -> Kind:
    """Changes the cells of our columns, one by one; a row with one cell is a note and stays."""

    def rewritten(grid: Grid, rng: Random) -> Grid | None:
        known = columns_of(grid)

        def cell_of(i: int, cell: str) -> str:
            return change(known[i], cell) if i in known and cell.strip(" \t\x1a") else cell

        rows = [
            [cell_of(i, cell) for i, cell in enumerate(row)] if sum(map(bool, row)) > 1 else row
            for row in grid.rows
        ]
        return replace(grid, rows=rows) if rows != grid.rows else None

    return on_grid(rewritten)


def is_number(column: Column) -> bool:
    return isinstance(column.type, pl.Decimal) or column.type == pl.Int32()


# Values


def dates_as_serials(column: Column, cell: str) -> str:
    """A spreadsheet's own number of a day, where the cell lost its format: 45658 is 2025-01-01."""
    day = _day(column, cell)
    return str((day - date(1899, 12, 30)).days) if day else cell


def dates_spelled(column: Column, cell: str) -> str:
    day = _day(column, cell)
    return f"{day:%d-%b-%Y}" if day else cell


def dates_with_two_digits(column: Column, cell: str) -> str:
    day = _day(column, cell)
    return f"{day:%m/%d/%y}" if day and day.year < 2069 else cell


def zeros_lost_before_letters(column: Column, cell: str) -> str:
    """Zeros of every code, as of a number: `42T`."""
    is_code = column.valid == HCPCS and re.fullmatch(r"0[0-9]{3}[0-9A-Z]", cell)
    return cell.lstrip("0") if is_code else cell


def _day(column: Column, cell: str) -> date | None:
    is_day = column.type == pl.Date() and re.fullmatch(r"20\d{6}|19[89]\d{5}", cell.strip())
    return datetime.strptime(cell.strip(), "%Y%m%d").date() if is_day else None


def negative_zeros(column: Column, cell: str) -> str:
    return f"-{cell.strip()}" if is_number(column) and re.fullmatch(r"0*\.?0+", cell.strip()) else cell


def percent_signs(column: Column, cell: str) -> str:
    is_percent = column.name.endswith("_pct") and NUMBER.fullmatch(cell.strip())
    return f"{cell.strip()}%" if is_percent and float(cell) >= 1 else cell


def footnotes_on_values(column: Column, cell: str) -> str:
    return f"{cell.strip()}*" if is_number(column) and NUMBER.fullmatch(cell.strip()) else cell


def daggers_on_codes(column: Column, cell: str) -> str:
    return f"{cell.strip()}†" if column.valid == HCPCS and re.fullmatch(HCPCS, cell.strip()) else cell


def hard_spaces_around(column: Column, cell: str) -> str:
    return f"\u00a0{cell.strip()}\u00a0" if is_number(column) else cell


def plus_signs(column: Column, cell: str) -> str:
    return f"+{cell.strip()}" if is_number(column) and re.fullmatch(r"\d+\.\d+", cell.strip()) else cell


def binary_noise(column: Column, cell: str) -> str:
    """41.54 as a program prints its nearest sums: 41.540000000000006."""
    exact = re.fullmatch(r"[1-9]\d*\.\d{1,4}", cell.strip())
    return repr(float(cell) * (1 + 2**-52)) if isinstance(column.type, pl.Decimal) and exact else cell


def quotes_around_codes(column: Column, cell: str) -> str:
    return f"'{cell.strip()}'" if column.valid == HCPCS else cell


def trailing_tabs(column: Column, cell: str) -> str:
    return f"{cell}\t" if column.type == TEXT and not cell.endswith("\x1a") else cell


def lower_case_codes(column: Column, cell: str) -> str:
    return cell.lower() if column.valid == HCPCS else cell


def decimal_commas(column: Column, cell: str) -> str:
    return cell.replace(".", ",") if is_number(column) and re.fullmatch(r"\d+\.\d+", cell.strip()) else cell


def numbers_in_scientific_notation(column: Column, cell: str) -> str:
    is_large = isinstance(column.type, pl.Decimal) and re.fullmatch(r"\d{3,}\.\d+", cell.strip())
    return f"{float(cell):.2E}" if is_large else cell


def thousands_by_points(column: Column, cell: str) -> str:
    """1.234,56 for 1234.56."""
    is_large = isinstance(column.type, pl.Decimal) and re.fullmatch(r"\d{4,}\.\d+", cell.strip())
    return f"{float(cell):,.2f}".translate(str.maketrans(",.", ".,")) if is_large else cell


def blanks_as(word: str) -> OnGrid:
    """Blank cells of numbers, codes and dates as a data frame or a database exports them."""

    def drifted(grid: Grid, rng: Random) -> Grid | None:
        known = columns_of(grid)
        columns = ((i, column) for i, column in known.items() if column.nullable)
        strict = {i for i, column in columns if column.valid or column.type != TEXT}
        strict = {i for i in strict if known[i].type != pl.Boolean() and known[i].header != "()"}

        def filled(row: Row) -> Row:
            cells = sum(bool(cell.strip()) for cell in row)
            return [
                word if i in strict and not cell.strip() and cells > 2 else cell for i, cell in enumerate(row)
            ]

        rows = [filled(row) for row in grid.rows]
        return replace(grid, rows=rows) if rows != grid.rows else None

    return drifted


# Rows


def totals_row(grid: Grid, rng: Random) -> Grid | None:
    known = columns_of(grid)
    figures = {i for i, column in known.items() if isinstance(column.type, pl.Decimal)}
    if not figures or 0 in figures:
        return None
    width = len(grid.target.header.names)
    sums = ["TOTAL", *(f"{1234.5 * i:.2f}" if i in figures else "" for i in range(1, width))]
    return replace(grid, rows=[*_filled(grid.rows), sums])


def _filled(rows: list[Row]) -> list[Row]:
    """The rows without the blank ones and the mark at the end."""
    end = len(rows)
    while end and not any(cell.strip(" \x1a\t") for cell in rows[end - 1]):
        end -= 1
    return rows[:end]


def section_rows(grid: Grid, rng: Random) -> Grid | None:
    rows: list[Row] = []
    for i, row in enumerate(grid.rows):
        rows += [[f"Section {i // 40 + 1}: further services"]] if i % 40 == 10 else []
        rows.append(row)
    return replace(grid, rows=rows) if len(rows) > len(grid.rows) else None


def page_breaks(grid: Grid, rng: Random) -> Grid | None:
    """A footer, the title and the whole header again after every two hundred rows."""
    if len(grid.rows) < 250:
        return None
    rows: list[Row] = []
    for i, row in enumerate(grid.rows):
        if i and i % 200 == 0:
            rows += [["Page", f"{i // 200}"], [], *grid.header]
        rows.append(row)
    return replace(grid, rows=rows)


def rows_in_another_order(grid: Grid, rng: Random) -> Grid | None:
    if grid.target.table.name in FILLED_DOWN or len(grid.rows) < 5:
        return None
    whole = [row for row in _filled(grid.rows) if len(row) > 1]
    rng.shuffle(whole)
    return replace(grid, rows=whole)


FILLED_DOWN = {"pfs_locality_county", "opps_addendum_d1", "hcpcs_level_ii", "hcpcs_noc_code"}


def pages_with_banner(grid: Grid, rng: Random) -> Grid | None:
    """The banner and every row of the header again on each page, which begins with a form feed."""
    if len(grid.rows) < 20:
        return None
    rows: list[Row] = []
    for i, row in enumerate(grid.rows):
        if i and i % max(10, len(grid.rows) // 4) == 0:
            first, *others = grid.header
            rows += [*grid.above, [f"\x0c{first[0]}", *first[1:]], *others]
        rows.append(row)
    return replace(grid, rows=rows)


def blank_cells_left_out(grid: Grid, rng: Random) -> Grid | None:
    """Each row ends with its last filled cell."""
    rows = [row[: max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)] for row in grid.rows]
    return replace(grid, rows=rows) if sum(map(len, rows)) + 40 < sum(map(len, grid.rows)) else None


def dashes_below_the_header(grid: Grid, rng: Random) -> Grid | None:
    return replace(grid, header=[*grid.header, ["-" * 8 for _ in grid.target.header.names]])


def code_repeated(grid: Grid, rng: Random) -> Grid | None:
    """The first column once more behind the last one, under its own name."""
    if columns_of(grid).get(0) is None:
        return None
    width = len(grid.target.header.names)

    def widened(row: Row) -> Row:
        return [*row, *[""] * (width - len(row)), row[0]] if len(row) > 1 and row[0].strip("\x1a ") else row

    return replace(
        grid, header=[widened(row) for row in grid.header], rows=[widened(row) for row in grid.rows]
    )


def description_gone(grid: Grid, rng: Random) -> Grid | None:
    at = next((i for i, column in columns_of(grid).items() if column.descriptor_of), None)
    if at is None:
        return None
    cut = [[[*row[:at], *row[at + 1 :]] for row in rows] for rows in (grid.header, grid.rows)]
    return replace(grid, header=cut[0], rows=cut[1])


# The header


def every_header_noted(grid: Grid, rng: Random) -> Grid | None:
    """`Payment Rate [4]`: a numbered note for every column."""
    last = [f"{name} [{i}]" if name.strip() else name for i, name in enumerate(grid.header[-1], 1)]
    return replace(grid, header=[*grid.header[:-1], last])


def group_titles_above(grid: Grid, rng: Random) -> Grid | None:
    """Merged cells above the header: the title of a group of columns stands in its first."""
    width = len(grid.target.header.names)
    if width < 5 or len(grid.header) > 1:
        return None
    titles = [""] * width
    titles[1], titles[width // 2] = "Identification", "Figures of the year"
    return replace(grid, header=[titles, *grid.header])


def header_letters_above(grid: Grid, rng: Random) -> Grid | None:
    """The letters of a spreadsheet's columns, pasted along."""
    width = len(grid.target.header.names)
    letters = [chr(ord("A") + i % 26) for i in range(width)]
    return replace(grid, above=[*grid.above, letters])


def year_column_first(grid: Grid, rng: Random) -> Grid | None:
    if any("year" in name.lower() for name in grid.target.header.names):
        return None
    header = [["", *row] for row in grid.header[:-1]] + [["CALENDAR YEAR", *grid.header[-1]]]
    rows = [[str(grid.year), *row] if any(cell.strip() for cell in row) else row for row in grid.rows]
    return replace(grid, header=header, rows=rows)


# The bytes, the members and the zip


def mark_and_mixed_ends(grid: Grid) -> bytes:
    lines = as_text(grid).split(b"\r\n")
    mixed = (line + (b"\r\n" if i % 3 else b"\n") for i, line in enumerate(lines[:-1]))
    return b"\xef\xbb\xbf" + b"".join(mixed) + lines[-1]


def separator_stated_above(grid: Grid) -> bytes:
    """`sep=;`, the line that tells a spreadsheet how to divide the others."""
    return b"sep=;\r\n" + as_text(grid, ";")


def quoted_lines(grid: Grid) -> bytes:
    """Each line is one quoted cell, as text pasted into a spreadsheet is saved."""
    out = io.StringIO()
    lines = as_text(grid, "\t").decode().split("\r\n")[:-1]
    csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows([line] for line in lines)
    return out.getvalue().encode()


def of_two_quarters(posting: Posting, target: Target, rng: Random) -> Members | None:
    """Last quarter's member beside this one's, under the same name but for the month."""
    months = ["jan", "apr", "jul", "oct"]
    named = months_named(target.name)
    if len(named) != 1 or not named <= set(months):
        return None
    other = months[months.index(next(iter(named))) - 1]
    pattern = rf"(?i){next(iter(named))}[a-z]*"
    name = re.sub(pattern, other.upper(), target.name, count=1)
    data = posting.members[target.name]
    lines = data.split(b"\n")
    return {**posting.members, name: b"\n".join(lines[: len(lines) - len(lines) // 9])}


def superseded_posting(posting: Posting, target: Target, rng: Random) -> Members | None:
    """The posting before, without its last rows, in a folder of its own."""
    file, lines = target.name.rpartition("/")[2], posting.members[target.name].split(b"\n")
    return {**posting.members, f"Superseded files/{file}": b"\n".join(lines[: len(lines) - 9])}


def list_of_changes(posting: Posting, target: Target, rng: Random) -> Members | None:
    """A few of the rows once more in a member of their own, under the same header."""
    grid = grid_of(posting, target)
    few = [row for row in _filled(grid.rows) if len(row) > 1][3:30:2]
    if len(grid.rows) < 3 * len(few) or target.table.name in FILLED_DOWN:
        return None
    stem, _, suffix = target.name.rpartition(".")
    return {**posting.members, f"{stem} - changes.{suffix}": as_text(replace(grid, rows=few))}


def padded_with_nuls(posting: Posting, target: Target, rng: Random) -> Members | None:
    data = posting.members[target.name].rstrip(b"\x1a")
    return {**posting.members, target.name: data + b"\x1a" + bytes(100)} if data.endswith(b"\n") else None


def workbook_continued(posting: Posting, target: Target, rng: Random) -> Members | None:
    """The second half of the rows on a sheet of its own, under the same header."""
    grid = grid_of(posting, target)
    if len(grid.target.header.names) > 26 or target.table.name in FILLED_DOWN or len(grid.rows) < 50:
        return None
    stem = target.name.rpartition(".")[0]
    others = {name: data for name, data in posting.members.items() if not name.startswith(f"{stem}.")}
    half = len(grid.rows) // 2
    upper: list[list[Cell]] = [[*row[:26]] for row in (*grid.above, *grid.header, *grid.rows[:half])]
    lower = replace(grid, rows=grid.rows[half:])
    return {**others, f"{stem}.xlsx": as_workbook(lower, [("Sheet1 (part 1)", upper)])}


def backslashes(posting: Posting, target: Target, rng: Random) -> Members | None:
    return {f"Final\\508\\{name}": data for name, data in posting.members.items()}


def macos_entries(posting: Posting, target: Target, rng: Random) -> Members | None:
    left = {f"__MACOSX/._{name}": b"\x00\x05\x16\x07" + bytes(40) for name in posting.members}
    return {**posting.members, **left, ".DS_Store": b"\x00\x00\x00\x01Bud1"}


def nested_twice(posting: Posting, target: Target, rng: Random) -> Members | None:
    return {"Posting/Outer.zip": zip_of({"Inner.ZIP": zip_of(posting.members)})}


def name_with_accents(posting: Posting, target: Target, rng: Random) -> Members | None:
    new = f"Révisé – {target.name}"
    return {new if name == target.name else name: data for name, data in posting.members.items()}


def name_in_lower_case(posting: Posting, target: Target, rng: Random) -> Members | None:
    return {name.lower() if name == target.name else name: data for name, data in posting.members.items()}


def _as_book(posting: Posting, target: Target, *sheets: tuple[str, list[list[Cell]]]) -> Members | None:
    grid = grid_of(posting, target)
    if len(grid.target.header.names) > 26:
        return None
    stem = target.name.rpartition(".")[0]
    others = {name: data for name, data in posting.members.items() if not name.startswith(f"{stem}.")}
    return {**others, f"{stem}.xlsx": as_workbook(grid, sheets)}


def workbook_with_changes_first(posting: Posting, target: Target, rng: Random) -> Members | None:
    """A history of changes, with codes in it, on the first sheet."""
    history: list[list[Cell]] = [["Change history"], ["Date", "HCPCS Code", "Change"]]
    history += [[f"{month}/01/2025", "99213", "Price revised"] for month in range(1, 9)]
    return _as_book(posting, target, ("Change history", history))


def workbook_with_an_excerpt(posting: Posting, target: Target, rng: Random) -> Members | None:
    """Some of the rows once more on a sheet of their own, under the same header."""
    grid = grid_of(posting, target)
    few = [row for row in _filled(grid.rows) if len(row) > 1][3:30:2]
    excerpt: list[list[Cell]] = [[*row[:26]] for row in (*grid.above, *grid.header, *few)]
    return _as_book(posting, target, ("New codes", excerpt))


BY_CELL = (
    zeros_lost_before_letters,
    *(
        dates_as_serials,
        dates_with_two_digits,
        dates_spelled,
        negative_zeros,
        percent_signs,
        footnotes_on_values,
        daggers_on_codes,
    ),
    *(trailing_tabs, lower_case_codes, decimal_commas, hard_spaces_around, plus_signs, binary_noise),
    quotes_around_codes,
)
BY_GRID: tuple[OnGrid, ...] = (
    *(totals_row, section_rows, page_breaks, rows_in_another_order, group_titles_above),
    *(header_letters_above, year_column_first, pages_with_banner, blank_cells_left_out),
    *(dashes_below_the_header, code_repeated, description_gone, every_header_noted),
)
BY_ZIP: tuple[Kind, ...] = (
    *(of_two_quarters, backslashes, macos_entries, nested_twice, name_with_accents, name_in_lower_case),
    *(workbook_with_changes_first, workbook_with_an_excerpt, superseded_posting, list_of_changes),
    *(padded_with_nuls, workbook_continued),
)
ADVERSE: dict[str, Kind] = {
    **{change.__name__: on_cells(change) for change in BY_CELL},
    **{change.__name__: on_grid(change) for change in BY_GRID},
    **{change.__name__: change for change in BY_ZIP},
    **{f"blanks_as_{word}": on_grid(blanks_as(word)) for word in ("NaN", "NULL", "None", "N/A", "--")},
    "mark_and_mixed_ends": written(mark_and_mixed_ends, "mark_and_mixed_ends"),
    "separator_stated_above": written(separator_stated_above, "separator_stated_above"),
    "quoted_lines": written(quoted_lines, "quoted_lines"),
}
# What may have lost digits, or divide thousands, is never read.
DOUBTFUL: dict[str, Kind] = {
    change.__name__: on_cells(change) for change in (numbers_in_scientific_notation, thousands_by_points)
}
