"""Runs whose process is gone without a report: a killed worker, a power cut. To Prefect they still run."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flows.runs.report import Report
from flows.runs.run_folder import Run, is_held, read_opened, unfinished


def killed_runs(home: Path) -> list[Run]:
    """Runs without a report that no process holds."""
    return [read_opened(folder) for folder in unfinished(home) if not is_held(folder)]


def resume(home: Path) -> list[str]:
    """Put each deployed run that was killed back in Prefect's queue; what it had done is not done again."""
    resumed = []
    for run in killed_runs(home):
        again = run.flow_run is not None and _queue_again(run.flow_run)
        told = "killed; put back in the queue" if again else "killed; start it again"
        run.close(Report(run.id, run.kind, run.started_at, run.kind, flow_run=run.flow_run, problems=(told,)))
        resumed.append(f"{run.id} was {told}")
    return resumed


def _queue_again(flow_run: str) -> bool:
    """The same run of the same deployment; a worker cannot take up a run that no deployment started."""
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
