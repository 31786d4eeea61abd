"""Run a flow in this process, for the command line."""

import atexit
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from flows.orchestration.environment import OWN_SERVER, configure_prefect, configure_server
from flows.orchestration.server_api import is_healthy, new_auth_string
from flows.orchestration.server_process import Server, ServerFailed, ServerNotUp, free_port, start_server
from flows.runs.report import Report
from flows.runs.run_folder import read_run
from flows.settings import RunSettings
from sources.settings import Settings

SHOW_CURSOR = "\x1b[?25h"
EMBEDDED = {  # like Prefect's embedded server; its output is shown if it does not start
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
}


class RunCrashed(Exception):
    """The flow ended without a report; the message is Prefect's state."""


def run_deployed_locally(name: str, parameters: dict[str, Any]) -> Report:
    """Run the flow and return its report; Prefect is imported only here because that takes a second."""
    home = Settings().home
    RunSettings()  # fail on invalid settings before the run starts
    configure_prefect(home)
    signal.signal(signal.SIGTERM, _exit_now)  # Prefect installs its own handler during the flow
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    server = _start_embedded(home)
    from flows.orchestration import flows as deployed

    _wait(server)
    state = _run(getattr(deployed, name), parameters, server)
    run = state.result(raise_on_failure=False)
    if not isinstance(run, str):
        raise RunCrashed(f"{name}: {state.message}")
    report = read_run(home, run)
    if report.cancelled:
        logging.raiseExceptions = False  # a hung thread may log after Prefect's log is closed
    return report


def _run(flow: Any, parameters: dict[str, Any], server: Server | None) -> Any:
    """Run the flow and return its state; raise `ServerFailed` if the server could not record the run."""
    from httpx import HTTPError
    from prefect.exceptions import PrefectException

    try:
        return flow(**parameters, return_state=True)
    except (HTTPError, PrefectException) as error:
        detail = (server and server.last_error()) or str(error).partition("\n")[0]
        raise ServerFailed(f"Prefect's server could not record the run: {detail}") from error


def _exit_now(number: int, frame: object) -> None:
    """Exit immediately: nothing has started that needs cleanup, and the server ends with this process.

    An exception could be swallowed or replaced by an import in progress.
    """
    if sys.stderr.isatty():
        sys.stderr.write(SHOW_CURSOR)  # a progress bar hides it
        sys.stderr.flush()
    os._exit(128 + number)


def _start_embedded(home: Path) -> Server | None:
    """Start a server for this command unless one exists; it starts while the command imports Prefect."""
    if "PREFECT_API_URL" in os.environ:
        return None
    port = free_port()
    own = configure_server(new_auth_string(), f"http://127.0.0.1:{port}")
    server = start_server(home, port, {**own, **EMBEDDED})
    atexit.register(server.stop)
    os.environ |= {**own, "PREFECT_API_URL": server.api, OWN_SERVER: server.api}
    return server


def _wait(server: Server | None) -> None:
    """Wait until our server is up; check the operator's server once."""
    if server:
        return server.wait()
    url = os.environ["PREFECT_API_URL"]
    if not is_healthy(url, seconds=10):
        raise ServerNotUp(f"PREFECT_API_URL={url} does not respond; start that server or unset the variable")
    return None
