"""The month or letter in a member's name against the release."""

from pathlib import Path

import pytest

from sources.release import parse_release
from tests.transforms.golden_folders import ROOT, Golden
from tests.transforms.workbook import zip_of
from transforms.conforming.conform_release import conform_zip
from transforms.errors import WrongPeriod
from transforms.reading.member_period import reject_other_period

OWN = [
    ("pfs-rvu 2025B", "PPRRVU25_APR.csv"),
    ("pfs-rvu 2026A", "PPRRVU2026_Jan_nonQPP.csv"),
    ("pfs-rvu 2024AR", "PPRRVU24_JAN.csv"),
    ("pfs-rvu 2009A", "PPRRVU09.csv"),
    ("opps 2025-07", "508 Version/Section 508 of July 2025 Web Addendum B.07.25.25.csv"),
    ("opps 2022-10", "October_2022_Web_Addendum_B.11142022.xlsx!Jul 2022 Addendum B"),
    ("asc 2024-03-09", "508-Version-Mar-9-2024-ASC-AA.csv"),
    ("opps-final-rule 2025", "2025 NFRM Addendum B.11122024.txt"),
    ("zip-locality 2025Q4", "ZIP5_OCT2025.txt"),
    ("pfs-payment 2026A", "QP.zip/PFALL26AR.txt"),
    ("pfs-rvu 2026C", "Marked mayors decide.csv"),
]
OTHERS = [
    ("pfs-rvu 2025A", "PPRRVU25_APR.csv", "January to March 2025; found apr"),
    ("pfs-rvu 2026B", "PPRRVU2026_Jan_nonQPP.csv", "April to June 2026; found jan"),
    ("opps 2025-07", "508 version of October 2025 Web Addendum B.10.31.25.csv", "found oct"),
    ("opps 2025-10", "September 2025/Web Addendum B.csv", "found sep"),
    ("pfs-payment 2026C", "PFREV26B.txt", "2026C; found 26B"),
    ("pfs-payment 2025A", "PFREV26A.txt", "2025A; found 26A"),
]


@pytest.mark.parametrize(("release", "name"), OWN)
def test_a_releases_own_members_pass(release: str, name: str) -> None:
    reject_other_period(parse_release(release), name)


@pytest.mark.parametrize(("release", "name", "says"), OTHERS)
def test_a_member_of_another_quarter_is_refused(release: str, name: str, says: str) -> None:
    with pytest.raises(WrongPeriod, match=says):
        reject_other_period(parse_release(release), name)


def test_the_zip_of_another_quarter_of_the_year_is_refused(tmp_path: Path) -> None:
    """Its title says CY 2026, as that of any quarter does."""
    golden = Golden(ROOT / "opps_addendum_b" / "csv_2026")
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({golden.member.name: golden.member.data}))
    assert conform_zip(path, parse_release("opps 2026-01")).frames["opps_addendum_b"].height
    with pytest.raises(WrongPeriod, match="April to June 2026; found jan"):
        conform_zip(path, parse_release("opps 2026-04"))
