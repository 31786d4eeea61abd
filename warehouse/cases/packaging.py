"""Which lines a hospital is paid apart: conditional packaging, laboratory tests and composites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from warehouse.cases.rules import FacilityRules
from warehouse.cases.service import Rate, Service, dearest_first

IOCE = "IOCE user manual V25.1"
CONDITIONAL = f"{IOCE}, Processing procedures with status indicators of Q1 and Q2"
CRITICAL_CARE = f"{IOCE}, Critical care processing"
LABORATORY = f"{IOCE}, Conditional processing for laboratory procedures"
COMPOSITE = f"{IOCE}, Multiple imaging composite assignment rules"
MENTAL_HEALTH = f"{IOCE}, Daily mental health processing"
CRITICAL_CARE_APCS = {"5041", "5045"}
MENTAL_HEALTH_APC = "8010"
APART = {"59", "XE", "XP", "XS", "XU"}
PAYABLE = {"J1", "J2", "S", "T", "V", "Q1", "Q2", "Q3"}


@dataclass(frozen=True)
class Apcs:
    """Rates by APC, the indicator that an APC's codes are paid under, and the composites of Addendum M."""

    rates: dict[str, Rate]
    indicators: dict[str, str]
    composites: dict[str, tuple[str, ...]] | None
    ranks: dict[str, int] | None = None
    adjustments: dict[tuple[str, str], str] | None = None
    device_offsets: dict[str, Decimal] | None = None
    bilateral: dict[str, str] = field(default_factory=dict)

    def indicator_of(self, service: Service) -> str | None:
        """The indicator under which the service is paid if nothing packages it."""
        if service.indicator == "J2":
            return "V"
        if service.indicator not in ("Q1", "Q2", "Q3"):
            return service.indicator
        return self.indicators.get(service.rate.apc or "") if service.rate else None

    def is_both_sides(self, service: Service) -> bool:
        return "50" in service.modifiers and self.bilateral.get(service.code) in ("1", "3")


def conditional(services: Sequence[Service], apcs: Apcs) -> list[Service]:
    """Q1 gives way to S, T, V, J1 and J2, Q2 to T and J1; of those left the dearest is paid once."""
    beside = {apcs.indicator_of(one) for one in services if one.is_open and one.indicator not in ("Q1", "Q2")}
    packers = {"Q1": {"S", "T", "V", "J1"}, "Q2": {"T", "J1"}}
    after = [_give_way(one, beside & packers.get(one.indicator or "", set())) for one in services]
    left = [one for one in after if one.is_open and one.indicator in packers]
    if not left:
        return after
    kept = min(left, key=dearest_first)
    return [_kept_or_packaged(one, kept, apcs) if one in left else one for one in after]


