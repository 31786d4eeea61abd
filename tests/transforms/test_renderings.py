"""Renderings of a table, and tables apart: what one broken file costs, and what it does not."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from sources.release import Release
from tests.sources.hostile_zips import packed_by_deflate64
from tests.transforms.test_conformed import MEMBERS, RELEASE, posted
from tests.transforms.workbook import workbook, zip_of
from transforms import errors
from transforms.conforming.conform_release import ConformedRelease, conform_zip
from transforms.conforming.renderings import SMALL, read_renderings
from transforms.pfs.opps_cap import PFS_OPPS_CAP
from transforms.pfs.rvu import PFS_RVU
from transforms.reading.members import Member, read_members
from transforms.reading.read_member import most_records
from transforms.reading.select_members import ZipContents
from transforms.reading.sheets import Workbook

GPCI = "GPCI2026.csv"
LINES = MEMBERS[GPCI].decode().split("\r\n")
BROKEN = b"<html>The page you asked for has moved</html>"


def conformed(tmp_path: Path, members: dict[str, bytes], compare: str = "cheap") -> ConformedRelease:
    return conform_zip(posted(tmp_path, members), RELEASE, compare=compare)


def renderings(held: ConformedRelease, table: str) -> list[tuple[str, str]]:
    return held.records["renderings"].filter(table_name=table).select("member", "outcome").rows()


def as_tabs(text: bytes) -> bytes:
    return text.replace(b",", b"\t")


def as_book(text: bytes) -> bytes:
    rows = [[cell or None for cell in line.split(",")] for line in text.decode().split("\r\n")]
    return workbook({"Notes": [["See the sheet GPCI"]], "Addendum E": rows})


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda text: BROKEN, id="another file"),
        pytest.param(lambda text: b"", id="empty"),
        pytest.param(lambda text: text[: text.index(b"1.065") + 3], id="cut within a line"),
        pytest.param(lambda text: text.replace(b"PE GPCI", b"Other index"), id="a column nobody knows"),
        pytest.param(lambda text: text.replace(b"1.500", b"1.5l0"), id="a number that is none"),
        pytest.param(lambda text: text.replace(b'"', b"").replace(b"ALASKA", b'"ALASKA'), id="a stray quote"),
    ],
)
@pytest.mark.parametrize(("other", "written"), [("GPCI2026.txt", as_tabs), ("GPCI2026.xlsx", as_book)])
def test_a_rejected_rendering_does_not_lose_the_table(
    tmp_path: Path, broken: Callable[[bytes], bytes], other: str, written: Callable[[bytes], bytes]
) -> None:
    right = conformed(tmp_path, MEMBERS).frames["pfs_gpci"]
    held = conformed(tmp_path, {**MEMBERS, GPCI: broken(MEMBERS[GPCI]), other: written(MEMBERS[GPCI])})
    assert held.frames["pfs_gpci"].equals(right)
    assert held.missing.is_empty()
    assert dict(renderings(held, "pfs_gpci"))[GPCI] == "rejected"


def test_an_unreadable_table_does_not_lose_the_others(tmp_path: Path) -> None:
    held = conformed(tmp_path, {**MEMBERS, GPCI: BROKEN})
    assert "pfs_gpci" not in held.frames
    assert set(conformed(tmp_path, MEMBERS).frames) - set(held.frames) == {"pfs_gpci"}
    assert held.missing.select("table_name", "kind").rows() == [("pfs_gpci", "rejected")]
    assert "pfs-rvu 2026A · GPCI2026.csv · pfs_gpci: expected a header with" in held.missing["reason"][0]


def test_a_table_that_no_member_holds_is_named(tmp_path: Path) -> None:
    held = conformed(tmp_path, {name: data for name, data in MEMBERS.items() if "GPCI" not in name})
    assert held.missing.rows() == [("pfs_gpci", "", "absent", "no member of the zip contains pfs_gpci")]


def test_only_the_qpp_file_of_2026_may_be_missing(tmp_path: Path) -> None:
    held = conformed(tmp_path, {**MEMBERS, "PPRRVU2026_Jan_QPP.csv": BROKEN})
    assert not held.frames["pfs_rvu"]["qualifying_apm"].any()
    assert held.missing.select("table_name", "kind").rows() == [("pfs_rvu", "rejected")]
    with pytest.raises(errors.HeaderNotFound, match=r"PPRRVU2026_Jan_nonQPP\.csv"):
        conformed(tmp_path, {**MEMBERS, "PPRRVU2026_Jan_nonQPP.csv": BROKEN})


def test_a_rendering_that_was_cut_between_lines_is_not_preferred(tmp_path: Path) -> None:
    """It reads well; the other one holds all its rows and more."""
    rows = [f"{10000 + i},AL,00,PLACE {i},1.000,1.000,0.900,0.500" for i in range(100)]
    text = "\r\n".join([*LINES[:3], *rows, ""]).encode()
    cut = "\r\n".join([*LINES[:3], *rows[:40], ""]).encode()
    held = conformed(tmp_path, {**MEMBERS, GPCI: cut, "GPCI2026.txt": as_tabs(text)})
    assert held.frames["pfs_gpci"].height == 100
    assert renderings(held, "pfs_gpci") == [(GPCI, "whole"), ("GPCI2026.txt", "loaded")]
    differences = held.records["rendering_differences"].select("member", "column_name", "rows_differing")
    assert differences.rows() == [(GPCI, "a row in only one rendering", 60)]


def test_differences_between_renderings_are_recorded(tmp_path: Path) -> None:
    other = as_tabs(MEMBERS[GPCI].replace(b"1.500\x2c1.500", b"1.500\x2c1.400"))
    held = conformed(tmp_path, {**MEMBERS, "GPCI2026.txt": other})
    assert held.frames["pfs_gpci"].equals(conformed(tmp_path, MEMBERS).frames["pfs_gpci"])
    (row,) = held.records["rendering_differences"].rows(named=True)
    assert (row["member"], row["column_name"], row["rows_differing"]) == ("GPCI2026.txt", "work_gpci", 1)
    unread = conformed(tmp_path, {**MEMBERS, "GPCI2026.txt": other}, compare="none")
    assert renderings(unread, "pfs_gpci") == [(GPCI, "loaded"), ("GPCI2026.txt", "unread")]


def test_codes_without_their_zeros_give_way_to_a_rendering_that_kept_them(tmp_path: Path) -> None:
    """As in PPRRVU17's csv: 272 codes of anesthesia, 00100 to 01999, are numbers of three or four digits."""
    codes = [f"{code:05}" for code in range(100, 160)] + ["G0105", "93000"]
    rows = [f"{code},,A,01112,05,1.00,1.00" for code in codes]
    header = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILITY PRICE"
    whole = "\r\n".join([header, *rows, ""])
    short = "\r\n".join([header, *(row.lstrip("0") for row in rows), ""])
    alone = conformed(tmp_path, {**MEMBERS, "OPPSCAP_Jan.csv": short.encode()})
    both = conformed(
        tmp_path, {**MEMBERS, "OPPSCAP_Jan.csv": short.encode(), "OPPSCAP_Jan.txt": as_tabs(whole.encode())}
    )
    for held in (alone, both):
        assert held.frames["pfs_opps_cap"]["hcpcs"].to_list() == codes
    assert alone.records["renderings"].filter(table_name="pfs_opps_cap")["zeros_restored"].to_list() == [60]
    assert renderings(both, "pfs_opps_cap") == [("OPPSCAP_Jan.csv", "whole"), ("OPPSCAP_Jan.txt", "loaded")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026 PE GPCI", "2026 PE GPCI 2"),
        ("2026 PE GPCI", "PE GPCI (2)"),
        ("2026 PE GPCI", "GPCI (PE)"),
        ("2026 PE GPCI", "Practice Expense GPCI"),
        ("2026 MP GPCI", "Malpractice Geographic Practice Cost Index"),
        ("2026 MP GPCI", "2026MPGPCI"),
        ("Locality Number", "Loc. No."),
        ("Locality Name", "Localty Name"),
        ("Locality Name", "(4) Locality Name:"),
        ("Locality Name", "4. 'Locality Name'"),
    ],
)
def test_a_header_is_recognized_by_its_words(tmp_path: Path, old: str, new: str) -> None:
    text = MEMBERS[GPCI].decode()
    assert old in text
    held = conformed(tmp_path, {**MEMBERS, GPCI: text.replace(old, new).encode()})
    assert held.frames["pfs_gpci"].equals(conformed(tmp_path, MEMBERS).frames["pfs_gpci"])
    known = held.records["column_recognition"].filter(table_name="pfs_gpci", how="words")
    assert known["header"].to_list() == [new]


