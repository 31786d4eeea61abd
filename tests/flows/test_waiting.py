"""A run that waits says for whom and for how long, at once and then again and again."""

import json
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from flows.cli.progress_bar import shown
from flows.runs import waiting
from flows.runs.waiting import data_root_lock


def test_the_wait_is_reported_again_with_its_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waiting, "REPORT_EVERY", 1.1)
    locks = tmp_path / "locks"
    locks.mkdir()
    held = FileLock(locks / "cmsfees-site.lock", thread_local=False)
    held.acquire()
    holder = {"run": "a-run", "doing": "reads CMS's site", "process": "7 on here", "since": "06:00"}
    (locks / "cmsfees-site.holder").write_text(json.dumps(holder))
    threading.Timer(1.6, held.release).start()
    with shown(), data_root_lock(tmp_path, "cmsfees-site", tmp_path / "runs" / "mine", "verifies") as mine:
        recorded = json.loads((locks / "cmsfees-site.holder").read_text())
    whom = "waiting for run a-run, which reads CMS's site since 06:00 (process 7 on here)"
    assert capsys.readouterr().err.splitlines() == [whom, f"{whom}, 1 s so far"]
    assert (recorded["run"], recorded["doing"], recorded["folder"]) == (
        "mine",
        "verifies",
        str(tmp_path / "runs" / "mine"),
    )
    assert str(mine).startswith("run mine, which verifies since 20")
    assert not (locks / "cmsfees-site.holder").exists()


def test_a_record_that_is_not_a_holders_is_another_run(tmp_path: Path) -> None:
    record = tmp_path / "x.holder"
    for text in ("", "[1]", '{"run": 1}', "null"):
        record.write_text(text)
        assert waiting.read_holder(record) == "another run"
    assert waiting.read_holder(tmp_path / "none") == "another run"
