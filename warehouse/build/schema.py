"""The schema of a snapshot as reviewable SQL: the public contract of a release of this package.

python -m warehouse.build.schema     rewrites schema.sql and card.schema.json; review them with the change
                                     that caused them
"""

import tempfile
from pathlib import Path

import duckdb

from warehouse.build.build_file import build
from warehouse.build.card_schema import CARD_SCHEMA, card_schema_text
from warehouse.database import SQL, reading

CONTRACT = SQL / "schema.sql"
HEAD = "-- Every table, view and macro of a snapshot; written by `python -m warehouse.build.schema`.\n"
HERE = "database_name = current_database() AND NOT internal"
RELATIONS = f"""
SELECT table_name, 'TABLE', comment FROM duckdb_tables() WHERE {HERE} AND NOT temporary
UNION ALL
SELECT view_name, 'VIEW', comment FROM duckdb_views() WHERE {HERE} AND NOT temporary
ORDER BY ALL
"""
COLUMNS = f"""
SELECT column_name, data_type, NOT is_nullable, comment FROM duckdb_columns()
WHERE {HERE} AND table_name = $1 ORDER BY column_index
"""
MACROS = f"""
SELECT function_name, parameters, function_type = 'table_macro', comment FROM duckdb_functions()
WHERE {HERE} AND function_type IN ('macro', 'table_macro') ORDER BY ALL
"""


def schema_text() -> str:
    """Return the schema that the code in this checkout would publish."""
    with tempfile.TemporaryDirectory() as folder:
        empty = build(Path(folder) / "empty.duckdb", [], {})
        with reading(empty) as con:
            relations = [_relation(con, *row) for row in con.execute(RELATIONS).fetchall()]
            macros = [_macro(*row) for row in con.execute(MACROS).fetchall()]
    return "\n".join([HEAD, *relations, *macros])


def _relation(con: duckdb.DuckDBPyConnection, name: str, kind: str, comment: str | None) -> str:
    columns = con.execute(COLUMNS, [name]).fetchall()
    lines = [
        f"    {column} {type_}{' NOT NULL' if required else ''},  -- {doc}"
        for column, type_, required, doc in columns
    ]
    return "\n".join([f"CREATE {kind} {name} (  -- {comment}", *lines, ");", ""])


def _macro(name: str, parameters: list[str], is_table: bool, comment: str | None) -> str:
    kind = "TABLE MACRO" if is_table else "MACRO"
    return f"CREATE {kind} {name}({', '.join(parameters)});  -- {comment}"


if __name__ == "__main__":
    CONTRACT.write_text(schema_text() + "\n", "utf-8")
    CARD_SCHEMA.write_text(card_schema_text(), "utf-8")
