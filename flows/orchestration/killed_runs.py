"""Runs whose process died without a report (killed worker, power failure); Prefect shows them as running."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flows.runs.report import Report
from flows.runs.run_folder import Run, is_held, read_opened, unfinished

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State


def killed_runs(home: Path) -> list[Run]:
    """Return runs without a report whose lock no process holds."""
    return [read_opened(folder) for folder in unfinished(home) if not is_held(folder)]


def resume(home: Path) -> list[str]:
    """Put each killed deployed run back in Prefect's queue; finished work is not repeated."""
    resumed = []
    for run in killed_runs(home):
        is_queued = run.flow_run is not None and _queue_again(run.flow_run)
        outcome = "killed; put back in the queue" if is_queued else "killed; run it again"
        run.close(
            Report(run.id, run.kind, run.started_at, run.kind, flow_run=run.flow_run, problems=(outcome,))
        )
        resumed.append(f"{run.id} was {outcome}")
    return resumed


def _queue_again(flow_run: str) -> bool:
    """Requeue the run; return False if it ended, or if no deployment started it: a worker cannot run it."""
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    with get_client(sync_client=True) as client:
        try:
            known = client.read_flow_run(UUID(flow_run))
        except ObjectNotFound:
            return False
        if state := state_after_a_kill(known):
            client.set_flow_run_state(known.id, state, force=True)
        return state is not None and state.is_scheduled()


def state_after_a_kill(known: "FlowRun") -> "State[Any] | None":
    """Return the state to set: scheduled if a deployment started the run, else crashed; None if it ended."""
    from prefect.states import Crashed, Scheduled

    if known.state is None or (known.state.is_final() and not known.state.is_crashed()):
        return None
    return Scheduled() if known.deployment_id else Crashed(message="the process was killed")
