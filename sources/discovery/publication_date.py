"""Determine when CMS posted a file from the dates in link texts, URLs and member names."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from operator import itemgetter

from sources.catalogue import posted_on
from sources.release import Release

_DATE = re.compile(
    r"(?<!\d)(?P<month>0[1-9]|1[0-2])(?P<dash>[-/. _]?)(?P<day>0[1-9]|[12]\d|3[01])(?P=dash)"
    r"(?P<year>20\d\d|\d\d)(?!\d)"
)
_NOT_A_POSTING = re.compile(r"eff(?:ective)?[-_ ]*$", re.IGNORECASE)  # the effective date of edits
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|rtf)$", re.IGNORECASE)  # replaced without the tables: RVU17A.pdf
EARLIEST = timedelta(days=200)  # before the first day of service: rules are posted in November


def published_on(
    release: Release,
    text: str,
    url: str,
    members: Mapping[str, date | None],
    last_modified: str | None,
    sha256: str = "",
) -> tuple[date | None, str]:
    """Return the posting date and its basis: catalogue (by `sha256`), link_text, url, member_name, …

    The other bases are member_time and last_modified. (None, "") if no date is credible.

    `members` maps the zip's member names to their modification dates. A posting is never older than its
    newest table (RVU14A: GPCI "_12172013", PPRRVU of 12/23, anesthesia factors of 01/03), so a later member
    date overrides the other sources, as member_name or member_time. Only dates from 200 days before the
    service period to a year after it are credible; timestamps only until its end, because cms.gov reset
    Last-Modified on old files when it migrated storage.
    """
    if known := posted_on(sha256):
        return known, "catalogue"
    tables = {name: day for name, day in members.items() if not _DOCUMENT.search(name)}
    named = [found for member in tables for found in dates_in(member)]
    changed = [day for day in tables.values() if day]
    candidates = {
        "link_text": dates_in(text),
        "url": dates_in(url),
        "member_name": named,
        "last_modified": _http_date(last_modified),
    }
    credible = {
        basis: [day for day in days if _credible(day, release, basis)] for basis, days in candidates.items()
    }
    dated = next(((max(days), basis) for basis, days in credible.items() if days), (None, ""))
    floor = [
        (day, basis) for basis, days in (("member_name", named), ("member_time", changed)) for day in days
    ]
    credible_floor = ((day, basis) for day, basis in floor if _credible(day, release, basis))
    newest = max(credible_floor, key=itemgetter(0), default=None)
    since = dated[0] or release.posting_period[0]  # undated files count as known when service begins
    return newest if newest and newest[0] > since else dated


def dates_in(text: str) -> list[date]:
    """`updated-09/11/2025`, `06172022`, `080524`, `.07.25.25` → dates in American order (month first)."""
    found = (
        _date(match) for match in _DATE.finditer(text) if not _NOT_A_POSTING.search(text[: match.start()])
    )
    return [day for day in found if day]


def is_dated(url: str) -> bool:
    """True if the URL identifies one posting: CMS gives a corrected file a new date or version in its URL."""
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
    first, last = release.posting_period
    stamped = basis in ("last_modified", "member_time")  # set when the file was last copied or zipped
    latest = last if stamped else last + timedelta(days=366)
    return first - EARLIEST <= day <= latest
