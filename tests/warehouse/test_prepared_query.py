"""A prepared query has the answer, or the refusal, of the same values as parameters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmsfees import OpenSnapshot, open_snapshot
from cmsfees.prepared_query import KEEPS_PLANS, PreparedQuery
from cmsfees.snapshot import MODIFIED_PAYMENT, UNMODIFIED_PAYMENT, execute

ODD: list[Any] = [
    "",
    "'",
    "''",
    "'||'",
    "x'); SELECT 1; --",
    "\\'",
    "\0",
    "99213\0",
    "é",
    "日本",
    "\ud800",
    "$1",
    "NULL",
]
CODES = ["99213", "71046", " 20957 ", "j3301", "00000", "93005"]
VALUES: dict[str, list[Any]] = {
    "code": [*CODES, *ODD, 99213, None, ["99213"]],
    "modifiers": ["26", "26-50", "TC", "LT RT", *ODD, ["26", None], [], None, 26],
    "mac": ["10112", "01112", "1112", *ODD, 10112, None],
    "locality": ["00", "05", "5", *ODD, 0, None],
    "setting": ["facility", "nonfacility", "asc", "11", *ODD, None],
    "day": [date(2026, 2, 1), date(1, 1, 1), date.max, "2026-02-01", "x", datetime(2026, 2, 1, 5), None],
    "known_on": [date.max, date(2025, 12, 1), "9999-12-31", None],
    "qp": [False, True, None, 1, "x"],
}
QUERIES = (UNMODIFIED_PAYMENT, MODIFIED_PAYMENT)


@pytest.fixture(scope="module")
def fees(sample_home: Path) -> Iterator[OpenSnapshot]:
    with open_snapshot(snapshots=sample_home / "snapshots") as opened:
        yield opened


def answer(ask: Callable[[], duckdb.DuckDBPyConnection]) -> Any:
    try:
        return sorted(ask().fetchall(), key=repr)
    except (duckdb.Error, RuntimeError) as error:
        # DuckDB names the column when it casts while executing, not when it casts while planning.
        return type(error), re.split(r"\n| when casting from source column", str(error))[0]


@given(st.sampled_from(range(len(QUERIES))), st.booleans(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_prepared_query_answers_as_parameters_do(
    fees: OpenSnapshot, which: int, as_json: bool, data: st.DataObject
) -> None:
    query = replace(QUERIES[which], as_json=as_json)
    values = [data.draw(st.sampled_from(VALUES[argument])) for argument in query.arguments]
    assert answer(lambda: fees.ask(query, *values)) == answer(
        lambda: execute(fees.con, query.with_parameters, values)
    )


def test_a_payment_is_prepared_once(fees: OpenSnapshot) -> None:
    with OpenSnapshot(fees.id, fees.con.cursor()) as own:
        for code in CODES:
            own.payment(code, date(2026, 2, 1))
            own.payment(code, date(2026, 2, 1), modifiers="26")
            own.payment(code, date(2026, 2, 1), modifiers="2'6")
            own.sites(code, date(2026, 2, 1))
        prepared = own.con.execute("SELECT count(*) FROM duckdb_prepared_statements()").fetchall()
    assert prepared == [(2 if KEEPS_PLANS else 0,)]


def test_nothing_is_prepared_on_a_file_without_an_id(fees: OpenSnapshot) -> None:
    """A file under construction may change between two questions."""
    with OpenSnapshot("", fees.con.cursor()) as own:
        own.payment(CODES[0], date(2026, 2, 1))
        prepared = own.con.execute("SELECT count(*) FROM duckdb_prepared_statements()").fetchall()
    assert prepared == [(0,)]


def test_each_snapshot_of_a_connection_has_its_own_statements(tmp_path: Path) -> None:
    """DuckDB 1.5 asks the first database whatever USE says later."""
    query = PreparedQuery("FROM named({given})", {"given": "VARCHAR"})
    con = duckdb.connect()
    found = []
    for name in ("one", "other"):
        with duckdb.connect(tmp_path / f"{name}.duckdb") as made:
            made.execute(f"CREATE MACRO named(given) AS TABLE SELECT '{name}' || given")
        con.execute(f"ATTACH '{tmp_path / name}.duckdb' AS {name} (READ_ONLY)")
        con.execute(f"USE {name}")
        found += OpenSnapshot(name, con).ask(query, "!").fetchall()
    assert found == [("one!",), ("other!",)]
