"""Render priced claim lines with their steps and open questions."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text


def price_view(priced: dict[str, Any]) -> RenderableType:
    """Return the lines with their steps, the total, the edits found and open questions."""
    total = f"total ${priced['total']:,.2f}{'' if priced['is_complete'] else _open(priced['lines'])}"
    found = [(kind, row) for kind in ("ptp", "mue", "add_on") for row in priced[kind]]
    edits = [
        f"{kind}: {_edit(row)}"
        for kind, row in found
        if row["answer"] not in ("no_data", "unreadable", "no_edit")
    ]
    open_questions = [f"not decided: {line}" for line in priced["not_decided"]]
    return Group(_lines(priced["lines"]), Text(total, "bold"), Text("\n".join(edits)), _dim(open_questions))


def _open(lines: list[dict[str, Any]]) -> str:
    unpriced = any(line["payment_status"] not in ("paid", "denied") for line in lines)
    return ", and lines without a price" if unpriced else ", unless an edit that is not loaded applies"


def _lines(lines: list[dict[str, Any]]) -> Table:
    shown = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("", "code", "units", "payment", "status", "steps"):
        shown.add_column(name, overflow="fold")
    for line in lines:
        code = "-".join([line["code"], *line["modifiers"]])
        paid = "" if line["payment"] is None else f"${line['payment']:,.2f}"
        steps = [f"{step['dollars']:+,.2f}  {step['rule']} ({step['source']})" for step in line["steps"]]
        details = "\n".join(steps) or line["reason"]
        shown.add_row(str(line["number"]), code, str(line["units"]), paid, line["payment_status"], details)
    return shown


def _edit(row: dict[str, Any]) -> str:
    return ", ".join(f"{value}" for value in row.values() if value)


def _dim(lines: list[str]) -> Text:
    return Text("\n".join(lines), style="dim")
