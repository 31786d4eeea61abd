"""The limits at which a table is refused, on both sides: rows, values, periods, shares."""

from pathlib import Path

import polars as pl
import pytest

from sources.release import parse_release
from tests.transforms.golden_folders import load_alone
from tests.transforms.test_companions import frame, missing
from tests.transforms.test_unseen_layouts import (
    ASP,
    ASP_HEADER,
    ASP_TITLE,
    NUTRITION,
    STATES,
    conformed,
    csv,
)
from transforms.conforming.identities import reject_broken_identities
from transforms.errors import BrokenIdentity, Location, ReleaseRejected
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents
from transforms.tables import TABLES

# The most rows that one member of CMS's files from 2009 to 2026 has.
LARGEST = {
    **{"pfs_rvu": 19_277, "pfs_gpci": 112, "pfs_anesthesia_cf": 218, "pfs_locality_county": 113},
    **{"pfs_opps_cap": 32_524, "opps_addendum_b": 18_986, "opps_addendum_a": 994, "opps_addendum_d1": 28},
    **{"opps_addendum_p_offsets": 5_121, "opps_pricer_rate": 983, "opps_wage_index": 466},
    **{"opps_addendum_j_evaluation": 34_745, "opps_addendum_j_rank": 3_236, "opps_addendum_q": 368},
    **{"asc_addendum_aa": 4_821, "asc_addendum_bb": 2_534, "asc_addendum_dd1": 21, "asc_addendum_ee": 2_123},
    **{"asc_addendum_ff": 4_821, "asc_wage_index": 486, "clfs": 2_179, "asp_payment_limit": 1_012},
    **{"asp_ndc_crosswalk": 8_245, "dmepos_item": 3_511, "dmepos_fee": 186_083, "dmepos_rural_zip": 15_913},
    **{"dmepos_former_cba_zip": 16_119, "hcpcs_level_ii": 8_846, "anesthesia_base_units": 276},
    **{"ncci_mue": 15_095, "ncci_ptp": 636_796},
}


@pytest.mark.parametrize("table", LARGEST)
def test_a_table_may_be_larger_than_any_of_cms_but_not_tenfold(table: str) -> None:
    _, most = TABLES[table].row_count
    assert 1.5 * LARGEST[table] < most < 10 * LARGEST[table]


def test_only_lists_of_changes_may_be_empty() -> None:
    """A quarter may change nothing; any other member without rows is truncated."""
    least = {name: table.row_count[0] for name, table in TABLES.items()}
    assert {name for name, rows in least.items() if rows != 1} == {"ncci_mue_changes", "ncci_ptp_changes"}
    assert least["ncci_mue_changes"] == least["ncci_ptp_changes"] == 0


INDICES = ("work_gpci", "work_gpci_without_floor")


@pytest.mark.parametrize("column", INDICES)
def test_a_work_index_is_possible_with_and_without_its_floor(column: str) -> None:
    """CMS's are between 0.907 (2011) and 1.500 (Alaska)."""
    [limits] = [known.between for known in TABLES["pfs_gpci"].columns if known.name == column]
    assert limits
    least, most = limits
    assert 0.5 < least < 0.907
    assert 1.5 < most < 2


def test_a_locality_without_counties_is_set_aside() -> None:
    golden = Path(__file__).parent / "golden/pfs_locality_county/csv_2026"
    lines = (golden / "26LOCCO.csv").read_text("latin-1").splitlines()
    header = next(line for line in lines if "locality number" in line.lower())
    rows = [f"10112,{n:02},ALABAMA,STATEWIDE,ALL COUNTIES," for n in range(20)]
    posted = "\r\n".join([header, "10112,20,ALABAMA,STATEWIDE,,", *rows, ""])
    members = (Member("26LOCCO.csv", posted.encode()),)
    table = load_alone(TABLES["pfs_locality_county"], ZipContents(parse_release("pfs-rvu 2026A"), members))
    assert sorted(table.frame["locality"]) == [f"{n:02}" for n in range(20)]


@pytest.mark.parametrize(
    ("vintage", "days"),
    [
        ("2023-01", "January 1, 2023 through March 31, 2023"),
        ("2023-04", "April 1, 2023 through June 30, 2023"),
    ],
)
def test_drug_limits_have_a_coinsurance_since_april_2023(tmp_path: Path, vintage: str, days: str) -> None:
    """Inflation Reduction Act, section 11101: from April 1, 2023 less than 20 % of some limits."""
    posted = {"ASP Pricing File.csv": csv(ASP_TITLE[0], [f"Effective {days}"], ASP_HEADER, *ASP)}
    if vintage == "2023-01":
        assert conformed(tmp_path, f"asp {vintage}", posted).frames["asp_payment_limit"].height == len(ASP)
        return
    with pytest.raises(ReleaseRejected, match="a coinsurance column"):
        conformed(tmp_path, f"asp {vintage}", posted)


