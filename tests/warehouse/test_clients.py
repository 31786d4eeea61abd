"""Other DuckDBs give the answers of the one in the lock, in each way of opening a snapshot."""

import re
import sys
from pathlib import Path

import pytest

from cmsfees.channels import DATABASE, resolve
from tests.clients.asked import asked
from tests.clients.installed import installed

OUR_OWN = Path(sys.executable)
OF_NCCI = re.compile("ncci|ptp|mue|add_on")

by_version = pytest.mark.parametrize("version", ["1.4.5", "1.5.5", "2.0.0"])
by_way = pytest.mark.parametrize("way", ["direct", "locked", "use", "alias"])


@pytest.fixture
def database(sample_home: Path) -> Path:
    return resolve(sample_home / "snapshots") / DATABASE


def unanswered(database: Path, way: str) -> set[str]:
    said = asked(OUR_OWN, database, way)["answers"]
    return {question for question, (rows, _, _) in said.items() if not rows}


def compare(version: str, database: Path, way: str) -> None:
    theirs = asked(installed(f"duckdb-{version}") / "bin" / "python", database, way)
    assert theirs["duckdb"] == version
    assert theirs["answers"] == asked(OUR_OWN, database, way)["answers"]


@by_way
def test_the_sample_answers_all_but_ncci(database: Path, way: str) -> None:
    assert {question for question in unanswered(database, way) if not OF_NCCI.search(question)} == set()


@pytest.mark.slow
@by_way
@by_version
def test_of_the_sample_other_versions_say_the_same(database: Path, version: str, way: str) -> None:
    compare(version, database, way)


@pytest.mark.real
@by_way
def test_cms_own_files_answer_all(real_snapshot: Path, way: str) -> None:
    assert unanswered(real_snapshot / DATABASE, way) == set()


@pytest.mark.real
@pytest.mark.slow
@by_way
@by_version
def test_of_cms_own_files_other_versions_say_the_same(real_snapshot: Path, version: str, way: str) -> None:
    compare(version, real_snapshot / DATABASE, way)
