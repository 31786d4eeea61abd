"""The causes of payment changes between quarters."""

from decimal import Decimal
from typing import Any

import pytest

from web.pages.history import Quarter, facility_changes, latest_known, quarterly_changes

ENDS = {
    "2009-01-01": "2009-03-31",
    "2024-01-01": "2024-03-31",
    "2025-07-01": "2025-09-30",
    "2025-10-01": "2025-12-31",
    "2026-01-01": "2026-03-31",
}


def quarter(since: str, rvu: str | None, factor: str, payment: str | None, status: str = "paid") -> Quarter:
    dollars = None if payment is None else Decimal(payment)
    total = None if rvu is None else Decimal(rvu)
    return Quarter(since, ENDS[since], f"pfs-rvu {since}", total, Decimal(factor), dollars, status)


# 20957 in a facility, RVU25D and RVU26A: 82.91 x 32.3465 = 2681.85, 73.54 x 32.3465 = 2378.76 (2378.7616),
# 73.54 x 33.4009 = 2456.30.
OCTOBER, JANUARY = (
    quarter("2025-10-01", "82.91", "32.3465", "2681.85"),
    quarter("2026-01-01", "73.54", "33.4009", "2456.30"),
)


def test_rvus_come_first_at_the_factor_before_then_the_factor() -> None:
    _, change = quarterly_changes([OCTOBER, JANUARY])
    assert (change.by_rvu, change.by_factor, change.by_limit) == (
        Decimal("-303.09"),
        Decimal("77.54"),
        Decimal(0),
    )
    assert change.difference == Decimal("-225.55") == change.by_rvu + change.by_factor  # type: ignore[operator]
    assert change.cause == "RVUs 82.91 → 73.54, conversion factor 32.3465 → 33.4009"


def test_what_rvus_and_factor_do_not_explain_is_the_opps_limit() -> None:
    limited = quarter("2026-01-01", "10.00", "32.3465", "300.00")  # 10.00 x 32.3465 = 323.47 before the limit
    _, change = quarterly_changes([quarter("2025-10-01", "10.00", "32.3465", "323.47"), limited])
    assert change.by_rvu == change.by_factor == 0
    assert change.by_limit == Decimal("-23.47")
    assert change.cause == "OPPS cap"


def test_a_change_over_quarters_that_are_not_loaded_says_so() -> None:
    _, change = quarterly_changes([quarter("2009-01-01", "80.00", "36.0666", "2885.33"), JANUARY])
    assert change.cause.startswith(
        "compared with the last loaded quarter, from 2009-01-01, RVUs 80.00 → 73.54"
    )


def test_a_quarter_without_a_payment_shows_its_status_and_no_difference() -> None:
    unpaid = quarter("2026-01-01", "73.54", "33.4009", None, "not_applicable")
    _, change = quarterly_changes([OCTOBER, unpaid])
    assert change.difference is None
    assert change.cause == "paid → not applicable"
    before = quarter("2025-10-01", "82.91", "32.3465", None, "not_applicable")
    assert [change.cause for change in quarterly_changes([before, unpaid])] == ["first quarter loaded", ""]


def test_the_first_quarter_has_no_change_and_no_quarters_have_none() -> None:
    assert [change.difference for change in quarterly_changes([OCTOBER])] == [None]
    assert quarterly_changes([]) == []


def test_the_latest_known_posting_of_a_quarter_is_shown() -> None:
    rows = [
        {"service_from": "2025-07-01", "known_from": "2025-07-29", "rate": 2},
        {"service_from": "2025-07-01", "known_from": "2025-06-20", "rate": 1},
        {"service_from": "2025-04-01", "known_from": "2025-03-20", "rate": 0},
    ]
    assert [row["rate"] for row in latest_known(rows)] == [0, 2]


def rate(
    since: str, payment: str | None, apc: str | None, indicator: str, status: str = "paid"
) -> dict[str, Any]:
    dollars = None if payment is None else Decimal(payment)
    return {
        "service_from": since,
        "service_to": ENDS[since],
        "facility_payment": dollars,
        "facility_status": status,
        "apc": apc,
        "indicator": indicator,
    }


@pytest.mark.parametrize(
    ("before", "after", "difference", "cause"),
    [
        # Addendum B: 20957, 26341, J1833; AA and EE: 26341; 27447 of January 2024
        (
            rate("2025-10-01", None, None, "C", "inpatient_only"),
            rate("2026-01-01", "7413.38", "5114", "J1"),
            None,
            "APC none → 5114, indicator C → J1, status inpatient only → paid",
        ),
        (
            rate("2025-10-01", "239.88", "5111", "T"),
            rate("2026-01-01", "252.01", "5111", "T"),
            "12.13",
            "new rate of APC 5111",
        ),
        (
            rate("2025-10-01", "1.005", "9456", "K"),
            rate("2026-01-01", "1.01", None, "K"),
            "0.005",
            "APC 9456 → none",
        ),
        (
            rate("2025-10-01", "80.54", None, "P3"),
            rate("2026-01-01", "89.63", None, "P3"),
            "9.09",
            "new rate",
        ),
        (rate("2025-07-01", "80.54", None, "P3"), rate("2025-10-01", "80.54", None, "P3"), "0.00", ""),
        (
            rate("2024-01-01", "12539.82", "5115", "J1"),
            rate("2026-01-01", "13116.76", "5115", "J1"),
            "576.94",
            "compared with the last loaded quarter, from 2024-01-01, new rate of APC 5115",
        ),
    ],
)
def test_a_facility_rate_changes_with_its_apc_indicator_or_rate(
    before: dict[str, Any], after: dict[str, Any], difference: str | None, cause: str
) -> None:
    first, change = facility_changes([before, after])
    assert (first.difference, first.cause) == (None, "first release loaded")
    assert change.difference == (None if difference is None else Decimal(difference))
    assert change.cause == cause
