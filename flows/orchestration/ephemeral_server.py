"""Prefect's server for one command alone. It starts while the command imports its libraries."""

import atexit
import os
import socket
import subprocess
import sys
import time

from flows.orchestration.environment import is_healthy

APP = ["--factory", "prefect.server.api.server:create_app", "--lifespan", "on", "--log-level", "error"]
Server = subprocess.Popen[bytes]
OWN = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}  # as Prefect's own embedded server


class EphemeralServerNotUp(RuntimeError):
    """Prefect's server did not answer."""


def start_ephemeral() -> Server | None:
    """Name its address in `PREFECT_API_URL`, unless there is one; it stops once this process has ended."""
    if "PREFECT_API_URL" in os.environ:
        return None
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", *APP, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603  own words
        command,
        env={**os.environ, **OWN},
        start_new_session=True,  # Ctrl-C is for the run, which tells the server how it ended
    )
    atexit.register(_stop, process)
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    return process


def wait_for(server: Server | None, seconds: float = 120) -> None:
    """Until ours answers; the operator's own is asked once."""
    until, url = time.monotonic() + seconds, os.environ["PREFECT_API_URL"]
    if server is None:
        if not is_healthy(url, seconds=10):
            raise EphemeralServerNotUp(
                f"PREFECT_API_URL={url} does not answer; see to that server, or unset it"
            )
        return
    while not is_healthy(url):
        if server.poll() is not None or time.monotonic() > until:
            raise EphemeralServerNotUp(
                f"Prefect's server ended or did not answer within {seconds:.0f} s: {url}"
            )
        time.sleep(0.1)


def _stop(server: Server) -> None:
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
