"""Corruption blocks publication: each check finds its violation, and none blocks an intact file."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.handmade import Shelf, Tables, pair, rate, rvu
from tests.warehouse.publishing import publish_snapshot
from tests.warehouse.test_cross_checks import AGREE
from warehouse.build.build_file import build
from warehouse.database import writing
from warehouse.publishing.accepted import Acceptance, UnknownCheck, raise_if_blocked
from warehouse.publishing.run_checks import CheckResult, ChecksFailed, checks, run_checks

EVERY_CHECK = checks()  # reading and generating them takes longer than running one
CODES = [f"{code}" for code in range(20000, 20300)]
LOCALITIES = [(f"{mac}", f"{n:02}") for mac in (10112, 10212) for n in range(30)]
RVU, OPPS, ASC, ZIP = "pfs-rvu 2026B r1", "opps 2026-04 r1", "asc 2026-04 r1", "zip-locality 2026Q2 r1"
PTP, MUE, ADD_ON = (
    "ncci-ptp-practitioner 2026Q2 r1",
    "ncci-mue-practitioner 2026Q2 r1",
    "ncci-add-on 2026Q2 r1",
)
SHIFTED = """UPDATE {table} AS row SET {column} = above.value FROM (
    SELECT hcpcs AS code, lag({column}) OVER (ORDER BY hcpcs) AS value FROM {table} WHERE {where}
) AS above WHERE {where} AND hcpcs = above.code AND above.value IS NOT NULL"""


def shifted(table: str, column: str, release_id: str, where: str = "true") -> str:
    """The column moved down by a row, as a slip in a spreadsheet does."""
    return SHIFTED.format(table=table, column=column, where=f"release_id = '{release_id}' AND {where}")


def changed(table: str, values: str, release_id: str, where: str = "true") -> str:
    return f"UPDATE {table} SET {values} WHERE release_id = '{release_id}' AND {where}"


def lost(table: str, release_id: str, where: str = "true") -> str:
    return f"DELETE FROM {table} WHERE release_id = '{release_id}' AND {where}"


def restarted(table: str, values: str, first: str, where: str = "true") -> str:
    """Every open row of an NCCI table, or some, ends, and begins again with another value."""
    these = f"last_release_id IS NULL AND {where}"
    return f"""CREATE TEMP TABLE again AS
        SELECT * REPLACE ({values}, '{first}' AS first_release_id) FROM {table} WHERE {these};
        UPDATE {table} SET last_release_id = '{first.replace("Q2", "Q1")}' WHERE {these};
        INSERT INTO {table} FROM again; DROP TABLE again"""


# Case → check that must block it, and what breaks it. The version of 16716a8 published the first nine.
SWAPPED_RVUS = "pe_rvu_facility = mp_rvu, pe_rvu_nonfacility = mp_rvu, mp_rvu = pe_rvu_facility"
OTHER_MAC = "mac = CASE mac WHEN '10112' THEN '10212' ELSE '10112' END"
THREEFOLD = ", ".join(
    f"{name} = {name} * 3" for name in ("payment_rate", "relative_weight", "minimum_copayment")
)
BLOCKED = {
    "work RVUs a row down": (
        "pfs_totals_add_up",
        shifted("pfs_rvu", "work_rvu", RVU, "NOT qualifying_apm"),
    ),
    "practice expense and malpractice exchanged": (
        "pfs_components_are_in_proportion",
        changed("pfs_rvu", SWAPPED_RVUS, RVU),
    ),
    "OPPS rates a row down": (
        "rates_follow_their_weights",
        shifted("opps_addendum_b", "payment_rate", OPPS),
    ),
    "OPPS rates without their point": (
        "facility_factors_are_in_range",
        changed("opps_addendum_b", "payment_rate = payment_rate * 1000", OPPS),
    ),
    "GPCIs exchanged": (
        "gpcis_follow_the_release_before",
        changed("pfs_gpci", "work_gpci = pe_gpci, pe_gpci = work_gpci", RVU),
    ),
    "a GPCI without its point": (
        "gpcis_are_in_range",
        changed("pfs_gpci", "work_gpci = 11.024", RVU, "mac = '10112' AND locality = '00'"),
    ),
    "Addendum B without 5 % of its lines": (
        "codes_stay_listed",
        lost("opps_addendum_b", OPPS, "hcpcs >= '20285'"),
    ),
    "surgical procedures without 5 % of their lines": (
        "codes_stay_listed",
        lost("asc_addendum_aa", ASC, "hcpcs::INT % 20 = 7"),
    ),
    "device offsets without 5 % of their lines": (
        "tables_of_a_release_agree",
        f"INSERT INTO asc_addendum_ff BY NAME SELECT release_id, hcpcs, payment_indicator "
        f"FROM asc_addendum_aa WHERE release_id = '{ASC}' AND hcpcs < '20285'",
    ),
    "ZIP codes of a contractor lost": ("localities_are_complete", lost("zip_locality", ZIP, "mac = '10112'")),
    "anesthesia factors of a contractor lost": (
        "localities_are_complete",
        lost("pfs_anesthesia_cf", RVU, "mac = '10212'"),
    ),
    "ZIP codes cut by 15 %": ("codes_stay_listed", lost("zip_locality", ZIP, "zip_code >= '00255'")),
    "PPRRVU cut by 15 %": ("codes_stay_listed", lost("pfs_rvu", RVU, "hcpcs >= '20255'")),
    "the QPP file alone": ("pfs_qualifying_apm_codes_are_listed", lost("pfs_rvu", RVU, "NOT qualifying_apm")),
    "half the GPCIs": ("pfs_localities_have_gpcis", lost("pfs_gpci", RVU, "mac = '10212'")),
    "half the GPCIs loaded": (
        "releases_do_not_halve",
        changed("load_counts", "rows_in = 30, rows_loaded = 30", RVU, "table_name = 'pfs_gpci'"),
    ),
    "RVUs of QPP unlike the others": (
        "pfs_qualifying_apm_rvus_are_equal",
        shifted("pfs_rvu", "work_rvu", RVU, "qualifying_apm"),
    ),
    "rates unlike the release before": (
        "columns_follow_the_release_before",
        changed("opps_addendum_b", THREEFOLD, OPPS),
    ),
    "copayments above their rates": (
        "opps_copayments_follow_their_rates",
        changed("opps_addendum_b", "minimum_copayment = payment_rate * 2", OPPS),
    ),
    "ASC rates a row down": (
        "rates_follow_their_weights",
        shifted("asc_addendum_aa", "payment_rate", ASC),
    ),
    "ASC drug rates tenfold": (
        "columns_follow_the_release_before",
        changed("asc_addendum_bb", "payment_rate = payment_rate * 10", ASC),
    ),
    "ASC rates without their point": (
        "facility_factors_are_in_range",
        changed("asc_addendum_aa", "payment_rate = payment_rate * 100", ASC),
    ),
    "PTP indicators moved": (
        "ncci_edits_continue",
        restarted("ncci_ptp", "'0' AS modifier_indicator", PTP),
    ),
    "MUE values moved": ("ncci_edits_continue", restarted("ncci_mue", "9 AS mue_value", MUE)),
    "half the add-on codes": ("codes_stay_listed", lost("ncci_add_on", ADD_ON, "add_on_code >= '20150'")),
    "ZIP localities moved": (
        "zip_localities_have_gpcis",
        changed("zip_locality", "locality = (99 - locality::INT)::VARCHAR", ZIP),
    ),
    "ZIP contractors exchanged": (
        "columns_follow_the_release_before",
        changed("zip_locality", OTHER_MAC, ZIP),
    ),
    "an anesthesia factor of 203": (
        "anesthesia_factors_are_in_range",
        changed("pfs_anesthesia_cf", "conversion_factor = 203", RVU, "locality = '01'"),
    ),
    "two factors": (
        "pfs_one_conversion_factor",
        changed("pfs_rvu", "conversion_factor = 36", RVU, "hcpcs = '20001'"),
    ),
    "a doubled row": (
        "keys_are_unique",
        f"INSERT INTO zip_locality FROM zip_locality WHERE release_id = '{ZIP}' LIMIT 1",
    ),
    "rows that nobody counted": ("loads_add_up", changed("load_counts", "rows_in = rows_in + 1", ZIP)),
    "a derived row twice": (
        "derived_keys_are_unique",
        "INSERT INTO physician_fees FROM physician_fees LIMIT 1",
    ),
    "a table that lost a row": (
        "tables_hold_what_was_loaded",
        lost("zip_locality", ZIP, "zip_code = '00001'"),
    ),
    "a release without rows": ("releases_have_rows", lost("load_counts", ZIP)),
    "two releases in force": (
        "spans_are_disjoint",
        f"INSERT INTO release_spans FROM release_spans WHERE release_id = '{ZIP}'",
    ),
    "a descriptor of the AMA": (
        "descriptors_are_level_two",
        changed("opps_addendum_b", "description = 'descriptor'", OPPS, "hcpcs = '20001'"),
    ),
}
CAP = """INSERT INTO pfs_opps_cap BY NAME SELECT 'pfs-rvu 2026B r1' AS release_id, '99999' AS hcpcs,
    'A' AS status_code, '10112' AS mac, '00' AS locality, 1 AS facility_amount, 1 AS nonfacility_amount"""
UNREADABLE = """INSERT INTO tables_missing BY NAME SELECT '{release}' AS release_id, 'ab' AS file_sha256,
    '{table}' AS table_name, '' AS member_pattern, 'rejected' AS kind, 'no header' AS reason"""
BY_WORDS = f"""INSERT INTO column_recognition BY NAME SELECT '{RVU}' AS release_id, 'ab' AS file_sha256,
    'pfs_gpci' AS table_name, 'GPCI.csv' AS member, 'work_gpci' AS column_name, 5 AS position,
    'Work index' AS header, 'words' AS how"""
DEFINED = """INSERT INTO asc_addendum_dd1 BY NAME
    SELECT '{release}' AS release_id, '{indicator}' AS indicator, 'paid' AS definition"""
AMOUNTS = """INSERT INTO parity BY NAME
    SELECT 'pfs-payment 2026B r1' AS published_release_id, 'all' AS scorecard"""
LISTED = {
    "an indicator that only another release defines": (
        "tables_of_a_release_agree",
        "; ".join(
            [
                *(DEFINED.format(release=release, indicator="A2") for release in (ASC, "asc 2026-01 r1")),
                DEFINED.format(release="asc 2026-01 r1", indicator="K2"),
                lost("asc_addendum_bb", "asc 2026-01 r1"),
            ]
        ),
    ),
    "amounts of which as many differ as lack data": (
        "published_amounts_are_ours",
        f"{AMOUNTS}, 2 AS amounts, 0 AS equal, 1 AS misses, 1 AS not_computed",
    ),
    "two codes of 300 lost": (
        "codes_are_rarely_lost",
        lost("opps_addendum_b", OPPS, "hcpcs IN ('20001', '20002')"),
    ),
    "a table that could not be read": (
        "tables_are_complete",
        UNREADABLE.format(release=RVU, table="pfs_opps_cap"),
    ),
    "a locality without counties": (
        "localities_are_complete",
        lost("pfs_locality_county", RVU, "mac = '10112' AND locality = '01'"),
    ),
    "a procedure both covered and excluded": (
        "tables_of_a_release_agree",
        f"INSERT INTO asc_addendum_ee BY NAME SELECT '{ASC}' AS release_id, '20001' AS hcpcs",
    ),
    "a header in other words": ("columns_are_recognized_as_usual", BY_WORDS),
    "a rate tenfold": (
        "rates_do_not_jump_tenfold",
        changed("opps_addendum_b", "payment_rate = payment_rate * 10", OPPS, "hcpcs = '20001'"),
    ),
    "a rate a tenth": (
        "rates_do_not_jump_tenfold",
        changed("asc_addendum_aa", "payment_rate = payment_rate / 10", ASC, "hcpcs = '20001'"),
    ),
    "a status that nobody explains": (
        "codes_are_explained",
        changed("pfs_rvu", "status_code = '?'", RVU, "hcpcs = '20001'"),
    ),
    "a third more rows": (
        "releases_keep_their_size",
        changed("load_counts", "rows_in = 400, rows_loaded = 400", OPPS),
    ),
    "two open edits of a pair": (
        "ncci_one_open_edit_a_pair",
        "INSERT INTO ncci_ptp FROM ncci_ptp WHERE column_1 = '20000'",
    ),
    "a cap of no code": ("pfs_opps_cap_codes_exist", CAP),
}


def physician(quarter: str) -> Tables:
    weights = [Decimal(100 + 7 * (n * 37 % 101)) / 100 for n in range(len(CODES))]
    rows = [
        rvu(code, str(work), "33.4009", qualifying_apm=qualifying)
        | ({"conversion_factor": Decimal("33.5675")} if qualifying else {})
        for qualifying in (False, True)
        for code, work in zip(CODES, weights, strict=True)
    ]
    local = [{"mac": mac, "locality": locality} for mac, locality in LOCALITIES]
    indices = {"work_gpci": Decimal("1.010"), "pe_gpci": Decimal("0.850"), "mp_gpci": Decimal("0.600")}
    return {
        "pfs_rvu": rows,
        "pfs_gpci": [place | indices for place in local],
        "pfs_locality_county": [
            place | {"us_state": "ALABAMA", "counties": "ALL COUNTIES"} for place in local
        ],
        "pfs_anesthesia_cf": [place | {"conversion_factor": Decimal("20.3")} for place in local],
    }


def hospital() -> Tables:
    rows = []
    for n, code in enumerate(CODES):
        weight = Decimal(100 + 13 * (n * 37 % 101)) / 100
        amount = round(weight * Decimal("91.415"), 2)
        own = {"relative_weight": weight, "minimum_copayment": round(amount / 5, 2), "status_indicator": "S"}
        rows.append(rate(code, str(amount), **own))
    return {"opps_addendum_b": rows}


def surgery_center() -> Tables:
    priced = [(code, Decimal(100 + 13 * (n * 37 % 101)) / 100) for n, code in enumerate(CODES)]
    paid: list[dict[str, Any]] = [
        {"hcpcs": code, "payment_weight": weight, "payment_rate": round(weight * Decimal("56.322"), 2)}
        for code, weight in priced
    ]
    drugs = [{"hcpcs": f"J{n:04}", "payment_indicator": "K2", "payment_rate": 5 + n} for n in range(300)]
    return {
        "asc_addendum_aa": [row | {"payment_indicator": "A2"} for row in paid],
        "asc_addendum_bb": drugs,
    }


def others(n: int) -> dict[str, Tables]:
    places = [LOCALITIES[at % len(LOCALITIES)] for at in range(300)]
    limit, primary = {"mue_value": 2, "mai": "3"}, {"primary_code": "99213", "add_on_type": "1"}
    return {
        f"zip-locality 2026Q{n}": {
            "zip_locality": [
                {"zip_code": f"{at:05}", "mac": mac, "locality": place}
                for at, (mac, place) in enumerate(places)
            ]
        },
        f"ncci-ptp-practitioner 2026Q{n}": {"ncci_ptp": [pair(code, "99213") for code in CODES]},
        f"ncci-mue-practitioner 2026Q{n}": {"ncci_mue": [{"hcpcs": code} | limit for code in CODES]},
        f"ncci-add-on 2026Q{n}": {"ncci_add_on": [{"add_on_code": code} | primary for code in CODES]},
    }


@pytest.fixture(scope="module")
def two_quarters(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shelf, list[Any]]:
    shelf = Shelf(tmp_path_factory.mktemp("quarters"))
    held = [shelf.put(f"pfs-rvu 2026{letter}", **physician(letter)) for letter in "AB"]
    held += [shelf.put(f"opps 2026-{month}", **hospital()) for month in ("01", "04")]
    held += [shelf.put(f"asc 2026-{month}", **surgery_center()) for month in ("01", "04")]
    held += [shelf.put(release, **tables) for n in (1, 2) for release, tables in others(n).items()]
    return shelf, held


@pytest.fixture(scope="module")
def sound(two_quarters: tuple[Shelf, list[Any]]) -> Iterator[duckdb.DuckDBPyConnection]:
    shelf, held = two_quarters
    with writing(build(shelf.root / "sound.duckdb", held, shelf.folders)) as con:
        yield con


def found_after(con: duckdb.DuckDBPyConnection, sql: str, check: str = "") -> dict[str, tuple[str, ...]]:
    """Checks that find rows once the statements have run, with the releases they block; all, or the one."""
    chosen = [known for known in EVERY_CHECK if check in ("", known.name)]
    con.execute("BEGIN")
    try:
        con.execute(sql)
        return {result.name: result.blocking for result in run_checks(con, chosen) if result.failures}
    finally:
        con.execute("ROLLBACK")


def assert_limit(con: duckdb.DuckDBPyConnection, check: str, sql: str, at: str, past: str) -> None:
    """Assert that the check finds what is past its limit, and nothing at it."""
    assert found_after(con, sql.format(at), check) == {}
    assert {*found_after(con, sql.format(past), check)} == {check}


def test_a_sound_file_fails_no_check(sound: duckdb.DuckDBPyConnection) -> None:
    assert found_after(sound, "SELECT 1") == {}


def test_the_severity_of_a_check_is_known_before_it_finds_anything(sound: duckdb.DuckDBPyConnection) -> None:
    """`warn, block above 20` is a warning until it blocks; `block` is one at once."""
    names = ("spans_are_disjoint", "rates_follow_their_weights", "tables_are_complete")
    severities = {
        result.name: result.severity
        for result in run_checks(sound, [known for known in checks() if known.name in names])
    }
    assert severities == dict(zip(names, ("block", "warn", "warn"), strict=True))


@pytest.mark.parametrize(("check", "sql"), BLOCKED.values(), ids=BLOCKED)
def test_a_corruption_blocks(sound: duckdb.DuckDBPyConnection, check: str, sql: str) -> None:
    assert found_after(sound, sql, check).get(check)


@pytest.mark.parametrize(("check", "sql"), LISTED.values(), ids=LISTED)
def test_an_oddity_is_listed_only(sound: duckdb.DuckDBPyConnection, check: str, sql: str) -> None:
    assert found_after(sound, sql, check)[check] == ()


@pytest.mark.parametrize("table", ["pfs_gpci", "pfs_locality_county", "pfs_anesthesia_cf"])
def test_a_table_that_could_not_be_read_stops_no_other(sound: duckdb.DuckDBPyConnection, table: str) -> None:
    """A release without its GPCI file was blocked, for the localities of its other files had no indices."""
    counted = lost("load_counts", RVU, f"table_name = '{table}'")
    missing = UNREADABLE.format(release=RVU, table=table)
    found = found_after(sound, f"{lost(table, RVU)}; {counted}; {missing}")
    assert {name for name, blocking in found.items() if blocking} == set()


WITH_TEXT = """INSERT INTO {table} BY NAME
    SELECT '{release}' AS release_id, '{code}' AS hcpcs, {text} AS description"""
TEXTS = {
    **{"pfs_rvu": RVU, "opps_addendum_b": OPPS},
    **{f"asc_addendum_{letters}": ASC for letters in ("aa", "bb", "ee", "ff")},
}


@pytest.mark.parametrize(("table", "release"), TEXTS.items())
def test_only_the_text_of_a_cpt_code_is_a_descriptor_too_many(
    sound: duckdb.DuckDBPyConnection, table: str, release: str
) -> None:
    """A CPT code without text (20000) may be stored, and CMS's own text of a Level II code (C1000)."""
    for code, text, blocks in (
        ("20000", "'text'", True),
        ("20000", "NULL", False),
        ("C1000", "'text'", False),
    ):
        row = WITH_TEXT.format(table=table, release=release, code=code, text=text)
        unbound = f"CREATE OR REPLACE TEMP TABLE {table} AS FROM {table} LIMIT 0; {row}"
        assert bool(found_after(sound, unbound, "descriptors_are_level_two")) is blocks, (code, text)


