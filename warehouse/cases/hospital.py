"""What Medicare pays a hospital outpatient department for the lines of one day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from warehouse.cases import comprehensive, packaging
from warehouse.cases.other_schedules import OtherSchedules, open_offsets, priced_elsewhere
from warehouse.cases.packaging import IOCE, Apcs
from warehouse.cases.rules import Discount, FacilityRules, IndicatorRule
from warehouse.cases.service import NOTHING, ONE, FacilityLine, Service, Step, cents
from warehouse.cases.wage_index import WageIndex

INPATIENT = f"{IOCE}, Inpatient procedure processing, edits 18 and 49"
COPAYMENT = "42 CFR 419.41; CMS OPPS pricer, AdjustMaximumNationalReducedCoinsurance"
DEVICE = "OPPS Addendum P, device-intensive procedures"
CREDIT = "CMS OPPS pricer, DetermineDeviceCreditAmount and CalculateDeviceCredit"
SOLE_COMMUNITY = Decimal("1.071")
SOLE_COMMUNITY_SOURCE = "CMS OPPS pricer, ProceduresServicesAndVisits: rural sole community hospital"
LEAST_COINSURANCE = Decimal("0.20")
STOPPED_EARLY = {"terminated", "terminated_before"}


@dataclass(frozen=True)
class Hospital:
    """What is known of the hospital and the day.

    `wage` is None where no index is loaded: amounts are then national. `inpatient_deductible` caps the
    coinsurance of a procedure, dollars.
    """

    wage: WageIndex | None = None
    is_rural_sole_community: bool = False
    inpatient_deductible: Decimal | None = None
    device_credits: Mapping[int, Decimal] | None = None
    other: OtherSchedules = field(default_factory=OtherSchedules)


@dataclass(frozen=True)
class Facility:
    """The priced lines of one facility, and what no rule here decides."""

    lines: list[FacilityLine]
    not_decided: tuple[str, ...] = ()


def price_hospital(
    services: Sequence[Service],
    apcs: Apcs,
    rules: FacilityRules,
    hospital: Hospital,
    denied: Mapping[int, str] | None = None,
) -> Facility:
    """Denials, packaging, comprehensive APCs and composites in the order of the IOCE, then the pricer."""
    started = [_started(one, rules, denied or {}) for one in services]
    settled, open_questions = _packaged(_inpatient(started, rules), apcs, rules)
    settled = [_named(one, rules) for one in settled]
    ranked = _highest_type_t(settled, apcs, rules)
    lines = [priced_elsewhere(_priced(one, ranked, apcs, rules, hospital), hospital.other) for one in settled]
    questions = (*_undecided(settled, apcs, rules), *open_offsets(lines, apcs.device_offsets))
    return Facility(lines, (*open_questions, *questions))


def _started(one: Service, rules: FacilityRules, denied: Mapping[int, str]) -> Service:
    """What is decided by the line alone: denied, not listed, always packaged or never recognized."""
    rule = rules.indicators.get(one.indicator or "")
    if one.number in denied:
        return one.settled("denied", denied[one.number], "NCCI")
    if one.rate is None:
        return one.settled("not_listed", "Not in OPPS Addendum B", "OPPS Addendum B")
    if rule is None:
        return one.settled("no_data", f"No rule for status indicator {one.indicator}", one.rate.release_id)
    if rule.treatment == "packaged":
        return one.packaged("Always packaged", rule.source)
    if rule.treatment in ("refused", "out_of_scope"):
        return one.settled(rule.payment_status, f"Status indicator {one.indicator}", rule.source)
    return one


def _inpatient(services: Sequence[Service], rules: FacilityRules) -> list[Service]:
    """An inpatient-only procedure is denied, and with it everything else of the day."""
    codes = {one.code for one in services}
    after = [_knee_anesthesia(one, codes, rules) for one in services]
    denied = [one for one in after if one.is_open and one.indicator == "C"]
    if not denied:
        return after
    first = denied[0]
    return [
        one.settled("inpatient_only", "Paid for inpatients alone", INPATIENT)
        if one in denied
        else one.settled("denied", f"On the day of {first.code}, which is inpatient only", INPATIENT)
        for one in after
    ]


def _knee_anesthesia(one: Service, codes: set[str], rules: FacilityRules) -> Service:
    if rules.is_in("knee_anesthesia", one.code) and "27447" in codes:
        return one.packaged("Anesthesia of 27447", INPATIENT)
    return one


def _packaged(
    services: Sequence[Service], apcs: Apcs, rules: FacilityRules
) -> tuple[list[Service], tuple[str, ...]]:
    """Q1 and Q2 first, then a comprehensive APC; without one critical care, tests and composites."""
    after = packaging.conditional(services, apcs)
    procedure = comprehensive.comprehensive(after, apcs, rules)
    if any(one.is_open and one.indicator == "J1" for one in procedure.services):
        return procedure.services, procedure.not_decided
    stay = comprehensive.observation(after, apcs, rules)
    if any(one.is_open and one.indicator == "J2" for one in stay.services):
        return stay.services, stay.not_decided
    after = packaging.critical_care(stay.services, apcs, rules)
    after = packaging.laboratory(after)
    after = packaging.imaging_composites(after, apcs, rules)
    after = packaging.mental_health(after, apcs)
    return packaging.standard(after, apcs), ()


def _named(one: Service, rules: FacilityRules) -> Service:
    """What is left open is paid, or paid under a rule that names no amount."""
    rule = rules.indicators.get(one.indicator or "")
    if not one.is_open or rule is None:
        return (
            one if rule or not one.is_open else one.settled("no_data", "The APC's indicator is not known", "")
        )
    if rule.treatment == "laboratory":
        return one.settled("packaged", "Laboratory test beside a comprehensive service", rule.source)
    if exception := rules.exceptions.get((one.indicator or "", one.code)):
        return one.settled(exception.payment_status, exception.meaning, exception.source)
    if rule.treatment == "unpriced":
        return one.settled(rule.payment_status, f"Status indicator {one.indicator}", rule.source)
    if one.rate is None or one.rate.amount is None:
        return one.settled("no_data", f"CMS prints no rate for {one.code}", rule.source)
    return one.settled("paid", one.reason or f"Status indicator {one.indicator}", rule.source)


def _highest_type_t(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> int | None:
    """Number of the T line that is paid in full: the highest after device offset and termination."""
    eligible = [one for one in services if _is_ranked(one, rules)]
    if not eligible:
        return None
    return min(eligible, key=lambda one: (-_ranking_amount(one, apcs, rules), one.code, one.number)).number


def _is_ranked(one: Service, rules: FacilityRules) -> bool:
    effects = rules.effects(one.modifiers)
    return one.payment_status == "paid" and one.indicator == "T" and "not_ranked" not in effects


def _ranking_amount(one: Service, apcs: Apcs, rules: FacilityRules) -> Decimal:
    effects = rules.effects(one.modifiers).keys()
    offset = _offset(one, apcs) if "terminated_before" in effects else NOTHING
    return (one.amount - offset) * (Decimal("0.5") if effects & STOPPED_EARLY else ONE)


def _offset(one: Service, apcs: Apcs) -> Decimal:
    return (apcs.device_offsets or {}).get(one.code, NOTHING)


def _priced(
    one: Service, highest: int | None, apcs: Apcs, rules: FacilityRules, hospital: Hospital
) -> FacilityLine:
    if one.payment_status != "paid":
        known = one.payment_status in ("packaged", "denied", "inpatient_only")
        return FacilityLine(one, NOTHING if known else None, NOTHING if known else None)
    rule = rules.indicators[one.indicator or ""]
    discount = _discount(one, highest, apcs, rules)
    factor = discount.first_unit + discount.further_units * (one.units - 1)
    steps = list(_steps(one, rule, discount, factor, apcs, rules, hospital))
    payment = sum((step.dollars for step in steps), NOTHING)
    share = _coinsurance(one, payment, factor, rule, hospital)
    return FacilityLine(one, payment, share, tuple(steps))


def _discount(one: Service, highest: int | None, apcs: Apcs, rules: FacilityRules) -> Discount:
    """The IOCE's formula; both sides do not count on a line that is paid once."""
    is_type_t = _is_ranked(one, rules)
    stopped = bool(rules.effects(one.modifiers).keys() & STOPPED_EARLY)
    both = apcs.is_both_sides(one) and not one.is_paid_once
    if rules.indicators[one.indicator or ""].treatment == "unit_rate":
        is_type_t, stopped, both = False, False, False
    return rules.discounts[(is_type_t, one.number == highest, stopped, both)]


