"""Broken records (by a kill, a full disk or an edit) are skipped, reported and block nothing."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from flows.orchestration.killed_runs import killed_runs
from flows.runs.leftovers import remove_superseded, sweep
from flows.runs.metrics import ask
from flows.runs.report import Report, Timing
from flows.runs.run_folder import open_run, remove_old, reports, unreadable
from sources.settings import Settings

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def finished(home: Path, kind: str = "refresh") -> Path:
    """The folder of a run that ended well."""
    with open_run(home, kind) as run:
        run.record(Timing("fetch", "pfs-rvu 2026A", "new", 1.5))
        run.close(Report(run.id, kind, AT, "newest"))
    return run.folder


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def remove(run: Path, *names: str) -> Path:
    """The same folder without these files."""
    for name in names:
        (run / name).unlink()
    return run


BREAK: dict[str, Callable[[Path], object]] = {
    "an empty report": lambda run: (run / "report.json").write_text(""),
    "half a report": lambda run: cut(run / "report.json"),
    "a report of another shape": lambda run: (run / "report.json").write_text("[1]"),
    "a report without a time": lambda run: (run / "report.json").write_text('{"releases": []}'),
    "a report that is a folder": lambda run: (remove(run, "report.json") / "report.json").mkdir(),
    "an empty run.json": lambda run: (remove(run, "report.json") / "run.json").write_text(""),
    "no run.json": lambda run: remove(run, "report.json", "run.json"),
    "a run.json of another shape": lambda run: (remove(run, "report.json") / "run.json").write_text(
        '{"kind": 1}'
    ),
    "an empty folder": lambda run: remove(run, *(path.name for path in run.iterdir())),
    "half a line of timings": lambda run: cut(run / "timings.jsonl"),
    "empty timings": lambda run: (run / "timings.jsonl").write_text(""),
    "timings of zeros": lambda run: (run / "timings.jsonl").write_bytes(bytes(512)),
    "a stray file among the runs": lambda run: (run.parent / "notes.txt").write_text("mine"),
    "a stray folder among the runs": lambda run: (run.parent / "notes").mkdir(),
    "a lock that is a folder": lambda run: (remove(run, "lock") / "lock").mkdir(),
}


@pytest.mark.parametrize("what", BREAK)
def test_every_command_answers_beside_a_broken_record(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMSFEES_HOME", str(tmp_path))
    monkeypatch.setenv("CMSFEES_SITE", "http://127.0.0.1:9")
    good = finished(tmp_path, "watch")
    BREAK[what](finished(tmp_path))
    for words in ("status", "runs", "doctor", "metrics", "resume", "snapshots"):
        result = CliRunner().invoke(app, [words, "--json"])
        assert not isinstance(result.exception, Exception), (words, result.exception)
        json.loads(result.output)
    assert good.name in {report.run for report in reports(tmp_path)}
    assert ask(tmp_path, "SELECT count(*) AS lines FROM metrics WHERE step = 'fetch'")[0]["lines"] >= 1


def test_a_snapshot_without_a_manifest_was_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMSFEES_HOME", str(tmp_path))
    assert "nothing is published yet" in CliRunner().invoke(app, ["snapshots"]).output
    (tmp_path / "snapshots" / "2026Q1-0a1b2c3d").mkdir(parents=True)
    assert "no manifest can be read: run `cmsfees verify`" in CliRunner().invoke(app, ["snapshots"]).output


def test_a_record_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMSFEES_HOME", str(tmp_path))
    broken = finished(tmp_path) / "report.json"
    broken.write_text("{")
    assert unreadable(tmp_path) == [broken]
    assert f"unreadable, skipped: {broken}" in CliRunner().invoke(app, ["status"]).output


def test_runs_have_a_retention_that_leaves_runs_under_way(tmp_path: Path) -> None:
    with open_run(tmp_path, "backfill") as under_way:
        done = [finished(tmp_path, f"run{number}").name for number in range(5)]
        gone = remove_old(tmp_path, keep=2)
        assert len(gone) == 3
        assert under_way.folder.is_dir()
    left = {report.run for report in reports(tmp_path)}
    assert left == set(done) - set(gone)


@pytest.mark.parametrize(
    "name",
    [
        "archive/partial/0af.tmp",
        "archive/receipts/opps/2026-01/.partial-0123456789ab-1.json",
        "conformed/ab/.partial-xyz/pfs_rvu.parquet",
        "snapshots/.partial-0123456789ab-2026Q1/cmsfees.duckdb",
        "snapshots/.staging-1/cmsfees.duckdb",
        "snapshots/.removed-2025Q1-1a2b3c4d/manifest.json",
        "snapshots/.latest-4711",
        "runs/20261128T120000Z-watch-1a2b/.partial-0123456789ab-report.json",
    ],
)
def test_the_next_run_deletes_leftovers_of_a_killed_run(name: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    left, kept = tmp_path / name, tmp_path / "archive" / "partial" / "1b2c.part"
    for path in (left, kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("…")
    for path in (left, left.parent, kept):
        os.utime(path, (time.time() - 3600,) * 2)
    with open_run(tmp_path, "backfill") as other, open_run(tmp_path, "watch") as run:
        assert sweep(settings, run) == []  # the other may still be writing
        assert other.folder.is_dir()
    with open_run(tmp_path, "watch") as run:
        sweep(settings, run)
    assert not left.exists()
    assert kept.exists()  # a download goes on where it was


def test_folders_of_earlier_versions_are_deleted_once_reread(tmp_path: Path) -> None:
    names = ("ab12-now", "ab12-before", "ab12-today", "cd34-before")
    now, before, today, unread = folders = [tmp_path / name[:2] / name for name in names]
    for folder in folders:
        folder.mkdir(parents=True)
    for folder in (now, before, unread):
        os.utime(folder, (time.time() - 2 * 24 * 3600,) * 2)
    assert remove_superseded({now, tmp_path / "cd" / "cd34-now"}) == [before]
    assert [folder.is_dir() for folder in folders] == [True, False, True, True]
    assert today.is_dir()  # another version may be at work


def test_a_killed_run_without_its_record_is_named_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "20261128T120000Z-backfill-1a2b"
    folder.mkdir(parents=True)
    assert [(run.id, run.kind) for run in killed_runs(tmp_path)] == [(folder.name, "backfill")]
