"""Everything on one machine: Prefect's server on loopback, the deployments of prefect.yaml, and a worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from filelock import FileLock, Timeout

from flows.orchestration.environment import OWN_SERVER, configure_prefect, configure_server
from flows.orchestration.killed_runs import resume
from flows.orchestration.server_api import auth_file, auth_string, call
from flows.orchestration.server_health import TAG, ServiceHealth, last_error, read_health
from flows.orchestration.server_process import HOST, Server, is_taken, start_server
from flows.orchestration.tethered import Process, start_tethered, stop

ROOT = Path(__file__).parents[2]  # of the clone, or of the rooms in the installed package
PLAN = ROOT / "prefect.yaml"
TEMPLATE = Path(__file__).with_name("base_job_template.json")  # Prefect's, without command, env and folder
POOL = "cmsfees"
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]
Say = Callable[[str], None]
LOOK = 60.0  # seconds between two looks at the server's services


class PortTaken(OSError):
    """Another program listens on the port."""


class AlreadyUp(RuntimeError):
    """Another `cmsfees up` serves this data root."""


class PartEnded(RuntimeError):
    """The server or the worker of `cmsfees up` ended by itself."""


def serve_here(home: Path, port: int, say: Say) -> None:
    """Runs until interrupted. The same server, pool and worker as in production, kept in the data root."""
    configure_prefect(home)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(0))  # so that all of it ends
    if is_taken(port):
        raise PortTaken(f"port {port} of {HOST} is taken; choose another with --port")
    os.environ |= {
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",  # the UI is told it as well
        OWN_SERVER: f"http://{HOST}:{port}/api",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
        **configure_server(auth_string(home), f"http://{HOST}:{port}"),
    }
    with _only_one(home), _server(home, port) as server:
        deploy()
        resume(home)
        say(f"Prefect's UI: http://{HOST}:{port}   password: {auth_file(home)}   Ctrl-C stops everything.")
        worker = start_tethered(
            ["prefect", "worker", "start", "--pool", POOL], os.environ, sys.stderr.fileno()
        )
        try:
            _watch(home, server, worker, say)
        finally:
            stop(worker)


def deploy() -> None:
    """Work pool and deployments of prefect.yaml on the server in use; others of ours are removed."""
    template = ["--base-job-template", str(TEMPLATE)]
    _prefect("work-pool", "create", POOL, "--type", "process", "--overwrite", *template)
    _prefect("deploy", "--all", "--prefect-file", PLAN.name)
    named = {one["name"] for one in yaml.safe_load(PLAN.read_text())["deployments"]}
    _remove_others(os.environ["PREFECT_API_URL"], named)


def _remove_others(api: str, named: set[str]) -> None:
    """Deployments of an earlier version would go on firing beside those of this one."""
    for old in call(api, "/deployments/filter", {"deployments": {"tags": {"all_": [TAG]}}}):
        if old["name"] not in named:
            _prefect("deployment", "delete", old["id"])


def _watch(home: Path, server: Server, worker: Process, say: Say) -> None:
    """Tell of each change in the health of the server's services; raise where a part has ended."""
    looked, failing = time.monotonic() - LOOK / 2, None
    while True:
        time.sleep(1)
        for name, process in (("server", server.process), ("worker", worker)):
            if process.poll() is not None:
                raise PartEnded(
                    f"Prefect's {name} ended with {process.returncode}: {home}/prefect/server.log"
                )
        if time.monotonic() - looked >= LOOK:
            looked, failing = time.monotonic(), _tell(home, read_health(server.api), failing, say)


def _tell(home: Path, found: list[ServiceHealth], failing: set[str] | None, say: Say) -> set[str]:
    """Say once what fails, also to `CMSFEES_NOTIFY`, and once that all is well; returns what fails now."""
    bad = [one for one in found if not one.is_good]
    names = {one.service for one in bad}
    if names == failing:
        return names
    lines = [f"{one.service}: {one.detail}" for one in bad or found]
    if bad:
        from flows.orchestration.notifications import notify

        lines += [f"its last error: {said}"] if (said := last_error(home / "prefect" / "server.log")) else []
        notify("cmsfees up: Prefect does not do its work", "\n".join(lines))
    say("\n".join(lines))
    return names


def _prefect(*words: str) -> None:
    """One word of Prefect's CLI; what it prints is shown only if it fails."""
    done = subprocess.run([*PREFECT, *words], cwd=ROOT, capture_output=True, text=True)  # noqa: S603  own words
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise PartEnded(f"prefect {' '.join(words[:2])} failed:\n{said}")


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    lock = FileLock(home / "prefect" / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyUp(f"another `cmsfees up` serves {home}") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _server(home: Path, port: int) -> Iterator[Server]:
    """A server of our own; its address is noted for other commands on this data root while it lives."""
    note = home / "prefect" / "up.url"
    server = start_server(home, port, {}, home / "prefect" / "server.log")
    try:
        server.wait()
        note.write_text(server.api)
        yield server
    finally:
        note.unlink(missing_ok=True)
        server.stop()
