"""Who stops a run: somebody at the keyboard or in Prefect's UI, or a machine that goes down."""

import signal
import threading
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.runtime import deployment, flow_run


def restore_sigint() -> None:
    """Polars handles SIGINT in a way that lets Python's waits go on, for as long as a download may hang."""
    if threading.current_thread() is threading.main_thread():
        signal.siginterrupt(signal.SIGINT, True)


def cancelled_by(stop: BaseException) -> str:
    """Empty where nobody wants the run to end: a deployed run whose worker or machine is stopped."""
    if isinstance(stop, KeyboardInterrupt):
        return "by Ctrl-C"
    if deployment.get_id() is None:
        return "by SIGTERM"
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(UUID(flow_run.get_id())).state
    return "in Prefect" if state and state.is_cancelling() else ""
