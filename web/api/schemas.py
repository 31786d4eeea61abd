"""JSON schemas of the answers, from the card's own and from the comments on the snapshot's columns."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from cmsfees import OpenSnapshot
from web.http.problems import PROBLEM

Schema = dict[str, Any]
CARD = Path(__file__).parents[2] / "warehouse" / "snapshots" / "card.schema.json"
# DuckDB's type, up to its precision → JSON's.
JSON_TYPES: Mapping[str, Schema] = {
    "VARCHAR": {"type": "string"},
    "BOOLEAN": {"type": "boolean"},
    "DATE": {"type": "string", "format": "date"},
    "TIMESTAMP": {"type": "string"},
    "VARCHAR[]": {"type": "array", "items": {"type": "string"}},
    **{name: {"type": "integer"} for name in ("INTEGER", "BIGINT", "SMALLINT", "UBIGINT", "HUGEINT")},
    **{name: {"type": "number"} for name in ("DECIMAL", "DOUBLE", "FLOAT")},
}
# Answer of a row per … → a query with its columns.
RELATIONS = {
    "Site": "FROM site_of_service_of('00000', DATE '2000-01-01')",
    "Payment": "FROM pfs_payment('00000', '26', '10112', '00', DATE '2000-01-01', 'facility')",
    "Fee": "FROM fees_of('00000', DATE '2000-01-01')",
    "Modifier": "FROM modifiers_on(DATE '2000-01-01')",
    "PtpEdit": "FROM ptp_edits_on(DATE '2000-01-01', 'practitioner')",
    "PtpAnswer": "FROM ptp_conflicts(['00000', '00001'], DATE '2000-01-01', 'practitioner')",
    "MueAnswer": "FROM mue_limits(['00000'], DATE '2000-01-01', 'practitioner')",
    "AddOnAnswer": "FROM add_on_status(['00000'], DATE '2000-01-01')",
    "Release": "FROM releases",
    "Check": "FROM checks",
    "Parity": "FROM parity",
}


def components(fees: OpenSnapshot) -> dict[str, Schema]:
    """Named schemas, to which the routes refer."""
    comments = _comments(fees.con)
    rows = {name: row_schema(fees.con, query, comments) for name, query in RELATIONS.items()}
    return {"Problem": PROBLEM, **_card(), **rows}


def row_schema(con: duckdb.DuckDBPyConnection, query: str, comments: Mapping[str, str]) -> Schema:
    """An object with a property for each column of the query; all are there, and may be null."""
    columns = con.execute(f"DESCRIBE {query}").fetchall()
    properties = {name: _property(kind, comments.get(name)) for name, kind, *_ in columns}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _property(kind: str, comment: str | None) -> Schema:
    found = JSON_TYPES.get(kind.partition("(")[0])
    if found is None:
        return {}
    nullable = {**found, "type": [found["type"], "null"]}
    return {**nullable, "description": comment} if comment else nullable


def _comments(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Comments of the columns whose name has one comment wherever it stands."""
    rows = con.execute(
        "SELECT column_name, any_value(comment) FROM duckdb_columns() "
        "WHERE NOT internal AND comment IS NOT NULL "
        "GROUP BY column_name HAVING count(DISTINCT comment) = 1"
    ).fetchall()
    return dict(rows)


def _card() -> dict[str, Schema]:
    """The card's schema, its definitions as components of their own."""
    text = CARD.read_text("utf-8").replace("#/$defs/", "#/components/schemas/Card_")
    card = json.loads(text)
    definitions = card.pop("$defs", {})
    card.pop("$schema", None)
    return {"Card": card, **{f"Card_{name}": schema for name, schema in definitions.items()}}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def rows_of(name: str, **more: Schema) -> Schema:
    """An answer of many rows, with the snapshot they are from."""
    return {
        "type": "object",
        "required": ["snapshot", "rows", *more],
        "properties": {
            "snapshot": {"type": "string", "description": "Id of the snapshot that answered."},
            "rows": {"type": "array", "items": reference(name) if name else {"type": "object"}},
            **more,
        },
    }


def answers(schema: Schema) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a route's answers."""
    failing = {"content": {"application/problem+json": {"schema": reference("Problem")}}}
    return {
        200: {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
        400: {"description": "The request cannot be read.", **failing},
        404: {"description": "No such release or code.", **failing},
        413: {"description": "The body is too large.", **failing},
        414: {"description": "The query is too long.", **failing},
        422: {"description": "A parameter does not fit.", **failing},
        503: {"description": "It took too long, or the snapshot is of another version.", **failing},
    }
