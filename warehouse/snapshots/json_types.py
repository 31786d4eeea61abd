"""JSON schemas of DuckDB types."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
# DuckDB type without precision → JSON schema.
JSON_TYPES: Mapping[str, Schema] = {
    "VARCHAR": {"type": "string"},
    "BOOLEAN": {"type": "boolean"},
    "DATE": {"type": "string", "format": "date"},
    "TIMESTAMP": {"type": "string"},
    "VARCHAR[]": {"type": "array", "items": {"type": "string"}},
    **{name: {"type": "integer"} for name in ("INTEGER", "BIGINT", "SMALLINT", "UBIGINT", "HUGEINT")},
    **{name: {"type": "number"} for name in ("DECIMAL", "DOUBLE", "FLOAT")},
}


def nullable(kind: str) -> Schema:
    """Return the schema of a nullable column; empty, which allows any value, for a type not listed."""
    found = JSON_TYPES.get(kind.partition("(")[0])
    return {**found, "type": [found["type"], "null"]} if found else {}
