"""The geometry of the release timeline in SVG user units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cmsfees.snapshot import Row
from web.pages.chart import Scale, Tick

WIDTH, ROW_HEIGHT, LEFT = 1000, 20, 205


@dataclass(frozen=True)
class Span:
    x: float
    width: float
    y: float
    kind: str
    title: str


@dataclass(frozen=True)
class Timeline:
    spans: list[Span]
    names: list[Tick]
    ticks: list[Tick]
    height: int
    width: int = WIDTH


def timeline(releases: Sequence[Row]) -> Timeline | None:
    """Return a row per series; a re-posting is drawn lower in its row than the posting it corrects."""
    if not releases:
        return None
    series = list(dict.fromkeys(release["series"] for release in releases))
    first = min(release["service_from"] for release in releases).year
    last = max(min(release["service_to"], date(2100, 1, 1)) for release in releases).year + 1
    x = Scale(date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal(), LEFT, WIDTH - 4)
    spans = [_span(release, series.index(release["series"]), x) for release in releases]
    names = [Tick(number * ROW_HEIGHT + 14, name) for number, name in enumerate(series)]
    years = range(first, last, 1 + (last - first) // 12)
    ticks = [Tick(x(date(year, 1, 1).toordinal()), str(year)) for year in years]
    return Timeline(spans, names, ticks, len(series) * ROW_HEIGHT + 24)


def _span(release: Row, row: int, x: Scale) -> Span:
    since, until = release["service_from"], min(release["service_to"], date(2100, 1, 1))
    left = x(since.toordinal())
    width = max(round(x(until.toordinal() + 1) - left - 1, 1), 1.5)
    lower = min(release["revision"] - 1, 3) * 4
    title = f"{release['label']} ({release['release_id']}), {since} to {until}, {release['kind']}"
    return Span(left, width, row * ROW_HEIGHT + 3 + lower, release["kind"], title)
