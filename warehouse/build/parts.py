"""Ranges of codes in which a long history is derived, so that memory does not grow with its length."""

from dataclasses import dataclass
from itertools import pairwise

import duckdb

from warehouse.database import quoted

# Source rows per range; each needs about 7 KB of memory while its sites are compared.
ROWS = 100_000
# Most codes are derived from these; the counts only decide where a range ends.
COUNTED = ("pfs_rvu", "opps_addendum_b")
STARTS = """
WITH counted AS (SELECT hcpcs, count(*) AS row_count FROM ({rows}) GROUP BY hcpcs),
placed AS (SELECT hcpcs, (sum(row_count) OVER (ORDER BY hcpcs) - row_count) // $1 AS part FROM counted)
SELECT min(hcpcs) FROM placed GROUP BY part ORDER BY ALL
"""
# These tables hold pairs of codes, each sorted by its lookup column.
CODES = {"ncci_ptp": "column_1", "ncci_ptp_by_column_2": "column_2"}


@dataclass(frozen=True)
class CodeRange:
    """Codes from `first` (inclusive) to `end` (exclusive); None means unbounded."""

    first: str | None
    end: str | None

    def condition(self, column: str) -> str:
        """Return the SQL condition for this range, empty for all codes; the first range includes nulls."""
        if not column:
            return ""
        first = f"{column} >= {quoted(self.first)}" if self.first else ""
        end = f"{column} < {quoted(self.end)}" if self.end else ""
        if first or not end:
            return " AND ".join(bound for bound in (first, end) if bound)
        return f"({end} OR {column} IS NULL)"


ALL_CODES = CodeRange(None, None)


def code_ranges(con: duckdb.DuckDBPyConnection, only: str = "") -> list[CodeRange]:
    """Return ranges of about `ROWS` source rows that cover all codes; `only` limits which rows count."""
    where = f" WHERE {only}" if only else ""
    rows = " UNION ALL ".join(f"SELECT hcpcs FROM {table}{where}" for table in COUNTED)
    starts = [start for (start,) in con.execute(STARTS.format(rows=rows), [ROWS]).fetchall()]
    bounds = [None, *starts[1:], None]
    return [CodeRange(first, end) for first, end in pairwise(bounds)]


def code_column(table: str, columns: set[str]) -> str:
    """Return the column that assigns a table's rows to a range; empty if every range reads all rows."""
    return CODES.get(table) or ("hcpcs" if "hcpcs" in columns else "")
