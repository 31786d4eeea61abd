"""A case line as the facility rules process it, and the priced line that results."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

ONE = Decimal(1)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Rate:
    """A listed facility rate: dollars per unit, its copayment, and the release that lists it."""

    indicator: str | None
    apc: str | None
    amount: Decimal | None
    copayment: Decimal | None
    copayment_kind: str | None  # national, minimum or adjusted
    release_id: str
    unreadable: str | None = None  # why CMS's row could not be read; nothing else of it is known then


@dataclass(frozen=True)
class Step:
    """One rule applied to a line: its text, CMS's source, and the dollars it adds or deducts."""

    rule: str
    source: str
    dollars: Decimal

    def as_row(self) -> dict[str, Any]:
        return {"rule": self.rule, "source": self.source, "dollars": self.dollars}


@dataclass(frozen=True)
class Service:
    """A line, its rate and the decisions so far; `payment_status` is `open` until a rule settles it."""

    number: int
    code: str
    modifiers: frozenset[str]
    units: int
    rate: Rate | None
    indicator: str | None
    payment_status: str = "open"
    reason: str = ""
    source: str = ""
    changes: tuple[tuple[str, str], ...] = ()  # rule and source of each change to indicator, APC or units
    is_paid_once: bool = (
        False  # regardless of units and sides: comprehensive, composite, conditionally packaged
    )

    @property
    def is_open(self) -> bool:
        return self.payment_status == "open"

    @property
    def amount(self) -> Decimal:
        return (self.rate.amount if self.rate else None) or NOTHING

    @property
    def unreadable(self) -> str | None:
        return self.rate.unreadable if self.rate else None

    def settled(self, payment_status: str, reason: str, source: str) -> Self:
        return replace(self, payment_status=payment_status, reason=reason, source=source)

    def packaged(self, reason: str, source: str) -> Self:
        return self.settled("packaged", reason, source)

    def moved(self, rule: str, source: str, **fields: Any) -> Self:
        """Return the line with another indicator, rate or number of units, and the rule that changed it."""
        return replace(self, changes=(*self.changes, (rule, source)), **fields)


def by_falling_rate(service: Service) -> tuple[Decimal, str, int]:
    """Sort key by falling rate, then code: line order does not change the result."""
    return -service.amount, service.code, service.number


@dataclass(frozen=True)
class FacilityLine:
    """A priced line: `payment` is in dollars, None unless the status means that the amount is known.

    `beneficiary_share` is the coinsurance in dollars before any deductible.
    """

    service: Service
    payment: Decimal | None
    beneficiary_share: Decimal | None
    steps: tuple[Step, ...] = ()

    def as_row(self) -> dict[str, Any]:
        service = self.service
        rate = service.rate
        return {
            "number": service.number,
            "code": service.code,
            "modifiers": sorted(service.modifiers),
            "units": service.units,
            "indicator": service.indicator,
            "apc": rate.apc if rate else None,
            "payment_status": service.payment_status,
            "reason": service.reason,
            "source": service.source,
            "steps": [step.as_row() for step in self.steps],
            "payment": self.payment,
            "beneficiary_share": self.beneficiary_share,
            "release_id": rate.release_id if rate else None,
        }
