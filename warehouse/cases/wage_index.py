"""The wage index of an area, with the rules that made it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class WageIndex:
    """`value` scales the labor share of a rate; `reason` says how it came about, `source` where from."""

    area: str
    value: Decimal
    reason: str
    source: str
