"""A check finds what it is named for; on CMS's own files only warnings are left, and each is known."""

import json
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from sources.records import Revision
from sources.series import SERIES
from tests.warehouse.handmade import Shelf, rate, rvu
from tests.warehouse.publishing import building
from transforms.tables import TABLES
from warehouse.build.build_file import build
from warehouse.build.contracts import models, rules, tables
from warehouse.build.digest import table_digests, table_sums
from warehouse.build.plan import EVERYTHING, BuildPlan, plan_build
from warehouse.database import SQL, writing
from warehouse.publishing.run_checks import Check, checks, run_checks
from warehouse.publishing.table_checks import (
    CODES,
    INDICATORS,
    MOST_LOST_IN_A_YEAR_OF,
    MOST_LOST_OF,
    MOST_MOVED_OF,
    NOT_STEADY,
)
from warehouse.snapshots.manifest import write_snapshot_row


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


# What stops a publication, and above how many rows of a release; every other check only warns.
BLOCKING = {
    **dict.fromkeys(("pfs_qualifying_apm_codes_are_listed", "pfs_qualifying_apm_rvus_are_equal"), 20),
    **dict.fromkeys(("pfs_totals_add_up", "pfs_localities_have_gpcis", "zip_localities_have_gpcis"), 20),
    **dict.fromkeys(("gpcis_follow_the_release_before", "localities_are_complete"), 10),
    **{"rates_follow_their_weights": 20, "tables_of_a_release_agree": 10},
    "opps_copayments_follow_their_rates": 250,
    **dict.fromkeys(("anesthesia_factors_agree", "anesthesia_factors_are_in_range"), 0),
    **dict.fromkeys(("anesthesia_factors_follow_from_indices", "codes_stay_listed"), 0),
    **dict.fromkeys(("columns_follow_the_release_before", "derived_keys_are_unique", "keys_are_unique"), 0),
    **dict.fromkeys(("descriptors_are_level_two", "dmepos_fees_are_consistent", "drug_rates_agree_asc"), 0),
    **dict.fromkeys(("facility_factors_are_in_range", "gpcis_are_in_range", "hcpcs_codes_are_active"), 0),
    **dict.fromkeys(("laboratory_fees_are_consistent", "loads_add_up", "ncci_edits_continue"), 0),
    **dict.fromkeys(("opps_pricer_rates_agree", "opps_rule_addenda_agree", "pfs_one_conversion_factor"), 0),
    **dict.fromkeys(("pfs_components_are_in_proportion", "releases_do_not_halve", "releases_have_rows"), 0),
    **dict.fromkeys(("spans_are_disjoint", "stated_rows_are_loaded", "tables_hold_what_was_loaded"), 0),
    **dict.fromkeys(("wage_indices_are_in_range", "wage_indices_follow_the_year_before"), 0),
}


def test_the_checks_that_block_are_these() -> None:
    """A second statement: a check that only warns by mistake is noticed nowhere else."""
    assert {check.name: check.most for check in checks() if check.most is not None} == BLOCKING


KEYS = ("derived_keys_are_unique", "keys_are_unique")
FAULTS = {  # statement → checks of a continued build that find it
    "INSERT INTO pfs_rvu FROM pfs_rvu WHERE release_id = 'pfs-rvu 2025D r1'": ["keys_are_unique"],
    "INSERT INTO card_physician FROM card_physician WHERE release_id = 'pfs-rvu 2025D r1'": [
        "derived_keys_are_unique"
    ],
    # The row of a new release has the key of one that stayed.
    """INSERT INTO card_physician SELECT * REPLACE ('pfs-rvu 2025D r1' AS release_id) FROM card_physician
    WHERE release_id = 'pfs-rvu 2025A r1'""": ["derived_keys_are_unique"],
    # A row that stayed was checked before; a file that is not as published is not continued, see
    # test_integrity.
    "INSERT INTO pfs_rvu FROM pfs_rvu WHERE release_id = 'pfs-rvu 2025A r1'": [],
}


