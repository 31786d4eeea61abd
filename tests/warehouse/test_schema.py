"""The contract that snapshots keep is reviewed, whole and explained."""

from warehouse.build.card_schema import CARD_SCHEMA, card_schema_text
from warehouse.build.schema import CONTRACT, schema_text


def test_the_reviewed_contract_is_what_would_be_published() -> None:
    """If the change is meant: `python -m warehouse.build.schema`, and commit schema.sql with it."""
    assert CONTRACT.read_text("utf-8") == schema_text() + "\n"


def test_the_card_schema_lists_and_explains_the_columns_of_the_contracts() -> None:
    """Written by the same command."""
    assert CARD_SCHEMA.read_text("utf-8") == card_schema_text()


def test_every_table_column_view_and_macro_is_explained() -> None:
    assert [line for line in schema_text().splitlines() if line.rstrip().endswith("-- None")] == []