def test_nutrition_has_codes_of_equipment_too(tmp_path: Path) -> None:
    """B codes, and pumps and poles such as E0776."""
    codes = [*NUTRITION, ["E0776", "NU", *NUTRITION[0][2:]]]
    other = ["E0601", "NU", *NUTRITION[0][2:]]
    equipment = ["HCPCS", "Mod", *STATES, "Description"]
    posted = {"DMEPEN_JAN.csv": csv(equipment, *codes), "DMEPOS_JAN.csv": csv(equipment, other)}
    fees = conformed(tmp_path, "dmepos 2026A", posted).frames["dmepos_fee"]
    assert set(fees.filter(schedule="pen")["hcpcs"]) == {"B4034", "E0776"}
    assert set(fees.filter(schedule="dmepos")["hcpcs"]) == {"E0601"}


def test_laboratory_fees_without_a_column_of_years(tmp_path: Path) -> None:
    rows = [[f"8{n:04}", "", "20260101", "N", "10.56", "x"] for n in range(30)]
    header = ["HCPCS", "MOD", "EFF_DATE", "INDICATOR", "RATE", "SHORTDESC"]
    held = conformed(tmp_path, "clfs 2026Q1", {"CLFS 2026 Q1V1.csv": csv(header, *rows)})
    assert held.frames["clfs"].height == 30


@pytest.mark.parametrize(
    ("covered", "offsets", "cut"),
    [
        ((10000, 10015), (10000, 10020), ["asc_addendum_aa"]),  # 20 codes are enough to tell
        ((10003, 10103), (10000, 10101), ["asc_addendum_aa"]),  # of its hundred codes two are its own
    ],
)
def test_lists_are_compared_from_twenty_codes_on(
    covered: tuple[int, int], offsets: tuple[int, int], cut: list[str]
) -> None:
    assert missing(("asc_addendum_aa", frame(*covered)), ("asc_addendum_ff", frame(*offsets))) == cut


def test_a_table_that_lacks_more_than_half_of_another_is_another_list() -> None:
    """OPPSCAP lists codes of PPRRVU."""
    listed = frame(10000, 10200)
    assert missing(("pfs_rvu", listed), ("pfs_opps_cap", frame(10150, 10250))) == ["pfs_rvu"]
    assert missing(("pfs_rvu", listed), ("pfs_opps_cap", frame(10151, 10252))) == []


def rejected(table: str, rows: pl.DataFrame) -> str:
    """The identity that the rows break, or "" ."""
    place = Location(parse_release("pfs-rvu 2025A"), "any.csv", table)
    try:
        reject_broken_identities(TABLES[table], place, rows)
    except BrokenIdentity as broken:
        return broken.identities[0]
    return ""


def test_a_local_laboratory_fee_may_equal_the_national_limit() -> None:
    """The lesser of the area's fee and the limit is listed; a zero is no fee."""
    rows = pl.DataFrame({"national_limit": [10.0] * 30, "fee": [10.0, 8.0, 0.0] * 10})
    assert rejected("clfs_local_fee", rows) == ""
    above = rows.with_columns(fee=pl.Series([10.01, *[10.0] * 29]))
    assert rejected("clfs_local_fee", above) == ""  # one in thirty
    assert rejected("clfs_local_fee", rows.with_columns(fee=10.01)) == "no fee above the national limit"


@pytest.mark.parametrize(("near", "is_rejected"), [(86, False), (84, True)])
def test_rural_fees_of_a_state_are_near_those_of_the_others(near: int, is_rejected: bool) -> None:
    """In 2025 all of them are between half and twice the median; in a shifted column 70 %."""
    states = ("AL", "AR", "AZ", "CA", "CO", "CT")
    rows = pl.DataFrame(
        {
            "hcpcs": f"E{i:04}",
            "modifier": "RR",
            "modifier_2": None,
            "us_state": state,
            "fee_rural": 10.0 if state != "AL" or i < near else 21.0,
        }
        for i in range(100)
        for state in states
    )
    assert rejected("dmepos_fee", rows).startswith("each us_state has fees near") is is_rejected
