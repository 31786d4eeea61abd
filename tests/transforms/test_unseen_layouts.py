"""Layouts that no zip in the copy has, made of rows as CMS prints them: each loads as its twin does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from sources.release import parse_release
from tests.transforms.workbook import Cell, Sheets, workbook, zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip
from transforms.errors import ReleaseRejected
from transforms.reading.words import words

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


def columns_numbered_above_the_header(title: Rows, header: list[str], rows: Rows) -> dict[str, bytes]:
    return {".csv": csv(*title, [str(number) for number, _ in enumerate(header, 1)], header, *rows)}


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
        as_tabs, columns_numbered_above_the_header, without_its_header, further_empty_columns,
        a_workbook_alone, a_workbook_with_notes_first, a_workbook_without_its_header,
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


def test_wage_indexes_with_the_column_order_of_2021_to_2024(tmp_path: Path) -> None:
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
    with pytest.raises(ReleaseRejected, match="a coinsurance column"):
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
    states = dict(held.records["renderings"].filter(table_name=table).select("member", "outcome").rows())
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


def test_a_hidden_sheet_is_not_a_second_table(tmp_path: Path) -> None:
    """An older copy of the figures, which a person who opens the workbook does not see."""
    release, name, title, header, rows = PRINTED["clfs"]
    older = [[*row[:5], "1.00", *row[6:]] for row in rows]
    sheets: Sheets = {"Old": [*title, header, *book(*older)], "Data": [*title, header, *book(*rows)]}
    usual = conformed(tmp_path, release, {f"{name}.csv": csv(*title, header, *rows)}).frames["clfs"]
    hidden = {f"{name}.xlsx": workbook(sheets, hidden=["Old"])}
    assert conformed(tmp_path, release, hidden).frames["clfs"].equals(usual)
    with pytest.raises(ReleaseRejected, match="exactly one member"):
        conformed(tmp_path, release, {f"{name}.xlsx": workbook(sheets)})
    alone: Sheets = {"Data": [*title, header, *book(*rows)], "Notes": [["Read me"]]}
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


def tabs(*rows: Sequence[str]) -> bytes:
    return csv(*rows).replace(b",", b"\t")


def in_book(*rows: Sequence[str]) -> bytes:
    return workbook({"Sheet1": book(*rows)})


# Before 2017 the table of pairs had no rationale; every January's table has edits of that day.
PAIRS_TITLE = [["CPT only copyright American Medical Association"], ["Column1/Column2 Edits"]]
PAIRS_HEADER = [
    ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier"],
    ["", "", "prior to 1996", "Date", "Date", "0=not allowed"],
    ["", "", "", "", "*=no data", "1=allowed"],
    ["", "", "", "", "", "9=not applicable"],
]
PAIRS = [[f"2{i:04}", "99213", "", "20140101" if i % 9 else "20090401", "*", "1"] for i in MANY]
PAIRS_POSTED = [*PAIRS_TITLE, *PAIRS_HEADER, *PAIRS]


@pytest.mark.parametrize(
    "members",
    [
        {"ccipra-v200r0-f1.txt": tabs(*PAIRS_POSTED)},
        {"Practitioner PTP Edits v20.0 20000-29999.xlsx": in_book(*PAIRS_POSTED)},
        {"20000-29999.txt": tabs(*PAIRS_POSTED)},
    ],
    ids=["named as today", "named in words", "named by its codes"],
)
def test_pairs_of_2014(tmp_path: Path, members: dict[str, bytes]) -> None:
    pairs = conformed(tmp_path, "ncci-ptp-practitioner 2014Q1", members).frames["ncci_ptp"]
    assert pairs.height == len(PAIRS)
    assert pairs.select("rationale", "deletion_date").null_count().row(0) == (30, 30)
    assert pairs["effective_date"].max() == datetime(2014, 1, 1).date()


@pytest.mark.parametrize(
    ("release", "name", "why"),
    [
        ("ncci-ptp-hospital 2014Q1", "ccipra-v200r0-f1.txt", "a file of ncci-ptp-hospital"),
        ("ncci-ptp-hospital 2014Q1", "Practitioner edits.txt", "a file of ncci-ptp-hospital"),
        ("ncci-ptp-practitioner 2014Q2", "ccipra-v200r0-f1.txt", "version 201"),
        ("ncci-ptp-practitioner 2016Q1", "20000-29999.txt", "none after 20140101"),
        ("ncci-ptp-practitioner 2013Q1", "ccipra-v190r0-f1.txt", "after the quarter's last day"),
        ("ncci-ptp-practitioner 2025Q1", "ccipra-v310r0-f1.txt", "a column of rationales"),
    ],
)
def test_pairs_of_another_setting_or_time_are_refused(
    tmp_path: Path, release: str, name: str, why: str
) -> None:
    with pytest.raises(ReleaseRejected, match=why):
        conformed(tmp_path, release, {name: tabs(*PAIRS_POSTED)})


UNITS = [[f"2{i:04}", str(i % 5)] for i in MANY]


@pytest.mark.parametrize(
    ("release", "name", "stated"),
    [
        ("ncci-mue-practitioner 2012Q1", "MCR_MUE_PractitionerServices_Eff_01-01-2012.csv", "Practitioner"),
        ("ncci-mue-practitioner 2012Q1", "MUE_Practitioner_010112.csv", "Practitioner"),
        ("ncci-mue-dme 2012Q1", "MUE tables.csv", "DME Supplier"),
        ("ncci-mue-hospital 2012Q1", "MUE tables.csv", "Outpatient Hospital"),
    ],
)
def test_unit_limits_before_cms_said_how_they_apply(
    tmp_path: Path, release: str, name: str, stated: str
) -> None:
    header = ["HCPCS/CPT Code", f"{stated} Services MUE Values"]
    limits = conformed(tmp_path, release, {name: csv(["CPT codes"], header, *UNITS)}).frames["ncci_mue"]
    assert limits.select("hcpcs", pl.col("mue_value").cast(pl.String)).rows() == [tuple(row) for row in UNITS]
    assert limits.select("mai", "rationale").null_count().row(0) == (30, 30)


@pytest.mark.parametrize(
    ("release", "name", "why"),
    [
        ("ncci-mue-hospital 2012Q1", "MUE tables.csv", "a file of ncci-mue-hospital; found .*Practitioner"),
        ("ncci-mue-practitioner 2012Q2", "MUE_Practitioner_010112.csv", "2012-04-01 in the member's name"),
        ("ncci-mue-practitioner 2016Q1", "MCR_MUE_PractitionerServices_Eff_01-01-2016.csv", "columns of mai"),
    ],
    ids=["another setting", "another quarter", "no MAI after it was published"],
)
def test_unit_limits_that_are_not_the_release_s_are_refused(
    tmp_path: Path, release: str, name: str, why: str
) -> None:
    header = ["HCPCS/CPT Code", "Practitioner Services MUE Values"]
    with pytest.raises(ReleaseRejected, match=why):
        conformed(tmp_path, release, {name: csv(header, *UNITS)})


@pytest.mark.parametrize("kept", [(0, 1, 2, 3, 9), (0, 1, 2, 3, 4, 5, 9), (0, 1, 2, 3, 4, 5, 6, 7, 9)])
def test_limits_of_2010_without_columns_of_special_drugs(tmp_path: Path, kept: tuple[int, ...]) -> None:
    rows = [[row[i] for i in kept] for row in (ASP_HEADER, *ASP)]
    title = [ASP_TITLE[0], ["Effective January 1, 2010 through March 31, 2010"]]
    limits = conformed(tmp_path, "asp 2010-01", {"ASP.csv": csv(*title, *rows)}).frames["asp_payment_limit"]
    assert limits.height == len(ASP)
    assert limits["is_clotting_factor"].null_count() == len(ASP)


def test_limits_of_2022_without_a_column_that_all_files_of_the_time_have_are_in_doubt(tmp_path: Path) -> None:
    rows = [[*row[:8], row[9]] for row in (ASP_HEADER, *ASP)]
    with pytest.raises(ReleaseRejected, match="columns of is_clotting_factor"):
        conformed(tmp_path, "asp 2022-07", {"July 2022 ASP Pricing File.csv": csv(*ASP_TITLE, *rows)})


def test_limits_of_2010_with_columns_of_infused_drugs(tmp_path: Path) -> None:
    """To 2016 drugs infused through equipment had 95 % of their wholesale price: not read, but said."""
    rows = [[*row[:6], *more, *row[6:]] for row, more in zip(ASP, [("95", "4.12")] * len(ASP), strict=True)]
    header = [*ASP_HEADER[:6], "Infusion AWP%", "Infusion Limit", *ASP_HEADER[6:]]
    title = [ASP_TITLE[0], ["Effective January 1, 2010 through March 31, 2010"]]
    held = conformed(tmp_path, "asp 2010-01", {"ASP.csv": csv(*title, header, *rows)})
    assert held.frames["asp_payment_limit"].height == len(ASP)
    assert held.records["columns_unread"]["header"].to_list() == ["Infusion AWP%", "Infusion Limit"]


EQUIPMENT = ["HCPCS", "Mod", "Mod2", "JURIS", "CATG", "Ceiling", "Floor", *STATES, "Description"]
ITEMS = [
    [f"E06{i:02}", "RR", "", "D", "CR", "60.00", "51.00", "52.1", "53.2", "54.3", "55.4", "x"] for i in MANY
]
NUTRITION = [["B4034", "", "3.84", "6.03", "3.84", "6.03", "Kit"]]


@pytest.mark.parametrize("name", ["DME12_A.csv", "Fees_JAN.csv", "D12Q1.txt"])
def test_equipment_fees_in_a_member_not_named_dmepos(tmp_path: Path, name: str) -> None:
    posted = {
        name: csv(["Fee Schedule"], EQUIPMENT, *ITEMS),
        "DMECHNG.csv": csv(EQUIPMENT, *ITEMS[:3]),
        "DMEPEN_JAN.csv": csv(["HCPCS", "Mod", *STATES, "Description"], *NUTRITION),
    }
    fees = conformed(tmp_path, "dmepos 2012A", posted).frames["dmepos_fee"]
    assert fees.group_by("schedule").len().sort("schedule").rows() == [("dmepos", 120), ("pen", 4)]


def test_nutrition_and_changes_are_not_the_schedule(tmp_path: Path) -> None:
    posted = {
        "DMECHNG.csv": csv(EQUIPMENT, *ITEMS[:3]),
        "Any.csv": csv(["HCPCS", "Mod", *STATES, "Description"], *NUTRITION),
    }
    with pytest.raises(ReleaseRejected, match=r"Any\.csv.*codes of the schedule dmepos; found B4034"):
        conformed(tmp_path, "dmepos 2012A", posted)


@pytest.mark.parametrize(
    ("header", "order"),
    [
        (["CBSA", "Wage Index", "Name"], (0, 2, 1)),
        (["CBSA Name", "CBSA Number", "CY 2012 Wage Index"], (1, 0, 2)),
        (["CBSA Code", "Urban Area (Constituent Counties)", "Wage Index"], (0, 1, 2)),
        (["CBSA", "Wage Index"], (0, 2)),
    ],
)
def test_wage_indexes_under_other_headers(tmp_path: Path, header: list[str], order: tuple[int, ...]) -> None:
    rows = [[row[i] for i in order] for row in WAGE]
    held = conformed(tmp_path, "asc-wage-index 2012", {"Any.csv": csv(header, *rows)})
    found = held.frames["asc_wage_index"].select("cbsa", pl.col("wage_index").cast(pl.Float64)).rows()
    assert found == [(code, float(index)) for code, _, index in WAGE]


@pytest.mark.parametrize(
    "columns", ["January - June,July - December", "Jan-June,July-Dec", "effective January-June,after"]
)
def test_factors_of_two_halves_of_a_year_are_in_doubt(tmp_path: Path, columns: str) -> None:
    """One factor a year is loaded: either column would be wrong for half of it."""
    first, second = columns.split(",")
    names = [f"Anesthesia Conversion Factor {first}", f"Anesthesia Conversion Factor {second}"]
    rows = [[f"{10112 + 100 * i}", "00", f"Area {i}", "22.10", "22.60"] for i in MANY]
    posted = {
        "2015 anesthesia conversion factors.csv": csv(["Carrier", "Locality", "Locality Name", *names], *rows)
    }
    with pytest.raises(ReleaseRejected, match=r"\['conversion_factor'\]"):
        conformed(tmp_path, "anesthesia-factors 2015", posted)


MARKS = ["", "*", ""]


@pytest.mark.parametrize("way", ["a column of its own", "a column with a name", "behind the codes"])
def test_marks_of_surgical_procedures_wherever_they_stand(tmp_path: Path, way: str) -> None:
    """Since 2019 they have a column without a name, in all files held."""
    title = ["Addendum AA -- Final ASC Covered Surgical Procedures for CY 2021"]
    header = ["HCPCS Code", "Short Descriptor", "Subject to Multiple Procedure Discounting"]
    header += [f"January 2021 Payment {figure}" for figure in ("Indicator", "Weight", "Rate")]
    rows = [[f"1{i:04}", "x", "Y", "A2", f"{1 + i / 10:.4f}", f"${(1 + i / 10) * 48.952:.2f}"] for i in MANY]
    marks = [MARKS[i % 3] for i in MANY]
    if way == "behind the codes":
        rows = [[row[0] + mark, *row[1:]] for row, mark in zip(rows, marks, strict=True)]
    else:
        name = "" if way == "a column of its own" else "Office-Based"
        header = [header[0], name, *header[1:]]
        rows = [[row[0], mark, *row[1:]] for row, mark in zip(rows, marks, strict=True)]
    bb = [*header[:-4], *header[-3:]]
    other = [["J0100", *[""] * (len(bb) - 4), "K2", "", "$3.25"]]
    posted = {"AA.csv": csv(title, header, *rows), "BB.csv": csv(["Addendum BB -- for CY 2021"], bb, *other)}
    if way == "behind the codes":
        other[0][0] += "**"
        posted["BB.csv"] = csv(["Addendum BB -- for CY 2021"], bb, *other)
    elif way == "a column with a name":
        other[0][1] = "**"
        posted["BB.csv"] = csv(["Addendum BB -- for CY 2021"], bb, *other)
    held = conformed(tmp_path, "asc 2021-01", posted)
    assert held.frames["asc_addendum_aa"]["flag"].to_list() == [mark or None for mark in marks]
    assert held.frames["asc_addendum_aa"]["hcpcs"].to_list() == [f"1{i:04}" for i in MANY]


def test_laboratory_fees_before_there_was_a_national_price(tmp_path: Path) -> None:
    """The columns of 2016 as others describe them: limit, midpoint, a fee per state or part of one."""
    header = ["HCPCS", "Modifier", "60% National Limit", "60% Median (2016)", "60% Floor (2016)"]
    header += ["TN", "CA1", "Northern California", "Washington State", "SHORTDESC"]
    rows = [
        [f"8{i:04}", "QW" if i % 7 == 0 else "", "18.60", "25.14", "", "18.60", "17.91", "0.00", "18.60", "x"]
        for i in MANY
    ]
    posted = {
        "CLAB2016.Effective Jan 1 2016.xlsx": workbook({"CLAB2016": [["2016 Fees"], header, *book(*rows)]})
    }
    held = conformed(tmp_path, "clfs 2016Q1", posted)
    fees = held.frames["clfs_local_fee"].filter(hcpcs="80001").select("area", pl.col("fee").cast(pl.Float64))
    assert fees.rows() == [
        ("TN", 18.6),
        ("CA1", 17.91),
        ("Northern California", None),
        ("Washington State", 18.6),
    ]
    tests = held.frames["clfs"].select("effective_date", "indicator", "rate").unique()
    assert tests.rows() == [(datetime(2016, 1, 1).date(), "L", None)]
    assert held.frames["clfs"].height == len(MANY)
    assert not held.missing.height
    later = {"CLAB2018.csv": csv(header, *rows)}
    with pytest.raises(ReleaseRejected, match="columns of effective_date, indicator, rate"):
        conformed(tmp_path, "clfs 2019Q1", later)


def test_a_header_with_an_apostrophe() -> None:
    assert words("Nat'l Unadj. Copay.") == words("National Unadjusted Copayment")


@pytest.mark.parametrize("cut", [0.5, 0.52])
def test_a_copy_in_another_folder_that_ends_too_early(tmp_path: Path, cut: float) -> None:
    release, name, title, header, rows = PRINTED["clfs"]
    whole = csv(*title, header, *rows)
    short = whole[: whole.rfind(b"\n", 0, int(len(whole) * cut)) + 1]
    for kept in (short, whole[: int(len(whole) * cut)]):
        held = conformed(tmp_path, release, {f"{name}.csv": kept, f"508/{name}.csv": whole})
        assert held.frames["clfs"].height == len(rows)
    other = whole.replace(b",1.25,", b",9.25,")
    with pytest.raises(ReleaseRejected, match="exactly one member"):
        conformed(tmp_path, release, {f"{name}.csv": other, f"508/{name}.csv": whole})


def test_a_blank_column_within_a_table_without_its_header(tmp_path: Path) -> None:
    release, name, _, header, rows = PRINTED["asc_wage_index"]
    usual = conformed(tmp_path, release, {f"{name}.csv": csv(header, *rows)}).frames["asc_wage_index"]
    parted = [[row[0], "", *row[1:]] for row in rows]
    held = conformed(tmp_path, release, {f"{name}.csv": csv(*parted)})
    assert held.frames["asc_wage_index"].equals(usual)


def test_notes_below_a_table_of_the_pricer_state_no_year(tmp_path: Path) -> None:
    header = ["CBSA", "EFFECTIVEDATE", "GEOGRAPHICWAGEINDEX", "RECLASSIFIEDWAGEINDEX", "NAME"]
    rows = [[f"{10180 + 20 * i}", "20220101", f"0.9{i:03}", f"0.9{i:03}", "Area"] for i in MANY]
    notes = [["Note: see", "see the rule", "", "", ""]]
    held = conformed(
        tmp_path, "opps-wage-index 2022", {"cbsa-wage-index-2022.csv": csv(header, *rows, *notes)}
    )
    assert held.frames["opps_wage_index"].height == len(rows)


def test_a_sheet_of_notes_that_names_one_column_is_no_second_table(tmp_path: Path) -> None:
    notes = [["Read me"], ["Column", "Meaning"], ["HCPCS/CPT Code", "A code"]]
    header = ["HCPCS/CPT Code", "DME Supplier Services MUE Values"]
    sheets: Sheets = {"Read me": notes, "Sheet1": [header, *book(*UNITS)]}
    posted = {"MCR_MUE_DMESupplierServices_Eff_01-01-2012.xlsx": workbook(sheets)}
    assert conformed(tmp_path, "ncci-mue-dme 2012Q1", posted).frames["ncci_mue"].height == len(UNITS)


def test_a_header_that_is_repeated_on_a_later_page_is_not_the_header(tmp_path: Path) -> None:
    """In other words than CMS's usual ones, so that further columns do not decide which of the two it is."""
    header = ["CBSA", "AREA NAME", "CY 2024 WAGE INDEX", "REMARK"]
    rows = [[*row, ""] for row in WAGE]
    text = csv(header, *rows[:10], header, *rows[10:])
    held = conformed(tmp_path, "asc-wage-index 2024", {"Any.csv": text})
    assert held.frames["asc_wage_index"].height == len(WAGE)
