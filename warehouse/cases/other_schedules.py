"""Price lines that OPPS, the ASC addenda and the physician fee schedule leave to another schedule or to cost.

The clinical laboratory fee schedule pays laboratory tests; DMEPOS pays prosthetics, orthotics and
equipment; the average sales price pays an office's drugs; the hospital's own cost pays pass-through
devices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from warehouse.cases.service import NOTHING, FacilityLine, Rate, Service, Step
from warehouse.money import cents

LABORATORY, DMEPOS, DRUG = "laboratory", "dmepos", "drug"
TITLES = {
    LABORATORY: "Clinical laboratory fee schedule",
    DMEPOS: "DMEPOS fee schedule",
    DRUG: "Average sales price",
}
# Addendum D1: pass-through devices have no copayment, vaccines no coinsurance.
WITHOUT_COINSURANCE = {"H", "H1", "L"}
COST = "OPPS Addendum D1, {indicator}; 42 CFR 419.66(h), charges reduced to cost"


@dataclass(frozen=True)
class Fee:
    """Another schedule's payment per unit in dollars; if `amount` is None, `reason` explains why."""

    schedule: str
    modifiers: frozenset[str]
    amount: Decimal | None
    beneficiary_share: Decimal
    payment_status: str
    reason: str
    release_id: str


@dataclass(frozen=True)
class OtherSchedules:
    """Fees by code; the hospital's charge per line in dollars, and its cost-to-charge ratio."""

    fees: Mapping[str, tuple[Fee, ...]] = field(default_factory=dict)
    charges: Mapping[int, Decimal] = field(default_factory=dict)
    cost_to_charge_ratio: Decimal | None = None


def priced_elsewhere(line: FacilityLine, other: OtherSchedules) -> FacilityLine:
    """Price the line by another schedule or at cost, if its status leaves it to one."""
    service = line.service
    if service.payment_status == "at_cost":
        return _at_cost(line, other)
    if service.payment_status == "other_fee_schedule":
        return by_fee(line, _fees(service, other, (LABORATORY, DMEPOS)))
    return line


def by_fee(line: FacilityLine, fees: Sequence[Fee]) -> FacilityLine:
    """Multiply units by the only fee; with several fees or no amount, leave the line open with the reason."""
    if not fees:
        return line
    service = line.service
    if len(fees) > 1:
        reason = f"{TITLES[fees[0].schedule]}: {len(fees)} fees, the modifier decides"
        return replace(line, service=service.settled("not_decided", reason, fees[0].release_id))
    [fee] = fees
    if fee.amount is None:
        return replace(line, service=service.settled(fee.payment_status, fee.reason, fee.release_id))
    payment = cents(fee.amount * service.units)
    step = Step(f"{TITLES[fee.schedule]}: {service.units} x {fee.amount}", fee.release_id, payment)
    rate = Rate(service.indicator, None, fee.amount, None, None, fee.release_id)
    paid = replace(service.settled("paid", fee.reason, TITLES[fee.schedule]), rate=rate)
    return FacilityLine(paid, payment, cents(payment * fee.beneficiary_share), (step,))


def fees_of_line(
    code: str, modifiers: frozenset[str], other: OtherSchedules, schedules: Sequence[str]
) -> list[Fee]:
    """Return the fees of the first schedule with the code: those matching the line's modifiers, else all."""
    for schedule in schedules:
        listed = [fee for fee in other.fees.get(code, ()) if fee.schedule == schedule]
        matching = [fee for fee in listed if fee.modifiers and fee.modifiers <= modifiers]
        plain = [fee for fee in listed if not fee.modifiers]
        if found := _most_specific(matching) or plain or listed:
            return found
    return []


def _most_specific(matching: Sequence[Fee]) -> list[Fee]:
    """Keep the fees that match the most modifiers: NU KE before NU."""
    most = max((len(fee.modifiers) for fee in matching), default=0)
    return [fee for fee in matching if len(fee.modifiers) == most]


def _fees(service: Service, other: OtherSchedules, schedules: Sequence[str]) -> list[Fee]:
    return fees_of_line(service.code, service.modifiers, other, schedules)


def _at_cost(line: FacilityLine, other: OtherSchedules) -> FacilityLine:
    """Multiply the charge by the hospital's ratio if the case gives both."""
    charge, ratio = other.charges.get(line.service.number), other.cost_to_charge_ratio
    if charge is None or ratio is None:
        reason = f"{line.service.reason}: paid at cost; give `charge` and `cost_to_charge_ratio`"
        return replace(line, service=replace(line.service, reason=reason))
    payment = cents(charge * ratio)
    source = COST.format(indicator=line.service.indicator)
    step = Step(f"Charge {charge} x cost-to-charge ratio {ratio}", source, payment)
    free = line.service.indicator in WITHOUT_COINSURANCE
    share = NOTHING if free else cents(payment * Decimal("0.20"))
    return FacilityLine(
        line.service.settled("paid", "At the hospital's cost", source), payment, share, (step,)
    )


def open_offsets(lines: Sequence[FacilityLine], offsets: Mapping[str, Decimal] | None) -> list[str]:
    """List device offsets that no file assigns to a pass-through device."""
    devices = [line for line in lines if line.service.indicator == "H" and line.payment]
    procedures = [line for line in lines if line.payment and line.service.code in (offsets or {})]
    return [
        f"Line {device.service.number}: how much the device offset of {procedure.service.code} deducts"
        for device in devices
        for procedure in procedures
    ]
