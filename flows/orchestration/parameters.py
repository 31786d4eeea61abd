"""What people may type into a flow's form: checked before a run starts, described by `prefect`'s UI."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from flows.pipeline.selection import Selection, parse_period
from sources.release import UnknownRelease, parse_release
from sources.series import SERIES


def _series(name: str) -> str:
    if name not in SERIES:
        raise UnknownRelease(f"{name!r} is no series; there are {', '.join(SERIES)}")
    return name


def _release(text: str) -> str:
    release = parse_release(text)
    _series(release.series)
    return str(release)


def _period(text: str) -> str:
    parse_period(text)
    return text.strip().upper()


REVISIONS = ("newest", "all")
_CHOICE: dict[str, Any] = {"type": "string", "enum": list(SERIES)}
SeriesName = Annotated[str, AfterValidator(_series), WithJsonSchema(_CHOICE)]
ReleaseName = Annotated[str, AfterValidator(_release), Field(examples=["pfs-rvu 2026A", "opps 2026-01"])]
Period = Annotated[str, AfterValidator(_period), Field(examples=["2026", "2026Q1"])]


def wanted(
    releases: tuple[str, ...] = (),
    series: tuple[str, ...] = (),
    first: str | None = None,
    last: str | None = None,
    revisions: str = "newest",
) -> Selection:
    """The words of a form or a command line as a choice of releases."""
    return Selection(
        tuple(parse_release(_release(text)) for text in releases),
        tuple(_series(name) for name in series),
        parse_period(first)[0] if first else None,
        parse_period(last)[1] if last else None,
        _all_of(revisions),
    )


def _all_of(revisions: str) -> bool:
    if revisions not in REVISIONS:
        raise UnknownRelease(f"{revisions!r}: revisions are {' or '.join(REVISIONS)}")
    return revisions == "all"


def check(parameters: Mapping[str, Any]) -> None:
    """Refuse words that name nothing before Prefect starts; the flow would refuse them seconds later."""
    first = parameters.get("first") or parameters.get("quarter")
    releases, series = parameters.get("releases", ()), parameters.get("series", ())
    wanted(releases, series, first, parameters.get("last"), parameters.get("revisions", "newest"))
