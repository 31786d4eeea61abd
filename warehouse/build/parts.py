"""Ranges of codes in which a large history is derived, so that memory does not grow with its length."""

from dataclasses import dataclass
from itertools import pairwise

import duckdb

from warehouse.database import quoted

# Printed rows of a part; each takes about 7 KB of memory while the sites of their codes are compared.
ROWS = 100_000
# What most codes are derived from; the counts only decide where one part ends.
COUNTED = ("pfs_rvu", "opps_addendum_b")
STARTS = """
WITH counted AS (SELECT hcpcs, count(*) AS row_count FROM ({rows}) GROUP BY hcpcs),
placed AS (SELECT hcpcs, (sum(row_count) OVER (ORDER BY hcpcs) - row_count) // $1 AS part FROM counted)
SELECT min(hcpcs) FROM placed GROUP BY part ORDER BY ALL
"""
# These tables hold pairs of codes, each sorted by the one that it is looked up by.
CODES = {"ncci_ptp": "column_1", "ncci_ptp_by_column_2": "column_2"}


@dataclass(frozen=True)
class CodeRange:
    """Codes from `first` up to but without `end`; None where it is open."""

    first: str | None
    end: str | None

    def condition(self, column: str) -> str:
        """SQL that is true of its codes in this column, empty if of all; no code is in the first part."""
        if not column:
            return ""
        first = f"{column} >= {quoted(self.first)}" if self.first else ""
        end = f"{column} < {quoted(self.end)}" if self.end else ""
        if first or not end:
            return " AND ".join(bound for bound in (first, end) if bound)
        return f"({end} OR {column} IS NULL)"


ALL_CODES = CodeRange(None, None)


def code_ranges(con: duckdb.DuckDBPyConnection, only: str = "") -> list[CodeRange]:
    """Every code, in ranges of about `ROWS` printed rows, in order; `only` says which rows count."""
    where = f" WHERE {only}" if only else ""
    rows = " UNION ALL ".join(f"SELECT hcpcs FROM {table}{where}" for table in COUNTED)
    starts = [start for (start,) in con.execute(STARTS.format(rows=rows), [ROWS]).fetchall()]
    bounds = [None, *starts[1:], None]
    return [CodeRange(first, end) for first, end in pairwise(bounds)]


def code_column(table: str, columns: set[str]) -> str:
    """The column by which a table's rows belong to a part; empty if all parts read all of it."""
    return CODES.get(table) or ("hcpcs" if "hcpcs" in columns else "")
