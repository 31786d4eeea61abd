"""What a page links to and no series knows is reported, and a flood of links or pages is cut."""

import pytest

from sources.discovery.crawl import SiteIndex, _without_flood
from sources.discovery.discover import MOST_PAGES, MOST_SHOWN, read_detail, read_listing
from sources.discovery.posting import DetailPage
from sources.errors import AmbiguousLinks, PageNotUnderstood
from sources.release import Release
from sources.series import PFS_PAGE
from tests.sources.tiny_site import RVU26A, detail, page, rows

R26A = Release("pfs-rvu", "2026A")
KNOWN = ("2026", "RVU26A", f"{PFS_PAGE}/rvu26a")


def reported(*links: str, cells: tuple[tuple[str, str, str], ...] = ()) -> list[str]:
    """The paths that are reported of a page with RVU26A, these rows and these links outside the table."""
    outside = "".join(f'<li><a href="{href}">link</a></li>' for href in links)
    html = rows(KNOWN, *cells).replace("</main>", f"<ul>{outside}</ul></main>")
    return [link.path for link in read_listing(html, PFS_PAGE).unrecognized_links]


@pytest.mark.parametrize(
    "path", [f"{PFS_PAGE}/something-new", "/files/zip/something-new.zip", f"{PFS_PAGE}/rvu-26-e"]
)
def test_a_page_below_the_listing_or_a_zip_is_reported(path: str) -> None:
    assert reported(path, "/about-cms", "/files/document/notes.pdf", f"{PFS_PAGE}-other/x") == [path]


def test_a_row_of_the_table_is_reported_wherever_it_leads() -> None:
    assert reported(cells=(("2026", "RVU-26-E", "/elsewhere/on/the/site"),)) == ["/elsewhere/on/the/site"]


def test_a_name_of_another_year_than_its_row_is_no_release() -> None:
    cell = ("2025", "RVU26B", f"{PFS_PAGE}/rvu26b")
    assert reported(cells=(cell,)) == [f"{PFS_PAGE}/rvu26b"]
    listed = read_listing(rows(KNOWN, cell), PFS_PAGE)
    assert [found.release for found in listed.details] == [R26A]


def test_a_zip_on_another_host_is_no_posting() -> None:
    away = "https://example.org/files/zip/rvu26a.zip"
    html = page(
        "Listing", f'<ul><li><a href="{away}">RVU26A</a></li><li><a href="{RVU26A}">RVU26A</a></li></ul>'
    )
    listed = read_listing(html, PFS_PAGE)
    assert [posting.url for posting in listed.postings] == [RVU26A]
    assert [(link.path, link.reason) for link in listed.unrecognized_links] == [(away, "is on another host")]
    own = DetailPage(R26A, f"{PFS_PAGE}/rvu26a", "RVU26A", PFS_PAGE)
    assert [found.url for found in read_detail(detail("RVU26A", (RVU26A, "x"), (away, "x")), own)] == [RVU26A]
    with pytest.raises(PageNotUnderstood, match="links to no zip"):
        read_detail(detail("RVU26A", (away, "x")), own)


@pytest.mark.parametrize(
    ("count", "more"), [(49, None), (50, None), (51, "1 further"), (1200, "1,150 further")]
)
def test_fifty_links_are_shown_and_the_others_are_counted(count: int, more: str | None) -> None:
    links = "".join(f'<a href="{PFS_PAGE}/new-{n:04}">x</a>' for n in range(count))
    html = rows(KNOWN).replace("</main>", f"{links}</main>")
    shown = read_listing(html, PFS_PAGE).unrecognized_links
    named = [link.path for link in shown if link.path]
    assert named == [f"{PFS_PAGE}/new-{n:04}" for n in range(min(count, MOST_SHOWN))]
    assert MOST_SHOWN == 50
    assert [link.reason for link in shown if not link.path] == (
        [f"{more} links are not recognized"] if more else []
    )


@pytest.mark.parametrize(("count", "is_read"), [(MOST_PAGES, True), (MOST_PAGES + 1, False)])
def test_a_release_has_at_most_five_pages(count: int, is_read: bool) -> None:
    """CMS has two at most; the pages of other releases are read all the same."""
    assert MOST_PAGES == 5
    other = DetailPage(Release("pfs-rvu", "2025D"), f"{PFS_PAGE}/rvu25d", "RVU25D", PFS_PAGE)
    pages = [DetailPage(R26A, f"{PFS_PAGE}/rvu26a-{n}", "RVU26A", PFS_PAGE) for n in range(count)]
    index = SiteIndex()
    assert _without_flood([*pages, other], index) == ([*pages, other] if is_read else [other])
    assert {release: type(error) for release, error in index.page_errors.items()} == (
        {} if is_read else {R26A: AmbiguousLinks}
    )
