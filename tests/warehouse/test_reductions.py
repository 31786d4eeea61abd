"""Procedures and reductions of lines written by hand, without a file."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from warehouse.pricing.bilateral import BothSides, procedures
from warehouse.pricing.claim import ClaimLine
from warehouse.pricing.lines import PricedLine
from warehouse.pricing.multiple_procedure_reductions import reductions
from warehouse.pricing.multiple_procedure_rules import Rank, Ranks

ONE_AND_A_HALF = {"1": BothSides(Decimal("1.5"), "150% of one side", "layout")}


def line(
    number: int,
    technical: str,
    over_cap: str = "0",
    modifiers: tuple[str, ...] = (),
    units: int = 1,
    **figures: Any,
) -> PricedLine:
    """A line of imaging whose technical part is all there is, less what the OPPS limit deducts."""
    paid = {"payment": Decimal(technical) - Decimal(over_cap), "payment_status": "paid"}
    usual = {"multiple_procedure": "4", "imaging_family": "88", "bilateral_surgery": "0"}
    return PricedLine(
        number,
        ClaimLine(code=f"7000{number}", modifiers=modifiers, units=units),
        paid,
        usual | figures,
        base_unit=None,
        technical=Decimal(technical),
        professional=None,
        over_cap=Decimal(over_cap),
        modifiers=modifiers,
        units=units,
    )


@pytest.mark.parametrize(
    ("over_cap", "deducted"),
    [
        ("0", ["-100.00"]),
        ("30", ["-70.00"]),  # $170.00 by the limit are already $30.00 less: half of $200.00 is left
        ("100", ["0.00"]),
        ("120", ["0"]),  # $80.00 by the limit are less than the half
    ],
)
def test_what_the_opps_limit_deducted_is_not_deducted_again(over_cap: str, deducted: list[str]) -> None:
    """CMS reduces the technical part first, then applies the limit: the lower amount is paid."""
    ranks: Ranks = defaultdict(list)
    ranks["4", "technical"] = [
        Rank(1, 1, Decimal(1), "in full", "layout"),
        Rank(2, 10**6, Decimal("0.50"), "half", "layout"),
    ]
    found = reductions([line(1, "300"), line(2, "200", over_cap)], ranks, {})
    assert [(reduction.number, str(reduction.dollars)) for reduction in found] == [
        (2, dollars) for dollars in deducted
    ]


@pytest.mark.parametrize(
    ("modifiers", "count"),
    [
        ((), 1),
        *(((modifier,), 2) for modifier in ("50", "78", "59", "76", "77", "XE", "XP", "XS", "XU")),
        (("LT",), 2),
    ],
)
def test_two_units_are_both_sides_unless_a_modifier_says_otherwise(
    modifiers: tuple[str, ...], count: int
) -> None:
    both = line(1, "100", modifiers=modifiers, units=2, multiple_procedure="2", bilateral_surgery="1")
    assert len(procedures([both], ONE_AND_A_HALF)) == count
