"""The lines of a claim at the fee schedule's amounts, each on its own."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from cmsfees.snapshot import OpenSnapshot, Row
from warehouse.pricing.claim import Claim, ClaimLine

# The rank of a procedure among those of its day decides, not what is billed with it.
DECIDED_BY_RANK = {"51"}
BOTH_SIDES = {"LT", "RT"}


@dataclass(frozen=True)
class PricedLine:
    """A line before reductions; `unit` is the payment of one unit, null unless the state is `paid`."""

    number: int
    line: ClaimLine
    payment: Row
    figures: Row
    base_unit: Decimal | None  # of the endoscopic base code
    technical: Decimal | None  # part of the fee schedule amount of a unit
    professional: Decimal | None
    over_cap: Decimal  # what the limit to the OPPS amount takes from the technical part of a unit
    modifiers: tuple[str, ...] = ()  # as they are priced: LT with RT is 50
    units: int = 1

    @property
    def unit(self) -> Decimal:
        return self.payment["payment"] or Decimal(0)

    @property
    def is_paid(self) -> bool:
        return bool(self.payment["payment_status"] == "paid")

    @property
    def is_payable(self) -> bool:
        """Paid, or paid at what the contractor sets."""
        return self.payment["payment_status"] in ("paid", "carrier_priced")


def price_lines(con: duckdb.DuckDBPyConnection, claim: Claim) -> list[PricedLine]:
    """Every line with its payment, and the amounts that the rules for several procedures need."""
    return [
        _priced(OpenSnapshot("", con), claim, number, line)
        for number, line in enumerate(claim.lines, start=1)
    ]


def _priced(fees: OpenSnapshot, claim: Claim, number: int, line: ClaimLine) -> PricedLine:
    priced_as, units = priced_modifiers(line)
    modifiers = [one for one in priced_as if one not in DECIDED_BY_RANK]
    payment = _payment(fees, claim, line.code, modifiers)
    figures = _figures(fees, claim, line.code)
    base = figures.get("endoscopic_base")
    before_cap = payment["modified_amount"] or Decimal(0)
    technical, professional = _parts(fees, claim, line.code, modifiers, payment, figures)
    return PricedLine(
        number=number,
        line=line,
        payment=payment,
        figures=figures,
        base_unit=_payment(fees, claim, base, modifiers)["payment"] if base else None,
        technical=technical,
        professional=professional,
        over_cap=before_cap - (payment["payment"] or Decimal(0)),
        modifiers=priced_as,
        units=units,
    )


def priced_modifiers(line: ClaimLine) -> tuple[tuple[str, ...], int]:
    """LT and RT on one line say what 50 says, with one unit or one for each side.

    Record layout, bilateral indicator 1: with 50 "or by any other means", by RT and LT or two units.
    """
    if not set(line.modifiers) >= BOTH_SIDES or line.units > len(BOTH_SIDES):
        return line.modifiers, line.units
    others = tuple(one for one in line.modifiers if one not in BOTH_SIDES | {"50"})
    return ("50", *others), 1


def _parts(
    fees: OpenSnapshot, claim: Claim, code: str, modifiers: list[str], payment: Row, figures: Row
) -> tuple[Decimal | None, Decimal | None]:
    """Technical and professional part of the amount; a code that does not split is one of them whole."""
    whole = payment["modified_amount"] or Decimal(0)
    match payment["row_modifier"], figures.get("pctc_indicator"):
        case "26", _:
            return None, whole
        case "TC", _:
            return whole, None
        case _, "1":
            return _split(whole, [_payment(fees, claim, code, ["26", *modifiers])])
        case _, "4":
            codes = _professional_codes(fees, code)
            return _split(whole, [_payment(fees, claim, one, modifiers) for one in codes])
        case _, "2":
            return None, whole
        case _:
            return whole, None


def _split(whole: Decimal, professional: list[Row]) -> tuple[Decimal | None, Decimal | None]:
    """Unknown where CMS sets no amount for the professional part."""
    amounts = [row["payment"] for row in professional]
    if not amounts or not all(amounts):
        return None, None
    return whole - sum(amounts), sum(amounts)


def _professional_codes(fees: OpenSnapshot, code: str) -> list[str]:
    rows = fees.rows("SELECT professional_codes FROM global_test_components WHERE hcpcs = $1", code)
    return [one for row in rows for one in row["professional_codes"].split("+")]


def _payment(fees: OpenSnapshot, claim: Claim, code: str, modifiers: list[str]) -> Row:
    [row] = fees.rows(
        "FROM pfs_payment($1, $2, $3, $4, $5, $6, qp := $7, known_on := $8)",
        code,
        " ".join(modifiers),
        claim.mac,
        claim.locality,
        claim.service_date,
        claim.setting,
        claim.qualifying_apm,
        claim.known_on,
    )
    return row


def _figures(fees: OpenSnapshot, claim: Claim, code: str) -> Row:
    rows = fees.figures(code, claim.service_date, claim.known_on)
    return next((row for row in rows if row["modifier"] is None), {})
