"""A data root with one snapshot written by hand, in which every argument of a question changes the answer.

The bundled sample has one posting per release, no NCCI tables, no ZIP codes and no wage indices.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmsfees.channels import DATABASE, MANIFEST
from sources.records import Revision
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from tests.warehouse.publishing import building
from tests.warehouse.test_fees import drug, fee, item
from warehouse.build.digest import table_digests, table_sums
from warehouse.build.plan import EVERYTHING
from warehouse.snapshots.manifest import write_snapshot_row

# CMS posted RVU26A on December 29 with 1.30 of work, and again on January 20 with 1.40.
POSTED, REPOSTED, BETWEEN = date(2025, 12, 29), date(2026, 1, 20), date(2026, 1, 10)
ALABAMA: dict[str, Any] = {"mac": "10112", "locality": "00"}
ALASKA: dict[str, Any] = {"mac": "02102", "locality": "01"}
GPCIS = (
    ALABAMA
    | {"locality_name": "ALABAMA", "work_gpci": Decimal(1)}
    | {"pe_gpci": Decimal("0.875"), "mp_gpci": Decimal("0.566")},
    ALASKA
    | {"locality_name": "ALASKA", "work_gpci": Decimal("1.5")}
    | {"pe_gpci": Decimal("1.081"), "mp_gpci": Decimal("0.581")},
)

NO_RVUS = dict.fromkeys(
    (
        *("pe_rvu_nonfacility", "pe_rvu_facility", "mp_rvu"),
        *("total_rvu_nonfacility", "total_rvu_facility"),
    ),
    Decimal(0),
)
# Adjusted, national and minimum copayment of codes at $9,000.00.
COPAYMENTS = (
    ("C9001", "100", "2000", "1900"),
    ("C9002", None, "2000", "1900"),
    ("C9003", None, None, "50"),
    ("C9004", "1800", "20", "10"),
    ("C9005", None, "1000", "1900"),
)
FEES = [fee("E0601", "49.57", "94.93"), fee("E0601", "60.00", us_state="AK")]


def publish_two_postings(root: Path) -> None:
    """Fill `snapshots` of the data root."""
    shelf = Shelf(root / "conformed")
    folder = root / "snapshots" / "2026Q1-00000001"
    folder.mkdir(parents=True)
    revisions = [*_physician(shelf), *_facilities(shelf), *_others(shelf)]
    with building(folder / DATABASE, revisions, shelf.folders, EVERYTHING) as con:
        write_snapshot_row(con, table_digests(table_sums(con, {})), "")
    manifest = {"id": folder.name, "built_at": "2026-02-01T12:00:00", "releases": []}
    (folder / MANIFEST).write_text(json.dumps({**manifest, "inputs": {}, "tables": {}, "files": {}}))
    (root / "snapshots" / "latest").symlink_to(folder.name)


def _physician(shelf: Shelf) -> list[Revision]:
    return [
        _rvu_release(shelf, 1, POSTED, "1.30", "19.00"),
        _rvu_release(shelf, 2, REPOSTED, "1.40", "20.00"),
        shelf.put("anesthesia-base-units 2022", anesthesia_base_units=[{"hcpcs": "00400", "base_units": 5}]),
    ]


def _rvu_release(shelf: Shelf, number: int, posted: date, work: str, anesthesia: str) -> Revision:
    factors = ((False, Decimal(anesthesia)), (True, Decimal(anesthesia) + 10))
    return shelf.put(
        "pfs-rvu 2026A",
        number,
        posted,
        pfs_rvu=[
            rvu("99213", work, "33.4009"),
            rvu("99213", work, "33.5675", qualifying_apm=True),
            rvu("00400", "0", "33.4009", status_code="J"),
            rvu("A9999", "0", "33.4009", status_code="R", na_nonfacility=True, **NO_RVUS),
        ],
        pfs_gpci=GPCIS,
        pfs_anesthesia_cf=[
            ALABAMA | {"qualifying_apm": qualifying, "conversion_factor": factor}
            for qualifying, factor in factors
        ],
    )


def _facilities(shelf: Shelf) -> list[Revision]:
    """A rate of $100.00 in Addendum B, 60 % of it by the area's wage index."""
    area = {"cbsa": "13820", "name": "Birmingham, AL"}
    return [
        shelf.put(
            "opps 2026-01",
            opps_addendum_b=[
                rate("20000", "100.000", status_indicator="T"),
                rate("G0001", "1.000", status_indicator="S", apc="5000"),
                *(_with_copayments(*row) for row in COPAYMENTS),
            ],
        ),
        shelf.put(
            "opps-wage-index 2026",
            opps_wage_index=[
                area | {"effective_date": date(2026, 1, 1), "geographic_wage_index": Decimal("0.7")}
            ],
        ),
    ]


