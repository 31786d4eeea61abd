"""Medicare's payment to a hospital outpatient department for the lines of one day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from warehouse.cases import comprehensive, packaging
from warehouse.cases.other_schedules import OtherSchedules, open_offsets, priced_elsewhere
from warehouse.cases.packaging import IOCE, Apcs
from warehouse.cases.rules import Discount, FacilityRules, IndicatorRule
from warehouse.cases.service import NOTHING, ONE, FacilityLine, Service, Step
from warehouse.cases.wage_index import WageIndex
from warehouse.money import cents

INPATIENT = f"{IOCE}, Inpatient procedure processing, edits 18 and 49"
DEVICE = "OPPS Addendum P, device-intensive procedures"
OFFSETS = "opps_addendum_p_device_intensive"
CREDIT = "CMS OPPS pricer, DetermineDeviceCreditAmount and CalculateDeviceCredit"
SOLE_COMMUNITY = Decimal("1.071")
SOLE_COMMUNITY_SOURCE = "CMS OPPS pricer, ProceduresServicesAndVisits: rural sole community hospital"
LEAST_COINSURANCE = Decimal("0.20")
AGGREGATED = "42 CFR 419.41(c)(4)(i)"
DRUGS = {"G", "K", "K1"}
STOPPED_EARLY = {"terminated", "terminated_before"}


@dataclass(frozen=True)
class Hospital:
    """Facts about the hospital and the day.

    `wage` is None if no index is loaded: amounts are then national. `inpatient_deductible` caps the
    coinsurance of a procedure, in dollars.
    """

    wage: WageIndex | None = None
    is_rural_sole_community: bool = False
    inpatient_deductible: Decimal | None = None
    device_credits: Mapping[int, Decimal] | None = None
    other: OtherSchedules = field(default_factory=OtherSchedules)


@dataclass(frozen=True)
class Facility:
    """The priced lines of one facility, and the questions that these rules leave open."""

    lines: list[FacilityLine]
    not_decided: tuple[str, ...] = ()


def price_hospital(
    services: Sequence[Service],
    apcs: Apcs,
    rules: FacilityRules,
    hospital: Hospital,
    denied: Mapping[int, str] | None = None,
) -> Facility:
    """Apply denials, packaging, comprehensive APCs and composites in IOCE order, then price the lines."""
    settled = [_settled_alone(service, rules, denied or {}) for service in services]
    settled, open_questions = _packaged(_inpatient(settled, rules), apcs, rules)
    settled = [_settled_last(service, rules) for service in settled]
    ranked = _highest_type_t(settled, apcs, rules)
    lines = [
        priced_elsewhere(_priced(service, ranked, apcs, rules, hospital), hospital.other)
        for service in settled
    ]
    questions = (
        *_undecided(settled, apcs, rules, hospital),
        *_open_drug_copayments(lines, hospital),
        *open_offsets(lines, apcs.device_offsets),
    )
    return Facility(lines, (*open_questions, *questions))


def _settled_alone(service: Service, rules: FacilityRules, denied: Mapping[int, str]) -> Service:
    """Settle what the line alone decides: denied, not listed, always packaged or never recognized."""
    rule = rules.indicators.get(service.indicator or "")
    if service.number in denied:
        return service.settled("denied", denied[service.number], "NCCI")
    if service.rate is None:
        return service.settled("not_listed", "Not in OPPS Addendum B", "OPPS Addendum B")
    if service.unreadable:
        return service.settled("unreadable", service.unreadable, service.rate.release_id)
    if rule is None:
        return service.settled(
            "no_data", f"No rule for status indicator {service.indicator}", service.rate.release_id
        )
    if rule.treatment == "packaged":
        return service.packaged("Always packaged", rule.source)
    if rule.treatment in ("refused", "out_of_scope"):
        return service.settled(rule.payment_status, f"Status indicator {service.indicator}", rule.source)
    return service


def _inpatient(services: Sequence[Service], rules: FacilityRules) -> list[Service]:
    """Deny an inpatient-only procedure and, with it, every other line of the day."""
    codes = {service.code for service in services}
    after = [_knee_anesthesia(service, codes, rules) for service in services]
    denied = [service for service in after if service.is_open and service.indicator == "C"]
    if not denied:
        return after
    first = denied[0]
    return [
        service.settled("inpatient_only", "Paid only for inpatients", INPATIENT)
        if service in denied
        else service.settled("denied", f"Same day as {first.code}, which is inpatient only", INPATIENT)
        for service in after
    ]


def _knee_anesthesia(service: Service, codes: set[str], rules: FacilityRules) -> Service:
    if rules.is_in("knee_anesthesia", service.code) and "27447" in codes:
        return service.packaged("Anesthesia for 27447", INPATIENT)
    return service


def _packaged(
    services: Sequence[Service], apcs: Apcs, rules: FacilityRules
) -> tuple[list[Service], tuple[str, ...]]:
    """Apply Q1 and Q2, then a comprehensive APC; if there is none, critical care, tests and composites."""
    after = packaging.conditional(services, apcs)
    procedure = comprehensive.comprehensive(after, apcs, rules)
    if any(_is_comprehensive(service) for service in procedure.services):
        return procedure.services, procedure.not_decided
    stay = comprehensive.observation(after, apcs, rules)
    if any(service.is_open and service.indicator == "J2" for service in stay.services):
        return stay.services, stay.not_decided
    after = packaging.critical_care(stay.services, apcs, rules)
    after = packaging.laboratory(after)
    after = packaging.imaging_composites(after, apcs, rules)
    after = packaging.mental_health(after, apcs)
    return packaging.standard(after, apcs), ()


def _is_comprehensive(service: Service) -> bool:
    """Return whether the line is J1 and paid for the whole claim, even if its rate is not known."""
    return service.indicator == "J1" and service.payment_status in ("open", "no_data")


def _settled_last(service: Service, rules: FacilityRules) -> Service:
    """Settle each open line as paid, or under a rule that sets no amount."""
    rule = rules.indicators.get(service.indicator or "")
    if not service.is_open or rule is None:
        return (
            service
            if rule or not service.is_open
            else service.settled("no_data", "The APC's indicator is not known", "")
        )
    if rule.treatment == "laboratory":
        return service.settled("packaged", "Laboratory test with a comprehensive service", rule.source)
    if exception := rules.exceptions.get((service.indicator or "", service.code)):
        return service.settled(exception.payment_status, exception.meaning, exception.source)
    if rule.treatment == "unpriced":
        return service.settled(rule.payment_status, f"Status indicator {service.indicator}", rule.source)
    if service.unreadable:
        return service.settled("unreadable", service.unreadable, rule.source)
    if service.rate is None or service.rate.amount is None:
        return service.settled("no_data", f"CMS lists no rate for {service.code}", rule.source)
    return service.settled("paid", service.reason or f"Status indicator {service.indicator}", rule.source)


def _highest_type_t(services: Sequence[Service], apcs: Apcs, rules: FacilityRules) -> int | None:
    """Return the number of the T line paid in full: the highest after device offset and termination."""
    eligible = [service for service in services if _is_ranked(service, rules)]
    if not eligible:
        return None
    return min(
        eligible, key=lambda service: (-_ranking_amount(service, apcs, rules), service.code, service.number)
    ).number


def _is_ranked(service: Service, rules: FacilityRules) -> bool:
    effects = rules.effects(service.modifiers)
    return service.payment_status == "paid" and service.indicator == "T" and "not_ranked" not in effects


def _ranking_amount(service: Service, apcs: Apcs, rules: FacilityRules) -> Decimal:
    effects = rules.effects(service.modifiers).keys()
    offset = _offset(service, apcs) if "terminated_before" in effects else NOTHING
    return (service.amount - offset) * (Decimal("0.5") if effects & STOPPED_EARLY else ONE)


def _offset(service: Service, apcs: Apcs) -> Decimal:
    return (apcs.device_offsets or {}).get(service.code, NOTHING)


def _priced(
    service: Service, highest: int | None, apcs: Apcs, rules: FacilityRules, hospital: Hospital
) -> FacilityLine:
    if service.payment_status != "paid":
        known = service.payment_status in ("packaged", "denied", "inpatient_only")
        return FacilityLine(service, NOTHING if known else None, NOTHING if known else None)
    rule = rules.indicators[service.indicator or ""]
    discount = _discount(service, highest, apcs, rules)
    factor = discount.first_unit + discount.further_units * (service.units - 1)
    steps = list(_steps(service, rule, discount, factor, apcs, rules, hospital))
    payment = sum((step.dollars for step in steps), NOTHING)
    share = _coinsurance(service, payment, factor, rule, hospital)
    return FacilityLine(service, payment, share, tuple(steps))


def _discount(service: Service, highest: int | None, apcs: Apcs, rules: FacilityRules) -> Discount:
    """Return the IOCE discount formula; a line that is paid once ignores both sides."""
    is_type_t = _is_ranked(service, rules)
    stopped = bool(rules.effects(service.modifiers).keys() & STOPPED_EARLY)
    both = apcs.is_both_sides(service) and not service.is_paid_once
    if rules.indicators[service.indicator or ""].treatment == "unit_rate":
        is_type_t, stopped, both = False, False, False
    return rules.discounts[(is_type_t, service.number == highest, stopped, both)]


def _steps(
    service: Service,
    rule: IndicatorRule,
    discount: Discount,
    factor: Decimal,
    apcs: Apcs,
    rules: FacilityRules,
    hospital: Hospital,
) -> Iterator[Step]:
    """Yield the rate and each rule's dollar effect; the steps add up to the payment, rounded once."""
    for text, source in service.changes:
        yield Step(text, source, NOTHING)
    release = service.rate.release_id if service.rate else ""
    yield (
        step := Step(
            f"{service.units} x rate {service.amount}", release, cents(service.amount * service.units)
        )
    )
    paid = step.dollars
    rate, units = service.amount, Decimal(service.units)
    for text, source, change in _rate_changes(service, rule, apcs, rules, hospital):
        rate = change(rate)
        yield (step := Step(text, source, cents(rate * units) - paid))
        paid += step.dollars
    if factor != units:
        yield (step := Step(discount.meaning, discount.source, cents(rate * factor) - paid))
        paid += step.dollars
    if rule.labor_share and hospital.wage:
        local = cents(rate * (rule.labor_share * hospital.wage.value + 1 - rule.labor_share) * factor)
        yield (step := Step(_wage_text(rule.labor_share, hospital.wage), hospital.wage.source, local - paid))
        paid += step.dollars
    credit = min((hospital.device_credits or {}).get(service.number, NOTHING), _offset(service, apcs), paid)
    if credit:
        yield Step("Device credit, at most the device offset", CREDIT, -credit)


