"""`cmsfees up`: one command, everything on this machine."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from flows.pipeline.publishing import served
from flows.runs.run_folder import open_run, read_run, reports
from tests.flows.production import PROJECT, Prefect, free_port, up, wait_for
from tests.flows.scheduled import assert_scheduled_as_planned

DEPLOYED = ("watch/watch-cms", "refresh/refresh-cms", "publish/publish-archive", "backfill/backfill-cms")

pytestmark = pytest.mark.slow


def test_a_schedule_fires_and_publishes(used_home: Path, url: str) -> None:
    """Every schedule of prefect.yaml is days away, so one of 15 seconds is added."""
    own: dict[str, Any] = {"CMSFEES_SITE": url, "CMSFEES_SPACING": "0", "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
    with up(sys.executable, used_home, PROJECT, **own) as prefect:
        deployment = prefect.get("/deployments/name/refresh/refresh-cms")["id"]
        soon = {"schedule": {"interval": 15}, "active": True, "parameters": {"series": ["asc"]}}
        prefect.post(f"/deployments/{deployment}/schedules", [soon])
        wait_for(lambda: len(reports(used_home)) > 1, 180, "two runs of the schedule")
        first = reports(used_home)[-1]
        assert (first.kind, first.outcome) == ("refresh", "published")
        run = prefect.get(f"/flow_runs/{first.flow_run}")
        assert run["name"] == first.run
        assert run["deployment_id"] == deployment


def test_other_runs_use_ups_server_and_what_watch_archives_is_published(used_home: Path, url: str) -> None:
    """A killed run is resumed, a command uses the server of `up`, and its event starts a publication."""
    with open_run(used_home, "verify") as killed:
        pass
    own: dict[str, Any] = {"CMSFEES_SITE": url, "CMSFEES_SPACING": "0", "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
    with up(sys.executable, used_home, PROJECT, **own) as prefect:
        assert read_run(used_home, killed.id).problems == ("killed; run it again",)
        command = [sys.executable, "-m", "flows.cli.main", "watch", "--series", "asc", "--json"]
        done = subprocess.run(command, env={**os.environ, **own, "CMSFEES_HOME": str(used_home)}, stdout=-1)
        watched = json.loads(done.stdout)
        assert watched["outcome"] == "kept"
        assert prefect.get(f"/flow_runs/{watched['flow_run']}")["name"] == watched["run"]
        wait_for(
            lambda: bool(served(used_home / "snapshots")), 180, "the publication that the watch asked for"
        )
        wait_for(lambda: reports(used_home)[0].kind == "publish", 60, "its report")
        published = prefect.get(f"/flow_runs/{reports(used_home)[0].flow_run}")
        deployment = prefect.get("/deployments/name/publish/publish-archive")["id"]
        assert published["deployment_id"] == deployment
        for key in ("cmsfees://snapshots/latest", "cmsfees://tables/asc_addendum_aa"):
            wait_for(lambda key=key: is_materialized(prefect, key), 30, f"the lineage of {key}")  # type: ignore[misc]


def is_materialized(prefect: Prefect, key: str) -> bool:
    """Whether a run has made this Prefect asset."""
    events = {"event": {"name": ["prefect.asset.materialization.succeeded"]}, "resource": {"id": [key]}}
    return bool(prefect.post("/events/filter", {"filter": events})["events"])


def test_up_works_from_a_wheel(tmp_path: Path, url: str) -> None:
    """Installed beside the libraries, without the clone."""
    python, home = installed(tmp_path), tmp_path / "home"
    found = [python, "-c", "import cmsfees; print(cmsfees.__file__)"]
    where = subprocess.run(found, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert where.startswith(str(tmp_path))

    with up(python, home, tmp_path, CMSFEES_SITE=url, CMSFEES_SPACING="0") as prefect:
        output = prefect.command("deployment", "ls")
        assert all(name in output for name in DEPLOYED)
        prefect.command("deployment", "run", "watch/watch-cms", "--param", 'series=["pfs-rvu"]')
        wait_for(lambda: bool(reports(home)), 120, "the watch that was asked for")
    (report,) = reports(home)
    assert report.is_good, report.summary
    assert {outcome.state for outcome in report.releases} == {"loaded"}


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


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory, prefect_tables: Path) -> Iterator[Prefect]:
    """One `up` for the tests that only ask it; it must stop as a whole."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(prefect_tables, home / "prefect")
    with up(sys.executable, home, PROJECT) as started:
        yield started


def test_up_schedules_what_prefect_yaml_says(prefect: Prefect) -> None:
    assert_scheduled_as_planned(prefect, seconds=90)
    wait_for(lambda: "runs scheduled, next" in prefect.log.read_text(), 60, "the word of its health")
    doctor = [sys.executable, "-m", "flows.cli.main", "doctor", "--json"]
    output = subprocess.run(doctor, env=prefect.env, cwd=PROJECT, capture_output=True, text=True).stdout
    found = {finding["subject"]: finding["verdict"] for finding in json.loads(output)}
    assert {found[name] for name in ("scheduler", "schedules", "worker", "leases")} == {"ok"}


def test_other_clients_are_rejected_and_no_command_runs(prefect: Prefect, tmp_path: Path) -> None:
    """A page in the operator's browser, or another user of the machine, can also reach the port."""
    owned = tmp_path / "owned"
    bad = {"job_variables": {"command": f"touch {owned}", "env": {"X": "1"}}}

    def asked(path: str, body: Any, **headers: str) -> tuple[int, Any]:
        data = json.dumps(body).encode()
        request = Request(f"{prefect.api}{path}", data, {"Content-Type": "application/json", **headers})
        try:
            with urlopen(request) as answer:
                return answer.status, answer.headers
        except HTTPError as error:
            return error.code, error.headers

    home = Path(prefect.env["CMSFEES_HOME"])
    assert (home / "prefect" / "auth").stat().st_mode & 0o777 == 0o600
    deployment = prefect.get("/deployments/name/verify/verify-archive")["id"]
    path = f"/deployments/{deployment}/create_flow_run"
    status, headers = asked(path, bad, Origin="http://evil.example")
    assert (status, headers["Access-Control-Allow-Origin"]) == (401, None)
    status, headers = asked(
        "/deployments/filter", {}, **prefect.authorization(), Origin="http://evil.example"
    )
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, None)
    assert asked(path, bad, **prefect.authorization())[0] == 422

    def created() -> bool:
        """Prefect responds 503 while SQLite is busy; its own client retries too."""
        status, _ = asked(path, {}, **prefect.authorization())
        assert status in (201, 503)
        return status == 201

    wait_for(created, 60, "a request for a run")
    wait_for(lambda: bool(reports(home)), 60, "a run without a command")
    assert not owned.exists()


def test_a_second_up_and_a_taken_port_are_refused_at_once(prefect: Prefect) -> None:
    def output_of(*words: str) -> str:
        command = [sys.executable, "-m", "flows.cli.main", "up", *words]
        done = subprocess.run(
            command, cwd=PROJECT, env=prefect.env, capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    port = prefect.api.removesuffix("/api").rpartition(":")[2]
    assert f"port {port} on 127.0.0.1 is in use" in output_of("--port", port)
    assert "another `cmsfees up` is running on" in output_of("--port", str(free_port()))