def _with_copayments(code: str, *amounts: str | None) -> dict[str, Any]:
    names = ("adjusted_copayment", "national_copayment", "minimum_copayment")
    listed = {name: Decimal(amount) for name, amount in zip(names, amounts, strict=True) if amount}
    return rate(code, "9000.000", status_indicator="S", apc="5001") | listed


def _others(shelf: Shelf) -> list[Revision]:
    package = {"hcpcs": "J7213", "ndc": "00338-0069-10", "billing_units_per_package": Decimal(10)}
    return [
        shelf.put("asp 2026-01", 1, date(2025, 12, 19), asp_payment_limit=[drug("J7213", "2.202")]),
        shelf.put("asp 2026-01", 2, REPOSTED, asp_payment_limit=[drug("J7213", "1.855")]),
        shelf.put("asp-crosswalk 2026-01", 1, POSTED, asp_ndc_crosswalk=[package]),
        shelf.put(  # the first posting lists another rural ZIP code
            "dmepos 2026A",
            1,
            POSTED,
            dmepos_item=[item("E0601")],
            dmepos_fee=FEES,
            dmepos_rural_zip=[{"us_state": "TX", "zip_code": "75201"}],
        ),
        shelf.put(
            "dmepos 2026A",
            2,
            REPOSTED,
            dmepos_item=[item("E0601")],
            dmepos_fee=FEES,
            dmepos_former_cba_fee=[
                {"hcpcs": "E0601", "modifier": "RR", "cba": "Dallas, TX", "fee": Decimal("48.00")}
            ],
            dmepos_former_cba_zip=[{"us_state": "TX", "zip_code": "75201", "cba": "Dallas, TX"}],
            dmepos_rural_zip=[{"us_state": "TX", "zip_code": "79001"}],
        ),
        shelf.put(
            "ncci-ptp-practitioner 2026Q1",
            1,
            REPOSTED,
            ncci_ptp=[pair("20000", "20003"), pair("20000", "20004", indicator="0")],
        ),
        shelf.put(
            "ncci-add-on 2026Q1",
            1,
            REPOSTED,
            ncci_add_on=[
                {"add_on_code": "20010", "primary_code": "20011", "add_on_type": "1"}
                | {"effective_date": date(2026, 2, 15), "deletion_date": date(2026, 3, 10)}
            ],
        ),
        shelf.put("ncci-ptp-hospital 2026Q1", 1, REPOSTED, ncci_ptp=[pair("20000", "20005")]),
        shelf.put(
            "zip-locality 2026Q1",
            1,
            REPOSTED,
            zip_locality=[
                _zip("35004", ALABAMA),
                _zip("99501", ALABAMA),
                _zip("99501", ALASKA),
                _zip("02339", ALABAMA, plus_four_flag="1"),
                _zip("75201", ALASKA),
                _zip("79001", ALASKA),
            ],
        ),
    ]


def _zip(code: str, place: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"zip_code": code, "us_state": "AL", "plus_four_flag": "0", **place, **values}
