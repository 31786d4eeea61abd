"""CMS's rows and tables of a day that could not be read: no case is priced as if CMS had not posted them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cmsfees.snapshot import Row


@dataclass(frozen=True)
class Gaps:
    """Reasons by table, and by table and codes of a row: member, line and what was wrong with it."""

    tables: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[Row]) -> Self:
        """Build from rows of table_name, code, second_code and reason; null codes mean a whole table."""
        tables = {row["table_name"]: row["reason"] for row in rows if row["code"] is None}
        lost = {
            tuple(part for part in (row["table_name"], row["code"], row["second_code"]) if part): row[
                "reason"
            ]
            for row in rows
            if row["code"] is not None
        }
        return cls(tables, lost)

    def row(self, table: str, *codes: str) -> str | None:
        return self.rows.get((table, *codes))

    def reason(self, table: str, *codes: str) -> str | None:
        """Return why a row is not known: the row itself or the whole table could not be read."""
        return self.row(table, *codes) or self.tables.get(table)

    def of_table(self, table: str) -> Mapping[str, str]:
        """Return the rows of a table by code."""
        return {key[1]: reason for key, reason in self.rows.items() if key[0] == table and len(key) == 2}
