"""Other DuckDBs give the answers of the one in the lock, in each way of opening a snapshot."""

import re
import sys
from pathlib import Path

import pytest

from tests.clients.asked import asked
from tests.clients.installed import installed
from warehouse.snapshots import DATABASE, resolve

OF_NCCI = re.compile("ncci|ptp|mue|add_on")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("way", ["direct", "locked", "use", "alias"]),
    pytest.mark.parametrize("version", ["1.4.5", "1.5.5", "2.0.0"]),
]


def answers(version: str, database: Path, way: str) -> dict[str, tuple[int, str, str]]:
    """The client's answers, which are those of our DuckDB."""
    theirs = asked(installed(f"duckdb-{version}") / "bin" / "python", database, way)
    assert theirs["duckdb"] == version
    assert theirs["answers"] == asked(Path(sys.executable), database, way)["answers"]
    return dict(theirs["answers"])


def test_the_sample_answers_alike(sample_home: Path, version: str, way: str) -> None:
    said = answers(version, resolve(sample_home / "snapshots") / DATABASE, way)
    unanswered = {question for question, (rows, _, _) in said.items() if not rows}
    assert {question for question in unanswered if not OF_NCCI.search(question)} == set()


@pytest.mark.real
def test_cms_own_files_answer_alike(real_snapshot: Path, version: str, way: str) -> None:
    said = answers(version, real_snapshot / DATABASE, way)
    assert {question for question, (rows, _, _) in said.items() if not rows} == set()
