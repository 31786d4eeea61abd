"""The causes of payment changes between quarters."""

from decimal import Decimal

from web.pages.history import Quarter, latest_known, quarterly_changes

ENDS = {"2025-10-01": "2025-12-31", "2026-01-01": "2026-03-31", "2009-01-01": "2009-03-31"}


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
