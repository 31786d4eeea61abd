"""Flow parameters with validation, described to Prefect's UI and checked before a run starts."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from flows.pipeline.selection import Selection, parse_period
from sources.release import UnknownRelease, parse_release
from sources.series import SERIES


def _series(name: str) -> str:
    if name not in SERIES:
        raise UnknownRelease(f"{name!r} is not a series; known series: {', '.join(SERIES)}")
    return name


def _release(text: str) -> str:
    release = parse_release(text)
    _series(release.series)
    return str(release)


def _period(text: str) -> str:
    parse_period(text)
    return text.strip().upper()


def _as_text(year: object) -> object:
    """Accept 2018 as well as "2018": `--param first=2018` passes a number."""
    return str(year) if isinstance(year, int) else year


FIRST_YEAR = "2009"  # the first year whose files we can read
REVISIONS = ("newest", "all")
_CHOICE: dict[str, Any] = {"type": "string", "enum": list(SERIES)}
SeriesName = Annotated[str, AfterValidator(_series), WithJsonSchema(_CHOICE)]
ReleaseName = Annotated[str, AfterValidator(_release), Field(examples=["pfs-rvu 2026A", "opps 2026-01"])]
# Prefect's server rejects these before it creates a run; the flow would fail seconds later.
_PERIOD: dict[str, Any] = {
    "anyOf": [{"type": "string", "pattern": r"^\s*\d{4}([Qq][1-4])?\s*$"}, {"type": "integer"}],
    "examples": ["2026", "2026Q1"],
}
Period = Annotated[str, BeforeValidator(_as_text), AfterValidator(_period), WithJsonSchema(_PERIOD)]


def wanted(
    releases: tuple[str, ...] = (),
    series: tuple[str, ...] = (),
    first: str | None = None,
    last: str | None = None,
    revisions: str = "newest",
    unlisted: bool = False,
) -> Selection:
    """Return the Selection for a form's or command line's parameters."""
    since, until = parse_period(first)[0] if first else None, parse_period(last)[1] if last else None
    if since and until and since > until:
        raise UnknownRelease(f"from {first} to {last}: the period ends before it begins")
    return Selection(
        tuple(parse_release(_release(text)) for text in releases),
        tuple(_series(name) for name in series),
        since,
        until,
        _all_of(revisions),
        unlisted,
    )


def _all_of(revisions: str) -> bool:
    if revisions not in REVISIONS:
        raise UnknownRelease(f"{revisions!r}: revisions are {' or '.join(REVISIONS)}")
    return revisions == "all"


def check(parameters: Mapping[str, Any]) -> None:
    """Validate parameters before Prefect starts; the flow would reject them seconds later."""
    first = parameters.get("first") or parameters.get("quarter")
    releases, series = parameters.get("releases", ()), parameters.get("series", ())
    wanted(releases, series, first, parameters.get("last"), parameters.get("revisions", "newest"))
