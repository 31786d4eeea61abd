"""A question that needs a table that could not be read: no_data, with the member and the reason."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.handmade import Shelf, rate, rvu
from warehouse.build.build_file import build

DAY = date(2026, 8, 1)
WHY = "pfs-rvu 2026C · GPCI2026.csv · pfs_gpci: expected a header; found none"
WHY_QPP = "pfs-rvu 2026C · PPRRVU_QPP.csv · pfs_rvu: expected a number; found x"
WHY_ANES = "pfs-rvu 2026C · ANES2026.csv · pfs_anesthesia_cf: expected a header; found none"
MISSING = [
    ("pfs_gpci", "", "rejected", WHY),
    ("pfs_rvu", "PPRRVU.*QP", "rejected", WHY_QPP),
    ("pfs_anesthesia_cf", "", "rejected", WHY_ANES),
]


def gone(table: str, member: str) -> tuple[str, str, str, str]:
    return table, "", "rejected", f"{member}: expected a header; found none"


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    root: Path = tmp_path_factory.mktemp("missing")
    shelf = Shelf(root / "shelf")
    held = [
        shelf.put("pfs-rvu 2026C", pfs_rvu=[rvu("99213", "1.30")], records={"tables_missing": MISSING}),
        shelf.put(
            "asc 2026-07",
            asc_addendum_aa=[
                {"hcpcs": "27447", "payment_indicator": "J8", "payment_rate": Decimal("9000.00")}
            ],
            records={
                "tables_missing": [gone("asc_addendum_ee", "EE.xlsx"), gone("asc_addendum_ff", "FF.xlsx")]
            },
        ),
        shelf.put(
            "opps-wage-index 2026",
            opps_wage_index=[
                {"cbsa": "33660", "name": "MOBILE, AL", "geographic_wage_index": Decimal("0.8500")},
                {"cbsa": "01", "name": "ALABAMA", "geographic_wage_index": Decimal("0.7000")},
            ],
            records={"tables_missing": [gone("opps_out_migration", "outmigration-adjustment.csv")]},
        ),
        shelf.put(
            "opps-final-rule 2026",
            opps_addendum_b=[rate("30001", "100.000")],
            records={"tables_missing": [gone("opps_addendum_l", "L.xlsx")]},
        ),
        shelf.put("anesthesia-base-units 2026", anesthesia_base_units=[{"hcpcs": "00400", "base_units": 3}]),
    ]
    with duckdb.connect(build(root / "w.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


def test_a_payment_in_a_locality_whose_indices_could_not_be_read(fees: OpenSnapshot) -> None:
    assert fees.payment("99213", DAY)["payment_status"] == "paid"
    local = fees.payment("99213", DAY, mac="10112", locality="00")
    assert (local["payment_status"], local["payment"]) == ("no_data", None)
    assert local["reason"] == f"CMS posted it, but the file could not be read: {WHY}"


def test_sites_and_fees_in_the_locality_agree(fees: OpenSnapshot) -> None:
    [office] = [
        row for row in fees.sites("99213", DAY, mac="10112", locality="00") if row["site"] == "office"
    ]
    asked = "FROM fees_of('99213', $1, in_mac := '10112', in_locality := '00')"
    for row in (office, *fees.rows(asked, DAY)):
        assert row["payment_status"] == "no_data"
        assert WHY in row["reason"]


def test_a_participant_whose_figures_could_not_be_read(fees: OpenSnapshot) -> None:
    payment = fees.payment("99213", DAY, qualifying_apm=True)
    assert (payment["payment_status"], payment["payment"]) == ("no_data", None)
    assert WHY_QPP in payment["reason"]


def test_an_anesthetic_whose_factor_could_not_be_read(fees: OpenSnapshot) -> None:
    asked = "FROM anesthesia_payment('00400', 95, 'AA', '10112', '00', $1)"
    [row] = fees.rows(asked, DAY)
    assert row["payment_status"] == "no_data"
    assert WHY_ANES in row["reason"]


def test_a_card_lists_the_missing_tables_of_its_release(fees: OpenSnapshot) -> None:
    card = fees.card("99213", DAY)
    [reason] = [missing["reason"] for missing in card["missing"] if missing["series"] == "pfs-rvu"]
    assert reason.startswith("pfs-rvu 2026C r1 is loaded in part: ")
    assert all(why in reason for why in (WHY, WHY_QPP, WHY_ANES))
    assert [source["release_id"] for source in card["sources"] if "pfs-rvu" in json.dumps(source)]


@pytest.mark.parametrize("code", ["99213", "99999"])  # listed by the fee schedule, and by nothing
def test_a_code_in_no_addendum_of_an_asc_whose_list_of_exclusions_is_missing(
    fees: OpenSnapshot, code: str
) -> None:
    """EE says only why: what AA and BB do not list is not paid."""
    [row] = [row for row in fees.sites(code, DAY) if row["site"] == "asc"]
    assert (row["payment_status"], row["total_payment"]) == ("not_listed", None)
    assert "Not in ASC Addenda AA or BB" in row["reason"]
    assert "EE.xlsx: expected a header" in row["reason"]


def test_an_asc_rate_whose_device_offset_is_missing(fees: OpenSnapshot) -> None:
    [row] = [row for row in fees.sites("27447", DAY) if row["site"] == "asc"]
    assert (row["facility_payment"], row["facility_payment_73"]) == (Decimal("9000.00"), None)
    assert "FF.xlsx: expected a header" in row["reason"]


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("'33660', $1, in_fips_county := '01077'", "outmigration-adjustment.csv: expected a header"),
        ("'33660', $1, in_ccn := '010006'", "L.xlsx: expected a header"),
        ("NULL, $1, in_ccn := '010006'", "L.xlsx: expected a header"),
    ],
)
def test_an_index_that_needs_a_missing_table(fees: OpenSnapshot, place: str, why: str) -> None:
    [row] = fees.rows(f"FROM wage_index_on({place}) WHERE facility_schedule = 'opps'", DAY)
    assert (row["payment_status"], row["wage_index"]) == ("no_data", None)
    assert why in row["reason"]


def test_an_index_that_does_not_need_the_missing_tables(fees: OpenSnapshot) -> None:
    asked = "wage_index_on('33660', $1, in_ccn := '010006', in_reclassified := false)"
    for question in ("wage_index_on('33660', $1)", asked):
        [row] = fees.rows(f"FROM {question} WHERE facility_schedule = 'opps'", DAY)
        assert (row["payment_status"], row["wage_index"]) == ("paid", Decimal("0.8500"))
