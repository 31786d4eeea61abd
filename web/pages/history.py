"""The physician payment's change per quarter, split by cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from warehouse.money import cents


@dataclass(frozen=True)
class Quarter:
    """One fee schedule release for one setting, in dollars; RVUs as printed."""

    service_from: str
    service_to: str
    release_id: str
    total_rvu: Decimal | None
    conversion_factor: Decimal | None
    payment: Decimal | None
    status: str


@dataclass(frozen=True)
class Change:
    """A quarter's change from the previous one, split like `pfs_changes`: RVUs at the previous factor, then
    the factor, then the OPPS cap. The parts add up to the difference."""

    quarter: Quarter
    difference: Decimal | None = None
    by_rvu: Decimal | None = None
    by_factor: Decimal | None = None
    by_limit: Decimal | None = None
    cause: str = ""


def quarterly_changes(quarters: Sequence[Quarter]) -> list[Change]:
    """Return one Change per quarter, oldest first; the first has no difference."""
    if not quarters:
        return []
    return [
        Change(quarters[0], cause="first quarter loaded"),
        *(_change(a, b) for a, b in pairwise(quarters)),
    ]


def _change(before: Quarter, after: Quarter) -> Change:
    if before.payment is None or after.payment is None:
        return Change(after, cause=_status_change(before, after))
    difference = after.payment - before.payment
    computed = [_amount(before, before), _amount(after, before), _amount(after, after)]
    if None in computed:
        return Change(after, difference)
    first, middle, last = (value for value in computed if value is not None)
    by_rvu, by_factor = middle - first, last - middle
    by_limit = difference - by_rvu - by_factor
    return Change(after, difference, by_rvu, by_factor, by_limit, _cause(before, after, by_limit))


def _amount(rvus: Quarter, factor: Quarter) -> Decimal | None:
    if rvus.total_rvu is None or factor.conversion_factor is None:
        return None
    return cents(rvus.total_rvu * factor.conversion_factor)


def _status_change(before: Quarter, after: Quarter) -> str:
    if before.status == after.status:
        return ""
    return f"{before.status.replace('_', ' ')} → {after.status.replace('_', ' ')}"


def _cause(before: Quarter, after: Quarter, by_limit: Decimal) -> str:
    next_day = date.fromisoformat(before.service_to) + timedelta(1)
    is_gap = str(next_day) < after.service_from
    causes = [f"compared with the last loaded quarter, from {before.service_from}"] if is_gap else []
    if before.total_rvu != after.total_rvu:
        causes.append(f"RVUs {before.total_rvu} → {after.total_rvu}")
    if before.conversion_factor != after.conversion_factor:
        causes.append(f"conversion factor {before.conversion_factor} → {after.conversion_factor}")
    if by_limit:
        causes.append("OPPS cap")
    return ", ".join(causes)


def latest_known(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the latest known row for each first service day, oldest first."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["service_from"], row["known_from"])):
        found[row["service_from"]] = row
    return list(found.values())