@pytest.mark.parametrize(
    "new", ["2025 PE GPCI", "PE GPCI before 2026", "PE GPCI without floor", "Proposed PE GPCI"]
)
def test_a_header_that_may_mean_another_figure_is_not_taken(tmp_path: Path, new: str) -> None:
    text = MEMBERS[GPCI].decode().replace("2026 PE GPCI", new)
    held = conformed(tmp_path, {**MEMBERS, GPCI: text.encode()})
    assert held.missing["table_name"].to_list() == ["pfs_gpci"]


def test_an_unknown_column_is_left_out_and_reported(tmp_path: Path) -> None:
    text = [f"{line},{'Region' if 'Locality Name' in line else 'South'}" for line in LINES[2:-1]]
    held = conformed(tmp_path, {**MEMBERS, GPCI: "\r\n".join([*text, ""]).encode()})
    assert held.missing["reason"].to_list() == []
    assert held.frames["pfs_gpci"].equals(conformed(tmp_path, MEMBERS).frames["pfs_gpci"])
    (unread,) = held.records["columns_unread"].rows(named=True)
    assert (unread["position"], unread["header"]) == (9, "Region")


@pytest.mark.parametrize("further", ["9.99", "see note"])
def test_a_workbook_with_rows_wider_than_its_header(tmp_path: Path, further: str) -> None:
    """Figures behind the last column may be its own, of a header that lost a cell; remarks are none."""
    rows = list(csv.reader(MEMBERS["OPPSCAP_Jan.csv"].decode().splitlines()))
    at = 5 if further == "9.99" else len(rows[0])
    wide = [rows[0], *([*row[:at], further, *row[at:]] for row in rows[1:] if len(row) > 1)]
    whole = {n: d for n, d in MEMBERS.items() if not n.startswith("OPPSCAP")}
    held = conformed(tmp_path, {**whole, "OPPSCAP_Jan.xlsx": workbook({"Sheet1": wide})})
    assert ("pfs_opps_cap" in held.frames) == (further == "see note")
    if further == "see note":
        assert held.frames["pfs_opps_cap"].equals(conformed(tmp_path, MEMBERS).frames["pfs_opps_cap"])


