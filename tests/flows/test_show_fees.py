"""`cmsfees show` on codes of the other schedules: laboratory, drugs, DMEPOS, anesthesia."""

from datetime import date
from io import StringIO

import duckdb
import pytest
from rich.console import Console

from cmsfees.place import Place
from cmsfees.snapshot import OpenSnapshot
from flows.cli.card import Card, read_card
from flows.cli.card_view import card_view
from flows.cli.schedule_fees import Where
from tests.warehouse.test_card import validator
from tests.warehouse.test_fees import WINTER, con  # noqa: F401 (a fixture)
from warehouse.money import dollars

TEXAS = Where(us_state="TX")
ALABAMA = Place("10112", "00")


@pytest.fixture
def fees(con: duckdb.DuckDBPyConnection) -> OpenSnapshot:  # noqa: F811
    return OpenSnapshot("", con)


def shown(card: Card) -> str:
    console = Console(width=160, file=StringIO())
    with console.capture() as captured:
        console.print(card_view(card))
    return captured.get()


def test_a_laboratory_test(fees: OpenSnapshot) -> None:
    card = read_card(fees, "80053", WINTER, date.max)
    assert card["status"] == "listed"
    assert {(fee["modifier"], fee["amount"]) for fee in card["fees"]} == {(None, 10.56), ("QW", 10.56)}
    assert card["class"]["body_system"] == "panels"
    assert "$10.56" in shown(card)


def test_a_drug_in_an_office_keeps_its_third_decimal(fees: OpenSnapshot) -> None:
    """J7213: $1.855 by the correction of March 7, 2025, per unit; the sites showed $1.85 or $1.86."""
    text = shown(read_card(fees, "J7213", WINTER, date.max))
    [office] = [line for line in text.splitlines() if line.lstrip("│ ").startswith("office  ")]
    assert "$1.855" in office


@pytest.mark.parametrize(
    ("value", "text"), [(12, "$12.00"), (2.5, "$2.50"), (0.303, "$0.303"), (1234.5, "$1,234.50"), (None, "")]
)
def test_dollars_have_cents_and_a_third_decimal_only_if_it_is_not_zero(
    value: float | None, text: str
) -> None:
    assert dollars(value) == text


def test_the_patients_share_is_a_percentage(fees: OpenSnapshot) -> None:
    """Nothing for a laboratory test, a fifth of a drug."""
    test, drug = (shown(read_card(fees, code, WINTER, date.max)) for code in ("80053", "J7213"))
    assert " 0% " in test
    assert " 20% " in drug


def test_one_fee_by_its_modifier(fees: OpenSnapshot) -> None:
    card = read_card(fees, "80053-QW", WINTER, date.max)
    assert [fee["modifier"] for fee in card["fees"]] == ["QW"]
    assert read_card(fees, "80053-RR", WINTER, date.max)["status"] == "not_listed"


@pytest.mark.parametrize(
    ("where", "amount"), [(TEXAS, "$49.57"), (Where(us_state="TX", is_rural=True), "$94.93")]
)
def test_equipment_in_a_state(fees: OpenSnapshot, where: Where, amount: str) -> None:
    text = shown(read_card(fees, "E0601", WINTER, date.max, where=where))
    assert amount in text
    assert "months 4 to 13" in text


def test_equipment_by_zip_code(fees: OpenSnapshot) -> None:
    card = read_card(fees, "E0601-RR", WINTER, date.max, where=Where(zip_code="79001"))
    assert (card["dmepos_area"]["us_state"], card["dmepos_area"]["is_rural"]) == ("TX", True)
    assert [fee["amount"] for fee in card["fees_local"] if fee["schedule"] == "dmepos"] == [94.93]


def test_equipment_without_a_place_shows_the_range(fees: OpenSnapshot) -> None:
    card = read_card(fees, "E0601", WINTER, date.max)
    (fee,) = card["fees"]
    assert (fee["amount"], fee["amount_low"], fee["amount_high"]) == (None, 49.57, 94.93)
    assert "$49.57 to $94.93" in shown(card)


def test_an_anesthetic(fees: OpenSnapshot) -> None:
    where = Where("10112", "00", minutes=95)
    card = read_card(fees, "00400-QK", date(2026, 2, 1), date.max, ALABAMA, where)
    (paid,) = card["anesthesia_payment"]
    assert (paid["time_units"], paid["payment"], paid["pricing_modifier"]) == (6.3, 90.81, "QK")
    assert "(3 base units + 6.3 time units) x $19.53 x 0.50 = $90.81" in shown(card)


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("E0601-RR", Where(zip_code="79001")),
        ("E0601", Where(us_state="TX", is_rural=True)),
        ("00400-QK", Where("10112", "00", minutes=95)),
        ("J1885", Where(ndc="00338006910")),
        ("80053", Where()),
    ],
)
def test_a_card_with_its_further_sections_fits_the_schema(
    fees: OpenSnapshot, code: str, where: Where
) -> None:
    shown = read_card(fees, code, WINTER, date.max, where=where)
    assert [error.message for error in validator().iter_errors(shown)] == []


def test_a_drug_by_its_package(fees: OpenSnapshot) -> None:
    card = read_card(fees, "J1885", WINTER, date.max, where=Where(ndc="00338006910"))
    assert [package["amount_per_package"] for package in card["packages"]] == [7.51]
    assert "$0.751" in shown(card)
    other = read_card(fees, "J1885", WINTER, date.max, where=Where(ndc="11111-1111-11"))
    assert "package 11111-1111-11: not_listed: The NDC is in no row of asp-crosswalk" in shown(other)


def test_a_card_shows_what_was_known(fees: OpenSnapshot) -> None:
    before, after = (
        read_card(fees, "J7213", WINTER, known) for known in (date(2025, 2, 15), date(2025, 3, 8))
    )
    assert [card["fees"][0]["amount"] for card in (before, after)] == [2.202, 1.855]
