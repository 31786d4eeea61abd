"""What a DuckDB answers, as JSON; needs nothing else: ask.py SNAPSHOT.duckdb direct|locked|use|alias."""

import hashlib
import json
import sys
from pathlib import Path

import duckdb

EXAMPLES = Path(__file__).parents[2] / "docs" / "sql-examples.sql"
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def main(database: str, way: str) -> None:
    with opened(database, way) as con:
        answered = answers(con, "views.sql" if way == "alias" else "macros.sql")
        shown = {} if way == "alias" else {example: _answer(con, example) for example in examples()}
    print(json.dumps({"duckdb": duckdb.__version__, "answers": answered, "examples": shown}))


def opened(database: str, way: str) -> duckdb.DuckDBPyConnection:
    """The file itself, locked or not; attached, and made the current database; attached under an alias."""
    if way in ("direct", "locked"):
        return duckdb.connect(database, read_only=True, config=LOCKED if way == "locked" else {})
    con = duckdb.connect()
    con.execute(f"ATTACH '{database}' AS fees (READ_ONLY)")
    if way == "use":
        con.execute("USE fees")
    return con


def answers(con: duckdb.DuckDBPyConnection, file: str) -> dict[str, tuple[int, str, str]]:
    """By question: how many rows, one of them, and a digest of all."""
    return {question: _answer(con, question) for question in questions(file)}


def questions(file: str) -> list[str]:
    return _statements(Path(__file__).with_name(file).read_text("utf-8"))


def examples() -> list[str]:
    """The documentation's example of every public macro; the first line of the file is for people."""
    return _statements(EXAMPLES.read_text("utf-8").partition("\n")[2])


def _statements(text: str) -> list[str]:
    return [statement.strip() for statement in text.split(";\n") if statement.strip()]


def _answer(con: duckdb.DuckDBPyConnection, question: str) -> tuple[int, str, str]:
    """A refusal, of a release that the snapshot lacks, has no rows and is compared by its words."""
    try:
        rows = sorted(map(repr, con.execute(question).fetchall()))
    except duckdb.InvalidInputException as error:
        return 0, str(error), ""
    return len(rows), min(rows, default=""), hashlib.sha256("\n".join(rows).encode()).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
