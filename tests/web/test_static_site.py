"""The static site."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from cmsfees import open_snapshot
from web import queries, static_site
from web.settings import WebSettings
from web.static_site import NoCodesForDate, write_static_site

FEBRUARY = date(2026, 2, 1)


@pytest.fixture(scope="module")
def site(settings: WebSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    with _opened(settings) as fees:
        write_static_site(fees, out, FEBRUARY)
    return out


def _opened(settings: WebSettings):  # type: ignore[no-untyped-def]
    return open_snapshot(snapshots=settings.snapshots, locked=True, settings=settings.duckdb)


def test_each_code_has_a_page_and_a_json_card(site: Path) -> None:
    page = (site / "codes" / "20957.html").read_text("utf-8")
    for figure in ("73.54", "$2,456.30", "$7,413.38", "$4,682.29", "not applicable", "RVU26A"):
        assert figure in page
    card = json.loads((site / "codes" / "20957.json").read_text("utf-8"))
    assert card["code"] == "20957"


def test_every_link_leads_to_a_file(site: Path) -> None:
    for page in [site / "index.html", site / "releases.html", site / "codes" / "20957.html"]:
        links = re.findall(r'(?:href|src)="([^"#]+)"', page.read_text("utf-8"))
        own = {link for link in links if not link.startswith("https://")}
        assert [link for link in own if not (page.parent / link).resolve().is_file()] == []
        assert {Path(link).name for link in own} >= {"style.css", "index.html", "releases.html"}


def test_the_search_index_names_every_code(site: Path) -> None:
    index = json.loads((site / "search-index.json").read_text("utf-8"))
    assert {code for code, _ in index} == {page.stem for page in (site / "codes").glob("*.html")}
    assert dict(index)["J3301"] == "Injection, triamcinolone acetonide, not otherwise specified, 10 mg"


def test_a_second_run_writes_nothing_and_removes_what_is_gone(settings: WebSettings, site: Path) -> None:
    gone = site / "codes" / "00000.html"
    gone.write_text("of a code that is no longer listed")
    index = json.loads((site / "site-index.json").read_text())
    (site / "site-index.json").write_text(json.dumps({**index, "00000": "x"}))
    (site / "codes" / "71046.html").unlink()
    with _opened(settings) as fees:
        counts = write_static_site(fees, site, FEBRUARY)
    assert (counts.written, counts.removed) == (2, 1)  # the page that was missing, and the index
    assert not gone.exists()


def test_cards_are_read_in_ranges_of_codes(settings: WebSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """All 19,712 cards in one result were 2 GB of memory."""
    monkeypatch.setattr(static_site, "BATCH", 7)
    with _opened(settings) as fees:
        whole = fees.rows("SELECT hcpcs FROM code_cards_on($1) ORDER BY hcpcs", FEBRUARY)
        cards = list(static_site._cards(fees, FEBRUARY, date.max))
    assert [code for code, _ in cards] == [row["hcpcs"] for row in whole]
    assert len(cards) > 7
    assert all(json.loads(card)["code"] == code for code, card in cards)


def test_pages_drawn_by_another_version_are_drawn_again(
    settings: WebSettings, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = site / "codes" / "20957.html"
    drawn = page.read_text("utf-8")
    page.write_text("drawn by another version")
    monkeypatch.setattr(static_site, "web_version", lambda: "another")
    with _opened(settings) as fees:
        write_static_site(fees, site, FEBRUARY)
    assert page.read_text("utf-8") == drawn


def test_pages_are_drawn_again_if_the_meaning_of_an_indicator_changes(
    settings: WebSettings, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = site / "codes" / "20957.html"
    with _opened(settings) as fees:
        meanings = {**queries.meanings(fees), ("global_days", "090"): "Ninety days."}
        monkeypatch.setattr(queries, "meanings", lambda _: meanings)
        write_static_site(fees, site, FEBRUARY)
        assert "Ninety days." in page.read_text("utf-8")
        monkeypatch.undo()
        write_static_site(fees, site, FEBRUARY)
    assert "Ninety days." not in page.read_text("utf-8")


def test_a_date_without_releases_is_refused(settings: WebSettings, tmp_path: Path) -> None:
    with _opened(settings) as fees, pytest.raises(NoCodesForDate):
        write_static_site(fees, tmp_path, date(1999, 1, 1))
