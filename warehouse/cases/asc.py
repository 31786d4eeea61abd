"""Medicare's payment to an ambulatory surgical center for the lines of one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from warehouse.cases.gaps import Gaps
from warehouse.cases.hospital import Facility
from warehouse.cases.rules import FacilityRules, IndicatorRule
from warehouse.cases.service import NOTHING, ONE, FacilityLine, Service, Step
from warehouse.cases.wage_index import WageIndex
from warehouse.money import cents

MANUAL = "Medicare Claims Processing Manual, chapter 14"
DISCOUNT = f"{MANUAL}, section 40.5; ASC Addendum AA, Subject to Multiple Procedure Discounting"
PAIR = f"{MANUAL}, section 40.7; ASC code pairs"
DEVICE = "ASC Addendum FF, device offset amount"
COINSURANCE = Decimal("0.20")
HALF = Decimal("0.5")


@dataclass(frozen=True)
class AscTables:
    """ASC figures by code: whether multiple procedures are discounted, and the device offset in dollars.

    `code_pairs` holds, by device and procedure, the share of the rate to deduct for a pass-through device.
    """

    discounted: dict[str, bool] = field(default_factory=dict)
    device_offsets: dict[str, Decimal] = field(default_factory=dict)
    code_pairs: dict[tuple[str, str], tuple[Decimal, ...]] | None = None
    excluded: frozenset[str] = frozenset()
    surgical: frozenset[str] = frozenset()
    gaps: Gaps = field(default_factory=Gaps)


def price_asc(
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None = None,
    denied: Mapping[int, str] | None = None,
) -> Facility:
    """Price each unit at its local rate, then pay the highest-paid procedure in full, the others at 50%."""
    settled = [_settled(service, tables, rules, denied or {}) for service in services]
    first = _highest_paid(settled, tables, rules, wage)
    lines = [_priced(service, service.number == first, settled, tables, rules, wage) for service in settled]
    return Facility(lines, tuple(_undecided(settled, tables, rules)))


def _settled(service: Service, tables: AscTables, rules: FacilityRules, denied: Mapping[int, str]) -> Service:
    rule = rules.indicators.get(service.indicator or "")
    if service.number in denied:
        return service.settled("denied", denied[service.number], "NCCI")
    if service.code in tables.excluded:
        return service.settled("not_listed", "Addendum EE: CMS excludes it from an ASC", "ASC Addendum EE")
    if service.rate is None:
        return service.settled("not_listed", _not_listed(tables.gaps), "ASC Addenda AA, BB, EE")
    if service.unreadable:
        return service.settled("unreadable", service.unreadable, service.rate.release_id)
    if rule is None:
        return service.settled(
            "no_data", f"No rule for payment indicator {service.indicator}", service.rate.release_id
        )
    if rule.payment_status != "paid":
        return service.settled(rule.payment_status, f"Payment indicator {service.indicator}", rule.source)
    if service.rate.amount is None:
        return service.settled(
            rule.status_without_rate, f"CMS lists no rate for {service.code}", service.rate.release_id
        )
    return service.settled("paid", f"Payment indicator {service.indicator}", rule.source)


def _highest_paid(
    services: Sequence[Service], tables: AscTables, rules: FacilityRules, wage: WageIndex | None
) -> int | None:
    """Return the number of the line whose first unit is paid in full."""
    ranked = [service for service in services if _is_discounted(service, tables)]
    if not ranked:
        return None
    unit = {service.number: _unit(service, services, tables, rules, wage)[-1] for service in ranked}
    return min(ranked, key=lambda service: (-unit[service.number], service.code, service.number)).number


def _is_discounted(service: Service, tables: AscTables) -> bool:
    return service.payment_status == "paid" and tables.discounted.get(service.code, False)


def _priced(
    service: Service,
    is_first: bool,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> FacilityLine:
    if service.payment_status != "paid":
        known = service.payment_status in ("packaged", "denied")
        return FacilityLine(service, NOTHING if known else None, NOTHING if known else None)
    steps = tuple(_steps(service, is_first, services, tables, rules, wage))
    payment = sum((step.dollars for step in steps), NOTHING)
    return FacilityLine(service, payment, _coinsurance(service, payment), steps)


def _steps(
    service: Service,
    is_first: bool,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> Iterator[Step]:
    before = NOTHING
    for text, source, unit in _unit_steps(service, services, tables, rules, wage):
        amount = cents(unit * service.units)
        yield Step(f"{service.units} x {text}", source, amount - before)
        before = amount
        last = unit
    if not _is_discounted(service, tables):
        return
    full = 1 if is_first else 0
    paid = cents(last) * full + cents(cents(last) * HALF * (service.units - full))
    if paid != before:
        meaning = "Further units at 50%" if is_first else "Further procedure at 50%"
        yield Step(meaning, DISCOUNT, paid - before)


def _unit(
    service: Service,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> list[Decimal]:
    return [unit for _, _, unit in _unit_steps(service, services, tables, rules, wage)]


def _unit_steps(
    service: Service,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> Iterator[tuple[str, str, Decimal]]:
    """Yield one unit's dollars after each rule; the local amount is rounded as CMS publishes it."""
    rule = rules.indicators[service.indicator or ""]
    unit = service.amount
    yield f"rate {unit}", service.rate.release_id if service.rate else "", unit
    effects = rules.effects(service.modifiers)
    for text, source, deduction in _deductions(service, rule, services, tables, rules):
        unit = max(unit - deduction, NOTHING)
        yield text, source, unit
    if rule.labor_share and wage:
        unit = cents(unit * (rule.labor_share * wage.value + 1 - rule.labor_share))
        yield (
            f"{rule.labor_share:.0%} of the amount x wage index {wage.value}: {wage.reason}",
            wage.source,
            unit,
        )
    for effect in ("terminated", "terminated_before"):
        stopped = effects.get(effect)
        if stopped and stopped.share and rule.treatment != "unit_rate":
            unit = cents(unit * stopped.share)
            yield stopped.meaning, stopped.source, unit


