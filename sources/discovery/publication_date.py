"""When CMS posted a file: the dates in its texts, URLs and member names, and which of them to believe."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

from sources.release import Release

_DATE = re.compile(
    r"(?<!\d)(?P<month>0[1-9]|1[0-2])(?P<dash>[-/. _]?)(?P<day>0[1-9]|[12]\d|3[01])(?P=dash)"
    r"(?P<year>20\d\d|\d\d)(?!\d)"
)
_NOT_A_POSTING = re.compile(r"eff(?:ective)?[-_ ]*$", re.IGNORECASE)  # the day edits start to count
EARLIEST = timedelta(days=200)  # before the first day of service: rules are posted in November


def published_on(
    release: Release, text: str, url: str, members: Iterable[str], last_modified: str | None
) -> tuple[date | None, str]:
    """The posting date and its basis: link_text, url, member_name or last_modified; (None, "") if none says.

    Only dates from 200 days before the service period to a year after it are believed: cms.gov stamped
    old files anew when it moved its file store.
    """
    told = (
        ("link_text", dates_in(text)),
        ("url", dates_in(url)),
        ("member_name", [found for member in members for found in dates_in(member)]),
        ("last_modified", _http_date(last_modified)),
    )
    for basis, found in told:
        credible = [day for day in found if _credible(day, release, basis)]
        if credible:
            return max(credible), basis
    return None, ""


def dates_in(text: str) -> list[date]:
    """`updated-09/11/2025`, `06172022`, `080524`, `.07.25.25` → dates, American order."""
    found = (
        _date(match) for match in _DATE.finditer(text) if not _NOT_A_POSTING.search(text[: match.start()])
    )
    return [day for day in found if day]


def is_dated(url: str) -> bool:
    """Whether the URL names one posting: CMS then gives a corrected file a new date or version in its URL."""
    return bool(dates_in(url.rpartition("/files/")[2])) or bool(re.search(r"-v\d{3}r\d+-", url))


def _date(match: re.Match[str]) -> date | None:
    year = int(match["year"])
    try:
        return date(year if year > 99 else 2000 + year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _http_date(value: str | None) -> list[date]:
    try:
        return [parsedate_to_datetime(value).date()] if value else []
    except ValueError:
        return []


def _credible(day: date, release: Release, basis: str) -> bool:
    first, last = release.service_dates
    latest = last if basis == "last_modified" else last + timedelta(days=366)
    return first - EARLIEST <= day <= latest
