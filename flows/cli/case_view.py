"""Render a priced case: the three sites side by side, each facility's lines, and open questions."""

from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

COLUMNS = ("site", "physician", "facility", "total", "patient's share", "")


def case_view(priced: dict[str, Any]) -> RenderableType:
    """Return totals by site, the facilities' lines with their steps, and open questions."""
    facilities = priced["facilities"].values()
    return Group(
        _sites(priced), *(part for facility in facilities for part in _facility(facility)), _general(priced)
    )


def comparison_view(compared: dict[str, Any]) -> RenderableType:
    """Return each site's and line's payment on two days, and the difference in dollars."""
    days = (compared["before"], compared["after"])
    sites, lines = _table("site", *days, "difference", ""), _table("part", "code", *days, "difference", "")
    for site in compared["sites"]:
        amounts = [_dollars(site[f"total_payment_{when}"]) for when in ("before", "after")]
        sites.add_row(site["site"], *amounts, _change(site["difference"]), _percent(site["share_of_before"]))
    for line in compared["lines"]:
        payments = [_paid_or_status(line[when]) for when in ("before", "after")]
        lines.add_row(line["part"], line["code"], *payments, _change(line["difference"]), _moved(line))
    questions = {question for day in compared["not_decided"].values() for question in day}
    return Group(sites, Text(), lines, _dim([f"not decided: {question}" for question in sorted(questions)]))


def _paid_or_status(day: dict[str, Any]) -> str:
    return _dollars(day["payment"]) or day["payment_status"]


def _moved(line: dict[str, Any]) -> str:
    """Return the old and new indicator and APC if either changed."""
    then, now = ([line[when][name] or "" for name in ("indicator", "apc")] for when in ("before", "after"))
    return "" if then == now else f"{' '.join(then).strip()} -> {' '.join(now).strip()}"


def _change(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:+,.2f}"


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{(share - 1) * 100:+.1f}%"


def _sites(priced: dict[str, Any]) -> Table:
    shown = _table(*COLUMNS)
    for site in priced["sites"]:
        facility = priced["facilities"].get(site["site"], {})
        shown.add_row(
            site["site"],
            _dollars(site["professional_payment"]),
            _dollars(site["facility_payment"]) if facility else "",
            _dollars(site["total_payment"]),
            _dollars(facility.get("beneficiary_share")),
            _remark(site, priced["cheapest_sites"]),
        )
    return shown


def _remark(site: dict[str, Any], cheapest: list[str]) -> str:
    if not site["is_payable"]:
        return "not payable there"
    remark = "cheapest" if site["site"] in cheapest else ""
    return remark if site["is_priced"] else "lines without an amount"


def _facility(facility: dict[str, Any]) -> tuple[RenderableType, ...]:
    place = "national amounts" if facility["is_national"] else f"wage index {facility['wage_index']}"
    questions = [f"not decided: {question}" for question in facility["not_decided"]]
    return Text(f"\n{facility['site']}, {place}", "bold"), _lines(facility["lines"]), _dim(questions)


def _lines(lines: list[dict[str, Any]]) -> Table:
    shown = _table("", "code", "units", "payment", "status", "steps")
    for line in lines:
        steps = [f"{step['dollars']:+,.2f}  {step['rule']} ({step['source']})" for step in line["steps"]]
        shown.add_row(
            str(line["number"]),
            "-".join([line["code"], *line["modifiers"]]),
            str(line["units"]),
            _dollars(line["payment"]),
            line["payment_status"],
            Text("\n".join(steps) or f"{line['reason']} ({line['source']})"),
        )
    return shown


def _general(priced: dict[str, Any]) -> Text:
    return _dim([f"not decided: {question}" for question in priced["not_decided"]])


def _table(*columns: str) -> Table:
    shown = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        shown.add_column(name, overflow="fold")
    return shown


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"${amount:,.2f}"


def _dim(lines: list[str]) -> Text:
    return Text("\n".join(lines), style="dim")
