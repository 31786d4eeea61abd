"""Both pricers of facilities agree on random cases, and the rules hold over the whole schedule."""

from dataclasses import replace
from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.facility_oracle import Book, read_book
from tests.warehouse.random_cases import DAY, answers, case_of_lines, disagreements, random_lines
from warehouse.cases.case import Case, CaseLine
from warehouse.cases.price_case import asc_lines, hospital_lines
from warehouse.cases.tables import CaseTables, read_case_tables
from warehouse.cases.wage_index import WageIndex


def all_codes(con: Con, book: Book) -> CaseTables:
    """The tables for every code of the day's schedules; 500 lines are a claim's most, so unvalidated."""
    lines = tuple(
        CaseLine(code=code, device_credit=None) for code in sorted(book.opps.keys() | book.asc.keys())
    )
    return read_case_tables(
        OpenSnapshot("", con), Case(service_date=DAY, lines=lines[:1]).model_copy(update={"lines": lines})
    )


def in_force(con: Con) -> Book:
    series = ("opps", "opps-final-rule", "asc", "pfs-rvu", "asc-code-pairs", "clfs", "dmepos")
    found = [con.execute("SELECT release_on($1, $2)", [name, DAY]).fetchall()[0][0] for name in series]
    return read_book(con, *(release or "" for release in found))


def test_both_pricers_agree_on_random_cases(case_rows: Con) -> None:
    book = in_force(case_rows)
    assert disagreements(all_codes(case_rows, book), book, random_lines(book, 1_500, seed=1)) == []


@pytest.mark.parametrize("index", ["0.7894", "1.3423"])
def test_both_pricers_agree_at_a_wage_index(case_rows: Con, index: str) -> None:
    book = replace(in_force(case_rows), wage=Decimal(index))
    there = WageIndex("here", Decimal(index), "an index", "a table")
    tables = replace(all_codes(case_rows, book), wage={"opps": there, "asc": there})
    assert disagreements(tables, book, random_lines(book, 500, seed=3)) == []


@pytest.mark.real
def test_both_pricers_agree_on_the_whole_schedule(real: Con) -> None:
    """20,000 random cases of every code of January 2025, some 120,000 answers in each facility."""
    book = in_force(real)
    assert disagreements(all_codes(real, book), book, random_lines(book, 20_000, seed=2)) == []


@pytest.mark.real
def test_one_code_alone_is_the_site_of_service_for_every_code(real: Con) -> None:
    book = in_force(real)
    tables = all_codes(real, book)
    asked = real.execute(
        "SELECT hcpcs, site, round(coalesce("
        "facility_payment, facility_payment_if_billed_alone, other_payment_if_billed_alone), 2) "
        "FROM site_of_service_on($1) WHERE site <> 'office'",
        [DAY],
    ).fetchall()
    different, compared = [], 0
    for code, site, payment in asked:
        priced = hospital_lines if site == "hospital_outpatient" else asc_lines
        [answer] = answers(priced(case_of_lines([(code, frozenset(), 1)]), tables))
        # A laboratory's test on the day of an ASC is not one of the ASC's services.
        if not isinstance(answer, str) and not (site == "asc" and code in book.tests):
            compared += 1
            different += [(code, site, answer, payment)] if answer != payment else []
    # One unit of 96132 ($530.60) is above a day's mental health, composite APC 8010: it is capped even alone.
    assert [code for code, *_ in different] == ["96132"]
    assert compared > 11_000


@pytest.mark.real
def test_a_complexity_adjustment_never_lowers_and_is_one_payment(real: Con) -> None:
    """Every pair of Addendum J: the adjusted APC's rate, on one line, above the primary's own."""
    book = in_force(real)
    tables = all_codes(real, book)
    adjusted = 0
    for (primary, secondary), apc in book.pairs.items():
        if book.opps.get(primary, ("",))[0] != "J1" or secondary not in book.opps:
            continue
        alone, beside = (
            answers(hospital_lines(case_of_lines([(code, frozenset(), 1) for code in codes]), tables))
            for codes in ((primary,), (primary, secondary))
        )
        assert beside[1] == "packaged"
        assert isinstance(alone[0], Decimal)
        assert isinstance(beside[0], Decimal)
        assert beside[0] == book.apc[apc][1].quantize(alone[0])
        assert beside[0] >= alone[0]
        adjusted += 1
    assert adjusted > 400
