"""Which lines a hospital is paid separately: conditional packaging, laboratory tests and composites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from warehouse.cases.gaps import Gaps
from warehouse.cases.rules import FacilityRules
from warehouse.cases.service import Rate, Service, by_falling_rate

IOCE = "IOCE user manual V25.1"
CONDITIONAL = f"{IOCE}, Processing procedures with status indicators of Q1 and Q2"
CRITICAL_CARE = f"{IOCE}, Critical care processing"
LABORATORY_RULE = f"{IOCE}, Conditional processing for laboratory procedures"
COMPOSITE = f"{IOCE}, Multiple imaging composite assignment rules"
MENTAL_HEALTH = f"{IOCE}, Daily mental health processing"
CRITICAL_CARE_APCS = {"5041", "5045"}
MENTAL_HEALTH_APC = "8010"
SEPARATE = {"59", "XE", "XP", "XS", "XU"}
PAYABLE = {"J1", "J2", "S", "T", "V", "Q1", "Q2", "Q3"}


@dataclass(frozen=True)
class Apcs:
    """Rates by APC, the indicator under which each APC's codes are paid, and the composites of Addendum M."""

    rates: dict[str, Rate]
    indicators: dict[str, str]
    composites: dict[str, tuple[str, ...]] | None
    ranks: dict[str, int] | None = None
    adjustments: dict[tuple[str, str], str] | None = None
    device_offsets: dict[str, Decimal] | None = None
    bilateral: dict[str, str] = field(default_factory=dict)
    gaps: Gaps = field(default_factory=Gaps)

    def without(self, table: str, otherwise: str) -> str:
        """Return why a table is missing: its release lacks it, or no release is loaded."""
        return self.gaps.tables.get(table, otherwise)

    @property
    def without_rate(self) -> str:
        return self.without("opps_addendum_a", "no Addendum A that lists it is loaded")

    def indicator_of(self, service: Service) -> str | None:
        """Return the indicator under which the service is paid if nothing packages it."""
        if service.indicator == "J2":
            return "V"
        if service.indicator not in ("Q1", "Q2", "Q3"):
            return service.indicator
        return self.indicators.get(service.rate.apc or "") if service.rate else None

    def is_both_sides(self, service: Service) -> bool:
        return "50" in service.modifiers and self.bilateral.get(service.code) in ("1", "3")


def conditional(services: Sequence[Service], apcs: Apcs) -> list[Service]:
    """Package Q1 with S, T, V, J1 or J2, and Q2 with T or J1; pay the highest-rate remaining line once."""
    beside = {
        apcs.indicator_of(service)
        for service in services
        if service.is_open and service.indicator not in ("Q1", "Q2")
    }
    packers = {"Q1": {"S", "T", "V", "J1"}, "Q2": {"T", "J1"}}
    after = [_give_way(service, beside & packers.get(service.indicator or "", set())) for service in services]
    left = [service for service in after if service.is_open and service.indicator in packers]
    if not left:
        return after
    kept = min(left, key=by_falling_rate)
    return [_kept_or_packaged(service, kept, apcs) if service in left else service for service in after]


