"""The schedules of prefect.yaml against CMS's observed posting days."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cronsim import CronSim

from flows.pipeline.release_calendar import TABLE, calendar_status, seasons
from sources.release import parse_release
from sources.series import SERIES

CALENDAR = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t"))
PLAN = yaml.safe_load((Path(__file__).parents[2] / "prefect.yaml").read_text())

POSTED = [
    ("pfs-rvu", "2025-06-05"),
    ("pfs-rvu", "2025-09-11"),
    ("pfs-rvu", "2025-12-29"),
    ("pfs-rvu", "2026-03-10"),
    ("pfs-rvu", "2026-08-26"),
    ("pfs-payment", "2026-06-30"),
    ("opps", "2025-12-29"),
    ("opps", "2026-03-23"),
    ("opps", "2026-07-13"),
    ("opps", "2026-07-21"),
    ("opps", "2025-10-31"),
    ("opps-final-rule", "2025-11-21"),
    ("asc", "2026-07-08"),
    ("asc", "2024-09-24"),
    ("asc", "2025-04-07"),
    ("ncci-ptp-practitioner", "2026-03-16"),
    ("ncci-mue-dme", "2026-08-07"),
    ("clfs", "2025-01-08"),
    ("clfs", "2025-09-25"),
    ("asp", "2024-12-19"),
    ("asp", "2025-06-11"),
    ("asp", "2026-03-10"),
    ("asp-crosswalk", "2025-09-05"),
    ("dmepos", "2022-12-19"),
    ("dmepos", "2022-03-15"),
    ("dmepos", "2025-06-30"),
    ("hcpcs-level-ii", "2026-06-17"),
    ("hcpcs-level-ii", "2026-08-25"),
    ("hcpcs-level-ii-corrections", "2019-01-03"),
    ("anesthesia-base-units", "2021-11-09"),
    ("asc-code-pairs", "2024-03-26"),
    ("zip-locality", "2025-08-14"),
    ("zip-locality", "2025-11-18"),
    ("zip-locality", "2026-02-18"),
    ("zip-locality", "2026-05-13"),
]
CORRECTED = [
    ("pfs-rvu", "2024-09-09"),
    ("pfs-rvu", "2026-05-01"),
    ("opps", "2025-05-16"),
    ("asc", "2022-10-18"),
    ("asp", "2025-03-11"),
    ("asc-code-pairs", "2022-09-06"),
    ("asc-code-pairs", "2023-06-12"),
]


def next_run(series: str, after: datetime) -> datetime:
    """The first scheduled refresh of the series."""
    return min(
        next(CronSim(schedule["cron"], after))
        for schedule in schedules("refresh")
        if covers(schedule, series)
    )


def schedules(flow: str) -> list[dict[str, Any]]:
    planned = (
        deployment for deployment in PLAN["deployments"] if deployment["entrypoint"].endswith(f".{flow}")
    )
    return list(next(planned)["schedules"])


def covers(schedule: dict[str, Any], series: str) -> bool:
    return series in schedule.get("parameters", {}).get("series", SERIES)


@pytest.mark.parametrize(("series", "day"), POSTED)
def test_what_cms_posts_in_its_season_is_fetched_within_a_day(series: str, day: str) -> None:
    evening = datetime.fromisoformat(f"{day}T18:00")
    assert next_run(series, evening) - evening <= timedelta(days=1)


@pytest.mark.parametrize(("series", "day"), CORRECTED)
def test_a_correction_is_fetched_within_a_week(series: str, day: str) -> None:
    evening = datetime.fromisoformat(f"{day}T18:00")
    assert next_run(series, evening) - evening <= timedelta(days=7)


@pytest.mark.parametrize("posted", CALENDAR, ids=lambda posted: posted["series"])
def test_a_series_is_checked_daily_in_season_and_weekly_until_corrections_end(posted: dict[str, str]) -> None:
    months = (1,) if posted["every"].startswith("year") else (1, 4, 7, 10)
    for start in (date(2026, month, 1) for month in months):
        for day in range(int(posted["first_day"]), int(posted["corrections"])):
            evening = datetime.combine(start + timedelta(days=day), time(18))
            at_most = timedelta(days=1 if day < int(posted["last_day"]) else 7)
            assert next_run(posted["series"], evening) - evening <= at_most, evening


def test_every_schedule_keeps_baltimores_time_and_names_known_series() -> None:
    for deployment in PLAN["deployments"]:
        for schedule in deployment.get("schedules", []):
            assert schedule["timezone"] == "America/New_York"
            assert set(schedule.get("parameters", {}).get("series", [])) <= set(SERIES)


def test_every_series_has_a_season() -> None:
    assert set(seasons()) == set(SERIES)


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ("pfs-rvu 2026D", "current"),
        ("pfs-rvu 2026C", "late since 2026-10-04"),
        ("pfs-rvu 2027A", "ahead"),
        (None, "never loaded"),
        ("anesthesia-base-units 2022", "current"),  # CMS posts it only when it changes
        ("dmepos 2026A", "current"),
    ],
)
def test_a_series_has_a_calendar_status(newest: str | None, expected: str) -> None:
    held = parse_release(newest) if newest else None
    series = held.series if held else "pfs-rvu"
    assert calendar_status(series, held, date(2026, 11, 23)) == expected
