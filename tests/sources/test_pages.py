"""Links as CMS writes them, and generated variants."""

import html
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discovery.pages import further_pages, read_links, unwrap
from tests.sources.tiny_site import page, rows

NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_. ", min_size=1, max_size=30).map(str.strip)
DATES = st.sampled_from(["", "-updated-01/31/2023", "-posted-04/01/2024", "-updated-12-29-2025", "-080524"])
FILES = st.builds("/files/zip/{}{}.zip".format, NAMES.filter(lambda name: name.strip(".")), DATES)
LICENSES = st.sampled_from(
    ["/license/ama?file=", "/apps/ama/license.asp?file=", "/Apps/AMA/license.asp?file="]
)
HOSTS = st.sampled_from(["", "https://www.cms.gov", "http://cms.gov", "//www.cms.gov"])
SPACES = st.sampled_from(["", " ", "\n  "])


def canonical(path: str) -> str:
    return path.replace(" ", "%20")


@given(FILES, LICENSES, HOSTS, SPACES)
def test_a_license_link_of_either_kind_is_unwrapped(file: str, gate: str, host: str, space: str) -> None:
    for inner in (file, file.replace("/zip/", "/zip//", 1), quote(file), host + quote(file)):
        assert unwrap(f"{space}{host}{gate}{inner}{space}") == (canonical(file), True)
        assert unwrap(f"{space}{host}{gate}{inner}&agree=yes") == (canonical(file), True)


@given(FILES, HOSTS, SPACES)
def test_a_plain_link_keeps_its_whole_path(file: str, host: str, space: str) -> None:
    """A date with slashes belongs to the name; queries and fragments do not."""
    for ending in ("", "?agree=yes&next=Accept", "#top"):
        assert unwrap(space + host + quote(file) + ending + space) == (canonical(file), False)


@given(FILES, LICENSES)
def test_a_link_reads_the_same_from_a_page(file: str, gate: str) -> None:
    href = html.escape(f" {gate}{quote(file)}&agree=yes")
    body = f'<ul><li><a href="{href}">Addendum B <b>(ZIP)</b></a></li></ul>'
    (link,) = read_links(page("Any", body), "/medicare/any")
    assert (link.path, link.gated, link.text, link.row) == (canonical(file), True, "Addendum B (ZIP)", "")


@given(st.text())
def test_no_href_breaks_the_reading(href: str) -> None:
    path, _ = unwrap(href)
    assert isinstance(path, str)
    for link in read_links(page("Any", f'<a href="{html.escape(href)}">x</a>'), "/medicare/any"):
        assert link.path


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        (" /apps/ama/license.asp?file=/files/zip/22CLABQ1.zip", ("/files/zip/22CLABQ1.zip", True)),
        ("/license/ama?file=/files/zip//medicare-f3.zip", ("/files/zip/medicare-f3.zip", True)),
        ("/license/ama?file=//files/zip/medicare-f3.zip", ("/files/zip/medicare-f3.zip", True)),
        ("//files/zip/rvu26a.zip", ("/files/zip/rvu26a.zip", False)),
        ("rvu25d-0", ("/medicare/rvu25d-0", False)),
        ("https://downloads.cms.gov/files/x.zip", ("https://downloads.cms.gov/files/x.zip", False)),
        ("/license/ama", ("/license/ama", True)),
    ],
)
def test_links_seen_at_cms(href: str, expected: tuple[str, bool]) -> None:
    assert unwrap(href, "/medicare/list") == expected


def test_a_row_gives_its_year_and_the_menu_is_ignored() -> None:
    body = rows(("2026", "RVU26A", "/a/rvu26a")).replace(
        "<body>", '<body><nav><a href="/menu">Menu</a></nav>'
    )
    (link,) = read_links(body, "/a")
    assert (link.path, link.text, link.row) == ("/a/rvu26a", "RVU26A", "Name 2026 File Name RVU26A")


def test_a_pager_is_detected() -> None:
    assert further_pages(page("CLFS", '<a href="?page=1">2</a><a href="/x">y</a>')) == ["?page=1"]
