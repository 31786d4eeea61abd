"""Render the pages as a static site: all codes on one date, their JSON cards, a search in the browser."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment

from cmsfees import OpenSnapshot
from sources.atomic import write_if_changed
from web import queries
from web.pages.code_page import code_page, describe
from web.pages.templates import environment
from web.pages.timeline import timeline
from web.version import web_version

ASSETS = Path(__file__).parent / "static"
INDEX = "site-index.json"  # digest of each page's inputs, for the next run
BATCH = 500
CARDS = """
SELECT hcpcs, card FROM code_cards_on($1, known_on := $2) WHERE hcpcs BETWEEN $3 AND $4 ORDER BY hcpcs
"""
STATIC_NAVIGATION = (
    ("", "Search"),
    ("releases", "Releases"),
    ("checks", "Checks"),
    ("dictionary", "Dictionary"),
)


class NoCodesForDate(LookupError):
    """No release is in force on the date, so there are no pages."""


@dataclass(frozen=True)
class SiteCounts:
    """Codes in the site, files written by this run, and files deleted with their codes."""

    codes: int
    written: int
    removed: int


@dataclass(frozen=True)
class StaticSite:
    """The output folder and the templates."""

    out: Path
    snapshot_id: str
    templates: Environment

    def page(self, path: str, template: str, **shown: Any) -> int:
        """Render a page; return 1 if the file changed, else 0."""
        text = self.templates.get_template(template).render(
            link=_link("../" * path.count("/")),
            navigation=STATIC_NAVIGATION,
            here="" if path == "index.html" else path.removesuffix(".html"),
            is_static=True,
            snapshot_id=self.snapshot_id,
            runs_url="",
            run=None,
            **shown,
        )
        return write_if_changed(self.out / path, text.encode())


def write_static_site(
    fees: OpenSnapshot, out: Path, on: date, known_on: date = date.max, templates: Environment | None = None
) -> SiteCounts:
    """Write `index.html`, assets, and `codes/20957.html` and `codes/20957.json` for every code listed on the
    date. A second run writes only changes and deletes removed codes. Raises `NoCodesForDate`."""
    site = StaticSite(out, fees.id, templates or environment())
    before = _read_index(out)
    digests: dict[str, str] = {}
    search: list[tuple[str, str]] = []
    written, drawn_by = 0, _drawn_by(fees)
    for code, text in _cards(fees, on, known_on):
        digests[code] = _digest(drawn_by + text)
        card = json.loads(text, parse_float=Decimal)
        search.append((code, describe(card)))
        written += _write_code(site, fees, code, card, text, is_digests=before.get(code) == digests[code])
    if not digests:
        raise NoCodesForDate(f"no code is listed on {on} as known on {known_on}; see `cmsfees releases`")
    written += _write_others(site, fees, on, known_on, search)
    removed = _remove(out, set(before) - set(digests))
    written += write_if_changed(out / INDEX, json.dumps(digests, separators=(",", ":")).encode())
    return SiteCounts(len(digests), written, removed)


def _cards(fees: OpenSnapshot, on: date, known_on: date) -> Iterator[tuple[str, str]]:
    """Yield every code and card in batches: all cards together are 380 MB of text."""
    codes = [row["hcpcs"] for row in fees.rows("SELECT hcpcs FROM code_classes ORDER BY hcpcs")]
    for start in range(0, len(codes), BATCH):
        first, *_, last = codes[start : start + BATCH] * 2
        yield from ((row["hcpcs"], row["card"]) for row in fees.rows(CARDS, on, known_on, first, last))


def _drawn_by(fees: OpenSnapshot) -> str:
    """Return a digest of what a page shows besides its card: templates and the meanings of indicators."""
    return _digest(web_version() + json.dumps(sorted(queries.meanings(fees).items())))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write_code(
    site: StaticSite, fees: OpenSnapshot, code: str, card: dict[str, Any], text: str, is_digests: bool
) -> int:
    page, json_card = site.out / "codes" / f"{code}.html", site.out / "codes" / f"{code}.json"
    if is_digests and page.is_file() and json_card.is_file():
        return 0
    shown = code_page(card, queries.meanings(fees))
    drawn = site.page(
        f"codes/{code}.html",
        "code.html",
        page=shown,
        asked={"on": card["service_date"]},
        date_query="",
        place_name="",
        place_note="",
        wage_indices=[],
        localities=[],
        query=lambda **changed: "",
    )
    return drawn + write_if_changed(json_card, f"{text}\n".encode())


def _write_others(
    site: StaticSite, fees: OpenSnapshot, on: date, known_on: date, search: list[tuple[str, str]]
) -> int:
    releases = queries.releases(fees, known_on=known_on)
    found = queries.overview(fees)
    written = site.page("index.html", "home.html", day=on, known_on=known_on, codes=len(search), **found)
    written += site.page("releases.html", "releases.html", releases=releases, timeline=timeline(releases))
    written += site.page("checks.html", "checks.html", **queries.check_results(fees))
    written += site.page("dictionary.html", "dictionary.html", **queries.dictionary(fees))
    written += write_if_changed(
        site.out / "search-index.json", json.dumps(search, separators=(",", ":")).encode()
    )
    for asset in sorted(ASSETS.iterdir()):
        written += write_if_changed(site.out / "static" / asset.name, asset.read_bytes())
    return written


def _link(up: str) -> Any:
    def link(path: str) -> str:
        if path.startswith("static/") or path.endswith((".json", "/")):
            return up + path
        return f"{up}{path or 'index'}.html"

    return link


def _read_index(out: Path) -> dict[str, str]:
    """Return the previous run's digests by code, or {}."""
    try:
        found: dict[str, str] = json.loads((out / INDEX).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _remove(out: Path, codes: set[str]) -> int:
    removed = 0
    for code in codes:
        for path in (out / "codes" / f"{code}.html", out / "codes" / f"{code}.json"):
            removed += path.is_file()
            path.unlink(missing_ok=True)
    return removed
