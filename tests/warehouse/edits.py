"""A small file with PPRRVU rows and NCCI edits written by hand, in force in the third quarter of 2024."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.warehouse.handmade import Shelf, pair, rvu
from warehouse.build.build_file import build

AUGUST = date(2024, 8, 1)
SURGERY = {"multiple_procedure": "2", "global_days": "090", "co_surgeons": "2"}


@contextmanager
def small_file(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Amounts in a facility are (work + 1.10) x 10.00, so 20000 is paid $111.00."""
    shelf = Shelf(root)
    revisions = [
        shelf.put("pfs-rvu 2024C", pfs_rvu=_rows()),
        shelf.put("ncci-ptp-practitioner 2024Q3", ncci_ptp=_pairs()),
        shelf.put(
            "ncci-mue-practitioner 2024Q3", ncci_mue=[_limit("20000", 1, "2"), _limit("97110", 2, "1")]
        ),
        shelf.put(
            "ncci-add-on 2024Q3", ncci_add_on=[_add_on("1", "20009", "20000"), _add_on("2", "20010", "CCCCC")]
        ),
    ]
    file = build(root / "small.duckdb", revisions, shelf.folders)
    with duckdb.connect(file, read_only=True) as con:
        yield con


def _rows() -> list[dict[str, Any]]:
    works = {
        "20000": "10.00",
        "20001": "8.00",
        "20002": "6.00",
        "20003": "5.00",
        "20004": "4.00",
        "20005": "3.00",
    }
    surgeries = [rvu(code, work, "10.0000", **SURGERY) for code, work in works.items()]
    endoscopies = [
        rvu("45378", "3.00", "10.0000", multiple_procedure="2"),
        rvu("45380", "4.00", "10.0000", multiple_procedure="3", endoscopic_base="45378"),
        rvu("45385", "5.00", "10.0000", multiple_procedure="3", endoscopic_base="45378"),
    ]
    return [
        *surgeries,
        *endoscopies,
        rvu("20009", "2.00", "10.0000", multiple_procedure="0", global_days="ZZZ"),
        rvu("20010", "2.00", "10.0000", multiple_procedure="0", global_days="ZZZ"),
        *_imaging("72148", "1.00", "1.60"),
        *_imaging("72141", "2.00", "1.80"),
        rvu("20020", "7.00", "10.0000", bilateral_surgery="1", **SURGERY),
        rvu(
            "20022",
            "7.00",
            "10.0000",
            preoperative_share=Decimal("0.10"),
            intraoperative_share=Decimal("0.69"),
            postoperative_share=Decimal("0.21"),
            **SURGERY,
        ),
        rvu("20023", "0.00", "10.0000", status_code="C", multiple_procedure="0"),
        rvu("99213", "2.00", "10.0000", multiple_procedure="0", global_days="XXX"),
        rvu("G2211", "0.30", "10.0000", multiple_procedure="0", global_days="ZZZ"),
        rvu("20021", "6.50", "10.0000", bilateral_surgery="2", **SURGERY),
        rvu(
            "31254", "4.00", "10.0000", bilateral_surgery="1", multiple_procedure="3", endoscopic_base="31231"
        ),
        rvu(
            "31267", "3.00", "10.0000", bilateral_surgery="1", multiple_procedure="3", endoscopic_base="31231"
        ),
        rvu("31231", "1.00", "10.0000", bilateral_surgery="1", multiple_procedure="2"),
        rvu("94760", "0.00", "10.0000", status_code="T", multiple_procedure="0"),
        *_test("93000", "0.50", "93005", "93010"),
        *_test("93040", "0.30", "93041", "93042"),
        rvu("97110", "0.45", "10.0000", multiple_procedure="5"),
        rvu("97140", "0.43", "10.0000", multiple_procedure="5", pe_rvu_nonfacility=Decimal("1.00")),
    ]


def _imaging(code: str, work: str, expense: str) -> list[dict[str, Any]]:
    """Global, 26 and TC: the technical part is practice expense as given, the professional work and 0.40."""
    split = {"multiple_procedure": "4", "pctc_indicator": "1"}
    professional = {"pe_rvu_nonfacility": Decimal("0.40"), "pe_rvu_facility": Decimal("0.40")}
    technical = {"pe_rvu_nonfacility": Decimal(expense), "mp_rvu": Decimal("0.00"), "na_facility": True}
    whole = {"pe_rvu_nonfacility": Decimal(expense) + Decimal("0.40"), "na_facility": True}
    return [
        rvu(code, work, "10.0000", **split, **whole),
        rvu(code, work, "10.0000", modifier="26", **split, **professional),
        rvu(code, "0.00", "10.0000", modifier="TC", **split, **technical),
    ]


def _test(whole: str, work: str, technical: str, professional: str) -> list[dict[str, Any]]:
    """A test whose parts have codes of their own: 1.00 of practice expense is technical."""
    usual = {"multiple_procedure": "6", "mp_rvu": Decimal("0.00")}
    return [
        rvu(whole, work, "10.0000", pctc_indicator="4", **usual | {"pe_rvu_nonfacility": Decimal("1.20")}),
        rvu(
            technical,
            "0.00",
            "10.0000",
            pctc_indicator="3",
            **usual | {"pe_rvu_nonfacility": Decimal("1.00")},
        ),
        rvu(
            professional,
            work,
            "10.0000",
            pctc_indicator="2",
            **usual | {"pe_rvu_nonfacility": Decimal("0.20")},
        ),
    ]


def _pairs() -> list[dict[str, Any]]:
    return [
        pair("20000", "20003"),
        pair("20000", "20004", indicator="0"),
        pair("20001", "20002", ended=date(2024, 7, 31)),
        pair("20002", "20005", indicator="9"),
    ]


def _limit(code: str, value: int, mai: str) -> dict[str, Any]:
    return {"hcpcs": code, "mue_value": value, "mai": mai, "rationale": "CMS Policy"}


def _add_on(kind: str, code: str, primary: str) -> dict[str, Any]:
    return {
        "add_on_type": kind,
        "add_on_code": code,
        "primary_code": primary,
        "effective_date": date(2013, 4, 1),
    }
