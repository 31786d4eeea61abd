"""Health of Prefect's services: whether scheduled runs are created and started on time.

Prefect returns 200 for `/health` even while its scheduler fails every minute, so we check each service.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.orchestration.server_api import UNREACHABLE, call

TAG = "cmsfees"
POOL = "cmsfees"
TO_SCHEDULE = timedelta(seconds=90)  # from a deployment to its first scheduled run
TO_START = timedelta(minutes=5)  # from the time of a run to its start
TO_EXPIRE = timedelta(minutes=2)
Json = dict[str, Any]


@dataclass(frozen=True)
class ServiceHealth:
    """The health of one service; `detail` says what was found and what to do."""

    service: str
    is_good: bool
    detail: str


def read_health(api: str, now: datetime | None = None) -> list[ServiceHealth]:
    """Return the health of scheduler, schedules, worker and leases, or of an unreachable server."""
    now = now or datetime.now(UTC)
    try:
        deployments = call(api, "/deployments/filter", {"deployments": {"tags": {"all_": [TAG]}}})
        ahead = call(api, "/flow_runs/filter", _scheduled(after_=now))
        overdue = call(api, "/flow_runs/filter", _scheduled(before_=now - TO_START))
        workers = call(api, f"/work_pools/{POOL}/workers/filter", {}) if deployments else []
        limits = call(api, "/v2/concurrency_limits/filter", {})
        running = call(api, "/flow_runs/count", _running())
    except UNREACHABLE as error:
        return [ServiceHealth("server", False, f"{api}: {error}")]
    if not deployments:
        return [ServiceHealth("scheduler", True, "nothing is deployed; run `prefect deploy --all`")]
    return [
        scheduler_health(deployments, ahead, now),
        start_health(overdue, now),
        worker_health(workers),
        lease_health(limits, running, now),
    ]


def scheduler_health(deployments: Sequence[Json], ahead: Sequence[Json], now: datetime) -> ServiceHealth:
    """Check that every deployment with an active schedule has a scheduled run."""
    scheduled = {run["deployment_id"] for run in ahead}
    old = [row for row in deployments if now - _time(row["updated"]) > TO_SCHEDULE]
    idle = [row["name"] for row in old if _is_scheduled(row) and row["id"] not in scheduled]
    if idle:
        todo = "Prefect's scheduler is not creating runs; see prefect/server.log"
        return ServiceHealth("scheduler", False, f"nothing is scheduled for {', '.join(idle)}: {todo}")
    if not ahead:
        return ServiceHealth("scheduler", True, "no run is scheduled yet; the deployments are new")
    first = min(ahead, key=lambda run: str(run["expected_start_time"]))
    names = {row["id"]: row["name"] for row in deployments}
    return ServiceHealth(
        "scheduler",
        True,
        f"{len(ahead)} runs scheduled, next {names.get(first['deployment_id'], '?')} at {_short(first)}",
    )


def start_health(overdue: Sequence[Json], now: datetime) -> ServiceHealth:
    """Check that no run is still waiting for a worker long after its scheduled time."""
    if not overdue:
        return ServiceHealth("schedules", True, "every scheduled run started on time")
    oldest = min(overdue, key=lambda run: str(run["expected_start_time"]))
    late = now - _time(oldest["expected_start_time"])
    unmarked = "" if oldest["state"]["name"] == "Late" else " and Prefect has not marked it late"
    return ServiceHealth(
        "schedules",
        False,
        f"{len(overdue)} runs are late, the oldest scheduled for {_short(oldest)}, "
        f"{late.total_seconds() / 60:.0f} minutes ago{unmarked}; is a worker running?",
    )


def worker_health(workers: Sequence[Json]) -> ServiceHealth:
    """Check that at least one worker of our pool is online."""
    alive = [worker["name"] for worker in workers if worker["status"] == "ONLINE"]
    if alive:
        return ServiceHealth("worker", True, f"{len(alive)} online")
    return ServiceHealth("worker", False, f"none is online; run `prefect worker start --pool {POOL}`")


def lease_health(limits: Sequence[Json], running: int, now: datetime) -> ServiceHealth:
    """Check that no concurrency slot is still taken by a run that has ended."""
    kept = [
        row["name"]
        for row in limits
        if row["name"].startswith(TAG) and row["active_slots"] and now - _time(row["updated"]) > TO_EXPIRE
    ]
    if kept and not running:
        return ServiceHealth(
            "leases", False, f"no run is active but {', '.join(kept)} is taken; restart the server"
        )
    return ServiceHealth("leases", True, "no slot is held by an ended run")


def last_error(log: Path) -> str:
    """Return the newest error in a server's log, with its service, or ""."""
    if not log.is_file():
        return ""
    lines = log.read_text(errors="replace").splitlines()
    found = [line.split("|", 2)[-1].strip() for line in lines if "| ERROR" in line or "| CRITICAL" in line]
    return found[-1][:300] if found else ""


def _scheduled(**bound: datetime) -> Json:
    ours = {"tags": {"all_": [TAG]}}
    when = {name: at.isoformat() for name, at in bound.items()}
    state = {"type": {"any_": ["SCHEDULED"]}}
    return {
        "flow_runs": {**ours, "state": state, "expected_start_time": when},
        "sort": "EXPECTED_START_TIME_ASC",
    }


def _running() -> Json:
    return {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "CANCELLING"]}}}}


def _is_scheduled(deployment: Json) -> bool:
    return not deployment["paused"] and any(schedule["active"] for schedule in deployment["schedules"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _short(run: Json) -> str:
    return f"{_time(run['expected_start_time']).astimezone():%Y-%m-%d %H:%M %Z}"
