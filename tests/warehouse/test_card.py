"""The card of a code holds what the reference page shows, and what `card.schema.json` says."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection as Con
from jsonschema import Draft202012Validator

import warehouse
from cmsfees.snapshot import OpenSnapshot, Row
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from warehouse.build.build_file import build

SCHEMA = json.loads((Path(warehouse.__file__).parent / "snapshots" / "card.schema.json").read_text("utf-8"))
FEBRUARY = date(2026, 2, 1)


def card(con: Con, code: str, on: date = FEBRUARY) -> Row:
    """The card, which fits the schema."""
    found = OpenSnapshot("", con).card(code, on)
    faults = [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
        for error in validator().iter_errors(found)
    ]
    assert faults == []
    return found


def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(SCHEMA)


def test_the_schema_knows_every_state(sample: Con) -> None:
    found = sample.execute("SELECT payment_status FROM payment_statuses").fetchall()
    statuses = {status for (status,) in found}
    assert set(SCHEMA["$defs"]["payment_status"]["enum"]) == statuses


def test_the_snapshot_has_all_data_for_the_reference_page(sample: Con) -> None:
    found = card(sample, "20957")
    figures = found["physician"]["physician_fees"]
    rvus = [figures[name] for name in ("work_rvu", "pe_rvu_facility", "mp_rvu", "total_rvu_facility")]
    assert rvus == [41.54, 23.14, 8.86, 73.54]
    assert (figures["physician_payment_facility"], figures["conversion_factor"]) == (2456.3, 33.4009)
    assert (figures["payment_status_nonfacility"], figures["global_days"]) == ("not_applicable", "090")
    office, hospital, asc = found["site_of_service"]
    assert (office["site"], office["payment_status"]) == ("office", "not_applicable")
    assert (hospital["apc"], hospital["facility_payment"], hospital["total_payment"]) == (
        "5114",
        7413.38,
        9869.68,
    )
    assert (asc["payment_indicator"], asc["facility_payment"], asc["total_payment"]) == (
        "J8",
        4682.29,
        7138.59,
    )


def test_every_source_has_its_file_and_hash(sample: Con) -> None:
    sources = card(sample, "20957")["sources"]
    assert [source["label"] for source in sources] == [
        "Anesthesia base units · January 2022",
        "ASC addenda · January 2026",
        "Clinical Laboratory Fee Schedule · January 2026",
        "HCPCS Level II codes · October 2025",
        "OPPS Addendum B · January 2026",
        "RVU26A · January 2026",
    ]
    assert all(
        source["members"] and len(source["sha256"]) == 64 and source["published_on"] for source in sources
    )


def test_what_is_not_loaded_is_named(sample: Con) -> None:
    missing = {missing["series"]: missing["reason"] for missing in card(sample, "20957")["missing"]}
    ended = {"asp", "dmepos", "hcpcs-level-ii", "anesthesia-base-units"}
    assert set(missing) == ended, "series of which the sample has no release at all are not asked"
    assert "asp 2025-10 r1, which ends on 2025-12-31" in missing["asp"]
    later = card(sample, "20957", date(2027, 5, 1))
    carried = ["anesthesia-base-units 2022 r1", "hcpcs-level-ii 2025-10 r1"]
    assert (later["status"], [source["release_id"] for source in later["sources"]]) == ("no_data", carried)
    absent = {missing["series"]: missing["reason"] for missing in later["missing"]}
    assert set(absent) == {"pfs-rvu", "opps", "asc", "clfs"} | ended
    assert "which ends on 2026-03-31" in absent["pfs-rvu"]


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    """Codes of October 2025 and April 2026, with none of January between; a fee schedule posted twice."""
    root = tmp_path_factory.mktemp("quarters")
    shelf = Shelf(root / "shelf")
    codes = {"2025-10": "of October", "2026-04": "of April"}
    item = {"hcpcs": "A9697", "record_id": "3", "sequence": "00100"}
    held = [
        shelf.put(f"hcpcs-level-ii {vintage}", hcpcs_level_ii=[item | {"long_description": text}])
        for vintage, text in codes.items()
    ]
    for vintage in ("2025-10", "2026-01", "2026-04"):
        held.append(shelf.put(f"opps {vintage}", opps_addendum_b=[rate("A9697", "9.00")]))
    for number, day in ((1, date(2025, 9, 1)), (2, date(2025, 11, 3))):
        held.append(shelf.put("pfs-rvu 2025D", number, day, pfs_rvu=[rvu("A9697", f"1.3{number}")]))
    for quarter, code in (("2025Q4", "A9697"), ("2026Q1", "99213")):
        held.append(shelf.put(f"ncci-mue-practitioner {quarter}", ncci_mue=[{"hcpcs": code, "mue_value": 3}]))
        held.append(shelf.put(f"ncci-ptp-practitioner {quarter}", ncci_ptp=[pair(code, "J1885")]))
    with duckdb.connect(build(root / "q.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


@pytest.mark.parametrize(
    ("day", "release"),
    [
        ("2025-12-31", "hcpcs-level-ii 2025-10 r1"),
        ("2026-01-01", "hcpcs-level-ii 2025-10 r1"),
        ("2026-03-31", "hcpcs-level-ii 2025-10 r1"),
        ("2026-04-01", "hcpcs-level-ii 2026-04 r1"),
    ],
)
def test_codes_go_on_until_the_next_release_of_them(quarters: OpenSnapshot, day: str, release: str) -> None:
    found = quarters.card("A9697", date.fromisoformat(day))
    sources = [source["release_id"] for source in found["sources"]]
    assert [name for name in sources if name.startswith("hcpcs")] == [release]
    assert found["descriptor"]["release_id"] == release


def test_limits_and_edits_of_a_past_quarter_are_not_on_the_card(quarters: OpenSnapshot) -> None:
    """The tables of October list the code, those of January another."""
    october, january = (quarters.card("A9697", day) for day in (date(2025, 12, 1), date(2026, 2, 1)))
    assert [(row["mue_value"], row["ncci_table"]) for row in october["mue"]] == [(3, "practitioner")]
    assert [row["as_column_1"] for row in october["ptp"]] == [1]
    assert (january["mue"], january["ptp"]) == ([], [])


def test_a_past_rate_stays_on_the_card_when_another_series_is_posted_again(quarters: OpenSnapshot) -> None:
    """What is known of October's rate does not end on the day on which its fee schedule was posted again."""
    for known_on in (date(2025, 10, 15), date(2025, 11, 15), date.max):
        card = quarters.card("A9697", date(2025, 12, 1), known_on)
        rates = {
            (row["site"], row["release_id"]): row["facility_payment"] for row in card["facility_history"]
        }
        assert rates["hospital_outpatient", "opps 2025-10 r1"] == 9.0, known_on


