"""A question that needs a table that could not be read: no_data, with the member and the reason."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.handmade import Shelf, rvu
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


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    root: Path = tmp_path_factory.mktemp("missing")
    shelf = Shelf(root / "shelf")
    held = [
        shelf.put("pfs-rvu 2026C", pfs_rvu=[rvu("99213", "1.30")], records={"tables_missing": MISSING}),
        shelf.put("anesthesia-base-units 2026", anesthesia_base_units=[{"hcpcs": "00400", "base_units": 3}]),
    ]
    with duckdb.connect(build(root / "w.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


def test_a_payment_in_a_locality_whose_indices_could_not_be_read(fees: OpenSnapshot) -> None:
    assert fees.payment("99213", DAY)["payment_status"] == "paid"
    local = fees.payment("99213", DAY, mac="10112", locality="00")
    assert (local["payment_status"], local["payment"]) == ("no_data", None)
    assert local["reason"] == f"CMS posted it, and the file could not be read: {WHY}"


def test_sites_and_fees_in_the_locality_say_the_same(fees: OpenSnapshot) -> None:
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


def test_a_card_says_what_its_release_lacks(fees: OpenSnapshot) -> None:
    card = fees.card("99213", DAY)
    [reason] = [one["reason"] for one in card["missing"] if one["series"] == "pfs-rvu"]
    assert reason.startswith("pfs-rvu 2026C r1 is loaded in part: ")
    assert all(why in reason for why in (WHY, WHY_QPP, WHY_ANES))
    assert [one["release_id"] for one in card["sources"] if "pfs-rvu" in json.dumps(one)]
