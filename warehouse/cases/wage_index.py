"""The wage index of an area, with the rules that set it."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class WageIndex:
    """`value` scales the labor share of a rate; `reason` explains the value and `source` cites it."""

    area: str
    value: Decimal
    reason: str
    source: str

    def with_limited_decrease(self, last_year: Decimal, least_share: Decimal | None) -> Self:
        """Raise the index to at least `least_share` (0 to 1) of the hospital's index of the previous year."""
        if least_share is None:
            return self
        floor = (last_year * least_share).quantize(FOUR_PLACES, ROUND_HALF_UP)
        if floor <= self.value:
            return self
        reason = f"{self.reason}, no lower than {least_share} of last year's {last_year}"
        return replace(self, value=floor, reason=reason)
