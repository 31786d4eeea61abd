"""Comprehensive APCs: one payment for a J1 procedure or an observation stay, all else packaged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from warehouse.cases.packaging import IOCE, Apcs
from warehouse.cases.rules import FacilityRules
from warehouse.cases.service import Service, dearest_first

SOURCE = f"{IOCE}, Comprehensive APC processing"
RANK = "OPPS Addendum J, rank for primary assignment"
PAIRS = "OPPS Addendum J, complexity adjustments"
OBSERVATION = f"{IOCE}, Comprehensive observation APC assignment criteria"
OBSERVATION_APC = "8011"
OBSERVATION_HOURS = 8
STOPPED = {"terminated", "terminated_before", "terminated_after"}
# New Technology APCs are paid beside a comprehensive one since 2019.
NEW_TECHNOLOGY = ((1491, 1599), (1901, 1908))


@dataclass(frozen=True)
class Comprehensive:
    """The lines with one of them primary, and the questions that no loaded addendum answers."""

    services: list[Service]
    not_decided: tuple[str, ...] = ()


def comprehensive(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Comprehensive:
    """The J1 line of lowest rank is paid, at a higher APC where Addendum J lists it with another line."""
    candidates = [one for one in services if one.is_open and one.indicator == "J1"]
    if not candidates:
        return Comprehensive(list(services))
    primary = min(candidates, key=lambda one: _order(one, candidates, apcs))
    paid = _adjusted(primary, services, apcs, rules).moved(
        f"Comprehensive APC: {primary.code} is paid once for the whole case",
        SOURCE,
        units=1,
        is_paid_once=True,
    )
    rest = {one.number: _beside(one, paid, rules) for one in services if one is not primary}
    undecided = (*_open_complexity(primary, services, apcs), *_open_lines(rest.values()))
    return Comprehensive([rest.get(one.number, paid) for one in services], tuple(undecided))


def observation(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Comprehensive:
    """Eight hours of observation with a visit and without surgery are one payment, on the dearest visit."""
    visits = [one for one in services if one.is_open and rules.is_in("observation_visit", one.code)]
    hours = sum(one.units for one in services if rules.is_in("observation_hours", one.code))
    surgery = any(one.is_open and apcs.indicator_of(one) == "T" for one in services)
    if not visits or hours < OBSERVATION_HOURS or surgery:
        return Comprehensive(_plain_visits(services, visits, rules))
    primary = min(visits, key=dearest_first)
    rate = apcs.rates.get(OBSERVATION_APC)
    paid = (
        primary.moved(
            f"{hours} hours of observation: APC {OBSERVATION_APC}",
            OBSERVATION,
            rate=rate,
            units=1,
            is_paid_once=True,
        )
        if rate
        else primary.settled("no_data", f"No rate of APC {OBSERVATION_APC} is loaded", OBSERVATION)
    )
    rest = {one.number: _beside(one, paid, rules) for one in services if one is not primary}
    return Comprehensive([rest.get(one.number, paid) for one in services], tuple(_open_lines(rest.values())))


def _order(one: Service, candidates: Sequence[Service], apcs: Apcs) -> tuple[int, int]:
    """By Addendum J's rank; without it by rate, for ranks follow the cost of the APC."""
    ranks = apcs.ranks or {}
    if all(other.code in ranks for other in candidates):
        return ranks[one.code], one.number
    by_rate = sorted(candidates, key=dearest_first)
    return by_rate.index(one), one.number


def _adjusted(primary: Service, services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Service:
    stopped = any(rules.effects(one.modifiers).keys() & STOPPED for one in services if one.indicator == "J1")
    if stopped or not apcs.adjustments:
        return primary
    for secondary in _secondaries(primary, services, apcs):
        apc = apcs.adjustments.get((primary.code, secondary))
        if apc and apc in apcs.rates:
            rule = f"Complexity adjustment: {primary.code} with {secondary} is paid by APC {apc}"
            return primary.moved(rule, PAIRS, rate=apcs.rates[apc])
    return primary


def _secondaries(primary: Service, services: Sequence[Service], apcs: Apcs) -> Iterator[str]:
    """Codes of the other J1 and add-on lines; the primary's own for a second unit or both sides."""
    if primary.units > 1 or apcs.is_both_sides(primary):
        yield primary.code
    for one in services:
        if one is not primary and one.indicator in ("J1", "N") and one.payment_status in ("open", "packaged"):
            yield one.code


def _beside(one: Service, primary: Service, rules: FacilityRules) -> Service:
    """A line beside a comprehensive one: packaged, unless a rule keeps it apart."""
    rule = rules.indicators.get(one.indicator or "")
    if not one.is_open or rule is None or _is_new_technology(one) or rules.is_in("never_packaged", one.code):
        return one
    if rule.beside_comprehensive != "packaged":
        return one
    return one.packaged(f"Packaged into {primary.code}", SOURCE)


def _is_new_technology(one: Service) -> bool:
    apc = one.rate.apc if one.rate else None
    is_number = bool(apc) and str(apc).isdigit()
    return (
        one.indicator in ("S", "T")
        and is_number
        and any(first <= int(str(apc)) <= last for first, last in NEW_TECHNOLOGY)
    )


def _plain_visits(
    services: Sequence[Service], visits: Sequence[Service], rules: FacilityRules
) -> list[Service]:
    """Without a comprehensive stay a visit is paid as one; a direct referral gives way to another visit."""
    others = [one for one in visits if not rules.is_in("direct_referral", one.code)]
    after = []
    for one in services:
        if one.is_open and others and rules.is_in("direct_referral", one.code):
            after.append(one.packaged("Direct referral beside another visit", OBSERVATION))
        elif one.is_open and one.indicator == "J2":
            after.append(
                one.moved("No comprehensive observation: paid as a visit", OBSERVATION, indicator="V")
            )
        else:
            after.append(one)
    return after


def _open_complexity(primary: Service, services: Sequence[Service], apcs: Apcs) -> Iterator[str]:
    if apcs.adjustments is None and any(_secondaries(primary, services, apcs)):
        yield (
            f"Complexity adjustment of {primary.code}: no Addendum J is loaded for this date; "
            "the payment is that of its own APC"
        )


def _open_lines(services: Iterable[Service]) -> Iterator[str]:
    for one in services:
        if one.is_open and one.indicator == "A":
            yield f"Line {one.number}: whether a comprehensive APC leaves {one.code} (status A) out"
        if one.is_open and one.indicator == "R":
            yield f"Line {one.number}: blood is paid apart with revenue code 381 or 382 alone"
