"""Group a claim's units into procedures: single units, both sides, or parts of one operation's care."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from cmsfees.snapshot import Row
from warehouse.pricing.lines import PricedLine
from warehouse.pricing.multiple_procedure_rules import Reduction, Unit, share_of

SIDES = {"LT", "RT"}
# A line with one of these modifiers is not half of a bilateral procedure.
WHOLE = {"50", "78"}
# A second unit with one of these modifiers is not the other side.
SEPARATE = {"59", "76", "77", "XE", "XP", "XS", "XU"}
# Care before, during and after one operation: parts of one procedure, not several (manual, section 40.4).
CARE = {"54", "55", "56"}

Amount = Callable[[PricedLine], Decimal | None]


class HasModifiers(Protocol):
    """A line of a claim, priced or not."""

    @property
    def modifiers(self) -> tuple[str, ...]: ...


AnyLine = TypeVar("AnyLine", bound=HasModifiers)


@dataclass(frozen=True)
class Procedure:
    """Lines of one procedure, each with its share of a unit's payment before procedures are ranked."""

    parts: tuple[tuple[PricedLine, Decimal], ...]

    @property
    def first(self) -> PricedLine:
        return self.parts[0][0]

    def units(self, amount: Amount) -> list[Unit]:
        return [(line.number, share_of(amount(line) or Decimal(0), share)) for line, share in self.parts]

    def value(self, amount: Amount) -> Decimal:
        return sum((dollars for _, dollars in self.units(amount)), Decimal(0))


@dataclass(frozen=True)
class BothSides:
    """Payment of both sides together as a multiple of one unit, by bilateral indicator."""

    share: Decimal
    meaning: str
    source: str


def both_sides(rules: Iterable[Row]) -> dict[str, BothSides]:
    """Return the modifier 50 rules, which apply to any way of reporting both sides."""
    return {
        rule["value"]: BothSides(
            Decimal(rule["share"]), rule["condition"] or "150% of one side", rule["source"]
        )
        for rule in rules
        if rule["modifier"] == "50"
    }


def procedures(lines: Sequence[PricedLine], rules: dict[str, BothSides]) -> list[Procedure]:
    """Group an LT and RT pair, or two units, into one procedure if the bilateral indicator allows it."""
    by_code: dict[str, list[PricedLine]] = defaultdict(list)
    for line in lines:
        by_code[line.line.code] += [line] * line.units
    found = []
    for units in by_code.values():
        indicator = units[0].figures.get("bilateral_surgery")
        if indicator in rules and _is_pair(units, indicator):
            first, second = units
            found.append(Procedure(((first, Decimal(1)), (second, rules[indicator].share - 1))))
        else:
            found += [Procedure(tuple((unit, Decimal(1)) for unit in lines)) for lines in operations(units)]
    return found


def operations(units: Iterable[AnyLine]) -> list[list[AnyLine]]:
    """Group units by operation: lines that differ only in their part of the care are one operation.

    A part of the care that the operation already has begins another operation.
    """
    found: list[tuple[frozenset[str], set[str], list[AnyLine]]] = []
    for unit in units:
        care = set(unit.modifiers) & CARE
        rest = frozenset(set(unit.modifiers) - CARE)
        same = next(
            (group for group in found if care and group[0] == rest and group[1] and not group[1] & care), None
        )
        if same:
            same[1].update(care)
            same[2].append(unit)
        else:
            found.append((rest, care, [unit]))
    return [lines for _, _, lines in found]


def second_sides(done: Iterable[Procedure], rules: dict[str, BothSides]) -> list[Reduction]:
    """Return the reduction of each second side, which applies before procedures are ranked."""
    found = []
    for procedure in done:
        for line, share in procedure.parts:
            if share != 1:
                rule = rules[line.figures["bilateral_surgery"]]
                change = share_of(line.unit, share) - line.unit
                found.append(Reduction(line.number, f"Both sides: {rule.meaning}", change, rule.source))
    return found


def _is_pair(units: Sequence[PricedLine], indicator: str) -> bool:
    """Return whether two units are both sides: LT with RT, or two units for indicators 1 and 2."""
    if len(units) != 2 or units[0].figures.get("multiple_procedure") == "5":
        return False
    first, second = (set(unit.modifiers) for unit in units)
    if first - SIDES != second - SIDES or first & WHOLE:
        return False
    if first & SIDES or second & SIDES:
        return sorted([first & SIDES, second & SIDES], key=sorted) == [{"LT"}, {"RT"}]
    return indicator in ("1", "2") and not first & SEPARATE
