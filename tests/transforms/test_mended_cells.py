"""Cells that programs rewrote are read where they leave no doubt; the others stay faults."""

from pathlib import Path

import polars as pl
import pytest

from sources.release import Release
from tests.transforms.golden_folders import load_alone
from tests.transforms.test_conformed import MEMBERS
from tests.transforms.workbook import zip_of
from transforms.conforming.conform_release import conform_zip
from transforms.conforming.mended_cells import mended
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents
from transforms.table import BOOL, DATE, HCPCS, INT, TEXT, Column, decimal
from transforms.tables import TABLES

COLUMNS = {
    "rate": Column("rate", decimal(9, 2), "rate", "dollars"),
    "index": Column("index", decimal(6, 3), "index", "index"),
    "share_pct": Column("share_pct", decimal(6, 3), "share", "percent"),
    "units": Column("units", INT, "units", "units", nullable=False),
    "hcpcs": Column("hcpcs", TEXT, "hcpcs", "code", valid=HCPCS, nullable=False),
    "modifier": Column("modifier", TEXT, "mod", "modifier", valid=r"[A-Z0-9]{2}"),
    "code": Column("code", TEXT, "code", "code or modifier", valid=rf"{HCPCS}|[A-Z0-9]{{2}}", nullable=False),
    "status": Column("status", TEXT, "si", "status", valid=r"[A-Z]\d?"),
    "area": Column("area", TEXT, "area", "area", valid=r"(?:east|WEST)"),
    "day": Column("day", DATE, "day", "day"),
    "flag": Column("flag", BOOL, "flag", "flag", true_values="Y", false_values="N"),
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
        ("rate", "9.00E-02", "0.09"),  # shows two decimals more than the column has
        ("rate", "4e-02", "0.04"),
        ("hcpcs", '="J0585"', "J0585"),
        ("rate", "N/A", None),
        ("rate", "NA", None),
        ("rate", "--", None),
        ("rate", "\u00a041.54\u00a0", "41.54"),
        ("rate", "+41.54", "41.54"),
        ("rate", "341.7500000000001", "341.75"),
        ("modifier", "n/a", None),
        ("modifier", "tc", "TC"),
        ("code", "j0585", "J0585"),
        ("code", "a1", "A1"),
        ("status", "q4", "Q4"),
        ("status", "l1", "L1"),  # no status is 11
        ("hcpcs", "\u200bJ0585\u2009", "J0585"),
        ("day", "1/31/25", "20250131"),
        ("day", "01/01/25", "20250101"),
        ("day", "04.01.2025", "20250401"),
        ("rate", "USD 41.54", "41.54"),
        ("flag", "y", "Y"),
    ],
)
def test_a_cell_without_doubt_is_mended(column: str, cell: str, value: str | None) -> None:
    assert mended(COLUMNS[column], [cell]) == {cell: value}


def test_letters_like_digits_are_letters_where_all_are_lower_case() -> None:
    codes = ["l0120", "e0100"]
    assert mended(COLUMNS["hcpcs"], codes, ["99213"]) == {"l0120": "L0120", "e0100": "E0100"}
    assert mended(COLUMNS["hcpcs"], codes, ["L0130"]) == {"e0100": "E0100"}
    lowered = [f"e{i:04}" for i in range(150)]
    assert mended(COLUMNS["hcpcs"], [*lowered, "l0120"], ["G0465"])["l0120"] == "L0120", "one was not lowered"
    assert mended(COLUMNS["hcpcs"], ["2095l", "see note"], ["99213"]) == {}, "a note shows nothing of codes"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("rate", "1.23E+03"),  # 1,234.56 has lost digits
        ("index", "9.0E-01"),  # 0.904, perhaps
        ("rate", "9.12E-02"),  # not of cents
        ("rate", "-1.00"),  # nothing that CMS publishes is negative
        ("rate", "20%"),
        ("rate", "41.5x"),
        ("index", "1,065"),  # 1.065 or 1065
        ("rate", "1.234,56"),
        ("units", "nan"),  # CMS leaves no such cell blank
        ("hcpcs", "null"),
        ("hcpcs", "2095l"),  # 20951, or 2095L
        ("hcpcs", "l0120"),
        ("modifier", "l1"),  # 11, or L1
        ("area", "west"),  # not all of the column's values are capitals
        ("hcpcs", "see note"),
        ("day", "25001"),  # a year and its day, perhaps
        ("day", "1/2/25"),
        ("day", "01.04.2025"),  # the day may be first
        ("day", "01.04-2025"),
        ("rate", "341.7533333333333"),
    ],
)
def test_a_cell_in_doubt_stays_as_it_is(column: str, cell: str) -> None:
    assert mended(COLUMNS[column], [cell]) == {}