NO_FAULT = {
    "a rate without a weight": (
        "rates_follow_their_weights",
        changed("opps_addendum_b", "relative_weight = 0", OPPS, "hcpcs = '20000'"),
    ),
    "a locality that is unlike the others, in both releases": (
        "gpcis_follow_the_release_before",
        "UPDATE pfs_gpci SET work_gpci = 1.5, pe_gpci = 1.4 WHERE mac = '10112' AND locality = '00'",
    ),
}


@pytest.mark.parametrize(("check", "sql"), NO_FAULT.values(), ids=NO_FAULT)
def test_what_is_not_a_fault_is_not_found(sound: duckdb.DuckDBPyConnection, check: str, sql: str) -> None:
    assert found_after(sound, sql, check) == {}


def one(table: str, value: str, release_id: str, where: str = "hcpcs = '20001'") -> str:
    return changed(table, value, release_id, where)


ALABAMA = "mac = '10112' AND locality = '00'"
RATE_OF_WEIGHT = "payment_rate = relative_weight * {}, minimum_copayment = 0"
SPAN = f"""INSERT INTO release_spans SELECT * REPLACE ({{}}) FROM release_spans WHERE release_id = '{ZIP}'
    AND known_to = DATE '9999-12-31'"""
FEWER_CODES = (
    f"DELETE FROM opps_addendum_b WHERE hcpcs >= '{{}}'; {BLOCKED['OPPS rates without their point'][1]}"
)
SECOND_EDIT = "INSERT INTO ncci_ptp SELECT * REPLACE ({}) FROM ncci_ptp WHERE column_1 = '20000'"
FEWER_EDITS = "DELETE FROM ncci_ptp WHERE column_1 >= '20100';"
# Check, statement, what it may say without being found, and what is found: the limits that the checks state.
LIMITS = [
    (
        "anesthesia_factors_are_in_range",
        one("pfs_anesthesia_cf", "conversion_factor = {}", RVU, ALABAMA),
        at,
        past,
    )
    for at, past in (("8", "7.99"), ("45", "45.01"))
]
LIMITS += [
    ("gpcis_are_in_range", one("pfs_gpci", f"{part}_gpci = {{}}", RVU, ALABAMA), at, past)
    for part in ("work", "pe", "mp")
    for at, past in (("0.2", "0.199"), ("3.5", "3.501"))
]
LIMITS += [  # 10 % of 1.010 and 20 % of 0.850
    ("gpcis_follow_the_release_before", one("pfs_gpci", f"{part}_gpci = {{}}", RVU, ALABAMA), at, past)
    for part, at, past in (
        ("work", "1.110", "1.112"),
        ("work", "0.910", "0.908"),
        ("pe", "1.019", "1.021"),
        ("pe", "0.681", "0.679"),
    )
]
LIMITS += [
    ("facility_factors_are_in_range", changed("opps_addendum_b", RATE_OF_WEIGHT, OPPS), at, past)
    for at, past in (("50.1", "49.9"), ("149.9", "150.1"))
]
LIMITS += [
    (
        "facility_factors_are_in_range",
        changed("asc_addendum_aa", "payment_rate = payment_weight * {}", ASC),
        at,
        past,
    )
    for at, past in (("30.1", "29.9"), ("119.9", "120.1"))
]
LIMITS += [
    ("rates_follow_their_weights", one(table, "payment_rate = payment_rate * {}", release), at, past)
    for table, release in (("opps_addendum_b", OPPS), ("asc_addendum_aa", ASC))
    for at, past in (("1.009", "1.011"), ("0.991", "0.989"))
]
LIMITS += [
    ("opps_copayments_follow_their_rates", one("opps_addendum_b", f"{column} = {{}}", OPPS), at, past)
    for column, at, past in (
        ("minimum_copayment", "payment_rate * 0.209", "payment_rate * 0.211"),
        ("minimum_copayment", "payment_rate * 0.191", "payment_rate * 0.189"),
        ("minimum_copayment", "0", "0.01"),
        ("national_copayment", "payment_rate", "payment_rate + 0.01"),
        (
            "minimum_copayment",
            "payment_rate * 0.2, payment_rate = 0.99",
            "payment_rate * 0.2, payment_rate = 1",
        ),
    )
]
LIMITS += [
    ("rates_do_not_jump_tenfold", one(table, "payment_rate = payment_rate {}", release), at, past)
    for table, release in (("opps_addendum_b", OPPS), ("asc_addendum_aa", ASC))
    for at, past in (("* 7.99", "* 8.01"), ("/ 7.99", "/ 8.01"))
]
LIMITS += [
    (
        "rates_do_not_jump_tenfold",
        one("asc_addendum_bb", "payment_rate = payment_rate {}", ASC, "hcpcs = 'J0001'"),
        *limits,
    )
    for limits in (("* 7.99", "* 8.01"), ("/ 7.9", "/ 8.2"))
]
LIMITS += [
    ("releases_keep_their_size", changed("load_counts", "rows_loaded = {}", OPPS), at, past)
    for at, past in (("375", "376"), ("240", "239"))
]
LIMITS += [  # 15 % of 600 rows; 30 % of 300 pairs, and more than 50
    ("releases_do_not_halve", changed("load_counts", "rows_loaded = {}", OPPS), "166", "165"),
    (
        "releases_do_not_halve",
        "UPDATE load_counts SET rows_loaded = {} WHERE release_id LIKE 'opps 2026-01%'; "
        + changed("load_counts", "rows_loaded = 20", OPPS),
        "49",
        "50",
    ),
    ("releases_have_rows", changed("load_counts", "rows_loaded = {}", OPPS), "1", "0"),
    (
        "pfs_components_are_in_proportion",
        changed("pfs_rvu", "mp_rvu = 2", RVU, "hcpcs < '{}'"),
        "20045",
        "20046",
    ),
    (
        "pfs_components_are_in_proportion",
        f"DELETE FROM pfs_rvu WHERE hcpcs >= '{{}}'; {changed('pfs_rvu', 'mp_rvu = 2', RVU)}",
        "20099",
        "20100",
    ),
    ("facility_factors_are_in_range", FEWER_CODES, "20099", "20100"),
    (
        "ncci_edits_continue",
        restarted("ncci_ptp", "'0' AS modifier_indicator", PTP, "column_1 < '{0}'"),
        "20090",
        "20091",
    ),
    (
        "ncci_edits_continue",
        FEWER_EDITS + restarted("ncci_ptp", "'0' AS modifier_indicator", PTP, "column_1 < '{0}'"),
        "20050",
        "20051",
    ),
    ("ncci_edits_continue", restarted("ncci_mue", "9 AS mue_value", MUE, "hcpcs < '{0}'"), "20090", "20091"),
    (
        "spans_are_disjoint",
        SPAN,
        "service_to + 1 AS service_from, service_to + 1 AS service_to",
        "service_to AS service_from, service_to + 1 AS service_to",
    ),
    (
        "spans_are_disjoint",
        SPAN.replace("2026Q2", "2026Q1"),
        "service_from - 1 AS service_from, service_from - 1 AS service_to",
        "service_from - 1 AS service_from, service_from AS service_to",
    ),
    (
        "spans_are_disjoint",
        SPAN,
        "known_from - 1 AS known_from, known_from - 1 AS known_to",
        "known_from - 1 AS known_from, known_from AS known_to",
    ),
    (
        "spans_are_disjoint",
        f"UPDATE release_spans SET known_to = DATE '2030-01-01'; {SPAN.replace('9999-12-31', '2030-01-01')}",
        "known_to + 1 AS known_from, known_to + 1 AS known_to",
        "known_to AS known_from, known_to + 1 AS known_to",
    ),
    *(
        (
            "pfs_one_conversion_factor",
            one("pfs_rvu", "conversion_factor = 36, status_code = '{}'", RVU),
            "X",
            paid,
        )
        for paid in "RT"
    ),
    ("ncci_one_open_edit_a_pair", SECOND_EDIT, "DATE '2026-05-01' AS deletion_date", "column_1 AS column_1"),
    ("ncci_one_open_edit_a_pair", SECOND_EDIT, f"'{PTP}' AS last_release_id", "column_1 AS column_1"),
    (
        "published_amounts_are_ours",
        f"{AMOUNTS}, 2 AS amounts, 1 AS equal, {{}} AS misses, 0 AS not_computed",
        "0",
        "1",
    ),
    # Generated of the tables: 15 % of 300 rates, 25 % of indicators, 1.5 % and 0.5 % of the codes in a year.
    *(
        (
            "columns_follow_the_release_before",
            changed("opps_addendum_b", f"payment_rate = payment_rate {sign} {by}", OPPS, where),
            at,
            past,
        )
        for sign in "*/"
        for by, where, at, past in (
            ("2.01", "hcpcs < '{}'", "20045", "20046"),
            ("{}", "true", "1.99", "2.01"),
        )
    ),
    (
        "columns_follow_the_release_before",
        changed("opps_addendum_b", "status_indicator = 'T'", OPPS, "hcpcs < '{}'"),
        "20075",
        "20076",
    ),
    (
        "columns_follow_the_release_before",
        f"DELETE FROM opps_addendum_b WHERE hcpcs >= '{{}}'; {changed('opps_addendum_b', THREEFOLD, OPPS)}",
        "20199",
        "20200",
    ),
    ("codes_stay_listed", lost("opps_addendum_b", OPPS, "hcpcs < '{}'"), "20004", "20005"),
    ("codes_are_rarely_lost", lost("opps_addendum_b", OPPS, "hcpcs < '{}'"), "20001", "20002"),
    (
        "codes_are_rarely_lost",
        "DELETE FROM opps_addendum_b WHERE hcpcs >= '{}'; "
        + lost("opps_addendum_b", OPPS, "hcpcs < '20010'"),
        "20049",
        "20050",
    ),
]
EARLIER = "UPDATE releases SET service_from = DATE '2026-04-01' - {{}} WHERE release_id = '{}'; "
LIMITS += [  # releases further apart are not compared
    (check, EARLIER.format(before) + sql, str(days + 1), str(days))
    for check, before, days, sql in (
        ("releases_do_not_halve", "opps 2026-01 r1", 800, changed("load_counts", "rows_loaded = 1", OPPS)),
        (
            "gpcis_follow_the_release_before",
            "pfs-rvu 2026A r1",
            800,
            one("pfs_gpci", "work_gpci = 2", RVU, ALABAMA),
        ),
        (
            "columns_follow_the_release_before",
            "opps 2026-01 r1",
            800,
            changed("opps_addendum_b", THREEFOLD, OPPS),
        ),
        ("codes_stay_listed", "opps 2026-01 r1", 800, lost("opps_addendum_b", OPPS, "hcpcs < '20016'")),
        ("codes_are_rarely_lost", "opps 2026-01 r1", 800, lost("opps_addendum_b", OPPS, "hcpcs < '20007'")),
        (
            "ncci_edits_continue",
            PTP.replace("Q2", "Q1"),
            200,
            restarted("ncci_ptp", "'0' AS modifier_indicator", PTP),
        ),
    )
]
LIMITS += [
    # Between calendar years 5 % of 300 codes, and 2 %.
    (
        check,
        EARLIER.format("opps 2026-01 r1").format(400) + lost("opps_addendum_b", OPPS, "hcpcs < '{}'"),
        at,
        past,
    )
    for check, at, past in (
        ("codes_stay_listed", "20015", "20016"),
        ("codes_are_rarely_lost", "20006", "20007"),
    )
]
LIMITS += [
    (
        "pfs_components_are_in_proportion",
        "DELETE FROM pfs_rvu WHERE hcpcs >= '20100' OR hcpcs = '20099' AND qualifying_apm AND {}; "
        + changed("pfs_rvu", "mp_rvu = 2", RVU),
        "true",
        "false",
    ),
    ("pfs_components_are_in_proportion", changed("pfs_rvu", "mp_rvu = {}", RVU), "1.00", "1.01"),
]


