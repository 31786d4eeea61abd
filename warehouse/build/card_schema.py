"""The card's JSON schema: keys and descriptions follow the contracts of the relations that a card shows.

`python -m warehouse.build.schema` rewrites card.schema.json. What is written by hand there stays: the type
of a column that is already listed, `$ref` and `enum`, and everything that is not a row of a relation.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse import snapshots
from warehouse.build.contracts import ContractColumn, models
from warehouse.snapshots.json_types import Schema, nullable

CARD_SCHEMA = Path(snapshots.__path__[0]) / "card.schema.json"
# Object in the card → relation or macro whose columns are its keys. Of a struct that card_physician makes,
# the keys are the struct's fields, with the meanings of that relation.
SHOWN: Mapping[str, str] = {
    "physician/physician_fees": "physician_fees",
    "physician/component_rows": "physician_fees",
    "class": "code_classes",
    "descriptor": "card_descriptors",
    "fees": "card_fees",
    "site_of_service": "site_of_service",
    "ptp": "ncci_bundles",
    "mue": "card_limits",
    "add_on": "card_add_ons",
    "related": "related_codes",
    "history": "card_history",
    "facility_history": "card_rates",
    "unreadable": "card_unreadable",
    "dmepos_area": "dmepos_area_of_zip",
    "fees_local": "fees_of",
    "rental_months": "dmepos_rental_months",
    "anesthesia_payment": "anesthesia_payment",
    "packages": "drug_fees_by_ndc",
}


def card_schema_text() -> str:
    """Return card.schema.json as the contracts in this checkout describe it."""
    schema: Schema = json.loads(CARD_SCHEMA.read_text("utf-8"))
    for place, relation in SHOWN.items():
        shown = _object(schema, place.split("/"))
        columns = _columns(place.rpartition("/")[2], relation)
        shown["properties"] = {c.name: _property(shown["properties"].get(c.name), c) for c in columns}
        shown["required"] = list(shown["properties"])
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _object(schema: Schema, names: Sequence[str]) -> Schema:
    """Return the schema of an object by its keys from the card's root, through lists and null."""
    for name in names:
        schema = schema["properties"][name]
        schema = schema.get("items", schema)
        options: list[Schema] = schema.get("oneOf") or schema.get("anyOf") or [schema]
        (schema,) = (option for option in options if "properties" in option)
    return schema


def _columns(section: str, relation: str) -> Sequence[ContractColumn]:
    columns = {column.name: column for column in models()[relation].columns}
    structs = {column.name: column.type for column in models()["card_physician"].columns}
    if section not in structs:
        return list(columns.values())
    struct = duckdb.sqltype(structs[section].removesuffix("[]"))
    return [columns[name] for name, _ in struct.children]


def _property(written: dict[str, Any] | None, column: ContractColumn) -> Schema:
    kept = written or nullable(column.type)
    return kept if "$ref" in kept else {**kept, "description": column.meaning}
