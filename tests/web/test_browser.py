"""The main journeys in a real browser: keyboard, phone, dark mode, print, and an audit by axe-core."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from cmsfees import open_snapshot
from tests.web.browser import chromium
from tests.web.server import served
from web.static_site import write_static_site

pytestmark = pytest.mark.slow
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CODE = "/codes/20957?on=2026-02-01"
PAGES = [
    "/",
    CODE,
    f"{CODE}&mac=10112&locality=00",
    "/codes/XXXXX",
    "/codes/71046/ncci?on=2026-02-01",
    "/search?q=2&on=2026-02-01",
    "/compare?codes=20957,71046&on=2026-02-01",
    "/ncci?codes=20957+71046&on=2026-02-01",
    "/price?lines=20957&on=2026-02-01",
    "/changes?after=pfs-rvu%202026A%20r1",
    "/releases",
    "/releases?on=2026-02-01&known_on=2019-01-01",
    "/checks",
    "/dictionary",
]


@pytest.fixture(scope="module")
def site(sample_home: Path) -> Iterator[str]:
    with served(sample_home) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert [error for error in errors if "404" not in error] == []


def test_from_the_start_page_to_a_code_in_a_locality(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Code, or words of CMS's description").fill("20957")
    page.get_by_role("main").get_by_role("button", name="Find").click()
    page.get_by_label("Date of service").fill("2026-02-01")
    page.get_by_label("or MAC").fill("10112")
    page.get_by_label("Locality").fill("00")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/codes/20957?on=2026-02-01*")
    assert page.get_by_text("$9,644.64").first.is_visible()
    assert page.get_by_role("cell", name="not applicable").first.is_visible()


def test_a_related_code_keeps_the_date(page: Page) -> None:
    page.goto(CODE)
    page.get_by_role("link", name="20969").click()
    assert page.get_by_label("Date of service").input_value() == "2026-02-01"
    assert page.get_by_role("heading", level=1).inner_text() == "20969"


def test_a_case_is_typed_and_priced(page: Page) -> None:
    page.goto("/price")
    page.get_by_label("One code per line").fill("20957")
    page.get_by_label("Date of service").fill("2026-02-01")
    page.get_by_role("button", name="Price").click()
    assert page.get_by_role("cell", name="$9,869.68").is_visible()


def test_changes_are_filtered_by_code(page: Page) -> None:
    page.goto("/changes?after=pfs-rvu%202026A%20r1")
    page.get_by_label("Code", exact=True).fill("20957")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("−$225.55").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert download.value.suggested_filename == "pfs-rvu-2026A-r1-changes.csv"


def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    page.goto(CODE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.textContent"))
    assert seen[0] == "on"
    assert "zip" in seen or "known_on" in seen


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, path: str, scheme: Any) -> None:
    """WCAG 2.2 A and AA, as far as a program can judge."""
    page = browser.new_page(base_url=site, color_scheme=scheme)
    page.goto(path)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    page.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, site: str, path: str) -> None:
    page = browser.new_page(base_url=site, viewport={"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_on_a_screen_nothing_is_wider_and_headers_stay_in_view(
    browser: Browser, site: str, path: str
) -> None:
    page = browser.new_page(base_url=site, viewport={"width": 1160, "height": 500})
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1160
    tall = page.evaluate(
        "[...document.querySelectorAll('.stack')].filter(e => e.clientHeight > 600).map(e => {"
        "window.scrollTo({top: e.getBoundingClientRect().top + scrollY + 300, behavior: 'instant'});"
        "return e.querySelector('th').getBoundingClientRect().top})"
    )
    assert set(tall) <= {0}
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_tables_are_read_without_scrolling_sideways(
    browser: Browser, site: str, path: str
) -> None:
    """Each row is a block of named values; drawings scroll."""
    page = browser.new_page(base_url=site, viewport={"width": 360, "height": 740})
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    wide = (
        "[...document.querySelectorAll('.scroll:has(table)')]"
        ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)"
    )
    assert page.evaluate(wide) == []
    page.close()


def test_on_a_phone_compared_codes_are_named_at_each_figure_and_linked(browser: Browser, site: str) -> None:
    """Work RVUs of 20957 and 71046 in RVU26A."""
    page = browser.new_page(base_url=site, viewport={"width": 360, "height": 740})
    page.goto("/compare?codes=20957,71046&on=2026-02-01")
    work = page.locator("tr", has=page.get_by_text("Work RVU")).locator("td")
    named = "cells => cells.map(cell => `${cell.dataset.label} ${cell.innerText}`)"
    assert work.evaluate_all(named) == ["20957 41.54", "71046 0.21"]
    page.get_by_role("link", name="Page of 71046").click()
    assert page.get_by_role("heading", level=1).inner_text() == "71046"
    page.close()


@pytest.mark.parametrize("path", ["/releases", CODE])
def test_on_a_phone_the_text_of_a_drawing_is_legible(browser: Browser, site: str, path: str) -> None:
    """At least 11 px from the top of its letters to the bottom, as on a screen."""
    page = browser.new_page(base_url=site, viewport={"width": 360, "height": 740})
    page.goto(path)
    heights = "[...document.querySelectorAll('svg text')].map(e => e.getBoundingClientRect().height)"
    shown = [height for height in page.evaluate(heights) if height]
    assert shown
    assert min(shown) >= 11
    page.close()


def test_on_paper_there_is_no_navigation_and_what_is_folded_is_open(page: Page) -> None:
    page.goto(CODE)
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert not page.get_by_role("button", name="Show").is_visible()
    assert page.get_by_role("table").first.is_visible()
    assert page.locator(".sources details li").first.is_visible()  # the screen shows it on request


@pytest.fixture(scope="module")
def bucket(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The static site of the sample, as a bucket serves it: under a folder, files alone."""
    root = tmp_path_factory.mktemp("bucket")
    with open_snapshot(snapshots=sample_home / "snapshots") as fees:
        write_static_site(fees, root / "fees", date(2026, 2, 1))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=root))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/fees"
    server.shutdown()


def test_codes_of_the_static_site_are_found_in_the_browser(page: Page, bucket: str) -> None:
    page.goto(f"{bucket}/index.html")
    box = page.get_by_label("Code, or words in CMS's description")
    box.fill("acetonide triamcinolone")
    page.get_by_text("1 code:").wait_for()
    assert page.locator("#hits").inner_text() == (
        "J3301 Injection, triamcinolone acetonide, not otherwise specified, 10 mg"
    )
    box.fill("no such words")
    page.get_by_text("No code.").wait_for()
    box.fill("2")
    page.get_by_text("the first 30 of them:").wait_for()
    assert page.locator("#hits li").count() == 30
    box.fill("20957")
    page.get_by_text("1 code:").wait_for()
    box.press("Enter")
    page.wait_for_url("**/codes/20957.html")
    assert page.get_by_text("$7,413.38").first.is_visible()
    page.get_by_role("link", name="Search").click()
    assert page.get_by_role("heading", level=1).inner_text() == "What Medicare pays for every procedure code"


@pytest.mark.parametrize("path", ["index.html", "codes/20957.html", "releases.html", "checks.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_static_site(browser: Browser, bucket: str, path: str, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.goto(f"{bucket}/{path}")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
