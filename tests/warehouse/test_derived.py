"""Derived tables are rebuilt if any of their inputs changed, otherwise reused."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sources.records import Revision
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from tests.warehouse.publishing import publish_snapshot
from tests.warehouse.test_build import differing_tables
from tests.warehouse.test_fees import drug, fee, item, lab_test
from transforms.tables import TABLES
from warehouse.build import parts
from warehouse.build.build_file import build
from warehouse.build.contracts import Model, models, read_by
from warehouse.build.models import TEMPORARY, _feeds_spans, derived_tables, reusable_models

BY_TABLE = {"unreadable_rows"}  # of every series; a model reads those of the tables that it names
FINAL_RULE = {"opps-final-rule"}  # its Addendum B is a preview, nothing is derived from it
MADE_TABLES = [model for model in models().values() if model.body and model.kind != "VIEW"]


@pytest.mark.parametrize("model", MADE_TABLES, ids=lambda model: model.name)
def test_a_contract_names_the_series_of_every_table_that_is_read(model: Model) -> None:
    words = set(re.findall(r"\w+", model.body))
    facts = {series for table in TABLES.values() if table.name in words for series in table.series}
    derived = {series for name in read_by(model.name) - BY_TABLE for series in models()[name].series}
    assert model.series >= (facts | derived) - FINAL_RULE
    assert model.series


def test_unchanged_tables_are_reused() -> None:
    before = {("opps", "2025-07 r1", "a"), ("ncci-ptp-hospital", "2025Q3 r1", "b")}
    after_edits = reusable_models(before, before | {("ncci-ptp-hospital", "2025Q4 r1", "c")})
    assert after_edits >= {"physician_fees", "_site_payments", "related_codes", "card_notes"}
    assert not after_edits & {"ncci_bundles", "card_sources"}
    after_rates = reusable_models(before, before | {("opps", "2025-10 r1", "d")})
    assert after_rates >= {"physician_fees", "card_physician", "ncci_bundles"}
    assert not after_rates & {"site_spans", "_site_payments"}


def test_temporary_inputs_of_spans_are_read_by_spans_alone() -> None:
    """They hold the rows of more releases than the other tables derive again."""
    for model in models().values():
        if model.kind == TEMPORARY and _feeds_spans(model) and model.unit == "release":
            assert {reader.unit for reader in models().values() if model.name in read_by(reader.name)} == {
                "span"
            }


@pytest.mark.slow
def test_in_parts_the_same_rows_are_derived_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long history is derived in ranges of codes; here each code is one."""
    shelf = Shelf(tmp_path / "shelf")
    held = first_releases(shelf)
    whole = build(tmp_path / "whole.duckdb", held, shelf.folders)
    monkeypatch.setattr(parts, "ROWS", 1)
    in_parts = build(tmp_path / "parts.duckdb", held, shelf.folders)
    assert differing_tables(in_parts, whole) == []
    for model in derived_tables():
        if model.by_code:
            assert rows(in_parts, model.name) == rows(whole, model.name)


def rows(file: Path, table: str) -> list[tuple[Any, ...]]:
    """In the order in which they are stored."""
    with duckdb.connect(file, read_only=True) as con:
        return con.execute(f"FROM {table}").fetchall()


PUBLISHED = {"hcpcs": "99213", "mac": "10112", "locality": "00", "nonfacility_amount": Decimal("90.00")}
CAPPED = {"hcpcs": "99213", "mac": "10112", "locality": "00", "status_code": "A"}


@pytest.mark.slow
@pytest.mark.parametrize("rows_of_a_part", [1, parts.ROWS])
def test_at_each_step_a_grown_file_equals_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of_a_part: int
) -> None:
    """One series after the other gains a release; at last CMS's page names another day of posting."""
    monkeypatch.setattr(parts, "ROWS", rows_of_a_part)
    shelf = Shelf(tmp_path / "shelf")
    held = first_releases(shelf)
    publish_snapshot(tmp_path / "snapshots", held, shelf.folders)
    figures = [rvu("27447", "19.00", endoscopic_base="99213"), rvu("99213", "1.40")]
    steps = {
        "rates": shelf.put("opps 2025-10", opps_addendum_b=[rate("27447", "120.000")]),
        "edits": shelf.put("ncci-ptp-practitioner 2025Q4", ncci_ptp=[pair("99213", "27447")]),
        "limits": shelf.put("ncci-mue-practitioner 2025Q4", ncci_mue=[{"hcpcs": "27447", "mue_value": 3}]),
        "figures": shelf.put("pfs-rvu 2025D", pfs_rvu=figures, pfs_opps_cap=[CAPPED]),
        # These end the spans of releases of other series that stay as they are.
        "laboratory": shelf.put("clfs 2025Q3", clfs=[lab_test("80053", "10.56")]),
        "drugs": shelf.put("asp 2025-07", asp_payment_limit=[drug("J7213", "2.202")]),
        "supplies": shelf.put(
            "dmepos 2025C", dmepos_item=[item("E0601")], dmepos_fee=[fee("E0601", "49.57")]
        ),
        "more supplies": shelf.put(
            "dmepos 2025D", dmepos_item=[item("E0601")], dmepos_fee=[fee("E0601", "50")]
        ),
    }
    for name, revision in steps.items():
        held = [*held, revision]
        compare_with_whole(tmp_path, name, held, shelf)
    posted = shelf.put("opps 2025-10", 1, date(2025, 11, 3), opps_addendum_b=[rate("27447", "120.000")])
    compare_with_whole(
        tmp_path, "posted", [revision for revision in held if revision.id != posted.id] + [posted], shelf
    )


def compare_with_whole(tmp_path: Path, name: str, held: list[Revision], shelf: Shelf) -> None:
    """Also the results of the checks, the scores and the digests, most of which the grown file takes over."""
    published = [publish_snapshot(tmp_path / home, held, shelf.folders) for home in ("snapshots", name)]
    assert len({snapshot.id for snapshot in published}) == 1
    grown, whole = (snapshot.path / "cmsfees.duckdb" for snapshot in published)
    assert differing_tables(grown, whole) == []
    with duckdb.connect(grown, read_only=True) as con:
        for table in ("site_of_service", "checks", "parity", "parity_misses"):
            assert con.sql(f"SELECT count(*) FROM {table}").fetchall() > [(0,)]


def first_releases(shelf: Shelf) -> list[Revision]:
    rates = [rate("27447", "100.000"), rate("99213", "1.000")]
    codes = {"80053": "A", "J7213": "A", "E0601": "Y"}  # another schedule pays them
    elsewhere = [rate(code, "0.000", status_indicator=s, payment_rate=None) for code, s in codes.items()]
    return [
        shelf.put(
            "pfs-rvu 2025C", pfs_rvu=[rvu("99213", "1.30"), rvu("27447", "19.00")], pfs_opps_cap=[CAPPED]
        ),
        shelf.put("pfs-payment 2025C", pfs_payment_published=[PUBLISHED]),
        shelf.put("opps 2025-07", opps_addendum_b=[*rates, *elsewhere]),
        shelf.put("asc 2025-07", asc_addendum_aa=[{"hcpcs": "27447", "payment_indicator": "J8"}]),
        shelf.put("ncci-ptp-practitioner 2025Q3", ncci_ptp=[pair("27447", "99213")]),
        shelf.put("ncci-mue-practitioner 2025Q3", ncci_mue=[{"hcpcs": "27447", "mue_value": 2}]),
    ]
