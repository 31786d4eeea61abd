"""Cases of any codes, modifiers and units, and what the two pricers say of them."""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.warehouse import facility_oracle
from tests.warehouse.facility_oracle import Book, Line
from warehouse.cases.case import Case, CaseLine
from warehouse.cases.hospital import Facility
from warehouse.cases.price_case import asc_lines, hospital_lines
from warehouse.cases.tables import CaseTables

DAY = date(2025, 2, 3)
MODIFIERS = ("", "", "", "", "", "", "50", "52", "73", "74", "76", "78", "59", "LT", "RT")
# Inpatient-only codes deny everything beside them, so that they are rare here.
SELDOM = {"C": 0.1, "E1": 0.3, "B": 0.3, "M": 0.2, "A": 0.5, "N": 0.7, "D": 0.1}


def case_of_lines(lines: list[Line]) -> Case:
    return Case(
        service_date=DAY,
        lines=tuple(
            CaseLine(code=code, modifiers=tuple(modifiers), units=units, device_credit=None)
            for code, modifiers, units in lines
        ),
    )


def random_lines(book: Book, count: int, seed: int) -> Iterator[list[Line]]:
    """Lines of one to six codes, a quarter of them with a pair of Addendum J among them."""
    rng = random.Random(seed)
    by_indicator: dict[str, list[str]] = {}
    for code, (indicator, _, _) in sorted(book.opps.items()):
        by_indicator.setdefault(indicator, []).append(code)
    indicators = sorted(by_indicator)
    weights = [SELDOM.get(indicator, 3) for indicator in indicators]
    pairs = sorted(book.pairs)
    for _ in range(count):
        codes = list(rng.choice(pairs)) if rng.random() < 0.25 else []
        while len(codes) < rng.randint(1, 6):
            codes.append(rng.choice(by_indicator[rng.choices(indicators, weights)[0]]))
        rng.shuffle(codes)
        yield [(code, _modifiers(rng), rng.choice((1, 1, 1, 2, 3, 8))) for code in codes]


def _modifiers(rng: random.Random) -> frozenset[str]:
    modifier = rng.choice(MODIFIERS)
    return frozenset([modifier] if modifier else [])


def answers(facility: Facility) -> list[Decimal | str | None]:
    return [
        line.payment if line.service.payment_status == "paid" else line.service.payment_status
        for line in facility.lines
    ]


def disagreements(tables: CaseTables, book: Book, cases: Iterator[list[Line]]) -> list[str]:
    """Cases that the two pricers answer differently, in either facility."""
    found = []
    for lines in cases:
        case = case_of_lines(lines)
        for priced, second in (
            (hospital_lines(case, tables), facility_oracle.hospital(lines, book)),
            (asc_lines(case, tables), facility_oracle.asc(lines, book)),
        ):
            if answers(priced) != second:
                found.append(f"{lines}: {answers(priced)} against {second}")
    return found
