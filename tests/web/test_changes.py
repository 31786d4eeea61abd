"""The page of changes on a snapshot that an earlier version of the code built."""

import duckdb
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cmsfees import OpenSnapshot
from web.changes import WantedChanges, changes_frame
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
            return changes_frame(OpenSnapshot("2025Q3-earlier", con), PAIR, WantedChanges()).columns

    answer = TestClient(app, raise_server_exceptions=False).get("/api/v1/changes")
    assert answer.status_code == 503
    assert "another version of cmsfees" in answer.json()["detail"]
