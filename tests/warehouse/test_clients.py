"""Other DuckDBs give the answers of the one in the lock, in each way of opening a snapshot."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from cmsfees.channels import DATABASE, resolve
from tests.clients.ask import examples, questions
from tests.clients.asked import asked
from tests.clients.documented import PROJECT
from tests.clients.installed import installed

OUR_OWN = Path(sys.executable)
OF_NCCI = re.compile("ncci|ptp|mue|add_on")

by_version = pytest.mark.parametrize("version", ["1.4.5", "1.5.5", "2.0.1"])
by_way = pytest.mark.parametrize("way", ["direct", "locked", "use", "alias"])


@pytest.fixture
def database(sample_home: Path) -> Path:
    return resolve(sample_home / "snapshots") / DATABASE


def unanswered(database: Path, way: str) -> set[str]:
    answered = asked(OUR_OWN, database, way)["answers"]
    return {question for question, (rows, _, _) in answered.items() if not rows}


def compare(version: str, database: Path, way: str) -> None:
    theirs = asked(installed(f"duckdb-{version}") / "bin" / "python", database, way)
    assert theirs["duckdb"] == version
    ours = asked(OUR_OWN, database, way)
    assert theirs["answers"] == ours["answers"]
    assert theirs["examples"] == ours["examples"]


@by_way
def test_the_sample_answers_all_but_ncci(database: Path, way: str) -> None:
    assert {question for question in unanswered(database, way) if not OF_NCCI.search(question)} == set()


@pytest.mark.slow
@by_way
@by_version
def test_other_versions_of_the_sample_give_the_same_rows(database: Path, version: str, way: str) -> None:
    compare(version, database, way)


READERS = [OUR_OWN, "1.4.5", "1.5.5", "2.0.1"]


@pytest.fixture(scope="module", params=["1.4.5", "2.0.1"])
def written_by(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's snapshot, built and published by another DuckDB than the one in the lock."""
    [packages] = installed(f"duckdb-{request.param}").glob("lib/*/site-packages")
    root: Path = tmp_path_factory.mktemp("written")
    env = {**os.environ, "PYTHONPATH": f"{packages}{os.pathsep}{PROJECT}"}
    run = subprocess.run(
        [OUR_OWN, "-c", PUBLISHED, root], env=env, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == request.param, run.stderr
    return resolve(root / "snapshots") / DATABASE


PUBLISHED = """
import sys, duckdb
from pathlib import Path
from tests.warehouse.sample import publish_sample
publish_sample(Path(sys.argv[1]))
print(duckdb.__version__)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["direct", "use"])
@pytest.mark.parametrize("reader", READERS, ids=["own", *map(str, READERS[1:])])
def test_every_duckdb_version_reads_every_file(
    written_by: Path, database: Path, reader: Path | str, way: str
) -> None:
    """Also the id is the same: what a snapshot says does not follow from the DuckDB that wrote it."""
    assert written_by.parent.name == database.parent.name
    python = reader if isinstance(reader, Path) else installed(f"duckdb-{reader}") / "bin" / "python"
    theirs, ours = asked(python, written_by, way), asked(OUR_OWN, database, way)
    assert theirs["answers"] == ours["answers"]
    assert theirs["examples"] == ours["examples"]


DIGEST = """SELECT count(*), coalesce(md5(string_agg(row_text, '|' ORDER BY row_text)), '')
FROM (SELECT to_json(answer)::VARCHAR AS row_text FROM ({}) AS answer);"""


@pytest.mark.slow
def test_the_duckdb_program_returns_the_same(database: Path) -> None:
    """All but the refusals: the program prints them elsewhere."""
    texts = [re.sub(r"--[^\n]*\n", "", text).strip() for text in (*questions("macros.sql"), *examples())]
    with duckdb.connect(database, read_only=True) as con:
        ours = {text: digest for text in texts if (digest := digest_of(con, text))}
    script = "\n".join(DIGEST.format(text) for text in ours)
    program = installed("duckdb-cli") / "bin" / "duckdb"
    command: list[str | Path] = [program, "-readonly", "-csv", "-noheader", database]
    run = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [f"{rows},{digest}" for rows, digest in ours.values()]
    refused = [text for text in texts if text not in ours]
    assert {text for text in refused if not OF_NCCI.search(text)} == set()


def digest_of(con: duckdb.DuckDBPyConnection, text: str) -> tuple[int, str] | None:
    """None if the question is refused."""
    try:
        [(rows, digest)] = con.execute(DIGEST.format(text)).fetchall()
    except duckdb.InvalidInputException:
        return None
    return rows, digest


@pytest.mark.real
@by_way
def test_cms_own_files_answer_all(real_snapshot: Path, way: str) -> None:
    assert unanswered(real_snapshot / DATABASE, way) == set()


@pytest.mark.real
@pytest.mark.slow
@by_way
@by_version
def test_other_versions_of_cms_files_give_the_same_rows(real_snapshot: Path, version: str, way: str) -> None:
    compare(version, real_snapshot / DATABASE, way)
