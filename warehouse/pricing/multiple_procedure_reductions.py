"""Reductions when several procedures are performed on one day."""

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
    """Return all reductions of a claim's paid lines; an `exempt` line is neither reduced nor ranked."""
    procedures_done = procedures(lines, sides)
    not_exempt = [procedure for procedure in procedures_done if not exempt(procedure.first)]
    family_reductions = endoscopies(not_exempt)
    return [
        *second_sides(procedures_done, sides),
        *family_reductions,
        *surgeries(not_exempt, family_reductions, ranks[("2", "whole")]),
        *parts(not_exempt, ranks, "4", "technical", lambda line: line.technical),
        *parts(not_exempt, ranks, "4", "professional", lambda line: line.professional),
        *therapy(lines, ranks[("5", "practice_expense")]),
        *parts(not_exempt, ranks, "6", "technical", lambda line: line.technical),
        *parts(not_exempt, ranks, "7", "technical", lambda line: line.technical),
    ]


def endoscopies(procedures_done: Sequence[Procedure]) -> list[Reduction]:
    """Pay the highest-paid endoscopy of a family in full, each other one its amount above the base code."""
    found = []
    for base, members in _families(procedures_done).items():
        members.sort(key=lambda procedure: (-procedure.value(_unit), procedure.first.number))
        rule = f"Endoscopy: {base} is paid once per family"
        for procedure in members[1:]:
            found += [
                Reduction(number, rule, -min(value, amount), ENDO_BASE)
                for (number, amount), (_, value) in zip(
                    procedure.units(_unit), procedure.units(_base), strict=True
                )
            ]
    return found


def surgeries(
    procedures_done: Sequence[Procedure], family_reductions: Sequence[Reduction], ranks: Sequence[Rank]
) -> list[Reduction]:
    """Rank procedures by amount; an endoscopic family counts as one."""
    families = _families(procedures_done)
    alone = [
        procedure
        for procedure in procedures_done
        if procedure.first.figures.get("multiple_procedure") in ("2", "3")
        and _family(procedure) not in families
    ]
    groups = [_group(members, family_reductions) for members in families.values()]
    groups += [procedure.units(_unit) for procedure in alone]
    groups.sort(key=lambda group: (-sum(amount for _, amount in group), group[0][0]))
    return list(
        chain.from_iterable(ranked(group, place, ranks) for place, group in enumerate(groups, start=1))
    )


def parts(
    procedures_done: Sequence[Procedure], ranks: Ranks, indicator: str, part: str, amount: Amount
) -> list[Reduction]:
    """Rank the `part` of each unit with this indicator by the amount of that part.

    CMS first reduces the technical part and then applies the OPPS limit, so the amount that the limit
    already deducted is not deducted again. Imaging is ranked per family; since 2011 there is only one
    family.
    """
    families = defaultdict(list)
    for line, share in chain.from_iterable(procedure.parts for procedure in procedures_done):
        value = share_of(amount(line) or Decimal(0), share)
        if value and line.figures.get("multiple_procedure") == indicator:
            over_cap = share_of(line.over_cap, share) if part == "technical" else Decimal(0)
            family = line.figures["imaging_family"] if indicator == "4" else None
            families[family].append(((line.number, value), over_cap))
    found: list[Reduction] = []
    for units in families.values():
        units.sort(key=lambda unit: (-unit[0][1], unit[0][0]))
        for place, (unit, over_cap) in enumerate(units, start=1):
            found += [
                replace(reduction, dollars=min(reduction.dollars + over_cap, Decimal(0)))
                for reduction in ranked([unit], place, ranks[(indicator, part)])
                if reduction.dollars is not None
            ]
    return found


def therapy(lines: Sequence[PricedLine], ranks: Sequence[Rank]) -> list[Reduction]:
    """Rank units by practice expense; a unit's remaining payment is rounded once, as CMS publishes it."""
    of_kind = [line for line in lines if line.figures.get("multiple_procedure") == "5"]
    units = [(line, _practice_expense(line)) for line in of_kind for _ in range(line.units)]
    units.sort(key=lambda unit: (-unit[1], unit[0].number))
    found = []
    for place, (line, expense) in enumerate(units, start=1):
        rank = next((rank for rank in ranks if rank.first <= place <= rank.last and rank.share), None)
        if rank and rank.share and rank.share < 1:
            left = share_of(_exact(line) - expense * (1 - rank.share), line.payment["modifier_share"])
            found.append(Reduction(line.number, rank.meaning, left - line.unit, rank.source))
    return found


def _families(procedures_done: Sequence[Procedure]) -> dict[str, list[Procedure]]:
    """Group procedures by endoscopic base if a family has more than one; the base itself is a member."""
    bases = {procedure.first.figures.get("endoscopic_base") for procedure in procedures_done} - {None}
    by_base = defaultdict(list)
    for procedure in procedures_done:
        if _family(procedure) in bases:
            by_base[_family(procedure)].append(procedure)
    return {base: members for base, members in by_base.items() if len(members) > 1}


def _family(procedure: Procedure) -> str:
    return str(procedure.first.figures.get("endoscopic_base") or procedure.first.line.code)


def _group(members: Sequence[Procedure], family_reductions: Sequence[Reduction]) -> list[Unit]:
    """Return the remaining payment of each line of a family."""
    left: dict[int, Decimal] = defaultdict(Decimal)
    for number, amount in chain.from_iterable(procedure.units(_unit) for procedure in members):
        left[number] += amount
    for reduction in family_reductions:
        if reduction.number in left:
            left[reduction.number] += reduction.dollars or Decimal(0)
    return list(left.items())


def _unit(line: PricedLine) -> Decimal:
    return line.unit


def _base(line: PricedLine) -> Decimal:
    """Return the payment of the endoscopy family's base code."""
    return line.unit if line.figures.get("endoscopic_base") is None else line.base_unit or Decimal(0)


def _practice_expense(line: PricedLine) -> Decimal:
    row = line.payment
    return Decimal(row["pe_rvu"] * row["pe_gpci"] * row["conversion_factor"])


def _exact(line: PricedLine) -> Decimal:
    """Return the fee schedule amount before rounding."""
    row = line.payment
    rest = row["work_rvu"] * row["work_gpci"] + row["mp_rvu"] * row["mp_gpci"]
    return _practice_expense(line) + Decimal(rest * row["conversion_factor"])