@pytest.mark.parametrize("header", ["2026 PE GPCI (transitional)", "PE GPCI as paid"])
def test_an_unknown_column_that_may_change_what_another_means_is_in_doubt(
    tmp_path: Path, header: str
) -> None:
    text = [f"{line},{header if 'Locality Name' in line else '1.000'}" for line in LINES if line.strip()]
    held = conformed(tmp_path, {**MEMBERS, GPCI: "\r\n".join([*text, ""]).encode()})
    assert "no column that may change another's meaning" in held.missing["reason"][0]


def test_a_damaged_side_file_loses_only_its_table(tmp_path: Path) -> None:
    path = tmp_path / "rvu26a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as opened:
        for name, data in MEMBERS.items():
            opened.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b"ALASKA*", b"ALASKB*", 1))
    held = conform_zip(path, RELEASE)
    assert held.missing.select("table_name").rows() == [("pfs_gpci",)]
    assert "Bad CRC-32" in held.missing["reason"][0]


@pytest.mark.parametrize("compare", ["none", "cheap", "all"])
def test_a_damaged_rendering_beside_a_whole_one_costs_nothing(tmp_path: Path, compare: str) -> None:
    path = tmp_path / "rvu26a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as opened:
        for name, data in {**MEMBERS, "GPCI2026.txt": as_tabs(MEMBERS[GPCI])}.items():
            opened.writestr(name, data)
    before, after = path.read_bytes().rsplit(b"ALASKA*", 1)
    path.write_bytes(before + b"ALASKB*" + after)
    held = conform_zip(path, RELEASE, compare=compare)
    assert held.missing.is_empty()
    assert sorted(renderings(held, "pfs_gpci")) == [("GPCI2026.csv", "loaded"), ("GPCI2026.txt", "rejected")]


def test_a_member_packed_by_deflate64_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed_by_deflate64(MEMBERS[GPCI]))
    (member,) = read_members(path, Release("pfs-rvu", "2026A"))
    assert member.data == MEMBERS[GPCI]
    (other,) = read_members(path, Release("pfs-rvu", "2026A"))
    assert other.form == "csv"  # its first bytes alone


def test_an_unsupported_compression_method_is_named(tmp_path: Path) -> None:
    path = posted(tmp_path, MEMBERS)
    data = path.read_bytes().replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x63\x00")
    path.write_bytes(data)
    with pytest.raises(errors.UnreadableMember, match=r"nonQPP\.csv: expected a member that can be unpacked"):
        conform_zip(path, RELEASE)


@dataclass
class Unpacked:
    """A member of which only the beginning may be unpacked; `sizes` lists how much was."""

    data: bytes
    sizes: list[int]

    def member(self, name: str) -> Member:
        return Member(name, self._whole, self._beginning, len(self.data))

    def _whole(self) -> bytes:
        self.sizes.append(len(self.data))
        return self.data

    def _beginning(self, size: int) -> bytes:
        self.sizes.append(size)
        return self.data[:size]


