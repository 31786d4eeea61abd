"""Runs whose process is gone without a report: a killed worker, a power cut. To Prefect they still run."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from socket import gethostname
from typing import Any
from uuid import UUID

from flows.report import Report
from flows.runs import Run, unfinished


@dataclass(frozen=True)
class Orphan:
    run: Run
    pid: int
    host: str

    @property
    def is_gone(self) -> bool:
        """Only the machine that started a process can tell."""
        return self.host == gethostname() and not _lives(self.pid)


def begun(home: Path) -> list[Orphan]:
    """Every run without a report, whether its process lives or not."""
    return [_orphan(folder) for folder in unfinished(home) if (folder / "run.json").exists()]


def resume(home: Path) -> list[str]:
    """Put each deployed run that was killed back in Prefect's queue; what it had done is not done again."""
    resumed = []
    for orphan in (one for one in begun(home) if one.is_gone):
        run = orphan.run
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
            held = client.read_flow_run(UUID(flow_run))
        except ObjectNotFound:
            return False
        if held.state is None or held.state.is_final():
            return False
        deployed = held.deployment_id is not None
        state: State[Any] = Scheduled() if deployed else Crashed(message="the process was killed")
        client.set_flow_run_state(held.id, state, force=True)
        return deployed


def _orphan(folder: Path) -> Orphan:
    said = json.loads((folder / "run.json").read_text())
    run = Run(folder, said["kind"], datetime.fromisoformat(said["at"]), said["flow_run"])
    return Orphan(run, said["pid"], said["host"])


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
