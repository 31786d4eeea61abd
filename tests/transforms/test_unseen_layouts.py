"""Layouts that no zip in the copy has, made of rows as CMS prints them: each loads as its twin does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from sources.release import parse_release
from tests.transforms.workbook import Cell, workbook, zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip
from transforms.errors import ReleaseRejected

Rows = Sequence[Sequence[str]]
MANY = range(30)  # rows: enough that an order of columns is proven


def conformed(tmp_path: Path, release: str, members: dict[str, bytes]) -> ConformedRelease:
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of(members))
    return conform_zip(path, parse_release(release))


def csv(*rows: Sequence[str]) -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


def lines(*texts: str) -> bytes:
    return "".join(f"{text}\r\n" for text in texts).encode()


def book(*rows: Sequence[str]) -> list[list[Cell]]:
    """As a spreadsheet types them: numbers without their zeros."""
    return [[_typed(cell) for cell in row] for row in rows]


def _typed(cell: str) -> Cell:
    try:
        return int(cell) if cell.isdigit() else float(cell)
    except ValueError:
        return cell or None


CLFS_HEADER = ["YEAR", "HCPCS", "MOD", "EFF_DATE", "INDICATOR", "RATE", "SHORTDESC", "LONGDESC"]
CLFS = [["2020", f"8{i:04}", "", "20200101", "N", f"{i + 1}.25", "descriptor", "descriptor"] for i in MANY]
CLFS += [["2020", "G0027", "", "20200401", "L", "0.00", "Semen analysis", "Semen analysis; presence"]]
ASP_TITLE = [
    ["Payment Allowance Limits for Medicare Part B Drugs"],
    ["Effective July 1, 2022 through September 30, 2022"],
]
ASP_HEADER = ["HCPCS Code", "Short Description", "HCPCS Code Dosage", "Payment Limit", "Vaccine AWP%"]
ASP_HEADER += ["Vaccine Limit", "Blood AWP%", "Blood limit", "Clotting Factor", "Notes"]
ASP = [[f"J{i:04}", f"Drug {i}", "1 MG", f"{i + 1}.125", "", "", "", "", "", ""] for i in MANY]
ASP += [[f"906{i:02}", "descriptor", "1 ML", f"{i}.5", "95", f"{i}.5", "", "", "", ""] for i in MANY]
ASP += [["P9041", "Albumin", "50 ML", "10.615", "", "", "95", "10.615", "", "Updated October 2022"]]
ASP += [["J7213", "Inj", "1 IU", "1.855", "", "", "", "", "1", ""]]
WAGE = [[f"{10180 + 20 * i}", f"Area {i}", f"0.{9000 + i}"] for i in MANY]
PRINTED = {  # table → release, member, title rows, header, rows
    "clfs": ("clfs 2020Q1", "CLFS 2020 Q1V1", [["2020 Clinical Diagnostic Laboratory"]], CLFS_HEADER, CLFS),
    "asp_payment_limit": ("asp 2022-07", "July 2022 ASP Pricing File", ASP_TITLE, ASP_HEADER, ASP),
    "asc_wage_index": ("asc-wage-index 2024", "2024 ASC Wage Index", [], ["CBSA", "CBSA Name", "WI24"], WAGE),
}


def as_tabs(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    return {".txt": csv(*title, header, *rows).replace(b",", b"\t")}


def without_its_header(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    return {".csv": csv(*title, *rows)}


def further_empty_columns(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    return {".csv": csv(*title, *[[*row, "", "", ""] for row in (header, *rows)])}


def a_workbook_alone(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    return {".xlsx": workbook({"Any name": [*title, header, *book(*rows)]})}


def a_workbook_with_notes_first(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    notes = [["Read me first"], ["Column", "Meaning"], ["RATE", "Dollars"]]
    return {".xlsx": workbook({"Notes": notes, "Data": [*title, header, *book(*rows)], "Change log": [[]]})}


def a_workbook_without_its_header(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    return {".xlsx": workbook({"Sheet1": [*title, *book(*rows)]})}


@pytest.mark.parametrize(
    "drift",
    [
        as_tabs, without_its_header, further_empty_columns, a_workbook_alone, a_workbook_with_notes_first,
        a_workbook_without_its_header,
    ],
)  # fmt: skip
@pytest.mark.parametrize("table", PRINTED)
def test_one_table_however_it_is_printed(
    tmp_path: Path, table: str, drift: Callable[[Rows, list[str], Rows], dict[str, bytes]]
) -> None:
    release, name, title, header, rows = PRINTED[table]
    usual = conformed(tmp_path, release, {f"{name}.csv": csv(*title, header, *rows)}).frames[table]
    assert usual.height == len(rows)
    members = {name + suffix: data for suffix, data in drift(title, header, rows).items()}
    assert conformed(tmp_path, release, members).frames[table].equals(usual)


def test_wage_indexes_whose_columns_stand_in_the_order_of_2021_to_2024(tmp_path: Path) -> None:
    rows = [[code, index, name] for code, name, index in WAGE]
    usual = conformed(
        tmp_path, "asc-wage-index 2024", {"ASC Wage Index.csv": csv(["CBSA", "CBSA Name", "WI24"], *WAGE)}
    )
    for header in (["CBSA", "WI24", "CBSA Name"], None):
        held = conformed(
            tmp_path, "asc-wage-index 2024", {"ASC Wage Index.csv": csv(*([header] if header else []), *rows)}
        )
        assert held.frames["asc_wage_index"].equals(usual.frames["asc_wage_index"])


def test_limits_since_2023_without_a_column_of_coinsurance_are_in_doubt(tmp_path: Path) -> None:
    """Before April 2023 the beneficiary paid 20 % of every limit, and the file had no such column."""
    title = [ASP_TITLE[0], ["Effective July 1, 2024 through September 30, 2024"]]
    with pytest.raises(ReleaseRejected, match="a column of coinsurance"):
        conformed(tmp_path, "asp 2024-07", {"July 2024 ASP Pricing File.csv": csv(*title, ASP_HEADER, *ASP)})


def test_laboratory_fees_of_two_header_records_and_tildes(tmp_path: Path) -> None:
    """To 2025 the txt begins with two `HDR~` records and has no names; modifiers are two blanks."""
    records = [
        f"{year}~{code}~{modifier or '  '}~{day}~{mark}~{float(rate):08.2f}~{short}~"
        for year, code, modifier, day, mark, rate, short, _ in CLFS
    ]
    heads = ["HDR~2020~CLINICAL LABORATORY FEE SCHEDULE~", "HDR~CPT codes are copyright AMA~"]
    held = conformed(tmp_path, "clfs 2020Q1", {"CLFS 2020 Q1V1.txt": lines(*heads, *records)})
    csv_too = conformed(tmp_path, "clfs 2020Q1", {"CLFS 2020 Q1V1.csv": csv(CLFS_HEADER, *CLFS)})
    columns = ["hcpcs", "modifier", "effective_date", "indicator", "rate", "short_description"]
    assert held.frames["clfs"].select(columns).equals(csv_too.frames["clfs"].select(columns))


STATES = ["AL", "AR", "AZ", "CA"]


@pytest.mark.parametrize("nested", [False, True], ids=["", "in a zip within the zip"])
def test_equipment_fees_of_states_before_there_were_rural_ones(tmp_path: Path, nested: bool) -> None:
    header = ["HCPCS", "Mod", "Mod2", "JURIS", "CATG", "Ceiling", "Floor", *STATES, "Description"]
    rows = [["E0601", "RR", "", "D", "CR", "60.00", "51.00", "52.10", "53.20", "54.30", "55.40", "Cpap"]]
    title = [["Durable Medical Equipment"], ["January 2014 Fee Schedule"]]
    posted = {"DMEPOS_JAN.xlsx": workbook({"Fees": [*title, header, *book(*rows)]})}
    held = conformed(tmp_path, "dmepos 2014A", {"Files.zip": zip_of(posted)} if nested else posted)
    fees = held.frames["dmepos_fee"].select("hcpcs", "us_state", pl.col("fee").cast(pl.Float64), "fee_rural")
    assert fees.rows() == [
        ("E0601", state, fee, None) for state, fee in zip(STATES, (52.1, 53.2, 54.3, 55.4), strict=True)
    ]


@pytest.mark.parametrize(
    ("table", "suffix"), [("clfs", ".csv"), ("asp_payment_limit", ".csv"), ("clfs", ".txt")]
)
def test_a_text_that_ends_too_early_beside_a_whole_workbook(tmp_path: Path, table: str, suffix: str) -> None:
    """Cut between two lines nothing in it shows; the workbook states its rows without being read."""
    release, name, title, header, rows = PRINTED[table]
    whole = workbook({"Any name": [*title, header, *book(*rows)]})
    cut = {f"{name}{suffix}": csv(*title, header, *rows[:3]), f"{name}.xlsx": whole}
    held = conformed(tmp_path, release, cut)
    assert held.frames[table].height == len(rows)
    states = dict(held.records["witnesses"].filter(table_name=table).select("member", "state").rows())
    assert states == {f"{name}{suffix}": "whole", f"{name}.xlsx!Any name": "loaded"}


def test_equipment_fees_without_their_main_file_are_loaded_in_part(tmp_path: Path) -> None:
    """Nutrition alone is not the schedule: what is missing is named, not left out in silence."""
    header = [
        "HCPCS",
        "MOD",
        "MOD2",
        *(f"{state}({area})" for state in STATES for area in ("NR", "R")),
        "Desc",
    ]
    pen = csv(["2025 PEN Fee Schedule"], header, ["B4034", "", "", *["3.84", "6.03"] * 4, "Supply kit"])
    held = conformed(tmp_path, "dmepos 2025A", {"DMEPEN_JAN.csv": pen})
    assert held.frames["dmepos_fee"].height == 4
    assert {"dmepos_item", "dmepos_fee"} <= set(held.missing.filter(kind="absent")["table_name"])


def retitled(text: bytes) -> bytes:
    return text.replace(ASP_TITLE[0][0].encode(), b"Payment Amounts of Drugs")


def test_a_table_under_another_title_in_several_renderings(tmp_path: Path) -> None:
    """Its title leads to none of them; they read as the table and share a name."""
    release, name, title, header, rows = PRINTED["asp_payment_limit"]
    text = csv(*title, header, *rows)
    usual = conformed(tmp_path, release, {f"{name}.csv": text}).frames["asp_payment_limit"]
    other = book(["Payment Amounts of Drugs"], *title[1:], header, *rows)
    posted = {f"{name}.csv": retitled(text), f"{name}.xlsx": workbook({"Sheet1": other})}
    held = conformed(tmp_path, release, posted)
    assert held.frames["asp_payment_limit"].equals(usual)
    assert held.loads["member"].to_list() == [f"{name}.csv"]


def test_two_files_that_read_as_a_table_without_its_title_are_in_doubt(tmp_path: Path) -> None:
    release, name, title, header, rows = PRINTED["asp_payment_limit"]
    text = retitled(csv(*title, header, *rows))
    posted = {f"{name}.csv": text, "Draft.csv": text.replace(b"1.125", b"9.125")}
    with pytest.raises(ReleaseRejected, match="exactly one member"):
        conformed(tmp_path, release, posted)


def test_a_hidden_sheet_is_no_second_table(tmp_path: Path) -> None:
    """An older copy of the figures, which a person who opens the workbook does not see."""
    release, name, title, header, rows = PRINTED["clfs"]
    older = [[*row[:5], "1.00", *row[6:]] for row in rows]
    sheets = {"Old": [*title, header, *book(*older)], "Data": [*title, header, *book(*rows)]}
    usual = conformed(tmp_path, release, {f"{name}.csv": csv(*title, header, *rows)}).frames["clfs"]
    hidden = {f"{name}.xlsx": workbook(sheets, hidden=["Old"])}
    assert conformed(tmp_path, release, hidden).frames["clfs"].equals(usual)
    with pytest.raises(ReleaseRejected, match="exactly one member"):
        conformed(tmp_path, release, {f"{name}.xlsx": workbook(sheets)})
    alone = {"Data": [*title, header, *book(*rows)], "Notes": [["Read me"]]}
    only = {f"{name}.xlsx": workbook(alone, hidden=["Data"])}
    assert conformed(tmp_path, release, only).frames["clfs"].equals(usual)


@pytest.mark.parametrize(
    "written", ["{:%Y-%m-%d}", "{:%Y-%m-%d} 00:00:00", "{0.month}/{0.day}/{0.year}", "{:%m/%d/%Y}"]
)
def test_dates_as_a_spreadsheet_writes_them(tmp_path: Path, written: str) -> None:
    release, name, title, header, rows = PRINTED["clfs"]
    dated = [[*row[:3], written.format(datetime.strptime(row[3], "%Y%m%d")), *row[4:]] for row in rows]
    usual = conformed(tmp_path, release, {f"{name}.csv": csv(*title, header, *rows)}).frames["clfs"]
    assert (
        conformed(tmp_path, release, {f"{name}.csv": csv(*title, header, *dated)})
        .frames["clfs"]
        .equals(usual)
    )
