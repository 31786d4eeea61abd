"""The wage index of an area, with the rules that made it."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class WageIndex:
    """`value` scales the labor share of a rate; `reason` says how it came about, `source` where from."""

    area: str
    value: Decimal
    reason: str
    source: str

    def falling_no_further(self, last_year: Decimal, least_share: Decimal | None) -> Self:
        """At least `least_share` (0 to 1) of the hospital's own index of the year before."""
        if least_share is None:
            return self
        floor = (last_year * least_share).quantize(FOUR_PLACES, ROUND_HALF_UP)
        if floor <= self.value:
            return self
        reason = f"{self.reason}, no lower than {least_share} of last year's {last_year}"
        return replace(self, value=floor, reason=reason)
