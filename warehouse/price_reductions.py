"""What several procedures of one day take from each other's payment."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from warehouse.price_lines import PricedLine
from warehouse.price_ranks import Rank, Ranks, Reduction, Unit, ranked, share_of

ENDO_BASE = "RVU26B record layout, Multiple Procedure (Modifier 51)"


def reductions(lines: Sequence[PricedLine], ranks: Ranks) -> list[Reduction]:
    """All reductions of the paid lines of a claim."""
    of_family = endoscopies(lines)
    return [
        *of_family,
        *surgeries(lines, of_family, ranks[("2", "whole")]),
        *parts(lines, ranks, "4", "technical", lambda line: line.technical),
        *parts(lines, ranks, "4", "professional", lambda line: line.professional),
        *therapy(lines, ranks[("5", "practice_expense")]),
        *parts(lines, ranks, "6", "technical", lambda line: line.technical),
        *parts(lines, ranks, "7", "technical", lambda line: line.technical),
    ]


def endoscopies(lines: Sequence[PricedLine]) -> list[Reduction]:
    """Of a family the dearest is paid in full, each other one what it is worth above the base."""
    found = []
    for base, members in _families(lines).items():
        units = sorted(_units(members, lambda line: line.unit), key=lambda unit: (-unit[1], unit[0]))
        value = next((line.base_unit for line in members if line.base_unit), Decimal(0))
        found += [
            Reduction(
                number,
                f"Endoscopy: {base} is paid once in its family",
                -min(value, amount),
                ENDO_BASE,
            )
            for number, amount in units[1:]
        ]
    return found


def surgeries(
    lines: Sequence[PricedLine], of_family: Sequence[Reduction], ranks: Sequence[Rank]
) -> list[Reduction]:
    """Procedures ranked by amount; an endoscopic family counts as one."""
    families = _families(lines)
    in_family = {line.number for members in families.values() for line in members}
    taken: dict[int, Decimal] = defaultdict(Decimal)
    for one in of_family:
        taken[one.number] += one.dollars or Decimal(0)
    groups = [
        [(line.number, line.unit * line.line.units + taken[line.number]) for line in members]
        for members in families.values()
    ]
    alone = [
        line
        for line in lines
        if line.figures.get("multiple_procedure") in ("2", "3") and line.number not in in_family
    ]
    groups += [[unit] for unit in _units(alone, lambda line: line.unit)]
    groups.sort(key=lambda group: (-sum(amount for _, amount in group), group[0][0]))
    return list(
        chain.from_iterable(ranked(group, place, ranks) for place, group in enumerate(groups, start=1))
    )


def parts(
    lines: Sequence[PricedLine],
    ranks: Ranks,
    indicator: str,
    part: str,
    amount: Callable[[PricedLine], Decimal | None],
) -> list[Reduction]:
    """One part of each unit with an indicator, ranked by the amount of that part.

    CMS reduces the technical part first and then limits it to the OPPS amount: what the limit has taken from
    a unit already is not taken twice.
    """
    of_kind = [line for line in lines if line.figures.get("multiple_procedure") == indicator and amount(line)]
    units = sorted(_units(of_kind, amount), key=lambda unit: (-unit[1], unit[0]))
    over_cap = {line.number: line.over_cap for line in of_kind if part == "technical"}
    return [
        replace(one, dollars=min(one.dollars + over_cap.get(one.number, Decimal(0)), Decimal(0)))
        for place, unit in enumerate(units, start=1)
        for one in ranked([unit], place, ranks[(indicator, part)])
        if one.dollars is not None
    ]


def therapy(lines: Sequence[PricedLine], ranks: Sequence[Rank]) -> list[Reduction]:
    """Units ranked by practice expense; what a unit is left with is rounded once, as CMS prints it."""
    of_kind = [line for line in lines if line.figures.get("multiple_procedure") == "5"]
    units = [(line, _practice_expense(line)) for line in of_kind for _ in range(line.line.units)]
    units.sort(key=lambda unit: (-unit[1], unit[0].number))
    found = []
    for place, (line, expense) in enumerate(units, start=1):
        rank = next((one for one in ranks if one.first <= place <= one.last and one.share), None)
        if rank and rank.share and rank.share < 1:
            left = share_of(_exact(line) - expense * (1 - rank.share), line.payment["modifier_share"])
            found.append(Reduction(line.number, rank.meaning, left - line.unit, rank.source))
    return found


def _families(lines: Sequence[PricedLine]) -> dict[str, list[PricedLine]]:
    """Lines by endoscopic base, where a family has more than one unit; the base is one of them."""
    bases = {line.figures.get("endoscopic_base") for line in lines} - {None}
    by_base = defaultdict(list)
    for line in lines:
        base = line.figures.get("endoscopic_base") or line.line.code
        if base in bases:
            by_base[base].append(line)
    return {base: members for base, members in by_base.items() if sum(one.line.units for one in members) > 1}


def _units(lines: Iterable[PricedLine], amount: Callable[[PricedLine], Decimal | None]) -> list[Unit]:
    return [(line.number, amount(line) or Decimal(0)) for line in lines for _ in range(line.line.units)]


def _practice_expense(line: PricedLine) -> Decimal:
    row = line.payment
    return Decimal(row["pe_rvu"] * row["pe_gpci"] * row["conversion_factor"])


def _exact(line: PricedLine) -> Decimal:
    """The fee schedule amount before its rounding."""
    row = line.payment
    rest = row["work_rvu"] * row["work_gpci"] + row["mp_rvu"] * row["mp_gpci"]
    return _practice_expense(line) + Decimal(rest * row["conversion_factor"])
