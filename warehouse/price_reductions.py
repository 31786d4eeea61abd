"""What several procedures of one day take from each other's payment, by the rules in `rules/multiple_procedures.tsv`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from warehouse.open import Row
from warehouse.price_lines import PricedLine

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Reduction:
    """Dollars taken from a line, never positive; without `dollars` the contractor prices the unit by report."""

    number: int
    rule: str
    dollars: Decimal | None
    source: str


@dataclass(frozen=True)
class Rank:
    """Share of the amount that the ranks from first to last are paid; without a share, by report."""

    first: int
    last: int
    share: Decimal | None
    meaning: str
    source: str


Ranks = dict[tuple[str, str], list[Rank]]  # by indicator and part
Unit = tuple[int, Decimal]  # line number and amount


def reductions(lines: Sequence[PricedLine], ranks: Ranks) -> list[Reduction]:
    """All reductions of the paid lines of a claim."""
    of_family = endoscopies(lines)
    return [
        *of_family,
        *surgeries(lines, of_family, ranks[("2", "whole")]),
        *parts(lines, ranks, "4", "technical", lambda line: line.technical),
        *parts(lines, ranks, "4", "professional", lambda line: line.professional),
        *parts(lines, ranks, "5", "practice_expense", _practice_expense),
        *parts(lines, ranks, "6", "technical", lambda line: line.technical),
        *parts(lines, ranks, "7", "technical", lambda line: line.technical),
    ]


def ranks_on(rules: Iterable[Row], on: date) -> Ranks:
    """The rules in force on a date of service, by indicator and part."""
    found: Ranks = defaultdict(list)
    for rule in rules:
        if (rule["since"] or "") <= on.isoformat() <= (rule["until"] or "9999"):
            share = Decimal(rule["share"]) if rule["share"] else None
            first, last = int(rule["rank_from"]), int(rule["rank_to"] or 10**6)
            rank = Rank(first, last, share, rule["meaning"], rule["source"])
            found[(rule["indicator"], rule["part"])].append(rank)
    return found


def endoscopies(lines: Sequence[PricedLine]) -> list[Reduction]:
    """Of one family the dearest is paid in full, each other one what it is worth above the base; the base nothing."""
    found = []
    for base, members in _families(lines).items():
        units = sorted(_units(members, lambda line: line.unit), key=lambda unit: (-unit[1], unit[0]))
        value = next((line.base_unit for line in members if line.base_unit), Decimal(0))
        found += [
            Reduction(number, f"Endoscopy: {base} is paid once in its family", -min(value, amount), "RVU26B record layout, ENDO BASE")
            for number, amount in units[1:]
        ]
    return found


def surgeries(lines: Sequence[PricedLine], of_family: Sequence[Reduction], ranks: Sequence[Rank]) -> list[Reduction]:
    """Procedures ranked by amount; an endoscopic family counts as one."""
    families = _families(lines)
    in_family = {line.number for members in families.values() for line in members}
    taken: dict[int, Decimal] = defaultdict(Decimal)
    for one in of_family:
        taken[one.number] += one.dollars or Decimal(0)
    groups = [[(line.number, line.unit * line.line.units + taken[line.number]) for line in members] for members in families.values()]
    alone = [line for line in lines if line.figures.get("multiple_procedure") in ("2", "3") and line.number not in in_family]
    groups += [[unit] for unit in _units(alone, lambda line: line.unit)]
    groups.sort(key=lambda group: (-sum(amount for _, amount in group), group[0][0]))
    return list(chain.from_iterable(_ranked(group, place, ranks) for place, group in enumerate(groups, start=1)))


def parts(
    lines: Sequence[PricedLine], ranks: Ranks, indicator: str, part: str, amount: Callable[[PricedLine], Decimal | None]
) -> list[Reduction]:
    """One part of each unit with an indicator, ranked by the amount of that part."""
    of_kind = [line for line in lines if line.figures.get("multiple_procedure") == indicator and amount(line)]
    units = sorted(_units(of_kind, amount), key=lambda unit: (-unit[1], unit[0]))
    return list(chain.from_iterable(_ranked([unit], place, ranks[(indicator, part)]) for place, unit in enumerate(units, start=1)))


def _ranked(group: Sequence[Unit], place: int, ranks: Sequence[Rank]) -> list[Reduction]:
    rank = next((one for one in ranks if one.first <= place <= one.last), None)
    if rank is None or rank.share == 1:
        return []
    return [
        Reduction(number, rank.meaning, None if rank.share is None else _share(amount, rank.share) - amount, rank.source)
        for number, amount in group
        if amount
    ]


def _families(lines: Sequence[PricedLine]) -> dict[str, list[PricedLine]]:
    """Lines by endoscopic base, where a family has more than one unit; the base code belongs to its own family."""
    bases = {line.figures.get("endoscopic_base") for line in lines} - {None}
    by_base = defaultdict(list)
    for line in lines:
        base = line.figures.get("endoscopic_base") or line.line.code
        if base in bases:
            by_base[base].append(line)
    return {base: members for base, members in by_base.items() if sum(one.line.units for one in members) > 1}


def _units(lines: Iterable[PricedLine], amount: Callable[[PricedLine], Decimal | None]) -> list[Unit]:
    return [(line.number, amount(line) or Decimal(0)) for line in lines for _ in range(line.line.units)]


def _practice_expense(line: PricedLine) -> Decimal | None:
    row = line.payment
    return _share(row["pe_rvu"] * row["pe_gpci"] * row["conversion_factor"], row["modifier_share"])


def _share(amount: Decimal, share: Decimal) -> Decimal:
    return (amount * share).quantize(CENT, ROUND_HALF_UP)
