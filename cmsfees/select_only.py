"""Validate untrusted SQL for a locked connection: one SELECT without functions that affect the process.

DuckDB's own lock is not enough: a locked connection accepts `CALL enable_logging(…)`, also as a SELECT, and a
log that cannot be written crashes the process (1.5.6).
"""

import re

import duckdb

# Functions that change process state, and functions that run text as SQL and could hide such calls.
FORBIDDEN = re.compile(
    r"\b(enable|disable)_\w+|\b(truncate_duckdb_logs|write_log|force_checkpoint|checkpoint|query|query_table)\b",
    re.IGNORECASE,
)


class NotASelect(ValueError):
    """The SQL is not a single SELECT, or calls a function that a locked connection forbids."""


def check_select(sql: str) -> None:
    """Raise `NotASelect` unless the SQL is one read-only SELECT (or VALUES, DESCRIBE, SHOW)."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise NotASelect(f"invalid SQL: {error}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise NotASelect(f"a locked snapshot accepts one SELECT, found {kinds}")
    if found := FORBIDDEN.search(sql):
        raise NotASelect(f"a locked snapshot does not accept {found[0]!r}")
