"""Where a column's meaning begins with a list of values, the column holds no others; a rule holds each."""

import re

import duckdb

from warehouse.build.contracts import Model, models, rules, tables

LIST = re.compile(r"(?:[a-z_]+(?:, [a-z_]+)*,? or )?[a-z_]+(?=$|[;.])")
VALUES = "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"


def listed(meaning: str) -> set[str]:
    """`facility or nonfacility; …` → both; a meaning in prose lists nothing."""
    found = LIST.match(meaning)
    return set(re.split(r", or |, | or ", found[0])) if found and " or " in found[0] else set()


def test_a_list_of_values_in_a_meaning_is_whole(sample: duckdb.DuckDBPyConnection) -> None:
    made = [
        model
        for model in (*tables().values(), *rules().values(), *models().values())
        if model.kind in ("TABLE", "VIEW")
    ]
    assert {
        (model.name, column): others for model in made for column, others in unlisted(sample, model)
    } == {}


def unlisted(con: duckdb.DuckDBPyConnection, model: Model) -> list[tuple[str, set[str]]]:
    """Columns with values that their meaning leaves out."""
    found = []
    for column in model.columns:
        values = listed(column.meaning)
        if column.type == "VARCHAR" and values:
            rows = con.execute(VALUES.format(column=column.name, table=model.name)).fetchall()
            found.append((column.name, {value for (value,) in rows} - values - {"null"}))
    return [(name, others) for name, others in found if others]


def test_a_rule_uses_every_value_that_its_meaning_lists(sample: duckdb.DuckDBPyConnection) -> None:
    unused = {}
    for rule in rules().values():
        for column in rule.columns:
            rows = sample.execute(VALUES.format(column=column.name, table=rule.name)).fetchall()
            if without := listed(column.meaning) - {str(value).lower() for (value,) in rows} - {"null"}:
                unused[rule.name, column.name] = without
    assert unused == {}


def test_a_list_is_distinguished_from_prose() -> None:
    assert listed("facility or nonfacility; null elsewhere") == {"facility", "nonfacility"}
    assert listed("office, hospital_outpatient or asc") == {"office", "hospital_outpatient", "asc"}
    assert listed("Modifier, if any") == set()
