"""`cmsfees up` whose scheduler and worker do nothing: it says so."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.conftest import Notice
from tests.flows.production import PROJECT, running, up, wait_for
from tests.flows.scheduled import SCHEDULED


@pytest.mark.slow
def test_schedules_that_do_not_fire_turn_everything_red_and_notify(
    used_home: Path, notices: tuple[str, list[Notice]]
) -> None:
    """As with sqlalchemy 2.1 under Prefect 3.8: the server says it is healthy, and no run is ever made.

    The worker hangs as well, so a run that was due ten minutes ago has not started.
    """
    address, came = notices
    no_scheduler, notify = "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED", json.dumps([address])
    with up(
        sys.executable, used_home, PROJECT, None, CMSFEES_NOTIFY=notify, **{no_scheduler: "false"}
    ) as prefect:
        (worker,) = [pid for pid, words in running(used_home).items() if "tethered prefect worker" in words]
        os.kill(worker, signal.SIGSTOP)
        due = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
        late = {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}}
        deployment = prefect.get("/deployments/name/verify/verify-archive")["id"]
        prefect.post(f"/deployments/{deployment}/create_flow_run", late)

        def is_told(text: str) -> bool:
            return any(text in notice["message"] for notice in came)

        wait_for(lambda: is_told("1 runs are late, the oldest scheduled for"), 120, "word of the late run")
        wait_for(lambda: is_told("scheduler: nothing is scheduled for"), 240, "word of the scheduler")
        assert {notice["title"] for notice in came} == {"cmsfees up: Prefect is not healthy"}
        assert all(name in came[-1]["message"] for name in SCHEDULED)
        assert "scheduler: nothing is scheduled for" in prefect.log.read_text()
        for command in ("doctor", "status"):
            words = [sys.executable, "-m", "flows.cli.main", command]
            done = subprocess.run(words, env=prefect.env, cwd=PROJECT, capture_output=True, text=True)
            assert done.returncode == 1
            assert "nothing is scheduled for" in done.stdout
            assert "1 runs are late" in done.stdout
        os.kill(worker, signal.SIGCONT)
