"""Run records: a report, timings, a log without secrets."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.orchestration.killed_runs import killed_runs
from flows.runs.metrics import ask
from flows.runs.report import ReleaseState, Report, Timing
from flows.runs.run_folder import open_run, read_run, reports, unfinished
from flows.runs.status import unsettled
from flows.settings import RunSettings

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LOADED = ReleaseState("pfs-rvu 2026A", "loaded", 1)
FAILED = ReleaseState("opps 2026-01", "failed", 1, "NotAZip: …")


def report(*states: ReleaseState, is_new: bool = True) -> Report:
    return Report("a run", "refresh", AT, "newest", releases=states, snapshot="2026Q1-aaaa", is_new=is_new)


@pytest.mark.parametrize(
    ("states", "is_new", "outcome", "is_good"),
    [
        ((LOADED,), True, "published", True),
        ((LOADED,), False, "nothing new", True),
        ((LOADED, FAILED), True, "partly failed", False),
        ((FAILED,), False, "failed", False),
        ((ReleaseState("ncci-ptp-hospital 2026Q1", "waiting"),), False, "nothing new", True),
        ((ReleaseState("opps 2026-01", "refused", None, "license"),), False, "failed", False),
    ],
)
def test_outcome(states: tuple[ReleaseState, ...], is_new: bool, outcome: str, is_good: bool) -> None:
    made = report(*states, is_new=is_new)
    assert (made.outcome, made.is_good) == (outcome, is_good)


def test_the_report_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    with open_run(tmp_path, "refresh") as run:
        written = Report(run.id, "refresh", AT, "newest", releases=(LOADED, FAILED), checks=({"name": "x"},))
        run.close(written)
    assert read_run(tmp_path, run.id) == written
    assert reports(tmp_path) == [written]
    assert unfinished(tmp_path) == []


def test_reports_are_newest_first_within_a_second_too(tmp_path: Path) -> None:
    """Names tell seconds only; a report that somebody edited may lack the time zone."""
    begun = [AT + timedelta(microseconds=n) for n in (3, 1, 2)]
    for at in [*begun, AT.replace(tzinfo=None) - timedelta(days=2)]:
        with open_run(tmp_path, "refresh") as run:
            run.close(Report(run.id, "refresh", at, "newest"))
    assert [run.started_at for run in reports(tmp_path)][:3] == sorted(begun, reverse=True)
    assert len(reports(tmp_path)) == 4


def test_a_run_whose_process_is_gone_is_detected(tmp_path: Path) -> None:
    with open_run(tmp_path, "backfill") as run:
        assert (unfinished(tmp_path), killed_runs(tmp_path)) == ([run.folder], [])
    assert [orphan.id for orphan in killed_runs(tmp_path)] == [run.id]


def test_timings_are_a_table_and_log_lines(tmp_path: Path) -> None:
    with open_run(tmp_path, "refresh") as run:
        run.record(Timing("fetch", "pfs-rvu 2026A", "new", 1.5, revision=1, bytes=2_000_000))
        run.record(
            Timing("conform", "pfs-rvu 2026A", "failed", 0.5, revision=1, detail="UnexpectedColumns: …")
        )
    assert ask(tmp_path, "SELECT step, state, seconds, megabytes FROM metrics_by_step") == [
        {"step": "conform", "state": "failed", "seconds": 0.5, "megabytes": None},
        {"step": "fetch", "state": "new", "seconds": 1.5, "megabytes": 2.0},
    ]
    lines = [json.loads(line) for line in (run.folder / "log.jsonl").read_text().splitlines()]
    assert [(line["level"], line["release"], line["revision"], line["run"]) for line in lines] == [
        ("info", "pfs-rvu 2026A", 1, run.id),
        ("warning", "pfs-rvu 2026A", 1, run.id),
    ]


def test_a_log_line_names_an_error_and_keeps_its_traceback_out(tmp_path: Path) -> None:
    with open_run(tmp_path, "refresh") as run:
        try:
            raise ValueError("row 7")
        except ValueError:
            logging.getLogger("sources.http.download").exception("cut short")
    line = json.loads((run.folder / "log.jsonl").read_text())
    assert (line["message"], line["error"]) == ("cut short", "ValueError")
    assert "Traceback" not in json.dumps(line)


def test_addresses_to_notify_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMSFEES_NOTIFY", '["slack://token-a/token-b/token-c"]')
    assert "token" not in repr(RunSettings())


def test_a_failure_remains_until_a_later_run_resolves_it() -> None:
    settled = ReleaseState("opps 2026-01", "unchanged", 1)
    assert unsettled([report(LOADED), report(FAILED)]) == [FAILED]
    assert unsettled([report(settled), report(FAILED)]) == []