def _rate_changes(
    service: Service, rule: IndicatorRule, apcs: Apcs, rules: FacilityRules, hospital: Hospital
) -> Iterator[tuple[str, str, Callable[[Decimal], Decimal]]]:
    """Yield each change to the unit rate in the pricer's order, rounded to cents as the pricer does."""
    effects = rules.effects(service.modifiers)
    if "terminated_before" in effects and (offset := _offset(service, apcs)):
        yield "The device offset is deducted from the rate", DEVICE, lambda rate: max(rate - offset, NOTHING)
    for effect in ("share", "visit_share", "imaging_share"):
        found = effects.get(effect)
        if found and found.share and _takes(effect, service, rules):
            yield found.meaning, found.source, _times(found.share)
    if hospital.is_rural_sole_community and rule.treatment != "unit_rate" and "share" not in effects:
        yield (
            "Rural sole community hospital: 7.1% more",
            SOLE_COMMUNITY_SOURCE,
            _times(SOLE_COMMUNITY),
        )


def _times(share: Decimal) -> Callable[[Decimal], Decimal]:
    """Multiply a rate by a share and round to cents."""
    return lambda rate: cents(rate * share)


def _takes(effect: str, service: Service, rules: FacilityRules) -> bool:
    """Return whether the effect applies: visit shares only to clinic visits, no share to drugs."""
    if rules.indicators[service.indicator or ""].treatment == "unit_rate":
        return False
    return effect != "visit_share" or rules.is_in("clinic_visit", service.code)


