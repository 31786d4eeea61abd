"""Documentation: generated pages are up to date, and every query runs."""

import importlib
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from cmsfees.channels import DATABASE, resolve
from transforms.tables import TABLES

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = load(DOCS / "generate.py")


@pytest.fixture(scope="module")
def con(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(resolve(sample_home / "snapshots") / DATABASE, read_only=True) as con:
        yield con


@pytest.mark.parametrize(
    "name", ["data-dictionary.md", "sql-reference.md", "python-reference.md", "corrections.md"]
)
def test_generated_pages_are_as_generated(con: duckdb.DuckDBPyConnection, name: str) -> None:
    assert generate.pages(con)[name] == (DOCS / name).read_text("utf-8"), "run: python docs/generate.py"


def test_every_public_macro_has_an_example_and_no_other_does(con: duckdb.DuckDBPyConnection) -> None:
    assert {name for name, *_ in generate.macros(con)} == set(generate.examples())


def test_every_table_has_a_subject(con: duckdb.DuckDBPyConnection) -> None:
    names = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    assert [
        name for (name,) in names if generate.subject_of(name) == "Other" and not name.startswith("_")
    ] == []


def test_every_prefix_of_a_subject_begins_a_name(con: duckdb.DuckDBPyConnection) -> None:
    tables = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()"
    names = [name for (name,) in con.execute(tables).fetchall()]
    prefixes = [prefix for listed in generate.SUBJECTS.values() for prefix in listed]
    assert [prefix for prefix in prefixes if not any(name.startswith(prefix) for name in names)] == []


# Lists of series that the sample lacks; questions about them have a row with the reason.
NOT_IN_THE_SAMPLE = {
    *("ptp_edits_on", "mue_edits_on", "add_on_edits_on", "localities_of_zip"),
    *("dmepos_fees_on", "dmepos_rental_months", "drug_fees_on"),
}
RELEASES_NOT_IN_THE_SAMPLE = {"ncci_mue_listed", "ncci_ptp_listed"}


@pytest.mark.parametrize("name", generate.examples())
def test_the_example_of_a_macro_runs(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Or is refused, where it names a release that the sample does not hold."""
    example = generate.examples()[name].rstrip(";")
    if name in RELEASES_NOT_IN_THE_SAMPLE:
        with pytest.raises(duckdb.InvalidInputException, match="is not a release of this snapshot"):
            con.execute(example).fetchall()
        return
    rows = con.execute(example).fetchall()
    assert bool(rows) == (name not in NOT_IN_THE_SAMPLE)


def test_changes_between_returns_the_columns_of_changes(con: duckdb.DuckDBPyConnection) -> None:
    described = con.execute("DESCRIBE FROM changes_between('a 1 r1', 'a 2 r1')").fetchall()
    columns = con.execute("DESCRIBE changes").fetchall()
    first = [name for name, *_ in columns].index("table_name")
    assert [row[:2] for row in described] == [row[:2] for row in columns[first:]]


def queries(document: str) -> list[str]:
    """Return a document's SQL, except queries on the reader's own folders."""
    found = re.findall(r"```sql\n(.*?)```", (DOCS / document).read_text("utf-8"), re.DOTALL)
    return [query for query in found if "/data/" not in query]


@pytest.mark.parametrize("query", queries("how-to.md"))
def test_a_query_of_the_how_tos_runs(con: duckdb.DuckDBPyConnection, query: str) -> None:
    assert con.execute(query.strip().rstrip(";")).fetchall()


def test_the_prepared_query_of_the_how_tos_answers_like_the_macro(con: duckdb.DuckDBPyConnection) -> None:
    [prepared] = [query for query in queries("how-to.md") if query.startswith("PREPARE")]
    direct = "FROM unmodified_payment('99213', NULL, NULL, DATE '2026-02-01', 'facility')"
    assert con.execute(prepared).fetchall() == con.execute(direct).fetchall()


WALK = re.findall(r"`(\w+(?:/\w+)+)\.py:([\w.]+)`", (DOCS / "architecture.md").read_text("utf-8"))
PLACES = re.findall(r"`(\w+(?:/\w+)+(?:\.\w+)?)(?:/<\w+>)?`", (DOCS / "architecture.md").read_text("utf-8"))


@pytest.mark.parametrize(("module", "name"), WALK, ids=[name for _, name in WALK])
def test_a_function_of_the_walk_exists(module: str, name: str) -> None:
    found: Any = importlib.import_module(module.replace("/", "."))
    for part in name.split("."):
        found = getattr(found, part)
    assert callable(found)


def test_a_place_of_the_architecture_exists() -> None:
    assert len(WALK) == 32
    assert [place for place in PLACES if not (PROJECT / place).exists()] == []


TWICE = re.compile(r"\b([a-z]+) \1\b(?!\.)|\b([a-z]+_)\2", re.IGNORECASE)


def prose(path: Path) -> list[str]:
    """A document whole, the comments of a SQL file, the docstrings of a module."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return [text]
    comment = r"-- (.*)" if path.suffix == ".sql" else r'(?s)"""(.*?)"""'
    return re.findall(comment, text)


def test_no_word_is_written_twice() -> None:
    paths = [path for kind in ("*.md", "docs/*.md") for path in PROJECT.glob(kind)]
    for room in ("cmsfees", "sources", "transforms", "warehouse", "web", "flows"):
        paths += [path for kind in ("*.py", "*.sql") for path in (PROJECT / room).rglob(kind)]
    found = {
        (path.name, text[max(0, m.start() - 20) : m.end() + 20])
        for path in paths
        for text in prose(path)
        for m in TWICE.finditer(text)
    }
    assert found == set()


def test_a_column_of_cms_says_null_where_a_query_finds_null() -> None:
    columns = [(table.name, column) for table in TABLES.values() for column in table.columns]
    assert [(table, column.name) for table, column in columns if "blank" in column.doc.lower()] == []


@pytest.mark.parametrize(
    "document", sorted([*DOCS.glob("*.md"), PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"])
)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text("utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []
