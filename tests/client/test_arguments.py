"""Each argument of each method of an open snapshot reaches the answer."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cmsfees import NotUnderstood, OpenSnapshot, open_snapshot
from cmsfees.snapshot import NcciSetting
from tests.warehouse.two_postings import ALABAMA, ALASKA, BETWEEN, REPOSTED

FEBRUARY = date(2026, 2, 1)
Asked = Callable[..., Any]
CODES = ("20000", "20003", "20005")
TABLES: tuple[NcciSetting, ...] = ("practitioner", "hospital")


@pytest.fixture(scope="module")
def fees(two_postings: Path) -> Iterator[OpenSnapshot]:
    with open_snapshot(snapshots=two_postings / "snapshots") as opened:
        yield opened


def physician(site: dict[str, Any]) -> Decimal | None:
    return site["professional_payment"]  # type: ignore[no-any-return]


def office(fees: OpenSnapshot, **more: Any) -> Decimal | None:
    rows = fees.sites("99213", FEBRUARY, **more)
    assert [row["site"] for row in rows] == ["office", "hospital_outpatient", "asc"]
    return physician(rows[0])


def amounts(fees: OpenSnapshot, code: str, schedule: str, **more: Any) -> list[Decimal | None]:
    rows = fees.fees(code, FEBRUARY, **more)
    return [row["amount"] for row in rows if row["schedule"] == schedule]


def equipment(fees: OpenSnapshot, **more: Any) -> list[Decimal | None]:
    return amounts(fees, "E0601", "dmepos", **more)


def anesthetic(fees: OpenSnapshot, **more: Any) -> Decimal | None:
    row = fees.anesthesia("00400", 15, FEBRUARY, modifiers="AA", **ALABAMA, **more)
    return row["payment"]  # type: ignore[no-any-return]


# What is asked, its answer, and the answer as known on January 10, between the two postings.
KNOWN: dict[str, tuple[Asked, Any, Any]] = {
    "physician_fees": (
        lambda fees, **more: [row["work_rvu"] for row in fees.physician_fees("99213", FEBRUARY, **more)],
        [Decimal("1.40")],
        [Decimal("1.30")],
    ),
    # (1.40 + 2.00 + 0.10) x 33.4009 = 116.903; with 1.30 113.563
    "sites": (office, Decimal("116.90"), Decimal("113.56")),
    # (1.40 + 2.00 x 0.875 + 0.10 x 0.566) x 33.4009 = 107.103; with 1.30 103.763
    "sites of a place": (
        lambda fees, **more: office(fees, **ALABAMA, **more),
        Decimal("107.10"),
        Decimal("103.76"),
    ),
    "payment": (
        lambda fees, **more: fees.payment("99213", FEBRUARY, **more)["payment"],
        Decimal("116.90"),
        Decimal("113.56"),
    ),
    # A separate visit: paid in full.
    "payment with a modifier": (
        lambda fees, **more: fees.payment("99213", FEBRUARY, modifiers="25", **more)["payment"],
        Decimal("116.90"),
        Decimal("113.56"),
    ),
    "fees": (
        lambda fees, **more: amounts(fees, "99213", "physician", **more)[0],
        Decimal("116.90"),
        Decimal("113.56"),
    ),
    # The first posting had 75201 among the rural ZIP codes, the second in a former bidding area.
    "fees of a ZIP code": (
        lambda fees, **more: equipment(fees, zip_code="75201", **more),
        [Decimal("48.00")],
        [Decimal("94.93")],
    ),
    # Five base units and 15 minutes: 6.0 x $20.00, on January 10 x $19.00.
    "anesthesia": (
        anesthetic,
        Decimal("120.00"),
        Decimal("114.00"),
    ),
    # Ten billing units of $1.855, on January 10 of $2.202.
    "drug_packages": (
        lambda fees, **more: [
            row["amount_per_package"] for row in fees.drug_packages("00338006910", FEBRUARY, **more)
        ],
        [Decimal("18.55")],
        [Decimal("22.02")],
    ),
    "modifiers": (
        lambda fees, **more: {row["release_id"] for row in fees.modifiers("99213", FEBRUARY, **more)},
        {"pfs-rvu 2026A r2"},
        {"pfs-rvu 2026A r1"},
    ),
    "conflicts": (
        lambda fees, **more: [row["answer"] for row in fees.conflicts(["20000", "20003"], FEBRUARY, **more)],
        ["bypassable"],
        ["no_data"],
    ),
    "card": (
        lambda fees, **more: fees.card("99213", FEBRUARY, **more)["physician"]["physician_fees"]["work_rvu"],
        1.40,
        1.30,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "answer", "before"), KNOWN.values(), ids=KNOWN)
def test_an_answer_is_of_what_was_known(fees: OpenSnapshot, asked: Asked, answer: Any, before: Any) -> None:
    assert asked(fees) == asked(fees, known_on=REPOSTED) == answer
    assert asked(fees, known_on=BETWEEN) == before


PLACES: dict[str, tuple[Asked, Any]] = {
    # Alaska: (1.40 x 1.5 + 2.00 x 1.081 + 0.10 x 0.581) x 33.4009 = 144.295
    "sites": (lambda fees: office(fees, **ALASKA), Decimal("144.30")),
    "payment": (lambda fees: fees.payment("99213", FEBRUARY, **ALASKA)["payment"], Decimal("144.30")),
    "fees": (lambda fees: amounts(fees, "99213", "physician", **ALASKA)[0], Decimal("144.30")),
    # 40 % of $100.00, and 60 % x 0.7
    "an area": (
        lambda fees: fees.sites("20000", FEBRUARY, cbsa="13820")[1]["facility_payment"],
        Decimal("82.00"),
    ),
    "a hospital": (
        lambda fees: "Addendum L" in fees.sites("20000", FEBRUARY, ccn="010001")[1]["reason"],
        True,
    ),
    "a state": (lambda fees: equipment(fees, us_state="TX"), [Decimal("49.57")]),
    "another state": (lambda fees: equipment(fees, us_state="AK"), [Decimal("60.00")]),
    "a rural area": (lambda fees: equipment(fees, us_state="TX", is_rural=True), [Decimal("94.93")]),
    "a rural ZIP code": (lambda fees: equipment(fees, zip_code="79001"), [Decimal("94.93")]),
    "a former bidding area": (lambda fees: equipment(fees, zip_code="75201"), [Decimal("48.00")]),
    "a state beside a ZIP code": (
        lambda fees: equipment(fees, zip_code="79001", us_state="AK"),
        [Decimal("60.00")],
    ),
}


@pytest.mark.parametrize(("asked", "answer"), PLACES.values(), ids=PLACES)
def test_an_answer_is_of_the_place(fees: OpenSnapshot, asked: Asked, answer: Any) -> None:
    assert asked(fees) == answer


def test_an_answer_is_of_the_setting_the_table_and_the_participation(fees: OpenSnapshot) -> None:
    """Facility: 1.40 + 1.00 + 0.10 = 2.50 x 33.4009 = 83.502; participants 3.50 x 33.5675 = 117.486."""
    assert fees.payment("99213", FEBRUARY, setting="facility")["payment"] == Decimal("83.50")
    assert fees.payment("99213", FEBRUARY, qualifying_apm=True)["payment"] == Decimal("117.49")
    assert Decimal("117.49") in amounts(fees, "99213", "physician", qualifying_apm=True)
    assert anesthetic(fees, qualifying_apm=True) == Decimal("180.00")  # 6.0 x $30.00
    answers = {
        table: [
            row["column_2"] for row in fees.conflicts(CODES, FEBRUARY, table) if row["answer"] != "no_edit"
        ]
        for table in TABLES
    }
    assert answers == {"practitioner": ["20003"], "hospital": ["20005"]}


@pytest.mark.parametrize("ask", [OpenSnapshot.physician_fees, OpenSnapshot.modifiers])
def test_text_that_is_no_code_is_refused_with_its_problem_alone(fees: OpenSnapshot, ask: Asked) -> None:
    """No rows are the answer for a code that nothing lists."""
    assert ask(fees, "99999", FEBRUARY) == []
    with pytest.raises(NotUnderstood) as refused:
        ask(fees, "9921", FEBRUARY)
    assert str(refused.value).startswith("'9921'")
