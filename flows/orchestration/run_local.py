"""Run a flow here and now, for the command line."""

import atexit
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from flows.orchestration.environment import OWN_SERVER, configure_prefect, configure_server
from flows.orchestration.server_api import is_healthy, new_auth_string
from flows.orchestration.server_process import Server, ServerNotUp, free_port, start_server
from flows.runs.report import Report
from flows.runs.run_folder import read_run
from flows.settings import RunSettings
from sources.settings import Settings

SHOW_CURSOR = "\x1b[?25h"
EMBEDDED = {  # as Prefect's own embedded server; what it prints is told if it does not start
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
}


class RunCrashed(Exception):
    """The flow ended without a report; Prefect's state says why."""


def run_deployed_locally(name: str, parameters: dict[str, Any]) -> Report:
    """The report of the run. Prefect is imported here and not before: that takes a second."""
    home = Settings().home
    RunSettings()  # refused here, not within the run
    configure_prefect(home)
    signal.signal(signal.SIGTERM, _end_at_once)  # Prefect has its own while the flow runs
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    server = _start_embedded(home)
    from flows.orchestration import flows as deployed

    _wait(server)
    state = getattr(deployed, name)(**parameters, return_state=True)
    run = state.result(raise_on_failure=False)
    if not isinstance(run, str):
        raise RunCrashed(f"{name}: {state.message}")
    report = read_run(home, run)
    if report.cancelled:
        logging.raiseExceptions = False  # a thread that hung may speak while Prefect's log is closed
    return report


def _end_at_once(number: int, frame: object) -> None:
    """Nothing has begun that would have to be undone, and the server ends with this process.

    An exception would be lost, or become another one, in whatever is being imported just now.
    """
    if sys.stderr.isatty():
        sys.stderr.write(SHOW_CURSOR)  # a progress bar hides it
        sys.stderr.flush()
    os._exit(128 + number)


def _start_embedded(home: Path) -> Server | None:
    """A server for this command alone, unless there is one; it starts while the command imports Prefect."""
    if "PREFECT_API_URL" in os.environ:
        return None
    port = free_port()
    own = configure_server(new_auth_string(), f"http://127.0.0.1:{port}")
    server = start_server(home, port, {**own, **EMBEDDED})
    atexit.register(server.stop)
    os.environ |= {**own, "PREFECT_API_URL": server.api, OWN_SERVER: server.api}
    return server


def _wait(server: Server | None) -> None:
    """Until ours answers; the operator's own is asked once."""
    if server:
        return server.wait()
    url = os.environ["PREFECT_API_URL"]
    if not is_healthy(url, seconds=10):
        raise ServerNotUp(f"PREFECT_API_URL={url} does not answer; start that server, or unset it")
    return None
