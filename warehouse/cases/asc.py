"""What Medicare pays an ambulatory surgical center for the lines of one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from warehouse.cases.hospital import Facility
from warehouse.cases.rules import FacilityRules, IndicatorRule
from warehouse.cases.service import NOTHING, ONE, FacilityLine, Service, Step, cents
from warehouse.cases.wage_index import WageIndex

MANUAL = "Medicare Claims Processing Manual, chapter 14"
DISCOUNT = f"{MANUAL}, section 40.5; ASC Addendum AA, Subject to Multiple Procedure Discounting"
PAIR = f"{MANUAL}, section 40.7; ASC code pairs"
DEVICE = "ASC Addendum FF, device offset amount"
COINSURANCE = Decimal("0.20")
HALF = Decimal("0.5")


@dataclass(frozen=True)
class AscTables:
    """By code: whether several procedures are discounted, the device offset in dollars; by device and
    procedure the share of the rate that a pass-through device takes off."""

    discounted: dict[str, bool] = field(default_factory=dict)
    device_offsets: dict[str, Decimal] = field(default_factory=dict)
    code_pairs: dict[tuple[str, str], tuple[Decimal, ...]] | None = None
    excluded: frozenset[str] = frozenset()
    surgical: frozenset[str] = frozenset()


def price_asc(
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None = None,
    denied: Mapping[int, str] | None = None,
) -> Facility:
    """Each unit at its local rate, then the dearest in full and the others by half."""
    settled = [_settled(one, tables, rules, denied or {}) for one in services]
    first = _dearest(settled, tables, rules, wage)
    lines = [_priced(one, one.number == first, settled, tables, rules, wage) for one in settled]
    return Facility(lines, tuple(_undecided(settled, tables, rules)))


def _settled(one: Service, tables: AscTables, rules: FacilityRules, denied: Mapping[int, str]) -> Service:
    rule = rules.indicators.get(one.indicator or "")
    if one.number in denied:
        return one.settled("denied", denied[one.number], "NCCI")
    if one.code in tables.excluded:
        return one.settled("not_listed", "Addendum EE: CMS excludes it from an ASC", "ASC Addendum EE")
    if one.rate is None:
        return one.settled("not_listed", "In none of ASC Addenda AA, BB and EE", "ASC Addenda AA, BB, EE")
    if rule is None:
        return one.settled("no_data", f"No rule for payment indicator {one.indicator}", one.rate.release_id)
    if rule.payment_status != "paid":
        return one.settled(rule.payment_status, f"Payment indicator {one.indicator}", rule.source)
    if one.rate.amount is None:
        return one.settled(
            rule.status_without_rate, f"CMS prints no rate for {one.code}", one.rate.release_id
        )
    return one.settled("paid", f"Payment indicator {one.indicator}", rule.source)


def _dearest(
    services: Sequence[Service], tables: AscTables, rules: FacilityRules, wage: WageIndex | None
) -> int | None:
    """Number of the line whose first unit is paid in full."""
    ranked = [one for one in services if _is_discounted(one, tables)]
    if not ranked:
        return None
    unit = {one.number: _unit(one, services, tables, rules, wage)[-1] for one in ranked}
    return min(ranked, key=lambda one: (-unit[one.number], one.code, one.number)).number


def _is_discounted(one: Service, tables: AscTables) -> bool:
    return one.payment_status == "paid" and tables.discounted.get(one.code, False)


def _priced(
    one: Service,
    is_first: bool,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> FacilityLine:
    if one.payment_status != "paid":
        known = one.payment_status in ("packaged", "denied")
        return FacilityLine(one, NOTHING if known else None, NOTHING if known else None)
    steps = tuple(_steps(one, is_first, services, tables, rules, wage))
    payment = sum((step.dollars for step in steps), NOTHING)
    return FacilityLine(one, payment, _coinsurance(one, payment), steps)


def _steps(
    one: Service,
    is_first: bool,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> Iterator[Step]:
    before = NOTHING
    for text, source, unit in _unit_steps(one, services, tables, rules, wage):
        amount = cents(unit * one.units)
        yield Step(f"{one.units} x {text}", source, amount - before)
        before = amount
        last = unit
    if not _is_discounted(one, tables):
        return
    full = 1 if is_first else 0
    paid = cents(last) * full + cents(cents(last) * HALF * (one.units - full))
    if paid != before:
        meaning = "Further units at half" if is_first else "Further procedure at half"
        yield Step(meaning, DISCOUNT, paid - before)


def _unit(
    one: Service,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> list[Decimal]:
    return [unit for _, _, unit in _unit_steps(one, services, tables, rules, wage)]


def _unit_steps(
    one: Service,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
    wage: WageIndex | None,
) -> Iterator[tuple[str, str, Decimal]]:
    """What one unit is worth after each rule, in dollars; the local amount is rounded as CMS prints it."""
    rule = rules.indicators[one.indicator or ""]
    unit = one.amount
    yield f"rate {unit}", one.rate.release_id if one.rate else "", unit
    effects = rules.effects(one.modifiers)
    for text, source, taken in _taken(one, rule, services, tables, rules):
        unit = max(unit - taken, NOTHING)
        yield text, source, unit
    if rule.labor_share and wage:
        unit = cents(unit * (rule.labor_share * wage.value + 1 - rule.labor_share))
        yield f"{rule.labor_share:.0%} of it x wage index {wage.value}: {wage.reason}", wage.source, unit
    for effect in ("terminated", "terminated_before"):
        stopped = effects.get(effect)
        if stopped and stopped.share and rule.treatment != "unit_rate":
            unit = cents(unit * stopped.share)
            yield stopped.meaning, stopped.source, unit


def _taken(
    one: Service,
    rule: IndicatorRule,
    services: Sequence[Service],
    tables: AscTables,
    rules: FacilityRules,
) -> Iterator[tuple[str, str, Decimal]]:
    """Dollars that the device's share takes off a unit: stopped, credited, or paid as a pass-through."""
    effects = rules.effects(one.modifiers)
    offset = tables.device_offsets.get(one.code, NOTHING) if rule.treatment == "device_intensive" else NOTHING
    if "terminated_before" in effects and offset:
        yield "The device's share is taken off", DEVICE, offset
    elif (credit := effects.get("device_credit")) and offset:
        yield credit.meaning, credit.source, cents(offset * (credit.share or ONE))
    for device, multipliers in _pairs(one, services, tables):
        if len(set(multipliers)) == 1:
            taken = cents(one.amount * multipliers[0])
            yield f"Pass-through device {device}: {multipliers[0]:.2%} of the rate is taken off", PAIR, taken


