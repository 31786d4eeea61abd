"""The example scripts run unchanged with their documented commands."""

import re
import shutil
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cmsfees.channels import DATABASE, resolve
from tests.clients.documented import PROJECT, environment, run_documented
from tests.clients.installed import installed
from warehouse.pricing.claim import read_claim
from warehouse.pricing.price import price

EXAMPLES = PROJECT / "examples"


@pytest.fixture
def database(sample_home: Path) -> Path:
    return resolve(sample_home / "snapshots") / DATABASE


def test_the_python_example(sample_home: Path) -> None:
    env = environment(Path(sys.executable).parent, CMSFEES_HOME=sample_home)
    output = run_documented("examples/one_code.py", "python examples", env)
    lines = output.splitlines()
    assert lines[0].startswith("20957 in Alabama: 2231.26 (")
    assert any("hospital_outpatient" in line and "9869.68" in line for line in lines)
    assert any("PPRRVU2026_Jan_nonQPP.csv" in line for line in lines)


def test_the_sql_example(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as con:
        statements = duckdb.extract_statements((EXAMPLES / "sites.sql").read_text("utf-8"))
        answers = [con.execute(statement).fetchall() for statement in statements]
    sites, local, history, modifiers, why = answers
    assert [row[0] for row in sites] == ["office", "asc", "hospital_outpatient"]
    assert {row[0]: row[3] for row in local} == {"office": False, "hospital_outpatient": True, "asc": True}
    assert [str(row[4]) for row in history] == ["177.26", "164.67"]
    assert ("53", "row") in {row[:2] for row in modifiers}
    assert why == [("RVUs x conversion factor",)]


def test_the_lines_example(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as con:
        result = price(con, read_claim(EXAMPLES / "lines.json"))
    assert [line["payment_status"] for line in result["lines"]] == ["paid", "paid", "paid"]
    assert result["total"] == sum((line["payment"] for line in result["lines"]), Decimal(0))


@pytest.fixture
def duckdb_program(sample_home: Path) -> dict[str, str]:
    return environment(installed("duckdb-cli") / "bin", CMSFEES_HOME=sample_home)


@pytest.mark.slow
def test_the_sql_example_by_the_duckdb_program(duckdb_program: dict[str, str]) -> None:
    output = run_documented("examples/sites.sql", "duckdb -readonly", duckdb_program)
    for figure in ("hospital_outpatient", "177.26", "164.67", "RVUs x conversion factor"):
        assert figure in output


@pytest.mark.slow
def test_the_first_select_of_the_readme(
    sample_home: Path, tmp_path: Path, duckdb_program: dict[str, str]
) -> None:
    (tmp_path / ".cmsfees").symlink_to(sample_home, target_is_directory=True)
    selects = re.findall(r"```sql\n(.*?)```", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL)
    typed = ".mode csv\n" + "\n".join(selects)
    output = run_documented("README.md", "duckdb -readonly", duckdb_program, tmp_path, typed)
    assert "20957,41.54,23.14,8.86,73.54,33.4009,2456.30,not_applicable,090" in output
    assert "hospital_outpatient,paid,2456.30,7413.380,9869.680," in output


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("node"), reason="no node on this machine")
def test_the_javascript_example(sample_home: Path) -> None:
    packages = EXAMPLES / "node_modules"
    if not packages.is_dir():
        pytest.skip("no packages in examples/node_modules: `make clients` has not run, or could not get them")
    output = run_documented(
        "examples/card.mjs", "node examples", environment(packages, CMSFEES_HOME=sample_home)
    )
    assert "20957 on 2026-02-01: listed" in output
    assert "hospital_outpatient: 9869.68" in output
    assert "RVU26A · January 2026" in output
