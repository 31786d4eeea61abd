"""A file with CMS's own rows for a hundred codes, and the cases derived by hand from them."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.warehouse.handmade import Shelf, Tables
from transforms.tables import TABLES
from warehouse.build.build_file import build
from warehouse.cases.case import Case

HERE = Path(__file__).parent
NUMBER = re.compile(r"\d+(?:\.\d+)?")
WORD = re.compile(r"[a-z_]+")


@contextmanager
def case_file(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Addenda, wage indexes and PPRRVU rows as CMS printed them, without descriptors."""
    shelf = Shelf(root)
    releases: dict[str, Tables] = defaultdict(dict)
    for path in sorted((HERE / "case_rows").glob("*.tsv")):
        for row in _rows(path):
            releases[row.pop("release")].setdefault(path.stem, []).append(row)
    revisions = [shelf.put(release, **tables) for release, tables in releases.items()]
    with duckdb.connect(build(root / "cases.duckdb", revisions, shelf.folders), read_only=True) as con:
        yield con


@dataclass(frozen=True)
class HandCase:
    """A case with what each line is paid, worked out by hand from the rows and rules in `derivation`."""

    name: str
    site: str
    case: Case
    payments: list[str]
    beneficiary_share: str
    derivation: str


def hand_cases() -> list[HandCase]:
    return [
        HandCase(
            f"{number}-{row['site']}-{row['lines']}",
            row["site"],
            case_of(row["service_date"], row["lines"], row["place"]),
            row["payments"].split("|"),
            row["beneficiary_share"],
            row["derivation"],
        )
        for number, row in enumerate(_read(HERE / "hand_cases.tsv"), start=2)
    ]


def case_of(day: str, lines: str, place: str = "") -> Case:
    """`20610-50 11042x2` with `cbsa=13820` as a case."""
    asked = []
    for text in lines.split():
        code, _, units = text.partition("x")
        asked.append({"code": code, "units": int(units or 1)})
    facts: dict[str, Any] = dict(fact.split("=") for fact in place.split())
    return Case.model_validate({"service_date": day, "lines": asked, **facts})


def worked_out(expression: str) -> Decimal:
    """The arithmetic of a derivation in decimals, rounded half up to cents at its end."""
    text = NUMBER.sub(lambda found: f"Decimal('{found[0]}')", expression)
    return Decimal(eval(text, {"Decimal": Decimal})).quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_status(expected: str) -> bool:
    return WORD.fullmatch(expected) is not None


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Cells with the types of their table; empty ones are left out, and what CMS leaves blank is no."""
    types = {column.name: column.type for column in TABLES[path.stem].columns}
    no = {name: False for name, kind in types.items() if str(kind) == "Boolean"}
    for row in _read(path):
        yield no | {
            name: cell if name == "release" else _typed(cell, str(types[name]))
            for name, cell in row.items()
            if cell
        }


def _typed(cell: str, kind: str) -> Any:
    if kind.startswith("Decimal"):
        return Decimal(cell)
    if kind.startswith("Int"):
        return int(cell)
    if kind == "Boolean":
        return cell == "True"
    return date.fromisoformat(cell) if kind == "Date" else cell
