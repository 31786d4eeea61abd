"""Bytes to rows: any encoding, any line end, stray quotes, headers that are not what they were."""

import csv
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.release import Release, parse_release
from tests.transforms.golden_folders import ROOT, Golden, as_csv, load, load_alone
from tests.transforms.workbook import workbook
from transforms import errors
from transforms.errors import Location
from transforms.pfs.localities import PFS_GPCI
from transforms.reading.fixed_columns import cut_by_layout
from transforms.reading.header import find_header
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents
from transforms.reading.text import as_utf8, body, head, lines_of, plain
from transforms.tables import TABLES

PLACE = Location(Release("pfs-rvu", "2026A"), "GPCI2026.csv", "pfs_gpci")
GPCI = Golden(ROOT / "pfs_gpci" / "csv_2026_two_work_indices")
TEXT = GPCI.member.data.decode()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp437", "cp1252", "latin-1", "utf-16"])
def test_the_same_rows_in_any_encoding_with_any_line_end(encoding: str, end: str) -> None:
    text = TEXT.replace("ALASKA*", "ALASKÁ").replace("\r\n", "\n").replace("\n", end)
    data = text.encode(encoding, errors="ignore")
    frame = load(GPCI, data).frame
    assert as_csv(frame.drop("locality_name")) == as_csv(load(GPCI).frame.drop("locality_name"))


def test_a_row_that_numbers_the_columns_below_the_header_is_no_data() -> None:
    rows = "".join(f"{10000 + i},Area {i},0.9{i:02}\r\n" for i in range(30))
    for numbers in ("1,2,3", "(1),(2),(3)", "Column 1,Column 2,Column 3"):
        text = f"CBSA,CBSA Name,WI26\r\n{numbers}\r\n{rows}"
        contents = ZipContents(parse_release("asc-wage-index 2026"), (Member("wi.csv", text.encode()),))
        assert load_alone(TABLES["asc_wage_index"], contents).frame["cbsa"].min() == "10000"


def test_a_line_cut_at_the_end_of_the_beginning_has_no_layout() -> None:
    """Nine cells between tildes, of which the first seven alone are the text file's layout until 2025."""
    head = "YEAR~HCPCS~MOD~EFF_DATE~INDICATOR~RATE~SHORTDESC~LONGDESC~EXTENDED LONGDESC\r\n"
    line = "2025~{:05}~~20250101~N~00720.00~text~a longer text~a longer text of {}\r\n"
    for spare in range(60):  # wherever the line is cut
        text = f"{'x' * spare}\r\n" + head + "".join(line.format(80000 + i, i) for i in range(900))
        contents = ZipContents(parse_release("clfs 2025Q1"), (Member("clfs.csv", text.encode()),))
        assert load_alone(TABLES["clfs"], contents).frame.height == 900


def test_blank_rows_notes_and_a_dos_eof_are_not_rows() -> None:
    noise = "\r\n,,,,,,,\r\n , , , \r\n* A note of CMS's,,,,,,,\r\n\x1a,,,,,,,\r\n\x1a"
    loaded = load(GPCI, (TEXT + noise).encode())
    assert loaded.rows_in == load(GPCI).rows_in


def test_non_breaking_spaces_after_codes_are_repaired_and_counted() -> None:
    loaded = load(GPCI, TEXT.replace("02102,AK,01,", "02102\u00a0,AK\ufffd,01,").encode())
    assert as_csv(loaded.frame) == GPCI.expected
    assert loaded.repaired == 2


def test_non_breaking_spaces_around_a_number_are_repaired_and_counted() -> None:
    loaded = load(GPCI, TEXT.replace("1.500,1.065", "1.500\u00a0,\u00a01.065").encode(), max_rejected_share=0)
    assert as_csv(loaded.frame) == GPCI.expected
    assert loaded.repaired == 2


def test_a_non_breaking_space_within_a_number_is_rejected() -> None:
    with pytest.raises(
        errors.TooManyRejectedRows, match=r"line 5.*work_gpci: .* at most 3 decimals.*, found '1.5"
    ):
        load(GPCI, TEXT.replace("1.500,1.065", "1.5\u00a000,1.065").encode(), max_rejected_share=0)


CUT = [
    ("pfs_opps_cap/csv_2026", 1, "fewer decimals"),
    ("pfs_opps_cap/csv_2026", 4, "fewer decimals"),
    ("pfs_opps_cap/csv_2026", 7, "expected 7 cells, found 6"),
    ("pfs_rvu/csv_2022_bare_cr", 1, "fewer decimals"),
    ("zip_locality/txt_zip5", 1, "expected a line matching the layout"),
]


