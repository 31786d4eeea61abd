"""Every column of every table is compared between releases."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sources.records import Revision
from sources.series import SERIES
from sources.vintage_patterns import FORMS
from tests.warehouse.handmade import Shelf, Tables, rate, rvu
from transforms.table import Table
from transforms.tables import TABLES
from warehouse.build.build_file import build
from warehouse.changes.diff import NotComparable, compare_releases
from warehouse.changes.labels import TABLE_LABELS
from warehouse.changes.report import changes_text
from warehouse.database import reading

CELLS: dict[type, tuple[Any, Any]] = {
    pl.String: ("A", "B"),
    pl.Boolean: (False, True),
    pl.Int32: (1, 2),
    pl.Date: (date(2020, 1, 1), date(2020, 1, 2)),
    pl.Decimal: (Decimal("1.00"), Decimal("2.00")),
}
VALUES = {("A", "B"), ("false", "true"), ("1", "2"), ("2020-01-01", "2020-01-02")}
NOT_TOLD = {"period", "year", "is_changed"}  # which release it is, or that something else changed
# Of the physician fee schedule the factor counts as a cause, in rows that are paid.
# A pair of codes ends with its year, and the list of the next year has another day.
LEFT_OUT = {"pfs_rvu": {"conversion_factor"}, "asc_code_pair": {"end_date"}}
# Values that tell rows of one release apart, and change from one year's list to the next.
IN_KEY = {"asc_code_pair": {"multiplier"}, "asc_wage_index": {"wage_index"}}
VINTAGES = (("2025A", "2025B"), ("2025-01", "2025-04"), ("2025Q1", "2025Q2"), ("2025", "2026"))


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, str]:
    """Two releases of every series: one row per column of each table, which the later release changes."""
    root = tmp_path_factory.mktemp("compared")
    shelf = Shelf(root)
    pairs = [two_releases(shelf, series) for series in {table.series[0] for table in TABLES.values()}]
    file = build(root / "two.duckdb", [revision for pair in pairs for revision in pair], shelf.folders)
    with reading(file) as con:
        found = compare_releases(con, [(one.id, other.id) for one, other in pairs])
        return found.rows, changes_text(con, found)


def two_releases(shelf: Shelf, series: str) -> list[Revision]:
    tables = [table for table in TABLES.values() if table.series[0] == series]
    before: Tables = {table.name: [cells(table, name) for name in told_columns(table)] for table in tables}
    after: Tables = {
        table.name: [cells(table, name, name) for name in told_columns(table)] for table in tables
    }
    rows = zip(vintages(series), (before, after), strict=True)
    return [shelf.put(f"{series} {vintage}", **those) for vintage, those in rows]


def told_columns(table: Table) -> list[str]:
    left_out = {*table.key, *NOT_TOLD, *LEFT_OUT.get(table.name, ())} - IN_KEY.get(table.name, set())
    return [column.name for column in table.columns if column.name not in left_out]


def cells(table: Table, row: str, changed: str = "") -> dict[str, Any]:
    """Every column filled, the changed one otherwise; the first text of the key tells the row apart."""
    filled = {column.name: CELLS[type(column.type)][column.name == changed] for column in table.columns}
    texts = (name for name in table.key if isinstance(filled[name], str))
    return filled | {next(texts): f"{row}-row"}


def vintages(series: str) -> tuple[str, str]:
    """Two that follow each other."""
    forms = SERIES[series].forms
    return next(pair for pair in VINTAGES if any(FORMS[form].fullmatch(pair[0]) for form in forms))


CHANGING = [table for table in TABLES.values() if told_columns(table)]  # the others are all key


@pytest.mark.parametrize("table", CHANGING, ids=lambda table: table.name)
def test_a_change_of_any_column_is_reported(compared: tuple[pl.DataFrame, str], table: Table) -> None:
    rows = compared[0].filter(table_name=table.name)
    assert rows["change"].unique().to_list() == ["changed"]
    place = pl.concat_str(
        "hcpcs", "other_hcpcs", "mac", "row_label", separator=" ", ignore_nulls=True
    ).str.extract(r"(\w+)-row")
    named = rows.select(place.alias("row"), "column_changes").explode("column_changes").drop_nulls()
    assert all(row == change["column_name"] for row, change in named.iter_rows()), "the column names itself"
    moved = rows.filter(pl.col("difference") != 0).select(place).to_series()
    assert {*named["row"], *moved} == set(told_columns(table))
    assert {
        (whole(change["value_before"]), whole(change["value_after"])) for change in named["column_changes"]
    } <= VALUES
    assert f"### {TABLE_LABELS[table.name].title}\n" in compared[1]


def whole(value: str) -> str:
    """A decimal without its zeros."""
    return re.sub(r"\.0+$", "", value)


def test_an_unchanged_release_says_so(tmp_path: Path) -> None:
    """CMS re-posts other bytes with the same rows."""
    shelf = Shelf(tmp_path)
    revisions = [shelf.put("opps 2025-07", n, opps_addendum_b=[rate("A9697", "1.000")]) for n in (1, 2)]
    with reading(build(tmp_path / "two.duckdb", revisions, shelf.folders)) as con:
        found = compare_releases(con, [(revisions[0].id, revisions[1].id)])
        assert "(correction)\n\nNothing changed.\n" in changes_text(con, found)


# Release → its kind, and the release before it.
KINDS = {
    "pfs-rvu 2012AR": ("law", None),
    "pfs-rvu 2018A": ("quarterly", "pfs-rvu 2012AR r2"),
    "pfs-rvu 2018AR1": ("law", "pfs-rvu 2018A r2"),
    "dmepos 2020-03-06": ("law", None),
    "opps 2026-01": ("quarterly", None),
    "hcpcs-level-ii 2026": ("quarterly", None),
}


def test_releases_of_a_law_are_told_from_quarterly_ones(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    pairs = {release: (shelf.put(release), shelf.put(release, 2)) for release in KINDS}
    every = [revision for pair in pairs.values() for revision in pair]
    with reading(build(tmp_path / "all.duckdb", every, shelf.folders)) as con:
        sequence = con.sql("SELECT release_id, kind, previous_release_id FROM release_sequence").fetchall()
    found = {release_id: (kind, previous) for release_id, kind, previous in sequence}
    for release, (one, again) in pairs.items():
        assert found[one.id] == KINDS[release]
        assert found[again.id] == ("correction", one.id)


def test_in_a_locality_that_a_release_lacks_nothing_is_computed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    indices = dict.fromkeys(("work_gpci", "pe_gpci", "mp_gpci"), Decimal("1.1"))
    tables: Tables = {
        "pfs_rvu": [rvu("99213", "1.30")],
        "pfs_gpci": [{"mac": "10112", "locality": "00", **indices}],
    }
    one, other = (shelf.put(f"pfs-rvu {vintage}", **tables) for vintage in ("2025D", "2026A"))
    with reading(build(tmp_path / "two.duckdb", [one, other], shelf.folders)) as con:
        with pytest.raises(
            NotComparable, match="contractor 10112, locality 99 is not in the GPCI files of both"
        ):
            compare_releases(con, [(one.id, other.id)], ("10112", "99"))
        assert compare_releases(con, [(one.id, other.id)], ("10112", "00")).rows.is_empty()
