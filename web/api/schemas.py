"""JSON schemas of the responses, from the card's schema and the comments on the snapshot's columns."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from cmsfees import OpenSnapshot
from warehouse.snapshots.json_types import Schema, nullable
from web.http.problems import PROBLEM

CARD = Path(__file__).parents[2] / "warehouse" / "snapshots" / "card.schema.json"
# Schema name → a query that returns its columns.
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
    """Return the named schemas that the routes reference."""
    comments = _comments(fees.con)
    rows = {name: row_schema(fees.con, query, comments) for name, query in RELATIONS.items()}
    return {"Problem": PROBLEM, **_card(), **rows}


def row_schema(con: duckdb.DuckDBPyConnection, query: str, comments: Mapping[str, str]) -> Schema:
    """Return an object schema with a property per column of the query: all required, all nullable."""
    columns = con.execute(f"DESCRIBE {query}").fetchall()
    properties = {name: _property(kind, comments.get(name)) for name, kind, *_ in columns}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _property(kind: str, comment: str | None) -> Schema:
    schema = nullable(kind)
    return {**schema, "description": comment} if schema and comment else schema


def _comments(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return comments by column name, for names with the same comment in every table."""
    rows = con.execute(
        "SELECT column_name, any_value(comment) FROM duckdb_columns() "
        "WHERE NOT internal AND comment IS NOT NULL "
        "GROUP BY column_name HAVING count(DISTINCT comment) = 1"
    ).fetchall()
    return dict(rows)


def _card() -> dict[str, Schema]:
    """Return the card's schema, with its definitions as separate components."""
    text = CARD.read_text("utf-8").replace("#/$defs/", "#/components/schemas/Card_")
    card = json.loads(text)
    definitions = card.pop("$defs", {})
    card.pop("$schema", None)
    return {"Card": card, **{f"Card_{name}": schema for name, schema in definitions.items()}}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def rows_of(name: str, **more: Schema) -> Schema:
    """Return the schema of a response with rows and the snapshot id."""
    return {
        "type": "object",
        "required": ["snapshot", "rows", *more],
        "properties": {
            "snapshot": {"type": "string", "description": "Id of the snapshot."},
            "rows": {"type": "array", "items": reference(name) if name else {"type": "object"}},
            **more,
        },
    }


def answers(schema: Schema) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route."""
    failing = {"content": {"application/problem+json": {"schema": reference("Problem")}}}
    return {
        200: {"description": "Success.", "content": {"application/json": {"schema": schema}}},
        400: {"description": "The request is malformed.", **failing},
        404: {"description": "No such release or code.", **failing},
        413: {"description": "The body is too large.", **failing},
        414: {"description": "The query is too long.", **failing},
        422: {"description": "A parameter is invalid.", **failing},
        503: {"description": "The query timed out, or another version built the snapshot.", **failing},
    }
