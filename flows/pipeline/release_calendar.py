"""The observed release calendar of each series: what CMS should have posted by now, and what is late."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sources.release import Release

TABLE = Path(__file__).with_name("release_calendar.tsv")


@dataclass(frozen=True)
class Season:
    """When CMS posts and corrects a series, in days from the first day of service."""

    series: str
    every: str  # quarter or year
    first_day: int
    last_day: int
    corrections: int
    seen: str
    is_irregular: bool = False  # posted only on changes, so never late


@cache
def seasons() -> dict[str, Season]:
    """Return every series' season by series name."""
    rows = (line.split("\t") for line in TABLE.read_text().splitlines()[1:])
    return {row[0]: _season(*row) for row in rows}


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


def _season(series: str, every: str, first: str, last: str, corrections: str, seen: str) -> Season:
    period, _, irregular = every.partition(", ")
    return Season(series, period, int(first), int(last), int(corrections), seen, irregular == "irregular")


def _starts(every: str, today: date) -> list[date]:
    months = (1,) if every == "year" else (1, 4, 7, 10)
    years = (today.year - 1, today.year, today.year + 1)
    return [date(year, month, 1) for year in years for month in months]
