"""Reading a published snapshot for the command line: plain DuckDB, read-only."""

from collections.abc import Sequence
from typing import Any

import duckdb

from sources.settings import Settings
from warehouse.snapshots import DATABASE, resolve


def select(snapshot: str, relation: str, arguments: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Every row of a table, view or table function as a dictionary."""
    with duckdb.connect(str(resolve(Settings().snapshots, snapshot) / DATABASE), read_only=True) as con:
        cursor = con.execute(f"FROM {relation}", list(arguments))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
