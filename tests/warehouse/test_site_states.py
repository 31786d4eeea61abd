"""Cells that the sample lacks, by hand: codes printed only with 26, rates that are no price, no QPP file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot, Row
from tests.warehouse.handmade import Shelf, rate, rvu
from tests.warehouse.test_fees import drug
from warehouse.build.build_file import build
from warehouse.database import reading

JANUARY = date(2026, 1, 15)
DRUGS = {"E": "J3301", "X": "J7190", "N": "J7296", "I": "J2150", "D": "J7300", "F": "J9999"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    """RVU26A without its QPP file, and the facility schedules of the quarter."""
    folder: Path = tmp_path_factory.mktemp("small")
    shelf = Shelf(folder)
    revisions = [
        shelf.put(
            "pfs-rvu 2026A",
            pfs_rvu=[
                rvu("86153", "0.67", modifier="26"),
                rvu("29881", "7.03"),
                rvu("92615", "0.63"),
                rvu("99441", "0.70", status_code="N"),
                *(rvu(code, "0", status_code=status) for status, code in DRUGS.items()),
            ],
        ),
        shelf.put("asp 2026-01", asp_payment_limit=[drug("J7190", "1.234")]),
        shelf.put(
            "opps 2026-01",
            opps_addendum_b=[
                rate("29881", "3084.030", status_indicator="J1"),
                rate("92615", "0", status_indicator="E1", payment_rate=None),
                rate("C9399", "0", status_indicator="A", payment_rate=None),
                rate("50600", "10411.220", status_indicator="C", minimum_copayment=Decimal("2082.24")),
            ],
        ),
        shelf.put(
            "asc 2026-01",
            asc_addendum_bb=[
                {"hcpcs": code, "payment_indicator": indicator, "payment_rate": Decimal(printed)}
                for code, indicator, printed in (
                    ("C1841", "J7", "72811.370"),
                    ("C9101", "N1", "1.300"),
                    ("C9088", "D5", "0.810"),
                )
            ],
        ),
    ]
    with reading(build(folder / "small.duckdb", revisions, shelf.folders)) as con:
        yield con


@pytest.mark.parametrize(("status", "code"), DRUGS.items())
def test_a_drug_that_medicare_does_not_cover_or_accept_is_not_paid(
    small: Con, status: str, code: str
) -> None:
    """Status N or I: a contraceptive, a code that Medicare replaces; 84 of them, no drug limit ever."""
    found = site(small, code, "office")
    assert found["professional_status"] == ("drug" if status in "EX" else "not_paid")
    assert ("average-sales-price" in found["professional_reason"]) == (status in "EX")


def test_a_drug_without_a_limit_is_said_to_have_none(small: Con) -> None:
    asked = "SELECT DISTINCT reason FROM fees_of($1, $2) WHERE schedule = 'physician'"
    [(limited,)] = small.execute(asked, ["J7190", JANUARY]).fetchall()
    [(unlimited,)] = small.execute(asked, ["J3301", JANUARY]).fetchall()
    assert limited == "Status X: the average-sales-price file prices drugs (fees_of)"
    assert unlimited == limited.replace("Status X", "Status E") + "; asp 2026-01 r1 has no limit for it"


def site(con: Con, code: str, setting: str) -> Row:
    [found] = [row for row in OpenSnapshot("", con).sites(code, JANUARY) if row["site"] == setting]
    return found


@pytest.mark.parametrize("setting", ["office", "hospital_outpatient"])
def test_a_code_printed_only_with_26_is_paid_that_row(small: Con, setting: str) -> None:
    found = site(small, "86153", setting)
    assert (found["professional_modifier"], found["professional_status"]) == ("26", "paid")
    assert "CMS lists the code only with 26" in found["professional_reason"]
    assert (found["total_payment"] is None) == (setting != "office")


def test_its_card_shows_that_row_and_says_so(small: Con) -> None:
    card = OpenSnapshot("", small).card("86153", JANUARY)
    figures = card["physician"]["physician_fees"]
    assert (figures["modifier"], figures["work_rvu"]) == ("26", 0.67)
    assert [row["modifier"] for row in card["physician"]["component_rows"]] == ["26"]
    assert [row["release_id"] for row in card["history"]] == ["pfs-rvu 2026A r1"]


@pytest.mark.parametrize(
    ("code", "state", "printed"),
    [
        ("C1841", "contractor_priced", "72811.370"),
        ("C9101", "packaged", "1.300"),
        ("C9088", "not_paid", "0.810"),
    ],
)
def test_a_rate_that_is_not_a_price_is_kept_as_printed(
    small: Con, code: str, state: str, printed: str
) -> None:
    found = site(small, code, "asc")
    assert (found["payment_status"], found["facility_payment"], found["total_payment"]) == (state, None, None)
    assert found["facility_rate_printed"] == Decimal(printed)


def test_nobody_pays_the_copayment_of_an_inpatient_only_code(small: Con) -> None:
    found = site(small, "50600", "hospital_outpatient")
    assert (found["payment_status"], found["facility_copayment"]) == ("inpatient_only", None)
    assert found["facility_rate_printed"] == Decimal("10411.220")


def test_an_exception_in_an_indicator_is_reported(small: Con) -> None:
    """Addendum D1 prices C9399 by the contractor, whatever the rest of status A is."""
    found = site(small, "C9399", "hospital_outpatient")
    assert (found["facility_status"], found["total_payment"]) == ("contractor_priced", None)
    assert "95%" in found["reason"]


def test_a_setting_that_medicare_does_not_pay_has_no_total(small: Con) -> None:
    """92615 has a physician's amount; E1 says that no outpatient claim is paid."""
    found = site(small, "92615", "hospital_outpatient")
    assert (found["payment_status"], found["total_payment"]) == ("not_paid", None)
    assert (found["professional_status"], found["professional_payment"]) == ("paid", Decimal("55.96"))


@pytest.mark.parametrize("setting", ["office", "hospital_outpatient", "asc"])
def test_without_the_qpp_file_its_amounts_have_a_state(small: Con, setting: str) -> None:
    found = site(small, "29881", setting)
    assert (found["professional_status"], found["professional_status_qp"]) == ("paid", "no_data")
    assert (found["professional_payment_qp"], found["total_payment_qp"]) == (None, None)
    assert found["professional_reason_qp"] == "pfs-rvu 2026A r1 has no row for qualifying APM participants"
    assert found["payment_status_qp"] == ("not_listed" if setting == "asc" else "no_data")


def test_without_the_qpp_file_the_figures_say_so(small: Con) -> None:
    [figures] = OpenSnapshot("", small).physician_fees("29881", JANUARY)
    assert (figures["payment_status_facility"], figures["payment_status_facility_qp"]) == ("paid", "no_data")
    [other] = OpenSnapshot("", small).physician_fees("99441", JANUARY)
    assert (other["payment_status_facility_qp"], other["reason_facility_qp"]) == (
        "not_paid",
        other["reason_facility"],
    )