def _wage_text(labor_share: Decimal, wage: WageIndex) -> str:
    return f"{labor_share:.0%} of the rate x wage index {wage.value}: {wage.reason}"


def _coinsurance(
    service: Service, payment: Decimal, factor: Decimal, rule: IndicatorRule, hospital: Hospital
) -> Decimal | None:
    """Scale the listed copayment with the payment: at least 20%, at most the inpatient deductible.

    All units of a drug on a day have one copayment. 42 CFR 419.41; CMS OPPS pricer,
    AdjustMaximumNationalReducedCoinsurance.
    """
    rate = service.rate
    if rate is None or not rate.amount or rate.copayment is None:
        return None
    share = cents(payment * rate.copayment / rate.amount)
    if rate.copayment_kind != "adjusted":
        share = max(share, cents(payment * LEAST_COINSURANCE))
    if hospital.inpatient_deductible is None or (rule.treatment == "unit_rate" and not _is_drug(service)):
        return share
    times = ONE if _is_drug(service) else factor
    return min(share, cents(hospital.inpatient_deductible * times))


def _is_drug(service: Service) -> bool:
    return service.indicator in DRUGS


def _open_drug_copayments(lines: Sequence[FacilityLine], hospital: Hospital) -> Iterator[str]:
    """Yield the drugs whose copayment may be lower: their administration shares its limit."""
    most = hospital.inpatient_deductible
    others = [line.beneficiary_share or NOTHING for line in lines if not _is_drug(line.service)]
    for code in dict.fromkeys(line.service.code for line in lines if _is_drug(line.service)):
        shares = {line.service.number: line.beneficiary_share for line in lines if line.service.code == code}
        together = sum((share or NOTHING for share in shares.values()), max(others, default=NOTHING))
        if most is not None and together > most:
            yield (
                f"Line {', '.join(map(str, shares))}: the copayments of {code} and of its administration are "
                f"together at most {most} ({AGGREGATED}); which line administers it is not known"
            )


