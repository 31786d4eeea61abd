"""The view model of a code's page, from its card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmsfees.snapshot import Row
from warehouse.money import dollars
from web.pages.chart import Bar, Chart, ChartSeries, StepValue, bars, step_chart
from web.pages.history import (
    Change,
    FacilityChange,
    Quarter,
    facility_changes,
    latest_known,
    quarterly_changes,
)
from web.pages.wording import SITES, site_name
from web.queries import Meanings

# Physician fee schedule indicator → its code list and label.
INDICATORS = {
    "global_days": ("global_days", "Global period"),
    "multiple_procedure": ("multiple_procedure", "Multiple procedures (51)"),
    "bilateral_surgery": ("bilateral_surgery", "Bilateral surgery (50)"),
    "assistant_surgery": ("assistant_surgery", "Assistant at surgery (80–82)"),
    "co_surgeons": ("co_surgeons", "Co-surgeons (62)"),
    "team_surgery": ("team_surgery", "Team surgery (66)"),
    "pctc_indicator": ("pctc", "Professional and technical components"),
    "physician_supervision": ("physician_supervision", "Supervision of diagnostic tests"),
    "imaging_family": ("imaging_family", "Imaging family"),
}
SETTINGS = {"nonfacility": "Office (non-facility)", "facility": "Hospital or ASC (facility)"}


@dataclass(frozen=True)
class Indicator:
    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Related:
    meaning: str
    count: int
    codes: list[str]


@dataclass(frozen=True)
class CodePage:
    """Everything the template shows, in page order."""

    card: Row
    what: str
    is_ours: bool  # our own description, because the descriptor is the AMA's
    sites: list[Row]
    bars: list[Bar]
    local_sites: list[Row]
    indicators: list[Indicator]
    history: list[tuple[str, list[Change]]]
    facility_history: list[FacilityChange]  # by site in the order of SITES, oldest first
    chart: Chart | None
    related: list[Related]
    verified_on: str | None


def code_page(card: Row, meanings: Meanings, local_sites: Sequence[Row] = ()) -> CodePage:
    sites = _in_order(card["site_of_service"])
    local = _in_order(local_sites)
    physician_past = latest_known(card["history"])
    past = {name: quarterly_changes(_quarters(physician_past, setting)) for setting, name in SETTINGS.items()}
    facility_past = _facility_past(card["facility_history"])
    return CodePage(
        card=card,
        what=describe(card),
        is_ours=not cms_descriptor(card),
        sites=sites,
        bars=_bars(local or sites),
        local_sites=local,
        indicators=list(_indicators(card, meanings)),
        history=[
            (name, found) for name, found in past.items() if any(change.quarter.payment for change in found)
        ],
        facility_history=[change for found in facility_past.values() for change in found],
        chart=step_chart([*_physician_series(past), *_facility_series(facility_past)]),
        related=[
            Related(row["meaning"], row["code_count"], row["related_codes"].split())
            for row in card["related"]
        ],
        verified_on=max((source["retrieved_on"] for source in card["sources"]), default=None),
    )


def cms_descriptor(card: Row) -> str:
    """Return CMS's descriptor of a Level II code; empty for CPT codes (their descriptors are the AMA's)."""
    descriptor, physician = card["descriptor"] or {}, card["physician"] or {}
    return (
        descriptor.get("long_description")
        or descriptor.get("short_description")
        or (physician.get("physician_fees") or {}).get("description")
        or ""
    )


def describe(card: Row) -> str:
    """Return CMS's descriptor, or our own category and body part of the service."""
    kind = card["class"] or {}
    ours = [kind.get(name) for name in ("category", "body_system", "body_region")]
    return cms_descriptor(card) or ", ".join(word for word in ours if word)


def _in_order(sites: Sequence[Row]) -> list[Row]:
    return sorted(sites, key=lambda site: list(SITES).index(site["site"]))


def _bars(sites: Sequence[Row]) -> list[Bar]:
    return bars(
        [
            (
                site_name(site["site"]),
                site["professional_payment"],
                site["facility_payment"],
                site["total_payment"],
                site["payment_status"],
            )
            for site in sites
        ]
    )


def _indicators(card: Row, meanings: Meanings) -> Iterator[Indicator]:
    figures = (card["physician"] or {}).get("physician_fees") or {}
    for column, (code_list, name) in INDICATORS.items():
        if value := figures.get(column):
            yield Indicator(name, value, meanings.get((code_list, value), ""))


def _quarters(rows: Sequence[Row], setting: str) -> list[Quarter]:
    return [
        Quarter(
            row["service_from"],
            row["service_to"],
            row["release_id"],
            row[f"total_rvu_{setting}"],
            row["conversion_factor"],
            row[f"physician_payment_{setting}"],
            row[f"payment_status_{setting}"],
        )
        for row in rows
    ]


def _facility_past(rows: Sequence[Row]) -> dict[str, list[FacilityChange]]:
    """Return the changes by site, in the order of SITES, from the latest known row of each period."""
    return {
        site: facility_changes(latest_known(row for row in rows if row["site"] == site)) for site in SITES
    }


def _physician_series(past: Mapping[str, Sequence[Change]]) -> Iterator[ChartSeries]:
    for setting, found in zip(("Physician, office", "Physician, facility"), past.values(), strict=True):
        steps = [
            _step(c.quarter.service_from, c.quarter.service_to, c.quarter.payment, c.cause) for c in found
        ]
        yield ChartSeries(setting, steps)


def _facility_series(past: Mapping[str, Sequence[FacilityChange]]) -> Iterator[ChartSeries]:
    for site, name in (("hospital_outpatient", "Hospital"), ("asc", "ASC")):
        steps = [
            _step(
                change.row["service_from"],
                change.row["service_to"],
                change.row["facility_payment"],
                change.cause,
            )
            for change in past[site]
        ]
        yield ChartSeries(name, steps)


def _step(since: str, until: str, value: Any, note: str) -> StepValue:
    amount = None if value is None else Decimal(str(value))
    label = f"{since} to {until}: {dollars(amount)}"
    return StepValue(
        date.fromisoformat(since), date.fromisoformat(until), amount, f"{label} ({note})" if note else label
    )
