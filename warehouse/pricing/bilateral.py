"""What a claim counts as one procedure: a unit, both sides together, or the parts of one operation's care."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from cmsfees.snapshot import Row
from warehouse.pricing.lines import PricedLine
from warehouse.pricing.multiple_procedure_rules import Reduction, Unit, share_of

SIDES = {"LT", "RT"}
# A line with one of these is not half of a bilateral procedure.
WHOLE = {"50", "78"}
# A second unit with one of these is not the other side.
APART = {"59", "76", "77", "XE", "XP", "XS", "XU"}
# Care before, during and after one operation: parts of it, no second procedure (manual, section 40.4).
CARE = {"54", "55", "56"}

Amount = Callable[[PricedLine], Decimal | None]


class HasModifiers(Protocol):
    """A line of a claim, priced or not."""

    @property
    def modifiers(self) -> tuple[str, ...]: ...


Line = TypeVar("Line", bound=HasModifiers)


@dataclass(frozen=True)
class Procedure:
    """Lines, and the share of a unit that each is paid before procedures are ranked."""

    parts: tuple[tuple[PricedLine, Decimal], ...]

    @property
    def first(self) -> PricedLine:
        return self.parts[0][0]

    def units(self, amount: Amount) -> list[Unit]:
        return [(line.number, share_of(amount(line) or Decimal(0), share)) for line, share in self.parts]

    def worth(self, amount: Amount) -> Decimal:
        return sum((dollars for _, dollars in self.units(amount)), Decimal(0))


@dataclass(frozen=True)
class BothSides:
    """What both sides are paid together, in units of one, by bilateral indicator."""

    share: Decimal
    meaning: str
    source: str


def both_sides(rules: Iterable[Row]) -> dict[str, BothSides]:
    """The rules of modifier 50 hold however both sides are reported."""
    return {
        rule["value"]: BothSides(
            Decimal(rule["share"]), rule["condition"] or "150 % of one side", rule["source"]
        )
        for rule in rules
        if rule["modifier"] == "50"
    }


def procedures(lines: Sequence[PricedLine], rules: dict[str, BothSides]) -> list[Procedure]:
    """A pair of lines LT and RT, or two units, is one procedure where the bilateral indicator says so."""
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
            found += [Procedure(tuple((unit, Decimal(1)) for unit in one)) for one in operations(units)]
    return found


def operations(units: Iterable[Line]) -> list[list[Line]]:
    """Units by operation: lines that differ only in the part of the care they are for are one.

    The part that is there already begins another operation.
    """
    found: list[tuple[frozenset[str], set[str], list[Line]]] = []
    for unit in units:
        care = set(unit.modifiers) & CARE
        rest = frozenset(set(unit.modifiers) - CARE)
        same = next((one for one in found if care and one[0] == rest and one[1] and not one[1] & care), None)
        if same:
            same[1].update(care)
            same[2].append(unit)
        else:
            found.append((rest, care, [unit]))
    return [lines for _, _, lines in found]


def second_sides(done: Iterable[Procedure], rules: dict[str, BothSides]) -> list[Reduction]:
    """What the second side loses before anything is ranked."""
    found = []
    for one in done:
        for line, share in one.parts:
            if share != 1:
                rule = rules[line.figures["bilateral_surgery"]]
                lost = share_of(line.unit, share) - line.unit
                found.append(Reduction(line.number, f"Both sides: {rule.meaning}", lost, rule.source))
    return found


def _is_pair(units: Sequence[PricedLine], indicator: str) -> bool:
    """The record layout counts LT with RT, and for indicators 1 and 2 also two units of one code."""
    if len(units) != 2 or units[0].figures.get("multiple_procedure") == "5":
        return False
    one, other = (set(unit.modifiers) for unit in units)
    if one - SIDES != other - SIDES or one & WHOLE:
        return False
    if one & SIDES or other & SIDES:
        return sorted([one & SIDES, other & SIDES], key=sorted) == [{"LT"}, {"RT"}]
    return indicator in ("1", "2") and not one & APART
