"""A check finds what it is named for; on CMS's own files only warnings are left, and each is known."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.handmade import Shelf, rate, rvu
from transforms.tables import TABLES
from warehouse.build.build_file import build
from warehouse.build.contracts import models, rules, tables
from warehouse.database import SQL, writing
from warehouse.publishing.run_checks import checks, run_checks


def failing(file: Path) -> dict[str, int]:
    with writing(file) as con:
        return {finding.name: finding.failures for finding in run_checks(con) if finding.failures}


def test_a_sound_file_fails_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    assert failing(build(tmp_path / "w.duckdb", [pfs], shelf.folders)) == {}


def test_rows_that_break_a_rule_are_found_by_its_check(tmp_path: Path) -> None:
    """One release with every fault: a doubled key, two factors, CPT text, a total that does not add up."""
    shelf = Shelf(tmp_path)
    rows = [
        rvu("99213", "1.30"),
        rvu("99213", "1.40", cf="36.0000"),
        rvu("20957", "41.54", description="A descriptor that is the AMA's"),
        rvu("99214", "1.92", total_rvu_facility=9),
        rvu("99215", "2.80", status_code="?"),
    ]
    rates = [
        shelf.put(f"opps 2025-{month}", opps_addendum_b=[rate("A9697", r)])
        for month, r in (("07", "11379.909"), ("10", "1137.991"))
    ]
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=rows)
    assert failing(build(tmp_path / "w.duckdb", [pfs, *rates], shelf.folders)) == {
        "codes_are_explained": 1,
        "derived_keys_are_unique": 11,  # of 99213: 4 payments in two tables, fee, card, history
        "descriptors_are_level_two": 1,
        "keys_are_unique": 1,
        "pfs_one_conversion_factor": 1,
        "pfs_totals_add_up": 1,
        "rates_do_not_jump_tenfold": 1,
    }


def test_every_table_is_checked_for_unique_keys() -> None:
    """CMS's tables by their `Table` value, the others by the contract on top of their file."""
    queries = "".join(check.query for check in checks() if check.name.endswith("keys_are_unique"))
    derived = {name: model for name, model in models().items() if model.kind == "TABLE"}
    without = {name for made in (tables(), rules(), derived) for name, model in made.items() if not model.key}
    assert without == {
        "changes",
        "parity_misses",
        "unreadable_rows",
        "card_unreadable",
    }  # a row may be twice there
    named = {*TABLES, *tables(), *rules(), *derived} - without
    assert [name for name in named if f"'{name}' AS table_name" not in queries] == []


@pytest.mark.real
def test_what_cms_itself_posted_oddly_is_listed(real: duckdb.DuckDBPyConnection) -> None:
    found = dict(real.execute("SELECT name, failures FROM checks WHERE failures > 0").fetchall())
    assert found.keys() == {
        "asc_office_based_rates",
        "drug_coinsurance_agrees",
        "drug_rates_agree",
        "mue_codes_are_in_opps",  # 90637 and 90638 of 2024, and two codes of 2026: newer than Addendum B
        "pfs_localities_have_gpcis",
        "published_amounts_are_ours",
        "rates_do_not_jump_tenfold",
        "releases_keep_their_size",
        "tables_are_complete",
    }


@pytest.mark.real
def test_every_office_based_rate_that_differs_is_explained(real: duckdb.DuckDBPyConnection) -> None:
    """Any rate is RVUs of two decimals x the factor once in 33: that all 121 of 2026 are is no chance."""
    rows = (SQL / "checks" / "asc_office_based_rates.sql").read_text("utf-8")
    found = real.execute(
        f"SELECT release_id, payment_indicator, reason[:27], count(*) FROM ({rows}) GROUP BY ALL"
    )
    explained = {row[:3]: row[3] for row in found.fetchall() if not row[2].startswith("contractor-priced")}
    assert explained == {
        ("asc 2024-01 r1", "P3", "follows from the code's own"): 9,
        ("asc 2024-01 r1", "Z3", "follows from the code's own"): 62,
        ("asc 2026-01 r1", "P3", "follows from a practice exp"): 86,
        ("asc 2026-01 r1", "Z3", "follows from a practice exp"): 35,
    }


@pytest.mark.real
def test_the_tenfold_rate_that_cms_corrected_is_found(real: duckdb.DuckDBPyConnection) -> None:
    """A9697 was posted at $11,379.909 for July 2025; the re-posting says $1,137.991."""
    rows = (SQL / "checks" / "rates_do_not_jump_tenfold.sql").read_text("utf-8")
    jumps = f"SELECT table_name, payment_rate_before, payment_rate FROM ({rows}) WHERE hcpcs = 'A9697'"
    july = ("opps_addendum_b", Decimal("11379.909"), Decimal("1137.991"))
    assert july in real.execute(jumps).fetchall()
