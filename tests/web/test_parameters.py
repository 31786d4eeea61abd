"""Each parameter of pages, API and MCP server reaches the answer, on releases written by hand."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cmsfees import OpenSnapshot, open_snapshot
from tests.web.test_mcp import ask
from web.app import create_app
from web.settings import WebSettings

FEBRUARY = date(2026, 2, 1)
ON, BETWEEN = "on=2026-02-01", "2026-01-10"  # RVU26A was posted on December 29 and on January 20
# Totals 3.40 and 3.50 at 33.4009: 113.563 and 116.903; for participants of an APM 3.50 x 33.5675 = 117.486.
FIRST, SECOND, OF_APM = 113.56, 116.90, 117.49
# Alabama: (1.40 x 1.000 + 2.00 x 0.875 + 0.10 x 0.566) x 33.4009 = 107.103.
ALABAMA = 107.10


@pytest.fixture(scope="module")
def handmade(two_postings: Path, tmp_path_factory: pytest.TempPathFactory) -> WebSettings:
    """A copy: other tests of this process may hold the original open and not locked."""
    own = tmp_path_factory.mktemp("handmade") / "snapshots"
    return WebSettings(snapshots=shutil.copytree(two_postings / "snapshots", own, symlinks=True))


@pytest.fixture(scope="module")
def own(handmade: WebSettings) -> Iterator[TestClient]:
    with TestClient(create_app(handmade), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def fees(handmade: WebSettings) -> Iterator[OpenSnapshot]:
    with open_snapshot(snapshots=handmade.snapshots, locked=True, settings=handmade.duckdb) as fees:
        yield fees


@pytest.mark.parametrize(
    "page", ["/codes/99213?", "/compare?codes=99213&", "/search?q=9921&", "/price?lines=99213&"]
)
def test_a_page_shows_what_was_known_on_a_day(own: TestClient, page: str) -> None:
    amounts = {
        known: {amount for amount in (FIRST, SECOND) if f"${amount:.2f}" in own.get(page + query).text}
        for known, query in (("all", ON), ("then", f"{ON}&known_on={BETWEEN}"))
    }
    assert amounts["all"] == {SECOND}
    assert amounts["then"] == {FIRST}


@pytest.mark.parametrize(
    ("query", "payment"),
    [
        ("", SECOND),
        (f"&known_on={BETWEEN}", FIRST),
        ("&qualifying_apm=true", OF_APM),
        ("&mac=10112&locality=00", ALABAMA),
        ("&setting=facility", 83.50),  # 1.40 + 1.00 + 0.10 = 2.50 x 33.4009 = 83.502
    ],
)
def test_the_api_pays_by_date_place_setting_and_participation(
    own: TestClient, query: str, payment: float
) -> None:
    [row] = own.get(f"/api/v1/codes/99213/payment?{ON}{query}").json()["rows"]
    assert row["payment"] == payment


def test_fees_sites_and_modifiers_of_the_api_are_those_of_the_day_and_place(own: TestClient) -> None:
    def answers(path: str, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = own.get(f"/api/v1/codes/99213/{path}?{ON}{query}").json()["rows"]
        return found

    for path, amount in (("fees", "amount"), ("sites", "professional_payment")):
        assert SECOND in [row[amount] for row in answers(path)]
        assert FIRST in [row[amount] for row in answers(path, f"&known_on={BETWEEN}")]
        assert ALABAMA in [row[amount] for row in answers(path, "&mac=10112&locality=00")]
    releases = {
        known: {row["release_id"] for row in answers("modifiers", known)}
        for known in ("", f"&known_on={BETWEEN}")
    }
    assert releases == {"": {"pfs-rvu 2026A r2"}, f"&known_on={BETWEEN}": {"pfs-rvu 2026A r1"}}


@pytest.mark.parametrize("path", ["sites", "payment", "fees"])
@pytest.mark.parametrize("place", ["mac=10112", "locality=00"])
def test_the_api_wants_a_mac_with_its_locality(own: TestClient, path: str, place: str) -> None:
    answer = own.get(f"/api/v1/codes/99213/{path}?{ON}&{place}")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("mac and locality must be used together")


def edits(client: TestClient, code: str, table: str) -> set[tuple[str, ...]]:
    """Column 1, column 2 and what the page says of each edit."""
    page = client.get(f"/codes/{code}/ncci?{ON}&table={table}").text
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    verdicts = ("a modifier can bypass the edit", "never paid together")
    return {
        (*re.findall(r">(\w{5})</a>", row), *(words for words in verdicts if words in row)) for row in rows
    }


def test_the_partners_page_shows_both_columns_of_the_chosen_table(own: TestClient) -> None:
    bypassable = ("20000", "20003", "a modifier can bypass the edit")
    assert edits(own, "20000", "practitioner") == {bypassable, ("20000", "20004", "never paid together")}
    assert edits(own, "20003", "practitioner") == {bypassable}
    assert edits(own, "20000", "hospital") == {("20000", "20005", "a modifier can bypass the edit")}


def test_the_api_lists_the_edits_of_the_chosen_table(own: TestClient) -> None:
    for table, partners in (("practitioner", ["20003", "20004"]), ("hospital", ["20005"])):
        rows = own.get(f"/api/v1/codes/20000/ncci?{ON}&table={table}").json()["rows"]
        assert [row["column_2"] for row in rows] == partners
        answers = own.get(f"/api/v1/ncci?codes=20000;20003&{ON}&table={table}").json()["rows"]
        assert [row["answer"] for row in answers] == ["bypassable" if "20003" in partners else "no_edit"]


def test_a_zip_code_selects_its_locality_and_an_ambiguous_one_offers_them(own: TestClient) -> None:
    one, several = (own.get(f"/codes/99213?{ON}&zip={code}").text for code in ("35004", "99501"))
    assert "MAC 10112, locality 00 (ALABAMA)" in one
    assert "ZIP code 99501 is in several localities. Choose one:" in several
    assert "MAC 10112, locality 00 (ALABAMA)" not in several
    assert re.findall(r"mac=(\d{5})&amp;locality=(\d\d)", several) == [("02102", "01"), ("10112", "00")]


@pytest.mark.parametrize(
    ("path", "most"),
    [("/compare?codes=", 6), ("/ncci?codes=", 40), ("/api/v1/ncci?codes=", 100), ("/api/v1/mue?codes=", 100)],
)
def test_a_list_of_codes_has_a_maximum(own: TestClient, path: str, most: int) -> None:
    codes = [f"{number:05}" for number in range(most + 1)]
    assert own.get(path + ",".join(codes[:most])).status_code == 200
    refused = own.get(path + ",".join(codes))
    assert refused.status_code == 422
    assert f"{most + 1} codes; the maximum is {most}" in refused.text


def test_a_case_has_a_maximum_of_lines(own: TestClient) -> None:
    refused = own.get("/price", params={"on": "2026-02-01", "lines": "99213\n" * 101})
    assert refused.status_code == 422
    assert "101 lines; the maximum is 100" in refused.text


def test_the_mcp_server_answers_as_known_on_a_day_and_at_a_place(handmade: WebSettings) -> None:
    asked: dict[str, Any] = {"code": "99213", "on": "2026-02-01"}
    card = ask(handmade, "code_card", **asked, known_on=BETWEEN)
    assert card["physician"]["physician_fees"]["work_rvu"] == 1.30
    place = {"mac": "10112", "locality": "00"}
    for more, payment in (
        ({"known_on": BETWEEN}, FIRST),
        ({"qualifying_apm": True}, OF_APM),
        (place, ALABAMA),
    ):
        [row] = ask(handmade, "payment", **asked, setting="nonfacility", **more)["payment"]
        assert row["payment"] == payment
    lines: list[dict[str, Any]] = [{"code": "99213"}]
    [line] = ask(handmade, "price_case", lines=lines, on="2026-02-01", known_on=BETWEEN)["physician"][
        "nonfacility"
    ]["lines"]
    assert line["payment"] == FIRST
    [pair] = ask(handmade, "ncci_check", codes=["20000", "20005"], on="2026-02-01", table="hospital")["ptp"]
    assert pair["answer"] == "bypassable"


def test_the_client_passes_every_argument_on(fees: OpenSnapshot) -> None:
    def amount(**more: Any) -> list[float]:
        return [float(row["amount"]) for row in fees.fees("99213", FEBRUARY, **more) if row["amount"]]

    places = {row["area"] for row in fees.fees("99213", FEBRUARY)}
    assert places == {None}
    local = fees.fees("99213", FEBRUARY, mac="10112", locality="00")
    assert {row["area"] for row in local} == {"10112 00"}
    assert SECOND in amount()
    assert FIRST in amount(known_on=date.fromisoformat(BETWEEN))
    assert OF_APM in amount(qualifying_apm=True)
    assert ALABAMA in amount(mac="10112", locality="00")
    known = fees.physician_fees("99213", FEBRUARY, known_on=date.fromisoformat(BETWEEN))
    assert [row["work_rvu"] for row in known] == [Decimal("1.30")]


@pytest.mark.parametrize(("present", "payment"), [(False, "60.00"), (True, "80.00")])
def test_a_supervised_anesthetic_has_a_time_unit_only_if_the_physician_was_present_at_induction(
    fees: OpenSnapshot, present: bool, payment: str
) -> None:
    """AD: three base units and at most one of time (Claims Processing Manual, chapter 12, 50 D); x $20.00."""
    row = fees.anesthesia(
        "00400", 95, FEBRUARY, mac="10112", locality="00", modifiers="AD", present_at_induction=present
    )
    assert row["payment"] == Decimal(payment)


REFUSED = [
    ("codes/99213/payment", "on=1966-06-30", "on"),
    ("codes/99213/payment", "on=2100-01-01", "on"),
    ("codes/99213/payment", "known_on=1966-06-30", "known_on"),
    ("codes/99213/payment", "mac=1011&locality=00", "mac"),
    ("codes/99213/payment", "mac=10112&locality=0", "locality"),
    ("codes/99213/payment", "modifiers=2", "modifiers"),
    ("codes/99213/payment", "setting=office", "setting"),
    ("codes/99213/sites", "cbsa=138", "cbsa"),
    ("codes/99213/sites", "ccn=01000", "ccn"),
    ("codes/99213/payment", "modifiers=26-50-51-52-53", "modifiers"),
    ("codes/99213/ncci", "table=dme", "table"),
    ("codes", f"q={'x' * 61}", "q"),
    ("codes", "apc=12345", "apc"),
    ("codes", "indicator=ABC", "indicator"),
    ("codes", "status=AB", "status"),
    ("codes", f"category={'x' * 41}", "category"),
    ("releases", "series=op", "series"),
    ("releases", f"series={'x' * 41}", "series"),
    ("changes", "code=9921", "code"),
    ("changes", "table=PFS", "table"),
    ("codes", "limit=0", "limit"),
    ("codes", "limit=1001", "limit"),
    ("codes", "offset=-1", "offset"),
    ("codes", "offset=1000001", "offset"),
    ("changes", "after=pfs-rvu+2026A", "after"),
    ("changes", "after=pfs-rvu+2026A+r2&change=other", "change"),
    ("changes", "after=pfs-rvu+2026A+r2&sort=other", "sort"),
    ("changes", f"after=pfs-rvu+2026A+r2&{ON}", "after"),
    ("ncci", "codes=20000,2000", "codes"),
    ("mue", "codes=20000&table=asc", "table"),
]


@pytest.mark.parametrize(("path", "query", "named"), REFUSED)
def test_a_parameter_out_of_its_range_is_refused_by_name(
    own: TestClient, path: str, query: str, named: str
) -> None:
    answer = own.get(f"/api/v1/{path}?{query}")
    assert answer.status_code == 422
    assert named in answer.text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("codes/99213/payment", "on=1966-07-01"),
        ("codes/99213/payment", "on=2099-12-31"),
        ("codes/99213/payment", "known_on=1966-07-01"),
        ("codes/99213/payment", "known_on=9999-12-31"),
        ("codes/99213/payment", "modifiers=26-50-51-52"),
        ("codes", f"q={'x' * 60}&apc=1234&indicator=AB&status=A&category={'x' * 40}"),
        ("releases", f"series={'x' * 40}"),
        ("releases", "series=asp"),
        ("codes/99213/sites", "cbsa=01"),
        ("codes/99213/sites", "ccn=01000F"),
        ("codes", "limit=1000&offset=1000000"),
        ("mue", "codes=" + ", ".join(f"{number:05}" for number in range(100))),
    ],
)
def test_a_parameter_at_the_end_of_its_range_is_answered(own: TestClient, path: str, query: str) -> None:
    assert own.get(f"/api/v1/{path}?{query}").status_code == 200


def rows(client: TestClient, path: str, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{path}?{ON}&{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=++992++", ["99213"]),
        ("q=g00", ["G0001"]),
        ("apc=1234", ["20000"]),
        ("indicator=t", ["20000"]),
        ("status=a", ["99213"]),
        ("status=a&indicator=t", []),
        ("category=anesthesia", ["00400"]),
    ],
)
def test_a_search_is_by_each_of_its_words(own: TestClient, query: str, codes: list[str]) -> None:
    assert [row["hcpcs"] for row in rows(own, "codes", query)] == codes


def test_a_search_a_card_and_edits_are_as_known(own: TestClient) -> None:
    for known, amount, work, count in (("", SECOND, 1.40, 2), (f"known_on={BETWEEN}", FIRST, 1.30, 0)):
        assert [row["office"] for row in rows(own, "codes", f"q=99213&{known}")] == [amount]
        card = own.get(f"/api/v1/codes/99213?{ON}&{known}").json()
        assert card["physician"]["physician_fees"]["work_rvu"] == work
        assert len(rows(own, "codes/20000/ncci", known)) == count
        answers = {row["answer"] for row in rows(own, "ncci", f"codes=20000,20003&{known}")}
        assert answers == ({"bypassable"} if count else {"no_data"})


@pytest.mark.parametrize("place", ["", "mac=10112&locality=00", "cbsa=13820", "ccn=010001"])
def test_sites_have_one_order_at_every_place(own: TestClient, place: str) -> None:
    sites = [row["site"] for row in rows(own, "codes/20000/sites", place)]
    assert sites == ["office", "hospital_outpatient", "asc"]


def test_a_site_is_at_the_area_or_of_the_hospital(own: TestClient) -> None:
    """40 % of $100.00, and 60 % x 0.7; without Addendum L no hospital is known."""
    assert rows(own, "codes/20000/sites", "cbsa=13820")[1]["facility_payment"] == 82.0
    hospital = rows(own, "codes/20000/sites", "ccn=010001")[1]
    assert hospital["facility_payment"] == 100.0
    assert "Addendum L" in hospital["reason"]


def test_codes_of_a_list_are_distinct_and_in_capitals(own: TestClient) -> None:
    assert [row["hcpcs"] for row in rows(own, "mue", "codes=j7213;J7213,20000")] == ["20000", "J7213"]
    for path in ("payment", "modifiers", "fees", "sites"):
        assert rows(own, f"codes/e0601/{path}") == rows(own, f"codes/E0601/{path}")


def test_changes_are_from_the_posting_before_as_known(own: TestClient) -> None:
    """The first posting has none before it, and on January 10 the second was not known."""
    path = "/api/v1/changes"
    second = own.get(f"{path}?after=pfs-rvu+2026A+r2").json()["rows"]
    assert {row["hcpcs"] for row in second} >= {"99213"}
    assert own.get(f"{path}?series=pfs-rvu&{ON}").json()["rows"] == second
    assert own.get(f"{path}?after=pfs-rvu+2026A+r1").status_code == 404
    assert own.get(f"{path}?after=pfs-rvu+2026A+r2&known_on={BETWEEN}").status_code == 404
    assert own.get(f"{path}?series=pfs-rvu&{ON}&known_on={BETWEEN}").status_code == 404
    whole = own.get(f"{path}?after=pfs-rvu+2026A+r2&limit={len(second)}").json()
    assert (whole["rows"], whole["next"]) == (second, None)
    part = own.get(f"{path}?after=pfs-rvu+2026A+r2&limit={len(second) - 1}").json()
    assert (part["rows"], part["next"]) == (second[:-1], len(second) - 1)
    drugs = own.get(f"{path}?after=asp+2026-01+r2&code=j7213").json()["rows"]
    assert {row["hcpcs"] for row in drugs} == {"J7213"}


def test_a_page_of_codes_that_ends_with_the_last_has_no_next(own: TestClient) -> None:
    every = rows(own, "codes")
    page = own.get(f"/api/v1/codes?{ON}&limit={len(every)}").json()
    assert (page["rows"], page["next"]) == (every, None)


@pytest.mark.parametrize("question", ["price", "case"])
@pytest.mark.parametrize(("count", "status"), [(0, 422), (1, 200), (100, 200), (101, 422)])
def test_a_question_has_at_least_one_line_and_at_most_a_hundred(
    own: TestClient, question: str, count: int, status: int
) -> None:
    body: dict[str, Any] = {"service_date": "2026-02-01", "lines": [{"code": "99213"}] * count}
    body |= {"setting": "nonfacility"} if question == "price" else {}
    assert own.post(f"/api/v1/{question}", json=body).status_code == status
