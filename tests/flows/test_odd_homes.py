"""Data roots whose paths are hard to quote, relative, linked or read-only."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cmsfees import open_snapshot
from flows.cli.main import app
from tests.chaos.rooms_worker import cards, run
from tests.flows.production import PROJECT

ODD = ["a [b] *{x}.d", 'it\'s "quoted" ☂ $HOME %s \\t', "-n", "a\nb"]
READING = ("status", "runs", "doctor", "metrics", "snapshots", "releases", "archive verify", "prune")


def refreshed(home: Path, url: str) -> None:
    assert run("watch", home, url).outcome == "kept"
    assert run("publish", home, url).outcome == "published"
    assert run("publish", home, url).outcome == "nothing new"
    assert run("verify", home, url).outcome == "intact"


def assert_answers(home: Path) -> None:
    """Every command that reads answers on this data root, and the card's payment is CMS's."""
    for command in READING:
        result = CliRunner().invoke(app, [*command.split(), "--json"], env={"CMSFEES_HOME": str(home)})
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            command,
            result.exception,
        )
        json.loads(result.stdout)
    with open_snapshot(snapshots=home / "snapshots") as fees:
        assert fees.card("20957", date(2026, 2, 1))["code"] == "20957"


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_a_home_whose_name_is_hard_to_quote(name: str, tmp_path: Path, url: str) -> None:
    home = tmp_path / name
    refreshed(home, url)
    cards(home, url)
    assert_answers(home)


def test_a_relative_home_and_a_home_behind_a_link(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refreshed(Path("home"), url)
    assert_answers(Path("home"))
    Path("link").symlink_to("home")
    assert run("publish", Path("link"), url).outcome == "nothing new"
    assert_answers(tmp_path / "link")


@pytest.fixture
def read_only(tmp_path: Path, url: str) -> Iterator[Path]:
    """A published data root on a file system mounted read-only; only root can mount one."""
    home = tmp_path / "home"
    refreshed(home, url)
    bind = ["mount", "--bind", str(home), str(home)]
    if subprocess.run(bind, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    subprocess.run(["mount", "-o", "remount,bind,ro", str(home)], check=True)
    yield home
    subprocess.run(["umount", "--lazy", str(home)], check=True)


@pytest.mark.slow
def test_a_read_only_home_is_read_and_what_would_write_says_so(read_only: Path) -> None:
    def run_command(*words: str) -> "subprocess.CompletedProcess[str]":
        env = {**os.environ, "CMSFEES_HOME": str(read_only), "CMSFEES_SITE": "http://127.0.0.1:9"}
        command = [sys.executable, "-m", "flows.cli.main", *words]
        done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, (words, done.stderr)
        return done

    for words in (["show", "20957", "--on", "2026-02-01"], ["status"], ["runs"], ["metrics"], ["snapshots"]):
        assert run_command(*words).returncode == 0, words
    for words in (["refresh"], ["publish"], ["promote", "--to", "stable"], ["prune"], ["up"], ["resume"]):
        done = run_command(*words)
        assert done.returncode == 1, words
        assert "Read-only file system" in done.stderr, (words, done.stderr)
    assert "not writable" in run_command("doctor").stdout