def test_components_modifiers_history_and_localities(sample: Con) -> None:
    found = card(sample, "71046")
    assert [row["modifier"] for row in found["physician"]["component_rows"]] == ["26", "TC"]
    assert {"26", "TC"} <= {modifier["modifier"] for modifier in found["physician"]["modifiers"]}
    assert [release["release_id"] for release in found["history"]] == ["pfs-rvu 2025D r1", "pfs-rvu 2026A r1"]
    localities = found["physician"]["localities"]
    assert (
        localities["nonfacility"]["low"]
        < localities["nonfacility"]["median"]
        < localities["nonfacility"]["high"]
    )
    assert localities["facility"]["low"] is None


def test_an_unknown_code_has_a_card_that_says_so(sample: Con) -> None:
    found = card(sample, "99999")
    assert (found["status"], found["physician"], found["site_of_service"]) == ("not_listed", None, [])
    assert found["reason"] == "The releases in force on that date do not list the code"


@pytest.mark.parametrize("text", ["x", "9999", "27447-26 ", ""])
def test_text_that_is_not_a_code_is_not_understood(sample: Con, text: str) -> None:
    found = card(sample, text)
    assert (found["status"], found["fees"]) == ("not_understood", [])
    assert found["reason"] == f"'{text}' is not a procedure code"
    assert next(validator().iter_errors(found), None) is None


def test_a_day_before_anything_was_posted_knows_nothing(sample: Con) -> None:
    known = OpenSnapshot("", sample).card("20957", FEBRUARY, known_on=date(2025, 12, 28))
    assert known["status"] == "no_data"
    assert "not yet published on 2025-12-28" in {missing["reason"][:31] for missing in known["missing"]}


def test_every_card_of_the_sample_matches_the_schema(sample: Con) -> None:
    checks = validator()
    cards = sample.execute("FROM code_cards_on(DATE '2026-02-01')").fetchall()
    assert len(cards) > 500
    for code, text in cards:
        assert next(checks.iter_errors(json.loads(text)), None) is None, code


