"""The health of Prefect's services is measured by their work, not by `/health`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.orchestration.server_health import (
    last_error,
    lease_health,
    scheduler_health,
    start_health,
    worker_health,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def at(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def deployment(**other: Any) -> dict[str, Any]:
    schedules = [{"active": True}]
    return {
        "id": "1",
        "name": "watch-cms",
        "paused": False,
        "schedules": schedules,
        "updated": at(-9),
        **other,
    }


def run(minutes: float, name: str = "Scheduled") -> dict[str, Any]:
    return {"deployment_id": "1", "expected_start_time": at(minutes), "state": {"name": name}}


def test_a_scheduler_that_makes_no_runs_is_named() -> None:
    """As with sqlalchemy 2.1 under Prefect 3.8, and whenever 0.10 under 3.9."""
    found = scheduler_health([deployment()], [], NOW)
    assert not found.is_good
    assert "nothing is scheduled for watch-cms" in found.detail


def test_a_scheduler_has_time_for_a_new_deployment_and_none_to_make_for_a_paused_one() -> None:
    assert scheduler_health([deployment(updated=at(-1))], [], NOW).is_good
    assert scheduler_health([deployment(paused=True)], [], NOW).is_good
    assert scheduler_health([deployment(schedules=[])], [], NOW).is_good


def test_the_next_scheduled_run_is_reported() -> None:
    found = scheduler_health([deployment()], [run(900), run(30)], NOW)
    assert found.is_good
    assert found.detail.startswith("2 runs scheduled, next watch-cms at")


def test_a_late_run_is_unhealthy() -> None:
    found = start_health([run(-30, "Late"), run(-12, "Late")], NOW)
    assert not found.is_good
    assert "2 runs are late" in found.detail
    assert "30 minutes ago" in found.detail
    assert "has not marked it late" not in found.detail
    assert "has not marked it late" in start_health([run(-30)], NOW).detail
    assert start_health([], NOW).is_good


def test_without_a_worker_online_nothing_runs() -> None:
    assert worker_health([{"name": "one", "status": "ONLINE"}]).is_good
    assert not worker_health([{"name": "one", "status": "OFFLINE"}]).is_good


def test_a_slot_held_without_a_run_is_unhealthy() -> None:
    taken = {"name": "cmsfees-site", "active_slots": 1, "updated": at(-10)}
    assert not lease_health([taken], 0, NOW).is_good
    assert lease_health([taken], 1, NOW).is_good
    assert lease_health([{**taken, "updated": at(-1)}], 0, NOW).is_good
    assert lease_health([{**taken, "name": "somebody-elses"}], 0, NOW).is_good
    assert lease_health([{**taken, "active_slots": 0}], 0, NOW).is_good


def test_the_newest_error_in_the_log_is_reported(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    assert last_error(log) == ""
    log.write_text(
        "06:06:34.102 | ERROR   | prefect.server.services.scheduler - Error scheduling deployment\n"
        "Traceback (most recent call last):\n"
        "06:06:35.102 | WARNING | prefect.server - slow\n"
    )
    assert last_error(log) == "prefect.server.services.scheduler - Error scheduling deployment"
