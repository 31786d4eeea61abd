"""The quarter that the column names and titles of ASC addenda state is held against the release."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.transforms.asc_rows import aa, bb, conformed, ff, posted
from tests.transforms.workbook import workbook
from transforms.errors import WrongPeriod


@pytest.mark.parametrize(
    ("release", "period", "title"),
    [
        ("asc 2025-01", "Jan 2025", "CY 2025"),
        ("asc 2025-01", "January CY 2025", "CY 2025"),
        ("asc 2025-01", "Final CY 2025", "CY 2025"),
        ("asc 2019-04", "April CY2019", "CY2019"),
        ("asc 2025-07", "July 2025", "CY 2025"),
        ("asc 2024-03-09", "March 9, 2024", "CY 2024"),
        ("asc 2024-03-09", "March 2024", "CY 2024"),
        ("asc 2024-03-09", "January 2024", "CY 2024"),
    ],
)
def test_the_quarter_in_the_columns_is_the_release(
    tmp_path: Path, release: str, period: str, title: str
) -> None:
    book = workbook({"AA": aa(period, title), "BB": bb(period, title)})
    assert conformed(tmp_path, {"book.xlsx": book}, release).loads["rows_loaded"].to_list() == [3, 2]


@pytest.mark.parametrize(
    ("release", "period", "title"),
    [
        ("asc 2025-01", "April 2025", "CY 2025"),
        ("asc 2025-01", "January 2024", "CY 2025"),
        ("asc 2025-04", "January 2025", "CY 2025"),
        ("asc 2025-01", "January 2025", "CY 2024"),
        ("asc 2025-01", "January 2025", "CY 2026"),
        ("asc 2024-01", "March 9, 2024", "CY 2024"),
        ("asc 2025-01", "January 2025", "Proposed CY 2025"),
    ],
)
def test_another_quarter_is_refused(tmp_path: Path, release: str, period: str, title: str) -> None:
    with pytest.raises(WrongPeriod, match=release):
        conformed(tmp_path, posted(AA=aa(period, title)), release)


def test_one_column_of_another_quarter_is_refused(tmp_path: Path) -> None:
    rows = aa()
    rows[3][6] = "October 2024 Payment Rate "
    with pytest.raises(WrongPeriod, match="October 2024 Payment Rate"):
        conformed(tmp_path, posted(AA=rows))


def test_last_year_s_rates_beside_this_year_s_are_ignored(tmp_path: Path) -> None:
    rows = bb()
    rows[1].append("January 2024 Payment Rate")
    rows = [*rows[:2], *([*row, 1.25] for row in rows[2:])]
    held = conformed(tmp_path, posted(BB=rows))
    assert held.frames["asc_addendum_bb"]["payment_rate"].to_list() == [Decimal("790.040"), None]


def test_the_title_of_ff_may_lag_a_year(tmp_path: Path) -> None:
    """CMS left CY 2023 above the FF of January and April 2024."""
    book = workbook({"AA": aa(), "BB": bb(), "FF": ff(title="CY 2024")})
    assert conformed(tmp_path, {"book.xlsx": book}).frames["asc_addendum_ff"].height == 3
    held = conformed(tmp_path, posted(FF=ff(title="CY 2023")))
    assert "CY 2023" in dict(held.missing.select("table_name", "reason").rows())["asc_addendum_ff"]


def test_a_proposal_is_refused_by_its_columns(tmp_path: Path) -> None:
    with pytest.raises(WrongPeriod, match="Proposed CY 2025 Payment"):
        conformed(tmp_path, posted(AA=aa("Proposed CY 2025")))
