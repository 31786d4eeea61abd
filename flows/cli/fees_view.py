"""Render a card's laboratory, drug, DMEPOS and anesthesia fees and its kind of service."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cmsfees.snapshot import Row
from flows.cli.card import Card
from warehouse.money import dollars

COLUMNS = ("schedule", "modifiers", "amount", "per", "patient", "basis", "status")


def kind(card: Card) -> RenderableType | None:
    """Return CMS's descriptor of a Level II code, the kind of service and the body part."""
    text, named = card.get("descriptor") or {}, card.get("class") or {}
    parts = [named.get("category"), named.get("body_system"), named.get("body_region")]
    lines = [text.get("long_description"), ", ".join(filter(None, parts))]
    if text.get("termination_date"):
        lines.append(f"terminated after {text['termination_date']}")
    text_lines = "\n".join(filter(None, lines))
    return Text(text_lines) if text_lines else None


def schedule_fees(card: Card) -> Iterator[RenderableType | None]:
    """Yield the fees of the other schedules, local ones if a place was given."""
    rows: list[Row] = card.get("fees_local", card.get("fees")) or []
    shown = [row for row in rows if row["schedule"] not in ("physician", "hospital_outpatient", "asc")]
    yield _fees(shown) if shown else None
    yield _anesthesia(card.get("anesthesia_payment"))
    yield _rental(card.get("rental_months"))
    yield _packages(card.get("packages"))


def _fees(rows: list[Row]) -> RenderableType:
    grid = _grid(*COLUMNS)
    for row in rows:
        codes = " ".join(filter(None, (row.get(name) for name in ("modifier", "modifier_2", "modifier_3"))))
        share = row["beneficiary_share"]
        patient = "" if share is None else f"{share * 100:g}%"
        basis = " ".join(filter(None, (row["basis"], row.get("area"))))
        grid.add_row(
            row["schedule"], codes, _amount(row), row["unit"] or "", patient, basis, row["payment_status"]
        )
    reasons = dict.fromkeys(f"{row['schedule']}: {row['reason']}" for row in rows)
    return Group(grid, Text("\n".join(reasons), style="dim"))


def _amount(row: Row) -> str:
    low, high = row.get("amount_low"), row.get("amount_high")
    if row["amount"] is None and low is not None and high is not None:
        return f"{dollars(low)} to {dollars(high)}"
    return dollars(row["amount"])


def _anesthesia(rows: list[Row] | None) -> RenderableType | None:
    if rows is None:
        return None
    lines = []
    for row in rows:
        if row["payment"] is not None:
            lines.append(
                f"anesthesia: ({row['base_units']} base units + {row['time_units']:.1f} time units) x "
                f"{dollars(row['conversion_factor'])} x {row['share']:.2f} = {dollars(row['payment'])}; "
                f"Medicare {dollars(row['medicare_payment'])}, "
                f"patient {dollars(row['beneficiary_payment'])}"
            )
        lines.append(f"  {row['payment_status']}: {row['reason']}")
    return Text("\n".join(lines))


def _rental(rows: list[Row] | None) -> RenderableType | None:
    lines = [
        f"rental{_codes(row)}, months {row['month_from']} to {row['month_to'] or 'the last'}: "
        f"{dollars(row['amount_per_month'])} per month, patient {dollars(row['beneficiary_payment'])}"
        for row in rows or []
    ]
    return Text("\n".join(lines)) if lines else None


def _codes(row: Row) -> str:
    return "".join(f" {row[name]}" for name in ("modifier", "modifier_2", "modifier_3") if row[name])


def _packages(rows: list[Row] | None) -> RenderableType | None:
    if rows is None:
        return None
    if not rows:
        return Text("package: the crosswalk of that quarter does not list this NDC for the code")
    return Text("\n".join(map(_package, rows)))


def _package(row: Row) -> str:
    if row["drug_name"] is None:
        return f"package {row['ndc']}: {row['payment_status']}: {row['reason']}"
    return (
        f"package {row['ndc']}, {row['drug_name']} ({row['labeler']}): {row['billing_units_per_package']:g} "
        f"billing units, {dollars(row['amount_per_package'])}"
    )


def _grid(*names: str) -> Table:
    grid = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        grid.add_column(name, justify="right" if name in ("amount", "patient") else "left")
    return grid
