"""Each corruption, applied to CMS's own rows, blocks publication and names the release; intact rows do not.

The corruptions are those of `test_blocking` and `test_blocking_schedules`. There the rows are handmade and
the whole file is sound; here a check has to find the corruption among what CMS really posts.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from cmsfees.channels import DATABASE
from tests.warehouse.test_blocking import OTHER_MAC, SWAPPED_RVUS, changed, lost, restarted, shifted
from tests.warehouse.test_blocking_schedules import moved
from warehouse.publishing.accepted import raise_if_blocked
from warehouse.publishing.run_checks import PAIRS, CheckResult, ChecksFailed, checks, run_checks

pytestmark = [pytest.mark.real]

RVU, OPPS, ASC, ZIP = "pfs-rvu 2026A r1", "opps 2025-10 r1", "asc 2026-01 r1", "zip-locality 2025Q4 r1"
BARE = "opps 2026-01 r1"  # CMS posted this Addendum B without weights: the release before shows the slip
PTP = "ncci-ptp-practitioner 2024Q3 r1"
CLFS, ASP, NDC, DMEPOS = "clfs 2026Q2 r1", "asp 2025-10 r1", "asp-crosswalk 2025-10 r1", "dmepos 2025B r1"
ASC_WAGE, HCPCS = "asc-wage-index 2024 r1", "hcpcs-level-ii 2020-07 r1"
OPEN_SURGERY = "last_release_id IS NULL AND ncci_table = 'practitioner' AND column_1 < '50000'"
TENFOLD = "payment_rate = payment_rate * 10"
STAYS, FOLLOWS = "codes_stay_listed", "columns_follow_the_release_before"

# What could be published once → release, check and what is done.
NINE = {
    "work RVUs a row down": (
        RVU, "pfs_totals_add_up",
        shifted("pfs_rvu", "work_rvu", RVU, "NOT qualifying_apm AND modifier IS NULL"),
    ),
    "practice expense and malpractice exchanged": (
        RVU, "pfs_components_are_in_proportion", changed("pfs_rvu", SWAPPED_RVUS, RVU),
    ),
    "OPPS rates a row down": (
        OPPS, "rates_follow_their_weights", shifted("opps_addendum_b", "payment_rate", OPPS),
    ),
    "OPPS rates without their point": (
        OPPS, "facility_factors_are_in_range",
        changed("opps_addendum_b", "payment_rate = payment_rate * 100", OPPS),
    ),
    "OPPS rates a row down, no weights": (BARE, FOLLOWS, shifted("opps_addendum_b", "payment_rate", BARE)),
    "OPPS rates without their point, no weights": (
        BARE, FOLLOWS, changed("opps_addendum_b", "payment_rate = payment_rate * 100", BARE),
    ),
    "GPCIs exchanged": (
        RVU, "gpcis_follow_the_release_before",
        changed("pfs_gpci", "work_gpci = pe_gpci, pe_gpci = work_gpci", RVU),
    ),
    "a GPCI of 11.024": (
        RVU, "gpcis_are_in_range",
        changed("pfs_gpci", "work_gpci = 11.024", RVU, "mac = '10112' AND locality = '00'"),
    ),
    "PPRRVU cut by 15 %": (RVU, STAYS, lost("pfs_rvu", RVU, "hcpcs >= '93000'")),
    "the QPP file alone": (
        RVU, "pfs_qualifying_apm_codes_are_listed", lost("pfs_rvu", RVU, "NOT qualifying_apm"),
    ),
    "half the GPCIs": (RVU, "pfs_localities_have_gpcis", lost("pfs_gpci", RVU, "mac > '08000'")),
}  # fmt: skip

# The like for the other tables.
OTHERS = {
    "ASC rates a row down": (
        ASC, "rates_follow_their_weights", shifted("asc_addendum_aa", "payment_rate", ASC),
    ),
    "ASC rates without their point": (
        ASC, "facility_factors_are_in_range",
        changed("asc_addendum_aa", "payment_rate = payment_rate * 100", ASC),
    ),
    "ASC drug rates tenfold": (ASC, FOLLOWS, changed("asc_addendum_bb", TENFOLD, ASC)),
    "PTP indicators moved": (
        PTP, "ncci_edits_continue",
        restarted("ncci_ptp", "'0' AS modifier_indicator", PTP)
        .replace("last_release_id IS NULL", OPEN_SURGERY)
        .replace(f"last_release_id = '{PTP}'", f"last_release_id = '{PTP.replace('Q3', 'Q2')}'"),
    ),
    "ZIP contractors exchanged": (
        ZIP, "zip_localities_have_gpcis", changed("zip_locality", OTHER_MAC, ZIP),
    ),
    "ZIP localities moved": (
        ZIP, "zip_localities_have_gpcis",
        changed("zip_locality", "locality = (99 - locality::INT)::VARCHAR", ZIP),
    ),
    "laboratory rates a row down": (CLFS, FOLLOWS, moved("clfs", "rate", CLFS)),
    "laboratory tests cut by 15 %": (CLFS, STAYS, lost("clfs", CLFS, "hcpcs >= '87000'")),
    "drug limits a row down": (ASP, FOLLOWS, moved("asp_payment_limit", "payment_limit", ASP)),
    "units per package a row down": (
        NDC, FOLLOWS, moved("asp_ndc_crosswalk", "billing_units_per_package", NDC),
    ),
    "equipment fees a row down": (DMEPOS, "dmepos_fees_are_consistent", moved("dmepos_fee", "fee", DMEPOS)),
    "ceiling and floor exchanged": (
        DMEPOS, "dmepos_fees_are_consistent",
        changed("dmepos_item", "ceiling = floor, floor = ceiling", DMEPOS),
    ),
    "wage indices of ASCs a row down": (
        ASC_WAGE, "wage_indices_follow_the_year_before", moved("asc_wage_index", "wage_index", ASC_WAGE),
    ),
    "a wage index without its point": (
        ASC_WAGE, "wage_indices_are_in_range",
        changed("asc_wage_index", "wage_index = 11.024", ASC_WAGE, "cbsa = '10180'"),
    ),
    "codes of Level II cut by 15 %": (
        HCPCS, STAYS, lost("hcpcs_level_ii", HCPCS, "hcpcs >= 'Q0000'"),
    ),
}  # fmt: skip


# Releases that lost lines: reported from 2 % on, blocked from 5 % on, those of `EARLY` from 2 % on. Of the
# NDC packages CMS itself drops up to 4 % in a quarter.
LISTS = {
    "pfs_rvu": RVU,
    "opps_addendum_b": OPPS,
    "asc_addendum_aa": "asc 2025-04 r1",
    "asc_addendum_bb": "asc 2025-10 r1",
    "clfs": CLFS,
    "asp_payment_limit": ASP,
    "asp_ndc_crosswalk": NDC,
    "dmepos_item": DMEPOS,
    "hcpcs_level_ii": HCPCS,
}
EARLY = {"opps_addendum_b", "asc_addendum_aa", "asc_addendum_bb", "clfs", "dmepos_item", "hcpcs_level_ii"}


@pytest.mark.parametrize("table", LISTS)
@pytest.mark.parametrize("one_in", [50, 20, 5])
def test_lost_lines_are_reported_or_block(
    writable: duckdb.DuckDBPyConnection, table: str, one_in: int
) -> None:
    """Lines lost here and there, beside those that CMS dropped itself."""
    release_id = LISTS[table]
    writable.execute("BEGIN")
    try:
        [before] = found(writable, STAYS)
        assert before.blocking == (), "no release of CMS is blocked"
        writable.execute(lost(table, release_id, f"hash(hcpcs) % {one_in} = 0"))
        [check] = [each for each in checks() if each.name == "codes_are_rarely_lost"]
        writable.execute(PAIRS)
        reported = f"SELECT lost, such_as FROM ({check.query}) WHERE release_id = $1 AND table_name = $2"
        [(count, codes)] = writable.execute(reported, [release_id, table]).fetchall()
        assert count >= len(codes) > 0
        [after] = found(writable, STAYS)
        if one_in == 5 or table in EARLY or (one_in == 20 and table != "asp_ndc_crosswalk"):
            assert after.blocking == (release_id,)
    finally:
        writable.execute("ROLLBACK")


ANY_TWO = """
CREATE TEMP TABLE release_pairs AS
SELECT
    later.release_id,
    later.series,
    earlier.release_id AS release_id_before,
    (later.service_from - earlier.service_from)::INTEGER AS days,
    year(later.service_from) = year(earlier.service_from) AS same_year,
