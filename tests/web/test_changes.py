"""Changes between releases: filtered, sorted, paged, downloaded; and on a snapshot of an earlier version."""

import csv
import io
import re
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cmsfees import OpenSnapshot
from web.changes import MOST_FRAMES, ChangeFilter, _frames, changes_frame, csv_bytes, release_pairs
from web.http.problems import handle_errors

PAIR = {"previous_release_id": "opps 2025-07 r1", "release_id": "opps 2025-07 r2"}
EARLIER = "CREATE MACRO changes_between(before, after) AS TABLE SELECT '27447' AS hcpcs, 'SI' AS named"


def test_a_snapshot_of_an_earlier_version_is_not_a_server_error() -> None:
    """503 with the reason, where `column_changes` was text by another name."""
    app = FastAPI()
    handle_errors(app, lambda *_: pytest.fail("a program asks, not a person"))

    @app.get("/api/v1/changes")
    def _asked() -> list[str]:
        with duckdb.connect() as con:
            con.execute(EARLIER)
            return changes_frame(OpenSnapshot("2025Q3-earlier", con), PAIR, ChangeFilter()).columns

    answer = TestClient(app, raise_server_exceptions=False).get("/api/v1/changes")
    assert answer.status_code == 503
    assert "another version of cmsfees" in answer.json()["detail"]


CHANGES = "/api/v1/changes?after=pfs-rvu%202026A%20r1"