@pytest.mark.parametrize(("variant", "lost", "says"), CUT)
def test_a_file_that_ends_within_a_line_is_refused(variant: str, lost: int, says: str) -> None:
    """A truncated last line means an unknown number of missing rows."""
    golden = Golden(ROOT / variant)
    data = golden.member.data.rstrip(b"\r\n")
    assert as_csv(load(golden, data).frame) == golden.expected, (
        "the end of the last line alone may be missing"
    )
    with pytest.raises(errors.UnreadableMember, match=rf"a complete last line.*{says}"):
        load(golden, data[:-lost])


def test_rows_with_a_key_twice() -> None:
    alaska = "02102,AK,01,ALASKA*,1.500,1.500,1.065,0.551\r\n"
    folded = load(GPCI, (TEXT + alaska).encode())
    assert (as_csv(folded.frame), folded.duplicate_rows) == (GPCI.expected, 1)
    conflicting = load(GPCI, (TEXT + alaska.replace("0.551", "0.552")).encode())
    assert conflicting.set_aside["line"].to_list()[0] == 5
    assert set(conflicting.set_aside["reason"]) == {"another row has the same mac, locality but other values"}
    assert conflicting.frame.height == folded.frame.height - 1


@pytest.mark.parametrize(
    ("old", "new", "refusal", "says"),
    [
        ("2026 PE GPCI", "Practice GPCI", errors.UnexpectedColumns, r"pe_gpci.* found .*Practice GPCI"),
        ("2026 PE GPCI", "2026 MP GPCI", errors.DuplicateColumns, "mp_gpci"),
        (",2026 MP GPCI", ",", errors.MissingColumns, "mp_gpci"),
        ("2026 PW GPCI (with 1.0", "2025 PW GPCI (with 1.0", errors.WrongPeriod, "indices of 2026"),
        ("0.988,1.000", "0.988,1,000", errors.TooManyRejectedRows, "line 4: expected 8 cells, found 9"),
        ("0.988,1.000", "0.9881", errors.TooManyRejectedRows, "line 4: expected 8 cells, found 7"),
        ("0.988,1.000", "0.9881,1.000", errors.TooManyRejectedRows, "at most 3 decimals.*, found '0.9881'"),
        ("0.988,1.000", '"0.988,1.000', errors.UnreadableMember, "balanced quotes"),
        ("10112,AL,00", "AL,10112,00", errors.TooManyRejectedRows, r"mac: expected text like"),
    ],
)
def test_rejected_members(old: str, new: str, refusal: type[errors.ReleaseRejected], says: str) -> None:
    with pytest.raises(refusal, match=says) as raised:
        load(GPCI, TEXT.replace(old, new, 1).encode(), max_rejected_share=0)
    assert str(raised.value).startswith("pfs-rvu 2026A · GPCI2026.csv · pfs_gpci")
    assert "To do: " in str(raised.value)


def test_data_above_the_header() -> None:
    lines = TEXT.split("\r\n")
    lines[0], lines[3] = lines[3], lines[0]
    with pytest.raises(errors.DataAboveHeader, match="line 1"):
        load(GPCI, "\r\n".join(lines).encode())


def test_the_last_row_of_nines_may_have_hard_spaces() -> None:
    golden = Golden(ROOT / "opps_out_migration/csv_2021_row_of_nines")
    lines = golden.member.data.decode().splitlines()
    data = "\n".join([lines[0], *(line.replace(",", "\u00a0,") + "\u00a0" for line in lines[1:])])
    assert as_csv(load(golden, data.encode()).frame) == golden.expected


def test_no_header_at_all() -> None:
    with pytest.raises(errors.HeaderNotFound, match=r"work_gpci.*widen the header patterns"):
        load(GPCI, b"Please accept the license\r\nbefore you go on,\r\n")


def test_nothing_at_all() -> None:
    with pytest.raises(
        errors.HeaderNotFound, match=r"pfs_gpci: expected a header with mac, .*; found nothing\."
    ):
        load(GPCI, b"")


