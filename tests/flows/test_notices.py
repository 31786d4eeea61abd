"""Notifications arrive: a real run, a real HTTP request to CMSFEES_NOTIFY."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from flows.orchestration.serve import _report_health
from flows.orchestration.server_health import ServiceHealth
from flows.runs.doctor import run_doctor
from sources.settings import Settings
from tests.flows.conftest import SECRET, Notice
from tests.flows.production import PROJECT

Refresh = Callable[[str], list[Notice]]
OPPS_ZIP, RVU_ZIP = "january-2026-opps-addendum-b.zip", "rvu26a-updated-12-29-2025.zip"


@pytest.fixture
def refresh(used_home: Path, url: str, notices: tuple[str, list[Notice]]) -> Refresh:
    """Refresh a series in a separate process; return its notifications."""

    def run(series: str) -> list[Notice]:
        own = {"CMSFEES_HOME": str(used_home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
        variables = {"CMSFEES_ACCEPT_AMA_LICENSE": "true", "CMSFEES_NOTIFY": json.dumps([notices[0]])}
        command = [sys.executable, "-m", "flows.cli.main", "refresh", "--series", series]
        before = len(notices[1])
        done = subprocess.run(
            command, cwd=PROJECT, env={**os.environ, **own, **variables}, capture_output=True
        )
        assert SECRET.encode() not in done.stdout + done.stderr
        return notices[1][before:]

    return run


@pytest.mark.slow
def test_operators_are_notified_only_of_what_needs_them(refresh: Refresh, site: Path) -> None:
    opps, rvu = (next(site.rglob(name)) for name in (OPPS_ZIP, RVU_ZIP))
    assert refresh("opps") == []

    rewrite(opps, b"$37.15 ", b"$371.50 ")
    (unusual,) = refresh("opps")
    assert unusual["title"].endswith("payments that changed tenfold")
    assert unusual["message"] == "Q5146: 37.150 → 371.500 (opps 2026-01 r2)"

    rewrite(opps, b"Relative Weight", b"Absolute Weight")
    (failed,) = refresh("opps")
    assert failed["title"] == "cmsfees refresh: Failed"
    assert "opps 2026-01 failed: UnexpectedColumns: opps 2026-01" in failed["message"]
    assert "Absolute Weight" in failed["message"]

    raise_work_of_qualifying_apms(rvu)
    (blocked,) = refresh("pfs-rvu")
    assert blocked["title"] == "cmsfees refresh: Failed"
    assert "these checks failed:\n- pfs_qualifying_apm_rvus_are_equal" in blocked["message"]

    every = json.dumps([unusual, failed, blocked])
    assert SECRET not in every
    assert "Hercessi" not in every.title()  # no descriptor of any code


def test_up_reports_a_failing_service_once_and_its_return_once(
    notices: tuple[str, list[Notice]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMSFEES_NOTIFY", json.dumps([notices[0]]))
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "server.log").write_text("06:06 | ERROR   | prefect - no such table\n")
    good, bad = ServiceHealth("worker", True, "1 online"), ServiceHealth("scheduler", False, "makes no runs")
    printed: list[str] = []
    failing: set[str] | None = None
    for found in ([good, bad], [good, bad], [good], [good]):
        failing = _report_health(tmp_path, found, failing, printed.append)
    assert printed == ["scheduler: makes no runs\nlast error: prefect - no such table", "worker: 1 online"]
    (notice,) = notices[1]
    assert notice["title"] == "cmsfees up: Prefect is not healthy"
    assert notice["message"] == printed[0]


@pytest.mark.parametrize(
    ("addresses", "verdict"),
    [("[]", "note"), ('["json://127.0.0.1:9"]', "ok"), (f'["carrier-pigeon://{SECRET}"]', "bad")],
)
def test_doctor_checks_the_notification_urls(
    addresses: str, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMSFEES_NOTIFY", addresses)
    found = {
        finding.subject: finding for finding in run_doctor(Settings(home=tmp_path, site="http://127.0.0.1:9"))
    }
    assert found["notices"].verdict == verdict
    assert SECRET not in found["notices"].detail


def raise_work_of_qualifying_apms(path: Path) -> None:
    """Work RVUs and totals of the QPP file 0.01 higher: each row adds up, and none equals its twin."""
    with ZipFile(path) as old:
        (name,) = (name for name in old.namelist() if name.endswith("_QPP.csv"))
        text = old.read(name).decode()
    rows = list(csv.reader(StringIO(text)))
    for row in rows:
        if "33.5675" in row:
            for place in (5, 11, 12):
                row[place] = f"{Decimal(row[place]) + Decimal('0.01')}"
    changed = StringIO()
    csv.writer(changed).writerows(rows)
    rewrite(path, text.encode(), changed.getvalue().encode())


def rewrite(path: Path, old_text: bytes, new_text: bytes) -> None:
    """Post the same zip with other words in its members."""
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    assert any(old_text in content for content in members.values())
    path.unlink()
    with ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, content.replace(old_text, new_text))
