"""Compare one case on two days: the payment per site and per line."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from cmsfees.snapshot import OpenSnapshot
from warehouse.cases.case import Case
from warehouse.cases.price_case import price_case

Priced = dict[str, Any]
FACTS = ("payment", "payment_status", "indicator", "apc", "release_id")


def compare_case(fees: OpenSnapshot, case: Case, before: date) -> Priced:
    """Price the case on its own day and on the day `before`; return differences in dollars per site and line.

    A difference is None unless the amount is known on both days.
    """
    then = price_case(fees, case.model_copy(update={"service_date": before}))
    now = price_case(fees, case)
    return {
        "before": before.isoformat(),
        "after": case.service_date.isoformat(),
        "sites": [_site(*pair) for pair in zip(then["sites"], now["sites"], strict=True)],
        "lines": [_line(part, *pair) for part, *pair in _pairs(then, now)],
        "not_decided": {"before": _questions(then), "after": _questions(now)},
    }


def _site(then: Priced, now: Priced) -> Priced:
    known = all(site["total_payment"] is not None for site in (then, now))
    return {
        "site": now["site"],
        "total_payment_before": then["total_payment"],
        "total_payment_after": now["total_payment"],
        "difference": now["total_payment"] - then["total_payment"] if known else None,
        "share_of_before": _share(now["total_payment"], then["total_payment"]) if known else None,
    }


def _pairs(then: Priced, now: Priced) -> Iterator[tuple[str, Priced, Priced]]:
    """Yield each line of each part of the case, on both days; a facility without data has no lines."""
    for setting in ("nonfacility", "facility"):
        parts = (day["physician"][setting]["lines"] for day in (then, now))
        yield from ((f"physician, {setting}", *pair) for pair in zip(*parts, strict=True))
    for site in now["facilities"]:
        lines = (day["facilities"][site]["lines"] for day in (then, now))
        yield from ((site, *pair) for pair in zip(*lines, strict=False))


def _line(part: str, then: Priced, now: Priced) -> Priced:
    amounts = then.get("payment"), now.get("payment")
    known = None not in amounts
    return {
        "part": part,
        "code": now["code"],
        "before": {name: then.get(name) for name in FACTS},
        "after": {name: now.get(name) for name in FACTS},
        "difference": now["payment"] - then["payment"] if known else None,
    }


def _questions(day: Priced) -> list[str]:
    return [question for facility in day["facilities"].values() for question in facility["not_decided"]]


def _share(now: Decimal, then: Decimal) -> Decimal | None:
    return (now / then).quantize(Decimal("0.0001")) if then else None
