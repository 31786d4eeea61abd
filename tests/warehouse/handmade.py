"""Small releases written by hand, conformed as the transforms would leave them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from sources.records import Revision
from sources.release import parse_release
from tests.warehouse.released import receipt
from transforms.conforming.conformed_folder import write_conformed
from transforms.conforming.load_records import SCHEMAS
from transforms.table import TEXT
from transforms.tables import TABLES

Rows = Sequence[dict[str, Any]]
Tables = dict[str, Any]  # Rows by table, to be passed as `**tables` beside arguments of other types


class Shelf:
    """Conformed folders in a temporary place, and the revisions they belong to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folders: dict[str, Path] = {}

    def put(
        self,
        release: str,
        number: int = 1,
        published_on: date | None = None,
        set_aside: Sequence[tuple[Any, ...]] = (),
        records: Mapping[str, Sequence[tuple[Any, ...]]] | None = None,
        **tables: Rows,
    ) -> Revision:
        """A revision of these rows; columns left out are null, or 0 where CMS never leaves them blank.

        `set_aside`: table, member, line, reason and the row as JSON of what was not loaded. `records`: rows
        of other load records, such as `tables_missing`.
        """
        records_by_name = {"set_aside": set_aside, **(records or {})}
        sha256 = hashlib.sha256(repr((release, number, tables, records_by_name)).encode()).hexdigest()
        folder = self.folders[sha256] = self.root / f"{sha256}-1"
        frames = {name: _frame(name, rows) for name, rows in tables.items()}
        counts = [(name, f"{name}.csv", len(rows), len(rows), 0, 0, 0) for name, rows in tables.items()]
        for record, columns in SCHEMAS.items():
            filled = list({"load_counts": counts, **records_by_name}.get(record, []))
            frames[record] = pl.DataFrame(filled, schema=columns, orient="row")
        write_conformed(folder, frames)
        return Revision(parse_release(release), number, (receipt(release, sha256, published_on),))


def _frame(table: str, rows: Rows) -> pl.DataFrame:
    columns = TABLES[table].columns
    never_blank = [column for column in columns if not (column.nullable or column.optional)]
    zeros = {column.name: "0" if column.type == TEXT else 0 for column in never_blank}
    return pl.DataFrame(
        [zeros | row for row in rows], schema={column.name: column.type for column in columns}
    )


def rvu(hcpcs: str, work: str, cf: str = "32.3465", **values: Any) -> dict[str, Any]:
    """A PPRRVU row: work RVUs as given, practice expense 2.00 and 1.00, malpractice 0.10."""
    w = Decimal(work)
    usual: dict[str, Any] = {
        "hcpcs": hcpcs,
        "qualifying_apm": False,
        "status_code": "A",
        "not_used_for_medicare": False,
        "work_rvu": w,
        "pe_rvu_nonfacility": Decimal("2.00"),
        "na_nonfacility": False,
        "pe_rvu_facility": Decimal("1.00"),
        "na_facility": False,
        "mp_rvu": Decimal("0.10"),
        "total_rvu_nonfacility": w + Decimal("2.10"),
        "total_rvu_facility": w + Decimal("1.10"),
        "global_days": "000",
        "conversion_factor": Decimal(cf),
    }
    return usual | values


def rate(hcpcs: str, amount: str, **values: Any) -> dict[str, Any]:
    """An Addendum B row."""
    usual = {"hcpcs": hcpcs, "status_indicator": "K", "apc": "1234", "payment_rate": Decimal(amount)}
    return usual | {"is_changed": False} | values


def pair(column_1: str, column_2: str, ended: date | None = None, indicator: str = "1") -> dict[str, Any]:
    """A PTP row in force since 2020."""
    return {
        "column_1": column_1,
        "column_2": column_2,
        "prior_to_1996": False,
        "effective_date": date(2020, 1, 1),
        "deletion_date": ended,
        "modifier_indicator": indicator,
        "rationale": "Misuse of column two code with column one code",
    }
