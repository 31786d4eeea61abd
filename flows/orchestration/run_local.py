"""Run a flow here and now, for the command line."""

import logging
import signal
import sys
from typing import Any

from flows.orchestration.environment import configure_prefect
from flows.orchestration.ephemeral_server import start_ephemeral, wait_for
from flows.runs.report import Report
from flows.runs.run_folder import read_run
from flows.settings import RunSettings
from sources.settings import Settings


class RunCrashed(Exception):
    """The flow ended without a report; Prefect's state says why."""


def run_deployed_locally(name: str, parameters: dict[str, Any]) -> Report:
    """The report of the run. Prefect is imported here and not before: that takes a second."""
    home = Settings().home
    RunSettings()  # refused here, not within the run
    configure_prefect(home)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # before the flow: the server goes too
    server = start_ephemeral()
    from flows.orchestration import flows as deployed

    wait_for(server)
    state = getattr(deployed, name)(**parameters, return_state=True)
    run = state.result(raise_on_failure=False)
    if not isinstance(run, str):
        raise RunCrashed(f"{name}: {state.message}")
    report = read_run(home, run)
    if report.cancelled:
        logging.raiseExceptions = False  # a thread that hung may speak while Prefect's log is closed
    return report
