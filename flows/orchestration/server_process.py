"""Prefect's server as a process of ours: for one command alone, or for `cmsfees up`."""

import os
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
from flows.orchestration.tethered import Process, start_tethered, stop
from flows.runs.waiting import wait_for_lock

HOST = "127.0.0.1"
APP = ["uvicorn", "--factory", "prefect.server.api.server:create_app", "--lifespan", "on", "--host", HOST]
LITTLE = 20e6  # bytes; Prefect's records of a first run take 1 MB
START = 300.0  # seconds; 13 with a new data root on a quiet machine, minutes on one under load


class ServerNotUp(RuntimeError):
    """Prefect's server did not answer."""


@dataclass(frozen=True)
class Server:
    """A server that is starting or running. `starting` is held until it answers: two first runs at once would
    both make the tables of one SQLite file."""

    api: str
    process: Process
    output: IO[bytes]
    starting: FileLock
    folder: Path

    def wait(self, seconds: float = START) -> None:
        """Until it answers. Raises `ServerNotUp` with what it printed."""
        began = time.monotonic()
        try:
            while not is_healthy(self.api):
                took = time.monotonic() - began
                if self.process.poll() is not None:
                    raise ServerNotUp(f"Prefect's server ended after {took:.0f} s:\n{self._printed()}")
                if took > seconds:
                    raise ServerNotUp(f"{self.api} did not answer within {took:.0f} s:\n{self._printed()}")
                time.sleep(0.1)
        finally:
            self.starting.release()

    def stop(self) -> None:
        stop(self.process, 5)
        self.starting.release()

    def _printed(self, lines: int = 20) -> str:
        self.output.seek(0)
        printed = self.output.read().decode(errors="replace").splitlines()[-lines:]
        free = shutil.disk_usage(self.folder).free
        if free < LITTLE:
            printed.append(
                f"{self.folder} has {free / 1e6:.1f} MB free. To do: free some disk space, then run again."
            )
        return "\n".join(printed)


def start_server(home: Path, port: int, env: Mapping[str, str], log: Path | None = None) -> Server:
    """Start it on this machine's loopback; output goes to `log`, by default to a file without a name."""
    folder = home / "prefect"
    starting = FileLock(folder / "starting.lock")
    wait_for_lock(starting, "another command that starts Prefect on this data root")
    output = log.open("w+b") if log else tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
    api = f"http://{HOST}:{port}/api"
    words = [*APP, "--port", str(port), "--log-level", "error", "--timeout-graceful-shutdown", "3"]
    return Server(api, start_tethered(words, {**os.environ, **env}, output), output, starting, folder)


def free_port() -> int:
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