def rows(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{CHANGES}{query}").json()["rows"]
    return found


@pytest.mark.parametrize("kind", ["added", "dropped", "changed"])
def test_changes_of_one_kind_are_those_of_all_kinds(client: TestClient, kind: str) -> None:
    of_code = [row for row in rows(client, "&code=G6002") if row["change"] == kind]
    assert rows(client, f"&code=G6002&change={kind}") == of_code
    assert {row["change"] for row in rows(client, f"&change={kind}")} == {kind}


def test_changes_of_one_table_are_those_of_all_tables(client: TestClient) -> None:
    every = rows(client, "&limit=1000&sort=table")
    first = every[0]["table_name"]
    of_first = [row for row in every if row["table_name"] == first]
    assert len(of_first) < len(every)
    assert rows(client, f"&limit=1000&sort=table&table={first}") == of_first


COMPARED = """CREATE MACRO changes_between(before, after) AS TABLE
    SELECT *, NULL AS modifier, [] AS column_changes FROM (VALUES
        ('ncci_ptp', 'added', '20000', '20003', NULL), ('ncci_ptp', 'added', '20003', '20004', NULL),
        ('ncci_ptp', 'added', '20005', '20006', NULL), ('pfs_rvu', 'changed', '20005', NULL, 1.5),
        ('pfs_rvu', 'changed', '20003', NULL, -3.0), ('pfs_rvu', 'changed', '20000', NULL, 2.0)
    ) AS t (table_name, change, hcpcs, other_hcpcs, difference)"""


def test_a_code_is_found_in_both_columns_of_an_edit_and_sorted_by_the_size_of_its_change() -> None:
    with duckdb.connect() as con:
        con.execute(COMPARED)
        fees = OpenSnapshot("2025Q4-compared", con)

        def found(wanted: ChangeFilter) -> list[tuple[str, str | None]]:
            return changes_frame(fees, PAIR, wanted).select("hcpcs", "other_hcpcs").rows()

        assert found(ChangeFilter("20003")) == [("20003", None), ("20000", "20003"), ("20003", "20004")]
        assert [code for code, _ in found(ChangeFilter(table="pfs_rvu"))] == ["20003", "20000", "20005"]
        assert found(ChangeFilter(sort="code"))[:2] == [("20000", "20003"), ("20000", None)]
        for number in range(MOST_FRAMES + 1):
            changes_frame(fees, PAIR | {"release_id": f"opps 2025-07 r{number}"}, ChangeFilter())
        assert len(_frames) == MOST_FRAMES == 4


def test_the_largest_changes_come_first_whether_up_or_down(client: TestClient) -> None:
    sizes = [abs(row["difference"]) for row in rows(client, "&limit=100")]
    assert sizes == sorted(sizes, reverse=True)
    differences = [row["difference"] for row in rows(client, "&limit=100")]
    assert min(differences) < 0 < max(differences)


def test_changes_by_code_and_by_table_are_in_that_order(client: TestClient) -> None:
    codes = [row["hcpcs"] for row in rows(client, "&limit=200&sort=code") if row["hcpcs"]]
    tables = [row["table_name"] for row in rows(client, "&limit=1000&sort=table")]
    assert codes == sorted(codes)
    assert tables == sorted(tables)


def test_each_page_continues_where_the_one_before_ended(client: TestClient) -> None:
    whole = rows(client, "&limit=9")
    assert [*rows(client, "&limit=4"), *rows(client, "&limit=4&offset=4")] == whole[:8]
    assert client.get(f"{CHANGES}&limit=4&offset=4").json()["next"] == 8
    page = "/changes?after=pfs-rvu%202026A%20r1&offset="
    codes = [row["hcpcs"] for row in rows(client, "&limit=200") if row["hcpcs"]]
    linked = [
        re.findall(r'<th scope="row" class="wrap"><a class="code" href="/codes/(\w{5})', client.get(url).text)
        for url in (f"{page}0", f"{page}100")
    ]
    assert [*linked[0], *linked[1]] == codes
    assert linked[0] != linked[1]


@pytest.mark.parametrize("cell", ["=1+2", "+1", "-1+2", "@SUM(A1)"])
def test_a_downloaded_cell_is_never_a_formula(cell: str) -> None:
    change = {"column_name": "apc", "value_before": None, "value_after": "5114"}
    written = csv_bytes(
        pl.DataFrame({"row_label": [cell], "difference": [-1.5], "column_changes": [[change]]})
    )
    [row] = csv.DictReader(io.StringIO(written.decode()))
    assert row == {"row_label": f"'{cell}", "difference": "-1.5", "column_changes": "apc none → 5114"}


def test_a_release_is_compared_with_the_posting_that_was_known_then() -> None:
    """As CMS did with RVU25C: a posting of July 1, its correction of July 29; RVU25D came on September 11."""
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE release_sequence AS FROM (VALUES ('C r1', 'B r1', 'quarterly'), "
        "('C r2', 'C r1', 'correction'), ('B r1', NULL, 'quarterly'), ('D r1', 'C r2', 'quarterly')) "
        "AS t (release_id, previous_release_id, kind)"
    )
    con.execute(
        "CREATE TABLE releases AS SELECT *, '' AS label, 'pfs-rvu' AS series, known_from AS service_from, "
        "known_from AS published_on, 1 AS revision FROM (VALUES ('B r1', DATE '2025-03-10'), "
        "('C r1', DATE '2025-07-01'), ('D r1', DATE '2025-09-11'), ('C r2', DATE '2025-10-29')) "
        "AS t (release_id, known_from)"
    )
    fees = OpenSnapshot("2025Q4-then", con)
    pairs = {
        day: {pair["release_id"]: pair["previous_release_id"] for pair in release_pairs(fees, day)}
        for day in (date(2025, 3, 9), date(2025, 8, 1), date(2025, 9, 30), date.max)
    }
    assert list(pairs.values()) == [
        {},
        {"C r1": "B r1"},
        {"C r1": "B r1", "D r1": "C r1"},
        {"C r1": "B r1", "C r2": "C r1", "D r1": "C r2"},
    ]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("on=2026-02-01", 200),
        ("on=2026-02-01&known_on=2025-12-29", 200),
        ("on=2026-02-01&known_on=2025-12-28", 404),  # RVU26A was posted on December 29
        ("after=pfs-rvu%202026A%20r1&known_on=2025-12-28", 404),
        ("on=2025-11-01", 404),  # RVU25D has none before it
        ("on=2019-01-01", 404),
        ("on=2026-02-01&after=pfs-rvu%202026A%20r1", 422),
    ],
)
def test_changes_are_those_of_the_release_in_force_then(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/api/v1/changes?{query}&limit=5")
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == client.get(f"{CHANGES}&limit=5").json()


def test_the_page_offers_the_releases_known_then(client: TestClient) -> None:
    def offered(known_on: str) -> list[str]:
        return re.findall(r'<option value="([^"]+ r\d)"', client.get(f"/changes?known_on={known_on}").text)

    assert offered("2025-12-29") == ["pfs-rvu 2026A r1", "asc 2026-01 r1", "opps 2026-01 r1"]
    assert offered("2025-12-28") == []
    assert (
        "No release known on Dec 28, 2025 has a previous one."
        in client.get("/changes?known_on=2025-12-28").text
    )
    assert client.get("/changes?known_on=2025-12-28&after=opps%202026-01%20r1").status_code == 404
