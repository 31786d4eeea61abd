"""Which SQL of others a locked connection takes: one SELECT that calls nothing that acts on the process.

DuckDB's own lock is not enough: `CALL enable_logging(…)`, and the same as a SELECT, is accepted on a locked
connection, and a log that cannot be written brings the process down (1.5.6).
"""

import re

import duckdb

# Functions that change the process, and those that run text as SQL, where they could not be seen.
FORBIDDEN = re.compile(
    r"\b(enable|disable)_\w+|\b(truncate_duckdb_logs|write_log|force_checkpoint|checkpoint|query|query_table)\b",
    re.IGNORECASE,
)


class NotASelect(ValueError):
    """The text is no single SELECT, or calls what a locked connection may not."""


def check_select(sql: str) -> None:
    """Raises `NotASelect`, unless it is one SELECT (VALUES, DESCRIBE and SHOW are such) that only reads."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise NotASelect(f"not understood: {error}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise NotASelect(f"a locked snapshot takes one SELECT, found {kinds}")
    if found := FORBIDDEN.search(sql):
        raise NotASelect(f"a locked snapshot does not take {found[0]!r}")
