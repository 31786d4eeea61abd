"""Payment in a MAC locality, with modifiers, by hand from the rows of RVU26A and RVU25D in the sample."""

from datetime import date
from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from warehouse.open import OpenSnapshot, Row

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def fees(sample: Con) -> OpenSnapshot:
    return OpenSnapshot("", sample)


def test_alabama_is_paid_by_its_indices(fees: OpenSnapshot) -> None:
    """GPCI2026: 10112,AL,00,ALABAMA,0.988,1.000,0.875,0.566: the work index with the floor is the one paid.

    99213 in an office: (1.30 x 1.000 + 1.46 x 0.875 + 0.09 x 0.566) x 33.4009 = 87.79; x 0.95; x 1.0925.
    """
    row = fees.payment("99213", FEBRUARY, mac="10112", locality="00")
    assert [str(row[f"{part}_gpci"]) for part in ("work", "pe", "mp")] == ["1.000", "0.875", "0.566"]
    assert row["payment"] == Decimal("87.79")
    assert row["non_participating_amount"] == Decimal("83.40")
    assert row["limiting_charge"] == Decimal("95.91")
    assert (row["state"], row["release_id"], row["locality_name"]) == ("paid", "pfs-rvu 2026A r1", "ALABAMA")


@pytest.mark.parametrize(
    ("modifiers", "payment"),
    [
        (None, "2456.30"),
        ("62", "1535.19"),  # 62.5 %: 1535.1875
        ("80", "393.01"),  # 16 %: 393.008
        ("AS", "334.06"),  # 85 % of 16 %: 334.0568
        ("54", "1940.48"),  # 10 % and 69 %: 1940.477
        ("55", "515.82"),  # 21 %
        ("56", "245.63"),  # 10 %
        ("78", "1694.85"),  # the intra-operative part
        ("80,LT", "393.01"),  # LT says nothing where the bilateral indicator is 0
    ],
)
def test_modifiers_leave_a_share_of_20957(fees: OpenSnapshot, modifiers: str | None, payment: str) -> None:
    row = fees.payment("20957", FEBRUARY, setting="facility", modifiers=modifiers)
    assert row["payment"] == Decimal(payment)


def test_both_knees_are_paid_one_and_a_half_times(fees: OpenSnapshot) -> None:
    """27447 has bilateral indicator 1: 150 % of 1159.35 is 1739.025, half up."""
    assert fees.payment("27447", FEBRUARY, setting="facility", modifiers="50")["payment"] == Decimal(
        "1739.03"
    )


def test_rows_with_a_modifier_have_their_own_rvus(fees: OpenSnapshot) -> None:
    assert fees.payment("71046", FEBRUARY, setting="facility", modifiers="26")["payment"] == Decimal("10.02")
    assert fees.payment("45378", FEBRUARY, modifiers="53")["payment"] == Decimal("189.38")


@pytest.mark.parametrize(
    ("code", "modifiers", "state", "word"),
    [
        ("20957", None, "not_applicable", "NA indicator"),
        ("71046", "TC", "paid", "RVUs"),
        ("27447", "26", "not_paid", "no row with 26"),
        ("99213", "26", "not_paid", "no row with 26"),
        ("45378", "80", "not_paid", "By statute"),
        ("G0105", "66", "not_paid", "not permitted"),
        ("99213", "52", "carrier_priced", "report"),
        ("J3301", None, "drug", "average-sales-price"),
        ("99999", None, "not_listed", "does not list"),
    ],
)
def test_what_is_not_paid_outside_a_facility_says_why(
    fees: OpenSnapshot, code: str, modifiers: str | None, state: str, word: str
) -> None:
    row = fees.payment(code, FEBRUARY, modifiers=modifiers)
    assert row["state"] == state
    assert word in row["reason"]
    assert (row["payment"] is None) == (state != "paid")


def test_a_locality_that_gpci_does_not_have_is_no_data(fees: OpenSnapshot) -> None:
    row = fees.payment("99213", FEBRUARY, mac="10112", locality="99")
    assert (row["state"], row["payment"]) == ("no_data", None)
    assert "no locality 10112 99" in row["reason"]


def test_a_day_without_a_release_is_no_data(fees: OpenSnapshot) -> None:
    row = fees.payment("99213", date(2026, 8, 1))
    assert (row["state"], row["payment"]) == ("no_data", None)
    assert "after the last loaded release" in row["reason"]


def test_participants_of_an_advanced_apm_have_their_own_factor(fees: OpenSnapshot) -> None:
    assert fees.payment("99213", FEBRUARY, qualifying_apm=True)["payment"] == Decimal(
        "95.67"
    )  # 2.85 x 33.5675


def by_zip(con: Con, zip_code: str, on: str) -> list[Row]:
    return OpenSnapshot("", con).rows(
        "FROM pfs_payment_by_zip('99213', NULL, $1, $2::DATE, 'nonfacility')", zip_code, on
    )


def test_without_the_zip_file_a_zip_code_is_no_data(sample: Con) -> None:
    [row] = by_zip(sample, "35004", "2026-02-01")
    assert (row["state"], row["payment"], row["mac"]) == ("no_data", None, None)
    assert "zip-locality" in row["reason"]


@pytest.mark.real
def test_a_zip_code_gives_its_locality(real: Con) -> None:
    """ZIP5_OCT2025: CA 90210 lies in MAC 01182, locality 18."""
    [row] = by_zip(real, "90210", "2025-11-01")
    assert (row["mac"], row["locality"]) == ("01182", "18")
    direct = OpenSnapshot("", real).payment("99213", date(2025, 11, 1), mac="01182", locality="18")
    assert row["payment"] == direct["payment"] == Decimal("98.19")
    [unknown] = by_zip(real, "00000", "2025-11-01")
    assert "in no record of zip-locality 2025Q4" in unknown["reason"]
