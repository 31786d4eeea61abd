"""A release's zip as a whole: which members are read, what is refused, and what is kept."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sources.release import Release
from sources.series import SERIES
from tests.transforms.golden_folders import ROOT
from tests.transforms.workbook import workbook, zip_of
from transforms import errors
from transforms.conforming.conform_release import (
    RELEASE_CODE,
    TRANSFORMS,
    conform_to,
    conform_zip,
    conformed_folder,
    transform_version,
)
from transforms.tables import FAMILIES, TABLES

RELEASE = Release("pfs-rvu", "2026A")
GOLDEN = {
    "PPRRVU2026_Jan_nonQPP.csv": "pfs_rvu/csv_2026_nonqpp",
    "PPRRVU2026_Jan_QPP.csv": "pfs_rvu/csv_2026_qpp",
    "GPCI2026.csv": "pfs_gpci/csv_2026_two_work_indices",
    "26LOCCO.csv": "pfs_locality_county/csv_2026",
    "ANES2026.csv": "pfs_anesthesia_cf/csv_2026_two_factors",
    "OPPSCAP_Jan.csv": "pfs_opps_cap/csv_2026",
}
# Of so few rows the one placeholder is more than the table's envelope.
MEMBERS = {
    name: (ROOT / folder / name).read_bytes().replace(b"GXXX1", b"G0001") for name, folder in GOLDEN.items()
}


def posted(tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "rvu26a.zip"
    path.write_bytes(zip_of(members))
    return path


def test_all_tables_of_a_release(tmp_path: Path) -> None:
    held = conform_zip(posted(tmp_path, MEMBERS), RELEASE)
    assert list(held.frames) == [name for name, table in TABLES.items() if "pfs-rvu" in table.series]
    assert held.frames["pfs_rvu"]["qualifying_apm"].value_counts().height == 2
    assert held.loads["member"].to_list() == list(MEMBERS)
    parts = held.loads.select(pl.sum_horizontal("rows_loaded", "duplicate_rows", "rows_set_aside"))
    assert parts.to_series().to_list() == held.loads["rows_in"].to_list()


@pytest.mark.parametrize(
    "renamed",
    [str.upper, str.lower, "RVU26A/{}".format, lambda name: name.replace("nonQPP", "non_QPP")],
)
def test_members_are_known_in_any_case_and_folder(tmp_path: Path, renamed: Callable[[str], str]) -> None:
    held = conform_zip(posted(tmp_path, {renamed(name): data for name, data in MEMBERS.items()}), RELEASE)
    assert held.frames["pfs_rvu"].height == 22 + 16


def test_csv_is_preferred_to_txt_and_layouts_are_ignored(tmp_path: Path) -> None:
    others = {"RVU26A.pdf": b"%PDF", "GPCI2026.txt": b"not read", "__MACOSX/._GPCI2026.csv": b"\0"}
    held = conform_zip(posted(tmp_path, {**MEMBERS, **others}), RELEASE)
    assert held.frames["pfs_gpci"].height == 8


def test_a_member_whose_name_begins_with_a_dot_is_read_and_what_finder_leaves_is_not(tmp_path: Path) -> None:
    dotted = {f".{name}" if name.startswith("GPCI") else name: data for name, data in MEMBERS.items()}
    left = {"__MACOSX/._GPCI2026.csv": b"\0", "._GPCI2026.csv": b"\0", ".DS_Store": b"\0"}
    held = conform_zip(posted(tmp_path, dotted | left), RELEASE)
    assert held.frames["pfs_gpci"].height == 8
    assert held.missing.is_empty()
    assert held.records["members_unread"].is_empty()


def test_two_members_for_one_table(tmp_path: Path) -> None:
    members = {**MEMBERS, "GPCI2026_v2.csv": MEMBERS["GPCI2026.csv"].replace(b"1.500", b"1.000")}
    held = conform_zip(posted(tmp_path, members), RELEASE)
    assert "pfs_gpci" not in held.frames
    assert held.missing.select("table_name", "kind").rows() == [("pfs_gpci", "rejected")]
    assert re.search(r"exactly one member.*GPCI2026.csv.*GPCI2026_v2", held.missing["reason"][0])


def test_no_member_for_a_required_table(tmp_path: Path) -> None:
    members = {name: data for name, data in MEMBERS.items() if "PPRRVU" not in name}
    with pytest.raises(errors.NotExactlyOne, match=r"pfs_rvu: expected exactly one .*PPRRVU"):
        conform_zip(posted(tmp_path, members), RELEASE)


def test_an_unknown_member_is_reported(tmp_path: Path) -> None:
    held = conform_zip(posted(tmp_path, {**MEMBERS, "CF2026.csv": b"33.4009"}), RELEASE)
    assert held.records["members_unread"]["member"].to_list() == ["CF2026.csv"]
    assert held.missing.is_empty()


@pytest.mark.parametrize("data", [b"", b"<html><body>404 Not Found</body></html>"])
def test_what_is_no_workbook_but_named_so_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    """The second version of the corrections has no other rendering: its rows must not vanish silently."""
    header = ["Code", "Action", "Eff Date", "Short Desc", "Long Desc", "TOS", "BETOS", "Cov", "Price"]
    rows = [header, *([f"A000{i}", "Change Cov to C", "1/1/2019", *[""] * 6] for i in range(5))]
    path = tmp_path / "corrections.zip"
    books = {"Corrections_ALPHA.xlsx": workbook({"Sheet1": rows}), "Corrections_ALPHA_v2.xlsx": data}
    path.write_bytes(zip_of(books))
    with pytest.raises(errors.ReleaseRejected, match=r"Corrections_ALPHA_v2\.xlsx"):
        conform_zip(path, Release("hcpcs-level-ii-corrections", "2019"))


def test_two_members_with_one_key(tmp_path: Path) -> None:
    members = {**MEMBERS, "PPRRVU2026_Jan.csv": MEMBERS["PPRRVU2026_Jan_nonQPP.csv"]}
    with pytest.raises(errors.ConflictingMembers, match=r"rows with shared keys"):
        conform_zip(posted(tmp_path, members), RELEASE)


def test_a_file_of_another_year(tmp_path: Path) -> None:
    with pytest.raises(errors.WrongPeriod, match=r"expected a file of 2025; found 2026 National"):
        conform_zip(posted(tmp_path, MEMBERS), Release("pfs-rvu", "2025A"))


def test_a_series_that_no_table_reads(tmp_path: Path) -> None:
    with pytest.raises(errors.UnknownSeries, match="ambulance 2026Q1"):
        conform_zip(posted(tmp_path, MEMBERS), Release("ambulance", "2026Q1"))


@pytest.mark.parametrize("data", [b"", b"<html>Please accept the license</html>", b"PK\x03\x04 cut"])
def test_not_a_zip(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "rvu26a.zip"
    path.write_bytes(data)
    with pytest.raises(errors.UnreadableZip, match="pfs-rvu 2026A: expected a zip"):
        conform_zip(path, RELEASE)


def test_a_damaged_member(tmp_path: Path) -> None:
    path = posted(tmp_path, MEMBERS)
    data = bytearray(path.read_bytes())
    data[200:240] = bytes(40)
    path.write_bytes(data)
    with pytest.raises((errors.UnreadableZip, errors.UnreadableMember), match="pfs-rvu 2026A"):
        conform_zip(path, RELEASE)


def test_the_published_amounts_are_in_nested_zips(tmp_path: Path) -> None:
    text = (ROOT / "pfs_payment_published/txt_2026_qp/PFREV26B_QP.txt").read_bytes()
    nested = {f"PFREV26B_{half}.zip": zip_of({"PFREV26B.txt": text}) for half in ("QP", "nonQP")}
    held = conform_zip(posted(tmp_path, nested), Release("pfs-payment", "2026B"))
    assert held.loads["member"].to_list() == [
        "PFREV26B_nonQP.zip/PFREV26B.txt",
        "PFREV26B_QP.zip/PFREV26B.txt",
    ]
    assert held.frames["pfs_payment_published"].filter("qualifying_apm").height == 12


def test_conformed_once_for_the_same_bytes_and_code(tmp_path: Path) -> None:
    path, root = posted(tmp_path, MEMBERS), tmp_path / "conformed"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    folder = conform_to(root, path, sha256, RELEASE)
    assert folder == conformed_folder(root, sha256, RELEASE)
    assert folder == root / sha256[:2] / f"{sha256}-{transform_version('pfs-rvu')}"
    written = {file.name for file in folder.iterdir()}
    assert {"pfs_rvu.parquet", "load_counts.parquet", "set_aside.parquet"} <= written
    path.unlink()
    assert conform_to(root, path, sha256, RELEASE) == folder


def test_a_refused_release_leaves_nothing(tmp_path: Path) -> None:
    path = posted(tmp_path, {"a.csv": b""})
    with pytest.raises(errors.ReleaseRejected):
        conform_to(tmp_path / "conformed", path, "ab" * 32, RELEASE)
    assert not [file for file in (tmp_path / "conformed").rglob("*") if file.is_file()]


def test_each_family_has_its_own_version() -> None:
    assert transform_version("opps") != transform_version("pfs-rvu") == transform_version("pfs-payment")


def test_every_series_has_a_version_also_one_that_is_only_archived() -> None:
    """`verify` and `repair` ask for the conformed folder of every archived release."""
    read = {series for family in FAMILIES for table in family.TABLES for series in table.series}
    assert {name for name in SERIES if name not in read} == {"hcpcs-level-ii-record-layout"}
    assert all(transform_version(name) for name in SERIES)


EVERY = {family.TABLES[0].series[0] for family in FAMILIES}
OF_OPPS = {"opps", "asc", "asp", "clfs", "hcpcs-level-ii", "opps-wage-index"}


@pytest.mark.parametrize(
    ("file", "read_again"),
    [
        ("ncci/ptp.py", {"ncci-ptp-practitioner"}),
        ("pfs/localities.py", {"pfs-rvu", "anesthesia-base-units"}),
        ("opps/addendum_common.py", OF_OPPS),
        ("indicators.tsv", {"ncci-ptp-practitioner"}),
        ("reading/text.py", EVERY),
        ("../release.py", EVERY),
    ],
)
def test_a_change_of_code_reads_again_what_uses_it_and_nothing_else(
    tmp_path: Path, file: str, read_again: set[str]
) -> None:
    room, release = tmp_path / "transforms", tmp_path / "release.py"
    shutil.copytree(TRANSFORMS, room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(RELEASE_CODE, release)
    before = {series: transform_version.__wrapped__(series, room, release) for series in EVERY}
    assert before == {series: transform_version(series) for series in EVERY}
    with (room / file).open("a") as changed:
        changed.write("# changed\n")
    after = {series: transform_version.__wrapped__(series, room, release) for series in EVERY}
    assert {series for series in EVERY if before[series] != after[series]} == read_again


def test_every_series_is_read_by_one_family() -> None:
    owners = [{series for table in family.TABLES for series in table.series} for family in FAMILIES]
    assert sum(map(len, owners)) == len(set().union(*owners))
