"""The scripts that an app's developer writes first run as they stand, on the bundled sample."""

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from warehouse.claim import read_claim
from warehouse.price import price
from warehouse.snapshots import DATABASE, resolve

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def database(sample_home: Path) -> Path:
    return resolve(sample_home / "snapshots") / DATABASE


def test_the_python_example(sample_home: Path) -> None:
    run = subprocess.run(
        [sys.executable, EXAMPLES / "one_code.py", "20957", "2026-02-01"],
        env=os.environ | {"CMSFEES_HOME": str(sample_home)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = run.stdout.splitlines()
    assert lines[0].startswith("20957 in Alabama: 2231.26 (")
    assert any("hospital_outpatient" in line and "9869.68" in line for line in lines)
    assert any("PPRRVU2026_Jan_nonQPP.csv" in line for line in lines)


def test_the_sql_example(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as con:
        statements = duckdb.extract_statements((EXAMPLES / "sites.sql").read_text("utf-8"))
        sites, history, modifiers, why = [con.execute(statement).fetchall() for statement in statements]
    assert [row[0] for row in sites] == ["office", "asc", "hospital_outpatient"]
    assert [str(row[4]) for row in history] == ["177.26", "164.67"]
    assert ("53", "row") in {row[:2] for row in modifiers}
    assert why == [("RVUs x conversion factor",)]


def test_the_lines_example(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as con:
        result = price(con, read_claim(EXAMPLES / "lines.json"))
    assert [line["state"] for line in result["lines"]] == ["paid", "paid", "paid"]
    assert result["total"] == sum((line["payment"] for line in result["lines"]), Decimal(0))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("npm"), reason="no npm on this machine")
def test_the_javascript_example(database: Path, tmp_path: Path) -> None:
    for name in ("card.mjs", "package.json"):
        shutil.copy(EXAMPLES / name, tmp_path)
    install = ["npm", "install", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=tmp_path, check=True, capture_output=True)
    run = subprocess.run(
        ["node", "card.mjs", str(database), "20957", "2026-02-01"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "20957 on 2026-02-01: listed" in run.stdout
    assert "hospital_outpatient: 9869.68" in run.stdout
    assert "RVU26A · January 2026" in run.stdout
