"""`cmsfees up`: Prefect's server on loopback, the deployments of prefect.yaml and a worker."""

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
from flows.orchestration.server_health import POOL, TAG, ServiceHealth, last_error, read_health
from flows.orchestration.server_process import HOST, Server, is_taken, start_server
from flows.orchestration.tethered import Process, start_tethered, terminate

ROOT = Path(__file__).parents[2]  # the repository, or the installed package's parent folder
PLAN = ROOT / "prefect.yaml"
TEMPLATE = Path(__file__).with_name(
    "base_job_template.json"
)  # Prefect's template without command, env and folder
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]
Log = Callable[[str], None]
CHECK_EVERY = 60.0  # seconds between health checks of the server's services


class PortTaken(OSError):
    """Another program is listening on the port."""


class AlreadyUp(RuntimeError):
    """Another `cmsfees up` is running on this data root."""


class PartEnded(RuntimeError):
    """The server or the worker of `cmsfees up` exited unexpectedly."""


def serve_here(home: Path, port: int, log: Log) -> None:
    """Run until interrupted, with the same server, pool and worker as in production."""
    configure_prefect(home)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(0))  # so that all processes end
    if is_taken(port):
        raise PortTaken(f"port {port} on {HOST} is in use; choose another with --port")
    os.environ |= {
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",  # the UI uses it too
        OWN_SERVER: f"http://{HOST}:{port}/api",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
        **configure_server(auth_string(home), f"http://{HOST}:{port}"),
    }
    with _only_one(home), _server(home, port) as server:
        deploy()
        resume(home)
        log(f"Prefect's UI: http://{HOST}:{port}   password: {auth_file(home)}   Press Ctrl-C to stop.")
        worker = start_tethered(
            ["prefect", "worker", "start", "--pool", POOL], os.environ, sys.stderr.fileno()
        )
        try:
            _watch(home, server, worker, log)
        finally:
            terminate(worker)


def deploy() -> None:
    """Create the work pool and deployments of prefect.yaml; remove our other deployments."""
    template = ["--base-job-template", str(TEMPLATE)]
    _prefect("work-pool", "create", POOL, "--type", "process", "--overwrite", *template)
    _prefect("deploy", "--all", "--prefect-file", PLAN.name)
    named = {deployment["name"] for deployment in yaml.safe_load(PLAN.read_text())["deployments"]}
    _remove_others(os.environ["PREFECT_API_URL"], named)


def _remove_others(api: str, named: set[str]) -> None:
    """Remove deployments of earlier versions, which would otherwise keep running."""
    for old in call(api, "/deployments/filter", {"deployments": {"tags": {"all_": [TAG]}}}):
        if old["name"] not in named:
            _prefect("deployment", "delete", old["id"])


def _watch(home: Path, server: Server, worker: Process, log: Log) -> None:
    """Log each change in the health of the server's services; raise PartEnded if a process exited."""
    checked, failing = time.monotonic() - CHECK_EVERY / 2, None
    while True:
        time.sleep(1)
        for name, process in (("server", server.process), ("worker", worker)):
            if process.poll() is not None:
                raise PartEnded(
                    f"Prefect's {name} exited with {process.returncode}; see {home}/prefect/server.log"
                )
        if time.monotonic() - checked >= CHECK_EVERY:
            checked, failing = time.monotonic(), _report_health(home, read_health(server.api), failing, log)


def _report_health(home: Path, found: list[ServiceHealth], failing: set[str] | None, log: Log) -> set[str]:
    """Log and notify of newly failing services, log recovery once; return the failing services."""
    bad = [service for service in found if not service.is_good]
    names = {service.service for service in bad}
    if names == failing:
        return names
    lines = [f"{service.service}: {service.detail}" for service in bad or found]
    if bad:
        from flows.orchestration.notifications import notify

        error = last_error(home / "prefect" / "server.log")
        lines += [f"last error: {error}"] if error else []
        notify("cmsfees up: Prefect is not healthy", "\n".join(lines))
    log("\n".join(lines))
    return names


def _prefect(*words: str) -> None:
    """Run a Prefect CLI command; show its output only if it fails."""
    done = subprocess.run([*PREFECT, *words], cwd=ROOT, capture_output=True, text=True)  # noqa: S603  fixed arguments
    if done.returncode:
        output = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise PartEnded(f"prefect {' '.join(words[:2])} failed:\n{output}")


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    lock = FileLock(home / "prefect" / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyUp(f"another `cmsfees up` is running on {home}") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _server(home: Path, port: int) -> Iterator[Server]:
    """Start our server; while it runs, its URL is in a file for other commands on this data root."""
    url_file = home / "prefect" / "up.url"
    server = start_server(home, port, {}, home / "prefect" / "server.log")
    try:
        server.wait()
        url_file.write_text(server.api)
        yield server
    finally:
        url_file.unlink(missing_ok=True)
        server.stop()
