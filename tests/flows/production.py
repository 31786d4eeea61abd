"""A whole production on loopback: PostgreSQL, Prefect's server, a process worker."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import stamina

from flows.orchestration.environment import local_server

PROJECT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


def postgres_bin() -> Path | None:
    """Where PostgreSQL's programs are, if it is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """A new cluster on a free port; yields SQLAlchemy's URL of its database."""
    folder, port = Path(tempfile.mkdtemp(prefix="cmsfees-pg-")), free_port()
    user = "postgres" if os.getuid() == 0 else None  # PostgreSQL refuses root
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    initdb: list[str | Path] = [programs / "initdb", "-D", data, "-U", "cms", "--auth=trust", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/", user=user)
    options: list[str | Path] = [
        "-p",
        str(port),
        "-k",
        folder,
        "-c",
        "fsync=off",
        "-c",
        "listen_addresses=127.0.0.1",
    ]
    process = subprocess.Popen([programs / "postgres", "-D", data, *options], cwd="/", stderr=-3, user=user)
    try:
        wait_for(lambda: _listens(port), 60, "PostgreSQL")
        yield f"postgresql+asyncpg://cms@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Prefect:
    """A running server; `env` is what its clients and workers need."""

    api: str
    env: dict[str, str]
    log: Path

    def command(self, *words: str) -> str:
        """One word of Prefect's CLI; its output."""
        done = subprocess.run([*PREFECT, *words], cwd=PROJECT, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, f"prefect {words}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def authorization(self) -> dict[str, str]:
        """The header with the server's password, where it has one."""
        password = self.env.get("PREFECT_API_AUTH_STRING", "").encode()
        return {"Authorization": f"Basic {b64encode(password).decode()}"} if password else {}

    def get(self, path: str) -> Any:
        return _answer(Request(f"{self.api}{path}", headers=self.authorization()))

    def post(self, path: str, body: Any) -> Any:
        headers = {"Content-Type": "application/json", **self.authorization()}
        return _answer(Request(f"{self.api}{path}", json.dumps(body).encode(), headers))

    @contextmanager
    def worker(self) -> Iterator[Callable[[], None]]:
        """A process worker; yields what kills it and every run that it started, at once."""
        with self.log.open("a") as log:
            command = [*PREFECT, "worker", "start", "--pool", "cmsfees", "--name", "one"]
            process = subprocess.Popen(
                command, cwd=PROJECT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

        def kill() -> None:
            for pid in [*_descendants(process.pid), process.pid]:
                os.kill(pid, signal.SIGKILL)
            process.wait(10)

        try:
            yield kill
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(60)


@contextmanager
def prefect_server(database: str, home: Path, **settings: str) -> Iterator[Prefect]:
    """`prefect server start` on the database."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    env = {
        **os.environ,
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_DATABASE_CONNECTION_URL": database,
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "CMSFEES_HOME": str(home),
        **settings,
    }
    (home / "prefect").mkdir(parents=True)
    with (home / "server.log").open("w") as log:
        command = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, cwd=home, env=env, stdout=log, stderr=log)
    try:
        wait_for(lambda: _listens(port), 120, "Prefect's server")
        yield Prefect(api, env, home / "worker.log")
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def up(python: str, home: Path, cwd: Path, status: int | None = None, **settings: str) -> Iterator[Prefect]:
    """Everything started by this interpreter; yields a client of its server. It ends with that status."""
    port, home_log = free_port(), home / "up.log"
    home.mkdir(exist_ok=True)
    env = {**os.environ, "CMSFEES_HOME": str(home), **settings}
    with home_log.open("w") as log:
        command = [python, "-m", "cmsfees", "up", "--port", str(port)]
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=log, stderr=log)
    try:
        wait_for(lambda: "started!" in home_log.read_text(), 240, "the worker")
        api = f"http://127.0.0.1:{port}/api"
        assert local_server(home) == api
        auth = (home / "prefect" / "auth").read_text()
        yield Prefect(api, {**env, "PREFECT_API_URL": api, "PREFECT_API_AUTH_STRING": auth}, home_log)
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(60)
    assert status is None or ended == status
    assert local_server(home) is None
    assert not running(home)


def _is_busy(problem: Exception) -> bool:
    """503: SQLite was locked while the server wrote its first runs. Prefect's own clients ask again, too."""
    return isinstance(problem, HTTPError) and problem.code == 503


@stamina.retry(on=_is_busy, attempts=10, timeout=60)
def _answer(request: Request) -> Any:
    with urlopen(request) as answer:
        return json.load(answer)


def wait_for(truth: Callable[[], bool], seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < until, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.2)


def running(home: Path) -> dict[int, str]:
    """Processes under way that were started for this data root, Prefect's among them, with their words."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"CMSFEES_HOME={home}\0" in (process / "environ").read_text(errors="replace"):
                found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
    return found


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _descendants(pid: int) -> list[int]:
    """A worker puts each run in a process group of its own, so the tree is walked."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [below for child in children for below in [*_descendants(child), child]]
