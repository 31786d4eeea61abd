"""Commands that are killed, disconnected or waiting: the next one works, and nothing is left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from flows.pipeline.publishing import served
from flows.runs.run_folder import reports
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from tests.flows.production import PROJECT, running, up, wait_for
from warehouse.publishing.publish import STEPS

pytestmark = pytest.mark.slow
CMSFEES = [sys.executable, "-m", "flows.cli.main"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data root whose archive holds the sample; its Prefect has been used before."""
    home = tmp_path_factory.mktemp("root")
    with serve_sample(write_site(tmp_path_factory.mktemp("site"))) as url:
        env = own(home) | {"CMSFEES_SITE": url}
        series = [word for name in ("pfs-rvu", "opps", "asc") for word in ("--series", name)]
        done = subprocess.run(
            [*CMSFEES, "watch", *series], cwd=PROJECT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        yield home


def own(home: Path) -> dict[str, str]:
    variables = {"CMSFEES_HOME": str(home), "CMSFEES_SPACING": "0", "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
    return {**os.environ, **variables, "CMSFEES_SITE": "http://127.0.0.1:9"}


def started(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*CMSFEES, *words],
        cwd=PROJECT,
        env=own(home),
        stdout=-1,
        stderr=-1,
        text=True,
        start_new_session=True,
    )


def is_building(home: Path) -> bool:
    """Whether a run has come to where it holds the warehouse."""
    return (home / "locks" / "cmsfees-warehouse.holder").exists()


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGHUP], ids=lambda stop: stop.name)
def test_after_a_publication_that_is_killed_the_next_one_ends_at_once(
    root: Path, stop: signal.Signals
) -> None:
    (root / "locks" / "cmsfees-warehouse.holder").unlink(missing_ok=True)
    shutil.rmtree(root / "snapshots", ignore_errors=True)  # so that there is something to build
    process = started(root, "publish")
    wait_for(lambda: is_building(root), 120, "the build")
    process.send_signal(stop)
    process.communicate(timeout=30)  # its outputs are closed: a pipe behind it ends
    wait_for(lambda: not running(root), 15, "the end of its server")
    began = time.monotonic()
    output, errors = started(root, "publish", "--json").communicate(timeout=110)
    assert json.loads(output)["outcome"] in ("published", "nothing new"), errors
    assert time.monotonic() - began < 60
    assert served(root / "snapshots")
    assert not running(root)


def killed_in(home: Path, step: str) -> bool:
    """Start `publish` and kill it once the step before `step` is done; whether it died within `step`."""
    shutil.rmtree(home / "snapshots", ignore_errors=True)  # so that there is something to build
    known = {*(home / "runs").iterdir()}
    process = started(home, "publish")

    def is_in_step() -> bool:
        done, staged = steps_done(home, known), list((home / "snapshots").glob(".staging-*/cmsfees.duckdb"))
        return process.poll() is not None or (bool(staged) if step == STEPS[0] else before(step) in done)

    until = time.monotonic() + 120
    while not is_in_step() and time.monotonic() < until:
        time.sleep(0.001)
    process.kill()
    process.communicate(timeout=30)
    return step not in steps_done(home, known)


def steps_done(home: Path, known: set[Path]) -> set[str]:
    """Steps that the run which is not among the known has recorded as done."""
    lines = [
        line
        for folder in {*(home / "runs").iterdir()} - known
        if (folder / "timings.jsonl").exists()
        for line in (folder / "timings.jsonl").read_text().splitlines()
    ]
    return {json.loads(line)["step"] for line in lines if line.endswith("}")}


def before(step: str) -> str:
    return STEPS[STEPS.index(step) - 1]


def assert_published(home: Path) -> None:
    began = time.monotonic()
    output, errors = started(home, "publish", "--json").communicate(timeout=110)
    assert json.loads(output)["outcome"] in ("published", "nothing new"), errors
    assert time.monotonic() - began < 60
    assert served(home / "snapshots")
    assert not list((home / "snapshots").glob(".staging-*"))


def test_publish_killed_in_the_middle_of_each_step_and_then_once_more(root: Path) -> None:
    """Each attempt comes to its step in spite of those that were killed before it."""
    within = {step for step in STEPS if killed_in(root, step)}
    assert within >= {"facts", "derive", "check", "export"}  # the others may end before the kill
    wait_for(lambda: not running(root), 15, "the end of their servers")
    assert_published(root)
    assert not running(root)


def test_publish_killed_beside_up_and_then_once_more(root: Path) -> None:
    with up(sys.executable, root, PROJECT):
        assert all(killed_in(root, step) for step in ("derive", "export"))
        assert_published(root)


@pytest.mark.parametrize("command", ["verify", "publish"])
def test_a_pipe_behind_a_command_ends_with_it(root: Path, command: str) -> None:
    """`cmsfees publish | cat`: the server of the command must not hold what the command printed to."""
    shutil.rmtree(root / "snapshots", ignore_errors=True)
    (root / "locks" / "cmsfees-warehouse.holder").unlink(missing_ok=True)
    line = f"{sys.executable} -m flows.cli.main {command} | cat"
    shell = subprocess.Popen(["sh", "-c", line], cwd=PROJECT, env=own(root), stdout=-1, stderr=-1)
    wait_for(lambda: any("uvicorn" in words for words in running(root).values()), 60, "its server")
    if command == "publish":
        wait_for(lambda: is_building(root), 120, "the build")
    for pid, words in running(root).items():
        if words.startswith(f"{sys.executable} -m flows.cli.main"):
            os.kill(pid, signal.SIGKILL)
    shell.communicate(timeout=10)
    wait_for(lambda: not running(root), 15, "the end of its server")


def test_two_first_runs_at_once_in_a_new_root_both_succeed(tmp_path: Path) -> None:
    both = [started(tmp_path, "verify", "--json") for _ in range(2)]
    for process in both:
        output, errors = process.communicate(timeout=180)
        assert process.returncode == 0, errors
        assert json.loads(output)["outcome"] == "intact"
    assert len(reports(tmp_path)) == 2


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
def test_a_waiting_run_reports_what_it_waits_for_and_can_be_stopped(root: Path, stop: signal.Signals) -> None:
    holder = root / "locks" / "cmsfees-warehouse.holder"
    with FileLock(root / "locks" / "cmsfees-warehouse.lock"):
        holder.write_text(
            json.dumps({"run": "a-run", "doing": "builds", "since": "06:00", "process": "7 on here"})
        )
        process = started(root, "publish")
        assert process.stderr
        line = process.stderr.readline()
        assert line == "waiting for run a-run, which builds since 06:00 (process 7 on here)\n"
        began = time.monotonic()
        os.killpg(process.pid, stop)
        output, errors = process.communicate(timeout=30)
        assert time.monotonic() - began < 10
    assert process.returncode == 130, errors
    assert "cancelled by" in output
    assert "Traceback" not in errors
    holder.unlink()
    wait_for(lambda: not running(root), 15, "the end of its server")


def test_a_server_that_cannot_start_says_what_it_printed(tmp_path: Path) -> None:
    database = "sqlite+aiosqlite:////proc/none/prefect.db"
    env = own(tmp_path) | {"PREFECT_API_DATABASE_CONNECTION_URL": database}
    done = subprocess.run(
        [*CMSFEES, "verify"], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "ServerNotUp: Prefect's server exited after" in done.stderr
    assert "unable to open database file" in done.stderr
