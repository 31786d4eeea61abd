"""Render a card: payments to physician, hospital and surgical center, with sources."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from flows.cli import fees_view
from flows.cli.card import MAIN_SERIES, Card
from warehouse.money import dollars

SITE_NAMES = {"office": "office", "hospital_outpatient": "hospital", "asc": "ASC"}
RELATIONS = {"primary": "an add-on code to", "add_on": "has the add-on codes"}
WORDS = ("setting", "place", "modifier", "APC", "SI/PI", "status")  # text columns, left-aligned
SETTINGS = {"nonfacility": "office", "facility": "facility"}


def card_view(card: Card) -> RenderableType:
    """Return a panel of tables: fees, sites, rules, sources."""
    code = "-".join(filter(None, (card["code"], card.get("modifier"))))
    parts = [part for part in _parts(card) if part]
    return Panel(
        Group(*_spaced(parts)), title=f"{code} on {card['service_date']}", title_align="left", expand=False
    )


def _spaced(parts: list[RenderableType]) -> Iterator[RenderableType]:
    for number, part in enumerate(parts):
        if number:
            yield ""
        yield part


def _parts(card: Card) -> Iterator[RenderableType | None]:
    yield fees_view.kind(card)
    if physician := card["physician"]:
        yield _heading(physician["physician_fees"])
        yield _value(physician["physician_fees"])
        yield _components(physician["component_rows"])
        yield _localities(physician["localities"])
    yield from fees_view.schedule_fees(card)
    yield _sites(card["site_of_service"]) if card["site_of_service"] else None
    yield _reasons(card["site_of_service"])
    yield _payments(card.get("payments", []))
    yield _local_sites(card.get("site_of_service_local"))
    yield _edits(card)
    yield _sources(card["sources"])
    yield _missing(card)


def _heading(figures: dict[str, Any]) -> RenderableType:
    lines = [figures["description"], f"{figures['status_code']}  {figures['status_meaning']}"]
    factors = [figures["conversion_factor"], figures["conversion_factor_qp"]]
    names = ("conversion factor", "in a qualifying APM")
    factor_texts = [f"{name} {factor}" for name, factor in zip(names, factors, strict=True) if factor]
    return Text(
        "\n".join(filter(None, [*lines, ", ".join([f"global {figures['global_days']}", *factor_texts])]))
    )


def _value(figures: dict[str, Any]) -> RenderableType:
    shown = _grid("setting", "work", "PE", "MP", "total", "payment", "in an APM", "status")
    for part, name in SETTINGS.items():
        rvus = (
            figures["work_rvu"],
            figures[f"pe_rvu_{part}"],
            figures["mp_rvu"],
            figures[f"total_rvu_{part}"],
        )
        amounts = (dollars(figures[f"physician_payment_{part}"]), _in_an_apm(figures, part))
        state = _state(figures[f"payment_status_{part}"])
        shown.add_row(name, *map(_number, rvus), *amounts, state)
    only = f", printed only with modifier {figures['modifier']}" if figures["modifier"] else ""
    shown.caption = f"from {figures['release_id']}{only}"
    return shown


def _in_an_apm(figures: dict[str, Any], part: str) -> str:
    """Return the QP amount, or the payment status if it differs from the non-QP status."""
    state = figures[f"payment_status_{part}_qp"]
    differs = state != figures[f"payment_status_{part}"]
    return state if differs else dollars(figures[f"physician_payment_{part}_qp"])


def _components(rows: list[dict[str, Any]]) -> RenderableType | None:
    if not rows:
        return None
    shown = _grid("modifier", "work", "PE office", "PE facility", "MP", "office", "facility")
    for row in rows:
        rvus = (row["work_rvu"], row["pe_rvu_nonfacility"], row["pe_rvu_facility"], row["mp_rvu"])
        amounts = [
            dollars(row[f"physician_payment_{part}"]) or row[f"payment_status_{part}"] for part in SETTINGS
        ]
        shown.add_row(row["modifier"], *map(_number, rvus), *amounts)
    return shown


def _localities(ranges: dict[str, Any] | None) -> RenderableType | None:
    if not ranges:
        return None
    priced = {name: ranges[part] for part, name in SETTINGS.items() if ranges[part]["low"] is not None}
    texts = [f"{name} {_end(part, 'low')} to {_end(part, 'high')}" for name, part in priced.items()]
    return Text(f"{ranges['locality_count']} localities: {', '.join(texts)}") if texts else None


def _end(payments: dict[str, Any], end: str) -> str:
    return f"{dollars(payments[end])} ({payments[end + '_locality']})"


def _sites(sites: list[dict[str, Any]]) -> Table:
    shown = _grid("place", "physician", "facility", "total", "APC", "SI/PI", "status")
    for site in sorted(sites, key=lambda row: list(SITE_NAMES).index(row["site"])):
        amounts = (dollars(site[f"{part}_payment"]) for part in ("professional", "facility", "total"))
        indicator = site["status_indicator"] or site["payment_indicator"] or ""
        shown.add_row(
            SITE_NAMES[site["site"]], *amounts, site["apc"] or "", indicator, _state(site["payment_status"])
        )
    return shown


def _reasons(sites: list[dict[str, Any]]) -> RenderableType | None:
    """Return why a site has no price, one line per site."""
    reasons = [
        f"{SITE_NAMES[site['site']]}: {site['reason']}{_printed(site)}"
        for site in sites
        if site["payment_status"] != "paid"
    ]
    return Text("\n".join(reasons), style="dim") if reasons else None


def _printed(site: dict[str, Any]) -> str:
    """Return the rate that CMS prints for a code that is not payable at it."""
    is_price = site["facility_payment"] is not None or site["facility_payment_if_billed_alone"] is not None
    rate = None if is_price else site["facility_rate_printed"]
    return "" if rate is None else f" CMS prints {dollars(rate)}."


def _local_sites(sites: list[dict[str, Any]] | None) -> RenderableType | None:
    """Return the site table for the requested MAC locality, if any."""
    if not sites:
        return None
    shown = _sites(sites)
    named = " ".join(filter(None, (sites[0]["mac"], sites[0]["locality"], sites[0]["locality_name"])))
    shown.caption = f"in {named}; the facility payment is the national amount"
    unknown = {site["professional_reason"] for site in sites if site["professional_status"] == "no_data"}
    return Group(shown, Text("\n".join(sorted(unknown)), style="dim")) if unknown else shown


def _edits(card: Card) -> RenderableType | None:
    """Return NCCI lines: bundled codes, units per day, add-on and primary codes."""
    lines = [
        *(f"NCCI {row['ncci_table']}: {_bundles(row)}" for row in card["ptp"]),
        *(f"MUE {row['ncci_table']}: {row['mue_value']} units, MAI {row['mai']}" for row in card["mue"]),
        *(f"{RELATIONS[row['relation']]} {', '.join(row['codes'][:12])}" for row in card["add_on"]),
        *(f"{row['table_name']}: {row['reason']}" for row in card["unreadable"]),
    ]
    return Text("\n".join(lines)) if lines else None


def _bundles(ptp: dict[str, Any]) -> str:
    first, second = ptp["as_column_1"], ptp["as_column_2"]
    bypassable = ptp["as_column_1_bypassable"] + ptp["as_column_2_bypassable"]
    return f"includes {first} codes, is included in {second}; {bypassable} pairs may be unbundled by modifier"


def _sources(sources: list[dict[str, Any]]) -> RenderableType:
    """Return each release's id, URL on CMS's site and SHA-256."""
    lines = [f"{row['release_id']}, {row['label']}\n  {row['url']}\n  {row['sha256']}" for row in sources]
    return Text("\n".join(lines), style="dim")


def _missing(card: Card) -> RenderableType | None:
    """Return why a main series, or one quoted from another period, has no release that day; others by name.

    `--json` has every reason.
    """
    missing = card["missing"]
    explained = {*MAIN_SERIES, *(row["release_id"].split()[0] for row in card["sources"])}
    lines = [f"no {row['series']}: {row['reason']}" for row in missing if row["series"] in explained]
    others = [row["series"] for row in missing if row["series"] not in explained]
    named = [f"not loaded for this day: {', '.join(others)}"] if others else []
    return Text("\n".join([*lines, *named]), style="dim") if missing else None


def _grid(*names: str) -> Table:
    shown = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0), caption_justify="left")
    for name in names:
        is_figure = name not in WORDS
        shown.add_column(name, justify="right" if is_figure else "left", no_wrap=is_figure)
    return shown


def _state(state: str) -> Text:
    return Text(state, "green" if state == "paid" else "yellow")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _payments(rows: list[dict[str, Any]]) -> RenderableType | None:
    """Return the physician's payments for modifiers without their own fee schedule row."""
    if not rows:
        return None
    shown = _grid("setting", "payment", "status")
    for row in rows:
        shown.add_row(SETTINGS[row["pfs_setting"]], dollars(row["payment"]), _state(row["payment_status"]))
    return Group(shown, Text("\n".join(dict.fromkeys(row["reason"] for row in rows)), style="dim"))
