"""Parse CMS's pages: HTML in, postings out. Uses no clock, network or archive."""

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
MOST_PAGES = 5  # detail pages per release on one listing; CMS has two at most
_YEAR_CELL = re.compile(r"^(?:Name )?(20\d\d)\b")


def read_listing(html: str, page: str) -> ListingPage:
    """Read a listing page; raise PageNotUnderstood if it lists no release of its series."""
    postings: set[Posting] = set()
    details: set[DetailPage] = set()
    unrecognized_links = {
        UnrecognizedLink(page, href, "", "further pages, which robots.txt disallows")
        for href in pages.further_pages(html)
    }
    for link in _relevant_links(pages.read_links(html, page), page):
        releases = [] if link.is_elsewhere else _releases(link, page)
        if not releases and _looks_like_a_release(link, page):
            reason = "is on another host" if link.is_elsewhere else "matches no known release"
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
    """Return the first MOST_SHOWN links and a count of the rest."""
    shown = sorted(links)[:MOST_SHOWN]
    more = len(links) - len(shown)
    return (
        *shown,
        *([UnrecognizedLink(page, "", "", f"{more:,} further links are not recognized")] * (more > 0)),
    )


def read_detail(html: str, detail: DetailPage) -> list[Posting]:
    """Return the zips on a release's detail page that are named for the release, usually one.

    If none is, the page's only zip is the release's file (January 2026 ASC: the final-rule bundle).
    """
    zips = {
        link.path: link
        for link in pages.read_links(html, detail.path)
        if link.is_zip and not link.is_elsewhere
    }
    if not zips:
        raise PageNotUnderstood(
            f"{detail.release}: {detail.path} links to no zip. CMS changed the page or has not posted the "
            "file yet; open the page in a browser. `cmsfees import` imports a file downloaded by hand."
        )
    series, vintage = SERIES[detail.release.series], detail.release.vintage
    named = [link for link in zips.values() if series.vintage_of(link.path, link.text) == vintage]
    found = named or [link for link in zips.values() if not series.vintage_of(link.path)]
    if not found or (not named and len(found) > 1):
        raise AmbiguousLinks(
            f"{detail.release}: expected exactly one zip for it on {detail.path}, found {len(zips)}: "
            f"{sorted(zips)[:MOST_SHOWN]}. To do: download the right one by hand and run `cmsfees import`."
        )
    rows = read_stated_rows(pages.read_text(html)) or detail.stated_rows
    return [posting_of(detail.release, link, detail.path, rows) for link in found]


def listings(wanted: Iterable[Series]) -> list[str]:
    """Return the distinct listing pages of these series."""
    return list(dict.fromkeys(page for series in wanted for page in series.pages))


def _relevant_links(links: Iterable[Link], page: str) -> list[Link]:
    left_alone = LEFT_ALONE.get(MUE_PAGE if page == MUE_ARCHIVE_PAGE else page)
    named = [(f"{vintages.link_words(link.text)} {vintages.link_words(link.path)}", link) for link in links]
    return [link for words, link in named if not (left_alone and left_alone.search(words))]


def _looks_like_a_release(link: Link, page: str) -> bool:
    """True for a zip, a link in a table row or a page under the listing's path."""
    return link.is_zip or bool(link.row) or link.path.startswith(page + "/")


def _releases(link: Link, page: str) -> list[Release]:
    """Return the releases that the link names: usually one, but two on a page with Addendum A and B."""
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
        f"{page}: expected a listing of releases, found no release in {len(pages.read_links(html, page))} "
        f"links (title: {title}). CMS changed the page or returned a "
        "different one; open it in a browser, then fix sources/series.py or sources/discovery/pages.py."
    )
