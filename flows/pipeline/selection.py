"""Select the releases of a run before anything is downloaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sources.records import companions
from sources.release import Release, UnknownRelease


@dataclass(frozen=True)
class Selection:
    """The requested releases; by default the newest release of each series."""

    releases: tuple[Release, ...] = ()
    series: tuple[str, ...] = ()
    service_from: date | None = None
    service_to: date | None = None
    superseded: bool = False  # include postings that CMS has since replaced
    unlisted: bool = False  # include unlisted releases at the catalogue's unconfirmed URLs

    @property
    def asked(self) -> tuple[Release | str, ...] | None:
        """Return the releases or series whose pages must be read; None means all."""
        return self.releases or self.series or None

    def covers(self, release: Release) -> bool:
        """True if the release's series and dates of service are selected."""
        return self.meets(release.series, *release.service_dates)

    def meets(self, series: str, first: date, last: date) -> bool:
        return (
            (not self.series or series in self.series)
            and (self.service_to is None or first <= self.service_to)
            and (self.service_from is None or last >= self.service_from)
        )

    def __str__(self) -> str:
        if self.releases:
            return ", ".join(map(str, self.releases))
        series = ", ".join(self.series) or "all series"
        if self.service_from is None and self.service_to is None:
            return f"newest of {series}"
        replaced = ", with superseded postings" if self.superseded else ""
        return f"{series}, {self.service_from or 'first'} to {self.service_to or 'last'}{replaced}"


def choose_releases(posted: Iterable[Release], wanted: Selection) -> list[Release]:
    """Return the releases to fetch, oldest first; named releases are included even if not listed."""
    if wanted.releases:
        return sorted(set(wanted.releases), key=_age)
    candidates = {release for release in posted if wanted.covers(release)}
    if wanted.service_from is None and wanted.service_to is None:
        newest = {release.series: release for release in sorted(candidates, key=_age)}.values()
        together = {companion for release in newest for companion in companions(release)}
        return sorted({*newest, *(together & candidates)}, key=_age)
    return sorted(candidates, key=_age)


def parse_period(text: str) -> tuple[date, date]:
    """Return the first and last day of `2026` or `2026Q1`."""
    try:
        return Release("period", text.strip().upper()).service_dates
    except UnknownRelease:
        raise UnknownRelease(f"{text!r} is not a period: use a year (2026) or a quarter (2026Q1)") from None


def _age(release: Release) -> tuple[date, str, str]:
    return release.service_dates[0], release.series, release.vintage