def critical_care(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> list[Service]:
    """Critical care takes in its ancillary services, unless a modifier says that they stand apart."""
    present = any(one.is_open and rules.is_in("critical_care", one.code) for one in services)
    if not present or apcs.composites is None:
        return list(services)
    is_apart = any(one.modifiers & APART for one in services)
    return [
        one.packaged("Part of critical care", CRITICAL_CARE)
        if one.is_open and _is_ancillary(one, apcs) and not _stands_apart(one, is_apart, rules)
        else one
        for one in services
    ]


def laboratory(services: Sequence[Service]) -> list[Service]:
    """Q4 tests are packaged beside any other payable service and go to the laboratory fee schedule alone."""
    others = any(one.is_open and one.indicator in PAYABLE for one in services)
    settle: Callable[[Service], Service] = (
        (lambda one: one.packaged("Laboratory test beside a payable service", LABORATORY))
        if others
        else (
            lambda one: one.settled(
                "other_fee_schedule", "Paid under the laboratory fee schedule", LABORATORY
            )
        )
    )
    return [settle(one) if one.is_open and one.indicator == "Q4" else one for one in services]


def imaging_composites(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> list[Service]:
    """Two or more studies of one imaging family are paid by one composite APC, on the first of them."""
    after = list(services)
    by_family: dict[str, list[Service]] = {}
    for one in services:
        family = _family(one, apcs, rules)
        if one.is_open and family:
            by_family.setdefault(family, []).append(one)
    for family, members in by_family.items():
        if sum(_studies(one, apcs) for one in members) > 1:
            after = _composed(after, members, _composite_apc(members, family, apcs, rules), apcs, COMPOSITE)
    return after


def mental_health(services: Sequence[Service], apcs: Apcs) -> list[Service]:
    """A day's mental health services are paid no more than the composite APC 8010."""
    members = [one for one in services if one.is_open and MENTAL_HEALTH_APC in _composites(one, apcs)]
    cap = apcs.rates.get(MENTAL_HEALTH_APC)
    apart = sum((one.amount * one.units for one in members), Decimal(0))
    if not members or cap is None or cap.amount is None or apart <= cap.amount:
        return list(services)
    return _composed(services, members, MENTAL_HEALTH_APC, apcs, MENTAL_HEALTH)


def standard(services: Sequence[Service], apcs: Apcs) -> list[Service]:
    """What no composite takes in is paid under the indicator of its own APC."""
    rule = "No composite applies: paid under its own APC"
    return [
        one.moved(rule, COMPOSITE, indicator=apcs.indicator_of(one))
        if one.is_open and one.indicator == "Q3"
        else one
        for one in services
    ]


def _give_way(one: Service, packers: set[str | None]) -> Service:
    if not one.is_open or not packers:
        return one
    named = ", ".join(sorted(str(indicator) for indicator in packers))
    return one.packaged(f"{one.indicator} beside {named}", CONDITIONAL)


def _kept_or_packaged(one: Service, kept: Service, apcs: Apcs) -> Service:
    if one is not kept:
        return one.packaged(f"{one.indicator} beside {kept.code}, which is dearer", CONDITIONAL)
    rule = f"{one.indicator} with nothing to be packaged into: paid once under its own APC"
    return one.moved(rule, CONDITIONAL, indicator=apcs.indicator_of(one), units=1, is_paid_once=True)


def _composites(one: Service, apcs: Apcs) -> tuple[str, ...]:
    return (apcs.composites or {}).get(one.code, ()) if one.indicator == "Q3" else ()


def _is_ancillary(one: Service, apcs: Apcs) -> bool:
    return bool(CRITICAL_CARE_APCS & set(_composites(one, apcs)))


def _stands_apart(one: Service, is_apart: bool, rules: FacilityRules) -> bool:
    return is_apart and not rules.is_in("always_with_critical_care", one.code)


def _family(one: Service, apcs: Apcs, rules: FacilityRules) -> str | None:
    """The family's APC with contrast, which names it; none for a study that was stopped."""
    if rules.effects(one.modifiers).keys() & {"terminated", "terminated_before"}:
        return None
    found = {rules.families[apc][0] for apc in _composites(one, apcs) if apc in rules.families}
    return next(iter(found), None)


def _studies(one: Service, apcs: Apcs) -> int:
    return one.units * (2 if apcs.is_both_sides(one) else 1)


def _composite_apc(members: Sequence[Service], family: str, apcs: Apcs, rules: FacilityRules) -> str:
    """One study with contrast makes it the composite with contrast."""
    if any(_composites(one, apcs) == (family,) for one in members):
        return family
    return next(apc for apc in _composites(members[0], apcs) if rules.families.get(apc, (None,))[0] == family)


def _composed(
    services: Sequence[Service], members: Sequence[Service], apc: str, apcs: Apcs, source: str
) -> list[Service]:
    """The first member carries the composite, the others are packaged."""
    rate = apcs.rates.get(apc)
    first = members[0]
    carried = (
        first.moved(
            f"Composite APC {apc} for {len(members)} lines",
            source,
            rate=rate,
            indicator=apcs.indicators.get(apc, "S"),
            units=1,
            is_paid_once=True,
        )
        if rate
        else first.settled("no_data", f"No rate of composite APC {apc} is loaded", source)
    )
    packaged = {one.number: one.packaged(f"Part of composite APC {apc}", source) for one in members[1:]}
    return [carried if one is first else packaged.get(one.number, one) for one in services]
