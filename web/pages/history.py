"""A payment's change per quarter and its causes: the physician's, split into dollars, and the facility's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from cmsfees.snapshot import Row
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
    """A quarter's change from the previous one, split like `_pfs_changes`: RVUs at the previous factor, then
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
    causes = _gap(before.service_from, before.service_to, after.service_from)
    if before.total_rvu != after.total_rvu:
        causes.append(f"RVUs {before.total_rvu} → {after.total_rvu}")
    if before.conversion_factor != after.conversion_factor:
        causes.append(f"conversion factor {before.conversion_factor} → {after.conversion_factor}")
    if by_limit:
        causes.append("OPPS cap")
    return ", ".join(causes)


@dataclass(frozen=True)
class FacilityChange:
    """A release's facility rate at one site, with its change from the previous loaded release."""

    row: Row
    difference: Decimal | None = None
    cause: str = ""


def facility_changes(rows: Sequence[Row]) -> list[FacilityChange]:
    """Return one FacilityChange per row of one site, oldest first; the first has no difference."""
    if not rows:
        return []
    return [
        FacilityChange(rows[0], cause="first release loaded"),
        *(_facility_change(a, b) for a, b in pairwise(rows)),
    ]


def _facility_change(before: Row, after: Row) -> FacilityChange:
    rates = before["facility_payment"], after["facility_payment"]
    difference = None if None in rates else rates[1] - rates[0]
    names = {"apc": "APC", "indicator": "indicator", "facility_status": "status"}
    causes = [
        f"{name} {_word(before[column])} → {_word(after[column])}"
        for column, name in names.items()
        if before[column] != after[column]
    ]
    if difference and not causes:
        causes = [f"new rate of APC {after['apc']}" if after["apc"] else "new rate"]
    gap = _gap(before["service_from"], before["service_to"], after["service_from"])
    return FacilityChange(after, difference, ", ".join([*gap, *causes] if causes else []))


def _word(value: str | None) -> str:
    return value.replace("_", " ") if value else "none"


def _gap(since: str, until: str, after: str) -> list[str]:
    """Return a note if quarters between a period and the next loaded one are missing."""
    is_gap = str(date.fromisoformat(until) + timedelta(1)) < after
    return [f"compared with the last loaded quarter, from {since}"] if is_gap else []


def latest_known(rows: Iterable[Row]) -> list[Row]:
    """Return the latest known row for each first service day, oldest first."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["service_from"], row["known_from"])):
        found[row["service_from"]] = row
    return list(found.values())
