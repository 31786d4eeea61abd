"""Every file of `warehouse/sql` makes what its contract promises, from nothing but what others promise."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.build.contracts import (
    ContractBroken,
    Model,
    declared_sql,
    models,
    parse_contracts,
    read_by,
    rules,
    tables,
)
from warehouse.build.versions import facts_declared

RELATIONS = [model for model in models().values() if model.is_relation]
TABLE_MACROS = [model for model in models().values() if model.kind == "MACRO TABLE"]
# Arguments that are not text, or whose null is refused before the columns are known.
TYPED = {
    "service_date": "DATE '2026-01-01'",
    "codes": "NULL::VARCHAR[]",
    "code": "'20957'",
    "in_zip_code": "'35004'",
    "in_setting": "'hospital'",
    "in_us_state": "'TX'",
    "in_minutes": "NULL::INTEGER",
    "places": "[{'mac': NULL::VARCHAR, 'locality': NULL::VARCHAR}]",
}


@pytest.fixture(scope="module")
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    """CMS's tables, our own and the rules, all empty."""
    with duckdb.connect() as con:
        con.execute(facts_declared())
        con.execute(declared_sql(tables()) + declared_sql(rules()))
        yield con


@pytest.fixture
def empty(base: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    base.execute("BEGIN")
    yield base
    base.execute("ROLLBACK")


def make_alone(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """The relations that it reads are empty tables made from their contracts, the macros are themselves."""
    made: set[str] = set()

    def provide(name: str) -> None:
        other = models()[name]
        if name in made:
            return
        made.add(name)
        if other.is_relation:
            columns = ", ".join(f'"{column.name}" {column.type}' for column in other.columns)
            con.execute(f"CREATE TABLE {name} ({columns})")
        else:
            for further in read_by(name):
                provide(further)
            con.execute(other.statement)

    for name in read_by(model.name):
        provide(name)
    con.execute(model.statement)


@pytest.mark.parametrize("model", RELATIONS, ids=lambda model: model.name)
def test_a_model_runs_alone_and_has_the_columns_of_its_contract(
    empty: duckdb.DuckDBPyConnection, model: Model
) -> None:
    make_alone(empty, model)
    described = empty.execute(f"DESCRIBE {model.name}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [(c.name, c.type) for c in model.columns]
    assert set(model.key) <= {column.name for column in model.columns}


@pytest.mark.parametrize("model", TABLE_MACROS, ids=lambda model: model.name)
def test_a_table_macro_answers_alone_with_the_columns_of_its_contract(
    empty: duckdb.DuckDBPyConnection, model: Model
) -> None:
    """An internal one need not list them. Some refuse the nulls that are asked here."""
    make_alone(empty, model)
    arguments = model.statement.partition("(")[2].partition(") AS TABLE")[0].split(",")
    required = [argument.strip() for argument in arguments if ":=" not in argument]
    call = f"FROM {model.name}({', '.join(TYPED.get(name, 'NULL::VARCHAR') for name in required)})"
    described = [(name, kind) for name, kind, *_ in empty.execute(f"DESCRIBE {call}").fetchall()]
    if model.columns or not model.name.startswith("_"):
        assert described == [(column.name, column.type) for column in model.columns]
    message = refusal(empty, call)
    assert not message or ("not_understood: no" in message and "_one_unless" in model.statement)


def refusal(con: duckdb.DuckDBPyConnection, call: str) -> str:
    try:
        con.execute(call).fetchall()
    except duckdb.InvalidInputException as error:
        return str(error)
    return ""


@pytest.mark.parametrize("model", [*tables().values(), *rules().values()], ids=lambda model: model.name)
def test_a_declared_table_has_the_columns_of_its_contract(
    empty: duckdb.DuckDBPyConnection, model: Model
) -> None:
    described = empty.execute(f"DESCRIBE {model.name}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [(c.name, c.type) for c in model.columns]
    assert set(model.key) <= {column.name for column in model.columns}


def test_a_model_comes_after_those_it_reads() -> None:
    place = {name: number for number, name in enumerate(models())}
    assert all(place[other] < place[name] for name in place for other in read_by(name))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("CREATE TABLE t AS\nSELECT 1 AS a;\n", "line 1: expected a contract"),
        (
            "-- A row\n--\n-- columns:\n--   a INTEGER\n\nCREATE TABLE t AS\nSELECT 1 AS a;\n",
            "line 4: expected `name TYPE",
        ),
        (
            "-- A row\n--\n-- rebuilt: daily\n\nCREATE TABLE t AS\nSELECT 1 AS a;\n",
            "line 3: expected per release",
        ),
        ("-- A row\n\nCREATE TABLE other AS\nSELECT 1 AS a;\n", "expected one model named t, found other"),
        ("-- A row\n\nCREATE TABLE t AS\nSELECT 1 AS a\n", "line 1: the statement has no closing semicolon"),
        ("-- A row\n\nSELECT 1;\n", "line 3: expected a comment or CREATE"),
        (
            "-- A row\n--\n-- key: a\n-- and so on\n\nCREATE TABLE t AS\nSELECT 1 AS a;\n",
            "line 4: expected a field",
        ),
        (
            "-- A row\n\nCREATE TABLE t (\n    a INTEGER,\n    b DATE  -- Day\n);\n",
            "line 4: expected `name TYPE,",
        ),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "t.sql"
    file.write_text(text, "utf-8")
    with pytest.raises(ContractBroken, match=fault):
        parse_contracts(file)
