"""Distinguish a cancelled run (Ctrl-C, Prefect's UI) from a shutdown of the worker or machine."""

import signal
import threading
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.runtime import deployment, flow_run


def restore_sigint() -> None:
    """Let SIGINT interrupt blocking calls again: Polars' handler makes a hung download resume."""
    if threading.current_thread() is threading.main_thread():
        signal.siginterrupt(signal.SIGINT, True)


def cancelled_by(stop: BaseException) -> str:
    """Return who cancelled the run, or "" if the worker is shutting down and the run should resume later."""
    if isinstance(stop, KeyboardInterrupt):
        return "by Ctrl-C"
    if deployment.get_id() is None:
        return "by SIGTERM"
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(UUID(flow_run.get_id())).state
    return "in Prefect" if state and state.is_cancelling() else ""
