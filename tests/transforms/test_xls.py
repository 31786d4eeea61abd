"""A workbook of 2009 (BIFF), as CMS posted it in RVU09A; it holds no descriptors."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from sources.release import Release
from tests.transforms.golden_folders import load_alone
from tests.transforms.workbook import zip_of
from transforms.conforming.conform_release import conform_zip
from transforms.errors import ReleaseRejected
from transforms.pfs.anesthesia import PFS_ANESTHESIA_CF
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents

RELEASE = Release("pfs-rvu", "2009A")
DATA = (Path(__file__).parent / "xls" / "anes2009.xls").read_bytes()
TABLE = replace(PFS_ANESTHESIA_CF, required=True)


def factors(name: str, data: bytes) -> pl.DataFrame:
    return load_alone(TABLE, ZipContents(RELEASE, (Member(name, data),))).frame


# The workbook's codes are text, so that none has lost its zeros: 00510, locality 00.
@pytest.mark.parametrize("name", ["anes2009.xls", "ANES2009.XLS", "anes2009.xlsx", "anes2009.csv"])
def test_a_workbook_of_2009_is_read_with_any_suffix(name: str) -> None:
    frame = factors(name, DATA)
    assert frame.height == 91
    assert frame["conversion_factor"].sum() == Decimal("1916.24")  # as in anes2009.csv
    first = frame.select("mac", "locality", "locality_name", "conversion_factor").row(0)
    assert first == ("00510", "00", "Alabama", Decimal("19.88"))


@pytest.mark.parametrize("kept", [600, 9_000, len(DATA) - 4_000])
def test_a_workbook_that_was_cut_is_refused_by_name(kept: int) -> None:
    with pytest.raises(ReleaseRejected, match=r"pfs-rvu 2009A"):
        factors("anes2009.xls", DATA[:kept])


def test_a_workbook_of_2009_is_a_witness_of_its_text(tmp_path: Path) -> None:
    """The first that is whole is loaded; the csv is cut within its last line."""
    rows = ["Carrier,Locality,Locality name,2009 ANES CF", "00510,00,Alabama,19.88", "00511,01,Atl"]
    pprrvu = (Path(__file__).parent / "golden/pfs_rvu/csv_2009/PPRRVU09.csv").read_bytes()
    path = tmp_path / "RVU09A.zip"
    text = "\r\n".join(rows).encode()
    path.write_bytes(zip_of({"PPRRVU09.csv": pprrvu, "anes2009.csv": text, "anes2009.xls": DATA}))
    held = conform_zip(path, RELEASE)
    assert held.frames["pfs_anesthesia_cf"].height == 91
    states = (
        held.records["renderings"].filter(table_name="pfs_anesthesia_cf").select("member", "outcome").rows()
    )
    assert dict(states)["anes2009.csv"] == "rejected"
