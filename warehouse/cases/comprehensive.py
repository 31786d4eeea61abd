"""Comprehensive APCs: one payment for a J1 procedure or an observation stay, all other lines packaged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from warehouse.cases.packaging import IOCE, Apcs
from warehouse.cases.rules import FacilityRules
from warehouse.cases.service import Service, by_falling_rate

SOURCE = f"{IOCE}, Comprehensive APC processing"
RANK = "OPPS Addendum J, rank for primary assignment"
PAIRS = "OPPS Addendum J, complexity adjustments"
RANKS, ADJUSTMENTS = "opps_addendum_j_rank", "opps_addendum_j_adjustments"
OBSERVATION = f"{IOCE}, Comprehensive observation APC assignment criteria"
OBSERVATION_APC = "8011"
OBSERVATION_HOURS = 8
STOPPED = {"terminated", "terminated_before", "terminated_after"}
# CMS has paid New Technology APCs in addition to a comprehensive APC since 2019.
NEW_TECHNOLOGY = ((1491, 1599), (1901, 1908))


@dataclass(frozen=True)
class Comprehensive:
    """The lines, one of them primary, and the questions that no loaded addendum answers."""

    services: list[Service]
    not_decided: tuple[str, ...] = ()


def comprehensive(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Comprehensive:
    """Pay the J1 line with the best rank, at a higher APC if Addendum J pairs it with another line."""
    candidates = [service for service in services if service.is_open and service.indicator == "J1"]
    if not candidates:
        return Comprehensive(list(services))
    primary = min(candidates, key=lambda service: _order(service, candidates, apcs))
    paid = _adjusted(primary, services, apcs, rules).moved(
        f"Comprehensive APC: {primary.code} is paid once for the whole claim",
        SOURCE,
        units=1,
        is_paid_once=True,
    )
    rest = {
        service.number: _packaged_with_primary(service, paid, rules)
        for service in services
        if service is not primary
    }
    undecided = (
        *_open_rank(candidates, apcs),
        *_open_complexity(primary, services, apcs),
        *_open_lines(rest.values()),
    )
    return Comprehensive([rest.get(service.number, paid) for service in services], tuple(undecided))


def observation(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Comprehensive:
    """Pay 8 hours of observation with a visit and without surgery as one APC, on the highest-paid visit."""
    visits = [
        service for service in services if service.is_open and rules.is_in("observation_visit", service.code)
    ]
    hours = sum(service.units for service in services if rules.is_in("observation_hours", service.code))
    surgery = any(service.is_open and apcs.indicator_of(service) == "T" for service in services)
    if not visits or hours < OBSERVATION_HOURS or surgery:
        return Comprehensive(_plain_visits(services, visits, rules))
    primary = min(visits, key=by_falling_rate)
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
        else primary.settled(
            "no_data", f"No rate for APC {OBSERVATION_APC}: {apcs.without_rate}", OBSERVATION
        )
    )
    rest = {
        service.number: _packaged_with_primary(service, paid, rules)
        for service in services
        if service is not primary
    }
    return Comprehensive(
        [rest.get(service.number, paid) for service in services], tuple(_open_lines(rest.values()))
    )


def _order(service: Service, candidates: Sequence[Service], apcs: Apcs) -> tuple[int, int]:
    """Sort key of a J1 line: Addendum J's rank, or falling rate without it, since ranks follow APC cost."""
    ranks = apcs.ranks or {}
    if all(other.code in ranks for other in candidates):
        return ranks[service.code], service.number
    by_rate = sorted(candidates, key=by_falling_rate)
    return by_rate.index(service), service.number


