"""Which releases a run is about: decided here, before anything is downloaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sources.records import companions
from sources.release import Release, UnknownRelease


@dataclass(frozen=True)
class Selection:
    """What was asked for; with nothing stated, the newest release of each series."""

    releases: tuple[Release, ...] = ()
    series: tuple[str, ...] = ()
    service_from: date | None = None
    service_to: date | None = None
    earlier: bool = False  # also postings that CMS has since replaced
    unlisted: bool = False  # also releases that no page lists, where the catalogue supposes them

    @property
    def asked(self) -> tuple[Release | str, ...] | None:
        """Releases or series whose pages have to be read; None: all."""
        return self.releases or self.series or None

    def covers(self, release: Release) -> bool:
        """Whether the release's series and dates of service are asked for."""
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
        replaced = ", with earlier postings" if self.earlier else ""
        return f"{series}, {self.service_from or 'first'} to {self.service_to or 'last'}{replaced}"


def choose_releases(posted: Iterable[Release], wanted: Selection) -> list[Release]:
    """The releases to fetch, oldest first. Releases asked for by name need not be posted to be chosen."""
    if wanted.releases:
        return sorted(set(wanted.releases), key=_age)
    offered = {release for release in posted if wanted.covers(release)}
    if wanted.service_from is None and wanted.service_to is None:
        newest = {release.series: release for release in sorted(offered, key=_age)}.values()
        together = {one for release in newest for one in companions(release)}
        return sorted({*newest, *(together & offered)}, key=_age)
    return sorted(offered, key=_age)


def parse_period(text: str) -> tuple[date, date]:
    """`2026` or `2026Q1` → its first and last day."""
    try:
        return Release("period", text.strip().upper()).service_dates
    except UnknownRelease:
        raise UnknownRelease(f"{text!r} is no period: write a year (2026) or a quarter (2026Q1)") from None


def _age(release: Release) -> tuple[date, str, str]:
    return release.service_dates[0], release.series, release.vintage
