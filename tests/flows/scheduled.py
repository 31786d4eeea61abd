"""Check that Prefect schedules runs at the times in prefect.yaml."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from cronsim import CronSim

from tests.flows.production import PROJECT, Prefect, wait_for

PLAN = yaml.safe_load((PROJECT / "prefect.yaml").read_text())
SCHEDULED = {
    deployment["name"]: deployment["schedules"]
    for deployment in PLAN["deployments"]
    if deployment.get("schedules")
}


def assert_scheduled_as_planned(prefect: Prefect, seconds: float) -> None:
    """Assert that each deployment with schedules gets scheduled runs in time, all at its own times."""
    deployed = {
        deployment["id"]: deployment["name"] for deployment in prefect.post("/deployments/filter", {})
    }
    assert set(deployed.values()) == {deployment["name"] for deployment in PLAN["deployments"]}
    since = datetime.now(UTC)

    def ahead() -> list[dict[str, Any]]:
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "limit": 200}
        return list(prefect.post("/flow_runs/filter", wanted))

    def scheduled() -> set[str]:
        return {deployed[run["deployment_id"]] for run in ahead()}

    wait_for(lambda: scheduled() == set(SCHEDULED), seconds, "runs of every schedule")
    for name, schedules in SCHEDULED.items():
        planned = {at for schedule in schedules for at in next_times(schedule, since)}
        runs = [run for run in ahead() if deployed[run["deployment_id"]] == name]
        assert {datetime.fromisoformat(run["expected_start_time"]) for run in runs} <= planned
        firsts = {next_times(schedule, since)[0] for schedule in schedules}
        assert firsts <= {datetime.fromisoformat(run["expected_start_time"]) for run in runs}


def next_times(schedule: dict[str, Any], since: datetime) -> list[datetime]:
    """The next hundred times of a schedule, by another cron than Prefect's."""
    times = CronSim(schedule["cron"], since.astimezone(ZoneInfo(schedule["timezone"])))
    return [next(times).astimezone(UTC) for _ in range(100)]