@pytest.mark.slow
def test_a_continued_build_finds_repeated_keys_of_what_it_adds(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    vintages = ("2024A", "2024D", "2025A", "2025B", "2025C", "2025D")
    held = [shelf.put(f"pfs-rvu {vintage}", pfs_rvu=[rvu("99213", "1.30")]) for vintage in vintages]
    first = tmp_path / "first.duckdb"
    with building(first, held[:-1], shelf.folders, EVERYTHING) as con:
        write_snapshot_row(con, table_digests(table_sums(con, {})), "")
    plan = plan_build(first, held, shelf.folders)
    assert plan.fingerprints_before is not None
    with building(tmp_path / "second.duckdb", held, shelf.folders, plan) as con:
        assert _found(con, plan) == []
        for statement, expected in FAULTS.items():
            con.execute(f"BEGIN; {statement}")
            assert _found(con, plan) == expected, statement
            assert _found(con, EVERYTHING), statement
            con.execute("ROLLBACK")


@pytest.mark.slow
def test_a_continued_build_compares_new_pairs_of_releases(tmp_path: Path) -> None:
    """Also the pair of two releases that stay if a release between them is gone."""
    shelf = Shelf(tmp_path)
    months = ("01", "04", "07", "10")
    quarters = [shelf.put(f"opps 2025-{month}", opps_addendum_b=[rate("27447", "9")]) for month in months]
    first = tmp_path / "first.duckdb"
    with building(first, quarters[:-1], shelf.folders, EVERYTHING) as con:
        write_snapshot_row(con, table_digests(table_sums(con, {})), "")
    fewer = [quarters[0], quarters[2]]
    assert _new_pairs(tmp_path, first, quarters, shelf) == [("opps 2025-10 r1", "opps 2025-07 r1")]
    assert _new_pairs(tmp_path, first, fewer, shelf) == [("opps 2025-07 r1", "opps 2025-01 r1")]
    assert {check.name for check in checks() if "new_release_pairs" in check.query} == set()


@pytest.mark.slow
def test_a_continued_build_compares_again_the_releases_in_which_a_comparison_found_something(
    tmp_path: Path,
) -> None:
    """A code that July lost is found again by a build that adds October, and April is not compared again."""
    shelf = Shelf(tmp_path)
    codes = [f"27{number}" for number in range(400, 500)]
    lists = {"01": codes, "04": codes, "07": codes[1:], "10": codes[1:]}
    quarters = [
        shelf.put(f"opps 2025-{month}", opps_addendum_b=[rate(code, "9") for code in listed])
        for month, listed in lists.items()
    ]
    first = tmp_path / "first.duckdb"
    with building(first, quarters[:-1], shelf.folders, EVERYTHING) as con:
        [lost] = [result for result in run_checks(con) if result.name == "codes_are_rarely_lost"]
        write_snapshot_row(con, table_digests(table_sums(con, {})), "")
    assert lost.release_ids == ("opps 2025-07 r1",)
    assert _new_pairs(tmp_path, first, quarters, shelf) == [
        ("opps 2025-07 r1", "opps 2025-04 r1"),
        ("opps 2025-10 r1", "opps 2025-07 r1"),
    ]
    plan = plan_build(first, quarters, shelf.folders)
    with building(tmp_path / "second.duckdb", quarters, shelf.folders, plan) as con:
        assert run_checks(con, checks(plan, {"codes_are_rarely_lost"}), plan) == run_checks(con)


def _new_pairs(tmp_path: Path, first: Path, held: list[Revision], shelf: Shelf) -> list[tuple[str, str]]:
    plan = plan_build(first, held, shelf.folders)
    pairs = "FROM (SELECT release_id, release_id_before FROM new_release_pairs) WHERE true"
    with building(tmp_path / f"{len(held)}.duckdb", held, shelf.folders, plan) as con:
        [result] = run_checks(con, [Check("pairs", "", None, pairs)], plan)
    return [(found["release_id"], found["release_id_before"]) for found in json.loads(result.sample)]


def _found(con: duckdb.DuckDBPyConnection, plan: BuildPlan) -> list[str]:
    results = run_checks(con, [check for check in checks(plan) if check.name in KEYS], plan)
    return [result.name for result in results if result.failures]


def test_a_check_names_the_series_of_every_table_that_it_reads() -> None:
    """A continued build keeps the result of such a check unless a release of one of the series changed."""
    named = [check for check in checks() if check.series]
    assert {check.name for check in named} > {"drug_rates_agree", "ncci_one_open_edit_a_pair"}
    for check in named:
        words = _words(check.query)
        facts = {series for table in TABLES.values() if table.name in words for series in table.series}
        derived = {series for name in words & {*models()} for series in models()[name].series}
        assert check.series >= facts | derived, check.name
        assert check.series <= {*SERIES}, check.name


def _words(query: str) -> set[str]:
    """The names in a query, and in the views that it reads, which state no series of their own."""
    words = {word for line in query.splitlines() for word in re.findall(r"\w+", line.partition("--")[0])}
    views = [models()[name] for name in words & {*models()} if not models()[name].series]
    return words.union(*(_words(view.body) for view in views if view.kind == "VIEW"))


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


def test_the_generated_checks_name_tables_and_columns_that_exist() -> None:
    columns = {column.name for table in TABLES.values() for column in table.columns}
    assert CODES | INDICATORS | MOST_MOVED_OF.keys() <= columns
    assert NOT_STEADY | MOST_LOST_OF.keys() | MOST_LOST_IN_A_YEAR_OF.keys() <= TABLES.keys()


@pytest.mark.real
def test_oddities_in_cms_files_are_listed(real: duckdb.DuckDBPyConnection) -> None:
    found = dict(real.execute("SELECT name, failures FROM checks WHERE failures > 0").fetchall())
    assert found.keys() == {
        "codes_are_rarely_lost",  # 9 pairs within a year, 13 between years
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
    """Any rate is RVUs of two decimals x the factor once in 33: that all 121 of 2026 are is not chance."""
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
