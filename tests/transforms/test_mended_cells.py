"""Cells that programs rewrote are read where they leave no doubt; the others stay faults."""

import polars as pl
import pytest

from transforms.conforming.mended_cells import mended
from transforms.table import DATE, HCPCS, INT, TEXT, Column, decimal

COLUMNS = {
    "rate": Column("rate", decimal(9, 2), "rate", "dollars"),
    "index": Column("index", decimal(6, 3), "index", "index"),
    "share_pct": Column("share_pct", decimal(6, 3), "share", "percent"),
    "units": Column("units", INT, "units", "units", nullable=False),
    "hcpcs": Column("hcpcs", TEXT, "hcpcs", "code", valid=HCPCS, nullable=False),
    "modifier": Column("modifier", TEXT, "mod", "modifier", valid=r"[A-Z0-9]{2}"),
    "day": Column("day", DATE, "day", "day"),
}


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("rate", "41.54*", "41.54"),
        ("rate", "41.54 †", "41.54"),
        ("rate", "41.54²", "41.54"),
        ("rate", "-0.00", "0.00"),
        ("rate", "NaN", None),
        ("rate", "null", None),
        ("share_pct", "20%", "20"),
        ("units", "3*", "3"),
        ("hcpcs", "j0585", "J0585"),
        ("hcpcs", "J0585**", "J0585"),
        ("modifier", "None", None),
        ("day", "45658", "20250101"),  # 45,658 days after December 30, 1899
        ("day", "01-Jan-2025", "20250101"),
        ("day", "January 1, 2025", "20250101"),
        ("day", "NULL", None),
    ],
)
def test_a_cell_without_doubt_is_mended(column: str, cell: str, value: str | None) -> None:
    assert mended(COLUMNS[column], [cell]) == {cell: value}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("rate", "1.23E+03"),  # 1,234.56 has lost digits
        ("rate", "-1.00"),  # nothing that CMS publishes is negative
        ("rate", "20%"),
        ("rate", "41.5x"),
        ("index", "1,065"),  # 1.065 or 1065
        ("rate", "1.234,56"),
        ("units", "nan"),  # CMS leaves no such cell blank
        ("hcpcs", "null"),
        ("hcpcs", "see note"),
        ("day", "25001"),  # a year and its day, perhaps
        ("day", "1/2/25"),
    ],
)
def test_a_cell_in_doubt_stays_as_it_is(column: str, cell: str) -> None:
    assert mended(COLUMNS[column], [cell]) == {}


def test_commas_are_decimal_if_one_of_the_column_cannot_divide_thousands() -> None:
    assert mended(COLUMNS["index"], ["1,065", "0,9"]) == {"1,065": "1.065", "0,9": "0.9"}
    assert mended(COLUMNS["index"], ["1,065", "0,9"], right=["1.5"]) == {}
    assert mended(COLUMNS["index"], ["1,065", "2,100"]) == {}


def test_days_by_number_are_of_a_whole_column() -> None:
    assert mended(COLUMNS["day"], ["45658", "tomorrow"]) == {}
    assert mended(COLUMNS["day"], pl.Series(["45658", "nan"])) == {"45658": "20250101", "nan": None}