def _pairs(
    one: Service, services: Sequence[Service], tables: AscTables
) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    for other in services:
        found = (tables.code_pairs or {}).get((other.code, one.code))
        if found and other.payment_status == "contractor_priced":
            yield other.code, found


def _coinsurance(one: Service, payment: Decimal) -> Decimal:
    """A fifth, or the share that the addendum prints for a drug whose limit outran inflation."""
    rate = one.rate
    if rate and rate.copayment_kind == "adjusted" and rate.copayment is not None:
        return cents(rate.copayment * one.units)
    return cents(payment * COINSURANCE)


def _undecided(services: Sequence[Service], tables: AscTables, rules: FacilityRules) -> Iterator[str]:
    for one in services:
        effects = rules.effects(one.modifiers)
        if "undecided" in effects:
            yield f"Line {one.number}: {effects['undecided'].meaning}"
        if one.payment_status == "paid" and rules.indicators[one.indicator or ""].labor_share is None:
            yield f"Line {one.number}: whether the wage index applies to {one.indicator}"
        for device, multipliers in _pairs(one, services, tables):
            if len(set(multipliers)) > 1:
                yield f"Line {one.number}: CMS prints {len(set(multipliers))} multipliers beside {device}"
        if one.payment_status == "contractor_priced" and tables.code_pairs is None:
            yield f"Line {one.number}: what {one.code} takes off its procedure: no code pairs are loaded"
    ancillary = [one for one in services if one.payment_status == "paid" and one.code not in tables.surgical]
    if ancillary and not any(
        one.code in tables.surgical and one.payment_status == "paid" for one in services
    ):
        yield "An ancillary service is paid in an ASC only beside a covered surgical procedure"
