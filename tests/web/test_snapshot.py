"""The served snapshot follows its channel without affecting requests."""

import gc
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from anyio.to_thread import current_default_thread_limiter
from starlette.testclient import TestClient

from cmsfees.channels import DATABASE, resolve
from web.app import create_app
from web.settings import InvalidSetting, WebSettings
from web.snapshot import CurrentSnapshot, QueryTooSlow, _deadlines

COUNT = "SELECT count(*) AS releases FROM releases"
ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE hash(a.range) > hash(b.range)"


@pytest.fixture
def two(sample_home: Path, tmp_path: Path) -> WebSettings:
    """Two snapshots, and a channel that points to the first."""
    first = resolve(sample_home / "snapshots")
    for name in ("2026Q1-00000001", "2026Q1-00000002"):
        shutil.copytree(first, tmp_path / name)
    (tmp_path / "latest").symlink_to("2026Q1-00000001")
    return WebSettings(snapshots=tmp_path, check_every=0.0)


def point(settings: WebSettings, name: str) -> None:
    beside = settings.snapshots / ".latest-new"
    beside.symlink_to(name)
    beside.replace(settings.snapshots / "latest")


def test_a_request_keeps_its_snapshot_and_the_next_gets_the_new_one(two: WebSettings) -> None:
    current = CurrentSnapshot(two)
    with current.read() as before:
        point(two, "2026Q1-00000002")
        time.sleep(0.01)
        assert current.id == "2026Q1-00000002"
        with current.read() as after:
            assert (before.id, after.id) == ("2026Q1-00000001", "2026Q1-00000002")
            assert before.rows(COUNT) == after.rows(COUNT)
    with pytest.raises(duckdb.ConnectionException):
        before.rows("SELECT 1")


def test_a_broken_channel_keeps_the_previous_snapshot_served(two: WebSettings) -> None:
    current = CurrentSnapshot(two)
    point(two, "2026Q1-0000000X")
    time.sleep(0.01)
    assert current.id == "2026Q1-00000001"
    with current.read() as fees:
        assert fees.rows("SELECT 1 AS one") == [{"one": 1}]


def test_requests_one_after_another_share_a_cursor(two: WebSettings) -> None:
    """A new cursor compiles each macro again; at once each request has its own."""
    current = CurrentSnapshot(two)
    with current.read() as first:
        pass
    with current.read() as second, current.read() as beside:
        assert second.con is first.con
        assert beside.con is not first.con


def test_a_query_beyond_the_limit_is_interrupted(two: WebSettings) -> None:
    current = CurrentSnapshot(replace(two, seconds=0.3))
    with pytest.raises(QueryTooSlow, match="longer than"), current.read() as fees:
        fees.rows(ENDLESS)
    with current.read() as fees:
        assert fees.rows("SELECT 1 AS one") == [{"one": 1}]
    assert _deadlines == {}  # of a query that ended: its connection serves the next request


def test_the_channel_is_not_looked_up_for_each_request(two: WebSettings) -> None:
    current = CurrentSnapshot(replace(two, check_every=3600.0))
    point(two, "2026Q1-00000002")
    assert current.id == "2026Q1-00000001"
    current.close()


def test_a_served_connection_reaches_no_other_file(two: WebSettings) -> None:
    with CurrentSnapshot(two).read() as fees, pytest.raises(duckdb.Error, match=r"disabled|locked"):
        fees.rows("FROM read_text('/etc/hostname')")


def test_an_application_that_ended_has_closed_the_file(two: WebSettings) -> None:
    """DuckDB opens a file under one set of settings per process."""
    app = create_app(two)
    for _ in range(2):  # a server may start it again
        with TestClient(app) as client:
            assert client.get("/codes/20957").status_code == 200
            assert client.get("/api/v1/codes/20957").status_code == 200
    with duckdb.connect(resolve(two.snapshots) / DATABASE, read_only=True) as con:
        assert con.sql("SELECT DISTINCT series FROM releases WHERE series = 'opps'").fetchall() == [("opps",)]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CACHE_MB", "abc", "CMSFEES_WEB_CACHE_MB: 'abc' is not valid; expected a number from 0"),
        ("SECONDS", "nan", "CMSFEES_WEB_SECONDS: 'nan' is not valid; expected a number from 0.1"),
        ("SECONDS", "-1", "CMSFEES_WEB_SECONDS: '-1' is not valid; expected a number from 0.1"),
        ("AT_ONCE", "0", "CMSFEES_WEB_AT_ONCE: '0' is not valid; expected a number from 1"),
        ("MEMORY", "lots", "CMSFEES_WEB_MEMORY: 'lots' is not valid; expected an amount such as 1GB"),
    ],
)
def test_an_invalid_setting_is_named(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CMSFEES_WEB_{name}", value)
    with pytest.raises(InvalidSetting, match=re.escape(message)):
        WebSettings()


def test_settings_have_units_defaults_and_least_values(monkeypatch: pytest.MonkeyPatch) -> None:
    found = WebSettings(snapshots=Path("snapshots"))
    assert (found.cache_bytes, found.seconds, found.at_once, found.memory) == (64 * 2**20, 10, 4, "1GB")
    for name, value in (("CACHE_MB", "0"), ("SECONDS", "0.1"), ("AT_ONCE", "1"), ("MEMORY", "1.5 GiB")):
        monkeypatch.setenv(f"CMSFEES_WEB_{name}", value)
    found = WebSettings(snapshots=Path("snapshots"))
    assert (found.cache_bytes, found.seconds, found.at_once, found.memory) == (0, 0.1, 1, "1.5 GiB")


def test_a_server_answers_at_once_as_many_as_it_is_told(two: WebSettings) -> None:
    with TestClient(create_app(replace(two, at_once=3))) as client:
        assert client.portal is not None
        assert client.portal.call(lambda: current_default_thread_limiter().total_tokens) == 3
    assert gc.get_freeze_count() > 0  # it does not look through what was loaded before the first request