def row_of(table: str, release_id: str, more: str = "") -> str:
    return f"INSERT INTO {table} BY NAME SELECT '{release_id}' AS release_id, '{{}}' AS hcpcs{more}"


AS_LONG = f"""INSERT INTO asc_addendum_ff BY NAME
    SELECT release_id, hcpcs, payment_indicator FROM asc_addendum_aa WHERE release_id = '{ASC}'"""
DEFINED_STATUS = (
    f"INSERT INTO opps_addendum_d1 BY NAME SELECT '{OPPS}' AS release_id, '{{}}' AS status_indicator"
)
GROUPED = f"INSERT INTO opps_addendum_a BY NAME SELECT '{OPPS}' AS release_id, '{{}}' AS apc"
LIMITS += [  # what each table of a release has in common with the others
    ("tables_of_a_release_agree", sql, at, past)
    for sql, at, past in (
        (f"{AS_LONG}; {row_of('asc_addendum_ff', ASC, ', $$A2$$ AS payment_indicator')}", "20001", "99999"),
        (row_of("asc_addendum_bb", ASC, ", 'K2' AS payment_indicator"), "J9999", "20001"),
        (f"{DEFINED_STATUS}, 'Services' AS item", "S", "T"),
        (f"{GROUPED}, 'S' AS status_indicator", "1234", "1235"),
        (row_of("opps_addendum_n", OPPS), "20001", "99999"),
        (row_of("opps_addendum_o", OPPS), "20001", "99999"),
        (row_of("opps_addendum_q", OPPS, ", 1 AS payment_rate"), "20001", "99999"),
    )
]
LIMITS += [  # a code of one list of indicators is not one of another
    ("codes_are_explained", one(table, f"{column} = '{{}}'", release_id, where), at, past)
    for table, column, release_id, where, at, past in (
        ("pfs_rvu", "status_code", RVU, "hcpcs = '20001'", "C", "J1"),
        ("opps_addendum_b", "status_indicator", OPPS, "hcpcs = '20001'", "J1", "A2"),
        ("asc_addendum_aa", "payment_indicator", ASC, "hcpcs = '20001'", "J8", "J1"),
        ("asc_addendum_bb", "payment_indicator", ASC, "hcpcs = 'J0001'", "K7", "J1"),
    )
]
LIMITS += [
    ("columns_are_recognized_as_usual", BY_WORDS.replace("'words'", "'{}'"), "header", how)
    for how in ("words", "values", "order", "absent")
]
LIMITS += [
    (
        "published_amounts_are_ours",
        f"{AMOUNTS}, 2 AS amounts, 1 AS equal, 0 AS misses, {{}} AS not_computed",
        "0",
        "1",
    ),
    (
        "tables_are_complete",
        UNREADABLE.format(release=RVU, table="pfs_opps_cap").replace("'rejected'", "'{}'"),
        "accepted",
        "absent",
    ),
    (
        "pfs_opps_cap_codes_exist",
        CAP.replace("'99999' AS hcpcs", "'20001' AS hcpcs, {} AS modifier"),
        "NULL",
        "'26'",
    ),
]
SERIES = "UPDATE releases SET series = '{{}}' WHERE series = 'opps'; {}"
LIMITS += [  # lists of changes, samples of amounts and the cap of some codes have no usual size
    (check, sql, at, past)
    for check in ("releases_do_not_halve", "releases_keep_their_size")
    for sql, at, past in (
        (SERIES.format(changed("load_counts", "rows_loaded = 1", OPPS)), "pfs-payment", "opps"),
        (SERIES.format(changed("load_counts", "rows_loaded = 1", OPPS)), "opps-changes-apc", "opps"),
    )
]
LIMITS += [
    (
        "releases_do_not_halve",
        "UPDATE load_counts SET table_name = '{}' WHERE table_name = 'opps_addendum_b'; "
        + changed("load_counts", "rows_loaded = 1", OPPS),
        "pfs_opps_cap",
        "opps_addendum_b",
    )
]


