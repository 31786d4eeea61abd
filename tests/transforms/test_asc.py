"""ASC addenda: distinguished by title, checked against the quarter, read from text and workbooks."""

from decimal import Decimal
from pathlib import Path

import pytest

from sources.release import Release
from tests.transforms.asc_rows import DD2, EE, Rows, aa, bb, conformed, ff, posted
from tests.transforms.golden_folders import ROOT, Golden, load
from tests.transforms.workbook import workbook
from transforms.conforming.conform_release import conform_zip
from transforms.errors import (
    MissingColumns,
    TooManyRejectedRows,
)


def test_one_workbook_holds_all_addenda(tmp_path: Path) -> None:
    sheets = {"AA": aa(rate=1579.155), "BB": bb(), "DD2": DD2, "EE": EE, "FF": ff()}
    held = conformed(tmp_path, {"January_2025_ASC_Addenda.xlsx": workbook(sheets)})
    assert {name: frame.height for name, frame in held.frames.items()} == {
        "asc_addendum_aa": 3,
        "asc_addendum_bb": 2,
        "asc_addendum_ee": 2,
        "asc_addendum_ff": 3,
        "asc_addendum_dd2": 1,
    }
    assert held.frames["asc_addendum_aa"]["payment_rate"][0] == Decimal("1579.16")
    offsets = held.frames["asc_addendum_ff"].select("apc", "apc_device_offset_pct", "device_offset_pct")
    assert offsets.rows()[:2] == [
        ("5072", Decimal("4.98"), Decimal("0")),
        ("5114", Decimal("21.29"), Decimal("35.62")),
    ]
    bb_load = held.loads.filter(table_name="asc_addendum_bb").row(0, named=True)
    assert (bb_load["rows_in"], bb_load["rows_loaded"], bb_load["duplicate_rows"]) == (3, 2, 1)


def test_a_member_is_what_its_title_says(tmp_path: Path) -> None:
    """CMS has posted a file named FF that is DD2."""
    held = conformed(tmp_path, posted(DD2=DD2, FF=DD2))
    assert "asc_addendum_ff" not in held.frames
    assert "asc_addendum_ff" in held.missing["table_name"].to_list(), "every release since 2022 has it"
    assert held.frames["asc_addendum_dd2"]["indicator"].to_list() == ["CH"]
    held = conformed(tmp_path, posted(DD2=DD2, FF=[*DD2, ["NI", "y"]]))
    reasons = dict(held.missing.select("table_name", "reason").rows())
    assert "exactly one member with Addendum DD2" in reasons["asc_addendum_dd2"]


def test_a_member_without_its_title_is_unknown(tmp_path: Path) -> None:
    """Unless it reads like one addendum and no other."""
    held = conformed(tmp_path, posted(EE=EE[1:], AA=aa()[1:], FF=[["Addendum GG"], ["Other", "columns"]]))
    assert held.frames["asc_addendum_ee"].height == 2
    assert held.frames["asc_addendum_aa"].equals(conformed(tmp_path, posted()).frames["asc_addendum_aa"])
    assert held.records["members_unread"]["member"].to_list() == ["ASC FF.csv"]


def test_a_lower_case_indicator_is_repaired_and_counted(tmp_path: Path) -> None:
    """BB of January 2026 has one k5."""
    rows: Rows = [*bb(), ["J0892", None, "Argatroban dialysis (accord)", "k5", None, None]]
    held = conformed(tmp_path, posted(BB=rows))
    assert held.frames["asc_addendum_bb"]["payment_indicator"].to_list() == ["K2", "L1", "K5"]
    assert held.loads.filter(table_name="asc_addendum_bb")["cells_repaired"].to_list() == [1]


def test_cells_without_a_header_are_reported(tmp_path: Path) -> None:
    rows = [[*row, "$0.90686" if i > 3 else None] for i, row in enumerate(aa())]
    held = conformed(tmp_path, posted(AA=rows))
    unread = held.records["columns_unread"].filter(table_name="asc_addendum_aa")
    assert unread.select("position", "header", "cells_filled").rows() == [(8, "", 3)]


@pytest.mark.parametrize(("old", "new"), [("00192,", "00192 "), ("00192,", "")])
def test_a_row_without_its_separator_or_code_is_not_a_note(old: str, new: str) -> None:
    golden = Golden(ROOT / "asc_addendum_ee" / "csv_2026")
    loaded = load(golden, golden.member.data.replace(old.encode(), new.encode()))
    assert (loaded.rows_in, loaded.set_aside.height) == (load(golden).rows_in, 1)


def test_a_weight_without_a_rate_is_reported(tmp_path: Path) -> None:
    rows = aa(rate=None)
    with pytest.raises(TooManyRejectedRows, match="line 5: payment_weight: a weight without a payment rate"):
        conformed(tmp_path, posted(AA=rows))


def test_a_rate_shifted_into_the_copayment_is_reported(tmp_path: Path) -> None:
    rows = bb()
    rows[1].append("January 2025 IRA-22 Adjusted Copayment1")
    rows[2] = [*rows[2][:5], None, 790.04]
    with pytest.raises(TooManyRejectedRows, match="ira_copayment: a copayment without a payment rate"):
        conformed(tmp_path, posted(BB=rows))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingColumns, match="payment_rate"):
        conformed(tmp_path, posted(AA=[row[:6] if len(row) > 1 else row for row in aa()]))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (0, "102T"),
        (1, "?"),
        (3, "M"),
        (4, "G"),
        (5, "$28.767"),
        (6, "1,57.16"),
        (6, "$1.579,16"),
        (6, "$1,579.165"),
    ],
)
def test_an_invalid_cell_is_reported(tmp_path: Path, column: int, cell: str) -> None:
    rows = aa()
    rows[4][column] = cell
    with pytest.raises(TooManyRejectedRows, match="line 5"):
        conformed(tmp_path, posted(AA=rows))


def test_codes_with_two_rates_are_set_aside(tmp_path: Path) -> None:
    many: Rows = [
        [f"{code:05}", None, "descriptor", "Y", "A2", 8.9164, 489.47] for code in range(10_000, 10_600)
    ]
    rows = aa()
    held = conformed(tmp_path, posted(AA=[*rows[:4], *many, [*many[0][:6], "1.00"]]))
    assert held.set_aside["reason"].to_list() == ["another row has the same hcpcs but other values"] * 2
    assert "descriptor" not in held.set_aside["row"][0]
    loads = held.loads.filter(table_name="asc_addendum_aa").row(0, named=True)
    assert (loads["rows_in"], loads["rows_loaded"], loads["rows_set_aside"]) == (601, 599, 2)


@pytest.mark.real
def test_20957_in_january_2026(real_files: Path) -> None:
    path = real_files / "site/files/zip/2026-nfrm-addendum-aa-bb-dd1-dd2-ee-ff.zip"
    held = conform_zip(path, Release("asc", "2026-01"))
    assert held.loads["rows_in"].to_list() == [4_821, 2_505, 1_557, 4_821]
    found = held.frames["asc_addendum_aa"].filter(hcpcs="20957").row(0, named=True)
    assert (found["payment_indicator"], found["payment_rate"]) == ("J8", Decimal("4682.29"))
    assert held.frames["asc_addendum_bb"].filter(hcpcs="J0892")["payment_indicator"].to_list() == ["K5"]
