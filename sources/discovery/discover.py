"""What the pages say is posted: html in, postings out. No clock, network or archive."""

import re
from collections.abc import Iterable

from sources import vintage_patterns as vintages
from sources.discovery import pages
from sources.discovery.pages import Link
from sources.discovery.posting import (
    DetailPage,
    ListingPage,
    Posting,
    UnrecognizedLink,
    posting_of,
    read_stated_rows,
)
from sources.errors import AmbiguousLinks, PageNotUnderstood
from sources.release import Release
from sources.series import LEFT_ALONE, MUE_ARCHIVE_PAGE, MUE_PAGE, SERIES, Series

MOST_SHOWN = 50
MOST_PAGES = 5  # of one release on one listing; CMS has two at most
_YEAR_CELL = re.compile(r"^(?:Name )?(20\d\d)\b")


def read_listing(html: str, page: str) -> ListingPage:
    """Read a listing page; a page that names no release of its series is not understood."""
    postings: set[Posting] = set()
    details: set[DetailPage] = set()
    unrecognized_links = {
        UnrecognizedLink(page, href, "", "further pages, which robots.txt forbids")
        for href in pages.further_pages(html)
    }
    for link in _relevant_links(pages.read_links(html, page), page):
        releases = [] if link.is_elsewhere else _releases(link, page)
        if not releases and _looks_like_a_release(link, page):
            reason = "is on another host" if link.is_elsewhere else "names no release that we know"
            unrecognized_links.add(UnrecognizedLink(page, link.path, link.text, reason))
        for release in releases:
            if link.is_zip:
                postings.add(posting_of(release, link, page))
            else:
                details.add(DetailPage(release, link.path, link.text, page, read_stated_rows(link.row)))
    if not postings and not details:
        raise PageNotUnderstood(_not_understood(html, page))
    return ListingPage(tuple(sorted(postings)), tuple(sorted(details)), _first(unrecognized_links, page))


def _first(links: set[UnrecognizedLink], page: str) -> tuple[UnrecognizedLink, ...]:
    """Enough to see what they are, and how many more."""
    shown = sorted(links)[:MOST_SHOWN]
    more = len(links) - len(shown)
    return (
        *shown,
        *([UnrecognizedLink(page, "", "", f"{more:,} further links are not understood")] * (more > 0)),
    )


def read_detail(html: str, detail: DetailPage) -> list[Posting]:
    """Read a release's own page: the zips that CMS names after the release, usually one.

    Where none is named so, the only zip is its file (January 2026 ASC: the final-rule bundle).
    """
    zips = {
        link.path: link
        for link in pages.read_links(html, detail.path)
        if link.is_zip and not link.is_elsewhere
    }
    if not zips:
        raise PageNotUnderstood(
            f"{detail.release}: {detail.path} links to no zip. CMS changed the page or posts the file later; "
            "open it in a browser. `cmsfees import` takes a file downloaded by hand."
        )
    series, vintage = SERIES[detail.release.series], detail.release.vintage
    named = [link for link in zips.values() if series.vintage_of(link.path, link.text) == vintage]
    found = named or [link for link in zips.values() if not series.vintage_of(link.path)]
    if not found or (not named and len(found) > 1):
        raise AmbiguousLinks(
            f"{detail.release}: expected exactly one zip of it on {detail.path}, found {len(zips)}: "
            f"{sorted(zips)[:MOST_SHOWN]}."
        )
    rows = read_stated_rows(pages.read_text(html)) or detail.stated_rows
    return [posting_of(detail.release, link, detail.path, rows) for link in found]


def listings(wanted: Iterable[Series]) -> list[str]:
    """The listing pages to read for these series, each once."""
    return list(dict.fromkeys(page for series in wanted for page in series.pages))


def _relevant_links(links: Iterable[Link], page: str) -> list[Link]:
    left_alone = LEFT_ALONE.get(MUE_PAGE if page == MUE_ARCHIVE_PAGE else page)
    named = [(f"{vintages.words(link.text)} {vintages.words(link.path)}", link) for link in links]
    return [link for words, link in named if not (left_alone and left_alone.search(words))]


def _looks_like_a_release(link: Link, page: str) -> bool:
    """Files, rows of the listing's table, and pages below its own path: what a release would look like."""
    return link.is_zip or bool(link.row) or link.path.startswith(page + "/")


def _releases(link: Link, page: str) -> list[Release]:
    """Usually one; a page that serves Addendum A and B names two."""
    slug = link.path if link.is_zip else link.path.rsplit("/", 1)[-1]
    year = _YEAR_CELL.match(link.row)
    found = []
    for series in SERIES.values():
        if page not in series.pages:
            continue
        vintage = series.vintage_of(*((slug, link.text) if link.is_zip else (link.text, slug)))
        if vintage and (not year or vintage.startswith(year[1])):
            found.append(Release(series.name, vintage))
    return found


def _not_understood(html: str, page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL | re.IGNORECASE)
    title = found[1].strip()[:200] if found else "none"
    return (
        f"{page}: expected a listing of releases, found none among its {len(pages.read_links(html, page))} "
        f"links (title: {title}). CMS changed the page or answered with "
        "another; open it in a browser, then mend sources/series.py or sources/discovery/pages.py."
    )