@pytest.mark.parametrize(("check", "sql", "at", "past"), LIMITS)
def test_a_check_finds_what_is_past_its_limit_alone(
    sound: duckdb.DuckDBPyConnection, check: str, sql: str, at: str, past: str
) -> None:
    assert_limit(sound, check, sql, at, past)


@pytest.mark.parametrize(("rows", "blocks"), [(20, False), (21, True)])
def test_a_check_blocks_above_its_number_of_rows_per_release(
    sound: duckdb.DuckDBPyConnection, rows: int, blocks: bool
) -> None:
    faults = changed("pfs_rvu", "total_rvu_facility = 0", RVU, f"NOT qualifying_apm AND hcpcs < '200{rows}'")
    elsewhere = changed("pfs_rvu", "total_rvu_facility = 0", "pfs-rvu 2026A r1", "hcpcs < '20010'")
    found = found_after(sound, f"{faults}; {elsewhere}", "pfs_totals_add_up")
    assert found == {"pfs_totals_add_up": (RVU,) if blocks else ()}


def test_each_check_finds_its_violation() -> None:
    shown = {check for check, _ in [*BLOCKED.values(), *LISTED.values()]}
    in_cross_checks = {*AGREE, "asc_office_based_rates"}
    of_schedules = {
        "stated_rows_are_loaded",
        "wage_indices_are_in_range",
        "wage_indices_follow_the_year_before",
    }
    assert {check.name for check in checks()} - shown - in_cross_checks - of_schedules == set()


