"""Read the site's pages: each listing of the wanted series, and the page of each release that has one."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from sources.atomic import write_atomic
from sources.discovery.discover import MOST_PAGES, listings, read_detail, read_listing
from sources.discovery.posting import DetailPage, ListingPage, Posting, UnrecognizedLink
from sources.errors import AmbiguousLinks, Missing, PageNotUnderstood, SourceError
from sources.http.client import Site, open_response, read_page_text, with_retries
from sources.http.threads import pool
from sources.progress import Progress, Step
from sources.records import companions
from sources.release import Release, UnknownRelease
from sources.series import OPTIONAL_PAGES, SERIES

Wanted = Collection[Release | str] | None  # releases and names of series; None is everything
ReleaseFilter = Callable[[set[Release]], Collection[Release]]  # from the releases listed, those to go on with


@dataclass(frozen=True)
class SiteIndex:
    """What the site lists. `failed` holds errors by release or page; `read` the listing pages understood.

    `listed` are the releases that the listing pages name, also those not chosen.
    """

    postings: list[Posting] = field(default_factory=list)
    unrecognized_links: list[UnrecognizedLink] = field(default_factory=list)
    failed: dict[Release | str, SourceError] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    listed: set[Release] = field(default_factory=set)


def crawl(
    site: Site,
    cache: Path,
    wanted: Wanted,
    progress: Progress,
    threads: int = 2,
    choose: ReleaseFilter | None = None,
) -> SiteIndex:
    """Postings of the wanted series and releases; a page that fails is reported and stops no other.

    `choose` narrows them down before any release's own page is read.
    """
    index, details = SiteIndex(), list[DetailPage]()
    series = [one for one in SERIES.values() if _wants_series(one.name, wanted)]
    for page in listings(series):
        if listed := _read_listing(site, cache, page, index):
            index.postings.extend(one for one in listed.postings if wants(one.release, wanted))
            details.extend(one for one in listed.details if wants(one.release, wanted))
            index.unrecognized_links.extend(listed.unrecognized_links)
    index.listed.update([one.release for one in index.postings] + [one.release for one in details])
    if choose:
        chosen = choose(index.listed)
        index.postings[:] = [one for one in index.postings if one.release in chosen]
        details = [one for one in details if one.release in chosen]
    details = _without_flood(details, index)
    with pool(threads) as several:
        readers = [several.submit(_read_detail, site, cache, detail, index) for detail in details]
        for number, (detail, reader) in enumerate(zip(details, readers, strict=True), 1):
            reader.result()
            progress(Step("page", detail.path, number, len(details)))
    index.postings.sort()
    for release in {one.release for one in index.postings} & index.failed.keys():
        index.failed[f"{release}, one of its pages"] = index.failed.pop(release)
    return index


def wants(release: Release, wanted: Wanted) -> bool:
    """A release asked for by name or series, or one that must be posted with such a release."""
    if wanted is None:
        return True
    together = {release, *companions(release)}
    return any(one in wanted or one.series in wanted for one in together)


def _wants_series(name: str, wanted: Wanted) -> bool:
    if wanted is None:
        return True
    asked = {one if isinstance(one, str) else one.series for one in wanted}
    if unknown := asked - SERIES.keys():
        raise UnknownRelease(f"no series is called {sorted(unknown)}; there are {', '.join(SERIES)}")
    return bool(asked & {name, *SERIES[name].together})


def _read_listing(site: Site, cache: Path, page: str, index: SiteIndex) -> ListingPage | None:
    try:
        listed = read_listing(read_page(site, cache, page), page)
    except SourceError as error:
        if not (page in OPTIONAL_PAGES and isinstance(error, Missing)):
            index.failed[page] = error
        return None
    except Exception as error:  # one odd page stops nothing else
        index.failed[page] = _odd(page, error)
        return None
    index.read.add(page)
    return listed


def _read_detail(site: Site, cache: Path, detail: DetailPage, index: SiteIndex) -> None:
    try:
        index.postings.extend(read_detail(read_page(site, cache, detail.path), detail))
    except SourceError as error:
        index.failed[detail.release] = error
    except Exception as error:
        index.failed[detail.release] = _odd(detail.path, error)


def _without_flood(details: list[DetailPage], index: SiteIndex) -> list[DetailPage]:
    """A listing that leads to one release by many pages is not to be followed page by page."""
    pages = Counter(detail.release for detail in details)
    for release, count in pages.items():
        if count > MOST_PAGES:
            index.failed[release] = AmbiguousLinks(f"{release}: {count:,} pages are said to be its own.")
    return [detail for detail in details if pages[detail.release] <= MOST_PAGES]


def _odd(page: str, error: Exception) -> PageNotUnderstood:
    return PageNotUnderstood(f"{page}: cannot be read ({type(error).__name__}: {str(error)[:200]!r}).")


def read_page(site: Site, cache: Path, path: str) -> str:
    """The page's html; asked for conditionally when an earlier run kept it with an ETag.

    Not with Last-Modified alone: a page edited twice in a second, or put back from a copy, would pass.
    """
    home = cache / f"{hashlib.sha256(site.url(path).encode()).hexdigest()[:24]}.json"
    kept = _cached_page(home)
    ask = {"If-None-Match": kept["etag"]} if kept else {}

    def attempt() -> str:
        with open_response(site, "GET", path, ask) as response:
            if response.status_code == 304:
                return str(kept["html"])
            html = read_page_text(site, response)
            if etag := response.headers.get("ETag"):
                _cache_page(home, etag, html)
            return html

    return with_retries(site, attempt)


def _cached_page(home: Path) -> dict[str, str]:
    try:
        return dict(json.loads(home.read_text()))
    except (OSError, ValueError):  # never read, or the machine stopped while it was written
        return {}


def _cache_page(home: Path, etag: str, html: str) -> None:
    write_atomic(home, json.dumps({"etag": etag, "html": html}), durable=False)
