"""Office, hospital outpatient department and ASC, on the bundled sample of CMS's rows."""

from datetime import date
from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from warehouse.open import OpenSnapshot, Row


def sites(con: Con, code: str) -> dict[str, Row]:
    return {row["setting"]: row for row in OpenSnapshot("", con).sites(code, date(2026, 2, 1))}


def test_a_facility_is_paid_beside_the_physician(sample: Con) -> None:
    """20957: J1, APC 5114, $7,413.38 in Addendum B; J8, $4,682.29 in AA; the physician $2,456.30 in both."""
    found = sites(sample, "20957")
    hospital, asc, office = found["hospital_outpatient"], found["asc"], found["office"]
    assert (hospital["apc"], hospital["status_indicator"]) == ("5114", "J1")
    assert (hospital["facility_payment"], hospital["professional_payment"]) == (
        Decimal("7413.38"),
        Decimal("2456.30"),
    )
    assert hospital["total_payment"] == Decimal("9869.68")
    assert (asc["payment_indicator"], asc["facility_payment"]) == ("J8", Decimal("4682.29"))
    assert asc["total_payment"] == Decimal("7138.59")
    assert (office["state"], office["total_payment"]) == ("not_applicable", None)
    assert office["facility_state"] == "no_facility_fee"
    assert (hospital["facility_release_label"], asc["facility_release_label"]) == (
        "OPPS Addendum B · January 2026",
        "ASC addenda · January 2026",
    )


def test_in_a_facility_the_physician_is_paid_the_26_row(sample: Con) -> None:
    """The technical part of 71046 is the hospital's: $10.02 for the 26 row, never the global $33.07."""
    found = sites(sample, "71046")
    assert found["office"]["professional_payment"] == Decimal("33.07")
    hospital = found["hospital_outpatient"]
    assert (hospital["professional_modifier"], hospital["professional_payment"]) == ("26", Decimal("10.02"))
    assert (hospital["state"], hospital["facility_payment"]) == ("packaged", None)
    assert hospital["facility_payment_alone"] == Decimal("88.91"), (
        "what Addendum B prints holds if billed alone"
    )
    assert (hospital["total_payment"], hospital["total_payment_alone"]) == (None, Decimal("98.93"))
    assert found["asc"]["total_payment"] == Decimal("32.85")  # Z3 22.83 + 10.02


@pytest.mark.parametrize(
    ("code", "setting", "state"),
    [
        ("J3301", "office", "drug"),
        ("J3301", "hospital_outpatient", "packaged"),
        ("00100", "office", "anesthesia"),
        ("00100", "asc", "not_listed"),
        ("99213", "hospital_outpatient", "not_paid"),
    ],
)
def test_every_cell_without_a_price_says_why(sample: Con, code: str, setting: str, state: str) -> None:
    site = sites(sample, code)[setting]
    assert (site["state"], site["total_payment"]) == (state, None)
    assert site["reason"]


def test_an_unknown_code_has_no_rows(sample: Con) -> None:
    assert sites(sample, "99999") == {}