def test_an_accepted_finding_is_published_and_stays_accepted(tmp_path: Path) -> None:
    """The reason is in the snapshot, and the next night's release is not blocked by the same rows again."""
    shelf = Shelf(tmp_path / "shelf")
    odd = shelf.put("pfs-rvu 2026A", pfs_rvu=[rvu("99213", "1.30"), rvu("99214", "1.92", cf="40.0000")])
    reason = {"pfs_one_conversion_factor": "CMS pays 99214 by a law of its own"}
    first = publish_snapshot(tmp_path / "snapshots", [odd], shelf.folders, accept=reason)
    manifest = json.loads((first.path / "manifest.json").read_text())
    [accepted] = manifest["accepted_checks"]
    assert (accepted["check_name"], accepted["release_id"]) == (
        "pfs_one_conversion_factor",
        "pfs-rvu 2026A r1",
    )
    assert accepted["reason"] == reason["pfs_one_conversion_factor"]
    later = shelf.put("opps 2026-01", opps_addendum_b=[rate("27447", "120.000")])
    second = publish_snapshot(tmp_path / "snapshots", [odd, later], shelf.folders)
    with duckdb.connect(second.path / "cmsfees.duckdb", read_only=True) as con:
        assert con.sql("SELECT check_name, reason FROM accepted_checks").fetchall() == [*reason.items()]


