"""Template filters that format figures and statuses."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.changes.labels import TABLE_LABELS, change_text
from warehouse.money import dollars

OPEN_END = "9999-12-31"
ISO_DAY = re.compile(r"\b[12][0-9]{3}-[0-9]{2}-[0-9]{2}\b")
SITES = {"office": "Office", "hospital_outpatient": "Hospital outpatient", "asc": "Surgery center (ASC)"}


def signed_dollars(value: Any) -> str:
    """Format as `+$12.00` or `−$3.10`; empty for no change."""
    if not value:
        return ""
    return f"{'+' if value > 0 else ''}{dollars(value)}"


def rvu(value: Any) -> str:
    return "" if value is None else f"{Decimal(str(value)):.2f}"


def percent(share: Any) -> str:
    """Format a share of 0 to 1 as a percentage: `62.5%`."""
    return "" if share is None else f"{(Decimal(str(share)) * 100).normalize():f}%"


def plain_words(name: Any) -> str:
    """Format a status or column name as words: `not_applicable` → `not applicable`."""
    return "" if name is None else str(name).replace("_", " ")


def site_name(name: str) -> str:
    return SITES.get(name, plain_words(name))


def day(value: Any) -> str:
    """Format as `Feb 1, 2026`; the open end of a range is `now`."""
    if value is None or str(value) == "":
        return ""
    if str(value) == OPEN_END:
        return "now"
    found = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{found:%b} {found.day}, {found.year}"


def plain_days(text: Any) -> str:
    """Write a text's dates as `day` does: `ends on 2025-12-31` → `ends on Dec 31, 2025`."""
    return "" if text is None else ISO_DAY.sub(lambda found: _day_or_text(found[0]), str(text))


def _day_or_text(text: str) -> str:
    try:
        return day(text)
    except ValueError:
        return text


def count(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def changed_columns(row: Mapping[str, Any]) -> str:
    """Format a `changes` row's other changes: `SI E2 → K; APC none → 0865`."""
    return "; ".join(change_text(row["table_name"], change) for change in row["column_changes"])


def table_title(name: str) -> str:
    """A table by its title, such as OPPS Addendum B."""
    return TABLE_LABELS[name].title


def table_short(name: str) -> str:
    """A table's acronym, such as GPCI, or its title without explanation, such as Addendum B."""
    title = TABLE_LABELS[name].title
    acronym = re.search(r"\(([A-Z]+)\)", title)
    return acronym[1] if acronym else title.partition(" (")[0]


FILTERS: dict[str, Callable[[Any], str]] = {
    "dollars": dollars,
    "signed_dollars": signed_dollars,
    "rvu": rvu,
    "percent": percent,
    "words": plain_words,
    "site_name": site_name,
    "day": day,
    "plain_days": plain_days,
    "count": count,
    "changed_columns": changed_columns,
    "table_title": table_title,
    "table_short": table_short,
}
