"""A row that CMS published and that was set aside never reads as not listed, nor as no edit."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from warehouse.build.build_file import build
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.price import price

DAY = date(2026, 8, 1)
PTP, MUE = "ncci-ptp-practitioner 2026Q3", "ncci-mue-practitioner 2026Q3"
NO_NUMBER = "expected a number, found 'x'"
TWICE = "another row has the same column_1, column_2, effective_date and other values"


def lost_pair(line: int, one: str, other: str) -> tuple[str, str, int, str, str]:
    return "ncci_ptp", "ccipra-v322r0-f1.txt", line, TWICE, f'{{"column_1": "{one}", "column_2": "{other}"}}'


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    root: Path = tmp_path_factory.mktemp("unreadable")
    shelf = Shelf(root / "shelf")
    lost_limit = (
        "ncci_mue",
        "MUE.csv",
        9,
        "mue_value: expected a whole number, found 'x'",
        '{"hcpcs": "20001"}',
    )
    held = [
        shelf.put(
            PTP,
            ncci_ptp=[pair("13121", "13120", indicator="0"), pair("20000", "20009")],
            set_aside=[lost_pair(7, "13121", "13120"), lost_pair(8, "88108", "88162")],
        ),
        shelf.put(MUE, ncci_mue=[{"hcpcs": "20000", "mue_value": 2}], set_aside=[lost_limit]),
    ]
    lost_fee = ("pfs_rvu", "PPRRVU.csv", 12, "work_rvu: expected a number, found 'x'", '{"hcpcs": "30000"}')
    lost_of_26 = ("pfs_rvu", "PPRRVU.csv", 13, NO_NUMBER, '{"hcpcs": "0100T", "modifier": "26"}')
    lost_qp = ("pfs_rvu", "PPRRVU_QPP.csv", 9, NO_NUMBER, '{"hcpcs": "0100T", "qualifying_apm": "Y"}')
    placeholder = ("pfs_rvu", "PPRRVU.csv", 99, "hcpcs: expected text like …", '{"hcpcs": "GXXX1"}')
    lost_rate = (
        "asc_addendum_aa",
        "AA.csv",
        5,
        "payment_rate: expected a number, found 'x'",
        '{"hcpcs": "0100T"}',
    )
    held += [
        shelf.put(
            "pfs-rvu 2026C",
            pfs_rvu=[rvu("0100T", "1.30")],
            set_aside=[lost_fee, lost_of_26, lost_qp, placeholder],
        ),
        shelf.put(
            "opps 2026-07",
            opps_addendum_b=[rate(code, "100.000") for code in ("0100T", "30000")],
            set_aside=[("opps_addendum_b", "B.csv", 4, NO_NUMBER, '{"hcpcs": "C1000"}')],
        ),
        shelf.put(
            "clfs 2026Q3", clfs=[], set_aside=[("clfs", "CLFS.csv", 6, NO_NUMBER, '{"hcpcs": "80053"}')]
        ),
        shelf.put(
            "asp 2026-07", set_aside=[("asp_payment_limit", "ASP.csv", 7, NO_NUMBER, '{"hcpcs": "J1885"}')]
        ),
        shelf.put(
            "ncci-add-on 2026Q3",
            ncci_add_on=[{"add_on_code": "22614", "primary_code": "22612", "add_on_type": "1"}],
            set_aside=[("ncci_add_on", "AOC.txt", 8, "expected a type", '{"add_on_code": "22614"}')],
        ),
        shelf.put(
            "asc 2026-07",
            asc_addendum_aa=[{"hcpcs": "27447", "payment_indicator": "J8"}],
            set_aside=[lost_rate],
        ),
    ]
    with duckdb.connect(build(root / "w.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


def test_the_row_in_force_answers_though_its_twin_was_set_aside(fees: OpenSnapshot) -> None:
    """13121 with 13120 in 2026Q3: indicator 9, deleted on the day it took effect, beside 0, in force."""
    [row] = fees.conflicts(["13121", "13120"], DAY)
    assert row["answer"] == "edit"


@pytest.mark.parametrize("codes", [["88108", "88162"], ["88162", "88108"]])
def test_a_pair_of_which_no_row_was_loaded_is_unreadable(fees: OpenSnapshot, codes: list[str]) -> None:
    [row] = fees.conflicts(codes, DAY)
    assert row["answer"] == "unreadable"
    assert "the row could not be read: ccipra-v322r0-f1.txt, line 8: another row has" in row["reason"]


def test_a_pair_that_the_table_does_not_list_has_no_edit(fees: OpenSnapshot) -> None:
    [row] = fees.conflicts(["20000", "88162"], DAY)
    assert row["answer"] == "no_edit"


def test_a_limit_that_could_not_be_read_is_none(fees: OpenSnapshot) -> None:
    asked = "SELECT hcpcs, answer, reason FROM mue_limits(['20000', '20001', '20002'], $1, 'practitioner')"
    answers = {code: (answer, reason) for code, answer, reason in fees.con.execute(asked, [DAY]).fetchall()}
    assert [answers[code][0] for code in ("20000", "20001", "20002")] == ["edit", "unreadable", "no_edit"]
    assert "MUE.csv, line 9" in answers["20001"][1]


def test_a_code_whose_addendum_row_was_set_aside_is_not_not_listed(fees: OpenSnapshot) -> None:
    """0100T in an ASC on 2022-08-01 read as in none of the addenda: its row had been set aside."""
    sites = {row["site"]: row for row in fees.sites("0100T", DAY)}
    assert sites["asc"]["payment_status"] == "unreadable"
    assert "AA.csv, line 5: payment_rate" in sites["asc"]["reason"]
    assert sites["asc"]["total_payment"] is None
    assert sites["office"]["payment_status"] == "paid"
    [office] = [row for row in fees.sites("27447", DAY) if row["site"] == "office"]
    assert office["payment_status"] == "not_listed"


def test_a_fee_that_could_not_be_read_leaves_every_total_open(fees: OpenSnapshot) -> None:
    sites = {row["site"]: row for row in fees.sites("30000", DAY)}
    assert sites["office"]["payment_status"] == "unreadable"
    assert sites["hospital_outpatient"]["payment_status"] == "unreadable"
    assert sites["hospital_outpatient"]["facility_payment"] == 100
    assert {row["total_payment"] for row in sites.values()} == {None}
    assert "PPRRVU.csv, line 12" in sites["office"]["reason"]


def test_a_fee_that_could_not_be_read_is_a_row_without_an_amount(fees: OpenSnapshot) -> None:
    """In the figures, the payment, the schedule of fees, the card and the price of a claim."""
    [figures] = fees.figures("30000", DAY)
    assert (figures["payment_status_facility"], figures["payment_status_nonfacility_qp"]) == (
        "unreadable",
    ) * 2
    payment = fees.payment("30000", DAY)
    assert (payment["payment_status"], payment["payment"]) == ("unreadable", None)
    listed = fees.rows("FROM fees_of('30000', $1) WHERE schedule = 'physician'", DAY)
    card = fees.card("30000", DAY)
    [line] = price(fees.con, claim("30000"))["lines"]
    for reason in (
        figures["reason_facility"],
        payment["reason"],
        listed[0]["reason"],
        json.dumps(card),
        line["reason"],
    ):
        assert "PPRRVU.csv, line 12: work_rvu" in reason
    assert {row["payment_status"] for row in listed} == {"unreadable"}
    assert (line["payment_status"], line["payment"]) == ("unreadable", None)
    assert not price(fees.con, claim("30000"))["is_complete"]


def test_a_row_with_a_modifier_and_a_row_of_participants_are_unreadable_alone(fees: OpenSnapshot) -> None:
    assert fees.payment("0100T", DAY)["payment_status"] == "paid"
    assert "line 13" in fees.payment("0100T", DAY, modifiers="26")["reason"]
    of_participant = fees.payment("0100T", DAY, qualifying_apm=True)
    assert (of_participant["payment_status"], of_participant["payment"]) == ("unreadable", None)
    assert "PPRRVU_QPP.csv, line 9" in of_participant["reason"]


def test_what_is_no_code_is_no_row_of_the_schedule(fees: OpenSnapshot) -> None:
    """PPRRVU of January 2026 has a placeholder GXXX1."""
    assert fees.rows("SELECT DISTINCT hcpcs FROM physician_fees ORDER BY 1") == [
        {"hcpcs": "0100T"},
        {"hcpcs": "30000"},
    ]


@pytest.mark.parametrize(
    ("code", "schedule", "where"),
    [
        ("C1000", "hospital_outpatient", "B.csv, line 4"),
        ("80053", "laboratory", "CLFS.csv, line 6"),
        ("J1885", "drug", "ASP.csv, line 7"),
    ],
)
def test_a_code_that_no_other_schedule_lists_is_not_lost(
    fees: OpenSnapshot, code: str, schedule: str, where: str
) -> None:
    [row] = fees.rows("FROM fees_of($1, $2)", code, DAY)
    assert (row["schedule"], row["payment_status"], row["amount"]) == (schedule, "unreadable", None)
    assert where in row["reason"]


def test_an_add_on_relation_that_could_not_be_read_is_no_denial(fees: OpenSnapshot) -> None:
    """The primary code that is billed may be in the row that is missing."""
    asked = "SELECT answer FROM add_on_status($1, $2) WHERE hcpcs = '22614'"
    answers = [fees.rows(asked, codes, DAY)[0]["answer"] for codes in (["22614"], ["22614", "22612"])]
    assert answers == ["unreadable", "no_edit"]


def claim(code: str) -> Claim:
    return Claim.model_validate({"service_date": DAY, "setting": "facility", "lines": [ClaimLine(code=code)]})
