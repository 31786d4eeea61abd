"""The template environment with its filters, and links between served pages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warehouse.pricing.normalize import LAST_SERVICE_DATE, MEDICARE_BEGAN
from web.pages.wording import FILTERS

NAVIGATION = (
    ("search", "Search"),
    ("compare", "Compare"),
    ("ncci", "NCCI"),
    ("price", "Price"),
    ("changes", "Changes"),
    ("releases", "Releases"),
    ("checks", "Checks"),
    ("dictionary", "Dictionary"),
)
Query = Mapping[str, Any]


def environment() -> Environment:
    """Create the Jinja environment; all values are HTML-escaped."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters.update(FILTERS)
    found.globals.update(first_day=MEDICARE_BEGAN, last_day=LAST_SERVICE_DATE)
    return found


def served_link(path: str) -> str:
    return f"/{path}"


def query_text(query: Query) -> str:
    """Return the URL query string without empty parameters."""
    return urlencode({name: value for name, value in query.items() if value not in (None, "")})
