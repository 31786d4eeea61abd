"""Beyond one machine: conforming on a cluster of separate worker processes gives the same snapshot."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import obstore
import pytest
from obstore.store import from_url

from flows.orchestration.runners import RunnerNotInstalled, task_runner
from flows.settings import RunSettings
from sources.archive.shared_store import SharedStore
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from tests.clients.installed import installed
from tests.warehouse.object_storage import object_storage
from warehouse.publishing.upload import upload
from warehouse.snapshots.channels import list_snapshots

STORE = "s3://bucket/cmsfees"
SERIES = ("--series", "pfs-rvu", "--series", "opps", "--series", "asc")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_sample(write_site(tmp_path_factory.mktemp("site"))) as address:
        yield address


def backfill(home: Path, url: str, **settings: str) -> dict[str, Any]:
    """The report of a whole backfill by a process of its own."""
    own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
    env = {**os.environ, **own, "CMSFEES_ACCEPT_AMA_LICENSE": "true", **settings}
    command = [sys.executable, "-m", "flows.cli.main", "backfill", *SERIES, "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def run_inline(tmp_path_factory: pytest.TempPathFactory, url: str) -> dict[str, Any]:
    """The same on threads of one process."""
    return backfill(tmp_path_factory.mktemp("threads"), url)


@contextmanager
def dask_workers() -> Iterator[str]:
    """Two worker processes; yields their scheduler's address."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_snapshot_as_threads(
    tmp_path: Path, url: str, run_inline: dict[str, Any]
) -> None:
    with dask_workers() as address:
        there = backfill(tmp_path / "dask", url, CMSFEES_RUNNER="dask", CMSFEES_RUNNER_ADDRESS=address)
    assert there["snapshot"] == run_inline["snapshot"]
    assert there["is_new"]


@pytest.mark.slow
def test_ray_gives_the_same_snapshot_as_threads(tmp_path: Path, url: str, run_inline: dict[str, Any]) -> None:
    packages = str(installed("ray"))
    there = backfill(tmp_path / "ray", url, CMSFEES_RUNNER="ray", PYTHONPATH=packages)
    assert there["snapshot"] == run_inline["snapshot"]
    assert there["is_new"]


@pytest.mark.slow
def test_dask_workers_without_a_shared_folder_conform_by_object_storage(
    tmp_path: Path, url: str, run_inline: dict[str, Any]
) -> None:
    """Zips and conformed files travel by S3, a second data root finds them there, and so is the snapshot."""
    with object_storage() as variables, patch.dict(os.environ, variables), dask_workers() as address:
        cluster = {"CMSFEES_RUNNER": "dask", "CMSFEES_RUNNER_ADDRESS": address, "CMSFEES_STORE": STORE}
        there = backfill(tmp_path / "dask", url, **cluster)
        made = conformed_names(tmp_path / "dask")
        assert there["snapshot"] == run_inline["snapshot"]
        assert made
        assert not [name for name in made if not SharedStore(STORE).holds(name)]
        second = backfill(tmp_path / "second", url, CMSFEES_STORE=STORE)
        assert second["snapshot"] == run_inline["snapshot"]
        assert conformed_names(tmp_path / "second") == made
        assert "conform" in steps(tmp_path / "dask")
        assert "conform" not in steps(tmp_path / "second")
        [snapshot] = list_snapshots(tmp_path / "dask/snapshots")
        upload(snapshot, STORE)
        assert digest_in(STORE, tmp_path) == snapshot.manifest["content_digest"]


@pytest.mark.slow
def test_ray_workers_without_a_shared_folder_conform_by_object_storage(
    tmp_path: Path, url: str, run_inline: dict[str, Any]
) -> None:
    with object_storage() as variables, patch.dict(os.environ, variables):
        ray = {"CMSFEES_RUNNER": "ray", "PYTHONPATH": str(installed("ray")), "CMSFEES_STORE": STORE}
        there = backfill(tmp_path / "ray", url, **ray)
        made = conformed_names(tmp_path / "ray")
        assert made
        assert not [name for name in made if not SharedStore(STORE).holds(name)]
        [snapshot] = list_snapshots(tmp_path / "ray/snapshots")
        upload(snapshot, STORE)
        assert digest_in(STORE, tmp_path) == snapshot.manifest["content_digest"]
    assert there["snapshot"] == run_inline["snapshot"]


def conformed_names(home: Path) -> list[str]:
    """Each conformed release's last file, as it is named in the object storage."""
    return sorted(file.relative_to(home).as_posix() for file in home.glob("conformed/*/*/files.json"))


def steps(home: Path) -> set[str]:
    """Kinds of work that the data root's runs timed."""
    return {json.loads(line)["step"] for file in home.glob("runs/*/timings.jsonl") for line in file.open()}


def digest_in(url: str, folder: Path) -> str:
    """Content digest in the database to which the channel `latest` of the object storage leads."""
    store = from_url(url)
    snapshot = obstore.get(store, "latest").bytes().to_bytes().decode().strip()
    copy = folder / "copy.duckdb"
    copy.write_bytes(obstore.get(store, f"{snapshot}/cmsfees.duckdb").bytes().to_bytes())
    with duckdb.connect(copy, read_only=True) as con:
        [(digest,)] = con.execute("SELECT content_digest FROM snapshot").fetchall()
    return str(digest)


def test_a_runner_that_is_not_installed_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_ray", None)
    with pytest.raises(RunnerNotInstalled, match=r"pip install 'cmsfees\[ray\]'"):
        task_runner(RunSettings(runner="ray"))