def _adjusted(primary: Service, services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Service:
    stopped = any(
        rules.effects(service.modifiers).keys() & STOPPED for service in services if service.indicator == "J1"
    )
    if stopped or not apcs.adjustments:
        return primary
    for secondary in _secondaries(primary, services, apcs):
        apc = apcs.adjustments.get((primary.code, secondary))
        if apc:
            rule = f"Complexity adjustment: {primary.code} with {secondary} is paid under APC {apc}"
            if apc in apcs.rates:
                return primary.moved(rule, PAIRS, rate=apcs.rates[apc])
            return primary.settled("no_data", f"{rule}; no rate for it: {apcs.without_rate}", PAIRS)
    return primary


def _secondaries(primary: Service, services: Sequence[Service], apcs: Apcs) -> Iterator[str]:
    """Yield the codes of other J1 and add-on lines; the primary's own for a second unit or both sides."""
    if primary.units > 1 or apcs.is_both_sides(primary):
        yield primary.code
    for service in services:
        if (
            service is not primary
            and service.indicator in ("J1", "N")
            and service.payment_status in ("open", "packaged")
        ):
            yield service.code


def _packaged_with_primary(service: Service, primary: Service, rules: FacilityRules) -> Service:
    """Package a line with the primary service unless a rule pays it separately."""
    rule = rules.indicators.get(service.indicator or "")
    if (
        not service.is_open
        or rule is None
        or _is_new_technology(service)
        or rules.is_in("never_packaged", service.code)
    ):
        return service
    if rule.treatment_with_comprehensive != "packaged":
        return service
    return service.packaged(f"Packaged into {primary.code}", SOURCE)


def _is_new_technology(service: Service) -> bool:
    apc = service.rate.apc if service.rate else None
    is_number = bool(apc) and str(apc).isdigit()
    return (
        service.indicator in ("S", "T")
        and is_number
        and any(first <= int(str(apc)) <= last for first, last in NEW_TECHNOLOGY)
    )


def _plain_visits(
    services: Sequence[Service], visits: Sequence[Service], rules: FacilityRules
) -> list[Service]:
    """Pay visits separately if there is no comprehensive stay; another visit packages a direct referral."""
    others = [service for service in visits if not rules.is_in("direct_referral", service.code)]
    after = []
    for service in services:
        if service.is_open and others and rules.is_in("direct_referral", service.code):
            after.append(service.packaged("Direct referral with another visit", OBSERVATION))
        elif service.is_open and service.indicator == "J2":
            after.append(
                service.moved("No comprehensive observation APC: paid as a visit", OBSERVATION, indicator="V")
            )
        else:
            after.append(service)
    return after


def _open_rank(candidates: Sequence[Service], apcs: Apcs) -> Iterator[str]:
    """Yield which line is primary as a question if Addendum J does not rank all of them."""
    codes = sorted({service.code for service in candidates})
    unranked = [code for code in codes if code not in (apcs.ranks or {})]
    if len(codes) > 1 and unranked:
        why = apcs.gaps.reason(RANKS, unranked[0]) or "no Addendum J that ranks it is loaded"
        yield f"Which of {', '.join(codes)} is primary: for {unranked[0]}, {why}; the highest rate is used"


def _open_complexity(primary: Service, services: Sequence[Service], apcs: Apcs) -> Iterator[str]:
    """Yield whether another APC applies if Addendum J is missing or its row could not be read."""
    secondaries = list(_secondaries(primary, services, apcs))
    lost = [apcs.gaps.row(ADJUSTMENTS, primary.code, secondary) for secondary in secondaries]
    why = next((reason for reason in lost if reason), None)
    if why is None and apcs.adjustments is None and secondaries:
        why = apcs.without(ADJUSTMENTS, "no Addendum J is loaded for this date")
    if why:
        yield f"Complexity adjustment of {primary.code}: {why}; the payment is for its own APC"


def _open_lines(services: Iterable[Service]) -> Iterator[str]:
    for service in services:
        if service.is_open and service.indicator == "A":
            yield f"Line {service.number}: whether a comprehensive APC excludes {service.code} (status A)"
        if service.is_open and service.indicator == "R":
            yield f"Line {service.number}: blood is paid separately only with revenue code 381 or 382"
