"""Queries prepared once per connection: DuckDB then plans them once, which is most of their time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import duckdb

# DuckDB 2.0 plans a prepared statement that reads a table again each time.
KEEPS_PLANS = duckdb.__version__.startswith("1.")


@dataclass(frozen=True)
class PreparedQuery:
    """A query with named arguments and their DuckDB types: `FROM release_status({series}, {on})`.

    `writes_once`: the query and its macros write each argument once, and in no condition on a table.
    """

    sql: str
    arguments: Mapping[str, str]
    writes_once: bool = False
    as_json: bool = False

    @cached_property
    def with_parameters(self) -> str:
        """The query with the parameters $1, $2 …, in the order of the arguments."""
        query = self.sql.format(**{name: f"${place}" for place, name in enumerate(self.arguments, 1)})
        return f"SELECT {self.columns} FROM ({query}) AS answer"

    @cached_property
    def to_prepare(self) -> str:
        """The query with typed parameters, as columns of one row unless each is written once.

        DuckDB 1.4 and 1.5 keep the plan of a prepared statement only if each parameter occurs once, has a
        type, and is in no condition on a table. The columns need a LATERAL, which takes as long as planning.
        """
        typed = {name: f"${place}::{kind}" for place, (name, kind) in enumerate(self.arguments.items(), 1)}
        if self.writes_once:
            return f"SELECT {self.columns} FROM ({self.sql.format(**typed)}) AS answer"
        given = ", ".join(f"{value} AS {name}" for name, value in typed.items())
        query = self.sql.format(**{name: f"asked.{name}" for name in self.arguments})
        return f"SELECT {self.columns} FROM (SELECT {given}) AS asked, LATERAL ({query}) AS answer"

    @property
    def columns(self) -> str:
        return "to_json(answer)::VARCHAR" if self.as_json else "answer.*"


def run_prepared(
    con: duckdb.DuckDBPyConnection, snapshot: str, query: PreparedQuery, values: Sequence[Any]
) -> duckdb.DuckDBPyConnection | None:
    """Run a query that is prepared once on this connection for the snapshot of this id.

    Python's EXECUTE has no parameters: values are literals. Returns None where that is doubtful, for values
    that are not plain text, dates, truth values or null, and where preparing is of no use.
    """
    pairs = zip(values, query.arguments.values(), strict=True)
    literals = [literal for value, kind in pairs if (literal := _literal(value, kind))]
    if len(literals) < len(values) or not (snapshot and KEEPS_PLANS):
        return None
    name = f'"{sha256(f"{snapshot} {query.to_prepare}".encode()).hexdigest()}"'
    execute = f"EXECUTE {name}({', '.join(literals)})"
    try:
        return con.execute(execute)
    except duckdb.BinderException as error:
        if f"Prepared statement {name} does not exist" not in str(error):
            raise
    con.execute(f"PREPARE {name} AS {query.to_prepare}")
    return con.execute(execute)


def _literal(value: Any, kind: str) -> str | None:
    """Return a value as SQL text of exactly this type; None if it has another type or odd characters."""
    if value is None:
        return f"NULL::{kind}"
    match kind:
        case "VARCHAR" if type(value) is str and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        case "DATE" if type(value) is date:
            return f"DATE '{value.isoformat()}'"
        case "BOOLEAN" if type(value) is bool:
            return str(value)
    return None
