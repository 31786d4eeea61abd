"""Edit, bypassable, no edit, or no data: four answers that are never mistaken for each other."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot, Row
from tests.warehouse.edits import AUGUST, small_file
from tests.warehouse.handmade import Shelf, pair, rvu
from warehouse.build.build_file import build
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.ncci_denials import denied_lines, ncci_findings


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    with small_file(tmp_path_factory.mktemp("edits")) as con:
        yield con


def conflict(con: Con, one: str, other: str, on: date = AUGUST) -> Row:
    [row] = OpenSnapshot("", con).conflicts([one, other], on)
    return row


def test_an_edit_with_indicator_1_can_be_bypassed_by_a_modifier(small: Con) -> None:
    row = conflict(small, "20003", "20000")
    assert (row["answer"], row["column_1"], row["column_2"]) == ("bypassable", "20000", "20003")
    assert {"59", "XS", "RT", "78"} <= set(row["bypassing_modifiers"])
    assert not {"26", "51", "80"} & set(row["bypassing_modifiers"])


def test_an_edit_with_indicator_0_cannot(small: Con) -> None:
    row = conflict(small, "20000", "20004")
    assert (row["answer"], row["bypassing_modifiers"]) == ("edit", None)


@pytest.mark.parametrize(
    ("one", "other", "on", "answer"),
    [
        ("20001", "20002", date(2024, 7, 31), "bypassable"),  # the deletion date is the last day in force
        ("20001", "20002", date(2024, 8, 1), "no_edit"),
        ("20002", "20005", AUGUST, "no_edit"),  # indicator 9: never in force
        ("20000", "99999", AUGUST, "no_edit"),
        ("20000", "20004", date(2024, 10, 1), "no_data"),
        ("20000", "20004", date(2024, 6, 30), "no_data"),
    ],
)
def test_a_pair_not_in_a_loaded_table_has_no_edit(
    small: Con, one: str, other: str, on: date, answer: str
) -> None:
    row = conflict(small, one, other, on)
    assert row["answer"] == answer
    assert row["reason"]


def test_the_other_setting_has_its_own_table(small: Con) -> None:
    [row] = OpenSnapshot("", small).conflicts(["20000", "20004"], AUGUST, "hospital")
    assert (row["answer"], row["reason"]) == ("no_data", "no release of ncci-ptp-hospital is loaded")


def test_what_was_not_yet_posted_is_not_known(small: Con) -> None:
    fees, before = OpenSnapshot("", small), date(2000, 1, 1)
    [pair] = fees.conflicts(["20000", "20004"], AUGUST, known_on=before)
    payment = fees.payment("20000", AUGUST, setting="facility", known_on=before)
    assert (pair["answer"], payment["payment_status"]) == ("no_data", "no_data")
    assert fees.modifiers("20000", AUGUST)
    assert fees.modifiers("20000", AUGUST, before) == []


def test_a_code_without_a_published_limit_is_not_without_a_limit(small: Con) -> None:
    rows = small.execute(
        "SELECT hcpcs, answer, mue_value, mai, reason FROM mue_limits($1, $2, 'practitioner')",
        [["20000", "20001"], AUGUST],
    ).fetchall()
    assert rows[0][:4] == ("20000", "edit", 1, "2")
    assert rows[1][:4] == ("20001", "no_edit", None, None)
    assert "confidential" in rows[1][4]
    later = small.execute(
        "SELECT answer FROM mue_limits(['20000'], DATE '2025-01-01', 'practitioner')"
    ).fetchall()
    assert later == [("no_data",)]


@pytest.fixture
def unexplained(small: Con, tmp_path: Path) -> Iterator[Con]:
    """The tables as CMS posted them before it published how a limit applies and why a pair is one."""
    [path] = small.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchone() or ()
    with duckdb.connect(shutil.copy(path, tmp_path / "early.duckdb")) as con:
        con.execute("UPDATE ncci_mue SET mai = NULL, rationale = NULL")
        con.execute("UPDATE ncci_ptp SET rationale = NULL")
        yield con


def test_limits_and_pairs_that_cms_had_not_explained(unexplained: Con) -> None:
    [limit] = unexplained.execute(
        "SELECT answer, mue_value, mai, reason FROM mue_limits(['20000'], $1, 'practitioner')", [AUGUST]
    ).fetchall()
    assert limit == ("edit", 1, None, "CMS had not published how the limit is applied")
    assert conflict(unexplained, "20000", "20004")["reason"].endswith("under any modifier")
    assert conflict(unexplained, "20000", "20003")["reason"].endswith("modifier applies")


@pytest.mark.parametrize(
    ("units", "denied"),
    [((2, 2), []), ((3, 1), [1])],
    ids=["only the day exceeds it", "a line alone exceeds it"],
)
def test_a_limit_that_cms_had_not_explained_surely_denies_a_line_above_it(
    unexplained: Con, units: tuple[int, int], denied: list[int]
) -> None:
    lines = tuple(ClaimLine(code="97110", units=count) for count in units)
    claim = Claim(service_date=AUGUST, setting="nonfacility", lines=lines)
    denials = denied_lines(claim, ncci_findings(unexplained, claim))
    assert [denial.number for denial in denials] == denied


@pytest.mark.parametrize(
    ("codes", "answers"),
    [
        (["20009", "20000"], {"20009": "no_edit", "20000": "no_edit"}),
        (["20009", "20001"], {"20009": "edit", "20001": "no_edit"}),
        (["20010"], {"20010": "bypassable"}),  # type 2: the contractor defines the primaries
    ],
)
def test_an_add_on_code_wants_a_primary(small: Con, codes: list[str], answers: dict[str, str]) -> None:
    rows = small.execute("SELECT hcpcs, answer FROM add_on_status($1, $2)", [codes, AUGUST]).fetchall()
    assert dict(rows) == answers


def test_three_tables_on_one_day(small: Con) -> None:
    assert small.execute("SELECT count(*) FROM ptp_edits_on($1, 'practitioner')", [AUGUST]).fetchone() == (2,)
    assert small.execute("SELECT count(*) FROM mue_edits_on($1, 'practitioner')", [AUGUST]).fetchone() == (2,)
    assert small.execute("SELECT count(*) FROM add_on_edits_on($1)", [AUGUST]).fetchone() == (2,)


@pytest.mark.real
def test_a_real_quarter_counts_as_many_partners_as_it_has(real: Con) -> None:
    """20957 in the practitioner table of 2024Q3, counted twice: row by row, and as its card says."""
    rows = "SELECT count(*) FROM ptp_edits_on(DATE '2024-08-01', 'practitioner') WHERE column_1 = '20957'"
    card = OpenSnapshot("", real).card("20957", AUGUST)
    [practitioner] = [pair for pair in card["ptp"] if pair["ncci_table"] == "practitioner"]
    assert real.execute(rows).fetchone() == (practitioner["as_column_1"],)
    assert practitioner["as_column_1"] > practitioner["as_column_1_bypassable"] > 0
    assert len(practitioner["top_column_2"]) == 8


@pytest.mark.parametrize("codes", [["20003 ", " 20000"], ["20003-59", "20000"], ["20003, RT", "20000 51"]])
def test_codes_are_understood_however_they_are_written(small: Con, codes: list[str]) -> None:
    found = small.execute(
        "SELECT code_1, code_2, answer FROM ptp_conflicts($1, $2, ' Practitioner')", [codes, AUGUST]
    )
    assert found.fetchall() == [("20000", "20003", "bypassable")]
    [limit] = small.execute(
        "SELECT hcpcs, answer FROM mue_limits($1, $2, 'physician') WHERE hcpcs = '20000'", [codes, AUGUST]
    ).fetchall()
    assert limit == ("20000", "edit")


def test_an_invalid_code_or_table_is_not_no_edit(small: Con) -> None:
    asked = (["20000", "2000", "20000x"], AUGUST)
    pairs = small.execute("SELECT answer FROM ptp_conflicts($1, $2, 'practitioner')", asked).fetchall()
    assert set(pairs) == {("no_such_code",)}
    limits = small.execute("SELECT hcpcs, answer FROM mue_limits($1, $2, 'practitioner')", asked).fetchall()
    assert dict(limits) == {"20000": "edit", "2000": "no_such_code", "20000x": "no_such_code"}
    add_ons = small.execute("SELECT hcpcs, answer FROM add_on_status($1, $2)", asked).fetchall()
    assert dict(add_ons)["2000"] == "no_such_code"
    for table in ("'facility'", "NULL", "''"):
        asked_table = f"FROM ptp_conflicts(['20000', '20003'], DATE '2024-08-01', {table})"
        assert small.execute(f"SELECT answer {asked_table}").fetchall() == [("not_understood",)]
        asked_limit = f"FROM mue_limits(['20000'], DATE '2024-08-01', {table})"
        assert small.execute(f"SELECT answer {asked_limit}").fetchall() == [("not_understood",)]


def test_claims_are_asked_set_based(small: Con) -> None:
    """One row per pair of each claim, and one per line; the codes and the day are columns."""
    pairs = small.execute("""
        SELECT claim.number, found.code_1, found.code_2, found.answer
        FROM (VALUES
            (1, ['20000', '20003'], DATE '2024-08-01'),
            (2, ['20000', '20004', '99213'], DATE '2024-08-01'),
            (3, ['20000', '20003'], DATE '2030-08-01')
        ) AS claim (number, codes, day),
        LATERAL (FROM ptp_conflicts(claim.codes, claim.day, 'practitioner')) AS found
        ORDER BY ALL
    """).fetchall()
    assert pairs == [
        (1, "20000", "20003", "bypassable"),
        (2, "20000", "20004", "edit"),
        (2, "20000", "99213", "no_edit"),
        (2, "20004", "99213", "no_edit"),
        (3, "20000", "20003", "no_data"),
    ]
    limits = small.execute("""
        SELECT line.code, found.answer, found.mue_value
        FROM (VALUES ('20000'), ('99213')) AS line (code),
        LATERAL (FROM mue_limits([line.code], DATE '2024-08-01', 'practitioner')) AS found
        ORDER BY line.code
    """).fetchall()
    assert limits == [("20000", "edit", 1), ("99213", "no_edit", None)]


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    """Two quarters of 2019: an edit from August 1 to August 20, an add-on relation to August 15, an edit that
    CMS never put in force, and a limit in each table."""
    root = tmp_path_factory.mktemp("edges")
    shelf = Shelf(root / "shelf")
    within = {"effective_date": date(2019, 8, 1), "deletion_date": date(2019, 8, 20)}
    since = {"effective_date": date(2015, 1, 1)}
    always, never = pair("20000", "20001") | since, pair("20000", "20002", indicator="9") | since
    add_on = {"add_on_type": "1", "add_on_code": "20009", "effective_date": date(2013, 4, 1)}
    ended = {"primary_code": "20000", "primary_deleted": date(2019, 8, 15)}
    limit = {"hcpcs": "20000", "mai": "2", "rationale": "CMS Policy"}
    codes = {"20000": "9.00", "20001": "2.00", "20003": "4.00"}
    revisions = [
        shelf.put(
            "pfs-rvu 2019C",
            pfs_rvu=[
                *(rvu(code, work, "10.0000") for code, work in codes.items()),
                rvu("20001", "8.00", "10.0000", modifier="26"),
            ],
        ),
        shelf.put("ncci-ptp-practitioner 2019Q2", ncci_ptp=[always, never]),
        shelf.put("ncci-ptp-practitioner 2019Q3", ncci_ptp=[always, never, pair("20000", "20003") | within]),
        shelf.put("ncci-ptp-hospital 2019Q3", ncci_ptp=[pair("20000", "20004", indicator="0")]),
        shelf.put("ncci-mue-practitioner 2019Q2", ncci_mue=[limit | {"mue_value": 2}]),
        shelf.put("ncci-mue-practitioner 2019Q3", ncci_mue=[limit | {"mue_value": 1}]),
        shelf.put("ncci-mue-hospital 2019Q3", ncci_mue=[limit | {"mue_value": 3}]),
        shelf.put("ncci-add-on 2019Q3", ncci_add_on=[add_on | ended, add_on | {"primary_code": "20001"}]),
    ]
    with duckdb.connect(build(root / "edges.duckdb", revisions, shelf.folders), read_only=True) as con:
        yield con


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2019, 7, 31), "no_edit"),
        (date(2019, 8, 1), "bypassable"),
        (date(2019, 8, 20), "bypassable"),
        (date(2019, 8, 21), "no_edit"),
    ],
)
def test_an_edit_is_in_force_on_its_first_and_on_its_last_day(edges: Con, day: date, answer: str) -> None:
    assert conflict(edges, "20000", "20003", day)["answer"] == answer
    listed = "SELECT column_2 FROM ptp_edits_on($1, 'practitioner') ORDER BY ALL"
    partners = [partner for (partner,) in edges.execute(listed, [day]).fetchall()]
    assert partners == (["20001"] if answer == "no_edit" else ["20001", "20003"])


def test_a_card_counts_the_edits_of_each_stretch_of_days(edges: Con) -> None:
    """Partners by what the whole code is paid: 20003 (4.00 + 2.10) x 10 before 20001 (2.00 + 2.10) x 10."""
    rows = edges.execute(
        "SELECT service_from::VARCHAR, service_to::VARCHAR, as_column_1, as_column_1_bypassable, "
        "list_transform(top_column_2, lambda partner: (partner.hcpcs, partner.latest_payment::VARCHAR)) "
        "FROM ncci_bundles WHERE hcpcs = '20000' AND ncci_table = 'practitioner' ORDER BY ALL"
    ).fetchall()
    alone = [("20001", "41.00")]
    assert rows == [
        ("2019-04-01", "2019-06-30", 1, 1, [("20001", None)]),
        ("2019-07-01", "2019-07-31", 1, 1, alone),
        ("2019-08-01", "2019-08-20", 2, 2, [("20003", "61.00"), *alone]),
        ("2019-08-21", "2019-09-30", 1, 1, alone),
    ]


def test_modifiers_on_column_1_count_from_july_2019_on(edges: Con) -> None:
    """CMS change request 11168: 59 and X{EPSU} on either code since July 1, 2019."""
    before, after = (
        set(conflict(edges, "20000", "20001", day)["bypassing_on_column_1"])
        for day in (date(2019, 6, 30), date(2019, 7, 1))
    )
    assert before == {"24", "25", "57"}
    assert after - before == {"59", "XE", "XP", "XS", "XU"}


@pytest.mark.parametrize(("table", "units"), [("practitioner", 1), ("hospital", 3)])
def test_each_setting_has_its_own_limit(edges: Con, table: str, units: int) -> None:
    asked = [date(2019, 8, 1), table]
    limits = edges.execute("SELECT mue_value FROM mue_limits(['20000'], $1, $2)", asked)
    assert limits.fetchall() == [(units,)]
    listed = edges.execute("SELECT hcpcs, mue_value FROM mue_edits_on($1, $2)", asked)
    assert listed.fetchall() == [("20000", units)]


def test_a_card_shows_the_limits_of_the_day_and_no_others(edges: Con) -> None:
    limits = {
        month: [(row["ncci_table"], row["mue_value"]) for row in card["mue"]]
        for month in (6, 8)
        for card in [OpenSnapshot("", edges).card("20000", date(2019, month, 1))]
    }
    assert limits == {6: [("practitioner", 2)], 8: [("hospital", 3), ("practitioner", 1)]}


@pytest.mark.parametrize(("day", "answer"), [(15, "no_edit"), (16, "edit")])
def test_a_primary_code_counts_to_the_last_day_of_its_relation(edges: Con, day: int, answer: str) -> None:
    [row] = edges.execute(
        "SELECT answer FROM add_on_status(['20009', '20000'], $1) WHERE hcpcs = '20009'",
        [date(2019, 8, day)],
    ).fetchall()
    assert row == (answer,)
