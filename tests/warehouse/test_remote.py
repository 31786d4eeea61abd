"""Publishing to object storage, on an S3-compatible server on the loopback interface."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url

from cmsfees.channels import SnapshotDamaged
from tests.clients.asked import asked
from tests.clients.documented import PROJECT, environment, run_documented
from tests.clients.installed import installed
from tests.warehouse.object_storage import object_storage
from tests.warehouse.publisher import publish_one
from warehouse.publishing.upload import upload
from warehouse.snapshots.channels import Snapshot, list_snapshots

URL = "s3://bucket/cmsfees"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("store")]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server with an empty bucket, and the variables that lead clients to it."""
    with object_storage() as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield


def two_snapshots(root: Path) -> list[Snapshot]:
    publish_one(root, "1.30")
    publish_one(root, "1.31")
    return list_snapshots(root / "snapshots")


def test_the_channel_moves_after_the_files(tmp_path: Path) -> None:
    first, second = two_snapshots(tmp_path)
    assert upload(first, URL) == f"{URL}/{first.id}/cmsfees.duckdb"
    assert pointed_to("latest") == first.id

    cut_short = replace(second, path=tmp_path / "gone")
    with pytest.raises(SnapshotDamaged):
        upload(cut_short, URL)
    assert pointed_to("latest") == first.id, "a broken upload moves no channel"

    upload(second, URL)
    upload(first, URL, channel="stable")
    assert (pointed_to("latest"), pointed_to("stable")) == (second.id, first.id)


def pointed_to(channel: str) -> str:
    """Id of the snapshot that the channel's object in the store names."""
    return obstore.get(from_url(URL), channel).bytes().to_bytes().decode().strip()


@pytest.fixture
def consumer(tmp_path: Path) -> dict[str, str]:
    """The variables of somebody whose DuckDB is of another version and has httpfs."""
    client, home = installed("duckdb-1.5.5"), tmp_path / "consumer"
    [extension] = client.glob("lib/*/site-packages/duckdb_extension_httpfs/extensions/*/*")
    platform = "import duckdb; print(duckdb.sql('PRAGMA platform').fetchone()[0], end='')"
    asked = subprocess.run(
        [client / "bin/python", "-c", platform], capture_output=True, text=True, check=True
    )
    folder = home / ".duckdb" / "extensions" / extension.parent.name / asked.stdout
    folder.mkdir(parents=True)
    (folder / extension.name).symlink_to(extension)
    return environment(client / "bin", HOME=home)


@pytest.mark.parametrize("told_in", ["examples/object_storage.py", "docs/operations.md"])
def test_the_suggested_command_follows_the_channel(
    tmp_path: Path, sample_home: Path, consumer: dict[str, str], told_in: str
) -> None:
    older, newer = two_snapshots(tmp_path)[0], list_snapshots(sample_home / "snapshots")[0]
    command = "python examples/object_storage.py"
    upload(older, URL)
    assert run_documented(told_in, command, consumer) == f"{older.id}\n"
    upload(newer, URL)
    output = run_documented(told_in, command, consumer)
    assert output == f"{newer.id}\nRVU26A · January 2026 None 2456.30\n"


EVERYTHING = f"""
import json
from ask import answers
from object_storage import attach
con = attach("{URL}")
print(json.dumps([answers(con, "macros.sql"), answers(con, "views.sql")]))
"""


def test_every_answer_is_the_same_from_there(sample_home: Path, consumer: dict[str, str]) -> None:
    [snapshot] = list_snapshots(sample_home / "snapshots")
    upload(snapshot, URL)
    env = consumer | {"PYTHONPATH": f"{PROJECT / 'examples'}{os.pathsep}{PROJECT / 'tests' / 'clients'}"}
    run = subprocess.run(["python", "-c", EVERYTHING], env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    here = [asked(Path(sys.executable), snapshot.database, way)["answers"] for way in ("use", "alias")]
    assert json.loads(run.stdout) == here
