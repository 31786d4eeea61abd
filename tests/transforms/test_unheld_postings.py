"""Postings that nobody here holds, made of their neighbors': RVU13A, RVU15A, surgery of January 2021.

CMS's layout had 31 columns from 2013 on, and the names of side files changed every year. What made readers
refuse the originals was a footnote's digit, a dollar sign, or one broken side file.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from sources.release import parse_release
from tests.transforms.golden_folders import ROOT
from tests.transforms.workbook import zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip

Members = dict[str, bytes]
NEIGHBORS = {  # member as others name it → golden folder of the year before or after, and that year
    "2013A": {
        "PPRRVU13_V0215.csv": ("pfs_rvu/csv_2014", "14"),
        "CY2013_GPCIs.csv": ("pfs_gpci/csv_2014", "14"),
        "13LOCCO.csv": ("pfs_locality_county/csv_2014_no_zeros", "14"),
        "ANES2013.csv": ("pfs_anesthesia_cf/csv_2014_cents", "14"),
        "OPPSCAP_V1219.csv": ("pfs_opps_cap/csv_2014", "14"),
    },
    "2015A": {
        "PPRRVU15_V1223c.csv": ("pfs_rvu/csv_2014", "14"),
        "CY2015_GPCIs.csv": ("pfs_gpci/csv_2016", "16"),
        "15LOCCO.csv": ("pfs_locality_county/csv_2014_no_zeros", "14"),
        "ANES_V1118.csv": ("pfs_anesthesia_cf/csv_2016", "16"),
        "OPPSCAP_V1219.csv": ("pfs_opps_cap/csv_2014", "14"),
    },
}


def golden(folder: str) -> bytes:
    (member,) = (f for f in (ROOT / folder).iterdir() if f.name not in ("release.txt", "expected.csv"))
    return member.read_bytes()


def posting(vintage: str) -> Members:
    year = vintage[2:4].encode()
    return {
        name: golden(folder).replace(b"20" + other.encode(), b"20" + year)
        for name, (folder, other) in NEIGHBORS[vintage].items()
    }


def conformed(tmp_path: Path, release: str, members: Members) -> ConformedRelease:
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of(members))
    return conform_zip(path, parse_release(release))


def changed(part: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        name = next(name for name in members if part in name)
        assert old in members[name], name
        return members | {name: members[name].replace(old, new)}

    return change


QUIRKS: dict[str, Callable[[Members], Members]] = {
    "as the neighbors": dict,
    "a footnote behind a header": changed("OPPSCAP", b"CARRIER", b"CARRIER 1"),
    "a star behind a header": changed("LOCCO", b"Counties", b"Counties*"),
    "a dollar sign": changed("OPPSCAP", b"FACLITY AMOUNT", b"FACLITY AMOUNT ($)"),
    "a broken side file": lambda members: members | {"13LOCCO.csv": b"<html>", "15LOCCO.csv": b"<html>"},
    "capitals and a folder": lambda members: {f"RVU/{n.upper()}": data for n, data in members.items()},
}


@pytest.mark.parametrize("vintage", NEIGHBORS)
@pytest.mark.parametrize("quirk", QUIRKS)
def test_fee_schedule_of_an_unheld_year(tmp_path: Path, vintage: str, quirk: str) -> None:
    whole = conformed(tmp_path, f"pfs-rvu {vintage}", posting(vintage))
    assert whole.missing.is_empty()
    assert whole.set_aside.is_empty()
    held = conformed(tmp_path, f"pfs-rvu {vintage}", QUIRKS[quirk](posting(vintage)))
    lost = {"pfs_locality_county"} if quirk == "a broken side file" else set()
    assert set(held.missing["table_name"]) == lost
    for name, frame in whole.frames.items():
        assert name in lost or held.frames[name].equals(frame), name


def surgical(period: bytes) -> Members:
    addenda = ("asc_addendum_aa/csv_2021", "asc_addendum_bb/csv_2021")
    data = [golden(folder).replace(b"July 2021", period) for folder in addenda]
    excluded = b"Addendum EE -- Procedures Excluded for CY 2021\r\nHCPCS Code,Short Descriptor\r\n20100,x\r\n"
    names = ("508-Version-Jan-2021-ASC-AA.csv", "508-Version-Jan-2021-ASC-BB.csv")
    return {**dict(zip(names, data, strict=True)), "508-Version-Jan-2021-ASC-EE.csv": excluded}


@pytest.mark.parametrize(
    "period",
    [b"January 2021", b"January CY 2021", b"Jan 2021", b"CY 2021", b"Final CY 2021", b"January 2021 1"],
)
def test_surgical_centers_of_january_2021(tmp_path: Path, period: bytes) -> None:
    """The period stands in the columns' names: by month in a quarter's files, by year in a rule's."""
    usual = {name.replace("Jan", "Jul"): data for name, data in surgical(b"July 2021").items()}
    july = conformed(tmp_path, "asc 2021-07", usual)
    held = conformed(tmp_path, "asc 2021-01", surgical(period))
    for name, frame in july.frames.items():
        assert held.frames[name].equals(frame), name