def _undecided(
    services: Sequence[Service], apcs: Apcs, rules: FacilityRules, hospital: Hospital
) -> Iterator[str]:
    """Yield the questions that neither the loaded addenda nor the case answers."""
    for service in services:
        for modifier in sorted(service.modifiers):
            rule = rules.modifiers.get(modifier)
            if rule and rule.effect == "undecided":
                yield f"Line {service.number}: modifier {modifier}: {rule.meaning}"
        if service.payment_status == "paid" and rules.indicators[service.indicator or ""].labor_share is None:
            yield f"Line {service.number}: whether the wage index applies to {service.indicator}"
        if _uses_offset(service, rules, hospital) and (why := _without_offset(service, apcs)):
            yield f"Line {service.number}: device offset of {service.code}: {why}"
        if (
            "50" in service.modifiers
            and service.payment_status == "paid"
            and service.code not in apcs.bilateral
        ):
            yield f"Line {service.number}: whether {service.code} can be performed bilaterally"
    if sum(service.units for service in services if _was_q3(service)) > 1:
        yield from _open_composites([service for service in services if _was_q3(service)], apcs)
    if any(service.payment_status == "inpatient_only" for service in services):
        yield "Whether the inpatient-only procedure is on CMS's list of separate procedures (edit 45)"
    visits = [
        service for service in services if service.payment_status == "paid" and service.indicator == "V"
    ]
    procedures = any(
        service.payment_status == "paid" and service.indicator in ("S", "T") for service in services
    )
    yield from (
        f"Line {service.number}: a visit with a procedure is returned without modifier 25 (edit 21)"
        for service in visits
        if procedures and "25" not in service.modifiers
    )


def _uses_offset(service: Service, rules: FacilityRules, hospital: Hospital) -> bool:
    """Return whether the procedure was terminated before anesthesia or its device was credited."""
    is_credited = bool((hospital.device_credits or {}).get(service.number))
    is_terminated = "terminated_before" in rules.effects(service.modifiers)
    return service.payment_status == "paid" and (is_credited or is_terminated)


def _without_offset(service: Service, apcs: Apcs) -> str | None:
    """Return why the device offset is not known; a code that Addendum P does not list has none."""
    if apcs.device_offsets is None:
        return apcs.without(OFFSETS, "no Addendum P is loaded")
    return None if service.code in apcs.device_offsets else apcs.gaps.row(OFFSETS, service.code)


def _open_composites(services: Sequence[Service], apcs: Apcs) -> Iterator[str]:
    """Yield whether a composite covers the Q3 lines if Addendum M or a rate is missing."""
    if apcs.composites is None:
        why = apcs.without("opps_addendum_m", "no Addendum M is loaded for this date")
        yield f"Composite APCs of Q3 codes: {why}"
    for service in services:
        if lost := apcs.gaps.row("opps_addendum_m", service.code):
            yield f"Line {service.number}: composite APCs of {service.code}: {lost}"
    if any(packaging.is_mental_health(service.code, apcs) for service in services):
        cap = apcs.rates.get(packaging.MENTAL_HEALTH_APC)
        if cap is None or cap.amount is None:
            unread = cap.unreadable if cap else None
            what = f"Whether APC {packaging.MENTAL_HEALTH_APC} caps the mental health services"
            yield f"{what}: {unread or apcs.without_rate}"


def _was_q3(service: Service) -> bool:
    return service.payment_status == "paid" and any("composite" in text for text, _ in service.changes)


def national(hospital: Hospital) -> Hospital:
    """Return the same hospital at national rates."""
    return replace(hospital, wage=None)
