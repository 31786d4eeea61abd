"""How CMS's files drift from one posting to the next: each kind changes the writing and no value.

A kind takes what was posted and a member of it, and gives the members as CMS might post them next time; None
where it does not apply. `outcome` in `drift_outcome.py` compares what is loaded then with what was before.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

import polars as pl

from sources.release import Release
from tests.transforms.workbook import Cell, workbook, zip_of
from transforms.errors import Location
from transforms.reading.header import HeaderMatch, find_header
from transforms.reading.text import as_utf8, head, plain, separator
from transforms.table import TEXT, Table

Members = dict[str, bytes]
Row = list[str]


@dataclass(frozen=True)
class Target:
    """A text member that was loaded by its header."""

    table: Table
    name: str
    header: HeaderMatch


@dataclass(frozen=True)
class Posting:
    """A release as posted: its members, and those that can be changed."""

    release: Release
    members: Members
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Grid:
    """A member as cells."""

    above: list[Row]
    header: list[Row]
    rows: list[Row]
    mark: str
    target: Target
    year: int


Kind = Callable[[Posting, Target, Random], Members | None]
OnGrid = Callable[[Grid, Random], Grid | None]


def target_of(table: Table, name: str, data: bytes, release: Release) -> Target | None:
    """The member as a target, if it is text with a header."""
    place = Location(release, name, table.name)
    try:
        text = as_utf8(data, place)
        return Target(table, name, find_header(table, [cells for _, cells in head(text, place)], place))
    except ValueError:
        return None


def grid_of(posting: Posting, target: Target) -> Grid:
    text = as_utf8(posting.members[target.name], Location(posting.release, target.name))
    rows = list(csv.reader(io.StringIO(plain(text), newline=""), delimiter=separator(text)))
    first, last = target.header.first, target.header.last
    year = posting.release.service_dates[0].year
    return Grid(rows[:first], rows[first : last + 1], rows[last + 1 :], separator(text), target, year)


def as_text(grid: Grid, mark: str = "", quoting: Literal[0, 1, 2, 3] = csv.QUOTE_MINIMAL) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark or grid.mark, lineterminator="\r\n", quoting=quoting)
    writer.writerows([*grid.above, *grid.header, *grid.rows])
    return out.getvalue().encode()


def on_grid(change: OnGrid) -> Kind:
    def drifted(posting: Posting, target: Target, rng: Random) -> Members | None:
        grid = change(grid_of(posting, target), rng)
        return {**posting.members, target.name: as_text(grid)} if grid else None

    drifted.__name__ = change.__name__
    return drifted


def written(write: Callable[[Grid], bytes], name: str) -> Kind:
    def drifted(posting: Posting, target: Target, rng: Random) -> Members | None:
        return {**posting.members, target.name: write(grid_of(posting, target))}

    drifted.__name__ = name
    return drifted


# One header cell


def one_header(change: Callable[[str, Random], str]) -> OnGrid:
    """Changes one cell of the header's last row that names a column of ours.

    Where it is a value (the area of a fee), another spelling would be another value.
    """

    def drifted(grid: Grid, rng: Random) -> Grid | None:
        last = list(grid.header[-1])
        claims = enumerate(grid.target.header.claims)
        named = [i for i, claim in claims if claim and ":" not in claim and last[i : i + 1] != [""]]
        rng.shuffle(named)
        for i in named:
            if i < len(last) and (new := change(last[i], rng)) != last[i]:
                last[i] = new
                return replace(grid, header=[*grid.header[:-1], last])
        return None

    return drifted


def every_header(change: Callable[[str], str]) -> OnGrid:
    def drifted(grid: Grid, rng: Random) -> Grid | None:
        header = [[change(cell) for cell in row] for row in grid.header]
        return replace(grid, header=header) if header != grid.header else None

    return drifted


ABBREVIATED = {
    "number": "No.", "payment": "Pmt.", "national": "Nat'l", "unadjusted": "Unadj.", "locality": "Loc.",
    "indicator": "Ind.", "descriptor": "Desc.", "description": "Descr.", "contractor": "MAC", "amount": "Amt",
    "percentage": "Pct", "effective": "Eff.", "deletion": "Del.", "modifier": "Mod.", "procedure": "Proc.",
    "facility": "Fac.", "minimum": "Min.", "relative": "Rel.", "weight": "Wt.", "carrier": "MAC",
    "conversion": "Conv.", "multiple": "Mult.", "coinsurance": "Coins.", "copayment": "Copay.",
}  # fmt: skip
SPELLED_OUT = {
    "pe": "Practice Expense", "mp": "Malpractice", "rvu": "Relative Value Units", "mod": "Modifier",
    "fac": "Facility", "mult": "Multiple", "proc": "Procedure", "bilat": "Bilateral", "asst": "Assistant",
    "surg": "Surgery", "ind": "Indicator", "glob": "Global", "conv": "Conversion", "si": "Status Indicator",
    "ci": "Comment Indicator", "hcpcs": "HCPCS Code", "gpci": "GPCIs", "pric": "Pricing",
}  # fmt: skip


def _replaced(words: dict[str, str]) -> Callable[[str, Random], str]:
    def change(cell: str, rng: Random) -> str:
        return re.sub(r"[A-Za-z]+", lambda word: words.get(word[0].lower(), word[0]), cell)

    return change


def _misspelled(cell: str, rng: Random) -> str:
    long = re.findall(r"[A-Za-z]{6,}", cell)
    if not long:
        return cell
    word = rng.choice(long)
    at = rng.randrange(1, len(word) - 2)
    slips = [word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]]
    return cell.replace(word, rng.choice(slips), 1)


def _reordered(cell: str, rng: Random) -> str:
    words = cell.split()
    return f"{words[-1]}, {' '.join(words[:-1])}" if 2 <= len(words) <= 4 else cell


HEADER_CELLS: dict[str, OnGrid] = {
    "footnote_digit": one_header(lambda cell, rng: f"{cell} {rng.randint(2, 4)}"),
    "footnote_stars": one_header(lambda cell, rng: cell + rng.choice(["*", "**", "***", "†"])),
    "footnote_in_brackets": one_header(lambda cell, rng: f"{cell} ({rng.randint(2, 4)})"),
    "superscript": one_header(lambda cell, rng: cell + rng.choice("²³")),
    "break_in_cell": one_header(lambda cell, rng: cell.replace(" ", "\n", 1)),
    "words_reordered": one_header(_reordered),
    "abbreviated": one_header(_replaced(ABBREVIATED)),
    "spelled_out": one_header(_replaced(SPELLED_OUT)),
    "dollar_sign": one_header(lambda cell, rng: f"{cell} ($)"),
    "misspelled": one_header(_misspelled),
    "blanks_lost": one_header(lambda cell, rng: cell.replace(" ", "")),
    "year_dropped": every_header(lambda cell: re.sub(r"(CY ?)?20\d\d ?", "", cell)),
    "underscores": every_header(lambda cell: cell.strip().replace(" ", "_")),
    "upper_case": every_header(str.upper),
    "title_case": every_header(lambda cell: cell.title()),
    "en_dashes": every_header(lambda cell: cell.replace("-", "\u2013")),
    "spreadsheet_breaks": every_header(lambda cell: cell.replace(" ", "_x000D_\n", 1)),
    "hard_spaces": every_header(lambda cell: cell.replace(" ", "\u00a0")),
}


def year_added(grid: Grid, rng: Random) -> Grid | None:
    dated = one_header(lambda cell, rng: cell if re.search(r"\d{4}", cell) else f"{grid.year} {cell}")
    return dated(grid, rng)


# The header and the columns as a whole


def header_gone(grid: Grid, rng: Random) -> Grid | None:
    return replace(grid, header=[])


def header_on_two_rows(grid: Grid, rng: Random) -> Grid | None:
    """Each name of several words is split over two rows."""
    last = grid.header[-1]
    if len(grid.header) > 1 or not any(" " in cell.strip() for cell in last):
        return None
    split = [cell.strip().partition(" ") for cell in last]
    upper = [first if rest else "" for first, _, rest in split]
    lower = [rest or first for first, _, rest in split]
    return replace(grid, header=[upper, lower])


def columns_reordered(grid: Grid, rng: Random) -> Grid | None:
    width = len(grid.target.header.names)
    unnamed = [i for i, name in enumerate(grid.target.header.names) if not name]
    if unnamed and unnamed[0] < width - 1 and any(claim and not name for claim, name in _pairs(grid)):
        return None  # an unnamed column is known by its place
    order = list(range(width))
    rng.shuffle(order)
    return _columns(grid, order)


def _pairs(grid: Grid) -> list[tuple[str, str]]:
    return list(zip(grid.target.header.claims, grid.target.header.names, strict=True))


def _columns(grid: Grid, order: Sequence[int]) -> Grid:
    def moved(rows: list[Row]) -> list[Row]:
        return [[row[i] if i < len(row) else "" for i in order] if any(row) else row for row in rows]

    return replace(grid, header=moved(grid.header), rows=moved(grid.rows))


def _inserted(grid: Grid, at: int, name: str, value: Callable[[int], str]) -> Grid:
    def widened(row: Row, cell: str) -> Row:
        return [*row[:at], *[""] * (at - len(row)), cell, *row[at:]]

    header = [widened(row, "") for row in grid.header[:-1]] + [widened(grid.header[-1], name)]
    rows = [widened(row, value(i)) if any(row) else row for i, row in enumerate(grid.rows)]
    return replace(grid, header=header, rows=rows)


def unknown_column_at_the_end(grid: Grid, rng: Random) -> Grid | None:
    return _inserted(grid, len(grid.target.header.names), "Notes to users", lambda i: "x" if i % 3 else "")


def unknown_column_within(grid: Grid, rng: Random) -> Grid | None:
    at = rng.randrange(1, grid.target.header.width)
    return _inserted(grid, at, "Region", lambda i: f"R{i % 4}")


def blank_column_within(grid: Grid, rng: Random) -> Grid | None:
    if any(claim and not name for claim, name in _pairs(grid)):
        return None
    return _inserted(grid, rng.randrange(1, grid.target.header.width), "", lambda i: "")


def blank_column_first(grid: Grid, rng: Random) -> Grid | None:
    """The table begins in the second column of its sheet."""
    return _inserted(grid, 0, "", lambda i: "")


def row_numbers_first(grid: Grid, rng: Random) -> Grid | None:
    return _inserted(grid, 0, "", lambda i: str(i))


def trailing_separators(grid: Grid, rng: Random) -> Grid | None:
    return _inserted(
        _inserted(grid, len(grid.target.header.names), "", lambda i: ""),
        len(grid.target.header.names) + 1,
        "",
        lambda i: "",
    )


# Around the rows


def stray_cells(grid: Grid, rng: Random) -> Grid | None:
    rows, width = [list(row) for row in grid.rows], len(grid.target.header.names)
    for row in rng.sample(rows, min(3, len(rows))):
        row += [""] * (width + rng.randint(0, 2) - len(row)) + ["see the notice"]
    return replace(grid, rows=rows)


def banner_added(grid: Grid, rng: Random) -> Grid | None:
    notices = [["Revised by the agency, with corrections"], [], ["Questions", "see our site"], [""]]
    return replace(grid, above=[*grid.above, *notices])


def banner_gone(grid: Grid, rng: Random) -> Grid | None:
    return replace(grid, above=[]) if grid.above else None


def notes_below(grid: Grid, rng: Random) -> Grid | None:
    notes = [[], ["NOTE: figures are rounded", " see the rule", " and its correction"], ["* Applies to all."]]
    return replace(grid, rows=[*grid.rows, *notes])


def header_repeated(grid: Grid, rng: Random) -> Grid | None:
    if len(grid.header) > 1 or len(grid.rows) < 20:
        return None
    at = rng.randrange(5, len(grid.rows) - 5)
    return replace(grid, rows=[*grid.rows[:at], *grid.header, *grid.rows[at:]])


def blank_rows(grid: Grid, rng: Random) -> Grid | None:
    blank = [""] * len(grid.target.header.names)
    return replace(grid, rows=[*grid.rows, *[list(blank) for _ in range(300)]])


# How values are written


def _cells(grid: Grid, wanted: Callable[[str], bool], change: Callable[[str], str]) -> Grid | None:
    """Changes the cells of the columns that are wanted, by our names; not a mark that ends a DOS file."""
    at = {i for i, claim in enumerate(grid.target.header.claims) if claim and wanted(claim)}
    rows = [
        [change(cell) if i in at and cell.strip(" \t\x1a") else cell for i, cell in enumerate(row)]
        for row in grid.rows
    ]
    return replace(grid, rows=rows) if rows != grid.rows else None


def _types(grid: Grid) -> dict[str, pl.DataType]:
    return {column.name: column.type for column in grid.target.table.columns}


def saved_by_a_spreadsheet(grid: Grid, rng: Random) -> Grid | None:
    """Whatever looks like a number is one: `00100` is 100, `0.00` is 0, `1.500` is 1.5."""

    def as_number(cell: str) -> str:
        if re.fullmatch(r"\d+", cell):
            return str(int(cell))
        return f"{float(cell):.10g}" if re.fullmatch(r"\d*\.\d+", cell) else cell

    return _cells(grid, lambda name: True, as_number)


def dollars_added(grid: Grid, rng: Random) -> Grid | None:
    types = _types(grid)
    money = [n for n in types if re.search(r"price|rate$|amount|copayment|payment$", n) and types[n] != TEXT]
    return _cells(
        grid,
        money.__contains__,
        lambda cell: (
            cell
            if "$" in cell or "," in cell or not cell.replace(".", "").isdigit()
            else f"${float(cell):,.3f}".replace(".000", ".00")
        ),
    )


def whole_numbers_with_a_point(grid: Grid, rng: Random) -> Grid | None:
    """9 is written 9.0 in every column of whole numbers alone, as data frames do."""
    types = _types(grid)
    small = {
        c.name
        for c in grid.target.table.columns
        if types[c.name] == TEXT and c.valid in (r"\d", "[019]", "[123]")
    }
    return _cells(
        grid, small.__contains__, lambda cell: f"{cell.strip()}.0" if cell.strip().isdigit() else cell
    )


def padded(grid: Grid, rng: Random) -> Grid | None:
    return _cells(grid, lambda name: rng.random() < 0.5, lambda cell: f" {cell}  ")


def hard_space_behind_codes(grid: Grid, rng: Random) -> Grid | None:
    return _cells(grid, lambda name: name in ("hcpcs", "mac", "column_1"), lambda cell: cell + "\u00a0")


def _codes(grid: Grid, change: Callable[[str], str]) -> Grid | None:
    return _cells(grid, lambda name: name in ("hcpcs", "mac", "locality", "column_1", "zip_code"), change)


def codes_as_formulas(grid: Grid, rng: Random) -> Grid | None:
    """`="00100"`, so that a spreadsheet keeps the zeros."""
    return _codes(grid, lambda cell: f'="{cell}"')


def apostrophes_before_codes(grid: Grid, rng: Random) -> Grid | None:
    return _codes(grid, lambda cell: f"'{cell}")


# The member and the zip


def _renamed(new: Callable[[str], str]) -> Kind:
    def drifted(posting: Posting, target: Target, rng: Random) -> Members | None:
        name = new(target.name)
        if name == target.name:
            return None
        return {name if old == target.name else old: data for old, data in posting.members.items()}

    return drifted


def encoded(encoding: str) -> Kind:
    def drifted(posting: Posting, target: Target, rng: Random) -> Members | None:
        text = as_utf8(posting.members[target.name], Location(posting.release)).decode()
        return {**posting.members, target.name: text.encode(encoding, errors="replace")}

    return drifted


def bare_returns(posting: Posting, target: Target, rng: Random) -> Members | None:
    data = posting.members[target.name]
    if b"\r" in data.replace(b"\r\n", b""):
        return None
    return {**posting.members, target.name: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r")}


def doubled_returns(posting: Posting, target: Target, rng: Random) -> Members | None:
    """Text that was written twice in text mode on Windows: every line ends in two returns."""
    data = posting.members[target.name]
    return {**posting.members, target.name: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\r\n")}


def nested_zip(posting: Posting, target: Target, rng: Random) -> Members | None:
    inner = {name.rpartition("/")[2]: data for name, data in posting.members.items()}
    return {"Files.zip": zip_of(inner)} if len(inner) == len(posting.members) else None


def unknown_members(posting: Posting, target: Target, rng: Random) -> Members | None:
    book = workbook({"Impact": [["Specialty", "Change"], ["Podiatry", 0.01]]})
    return {
        **posting.members,
        "Impact by specialty.csv": b"Specialty,Change\r\nPodiatry,1%\r\n",
        "Impact.xlsx": book,
    }


def side_file_broken(posting: Posting, target: Target, rng: Random) -> Members | None:
    if target.table.required:
        return None
    return {**posting.members, target.name: b"<html>The page has moved</html>"}


def side_file_gone(posting: Posting, target: Target, rng: Random) -> Members | None:
    if target.table.required:
        return None
    return {name: data for name, data in posting.members.items() if name != target.name}


def cut_twin(posting: Posting, target: Target, rng: Random) -> Members | None:
    """Its lower half is missing, from within a line or between two; another rendering is complete."""
    stem = target.name.rpartition(".")[0]
    if not any(name.startswith(f"{stem}.") and name != target.name for name in posting.members):
        return None
    data = posting.members[target.name]
    half = data[: len(data) // 2]
    kept = half if rng.random() < 0.5 else half[: half.rfind(b"\n") + 1]
    return {**posting.members, target.name: kept}


def posted_twice(posting: Posting, target: Target, rng: Random) -> Members | None:
    return {**posting.members, f"508/{target.name}": posting.members[target.name]}


def as_workbook(grid: Grid, sheets: Sequence[tuple[str, list[list[Cell]]]] = ()) -> bytes:
    """The cells as a spreadsheet types them."""

    def typed(cell: str) -> Cell:
        if re.fullmatch(r"[1-9]\d{0,8}|0", cell):
            return int(cell)
        return float(cell) if re.fullmatch(r"\d{0,8}\.\d{1,6}", cell) else cell or None

    rows: list[list[Cell]] = [list(row) for row in (*grid.above, *grid.header)]
    rows += [[typed(cell) for cell in row] for row in grid.rows]
    return workbook({**dict(sheets), "Sheet1": [row[:26] for row in rows]})


def workbook_alone(posting: Posting, target: Target, rng: Random) -> Members | None:
    grid = grid_of(posting, target)
    if len(grid.target.header.names) > 26:
        return None
    stem = target.name.rpartition(".")[0]
    others = {name: data for name, data in posting.members.items() if not name.startswith(f"{stem}.")}
    return {**others, f"{stem}.xlsx": as_workbook(grid)}


def workbook_with_notes_first(posting: Posting, target: Target, rng: Random) -> Members | None:
    grid = grid_of(posting, target)
    if len(grid.target.header.names) > 26:
        return None
    stem = target.name.rpartition(".")[0]
    others = {name: data for name, data in posting.members.items() if not name.startswith(f"{stem}.")}
    notes: list[list[Cell]] = [["Read me"], ["Column", "Meaning"], ["HCPCS", "A code"]]
    return {**others, f"{stem}.xlsx": as_workbook(grid, [("Read me", notes)])}


KINDS: dict[str, Kind] = {
    **{name: on_grid(change) for name, change in HEADER_CELLS.items()},
    **{
        change.__name__: on_grid(change)
        for change in (
            year_added, header_gone, header_on_two_rows, columns_reordered, unknown_column_at_the_end,
            unknown_column_within, blank_column_within, stray_cells, banner_added, banner_gone, notes_below,
            header_repeated, blank_rows, saved_by_a_spreadsheet, dollars_added, whole_numbers_with_a_point,
            padded, hard_space_behind_codes, blank_column_first, row_numbers_first, trailing_separators,
            codes_as_formulas, apostrophes_before_codes,
        )
    },
    "semicolons": written(lambda grid: as_text(grid, ";"), "semicolons"),
    "pipes": written(lambda grid: as_text(grid, "|"), "pipes"),
    "tabs": written(lambda grid: as_text(grid, "\t"), "tabs"),
    "commas": written(lambda grid: as_text(grid, ","), "commas"),
    "all_quoted": written(lambda grid: as_text(grid, quoting=csv.QUOTE_ALL), "all_quoted"),
    "utf_16": encoded("utf-16"),
    "byte_order_mark": encoded("utf-8-sig"),
    "utf_16_without_a_mark": encoded("utf-16-le"),
    "bare_returns": bare_returns,
    "doubled_returns": doubled_returns,
    "name_in_capitals": _renamed(str.upper),
    "name_in_a_folder": _renamed(lambda name: f"Final/508 compliant/{name}"),
    "name_with_a_version": _renamed(lambda name: "_v2_final.".join(name.rsplit(".", 1))),
    "name_with_another_suffix": _renamed(lambda name: re.sub(r"\.(csv|txt)$", ".dat", name, flags=re.I)),
    "name_of_a_copy": _renamed(lambda name: f"Copy of {name}"),
    "another_name": _renamed(lambda name: "Table 1." + name.rpartition(".")[2]),
    "nested_zip": nested_zip,
    "unknown_members": unknown_members,
    "side_file_broken": side_file_broken,
    "side_file_gone": side_file_gone,
    "cut_twin": cut_twin,
    "posted_twice": posted_twice,
    "workbook_alone": workbook_alone,
    "workbook_with_notes_first": workbook_with_notes_first,
}  # fmt: skip
