"""Figures and states as people write them; the filters of the templates."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.changes.labels import change_text

ALL_THAT_IS_KNOWN = "9999-12-31"
SITES = {"office": "Office", "hospital_outpatient": "Hospital outpatient", "asc": "Surgery center (ASC)"}


def dollars(value: Any) -> str:
    """`$2,456.30`; a third decimal only where it says something, as in drug prices."""
    if value is None:
        return ""
    amount = Decimal(str(value))
    places = 2 if amount == round(amount, 2) else 3
    return f"{'−' if amount < 0 else ''}${abs(amount):,.{places}f}"


def signed_dollars(value: Any) -> str:
    """`+$12.00`, `−$3.10`; nothing for no change."""
    if not value:
        return ""
    return f"{'+' if value > 0 else ''}{dollars(value)}"


def rvu(value: Any) -> str:
    return "" if value is None else f"{Decimal(str(value)):.2f}"


def percent(share: Any) -> str:
    """A share of 0 to 1 as a percentage: `62.5 %`."""
    return "" if share is None else f"{(Decimal(str(share)) * 100).normalize():f} %"


def words(name: Any) -> str:
    """A state or column as words: `not_applicable` is `not applicable`."""
    return "" if name is None else str(name).replace("_", " ")


def site_name(name: str) -> str:
    return SITES.get(name, words(name))


def day(value: Any) -> str:
    """`Feb 1, 2026`; the open end of a range is `today and after`."""
    if value is None or str(value) == "":
        return ""
    if str(value) == ALL_THAT_IS_KNOWN:
        return "now"
    found = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{found:%b} {found.day}, {found.year}"


def count(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def changed_columns(row: Mapping[str, Any]) -> str:
    """What else changed in a row of `changes`: `SI E2 → K; APC none → 0865`."""
    return "; ".join(change_text(row["table_name"], change) for change in row["column_changes"])


FILTERS: dict[str, Callable[[Any], str]] = {
    "dollars": dollars,
    "signed_dollars": signed_dollars,
    "rvu": rvu,
    "percent": percent,
    "words": words,
    "site_name": site_name,
    "day": day,
    "count": count,
    "changed_columns": changed_columns,
}
