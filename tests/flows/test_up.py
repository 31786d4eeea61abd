"""`cmsfees up`: one command, everything on this machine."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.orchestration.environment import local_server
from flows.runs.run_folder import reports
from tests.flows.production import PROJECT, free_port, wait_for

FLOWS = ("watch", "refresh", "publish", "backfill", "verify")

pytestmark = pytest.mark.slow


@contextmanager
def up(python: str, home: Path, cwd: Path, **settings: str) -> Iterator[dict[str, str]]:
    """Everything started by this interpreter; yields what Prefect's clients need."""
    port, home_log = free_port(), home / "up.log"
    home.mkdir(exist_ok=True)
    env = {**os.environ, "CMSFEES_HOME": str(home), **settings}
    with home_log.open("w") as log:
        command = [python, "-m", "flows.cli.main", "up", "--port", str(port)]
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=log, stderr=log)
    try:
        wait_for(lambda: "started!" in home_log.read_text(), 240, "the worker")
        assert local_server(home) == f"http://127.0.0.1:{port}/api"
        yield {**env, "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "COLUMNS": "200"}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert local_server(home) is None


def prefect(env: dict[str, str], *words: str) -> str:
    """One word of Prefect's CLI; its output."""
    command = [sys.executable, "-m", "prefect", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_up_serves_the_deployments_and_stops_as_a_whole(tmp_path: Path) -> None:
    with up(sys.executable, tmp_path, PROJECT) as env:
        said = prefect(env, "deployment", "ls")
        assert all(f"{flow}/cms" in said for flow in FLOWS)


def test_up_works_from_a_wheel(tmp_path: Path, url: str) -> None:
    """Installed beside the libraries, without the clone."""
    python, home = installed(tmp_path), tmp_path / "home"
    found = [python, "-c", "import flows; print(flows.__file__)"]
    where = subprocess.run(found, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(tmp_path))

    with up(python, home, tmp_path, CMSFEES_SITE=url, CMSFEES_SPACING="0") as env:
        said = prefect(env, "deployment", "ls")
        assert all(f"{flow}/cms" in said for flow in FLOWS)
        prefect(env, "deployment", "run", "watch/cms", "--param", f"series={json.dumps(['pfs-rvu'])}")
        wait_for(lambda: bool(reports(home)), 120, "the watch that was asked for")
    (report,) = reports(home)
    assert report.is_good, report.summary
    assert {one.state for one in report.releases} == {"loaded"}


def installed(folder: Path) -> str:
    """The Python of a new environment that has the wheel, and sees the libraries of this one."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, capture_output=True, check=True)
    venv.create(folder / "venv", symlinks=True)
    python = str(folder / "venv" / "bin" / "python")
    wheel = str(next(folder.glob("*.whl")))
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, capture_output=True, check=True)
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return python
