"""CMS's facility rules as typed rows: how each indicator, modifier and discount formula pays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cmsfees.snapshot import Row
from warehouse.pricing.claim_rules import applies_on

Schedule = Literal["opps", "asc"]


@dataclass(frozen=True)
class IndicatorRule:
    """How a status or payment indicator pays.

    `labor_share` is the part of the rate that the wage index scales; None if no source states it.
    """

    treatment: str
    labor_share: Decimal | None
    treatment_with_comprehensive: str
    payment_status: str
    status_without_rate: str
    source: str


@dataclass(frozen=True)
class ModifierRule:
    """The effect of a modifier on a facility's line; `share` is 0 to 1."""

    effect: str
    share: Decimal | None
    meaning: str
    source: str


@dataclass(frozen=True)
class Discount:
    """A discount formula of the IOCE: shares of the rate for the first and for each further unit."""

    formula: str
    first_unit: Decimal
    further_units: Decimal
    meaning: str
    source: str


@dataclass(frozen=True)
class IndicatorException:
    """CMS's exception for one code to the rule of its indicator."""

    payment_status: str
    meaning: str
    source: str


@dataclass(frozen=True)
class FacilityRules:
    """Every rule that one schedule needs on one date of service."""

    indicators: dict[str, IndicatorRule]
    exceptions: dict[tuple[str, str], IndicatorException]  # by indicator and code
    modifiers: dict[str, ModifierRule]
    discounts: dict[tuple[bool, bool, bool, bool], Discount]
    families: dict[str, tuple[str, str, str]]
    code_lists: dict[str, frozenset[str]]

    def is_in(self, code_list: str, code: str) -> bool:
        return code in self.code_lists.get(code_list, frozenset())

    def effects(self, modifiers: Iterable[str]) -> dict[str, ModifierRule]:
        """Return the rules of a line's modifiers by effect."""
        found = (self.modifiers.get(modifier) for modifier in modifiers)
        return {rule.effect: rule for rule in found if rule}


def indicator_rules(rows: Iterable[Row], schedule: Schedule) -> dict[str, IndicatorRule]:
    return {
        row["indicator"]: IndicatorRule(
            row["treatment"],
            row["labor_share"],
            row["treatment_with_comprehensive"] or "packaged",
            row["payment_status"] or "paid",
            row["status_without_amount"] or "no_data",
            row["source"],
        )
        for row in rows
        if row["schedule"] == schedule
    }


def indicator_exceptions(rows: Iterable[Row]) -> dict[tuple[str, str], IndicatorException]:
    return {
        (row["code"], row["hcpcs"]): IndicatorException(row["payment_status"], row["meaning"], row["source"])
        for row in rows
    }


def modifier_rules(rows: Iterable[Row], schedule: Schedule, on: date) -> dict[str, ModifierRule]:
    return {
        row["modifier"]: ModifierRule(row["effect"], row["share"], row["meaning"], row["source"])
        for row in rows
        if row["schedule"] == schedule and applies_on(row, on)
    }


def discounts(rows: Iterable[Row]) -> dict[tuple[bool, bool, bool, bool], Discount]:
    """Key formulas by type T, highest T, terminated and both sides; a blank cell matches true and false."""
    found = {}
    for row in rows:
        formula = Discount(
            row["formula"],
            row["first_unit"],
            row["further_units"],
            row["meaning"],
            row["source"],
        )
        for highest in _either(row["is_highest"]):
            for bilateral in _either(row["is_bilateral"]):
                key = (row["is_type_t"], highest, row["is_terminated"], bilateral)
                found[key] = formula
    return found


def families(rows: Iterable[Row]) -> dict[str, tuple[str, str, str]]:
    """Return imaging families by composite APC: the APC with contrast, the family's name, the source."""
    found = {}
    for row in rows:
        for apc in (row["composite"], row["with_contrast"]):
            found[apc] = (row["with_contrast"], row["meaning"], row["source"])
    return found


def code_lists(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    by_list: dict[str, set[str]] = {}
    for row in rows:
        by_list.setdefault(row["code_list"], set()).add(row["hcpcs"])
    return {name: frozenset(codes) for name, codes in by_list.items()}


def _either(value: bool | None) -> tuple[bool, ...]:
    return (True, False) if value is None else (value,)