def _not_listed(gaps: Gaps) -> str:
    if why := gaps.tables.get("asc_addendum_ee"):
        return f"Not in ASC Addenda AA or BB; Addendum EE, the list of exclusions, is missing: {why}"
    return "Not in ASC Addenda AA, BB or EE"


def _deductions(
    service: Service,
    rule: IndicatorRule,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
) -> Iterator[tuple[str, str, Decimal]]:
    """Yield device deductions per unit: procedure terminated, device credited, or paid as pass-through."""
    effects = rules.effects(service.modifiers)
    offset = (
        tables.device_offsets.get(service.code, NOTHING) if rule.treatment == "device_intensive" else NOTHING
    )
    if "terminated_before" in effects and offset:
        yield "The device offset is deducted", DEVICE, offset
    elif (credit := effects.get("device_credit")) and offset:
        yield credit.meaning, credit.source, cents(offset * (credit.share or ONE))
    for device, multipliers in _pairs(service, services, tables):
        if len(set(multipliers)) == 1:
            deduction = cents(service.amount * multipliers[0])
            yield (
                f"Pass-through device {device}: {multipliers[0]:.2%} of the rate is deducted",
                PAIR,
                deduction,
            )


def _pairs(
    service: Service, services: Sequence[Service], tables: AscTables
) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    for other in services:
        found = (tables.code_pairs or {}).get((other.code, service.code))
        if found and other.payment_status == "contractor_priced":
            yield other.code, found


def _coinsurance(service: Service, payment: Decimal) -> Decimal:
    """Return 20%, or the adjusted coinsurance that the addendum lists for a drug with an inflation rebate."""
    rate = service.rate
    if rate and rate.copayment_kind == "adjusted" and rate.copayment is not None:
        return cents(rate.copayment * service.units)
    return cents(payment * COINSURANCE)


def _undecided(services: Sequence[Service], tables: AscTables, rules: FacilityRules) -> Iterator[str]:
    for service in services:
        effects = rules.effects(service.modifiers)
        if "undecided" in effects:
            yield f"Line {service.number}: {effects['undecided'].meaning}"
        if service.payment_status == "paid" and rules.indicators[service.indicator or ""].labor_share is None:
            yield f"Line {service.number}: whether the wage index applies to {service.indicator}"
        if service.payment_status == "paid" and (why := _without_offset(service, tables, rules)):
            yield f"Line {service.number}: device offset of {service.code}: {why}"
        yield from _open_pairs(service, services, tables)
        for device, multipliers in _pairs(service, services, tables):
            if len(set(multipliers)) > 1:
                yield f"Line {service.number}: CMS lists {len(set(multipliers))} multipliers with {device}"
        if service.payment_status == "contractor_priced" and tables.code_pairs is None:
            yield f"Line {service.number}: deduction for {service.code}: no ASC code pairs are loaded"
    ancillary = [
        service
        for service in services
        if service.payment_status == "paid" and service.code not in tables.surgical
    ]
    if ancillary and not any(
        service.code in tables.surgical and service.payment_status == "paid" for service in services
    ):
        yield "An ASC is paid for an ancillary service only with a covered surgical procedure"


def _without_offset(service: Service, tables: AscTables, rules: FacilityRules) -> str | None:
    """Return why the offset of a device that was not used or was credited is not known."""
    is_intensive = rules.indicators[service.indicator or ""].treatment == "device_intensive"
    is_used = bool(rules.effects(service.modifiers).keys() & {"terminated_before", "device_credit"})
    if not (is_intensive and is_used) or service.code in tables.device_offsets:
        return None
    return tables.gaps.reason("asc_addendum_ff", service.code) or "Addendum FF lists none"


def _open_pairs(service: Service, services: Sequence[Service], tables: AscTables) -> Iterator[str]:
    for other in services:
        if why := tables.gaps.row("asc_code_pair", other.code, service.code):
            yield f"Line {service.number}: deduction for {other.code}: {why}"
