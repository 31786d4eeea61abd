"""`cmsfees up`: one command, everything on this machine."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.quiet import local_server
from tests.flows.production import PROJECT, free_port, wait_for


@pytest.mark.slow
def test_up_serves_the_deployments_and_stops_as_a_whole(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "flows.cli", "up", "--port", str(port)]
    env = {**os.environ, "CMSFEES_HOME": str(tmp_path)}
    with (tmp_path / "up.log").open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log)
    try:
        wait_for(lambda: "started!" in (tmp_path / "up.log").read_text(), 180, "the worker")
        assert local_server(tmp_path) == f"http://127.0.0.1:{port}/api"
        listed = [sys.executable, "-m", "prefect", "deployment", "ls"]
        served = {**env, "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "COLUMNS": "200"}
        said = subprocess.run(listed, env=served, capture_output=True, text=True, check=True).stdout
        assert all(f"{flow}/cms" in said for flow in ("watch", "refresh", "publish", "backfill", "verify"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert local_server(tmp_path) is None
