"""The oldest supported DuckDB must read a snapshot written by any supported version."""

import re
from pathlib import Path

import duckdb
import pytest

from warehouse.build.build_file import build
from warehouse.build.contracts import OPAQUE
from warehouse.database import SQL

STATEMENTS = sorted(path for path in SQL.rglob("*.sql") if path.name != "schema.sql")


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_no_statement_has_if(path: Path) -> None:
    """DuckDB 2 stores `if(…)` as a function that DuckDB 1 lacks: 18 of 26 macros could not be read there."""
    code = OPAQUE.sub(" ", path.read_text("utf-8"))
    assert not re.search(r"(?<![\w.])if\s*\(", code, re.IGNORECASE)


def test_stored_sql_uses_case(tmp_path: Path) -> None:
    """DuckDB 1 writes `if` as CASE by itself; with DuckDB 2 this finds what was left."""
    macros = "SELECT macro_definition FROM duckdb_functions() WHERE NOT internal"
    views = "SELECT sql FROM duckdb_views() WHERE NOT internal"
    with duckdb.connect(build(tmp_path / "w.duckdb", [], {}), read_only=True) as con:
        rows = con.execute(f"{macros} UNION ALL {views}").fetchall()
    stored = [text for (text,) in rows if text]
    assert len(stored) > 50
    assert [text for text in stored if re.search(r"(?<![\w.])\"?if\"?\(", text)] == []
