"""Structural damage to real members, and how often it is loaded silently.

python -m tests.transforms.structure ../shared/cms [/tmp/any.zip ["opps-final-rule 2025" …]]
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from sources.release import parse_release
from tests.transforms.count_rows import pinned
from tests.transforms.drift import Grid, Row, as_text, grid_of
from tests.transforms.drift_outcome import Truth, truth
from tests.transforms.workbook import zip_of
from transforms.conforming.conform_release import conform_zip
from transforms.corrections.load import NO_CORRECTIONS
from transforms.errors import ReleaseRejected
from transforms.table import TEXT

RELEASES = (
    *("pfs-rvu 2012A", "pfs-rvu 2025D", "opps 2024-01", "opps 2025-10", "asc 2024-01", "asc 2025-10"),
    *("clfs 2025Q4", "asp 2025-10", "asp-crosswalk 2025-10", "dmepos 2025A", "hcpcs-level-ii 2025-10"),
    *("ncci-mue-practitioner 2024Q3", "asc-wage-index 2026", "opps-wage-index 2024", "opps-final-rule 2025"),
)
Change = Callable[[list[Row], int, int, Random], list[Row]]


def column_shifted(rows: list[Row], left: int, right: int, rng: Random) -> list[Row]:
    """A column moved down by one row."""
    return _with_column(rows, left, ["", *_column(rows, left)[:-1]])


def column_sorted_alone(rows: list[Row], left: int, right: int, rng: Random) -> list[Row]:
    return _with_column(rows, left, sorted(_column(rows, left)))


def columns_swapped(rows: list[Row], left: int, right: int, rng: Random) -> list[Row]:
    """Values of two columns of one type in each other's place, the header as it was."""
    return _with_column(_with_column(rows, left, _column(rows, right)), right, _column(rows, left))


def lines_lost(rows: list[Row], left: int, right: int, rng: Random) -> list[Row]:
    return [row for row in rows if rng.random() > 0.05]


def file_doubled(rows: list[Row], left: int, right: int, rng: Random) -> list[Row]:
    return rows + rows


def _column(rows: list[Row], at: int) -> list[str]:
    return [row[at] if at < len(row) else "" for row in rows]


def _with_column(rows: list[Row], at: int, cells: list[str]) -> list[Row]:
    pairs = zip(rows, cells, strict=True)
    return [[*row[:at], cell, *row[at + 1 :]] if at < len(row) else row for row, cell in pairs]


CHANGES: tuple[Change, ...] = (column_shifted, column_sorted_alone, columns_swapped, lines_lost, file_doubled)


def trials(root: Path, releases: Sequence[str] = RELEASES) -> Iterator[tuple[str, str, str]]:
    """(change, where, outcome) for three pairs of figures per text member that is loaded by its header."""
    zips = pinned().select("path", "release").unique(maintain_order=True).rows()
    for name in releases:
        path = next(path for path, release in zips if release == name)
        true = truth(root / path, parse_release(name))
        for target in true.posting.targets:
            grid = grid_of(true.posting, target)
            for change in CHANGES:
                few = 3 if "column" in change.__name__ else 1
                for at in range(few):
                    rng = Random(f"{name} {target.name} {change.__name__} {at}")
                    if pair := _two_figures(grid, rng):
                        yield (
                            change.__name__,
                            f"{name} {target.table.name} {pair[2]}",
                            _outcome(true, target.name, target.table.name, grid, change, pair, rng),
                        )


def _two_figures(grid: Grid, rng: Random) -> tuple[int, int, str] | None:
    types = {column.name: column.type for column in grid.target.table.columns}
    claims = enumerate(grid.target.header.claims)
    figures = [
        (i, claim) for i, claim in claims if types.get(claim, TEXT) != TEXT or claim.startswith("fee:")
    ]
    if not figures:
        return None
    (left, one), (right, other) = rng.sample(figures * (3 - min(2, len(figures))), 2)
    return left, right, f"{one}, {other}"


def _outcome(
    true: Truth, member: str, table: str, grid: Grid, change: Change, pair: tuple[int, int, str], rng: Random
) -> str:
    rows = change(grid.rows, pair[0], pair[1], rng)
    if rows == grid.rows:
        return "unchanged"
    text = as_text(Grid(grid.above, grid.header, rows, grid.mark, grid.target, grid.year))
    stem = member.rpartition(".")[0]
    others = {n: d for n, d in true.posting.members.items() if not n.startswith(f"{stem}.")}
    try:
        held = conform_zip(_written({**others, member: text}), true.posting.release, NO_CORRECTIONS, "none")
    except ReleaseRejected:
        return "refused"
    if table not in held.frames or table in held.missing["table_name"].to_list():
        return "refused"
    right, found = true.held.frames[table], held.frames[table]
    aside = held.set_aside.filter(table_name=table).height
    same = found.sort(right.columns[:3]).equals(right.sort(right.columns[:3]))
    return "right" if same else "recorded" if aside and aside >= right.height - found.height > 0 else "silent"


def _written(members: dict[str, bytes]) -> Path:
    path = Path("/tmp/structure.zip") if len(sys.argv) < 3 else Path(sys.argv[2])
    path.write_bytes(zip_of(members))
    return path


if __name__ == "__main__":
    counts: Counter[tuple[str, str]] = Counter()
    for change_name, where, result in trials(Path(sys.argv[1]), sys.argv[3:] or RELEASES):
        counts[change_name, result] += 1
        if result == "silent":
            print(change_name, where, sep=" | ", flush=True)
    for (change_name, result), count in sorted(counts.items()):
        print(f"{change_name}: {result} {count}")
