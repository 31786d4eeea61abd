"""The oldest supported DuckDB must read a snapshot written by any supported version."""

import re
from pathlib import Path

import duckdb
import pytest

from warehouse.build.build_file import build
from warehouse.build.case import with_case
from warehouse.database import SQL

MODELS = sorted((SQL / "models").rglob("*.sql"))


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("if(a, b, c)", "CASE WHEN a THEN b ELSE c END"),
        ("1 + IF (a = 'x, if(', f(b, 1), [c, d])", "1 + CASE WHEN a = 'x, if(' THEN f(b, 1) ELSE [c, d] END"),
        ("if(a, if(b, 1, 2), 3)", "CASE WHEN a THEN CASE WHEN b THEN 1 ELSE 2 END ELSE 3 END"),
        ("nullif(a, b) -- if(not code\n", "nullif(a, b) -- if(not code\n"),
    ],
)
def test_if_is_written_as_case(said: str, stored: str) -> None:
    assert with_case(said) == stored


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_no_statement_is_left_with_if(path: Path) -> None:
    code = re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", with_case(path.read_text("utf-8")))
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
