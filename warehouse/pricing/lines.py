"""Price each line of a claim on its own at the fee schedule amount."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

import duckdb

from cmsfees.snapshot import OpenSnapshot, Row
from warehouse.pricing.claim import Claim, ClaimLine

# Modifiers without an own effect: the procedure's rank among those of its day decides.
DECIDED_BY_RANK = {"51"}
BOTH_SIDES = {"LT", "RT"}

Question = tuple[str, str]  # a code, and its modifiers separated by spaces

PAYMENTS = """
SELECT asked.question, paid.*
FROM (
    SELECT unnest($1::VARCHAR[]) AS code, unnest($2::VARCHAR[]) AS modifiers,
        unnest(range(len($1::VARCHAR[]))) AS question
) AS asked,
LATERAL (FROM pfs_payment(asked.code, asked.modifiers, $3, $4, $5, $6, qp := $7, known_on := $8)) AS paid
"""

FIGURES = """
SELECT hcpcs, status_code, pctc_indicator, multiple_procedure, bilateral_surgery, endoscopic_base,
    imaging_family
FROM code_figures_on($1, known_on := $2)
WHERE modifier IS NULL AND hcpcs IN (SELECT unnest($3::VARCHAR[]))
"""


@dataclass(frozen=True)
class PricedLine:
    """A line before reductions; `unit` is the payment of one unit, null unless the status is `paid`."""

    number: int
    line: ClaimLine
    payment: Row
    figures: Row
    base_unit: Decimal | None  # of the endoscopic base code
    technical: Decimal | None  # technical part of one unit's fee schedule amount
    professional: Decimal | None
    over_cap: Decimal  # deduction of the OPPS limit from the technical part of a unit
    modifiers: tuple[str, ...]  # as priced: LT with RT is 50
    units: int

    @property
    def unit(self) -> Decimal:
        return self.payment["payment"] or Decimal(0)

    @property
    def is_paid(self) -> bool:
        return bool(self.payment["payment_status"] == "paid")

    @property
    def is_payable(self) -> bool:
        """Return whether the line is paid, or the contractor sets its payment."""
        return self.payment["payment_status"] in ("paid", "carrier_priced")


def price_lines(con: duckdb.DuckDBPyConnection, claim: Claim) -> list[PricedLine]:
    """Price every line and add the amounts that the multiple-procedure rules need.

    Uses three statements for any number of lines: planning a statement costs more than executing it.
    """
    fees = OpenSnapshot("", con)
    codes = {line.code for line in claim.lines}
    figures = _figures(fees, claim, codes)
    components = _professional_codes(fees, codes)
    asked = [
        _Asked.of(line, figures.get(line.code, {}), components.get(line.code, ())) for line in claim.lines
    ]
    payments = _payments(fees, claim, {question for line in asked for question in line.questions})
    return [_priced(number, line, payments) for number, line in enumerate(asked, start=1)]


@dataclass(frozen=True)
class _Asked:
    """A line, with the arguments of the `pfs_payment` calls that price it."""

    line: ClaimLine
    figures: Row
    modifiers: tuple[str, ...]
    units: int
    whole: Question
    base: Question | None
    professional: tuple[Question, ...]

    @classmethod
    def of(cls, line: ClaimLine, figures: Row, components: tuple[str, ...]) -> Self:
        priced_as, units = priced_modifiers(line)
        modifiers = " ".join(modifier for modifier in priced_as if modifier not in DECIDED_BY_RANK)
        base = figures.get("endoscopic_base")
        return cls(
            line,
            figures,
            priced_as,
            units,
            whole=(line.code, modifiers),
            base=(base, modifiers) if base else None,
            professional=_professional_questions(line.code, modifiers, figures, components),
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        return (self.whole, *([self.base] if self.base else []), *self.professional)


def _professional_questions(
    code: str, modifiers: str, figures: Row, components: tuple[str, ...]
) -> tuple[Question, ...]:
    """Return the calls that price the professional part: the 26 row, or a global test's components."""
    match figures.get("pctc_indicator"):
        case "1":
            return ((code, f"26 {modifiers}".strip()),)
        case "4":
            return tuple((component, modifiers) for component in components)
        case _:
            return ()


def _priced(number: int, asked: _Asked, payments: Mapping[Question, Row]) -> PricedLine:
    payment = payments[asked.whole]
    before_cap = payment["modified_amount"] or Decimal(0)
    technical, professional = _parts(payment, asked, [payments[question] for question in asked.professional])
    return PricedLine(
        number=number,
        line=asked.line,
        payment=payment,
        figures=asked.figures,
        base_unit=payments[asked.base]["payment"] if asked.base else None,
        technical=technical,
        professional=professional,
        over_cap=before_cap - (payment["payment"] or Decimal(0)),
        modifiers=asked.modifiers,
        units=asked.units,
    )


def priced_modifiers(line: ClaimLine) -> tuple[tuple[str, ...], int]:
    """Price LT and RT on one line as 50, whether the line has one unit or one per side.

    Record layout, bilateral indicator 1: with 50 "or by any other means", by RT and LT or two units.
    """
    if not set(line.modifiers) >= BOTH_SIDES or line.units > len(BOTH_SIDES):
        return line.modifiers, line.units
    others = tuple(modifier for modifier in line.modifiers if modifier not in BOTH_SIDES | {"50"})
    return ("50", *others), 1


def _parts(payment: Row, asked: _Asked, professional: Sequence[Row]) -> tuple[Decimal | None, Decimal | None]:
    """Return technical and professional parts of the amount; a code without components is all one part."""
    whole = payment["modified_amount"] or Decimal(0)
    match payment["row_modifier"], asked.figures.get("pctc_indicator"):
        case "26", _:
            return None, whole
        case "TC", _:
            return whole, None
        case _, "1" | "4":
            return _split(whole, professional)
        case _, "2":
            return None, whole
        case _:
            return whole, None


def _split(whole: Decimal, professional: Sequence[Row]) -> tuple[Decimal | None, Decimal | None]:
    """Split the amount into its parts; unknown if CMS sets no amount for the professional part."""
    amounts = [row["payment"] for row in professional]
    if not amounts or not all(amounts):
        return None, None
    return whole - sum(amounts), sum(amounts)


def _professional_codes(fees: OpenSnapshot, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    sql = "SELECT hcpcs, professional_codes FROM global_test_components WHERE hcpcs IN (SELECT unnest($1))"
    found: dict[str, tuple[str, ...]] = {}
    for row in fees.rows(sql, sorted(codes)):
        found[row["hcpcs"]] = (*found.get(row["hcpcs"], ()), *row["professional_codes"].split("+"))
    return found


def _payments(fees: OpenSnapshot, claim: Claim, asked: Iterable[Question]) -> dict[Question, Row]:
    """Answer all `pfs_payment` questions in one statement."""
    questions = sorted(asked)
    rows = fees.rows(
        PAYMENTS,
        [code for code, _ in questions],
        [modifiers for _, modifiers in questions],
        claim.mac,
        claim.locality,
        claim.service_date,
        claim.setting,
        claim.qualifying_apm,
        claim.known_on,
    )
    return {questions[row.pop("question")]: row for row in rows}


def _figures(fees: OpenSnapshot, claim: Claim, codes: Iterable[str]) -> dict[str, Row]:
    """Return the indicators on each code's own row."""
    rows = fees.rows(FIGURES, claim.service_date, claim.known_on, sorted(codes))
    return {row["hcpcs"]: row for row in rows}