def _steps(
    one: Service,
    rule: IndicatorRule,
    discount: Discount,
    factor: Decimal,
    apcs: Apcs,
    rules: FacilityRules,
    hospital: Hospital,
) -> Iterator[Step]:
    """The rate, then what each rule adds or takes; together they are the payment, rounded once at the end."""
    for text, source in one.changes:
        yield Step(text, source, NOTHING)
    release = one.rate.release_id if one.rate else ""
    yield (said := Step(f"{one.units} x rate {one.amount}", release, cents(one.amount * one.units)))
    paid = said.dollars
    rate, units = one.amount, Decimal(one.units)
    for text, source, change in _rate_changes(one, rule, apcs, rules, hospital):
        rate = change(rate)
        yield (said := Step(text, source, cents(rate * units) - paid))
        paid += said.dollars
    if factor != units:
        yield (said := Step(discount.meaning, discount.source, cents(rate * factor) - paid))
        paid += said.dollars
    if rule.labor_share and hospital.wage:
        local = cents(rate * (rule.labor_share * hospital.wage.value + 1 - rule.labor_share) * factor)
        yield (said := Step(_wage_text(rule.labor_share, hospital.wage), hospital.wage.source, local - paid))
        paid += said.dollars
    credit = min((hospital.device_credits or {}).get(one.number, NOTHING), _offset(one, apcs), paid)
    if credit:
        yield Step("Device credit, no more than the device's share of the rate", CREDIT, -credit)