def differing(con: Con, on: date, known_on: date, every: int) -> list[str]:
    """Codes, every so-many of those listed, whose own card is not the one among all cards."""
    listed = con.execute(
        "SELECT hcpcs, card FROM code_cards_on($1, known_on := $2)", [on, known_on]
    ).fetchall()
    asked = sorted(listed)[::every]
    assert len(asked) > 20
    query = "SELECT code_card($1, $2, known_on := $3)"
    return [code for code, card in asked if con.execute(query, [code, on, known_on]).fetchone() != (card,)]


def test_one_card_is_the_same_as_among_all(sample: Con) -> None:
    """All cards sort each list; one card sorts all its rows once."""
    assert differing(sample, FEBRUARY, date.max, every=8) == []


@pytest.mark.real
@pytest.mark.parametrize(
    ("on", "known_on"),
    [(FEBRUARY, date.max), (date(2024, 8, 1), date.max), (FEBRUARY, date(2026, 1, 20))],
)
def test_one_real_card_is_the_same_as_among_all(real: Con, on: date, known_on: date) -> None:
    assert differing(real, on, known_on, every=40) == []


@pytest.mark.real
@pytest.mark.parametrize(
    "on", [date(2009, 2, 1), date(2020, 2, 1), date(2024, 8, 1), date(2025, 11, 1), FEBRUARY]
)
def test_real_cards_fit_the_schema(real: Con, on: date) -> None:
    checks = validator()
    rows = real.execute(
        "SELECT card FROM code_cards_on($1) USING SAMPLE 300 ROWS (reservoir, 7)", [on]
    ).fetchall()
    assert len(rows) == 300
    assert [error.message for (text,) in rows for error in checks.iter_errors(json.loads(text))] == []


@pytest.mark.real
def test_a_real_card_knows_edits_limits_and_relations(real: Con) -> None:
    """2024Q3 is the quarter of which NCCI tables are copied; 2025Q4 the one of the add-on file."""
    edits = card(real, "99213", date(2024, 8, 1))
    assert {limit["ncci_table"] for limit in edits["mue"]} == {"practitioner", "hospital"}
    assert {pair["ncci_table"] for pair in edits["ptp"]} == {"practitioner", "hospital"}
    add_on = card(real, "22614", date(2025, 11, 1))["add_on"]
    assert {"22612", "22630"} <= {
        code for relation in add_on if relation["relation"] == "primary" for code in relation["codes"]
    }
    family = {
        relation["relation"]: relation["related_codes"].split() for relation in card(real, "45380")["related"]
    }
    assert {"45378", "45385"} <= set(family["endoscopy_family"])


def releases_quoted(
    found: Any, left_out: tuple[str, ...] = ("sources", "history", "facility_history")
) -> set[str]:
    """Every release that a part of the card names beside its figures."""
    if isinstance(found, list):
        return {release for source in found for release in releases_quoted(source)}
    if not isinstance(found, dict):
        return set()
    own = {value for name, value in found.items() if name.endswith("release_id") and value}
    return own | {
        release for name, part in found.items() if name not in left_out for release in releases_quoted(part)
    }


def test_every_release_that_a_card_quotes_is_among_its_sources(sample: Con) -> None:
    """Base units are CMS's of 2022 and HCPCS Level II's of October 2025: they go on, and say so."""
    for code in ("00400", "J1885", "E0601", "80053", "20957", "99213"):
        for on in (FEBRUARY, date(2025, 11, 1)):
            found = card(sample, code, on)
            assert releases_quoted(found) <= {source["release_id"] for source in found["sources"]}, (code, on)
    reasons = {missing["series"]: missing["reason"] for missing in card(sample, "00400")["missing"]}
    assert reasons["anesthesia-base-units"].endswith(
        "which ends on 2022-12-31; the rows of the release before are quoted"
    )


@pytest.mark.real
def test_every_release_that_a_card_of_cms_quotes_is_among_its_sources(real: Con) -> None:
    for year in (2018, 2022, 2025, 2026):
        on = date(year, 2, 1)
        query = "SELECT card FROM code_cards_on($1::DATE) WHERE hash(hcpcs) % 50 = 0"
        for (text,) in real.execute(query, [on]).fetchall():
            found = json.loads(text)
            assert releases_quoted(found) <= {source["release_id"] for source in found["sources"]}, (
                found["code"],
                on,
            )