def critical_care(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> list[Service]:
    """Package ancillary services into critical care unless a modifier marks them as separate."""
    present = any(service.is_open and rules.is_in("critical_care", service.code) for service in services)
    if not present or apcs.composites is None:
        return list(services)
    has_separate_modifier = any(service.modifiers & SEPARATE for service in services)
    return [
        service.packaged("Part of critical care", CRITICAL_CARE)
        if service.is_open
        and _is_ancillary(service, apcs)
        and not _is_separate(service, has_separate_modifier, rules)
        else service
        for service in services
    ]


def laboratory(services: Sequence[Service]) -> list[Service]:
    """Package Q4 tests with any other payable service, else leave them to the laboratory fee schedule."""
    others = any(service.is_open and service.indicator in PAYABLE for service in services)
    settle: Callable[[Service], Service] = (
        (lambda service: service.packaged("Laboratory test with a payable service", LABORATORY_RULE))
        if others
        else (
            lambda service: service.settled(
                "other_fee_schedule", "Paid under the laboratory fee schedule", LABORATORY_RULE
            )
        )
    )
    return [
        settle(service) if service.is_open and service.indicator == "Q4" else service for service in services
    ]


def imaging_composites(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> list[Service]:
    """Pay two or more studies of one imaging family under one composite APC, on the first of them."""
    after = list(services)
    by_family: dict[str, list[Service]] = {}
    for service in services:
        family = _family(service, apcs, rules)
        if service.is_open and family:
            by_family.setdefault(family, []).append(service)
    for family, members in by_family.items():
        if sum(_studies(service, apcs) for service in members) > 1:
            after = _as_composite(
                after, members, _composite_apc(members, family, apcs, rules), apcs, COMPOSITE
            )
    return after


def mental_health(services: Sequence[Service], apcs: Apcs) -> list[Service]:
    """Cap a day's mental health services at the rate of composite APC 8010."""
    members = [
        service for service in services if service.is_open and MENTAL_HEALTH_APC in _composites(service, apcs)
    ]
    cap = apcs.rates.get(MENTAL_HEALTH_APC)
    separate = sum((service.amount * service.units for service in members), Decimal(0))
    if not members or cap is None or cap.amount is None or separate <= cap.amount:
        return list(services)
    return _as_composite(services, members, MENTAL_HEALTH_APC, apcs, MENTAL_HEALTH)


def is_mental_health(code: str, apcs: Apcs) -> bool:
    return MENTAL_HEALTH_APC in (apcs.composites or {}).get(code, ())


def standard(services: Sequence[Service], apcs: Apcs) -> list[Service]:
    """Pay codes that no composite covers under the indicator of their own APC."""
    rule = "No composite applies: paid under its own APC"
    return [
        service.moved(rule, COMPOSITE, indicator=apcs.indicator_of(service))
        if service.is_open and service.indicator == "Q3"
        else service
        for service in services
    ]


def _give_way(service: Service, packers: set[str | None]) -> Service:
    if not service.is_open or not packers:
        return service
    indicators = ", ".join(sorted(str(indicator) for indicator in packers))
    return service.packaged(f"{service.indicator} with {indicators}", CONDITIONAL)


def _kept_or_packaged(service: Service, kept: Service, apcs: Apcs) -> Service:
    if service is not kept:
        return service.packaged(f"{service.indicator} with {kept.code}, which has a higher rate", CONDITIONAL)
    rule = f"{service.indicator} with no service to package it: paid once under its own APC"
    return service.moved(rule, CONDITIONAL, indicator=apcs.indicator_of(service), units=1, is_paid_once=True)


def _composites(service: Service, apcs: Apcs) -> tuple[str, ...]:
    return (apcs.composites or {}).get(service.code, ()) if service.indicator == "Q3" else ()


def _is_ancillary(service: Service, apcs: Apcs) -> bool:
    return bool(CRITICAL_CARE_APCS & set(_composites(service, apcs)))


def _is_separate(service: Service, has_separate_modifier: bool, rules: FacilityRules) -> bool:
    return has_separate_modifier and not rules.is_in("always_with_critical_care", service.code)


def _family(service: Service, apcs: Apcs, rules: FacilityRules) -> str | None:
    """Return the APC with contrast that identifies the imaging family; None for a terminated study."""
    if rules.effects(service.modifiers).keys() & {"terminated", "terminated_before"}:
        return None
    found = {rules.families[apc][0] for apc in _composites(service, apcs) if apc in rules.families}
    return next(iter(found), None)


def _studies(service: Service, apcs: Apcs) -> int:
    return service.units * (2 if apcs.is_both_sides(service) else 1)


def _composite_apc(members: Sequence[Service], family: str, apcs: Apcs, rules: FacilityRules) -> str:
    """Return the APC with contrast if a study belongs to no other composite, else the one without."""
    if any(_composites(service, apcs) == (family,) for service in members):
        return family
    return next(apc for apc in _composites(members[0], apcs) if rules.families.get(apc, (None,))[0] == family)


def _as_composite(
    services: Sequence[Service], members: Sequence[Service], apc: str, apcs: Apcs, source: str
) -> list[Service]:
    """Put the composite payment on the first member and package the others."""
    rate = apcs.rates.get(apc)
    first = members[0]
    composite = (
        first.moved(
            f"Composite APC {apc} for {len(members)} lines",
            source,
            rate=rate,
            indicator=apcs.indicators.get(apc, "S"),
            units=1,
            is_paid_once=True,
        )
        if rate
        else first.settled("no_data", f"No rate for composite APC {apc}: {apcs.without_rate}", source)
    )
    packaged = {
        service.number: service.packaged(f"Part of composite APC {apc}", source) for service in members[1:]
    }
    return [composite if service is first else packaged.get(service.number, service) for service in services]