def test_a_mended_code_keeps_its_descriptor() -> None:
    header = "HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,"
    header += "National Unadjusted Copayment,Minimum Unadjusted Copayment\r\n"
    codes = ["j0585", "J0586*", "J0587\u00a0", "99213", "99214*", "d0120"]
    text = "Addendum B.-OPPS Payment by HCPCS Code for CY 2025\r\n" + header
    text += "".join(f"{code},text of {i},N,,,,,\r\n" for i, code in enumerate(codes))
    contents = ZipContents(Release("opps", "2025-01"), (Member("b.csv", text.encode()),))
    found = load_alone(TABLES["opps_addendum_b"], contents).frame.select("hcpcs", "description").rows()
    described = [("J0585", "text of 0"), ("J0586", "text of 1"), ("J0587", "text of 2")]
    assert found == [*described, ("99213", None), ("99214", None), ("D0120", None)], (
        "not the AMA's or the ADA's"
    )


def test_commas_are_decimal_if_one_of_the_column_cannot_divide_thousands() -> None:
    assert mended(COLUMNS["index"], ["1,065", "0,9"]) == {"1,065": "1.065", "0,9": "0.9"}
    assert mended(COLUMNS["index"], ["1,065", "0,9"], right=["1.5"]) == {}
    assert mended(COLUMNS["index"], ["1,065", "2,100"]) == {}


def test_days_that_begin_or_end_months_have_the_month_first() -> None:
    begun = {"01/01/25": "20250101", "04/01/25": "20250401"}
    assert mended(COLUMNS["day"], begun) == begun
    assert mended(COLUMNS["day"], ["01/01/25", "01/04/25"]) == {}, "the day may be first"
    assert mended(COLUMNS["day"], ["01/02/01", "01/03/01"]) == {}, "the year may be first"


def test_exponents_that_end_in_zeros_have_lost_no_digits() -> None:
    size = Column("package_size", decimal(12, 5), "pkg size", "size")
    assert mended(size, ["7.00E-02", "5.10E-02"]) == {"7.00E-02": "0.07000", "5.10E-02": "0.05100"}
    assert mended(size, ["7.00E-02", "5.12E-02"]) == {}
    assert mended(size, ["7.00E-02"]) == {}, "one figure in a hundred is rounded to that"


def test_days_by_number_are_of_a_whole_column() -> None:
    assert mended(COLUMNS["day"], ["45658", "tomorrow"]) == {}
    assert mended(COLUMNS["day"], pl.Series(["45658", "nan"])) == {"45658": "20250101", "nan": None}


def test_a_row_of_totals_is_none_of_the_table_s(tmp_path: Path) -> None:
    """Where any text may be a drug's name too."""
    title = "Not Otherwise Classified (NOC)\r\nDrug Generic Name,Dosage,Payment Limit,Notes\r\n"
    drugs = "".join(f"drug {i},1 MG,{i}.125,\r\n" for i in range(30))
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of({"NOC.csv": (title + drugs + "TOTAL,,438.750,\r\n").encode()}))
    held = conform_zip(path, Release("asp-noc", "2025-10"))
    assert held.frames["asp_noc_limit"].height == 30


def test_na_is_no_modifier(tmp_path: Path) -> None:
    """R writes a blank so; a column may have more modifiers than blanks."""
    head = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILITY PRICE\r\n"
    mods = ("TC", "NA", "26", "TC")
    rows = [f"{70000 + i},{mods[i % 4]},A,10112,00,1.25,1.25\r\n" for i in range(40)]
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of({**MEMBERS, "OPPSCAP_Jan.csv": (head + "".join(rows)).encode()}))
    held = conform_zip(path, Release("pfs-rvu", "2026A"))
    assert held.frames["pfs_opps_cap"]["modifier"].null_count() == 10


def test_a_row_that_lost_its_separators_is_set_aside_and_recorded(tmp_path: Path) -> None:
    head = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILITY PRICE\r\n"
    rows = [f"{70000 + i // 10},TC,A,{1000 + i % 10:05},00,1.25,1.25\r\n" for i in range(2000)]
    rows[7] = rows[7].replace(",", " ").replace("\r\n", ",,,,,,\r\n")
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of({**MEMBERS, "OPPSCAP_Jan.csv": (head + "".join(rows)).encode()}))
    held = conform_zip(path, Release("pfs-rvu", "2026A"))
    assert held.frames["pfs_opps_cap"].height == 1999
    assert held.set_aside.filter(table_name="pfs_opps_cap")["line"].to_list() == [9]