def test_a_header_is_found_under_any_number_of_notices() -> None:
    notices = [["Notice, with commas"], [""], ["Two", "cells"]] * 10
    names = ["Carrier", "Locality", "Locality name", "Work GPCI", "PE GPCI", "MP GPCI"]
    found = find_header(PFS_GPCI, [*notices, names, ["10102", "00", "Alabama", "1", "1", "1"]], PLACE)
    assert (found.first, found.last) == (30, 30)
    assert found.claims == ("mac", "locality", "locality_name", "work_gpci", "pe_gpci", "mp_gpci")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        text = as_utf8(data, PLACE)
        rows = head(text, PLACE)
        frame = body(text, rows[0][0] if rows else 0, 3, PLACE)
    except errors.UnreadableMember:
        return
    assert frame.columns == ["line", "c0", "c1", "c2", "fault"]
    assert frame.height <= plain(text).count("\n") + 1


@pytest.mark.parametrize(
    "line",
    [
        *("00100T1  12.5", "0010é    1234", "00100T1 X12.5"),
        *("00100T1  12.", "00100T1  12.55", "", "HDR no record"),
    ],
)
def test_lines_are_cut_by_position_as_their_layout_matches(line: str) -> None:
    """A layout of widths and blanks alone is not matched as a pattern; the cells are the same."""
    layout = r"(?P<hcpcs>.{5})(?P<modifier>..) {2}(?P<rate>.{3})(?P<flag>.)"
    frame = pl.DataFrame({"text": [line]})
    by_pattern = frame.select(cut=pl.col("text").str.extract_groups(f"^(?:{layout})$")).unnest("cut")
    assert frame.select(cut=cut_by_layout(layout, pl.col("text"))).unnest("cut").equals(by_pattern)


@pytest.mark.parametrize(
    "text", ["a\nb\n", "a\r\nb", "a\rb\r", "\n\na\r\r\n\x0cb\x1a", "é\u2028b\x0b\x1cc\n", ""]
)
def test_lines_end_as_in_the_plain_text(text: str) -> None:
    lines = lines_of(text.encode())["text"].to_list()
    expected = plain(text.encode()).split("\n")
    assert lines == (expected if expected[-1] else expected[:-1])


def test_published_amounts_without_quotes() -> None:
    """As a program writes them again."""
    golden = Golden(ROOT / "pfs_payment_published" / "txt_2025")
    bare = load(golden, golden.member.data.replace(b'"', b"")).frame
    assert as_csv(bare) == golden.expected


@pytest.mark.parametrize("mark", ["\t", ";", "|", "book"])
def test_published_amounts_in_other_renderings(mark: str) -> None:
    amounts = Golden(ROOT / "pfs_payment_published" / "txt_2025")
    rows = list(csv.reader(amounts.member.data.decode().splitlines()))
    data = workbook({"Sheet1": [[_as_number(cell) for cell in row] for row in rows]})
    data = data if mark == "book" else "\r\n".join([*map(mark.join, rows), ""]).encode()
    name = amounts.member.name.replace(".txt", ".xlsx") if mark == "book" else amounts.member.name
    found = load_alone(amounts.table, ZipContents(amounts.release, (Member(name, data),)))
    assert found.frame.equals(load(amounts).frame)


def _as_number(cell: str) -> float | str:
    return float(cell) if re.fullmatch(r"\d+\.\d+", cell.strip()) else cell


def test_a_product_number_in_exponents_has_lost_its_digits() -> None:
    (golden,) = (Golden(folder) for folder in [next((ROOT / "asp_noc_ndc_crosswalk").iterdir())])
    ndc = load(golden).frame["ndc"][0].encode()
    (aside,) = load(golden, golden.member.data.replace(ndc, b"8.89E+11", 1)).set_aside["reason"]
    assert aside == "ndc: digits rounded away by a spreadsheet"


def test_the_day_in_a_name_may_have_blanks() -> None:
    golden = Golden(next(folder for folder in (ROOT / "ncci_mue").iterdir() if "csv_2024" in folder.name))
    member = Member(golden.member.name.replace("_", " ").replace("-", " "), golden.member.data)
    assert load_alone(golden.table, ZipContents(golden.release, (member,))).frame.height


@pytest.mark.parametrize("marks", [r"\1_\2", r"\1_\2_", r"\1 \2"])
def test_states_and_rural_areas_without_brackets(marks: str) -> None:
    golden = Golden(ROOT / "dmepos_fee" / "csv_2025")
    text = re.sub(r"\b([A-Z]{2}) ?\((NR|R)\)", marks, golden.member.data.decode("latin-1"))
    assert as_csv(load(golden, text.encode("latin-1")).frame) == golden.expected
