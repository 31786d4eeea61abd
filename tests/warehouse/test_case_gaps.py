"""A case that needs an unreadable table or row names the member and is incomplete."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cmsfees.snapshot import OpenSnapshot
from sources.records import Revision
from tests.warehouse.handmade import Shelf, Tables, rate
from warehouse.build.build_file import build
from warehouse.cases.case import Case
from warehouse.cases.price_case import asc_lines, hospital_lines
from warehouse.cases.tables import read_case_tables

NO_NUMBER = "expected a number, found 'x'"
WHOLE = "expected a header; found none"
J = ("opps_addendum_j_rank", "opps_addendum_j_adjustments")
P, M, A, FF = "opps_addendum_p_device_intensive", "opps_addendum_m", "opps_addendum_a", "asc_addendum_ff"
FINAL: dict[str, list[dict[str, Any]]] = {
    "opps_addendum_b": [rate("G0463", "120.000", status_indicator="J2", apc="5012")],
    A: [{"apc": apc, "status_indicator": "J1", "payment_rate": Decimal(100)} for apc in ("5114",)],
    M: [{"hcpcs": "90801", "composite_apcs": "8010"}, {"hcpcs": "90802", "composite_apcs": "8010"}],
    J[0]: [{"hcpcs": code, "rank": number} for number, code in enumerate(("27446", "27447"))],
    J[1]: [{"primary_hcpcs": "27447", "secondary_hcpcs": "29881", "adjusted_apc": "5115"}],
    P: [{"hcpcs": "33208", "device_offset_amount": Decimal("6000.00")}],
}
OPPS = [
    *(rate(code, "9000.000", status_indicator="J1", apc="5114") for code in ("27446", "27447", "29881")),
    *(rate(code, "500.000", status_indicator="Q3", apc="5821") for code in ("90801", "90802", "90803")),
    rate("90899", "500.000", status_indicator="S", apc="5821"),
    *(rate(code, "8000.000", status_indicator="T", apc="5223") for code in ("33207", "33208")),
    rate("G0378", "0.000", status_indicator="N", apc=None),
]
ASC = [
    {
        "hcpcs": code,
        "payment_indicator": "J8",
        "payment_rate": Decimal(7000),
        "multiple_procedure_discount": True,
    }
    for code in ("33207", "33208")
]


def gap(table: str, cells: str | None = None) -> tuple[str, str | None]:
    return table, cells


# What could not be read (cells: a row; none: the table), the case that would have used it, and its site.
GAPS = [
    (gap("opps_addendum_b", '{"hcpcs": "27448"}'), "27448", "hospital", "unreadable"),
    (gap("asc_addendum_aa", '{"hcpcs": "27448"}'), "27448", "asc", "unreadable"),
    (gap("asc_addendum_ee", '{"hcpcs": "27449"}'), "27449", "asc", "unreadable"),
    (gap("asc_addendum_ee"), "27449", "asc", "not_listed"),
    (gap(J[0], '{"hcpcs": "29881"}'), "27447 29881", "hospital", None),
    (gap(J[0]), "27446 27447", "hospital", None),
    (gap(J[1], '{"primary_hcpcs": "27446", "secondary_hcpcs": "27447"}'), "27446 27447", "hospital", None),
    (gap(J[1]), "27446 27447", "hospital", None),
    (gap(A, '{"apc": "5115"}'), "27447 29881", "hospital", "unreadable"),
    (gap(A, '{"apc": "8011"}'), "G0463 G0378x9", "hospital", "unreadable"),
    (gap(A), "G0463 G0378x9", "hospital", "no_data"),
    (gap(A, '{"apc": "8010"}'), "90801 90802", "hospital", None),
    (gap(M, '{"hcpcs": "90803"}'), "90801 90803", "hospital", None),
    (gap(M), "90801 90802", "hospital", None),
    (gap(P, '{"hcpcs": "33207"}'), "33207-73", "hospital", None),
    (gap(P), "33208-73", "hospital", None),
    (gap(FF, '{"hcpcs": "33207"}'), "33207-73", "asc", None),
    (gap(FF), "33208-73", "asc", None),
]
SERIES = {"opps_addendum_b": "opps", "asc_addendum_aa": "asc", "asc_addendum_ee": "asc", FF: "asc"}


ROWS, TABLES = 2025, 2026  # the year in which rows are lost, and that in which tables are


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    root: Path = tmp_path_factory.mktemp("gaps")
    shelf = Shelf(root / "shelf")
    held = [revision for year in (ROWS, TABLES) for revision in _of_year(shelf, year)]
    with duckdb.connect(build(root / "g.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


def _of_year(shelf: Shelf, year: int) -> Iterator[Revision]:
    whole: dict[str, Tables] = {
        f"opps {year}-01": {"opps_addendum_b": [*OPPS, *FINAL["opps_addendum_b"]]},
        f"opps-final-rule {year}": FINAL,
        f"asc {year}-01": {"asc_addendum_aa": ASC},
    }
    for release, tables in whole.items():
        here = [gap for gap, *_ in GAPS if release.split()[0] == SERIES.get(gap[0], "opps-final-rule")]
        rows = [(table, "LOST.csv", 7, NO_NUMBER, cells) for table, cells in here if cells]
        gone = [(table, "", "rejected", f"LOST.csv: {WHOLE}") for table, cells in here if not cells]
        if year == ROWS:
            yield shelf.put(release, set_aside=rows, **tables)
        else:
            left = {name: loaded for name, loaded in tables.items() if name not in {row[0] for row in gone}}
            yield shelf.put(release, records={"tables_missing": gone}, **left)


@pytest.mark.parametrize(
    "number", range(len(GAPS)), ids=[f"{gap[0][0]}-{gap[0][1]}-{gap[1]}" for gap in GAPS]
)
def test_a_case_says_what_it_could_not_read(fees: OpenSnapshot, number: int) -> None:
    (_, cells), codes, site, status = GAPS[number]
    lines = [_line(word) for word in codes.split()]
    case = Case.model_validate(
        {
            "service_date": f"{ROWS if cells else TABLES}-02-01",
            "lines": lines,
        }
    )
    priced = {"hospital": hospital_lines, "asc": asc_lines}[site](case, read_case_tables(fees, case))
    statuses = [line.service.payment_status for line in priced.lines]
    reasons = " | ".join([*priced.not_decided, *(line.service.reason for line in priced.lines)])
    assert f"LOST.csv, line 7: {NO_NUMBER}" in reasons if cells else f"LOST.csv: {WHOLE}" in reasons
    if status:
        assert status in statuses
        assert {line.payment for line in priced.lines if line.service.payment_status == status} == {None}
    else:
        assert priced.not_decided


def _line(word: str) -> dict[str, Any]:
    code, _, units = word.partition("x")
    return {"code": code, "units": int(units or 1)}
