"""`Release`: one vintage of one series."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sources.series import SERIES
from sources.vintage_patterns import FORMS


class UnknownRelease(ValueError):
    """The text does not name a release of a known series."""


@dataclass(frozen=True, order=True)
class Release:
    """One posting period of one series, such as `pfs-rvu 2026A` or `opps 2025-07`."""

    series: str
    vintage: str

    def __str__(self) -> str:
        return f"{self.series} {self.vintage}"

    @property
    def service_dates(self) -> tuple[date, date]:
        """First and last date of service implied by the vintage alone."""
        first, last = self.posting_period
        series = SERIES.get(self.series)
        return first, date(first.year, 12, 31) if series and series.to_year_end else last

    @property
    def posting_period(self) -> tuple[date, date]:
        """First and last day of the vintage's quarter or year."""
        for form, pattern in FORMS.items():
            if found := pattern.fullmatch(self.vintage):
                return _span(form, found.groupdict())
        raise UnknownRelease(f"{self}: vintages look like 2026A, 2024AR, 2026-01, 2024-03-09, 2026Q2, 2026")


def is_known(release: Release) -> bool:
    """True if the series is known and the vintage has one of its forms."""
    try:
        return parse_release(str(release)) == release
    except UnknownRelease:
        return False


def parse_release(text: str) -> Release:
    """`"pfs-rvu 2026A"` → `Release("pfs-rvu", "2026A")`; raise UnknownRelease for any other text."""
    name, _, vintage = text.strip().partition(" ")
    if name not in SERIES:
        raise UnknownRelease(f"{text!r}: unknown series {name!r}; known series: {', '.join(SERIES)}")
    series, vintage = SERIES[name], vintage.strip()
    if not any(FORMS[form].fullmatch(vintage) for form in series.forms):
        raise UnknownRelease(f"{text!r}: vintages of {name} look like {series.example}, found {vintage!r}")
    return Release(name, vintage)


def _span(form: str, parts: dict[str, str]) -> tuple[date, date]:
    year = int(parts["year"])
    if form == "year":
        return date(year, 1, 1), date(year, 12, 31)
    month = int(parts["month"]) if "month" in parts else _first_month(parts["quarter"])
    last_month = (month - 1) // 3 * 3 + 3
    first = date(year, month, int(parts.get("day", "1")))
    return first, date(year, last_month, monthrange(year, last_month)[1])


def _first_month(mark: str) -> int:
    """Return the quarter's first month; M is March: RVU12M replaced the January file from March 2012."""
    return 3 if mark == "M" else 3 * ("1234".find(mark) + 1 or "ABCD".index(mark) + 1) - 2
