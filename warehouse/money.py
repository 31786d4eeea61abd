"""Dollars: rounded to the cent, and as text."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round dollars half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def dollars(value: object) -> str:
    """Format as `$2,456.30`, with a third decimal if it is not zero, as in drug prices; empty for None."""
    if value is None:
        return ""
    amount = Decimal(str(value))
    return f"{'−' if amount < 0 else ''}${plain_dollars(abs(amount))}"


def plain_dollars(amount: Decimal) -> str:
    """Format as `2,456.30`, with a third decimal only if it is not zero."""
    return f"{amount:,.{2 if amount == round(amount, 2) else 3}f}"
