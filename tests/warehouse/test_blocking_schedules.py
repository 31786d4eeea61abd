"""A corruption of laboratory, drug, equipment, anesthesia, HCPCS, wage or pair files blocks publication."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.warehouse.handmade import Shelf, Tables
from tests.warehouse.test_blocking import assert_limit, changed, found_after, lost
from tests.warehouse.test_fees import drug, fee, item, lab_test
from warehouse.build.build_file import build
from warehouse.database import writing

CLFS, ASP, NDC = "clfs 2026Q2 r1", "asp 2026-04 r1", "asp-crosswalk 2026-04 r1"
DMEPOS, UNITS, FACTORS = "dmepos 2026B r1", "anesthesia-base-units 2026 r1", "anesthesia-factors 2026 r1"
HCPCS, OPPS_WAGE, ASC_WAGE = "hcpcs-level-ii 2026-04 r1", "opps-wage-index 2026 r1", "asc-wage-index 2026 r1"
PAIRS = "asc-code-pairs 2026-04 r1"
MANY = range(300)


def spread(n: int) -> Decimal:
    """Amounts from 1 to 100 without an order, so that a column moved by a row is another column."""
    return Decimal(100 + 99 * (n * 37 % 101)) / 100


def moved(table: str, column: str, release_id: str) -> str:
    """The column down by a row, in the order of the table."""
    return f"""CREATE TEMP TABLE moved AS
        SELECT * REPLACE (lag({column}, 1, {column}) OVER (ORDER BY rowid) AS {column})
        FROM {table} WHERE release_id = '{release_id}';
        DELETE FROM {table} WHERE release_id = '{release_id}';
        INSERT INTO {table} FROM moved"""


def quarter(n: int) -> dict[str, Tables]:
    """The schedules of a quarter; of those that come once a year, of a year."""
    month, letter, year = ("01", "04")[n], "AB"[n], 2025 + n
    since = date(2025, 1, 1)
    local = [{"mac": f"10{at:03}", "locality": "00", "locality_name": "X"} for at in MANY]
    return {
        f"clfs 2026Q{n + 1}": {"clfs": [lab_test(f"8{at:04}", f"{spread(at)}") for at in MANY]},
        f"asp 2026-{month}": {"asp_payment_limit": [drug(f"J{at:04}", f"{spread(at)}") for at in MANY]},
        f"asp-crosswalk 2026-{month}": {
            "asp_ndc_crosswalk": [
                {"hcpcs": f"J{at:04}", "ndc": f"00338-{at:04}-10", "billing_units_per_package": spread(at)}
                for at in MANY
            ]
        },
        f"dmepos 2026{letter}": {
            "dmepos_item": [
                item(f"E{at:04}", ceiling=spread(at) + 1, floor=spread(at) - Decimal("0.5")) for at in MANY
            ],
            "dmepos_fee": [fee(f"E{at:04}", f"{spread(at)}") for at in MANY],
        },
        f"anesthesia-base-units {year}": {
            "anesthesia_base_units": [{"hcpcs": f"0{at:04}", "base_units": 3 + at * 37 % 23} for at in MANY]
        },
        f"anesthesia-factors {year}": {
            "anesthesia_factor": [
                place | {"qualifying_apm": False, "conversion_factor": 18 + spread(at) / 20}
                for at, place in enumerate(local)
            ]
        },
        f"hcpcs-level-ii 2026-{month}": {
            "hcpcs_level_ii": [
                {"hcpcs": f"J{at:04}", "record_id": "3", "action": "N", "add_date": since, "coverage": "D"}
                for at in MANY
            ]
        },
        f"opps-wage-index {year}": {
            "opps_wage_index": [
                area(at) | {"effective_date": date(year, 1, 1), "geographic_wage_index": index(at)}
                for at in MANY
            ]
        },
        f"asc-wage-index {year}": {
            "asc_wage_index": [area(at) | {"wage_index": index(at)} for at in MANY]
        },
        f"asc-code-pairs 2026-{month}": {
            "asc_code_pair": [
                {"device_hcpcs": f"C{at:04}", "procedure_hcpcs": f"2{at:04}", "effective_date": since}
                | {"multiplier": Decimal(1)}
                for at in MANY
            ]
        },
    }  # fmt: skip


def area(n: int) -> dict[str, Any]:
    return {"cbsa": f"{10000 + n}"}


def index(n: int) -> Decimal:
    """Wage indices from 0.6 to 1.8."""
    return Decimal(6000 + 120 * (n * 37 % 101)) / 10000


# What is done to a schedule → a check that must block it.
BLOCKED = {
    "laboratory rates a row down": (CLFS, "columns_follow_the_release_before", moved("clfs", "rate", CLFS)),
    "laboratory rates without their point": (
        CLFS, "columns_follow_the_release_before", changed("clfs", "rate = rate * 100", CLFS),
    ),
    "laboratory tests cut by 15 %": (CLFS, "codes_stay_listed", lost("clfs", CLFS, "hcpcs >= '80255'")),
    "laboratory tests without 5 % of their lines": (
        CLFS, "codes_stay_listed", lost("clfs", CLFS, "hcpcs >= '80285'"),
    ),
    "drugs without 5 % of their lines": (
        ASP, "codes_stay_listed", lost("asp_payment_limit", ASP, "hcpcs >= 'J0285'"),
    ),
    "equipment fees without a state of some items": (
        DMEPOS, "tables_of_a_release_agree",
        "INSERT INTO dmepos_fee SELECT * REPLACE ('TX' AS us_state) FROM dmepos_fee "
        f"WHERE release_id = '{DMEPOS}' AND hcpcs < 'E0285'",
    ),
    "drug limits a row down": (
        ASP, "columns_follow_the_release_before", moved("asp_payment_limit", "payment_limit", ASP),
    ),
    "drugs cut by 15 %": (ASP, "codes_stay_listed", lost("asp_payment_limit", ASP, "hcpcs >= 'J0255'")),
    "units per package a row down": (
        NDC, "columns_follow_the_release_before",
        moved("asp_ndc_crosswalk", "billing_units_per_package", NDC),
    ),
    "equipment fees a row down": (DMEPOS, "dmepos_fees_are_consistent", moved("dmepos_fee", "fee", DMEPOS)),
    "ceiling and floor exchanged": (
        DMEPOS, "dmepos_fees_are_consistent",
        changed("dmepos_item", "ceiling = floor, floor = ceiling", DMEPOS),
    ),
    "base units a row down": (
        UNITS, "columns_follow_the_release_before", moved("anesthesia_base_units", "base_units", UNITS),
    ),
    "base units cut by 15 %": (
        UNITS, "codes_stay_listed", lost("anesthesia_base_units", UNITS, "hcpcs >= '00255'"),
    ),
    "anesthesia factors without their point": (
        FACTORS, "anesthesia_factors_are_in_range",
        changed("anesthesia_factor", "conversion_factor = conversion_factor * 100", FACTORS),
    ),
    "codes of Level II cut by 15 %": (
        HCPCS, "codes_stay_listed", lost("hcpcs_level_ii", HCPCS, "hcpcs >= 'J0255'"),
    ),
    "codes of Level II that had ended": (
        ASP, "hcpcs_codes_are_active",
        changed("hcpcs_codes", "termination_date = DATE '2025-06-30'", HCPCS, "hcpcs < 'J0030'"),
    ),
    "hospital wage indices without their point": (
        OPPS_WAGE, "wage_indices_are_in_range",
        changed("opps_wage_index", "geographic_wage_index = 11.024", OPPS_WAGE, "cbsa = '10001'"),
    ),
    "hospital wage indices a row down": (
        OPPS_WAGE, "wage_indices_follow_the_year_before",
        moved("opps_wage_index", "geographic_wage_index", OPPS_WAGE),
    ),
    "wage indices of ASCs a row down": (
        ASC_WAGE, "wage_indices_follow_the_year_before", moved("asc_wage_index", "wage_index", ASC_WAGE),
    ),
    "wage index areas cut by half": (
        ASC_WAGE, "releases_do_not_halve",
        f"{lost('asc_wage_index', ASC_WAGE, 'cbsa >= 10140::VARCHAR')};"
        + changed("load_counts", "rows_in = 140, rows_loaded = 140", ASC_WAGE),
    ),
    "code pairs cut by half": (
        PAIRS, "releases_do_not_halve",
        f"{lost('asc_code_pair', PAIRS, 'device_hcpcs >= $$C0140$$')};"
        + changed("load_counts", "rows_in = 140, rows_loaded = 140", PAIRS),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    shelf = Shelf(tmp_path_factory.mktemp("schedules"))
    held: list[Any] = [shelf.put(release, **tables) for n in (0, 1) for release, tables in quarter(n).items()]
    with writing(build(shelf.root / "sound.duckdb", held, shelf.folders)) as con:
        yield con


def test_sound_schedules_block_nothing(sound: duckdb.DuckDBPyConnection) -> None:
    assert {name for name, blocking in found_after(sound, "SELECT 1").items() if blocking} == set()


@pytest.mark.parametrize(("release_id", "check", "sql"), BLOCKED.values(), ids=BLOCKED)
def test_a_corrupted_schedule_blocks(
    sound: duckdb.DuckDBPyConnection, release_id: str, check: str, sql: str
) -> None:
    """The check names the release: the operator knows which file to look at."""
    assert release_id in found_after(sound, sql, check).get(check, ())


def _of_areas(release_id: str, values: str) -> str:
    """`opps_wage_index` or `asc_wage_index` changed for the areas before one."""
    return changed(release_id.partition(" 2")[0].replace("-", "_"), values, release_id, "cbsa < '{}'")


LIMITS = [
    ("wage_indices_are_in_range", changed("asc_wage_index", "wage_index = {}", ASC_WAGE), at, past)
    for at, past in (("0.2", "0.1999"), ("2.5", "2.5001"))
]
LIMITS += [
    ("wage_indices_are_in_range", changed("opps_wage_index", f"{column} = {{}}", OPPS_WAGE), at, past)
    for column in ("geographic_wage_index", "reclassified_wage_index", "rural_floor", "imputed_floor")
    for at, past in (("0.2", "0.1999"), ("2.5", "2.5001"))
]
LIMITS += [  # 5 % of 300 areas; a fifth less or a quarter more; at least 50 areas
    (check, sql, at, past)
    for check in ("wage_indices_follow_the_year_before",)
    for sql, at, past in (
        (_of_areas(ASC_WAGE, "wage_index = wage_index * 1.26"), "10015", "10016"),
        (_of_areas(ASC_WAGE, "wage_index = wage_index * 0.79"), "10015", "10016"),
        (_of_areas(OPPS_WAGE, "geographic_wage_index = geographic_wage_index * 1.26"), "10015", "10016"),
        (changed("asc_wage_index", "wage_index = wage_index * {}", ASC_WAGE), "1.24", "1.26"),
        (changed("asc_wage_index", "wage_index = wage_index * {}", ASC_WAGE), "0.81", "0.79"),
        (
            "DELETE FROM asc_wage_index WHERE cbsa >= '{}';"
            + changed("asc_wage_index", "wage_index = wage_index * 2", ASC_WAGE),
            "10049",
            "10050",
        ),
    )
]
LIMITS += [
    (
        "tables_of_a_release_agree",
        f"INSERT INTO dmepos_item BY NAME SELECT '{DMEPOS}' AS release_id, 'E0001' AS hcpcs, "
        "'dmepos' AS schedule, {} AS modifier",
        at,
        past,
    )
    for at, past in (("'RR'", "NULL"), ("'RR'", "'NU'"), ("'RR'", "'RR' AS modifier_2, 'RR'"))
]


@pytest.mark.parametrize(("check", "sql", "at", "past"), LIMITS)
def test_a_check_of_wage_indices_finds_what_is_past_its_limit_alone(
    sound: duckdb.DuckDBPyConnection, check: str, sql: str, at: str, past: str
) -> None:
    assert_limit(sound, check, sql, at, past)
