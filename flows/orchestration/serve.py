"""Everything on one machine: Prefect's server on loopback, the deployments of prefect.yaml, and a worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.orchestration.environment import configure_prefect, local_server
from flows.orchestration.killed_runs import resume

ROOT = Path(__file__).parents[2]  # of the clone, or of the installed packages
PLANS = (ROOT / "prefect.yaml", ROOT / "flows" / "prefect.yaml")  # a wheel has it beside the flows
POOL = "cmsfees"
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


class ServerNotUp(RuntimeError):
    """Prefect's server did not answer."""


def serve_here(home: Path, port: int) -> None:
    """Runs until interrupted. The same server, pool and worker as in production, kept in the data root."""
    configure_prefect(home)
    os.environ |= {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # so that the server goes too
    os.environ["PREFECT_API_URL"] = url = f"http://127.0.0.1:{port}/api"  # the UI is told it as well
    with _server(home, url, port):
        _prefect("work-pool", "create", POOL, "--type", "process", "--overwrite", stdout=subprocess.DEVNULL)
        plan = next(plan for plan in PLANS if plan.is_file())
        _prefect("deploy", "--all", "--prefect-file", str(plan.relative_to(ROOT)), stdout=subprocess.DEVNULL)
        resume(home)
        sys.stderr.write(f"Prefect's UI: {url.removesuffix('/api')}   Ctrl-C stops everything.\n")
        _prefect("worker", "start", "--pool", POOL, stdout=sys.stderr)


def _prefect(*words: str, stdout: Any) -> None:
    subprocess.run([*PREFECT, *words], cwd=ROOT, check=True, stdout=stdout)  # noqa: S603  own words


@contextmanager
def _server(home: Path, url: str, port: int) -> Iterator[None]:
    """A server of our own; its address is noted for other commands on this data root while it lives."""
    note, log = home / "prefect" / "up.url", (home / "prefect" / "server.log").open("a")
    command = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  own words
    note.write_text(url)
    try:
        _wait(home, process)
        yield
    finally:
        note.unlink(missing_ok=True)
        process.terminate()
        process.wait(timeout=30)


def _wait(home: Path, process: "subprocess.Popen[bytes]", seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if local_server(home):
            return
        time.sleep(0.5)
    raise ServerNotUp(f"Prefect's server did not answer within {seconds:.0f} s: {home}/prefect/server.log")