FROM releases AS later
JOIN releases AS earlier
    ON earlier.series = later.series
    AND (earlier.service_from, earlier.vintage, earlier.revision)
        < (later.service_from, later.vintage, later.revision)
"""


def test_no_two_releases_of_a_series_block_each_other(real: duckdb.DuckDBPyConnection) -> None:
    """A data root can lack those between; NDC packages of January and July blocked each other once."""
    real.execute(ANY_TWO)
    compared = [check for check in checks() if "release_pairs" in check.query and check.most is not None]
    assert len(compared) >= 6
    found_rows = {check.name: real.execute(check.query).fetchall() for check in compared}
    assert {name for name, rows in found_rows.items() if rows} <= {"gpcis_follow_the_release_before"}
    per_release = Counter(row[0] for row in found_rows["gpcis_follow_the_release_before"])
    assert max(per_release.values(), default=0) <= 10, "Puerto Rico's practice expense rose in 2017"


@pytest.fixture(scope="module")
def writable(
    real_snapshot: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the snapshot of every copied release."""
    copy = tmp_path_factory.mktemp("real") / DATABASE
    shutil.copyfile(real_snapshot / DATABASE, copy)
    with duckdb.connect(copy, config={"memory_limit": "4GB"}) as con:
        yield con


def found(con: duckdb.DuckDBPyConnection, check: str) -> list[CheckResult]:
    return run_checks(con, [each for each in checks() if each.name == check])


@pytest.mark.parametrize(("release_id", "check", "sql"), {**NINE, **OTHERS}.values(), ids=[*NINE, *OTHERS])
def test_a_corruption_of_cms_rows_blocks_and_can_be_accepted(
    writable: duckdb.DuckDBPyConnection, release_id: str, check: str, sql: str
) -> None:
    """The message names check, release and rows, and what to do; `--accept` records the reason."""
    writable.execute("BEGIN")
    try:
        [sound] = found(writable, check)
        assert release_id not in sound.blocking, "CMS's own release is not blocked"
        writable.execute(sql)
        [result] = found(writable, check)
        assert release_id in result.blocking
        of_release = replace(result, blocking=(release_id,))
        with pytest.raises(ChecksFailed) as failed:
            raise_if_blocked(writable, [of_release], {}, [])
        message = str(failed.value)
        assert f"- {check} (" in message
        assert f"rows in {release_id}, such as [{{" in message
        assert "cmsfees inspect RELEASE" in message
        assert "--accept CHECK --reason" in message
        raise_if_blocked(writable, [of_release], {check: "CMS did it"}, [])
        accepted = "SELECT reason FROM accepted_checks WHERE check_name = $1 AND release_id = $2"
        assert writable.execute(accepted, [check, release_id]).fetchall() == [("CMS did it",)]
    finally:
        writable.execute("ROLLBACK")
