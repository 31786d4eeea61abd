"""Findings of `cmsfees doctor`."""

from pathlib import Path

import pytest

from flows.runs.doctor import run_doctor
from sources.settings import Settings


@pytest.mark.parametrize(("contact", "verdict"), [("", "note"), ("ops@example.org", "ok")])
def test_a_missing_contact_is_mentioned(contact: str, verdict: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, site="http://127.0.0.1:9", spacing=0, contact=contact)
    found = {finding.subject: finding for finding in run_doctor(settings)}
    assert found["contact"].verdict == verdict
    assert (contact or "CMSFEES_CONTACT") in found["contact"].detail


def test_a_server_that_does_not_answer_stops_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    found = {
        finding.subject: finding for finding in run_doctor(Settings(home=tmp_path, site="http://127.0.0.1:9"))
    }
    assert found["prefect"].verdict == "bad"
