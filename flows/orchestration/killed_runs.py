"""Runs whose process died without a report (killed worker, power failure); Prefect shows them as running."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flows.runs.report import Report
from flows.runs.run_folder import Run, is_held, read_opened, unfinished


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
    """Requeue the run; return False if no deployment started it, because a worker cannot run it."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import State
    from prefect.exceptions import ObjectNotFound
    from prefect.states import Crashed, Scheduled

    with get_client(sync_client=True) as client:
        try:
            known = client.read_flow_run(UUID(flow_run))
        except ObjectNotFound:
            return False
        if known.state is None or (known.state.is_final() and not known.state.is_crashed()):
            return False
        deployed = known.deployment_id is not None
        state: State[Any] = Scheduled() if deployed else Crashed(message="the process was killed")
        client.set_flow_run_state(known.id, state, force=True)
        return deployed
