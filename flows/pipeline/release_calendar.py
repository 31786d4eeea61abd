"""The observed release calendar of each series: what CMS should have posted by now, and what is late."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sources.release import Release

TABLE = Path(__file__).with_name("release_calendar.tsv")


@dataclass(frozen=True)
class Season:
    """When CMS has posted a series at the latest, in days from the first day of service."""

    series: str
    every: str  # quarter or year
    last_day: int
    is_irregular: bool = False  # posted only on changes, so never late


@cache
def seasons() -> dict[str, Season]:
    """Return every series' season by series name."""
    with TABLE.open(encoding="utf-8") as lines:
        return {row["series"]: _season(row) for row in csv.DictReader(lines, delimiter="\t")}


def expected_start(season: Season, today: date) -> date:
    """Return the first service day of the newest release that CMS should have posted by `today`."""
    starts = (start for start in _starts(season.every, today) if start + timedelta(season.last_day) < today)
    return max(starts)


def calendar_status(series: str, newest: Release | None, today: date) -> str:
    """Return `current`, `ahead`, `late since …` or `never loaded` for the newest archived release."""
    season = seasons()[series]
    start = expected_start(season, today)
    if newest is None:
        return "never loaded"
    first = newest.service_dates[0]
    if first < start and not season.is_irregular:
        return f"late since {start + timedelta(season.last_day)}"
    return "ahead" if first > today else "current"


def _season(row: dict[str, str]) -> Season:
    period, _, irregular = row["every"].partition(", ")
    return Season(row["series"], period, int(row["last_day"]), irregular == "irregular")


def _starts(every: str, today: date) -> list[date]:
    months = (1,) if every == "year" else (1, 4, 7, 10)
    years = (today.year - 1, today.year, today.year + 1)
    return [date(year, month, 1) for year in years for month in months]
