"""Formatting of figures and parsing of typed claim lines."""

from decimal import Decimal

import pytest
from fastapi import HTTPException

from warehouse.money import dollars
from web.pages.claim_lines import claim_lines
from web.pages.wording import (
    count,
    day,
    percent,
    plain_days,
    plain_words,
    rvu,
    signed_dollars,
    site_name,
    table_short,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2456.3", "$2,456.30"),
        ("7413.380", "$7,413.38"),
        ("37.025", "$37.025"),
        ("-3.1", "−$3.10"),
        ("0", "$0.00"),
    ],
)
def test_dollars_have_a_third_decimal_only_if_it_is_not_zero(value: str, text: str) -> None:
    assert dollars(Decimal(value)) == text


def test_no_value_is_no_text() -> None:
    assert [show(None) for show in (dollars, signed_dollars, percent, plain_words, day, rvu, count)] == [
        ""
    ] * 7
    assert (signed_dollars(Decimal(0)), day("")) == ("", "")


def test_names_are_words() -> None:
    assert (plain_words("not_applicable"), site_name("asc")) == ("not applicable", "Surgery center (ASC)")
    assert site_name("nursing_facility") == "nursing facility"


def test_figures_have_signs_and_separators() -> None:
    assert (signed_dollars(Decimal("12")), signed_dollars(Decimal("-3.1"))) == ("+$12.00", "−$3.10")
    assert (rvu("41.5"), rvu(Decimal("2.675")), count(1234567)) == ("41.50", "2.68", "1,234,567")


def test_shares_are_percentages_and_dates_are_american() -> None:
    assert percent(Decimal("0.625")) == "62.5%"
    assert percent(1) == "100%"
    assert day("2026-02-01") == "Feb 1, 2026"
    assert day("9999-12-31") == "now"


def test_a_table_has_a_short_name() -> None:
    names = ("pfs_rvu", "pfs_opps_cap", "opps_addendum_b", "clfs")
    assert [table_short(name) for name in names] == ["PPRRVU", "OPPSCAP", "Addendum B", "Laboratory tests"]


def test_dates_in_a_text_are_american_and_other_digits_stay() -> None:
    assert (
        plain_days("asc 2026-01 r1, which ends on 2025-12-31") == "asc 2026-01 r1, which ends on Dec 31, 2025"
    )
    assert plain_days("2026-02-30 or 12026-01-01") == "2026-02-30 or 12026-01-01"
    assert plain_days(None) == ""


def test_a_line_of_a_claim_has_code_modifiers_and_units() -> None:
    assert claim_lines("20957 x9999\n" * 100) == [{"code": "20957", "modifiers": [], "units": 9999}] * 100
    assert claim_lines("27447-rt\n\n 20957 x2 \n99213-25,57 x 1\n20957-xs x1") == [
        {"code": "27447", "modifiers": ["RT"], "units": 1},
        {"code": "20957", "modifiers": [], "units": 2},
        {"code": "99213", "modifiers": ["25", "57"], "units": 1},
        {"code": "20957", "modifiers": ["XS"], "units": 1},
    ]


@pytest.mark.parametrize("line", ["2744", "27447-R", "27447 x0", "<script>", "27447 RT LT 59 x 12345"])
def test_an_invalid_line_is_named(line: str) -> None:
    with pytest.raises(HTTPException, match="line 2"):
        claim_lines(f"20957\n{line}")
