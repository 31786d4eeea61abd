"""Postings, detail pages and unrecognized links found on CMS's pages."""

import re
from dataclasses import dataclass, field
from datetime import date

from sources import vintage_patterns as vintages
from sources.discovery.pages import Link
from sources.discovery.publication_date import dates_in
from sources.release import Release
from sources.series import SERIES

_VERSION = re.compile(r"\bv\d{3}r\d+\b")
_PART = re.compile(r"\bf[1-4]\b")
CANDIDATE = "catalogue, unconfirmed"  # used instead of a listing page
_PRELIMINARY = re.compile(r"\bprelim|\bproposed\b")
_COPY = re.compile(r"(?:\b|(?<=q[1-4]))v(\d{1,2})\b")  # 25CLABQ3v2
_RECORDS = re.compile(r"\bfile has (\d[\d,]{0,11}) records\b")


@dataclass(frozen=True, order=True)
class Posting:
    """One file that CMS lists for a release. `url` is its path on the site, without the license page."""

    release: Release
    part: str
    version: str  # CMS's version number in the file name (v302r0), if any
    url: str
    gated: bool
    text: str
    page: str
    stated_rows: int | None = field(default=None, compare=False)  # row count that the page states

    @property
    def recency(self) -> tuple[bool, date, int, bool]:
        """Sort key of links to one file; the newest (final, later date, higher version) is highest."""
        named = vintages.link_words(f"{self.text} {self.url}")
        copies = [int(number) for number in _COPY.findall(named)]
        dates = dates_in(self.text) + dates_in(self.url)
        final = re.search(r"\bfinal\b", named) is not None
        return not _PRELIMINARY.search(named), max(dates, default=date.min), max(copies, default=1), final


@dataclass(frozen=True, order=True)
class DetailPage:
    """A row of a listing page that links to a detail page."""

    release: Release
    path: str
    text: str
    page: str
    stated_rows: int | None = field(default=None, compare=False)


@dataclass(frozen=True, order=True)
class UnrecognizedLink:
    """A link that looks relevant but matches no series; reported, never silently skipped."""

    page: str
    path: str
    text: str
    reason: str


@dataclass(frozen=True)
class ListingPage:
    """The content of one listing page, sorted by release."""

    postings: tuple[Posting, ...]
    details: tuple[DetailPage, ...]
    unrecognized_links: tuple[UnrecognizedLink, ...]


def posting_of(release: Release, link: Link, page: str, stated_rows: int | None = None) -> Posting:
    named = vintages.link_words(link.path)
    part = read_part(named) if len(SERIES[release.series].parts) > 1 else ""
    return Posting(release, part, read_version(named), link.path, link.gated, link.text, page, stated_rows)


def read_stated_rows(text: str) -> int | None:
    """`… CR 14371. The file has 2,179 records.` → 2179, as on CMS's clinical laboratory pages."""
    found = _RECORDS.search(text)
    return int(found[1].replace(",", "")) if found else None


def read_part(named: str) -> str:
    """`… v302r0 f4` → f4; "" if the name has none."""
    found = _PART.search(named)
    return found[0] if found else ""


def read_version(named: str) -> str:
    """`… ccipra v302r0 f4` → v302r0: CMS's version number; "" if there is none."""
    found = _VERSION.search(named)
    return found[0] if found else ""
