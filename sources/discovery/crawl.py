"""Crawl the site: the listing pages of the wanted series and the detail page of each release."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sources.atomic import write_atomic
from sources.discovery.discover import MOST_PAGES, listings, read_detail, read_listing
from sources.discovery.posting import DetailPage, ListingPage, Posting, UnrecognizedLink
from sources.errors import AmbiguousLinks, NotFound, PageNotUnderstood, SourceError
from sources.http.client import SiteClient, open_response, read_page_text, with_retries
from sources.http.threads import pool
from sources.progress import Progress, ProgressEvent
from sources.records import companions
from sources.release import Release, UnknownRelease
from sources.series import OPTIONAL_PAGES, SERIES

Wanted = Collection[Release | str] | None  # releases and series names; None means everything


@dataclass(frozen=True)
class SiteIndex:
    """What the site lists: `page_errors` by release or page; `pages_read` are the parsed listing pages."""

    postings: list[Posting] = field(default_factory=list)
    details: list[DetailPage] = field(default_factory=list)  # pages that list further postings
    unrecognized_links: list[UnrecognizedLink] = field(default_factory=list)
    page_errors: dict[Release | str, SourceError] = field(default_factory=dict)
    pages_read: set[str] = field(default_factory=set)

    @property
    def listed(self) -> set[Release]:
        """Every release on the listing pages."""
        return {posting.release for posting in self.postings} | {detail.release for detail in self.details}


def read_listings(site: SiteClient, cache: Path, wanted: Wanted) -> SiteIndex:
    """Read the listing pages of the wanted series; a failed page is reported and the rest continue."""
    index = SiteIndex()
    wanted_series = [series for series in SERIES.values() if _wants_series(series.name, wanted)]
    for page in listings(wanted_series):
        if listed := _read_listing(site, cache, page, index):
            index.postings.extend(posting for posting in listed.postings if wants(posting.release, wanted))
            index.details.extend(detail for detail in listed.details if wants(detail.release, wanted))
            index.unrecognized_links.extend(listed.unrecognized_links)
    return index


def read_details(
    site: SiteClient,
    cache: Path,
    index: SiteIndex,
    chosen: Collection[Release],
    progress: Progress,
    threads: int,
) -> list[Posting]:
    """Read the detail pages of the chosen releases; return their postings, and add errors to `index`."""
    postings = [posting for posting in index.postings if posting.release in chosen]
    details = _without_flood([detail for detail in index.details if detail.release in chosen], index)
    with pool(threads) as workers:
        pages = [workers.submit(_read_detail, site, cache, detail, index) for detail in details]
        for number, (detail, page) in enumerate(zip(details, pages, strict=True), 1):
            postings += page.result()
            progress(ProgressEvent("page", detail.path, number, len(details)))
    for release in {posting.release for posting in postings} & index.page_errors.keys():
        index.page_errors[f"{release}, one of its pages"] = index.page_errors.pop(release)
    return sorted(postings)


def wants(release: Release, wanted: Wanted) -> bool:
    """True for a release requested by name or series, or one that must be posted together with it."""
    if wanted is None:
        return True
    together = {release, *companions(release)}
    return any(member in wanted or member.series in wanted for member in together)


def _wants_series(name: str, wanted: Wanted) -> bool:
    if wanted is None:
        return True
    requested = {name if isinstance(name, str) else name.series for name in wanted}
    if unknown := requested - SERIES.keys():
        raise UnknownRelease(f"unknown series {sorted(unknown)}; known series: {', '.join(SERIES)}")
    return bool(requested & {name, *SERIES[name].together})


def _read_listing(site: SiteClient, cache: Path, page: str, index: SiteIndex) -> ListingPage | None:
    try:
        listed = read_listing(read_page(site, cache, page), page)
    except SourceError as error:
        if not (page in OPTIONAL_PAGES and isinstance(error, NotFound)):
            index.page_errors[page] = error
        return None
    except Exception as error:  # an unexpected page must not stop the others
        index.page_errors[page] = _not_readable(page, error)
        return None
    index.pages_read.add(page)
    return listed


def _read_detail(site: SiteClient, cache: Path, detail: DetailPage, index: SiteIndex) -> list[Posting]:
    try:
        return read_detail(read_page(site, cache, detail.path), detail)
    except SourceError as error:
        index.page_errors[detail.release] = error
    except Exception as error:
        index.page_errors[detail.release] = _not_readable(detail.path, error)
    return []


def _without_flood(details: list[DetailPage], index: SiteIndex) -> list[DetailPage]:
    """Drop the detail pages of a release with more than MOST_PAGES of them, and report it."""
    pages = Counter(detail.release for detail in details)
    for release, count in pages.items():
        if count > MOST_PAGES:
            index.page_errors[release] = AmbiguousLinks(
                f"{release}: the listing links to {count:,} detail pages."
            )
    return [detail for detail in details if pages[detail.release] <= MOST_PAGES]


def _not_readable(page: str, error: Exception) -> PageNotUnderstood:
    return PageNotUnderstood(f"{page}: cannot be read ({type(error).__name__}: {str(error)[:200]!r}).")


def read_page(site: SiteClient, cache: Path, path: str) -> str:
    """Return the page's HTML; a conditional GET if an earlier run cached it with an ETag.

    Last-Modified alone is not used: it misses a page edited twice within a second or restored from a copy.
    """
    home = cache / f"{hashlib.sha256(site.url(path).encode()).hexdigest()[:24]}.json"
    cached = _cached_page(home)
    conditions = {"If-None-Match": cached["etag"]} if cached else {}

    def attempt() -> str:
        with open_response(site, "GET", path, conditions) as response:
            if response.status_code == 304:
                return str(cached["html"])
            html = read_page_text(site, response)
            if etag := response.headers.get("ETag"):
                _cache_page(home, etag, html)
            return html

    return with_retries(site, attempt)


def _cached_page(home: Path) -> dict[str, str]:
    try:
        return dict(json.loads(home.read_text()))
    except (OSError, ValueError):  # not cached, or a crash interrupted writing it
        return {}


def _cache_page(home: Path, etag: str, html: str) -> None:
    write_atomic(home, json.dumps({"etag": etag, "html": html}), durable=False)
