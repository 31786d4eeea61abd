"""`cmsfees serve` as a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.flows.production import PROJECT, free_port


@contextmanager
def served(home: Path, workers: int = 1, **settings: str) -> Iterator[str]:
    """Yields its address once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "cmsfees", "serve", "--port", str(port), "--workers", str(workers)]
    env = {**os.environ, "CMSFEES_HOME": str(home), **settings}
    process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{url}/api/v1/checks")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("cmsfees serve did not answer")
