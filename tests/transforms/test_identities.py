"""What figures fulfil row by row shows what happened to a column, where each of its cells is possible."""

from collections.abc import Callable

import pytest

from sources.release import parse_release
from tests.transforms.golden import load_alone
from transforms.errors import BrokenIdentity
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents
from transforms.tables import TABLES

Rows = list[list[str]]
APCS = {"5112": "1400.00", "5113": "2941.66", "5114": "6539.97", "5115": "12053.88"}
PERCENTS = ["12.50", "31.25", "4.98", "49.55", "21.29", "8.02", "0.00", "66.10", "17.75", "35.00"]
SHARE = 0.5368270430578181  # of 2025: the surgical centers' factor by the hospitals'

FF_HEADER = ["HCPCS Code", "", "Short Descriptor", "January 2025 Payment Indicator", "January 2025 APC"]
FF_HEADER += ["January 2025 OPPS Payment Rate", "January 2025 Device Offset Percentage"]
FF_HEADER += ["January 2025 Device Portion"]
B_HEADER = ["HCPCS Code", "Short Descriptor", "SI", "APC", "Relative Weight", "Payment Rate"]
B_HEADER += ["National Unadjusted Copayment", "Minimum Unadjusted Copayment"]


def device_offsets() -> Rows:
    rows = []
    for i in range(40):
        apc, rate = list(APCS.items())[i * 7 // 3 % 4]
        percent = PERCENTS[i % 10]
        intensive = float(percent) > 31
        amount = float(rate) * float(percent) / 100 * (1 if intensive else SHARE)
        rows.append([f"{20000 + i}", "", "text", "J8" if intensive else "G2", apc, rate, f"{percent}%"])
        rows[-1].append(f"{amount:.2f}")
    return rows


def hospital_rates() -> Rows:
    rows = []
    for i in range(40):
        apc, rate = list(APCS.items())[i * 7 // 3 % 4]
        weight, minimum = float(rate) / 89.1689, float(rate) * 0.2
        figures = [f"{weight:.4f}", rate, f"{float(rate) * 0.25:.2f}", f"{minimum:.2f}"]
        rows.append([f"{20000 + i}", "text", "T", apc, *figures])
    return rows


FILES = {
    "asc_addendum_ff": ("asc 2025-01", "Addendum FF -- ASC Device Offset Percentages for CY 2025", FF_HEADER),
    "opps_addendum_b": ("opps 2025-01", "Addendum B.-OPPS Payment by HCPCS Code for CY 2025", B_HEADER),
}


def read(table: str, rows: Rows) -> int:
    release, title, header = FILES[table]
    text = "".join(",".join(row) + "\r\n" for row in ([title], header, *rows))
    member = Member("addendum.csv", text.encode())
    return load_alone(TABLES[table], ZipContents(parse_release(release), (member,))).frame.height


def sorted_alone(cells: list[str]) -> list[str]:
    return sorted(cells)


def a_row_down(cells: list[str]) -> list[str]:
    return [cells[-1], *cells[:-1]]


@pytest.mark.parametrize("change", [sorted_alone, a_row_down])
@pytest.mark.parametrize(
    ("table", "rows", "column"),
    [
        ("asc_addendum_ff", device_offsets(), 4),
        ("asc_addendum_ff", device_offsets(), 5),
        ("asc_addendum_ff", device_offsets(), 6),
        ("asc_addendum_ff", device_offsets(), 7),
        ("opps_addendum_b", hospital_rates(), 3),
        ("opps_addendum_b", hospital_rates(), 6),
    ],
)
def test_a_column_that_moved_is_told_by_its_neighbors(
    table: str, rows: Rows, column: int, change: Callable[[list[str]], list[str]]
) -> None:
    assert read(table, rows) == len(rows)
    cells = change([row[column] for row in rows])
    moved = [[*row[:column], cell, *row[column + 1 :]] for row, cell in zip(rows, cells, strict=True)]
    with pytest.raises(BrokenIdentity):
        read(table, moved)
