"""Start Prefect's server as a child process, for one command or for `cmsfees up`."""

import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock

from flows.orchestration.server_api import is_healthy
from flows.orchestration.tethered import Process, start_tethered, terminate
from flows.runs.waiting import wait_for_lock

HOST = "127.0.0.1"
APP = ["uvicorn", "--factory", "prefect.server.api.server:create_app", "--lifespan", "on", "--host", HOST]
LITTLE = 20e6  # bytes; Prefect's database takes 1 MB after a first run
ERROR = re.compile(r"\(?[\w.]+(Error|Exception)\b.*")  # the last line of a traceback
START = 300.0  # seconds; takes 13 with a new data root on an idle machine, minutes under load


class ServerNotUp(RuntimeError):
    """Prefect's server did not respond."""


class ServerFailed(RuntimeError):
    """Prefect's server could not record a run."""


@dataclass(frozen=True)
class Server:
    """A starting or running server. The lock `starting` is held until it responds, because two concurrent
    first runs would both create the tables of the same SQLite file."""

    api: str
    process: Process
    output: IO[bytes]
    starting: FileLock
    folder: Path

    def wait(self, seconds: float = START) -> None:
        """Wait until the server responds; raise `ServerNotUp` with its output."""
        began = time.monotonic()
        try:
            while not is_healthy(self.api):
                elapsed = time.monotonic() - began
                if self.process.poll() is not None:
                    raise ServerNotUp(f"Prefect's server exited after {elapsed:.0f} s:\n{self._printed()}")
                if elapsed > seconds:
                    raise ServerNotUp(
                        f"{self.api} did not respond within {elapsed:.0f} s:\n{self._printed()}"
                    )
                time.sleep(0.1)
        finally:
            self.starting.release()

    def stop(self) -> None:
        terminate(self.process, 5)
        self.starting.release()

    def last_error(self) -> str:
        """Return the newest error that the server printed, or "", and what to do if the disk is full."""
        errors = [line for line in self._output() if ERROR.match(line)]
        return ". ".join([*errors[-1:], *self._little_space()])

    def _printed(self, lines: int = 20) -> str:
        return "\n".join([*self._output()[-lines:], *self._little_space()])

    def _output(self) -> list[str]:
        self.output.seek(0)
        return self.output.read().decode(errors="replace").splitlines()

    def _little_space(self) -> list[str]:
        free = shutil.disk_usage(self.folder).free
        todo = f"{self.folder} has {free / 1e6:.1f} MB free. To do: free some disk space, then run again."
        return [todo] if free < LITTLE else []


def start_server(home: Path, port: int, env: Mapping[str, str], log: Path | None = None) -> Server:
    """Start Prefect's server on loopback; its output goes to `log`, by default an unnamed file."""
    folder = home / "prefect"
    starting = FileLock(folder / "starting.lock")
    wait_for_lock(starting, "another command that is starting Prefect on this data root")
    output = log.open("w+b") if log else tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
    api = f"http://{HOST}:{port}/api"
    arguments = [*APP, "--port", str(port), "--log-level", "error", "--timeout-graceful-shutdown", "3"]
    return Server(api, start_tethered(arguments, {**os.environ, **env}, output), output, starting, folder)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind((HOST, 0))
        return int(bound.getsockname()[1])


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
