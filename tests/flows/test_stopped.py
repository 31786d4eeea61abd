"""A run that is stopped: by Ctrl-C, by SIGTERM, at the worst moments."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest
from filelock import FileLock

from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.pipeline.context import RunContext
from flows.pipeline.executors import LocalExecutor
from flows.pipeline.publishing import served
from flows.runs.run_folder import open_run, reports, unfinished
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from tests.chaos.rooms_worker import settings_of
from tests.flows.conftest import Walking
from tests.flows.production import PROJECT, running, wait_for
from tests.sources.local_site import Fault, LocalSite, serve
from warehouse.publishing.publish import STEPS

OPPS_ZIP = "/files/zip/january-2026-opps-addendum-b.zip"
T = TypeVar("T")
ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE (a.range * b.range) % 7 = 3"


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@dataclass(frozen=True)
class Interrupting(LocalExecutor):
    """Ctrl-C at the beginning of a step."""

    at: str = ""

    def run(self, step: str, subject: str, work: Callable[[], T]) -> T:
        if step == self.at:
            interrupt()
        return work()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_sample(write_site(tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, url: str) -> Path:
    """A data root with ASC published, to copy."""
    home = tmp_path_factory.mktemp("begun")
    with open_run(home, "refresh") as run:
        pipeline.refresh(RunContext(settings_of(home, url), run), wanted(series=("asc",)))
    return home


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_publication_stopped_at_any_step_leaves_nothing_half_done(
    walking: Walking, begun: Path, tmp_path: Path, step: str
) -> None:
    shutil.copytree(begun, tmp_path / "home", symlinks=True)
    snapshots = tmp_path / "home" / "snapshots"
    first = served(snapshots)
    assert first
    with walking("refresh") as context, pytest.raises(KeyboardInterrupt):
        pipeline.refresh(replace(context, executor=Interrupting(at=step)), wanted(series=("pfs-rvu",)))
    assert served(snapshots) == first
    assert {path.name for path in snapshots.iterdir()} == {first, "latest", "channels.json", ".lock"}
    FileLock(snapshots / ".lock", timeout=0).acquire().lock.release()
    with walking("refresh") as context:
        assert pipeline.refresh(context, wanted(series=("pfs-rvu",))).outcome == "published"


def test_a_query_under_way_is_stopped_and_does_not_count_as_failed(walking: Walking) -> None:
    def work() -> None:
        threading.Timer(0.5, interrupt).start()
        duckdb.sql(ENDLESS).fetchall()

    with walking("publish") as context, pytest.raises(KeyboardInterrupt):
        context.timed("derive", "1 releases", work)
    (timing,) = map(json.loads, (context.run.folder / "timings.jsonl").read_text().splitlines())
    assert (timing["step"], timing["state"]) == ("derive", "stopped")


@pytest.mark.slow
@pytest.mark.parametrize("later", [0, 0.4, 0.8, 1.2, 1.6])  # seconds: while Prefect is imported
def test_a_command_that_is_ended_while_it_starts_leaves_no_server(tmp_path: Path, later: float) -> None:
    env = {**os.environ, "CMSFEES_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "flows.cli.main", "verify"]
    process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=-1, stderr=-1, text=True)
    wait_for(lambda: any("uvicorn" in words for words in running(tmp_path).values()), 60, "Prefect's server")
    time.sleep(later)
    process.send_signal(signal.SIGHUP)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 143
    wait_for(lambda: not running(tmp_path), 20, "the end of its server")


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
def test_a_command_that_is_stopped_while_a_download_hangs(
    used_home: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    site, home = LocalSite(write_site(tmp_path / "site"), faults={OPPS_ZIP: [Fault(stall=600)]}), used_home
    with serve(site) as url:
        own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
        env = {**os.environ, **own, "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
        command = [
            sys.executable,
            "-m",
            "flows.cli.main",
            "backfill",
            "--series",
            "pfs-rvu",
            "--series",
            "opps",
        ]
        process = subprocess.Popen(
            command, cwd=PROJECT, env=env, stdout=-1, stderr=-1, text=True, start_new_session=True
        )
        wait_for(lambda: OPPS_ZIP in site.paths(), 120, "the download that hangs")
        os.killpg(process.pid, stop)  # as a terminal does
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 130, errors
        assert "cancelled by" in output
        assert "Traceback" not in errors
        (report,) = reports(home)
        assert (report.outcome, report.asked) == ("cancelled", "pfs-rvu, opps, 2009-01-01 to last")
        assert unfinished(home) == []
        wait_for(lambda: not running(home), 10, "the end of its server")

        again = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert reports(home)[0].outcome == "published"