@pytest.mark.parametrize(
    ("before", "most"),
    [
        pytest.param(0, 8_000, id="the sheets come first"),
        pytest.param(10_000, 16_000, id="their texts come first, as in RVU22A's OPPSCAP"),
        pytest.param(100_000, 300_000, id="their texts come first, as in RVU22A's PPRRVU"),
        pytest.param(400_000, 10_000_000, id="they lie further in"),
    ],
)
def test_a_workbook_is_unpacked_no_further_than_its_sheets_are_listed(before: int, most: int) -> None:
    book = workbook({"Notes": [["none"]], "Fees & more": [["x", str(i)] for i in range(70)]}, {"Notes"})
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    texts = {"xl/sharedStrings.xml": Random(1).randbytes(before)}
    after = {"xl/theme.xml": Random(2).randbytes(500_000)}
    unpacked = Unpacked(zip_of(texts | parts | after), [])
    sheets = Workbook(unpacked.member("a.xlsx"), RELEASE).sheets
    assert [(sheet.name, sheet.is_hidden, sheet.stated_rows()) for sheet in sheets] == [
        ("a.xlsx!Notes", True, 1),
        ("a.xlsx!Fees & more", False, 70),
    ]
    assert max(unpacked.sizes) <= most


def test_a_workbook_with_a_damaged_list_of_sheets_is_unreadable() -> None:
    book = workbook({"Fees": [["x"]]})
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        at = opened.getinfo("xl/workbook.xml").header_offset
    damaged = book[: at + 60] + b"\xff" * 20 + book[at + 80 :]
    sheets = Workbook(Unpacked(damaged, []).member("a.xlsx"), RELEASE).sheets
    assert [sheet.name for sheet in sheets] == ["a.xlsx!(unreadable)"]


PPRRVU = Path(__file__).parent / "golden/pfs_rvu"


@pytest.mark.parametrize(("copies", "outcome"), [(1, "unread"), (2, "whole")])
def test_a_text_of_records_is_unpacked_only_if_it_has_room_for_more_rows(copies: int, outcome: str) -> None:
    """Each record of 2014 has 171 characters: the size alone says whether it can have more than the csv."""
    (csv,), (txt,) = (list(PPRRVU.glob(f"{form}_2014/PPRRVU*")) for form in ("csv", "txt"))
    header, mark, rows = csv.read_bytes().partition(b"\nA4407")
    records = b"".join(line for line in txt.read_bytes().splitlines(keepends=True) if len(line) > 171)
    enough = SMALL // len(records) + 1
    text = Unpacked(records * enough * copies, [])
    members = (Member(csv.name, header + (mark + rows.rstrip()) * enough), text.member("PPRRVU14_V1219.txt"))
    contents = ZipContents(Release("pfs-rvu", "2014A"), members)
    group = read_renderings(PFS_RVU, PFS_RVU.members[0], contents, compare="none")
    assert group.loaded
    assert group.loaded.name == csv.name
    read = {each.name: "whole" if each.is_whole else "rejected" for each in group.renderings}
    assert read.get("PPRRVU14_V1219.txt", "unread") == outcome
    assert (len(text.data) in text.sizes) == (outcome == "whole")


@pytest.mark.parametrize(
    ("beginning", "most"),
    [
        pytest.param(b"0633TTC C 01112  05\r\n" * 3 + b"0633T", 11, id="lines of one width, as OPPSCAP's"),
        pytest.param(b"HCPCS\r\n" + b"0633TTC C 01112  05\r\n" * 3, 211, id="lines of several"),
    ],
)
def test_most_records_of_a_text_without_a_layout(beginning: bytes, most: int) -> None:
    assert most_records(PFS_OPPS_CAP, beginning, size=210) == most


def test_a_copy_that_was_cut_within_a_name_is_no_second_table(tmp_path: Path) -> None:
    """Its last row is whole, but another: Area for Area 39."""
    rows = [f"{10000 + i},0.9{i:03},Area {i}" for i in range(40)]
    whole = "\r\n".join(["CBSA,WI24,CBSA Name", *rows, ""]).encode()
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of({"Wage Index.csv": whole, "copy/Wage Index.csv": whole[:-5]}))
    held = conform_zip(path, Release("asc-wage-index", "2024"))
    assert held.frames["asc_wage_index"]["name"].to_list()[-1] == "Area 39"
