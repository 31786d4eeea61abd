"""What several procedures of one day take from each other's payment."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from warehouse.pricing.bilateral import Amount, BothSides, Procedure, procedures, second_sides
from warehouse.pricing.lines import PricedLine
from warehouse.pricing.multiple_procedure_rules import Rank, Ranks, Reduction, Unit, ranked, share_of

ENDO_BASE = "RVU26B record layout, Multiple Procedure (Modifier 51)"


def reductions(
    lines: Sequence[PricedLine],
    ranks: Ranks,
    sides: dict[str, BothSides],
    exempt: Callable[[PricedLine], object] = lambda line: None,
) -> list[Reduction]:
    """All reductions of the paid lines of a claim; a line that is `exempt` neither loses nor ranks."""
    done = procedures(lines, sides)
    ranked_ones = [one for one in done if not exempt(one.first)]
    of_family = endoscopies(ranked_ones)
    return [
        *second_sides(done, sides),
        *of_family,
        *surgeries(ranked_ones, of_family, ranks[("2", "whole")]),
        *parts(ranked_ones, ranks, "4", "technical", lambda line: line.technical),
        *parts(ranked_ones, ranks, "4", "professional", lambda line: line.professional),
        *therapy(lines, ranks[("5", "practice_expense")]),
        *parts(ranked_ones, ranks, "6", "technical", lambda line: line.technical),
        *parts(ranked_ones, ranks, "7", "technical", lambda line: line.technical),
    ]


def endoscopies(done: Sequence[Procedure]) -> list[Reduction]:
    """Of a family the dearest is paid in full, each other one what it is worth above the base."""
    found = []
    for base, members in _families(done).items():
        members.sort(key=lambda one: (-one.worth(_unit), one.first.number))
        rule = f"Endoscopy: {base} is paid once in its family"
        for one in members[1:]:
            found += [
                Reduction(number, rule, -min(value, amount), ENDO_BASE)
                for (number, amount), (_, value) in zip(one.units(_unit), one.units(_base), strict=True)
            ]
    return found


def surgeries(
    done: Sequence[Procedure], of_family: Sequence[Reduction], ranks: Sequence[Rank]
) -> list[Reduction]:
    """Procedures ranked by amount; an endoscopic family counts as one."""
    families = _families(done)
    alone = [
        one
        for one in done
        if one.first.figures.get("multiple_procedure") in ("2", "3") and _family(one) not in families
    ]
    groups = [_group(members, of_family) for members in families.values()]
    groups += [one.units(_unit) for one in alone]
    groups.sort(key=lambda group: (-sum(amount for _, amount in group), group[0][0]))
    return list(
        chain.from_iterable(ranked(group, place, ranks) for place, group in enumerate(groups, start=1))
    )


def parts(
    done: Sequence[Procedure], ranks: Ranks, indicator: str, part: str, amount: Amount
) -> list[Reduction]:
    """One part of each unit with an indicator, ranked by the amount of that part.

    CMS reduces the technical part first and then limits it to the OPPS amount: what the limit has taken from
    a unit already is not taken twice. Imaging goes by family; since 2011 there is but one.
    """
    families = defaultdict(list)
    for line, share in chain.from_iterable(one.parts for one in done):
        worth = share_of(amount(line) or Decimal(0), share)
        if worth and line.figures.get("multiple_procedure") == indicator:
            over_cap = share_of(line.over_cap, share) if part == "technical" else Decimal(0)
            family = line.figures["imaging_family"] if indicator == "4" else None
            families[family].append(((line.number, worth), over_cap))
    found: list[Reduction] = []
    for units in families.values():
        units.sort(key=lambda unit: (-unit[0][1], unit[0][0]))
        for place, (unit, over_cap) in enumerate(units, start=1):
            found += [
                replace(one, dollars=min(one.dollars + over_cap, Decimal(0)))
                for one in ranked([unit], place, ranks[(indicator, part)])
                if one.dollars is not None
            ]
    return found


def therapy(lines: Sequence[PricedLine], ranks: Sequence[Rank]) -> list[Reduction]:
    """Units ranked by practice expense; what a unit is left with is rounded once, as CMS prints it."""
    of_kind = [line for line in lines if line.figures.get("multiple_procedure") == "5"]
    units = [(line, _practice_expense(line)) for line in of_kind for _ in range(line.units)]
    units.sort(key=lambda unit: (-unit[1], unit[0].number))
    found = []
    for place, (line, expense) in enumerate(units, start=1):
        rank = next((one for one in ranks if one.first <= place <= one.last and one.share), None)
        if rank and rank.share and rank.share < 1:
            left = share_of(_exact(line) - expense * (1 - rank.share), line.payment["modifier_share"])
            found.append(Reduction(line.number, rank.meaning, left - line.unit, rank.source))
    return found


def _families(done: Sequence[Procedure]) -> dict[str, list[Procedure]]:
    """Procedures by endoscopic base, where a family has more than one; the base is one of them."""
    bases = {one.first.figures.get("endoscopic_base") for one in done} - {None}
    by_base = defaultdict(list)
    for one in done:
        if _family(one) in bases:
            by_base[_family(one)].append(one)
    return {base: members for base, members in by_base.items() if len(members) > 1}


def _family(one: Procedure) -> str:
    return str(one.first.figures.get("endoscopic_base") or one.first.line.code)


def _group(members: Sequence[Procedure], of_family: Sequence[Reduction]) -> list[Unit]:
    """What each line of a family is left with."""
    left: dict[int, Decimal] = defaultdict(Decimal)
    for number, amount in chain.from_iterable(one.units(_unit) for one in members):
        left[number] += amount
    for one in of_family:
        if one.number in left:
            left[one.number] += one.dollars or Decimal(0)
    return list(left.items())


def _unit(line: PricedLine) -> Decimal:
    return line.unit


def _base(line: PricedLine) -> Decimal:
    """What the base of its family is worth; a line of the base itself is just that."""
    return line.unit if line.figures.get("endoscopic_base") is None else line.base_unit or Decimal(0)


def _practice_expense(line: PricedLine) -> Decimal:
    row = line.payment
    return Decimal(row["pe_rvu"] * row["pe_gpci"] * row["conversion_factor"])


def _exact(line: PricedLine) -> Decimal:
    """The fee schedule amount before its rounding."""
    row = line.payment
    rest = row["work_rvu"] * row["work_gpci"] + row["mp_rvu"] * row["mp_gpci"]
    return _practice_expense(line) + Decimal(rest * row["conversion_factor"])
