"""`cmsfees up` of which a part is killed ends as a whole."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.flows.production import PROJECT, running, up, wait_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("part", ["uvicorn", "prefect worker start"])
def test_up_ends_where_its_server_or_worker_does(used_home: Path, part: str) -> None:
    with up(sys.executable, used_home, PROJECT, status=1):
        (pid, *_) = [pid for pid, words in running(used_home).items() if f"tethered {part}" in words]
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not running(used_home), 60, "the end of it all")
    assert "PartEnded: Prefect's" in (used_home / "up.log").read_text()


def test_no_process_survives_a_killed_up(used_home: Path) -> None:
    with up(sys.executable, used_home, PROJECT):
        (pid,) = [pid for pid, words in running(used_home).items() if "cmsfees up" in words]
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not running(used_home), 40, "the end of its server and worker")
