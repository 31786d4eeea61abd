"""Multiple-procedure rules: the share of its amount that each rank is paid."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmsfees.snapshot import Row
from warehouse.money import cents


@dataclass(frozen=True)
class Reduction:
    """Dollars deducted from a line, never positive; None if the contractor prices the unit."""

    number: int
    rule: str
    dollars: Decimal | None
    source: str


@dataclass(frozen=True)
class Rank:
    """The share of the amount paid to ranks first to last; None if they are priced by report."""

    first: int
    last: int
    share: Decimal | None
    meaning: str
    source: str


Ranks = dict[tuple[str, str], list[Rank]]  # by indicator and component
Unit = tuple[int, Decimal]  # line number and amount


def ranks_on(rules: Iterable[Row], on: date) -> Ranks:
    """Return the rules in force on a date of service, by indicator and component."""
    found: Ranks = defaultdict(list)
    for rule in rules:
        if (rule["service_from"] or date.min) <= on <= (rule["service_to"] or date.max):
            last = rule["rank_to"] or 10**6
            rank = Rank(rule["rank_from"], last, rule["share"], rule["meaning"], rule["source"])
            found[(rule["indicator"], rule["component"])].append(rank)
    return found


def ranked(group: Sequence[Unit], place: int, ranks: Sequence[Rank]) -> list[Reduction]:
    rank = next((rank for rank in ranks if rank.first <= place <= rank.last), None)
    if rank is None or rank.share == 1:
        return []
    return [
        Reduction(
            number,
            rank.meaning,
            None if rank.share is None else share_of(amount, rank.share) - amount,
            rank.source,
        )
        for number, amount in group
        if amount or rank.share is None
    ]


def share_of(amount: Decimal, share: Decimal) -> Decimal:
    return cents(amount * share)
