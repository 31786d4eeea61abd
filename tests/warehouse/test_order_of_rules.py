"""Which of several rules counts: of copayments, of NA and no RVUs, of the days of an edit."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cmsfees import OpenSnapshot, open_snapshot
from cmsfees.snapshot import Setting

SETTINGS: tuple[Setting, ...] = ("facility", "nonfacility")


@pytest.fixture(scope="module")
def fees(two_postings: Path) -> Iterator[OpenSnapshot]:
    with open_snapshot(snapshots=two_postings / "snapshots") as opened:
        yield opened


@pytest.mark.parametrize(
    ("code", "copayment"),
    [
        ("C9001", "100.00"),  # the adjusted copayment, however high the others are
        ("C9002", "2000.00"),  # without it the national one: above the deductible
        ("C9003", "50.00"),  # without both the minimum
        ("C9004", "1800.00"),  # the adjusted one is above the deductible too
        ("C9005", "1000.00"),  # the national one, although the minimum is above the deductible
    ],
)
def test_the_adjusted_copayment_comes_before_the_national_and_the_minimum(
    fees: OpenSnapshot, code: str, copayment: str
) -> None:
    """None is above the inpatient deductible of 2026, $1,736.00 (section 1833(t)(8)(C)(i) of the Act)."""
    [_, hospital, _] = fees.sites(code, date(2026, 2, 1))
    assert hospital["facility_copayment"] == min(Decimal(copayment), Decimal("1736"))


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2026-02-14", "no_edit"), ("2026-02-15", "edit"), ("2026-03-10", "edit"), ("2026-03-11", "no_edit")],
)
def test_an_add_on_edit_is_in_force_from_its_first_to_its_last_day(
    fees: OpenSnapshot, day: str, answer: str
) -> None:
    [row] = fees.rows("FROM add_on_status(['20010'], $1)", date.fromisoformat(day))
    assert row["answer"] == answer


def test_a_code_without_rvus_is_priced_by_the_contractor_although_it_is_na(fees: OpenSnapshot) -> None:
    """Status R without RVUs, NA in the office: no amount was made for either setting."""
    found = {
        setting: fees.payment("A9999", date(2026, 2, 1), setting=setting)["payment_status"]
        for setting in SETTINGS
    }
    assert found == dict.fromkeys(SETTINGS, "carrier_priced")
    assert fees.sites("A9999", date(2026, 2, 1))[0]["professional_status"] == "carrier_priced"
