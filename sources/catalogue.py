"""The catalogue of known releases: service dates that the vintage does not give, URLs, hashes and gaps."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sources.release import Release


@dataclass(frozen=True)
class Known:
    """One row of catalogue.tsv: one posting of one file. An empty url or sha256 is not known yet."""

    release: Release
    part: str
    service_from: date
    service_to: date
    url: str
    sha256: str
    published_on: date | None
    note: str


@dataclass(frozen=True)
class Gap:
    """Releases that CMS posted at a URL we do not know."""

    series: str
    service_from: date
    service_to: date
    note: str


def service_dates(release: Release) -> tuple[date, date]:
    """Return the first and last date of service, including the catalogue's mid-quarter splits."""
    known = known_files(release)
    return (known[0].service_from, known[0].service_to) if known else release.service_dates


def known_files(release: Release) -> list[Known]:
    """Return every known posting of the release's files; those of one file in posting order."""
    return _by_release().get(release, [])


def newest_files(release: Release) -> list[Known]:
    """Return the newest known posting of each file."""
    return list({known.part: known for known in known_files(release)}.values())


def posted_on(sha256: str) -> date | None:
    """Return the date CMS posted exactly these bytes, or None if the catalogue does not record it."""
    return _days_by_sha256().get(sha256)


@cache
def catalogue() -> list[Known]:
    """Return every known release in file order."""
    return [_known(line) for line in _lines() if line["vintage"]]


@cache
def gaps() -> list[Gap]:
    return [
        Gap(line["series"], _day(line["service_from"]), _day(line["service_to"]), line["note"])
        for line in _lines()
        if not line["vintage"]
    ]


@cache
def _by_release() -> dict[Release, list[Known]]:
    found: dict[Release, list[Known]] = {}
    for known in catalogue():
        found.setdefault(known.release, []).append(known)
    return found


@cache
def _days_by_sha256() -> dict[str, date]:
    return {known.sha256: known.published_on for known in catalogue() if known.sha256 and known.published_on}


def _lines() -> list[dict[str, str]]:
    text = files("sources").joinpath("catalogue.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _known(line: dict[str, str]) -> Known:
    return Known(
        Release(line["series"], line["vintage"]),
        line["part"],
        _day(line["service_from"]),
        _day(line["service_to"]),
        line["url"],
        line["sha256"],
        _day(line["published_on"]) if line["published_on"] else None,
        line["note"],
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
