"""A row that CMS published and that was set aside never reads as not listed, nor as no edit."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from warehouse.build.build_file import build

DAY = date(2026, 8, 1)
PTP, MUE = "ncci-ptp-practitioner 2026Q3", "ncci-mue-practitioner 2026Q3"
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
    lost_rate = (
        "asc_addendum_aa",
        "AA.csv",
        5,
        "payment_rate: expected a number, found 'x'",
        '{"hcpcs": "0100T"}',
    )
    held += [
        shelf.put("pfs-rvu 2026C", pfs_rvu=[rvu("0100T", "1.30")], set_aside=[lost_fee]),
        shelf.put("opps 2026-07", opps_addendum_b=[rate(code, "100.000") for code in ("0100T", "30000")]),
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
def test_a_pair_of_which_no_row_was_loaded_has_no_data(fees: OpenSnapshot, codes: list[str]) -> None:
    [row] = fees.conflicts(codes, DAY)
    assert row["answer"] == "no_data"
    assert "the row could not be read: ccipra-v322r0-f1.txt, line 8: another row has" in row["reason"]


def test_a_pair_that_the_table_does_not_list_has_no_edit(fees: OpenSnapshot) -> None:
    [row] = fees.conflicts(["20000", "88162"], DAY)
    assert row["answer"] == "no_edit"


def test_a_limit_that_could_not_be_read_has_no_data(fees: OpenSnapshot) -> None:
    asked = "SELECT hcpcs, answer, reason FROM mue_limits(['20000', '20001', '20002'], $1, 'practitioner')"
    answers = {code: (answer, reason) for code, answer, reason in fees.con.execute(asked, [DAY]).fetchall()}
    assert [answers[code][0] for code in ("20000", "20001", "20002")] == ["edit", "no_data", "no_edit"]
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
