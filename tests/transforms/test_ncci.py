"""NCCI members state their quarter and their setting; neither may be another than the release's."""

import re

import pytest

from sources.release import parse_release
from tests.transforms.golden_folders import Golden, as_csv, goldens, load, load_alone, name_of
from tests.transforms.workbook import workbook
from transforms.conforming.conform_table import ConformedTable
from transforms.errors import NotExactlyOne, TooManyRejectedRows, WrongPeriod, WrongSeries
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents

GOLDEN = {name_of(golden): golden for golden in goldens()}


def read(golden: Golden, release: str, member: str = "", data: bytes = b"") -> ConformedTable:
    """The golden member as if it were of another release, had another name or other bytes."""
    asked = parse_release(release)
    shown = Member(member or golden.member.name, data or golden.member.data)
    return load_alone(golden.table, ZipContents(asked, (shown,)))


@pytest.mark.parametrize(
    ("golden", "release", "expected"),
    [
        ("ncci_ptp/txt_2024_practitioner", "ncci-ptp-practitioner 2024Q2", "version v301"),
        ("ncci_ptp/txt_2024_practitioner", "ncci-ptp-practitioner 2025Q4", "version v313"),
        ("ncci_ptp/txt_2024_practitioner", "ncci-ptp-practitioner 2026Q4", "version v323"),
        ("ncci_ptp_changes/txt_2025_hospital_additions", "ncci-ptp-changes-hospital 2026Q1", "2026-01-01"),
        ("ncci_mue/csv_2026_practitioner", "ncci-mue-practitioner 2026Q3", "2026-07-01"),
        ("ncci_mue_changes/txt_2025_dme_additions", "ncci-mue-changes-dme 2025Q3", "2025-07-01"),
        ("ncci_add_on/txt_2025", "ncci-add-on 2026Q1", "V2026Q1"),
    ],
)
def test_another_quarter_is_refused(golden: str, release: str, expected: str) -> None:
    with pytest.raises(WrongPeriod, match=f"{release}.*{expected}"):
        read(GOLDEN[golden], release)


@pytest.mark.parametrize(
    ("golden", "release"),
    [
        ("ncci_ptp/txt_2024_practitioner", "ncci-ptp-hospital 2024Q3"),
        ("ncci_ptp_changes/txt_2025_hospital_additions", "ncci-ptp-changes-practitioner 2025Q4"),
        ("ncci_ptp_changes/txt_2025_practitioner_deletions", "ncci-ptp-changes-hospital 2025Q4"),
        ("ncci_mue/csv_2026_practitioner", "ncci-mue-hospital 2026Q2"),
        ("ncci_mue_changes/txt_2025_dme_additions", "ncci-mue-changes-practitioner 2025Q4"),
    ],
)
def test_another_setting_is_refused(golden: str, release: str) -> None:
    with pytest.raises(WrongSeries, match=release):
        read(GOLDEN[golden], release)


def test_a_member_without_a_date_is_refused() -> None:
    golden = GOLDEN["ncci_mue/csv_2026_practitioner"]
    with pytest.raises(WrongPeriod, match="found no date"):
        read(golden, "ncci-mue-practitioner 2026Q2", "MCR_MUE_PractitionerServices_Eff_April.csv")


def test_the_two_dates_of_a_workbook_and_its_sheet_must_agree() -> None:
    golden = GOLDEN["ncci_mue/csv_2026_practitioner"]
    folder = "MCR_MUE_PractitionerServices_Eff_01-01-2026/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"
    with pytest.raises(WrongPeriod, match=r"'2026-01-01', '2026-04-01'"):
        read(golden, "ncci-mue-practitioner 2026Q2", folder)


def test_two_parts_in_one_zip_are_refused() -> None:
    golden = GOLDEN["ncci_ptp/txt_2024_practitioner"]
    lines = golden.member.data.splitlines(keepends=True)
    parts = tuple(Member(f"ccipra-v302r0-f{n}.TXT", b"".join(lines[: len(lines) - n])) for n in (1, 2))
    with pytest.raises(NotExactlyOne, match=r"f1\.TXT.*f2\.TXT"):
        load_alone(golden.table, ZipContents(golden.release, parts))


def test_one_bad_row_in_a_thousand_is_set_aside_and_two_refuse_the_release() -> None:
    golden = GOLDEN["ncci_ptp/txt_2024_practitioner"]
    rows = [f"{code:05}\t99213\t\t20200101\t*\t1\tMutually exclusive procedures" for code in range(1000)]
    head = b"".join(golden.member.data.splitlines(keepends=True)[:6])
    rows[500] = rows[500].replace("\t*\t", "\t20191231\t")
    loaded = read(golden, str(golden.release), data=head + "\r\n".join(rows).encode())
    assert loaded.frame.height == 999
    assert loaded.set_aside.select("line", "reason").rows() == [
        (507, "deletion_date: before the effective date")
    ]
    rows[501] = rows[501].rpartition("\t")[0]  # Polars alone would pad it
    with pytest.raises(TooManyRejectedRows, match="line 508: expected 7 cells, found 6"):
        read(golden, str(golden.release), data=head + "\r\n".join(rows).encode())


def test_a_limit_of_zero_is_a_limit() -> None:
    limits = load(GOLDEN["ncci_mue/csv_2026_practitioner"]).frame
    assert limits.filter(hcpcs="V5364")["mue_value"].item() == 0


def test_pairs_are_read_from_a_workbook_whose_dates_are_numbers() -> None:
    """CMS's 2024 zips were seen with a workbook alone."""
    golden = GOLDEN["ncci_ptp/txt_2024_practitioner"]
    lines = [line.split("\t") for line in golden.member.data.decode().splitlines()]
    rows = [
        [int(cell) if re.fullmatch(r"\d{8}|\d", cell) else cell or None for cell in line] for line in lines
    ]
    book = Member("ccipra-v302r0-f1.xlsx", workbook({"ccipra-v302r0-f1": rows}))
    assert as_csv(read(golden, str(golden.release), book.name, book.data).frame) == golden.expected