def _rate_changes(
    one: Service, rule: IndicatorRule, apcs: Apcs, rules: FacilityRules, hospital: Hospital
) -> Iterator[tuple[str, str, Callable[[Decimal], Decimal]]]:
    """What changes the rate of a unit, in the pricer's order, each rounded to cents as the pricer does."""
    effects = rules.effects(one.modifiers)
    if "terminated_before" in effects and (offset := _offset(one, apcs)):
        yield "The device's share of the rate is taken off", DEVICE, lambda rate: max(rate - offset, NOTHING)
    for effect in ("share", "visit_share", "imaging_share"):
        found = effects.get(effect)
        if found and found.share and _takes(effect, one, rules):
            yield found.meaning, found.source, _times(found.share)
    if hospital.is_rural_sole_community and rule.treatment != "unit_rate" and "share" not in effects:
        yield (
            "Rural sole community hospital: 7.1 % more",
            SOLE_COMMUNITY_SOURCE,
            _times(SOLE_COMMUNITY),
        )


def _times(share: Decimal) -> Callable[[Decimal], Decimal]:
    """A share of a rate, rounded to cents."""
    return lambda rate: cents(rate * share)


def _takes(effect: str, one: Service, rules: FacilityRules) -> bool:
    """A visit's share is for the clinic visit alone; drugs keep their rate in an off-campus department."""
    if rules.indicators[one.indicator or ""].treatment == "unit_rate":
        return False
    return effect != "visit_share" or rules.is_in("clinic_visit", one.code)


def _wage_text(labor_share: Decimal, wage: WageIndex) -> str:
    return f"{labor_share:.0%} of the rate x wage index {wage.value}: {wage.reason}"


def _coinsurance(
    one: Service, payment: Decimal, factor: Decimal, rule: IndicatorRule, hospital: Hospital
) -> Decimal | None:
    """The printed copayment scaled with the payment, at least a fifth, at most the inpatient deductible."""
    rate = one.rate
    if rate is None or not rate.amount or rate.copayment is None:
        return None
    scaled = cents(payment * rate.copayment / rate.amount)
    if rate.copayment_kind == "adjusted":
        return scaled
    share = max(scaled, cents(payment * LEAST_COINSURANCE))
    if hospital.inpatient_deductible is None or rule.treatment == "unit_rate":
        return share
    return min(share, cents(hospital.inpatient_deductible * factor))


def _undecided(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> Iterator[str]:
    """What the loaded addenda and the case do not say."""
    for one in services:
        for modifier in sorted(one.modifiers):
            rule = rules.modifiers.get(modifier)
            if rule and rule.effect == "undecided":
                yield f"Line {one.number}: modifier {modifier}: {rule.meaning}"
        if one.payment_status == "paid" and rules.indicators[one.indicator or ""].labor_share is None:
            yield f"Line {one.number}: whether the wage index applies to {one.indicator}"
        if "terminated_before" in rules.effects(one.modifiers) and apcs.device_offsets is None:
            yield f"Line {one.number}: the device's share of {one.code}: no Addendum P is loaded for the day"
        if "50" in one.modifiers and one.payment_status == "paid" and one.code not in apcs.bilateral:
            yield f"Line {one.number}: whether {one.code} can be done on both sides"
    if apcs.composites is None and sum(one.units for one in services if _was_q3(one)) > 1:
        yield "Composite APCs of Q3 codes: no Addendum M is loaded for this date"
    if any(one.payment_status == "inpatient_only" for one in services):
        yield "Whether the inpatient-only procedure is on CMS's list of separate procedures (edit 45)"
    visits = [one for one in services if one.payment_status == "paid" and one.indicator == "V"]
    procedures = any(one.payment_status == "paid" and one.indicator in ("S", "T") for one in services)
    yield from (
        f"Line {one.number}: a visit beside a procedure is returned without modifier 25 (edit 21)"
        for one in visits
        if procedures and "25" not in one.modifiers
    )


def _was_q3(one: Service) -> bool:
    return one.payment_status == "paid" and any("composite" in text for text, _ in one.changes)


def national(hospital: Hospital) -> Hospital:
    """The same hospital at the national rate."""
    return replace(hospital, wage=None)