def test_an_error_tells_the_operator_what_failed_where_and_what_to_do(
    sound: duckdb.DuckDBPyConnection,
) -> None:
    """Of what is accepted for one release only the others are named."""
    twice = [finding("pfs-rvu 2026A r1", "pfs-rvu 2026B r1"), finding()]
    accepted = Acceptance("pfs_one_conversion_factor", "pfs-rvu 2026A r1", "so", "2026-11-28")
    with pytest.raises(ChecksFailed) as failed:
        raise_if_blocked(sound, twice, {}, [accepted])
    message = str(failed.value)
    assert "the last snapshot stays in use" in message
    assert "- pfs_one_conversion_factor (one factor): 4 rows in pfs-rvu 2026B r1, such as [{}]" in message
    assert "--accept CHECK --reason" in message
    assert len(failed.value.findings) == 1


def finding(*blocking: str) -> CheckResult:
    return CheckResult("pfs_one_conversion_factor", "block", "one factor", 4, "[{}]", blocking, blocking)


def test_a_check_is_accepted_by_its_name_and_with_a_reason(sound: duckdb.DuckDBPyConnection) -> None:
    results = run_checks(sound)
    with pytest.raises(UnknownCheck, match=r"there is no check 'gpci'; the checks are .*gpcis_are_in_range"):
        raise_if_blocked(sound, results, {"gpci": "so"}, [])
    with pytest.raises(UnknownCheck, match="only with a reason"):
        raise_if_blocked(sound, results, {"gpcis_are_in_range": " "}, [])
    old = Acceptance("gpcis_are_in_range", "pfs-rvu 2020A r1", "so", f"{date.today() - timedelta(1)}")
    raise_if_blocked(sound, results, {}, [old])
    assert sound.sql("FROM accepted_checks").fetchall() == [], "it was not needed"
