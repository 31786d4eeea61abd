"""Beyond one machine: conforming on a cluster of separate worker processes gives the same snapshot."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from flows.orchestration.runners import RunnerNotInstalled, task_runner
from flows.settings import RunSettings
from sources.archive.shared_store import SharedStore
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from tests.flows.clusters import (
    STORE,
    backfill,
    conformed_names,
    dask_workers,
    digest_in,
    ray_workers,
    timings,
)
from tests.warehouse.object_storage import object_storage
from warehouse.publishing.upload import upload
from warehouse.snapshots.channels import list_snapshots

Backfilled = Callable[..., dict[str, Any]]
SERIES = ("--series", "pfs-rvu", "--series", "opps", "--series", "asc")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_sample(write_site(tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture(scope="module")
def backfilled(url: str, prefect_tables: Path) -> Backfilled:
    """`backfilled(home, **settings)`: the report of a backfill into a data root with Prefect's tables."""

    def run(home: Path, **settings: str) -> dict[str, Any]:
        shutil.copytree(prefect_tables, home / "prefect")
        return backfill(home, url, *SERIES, **settings)

    return run


@pytest.fixture(scope="module")
def run_inline(tmp_path_factory: pytest.TempPathFactory, backfilled: Backfilled) -> dict[str, Any]:
    """The same on threads of one process."""
    return backfilled(tmp_path_factory.mktemp("threads"))


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_snapshot_as_threads(
    tmp_path: Path, backfilled: Backfilled, run_inline: dict[str, Any]
) -> None:
    with dask_workers() as cluster:
        there = backfilled(tmp_path / "dask", **cluster)
    assert there["snapshot"] == run_inline["snapshot"]
    assert there["is_new"]


@pytest.mark.slow
def test_ray_gives_the_same_snapshot_as_threads(
    tmp_path: Path, backfilled: Backfilled, run_inline: dict[str, Any]
) -> None:
    with ray_workers() as cluster:
        there = backfilled(tmp_path / "ray", **cluster)
    assert there["snapshot"] == run_inline["snapshot"]
    assert there["is_new"]


@pytest.mark.slow
def test_dask_workers_without_a_shared_folder_conform_by_object_storage(
    tmp_path: Path, backfilled: Backfilled, run_inline: dict[str, Any]
) -> None:
    """Zips and conformed files travel by S3, a second data root finds them there, and so is the snapshot."""
    with object_storage() as variables, patch.dict(os.environ, variables), dask_workers() as cluster:
        there = backfilled(tmp_path / "dask", CMSFEES_STORE=STORE, **cluster)
        made = conformed_names(tmp_path / "dask")
        assert there["snapshot"] == run_inline["snapshot"]
        assert made
        assert not [name for name in made if not SharedStore(STORE).holds(name)]
        second = backfilled(tmp_path / "second", CMSFEES_STORE=STORE)
        assert second["snapshot"] == run_inline["snapshot"]
        assert conformed_names(tmp_path / "second") == made
        assert "conform" in steps(tmp_path / "dask")
        assert "conform" not in steps(tmp_path / "second")
        [snapshot] = list_snapshots(tmp_path / "dask/snapshots")
        upload(snapshot, STORE)
        assert digest_in(STORE, tmp_path) == snapshot.manifest["content_digest"]


@pytest.mark.slow
def test_ray_workers_without_a_shared_folder_conform_by_object_storage(
    tmp_path: Path, backfilled: Backfilled, run_inline: dict[str, Any]
) -> None:
    with object_storage() as variables, patch.dict(os.environ, variables), ray_workers() as cluster:
        there = backfilled(tmp_path / "ray", CMSFEES_STORE=STORE, **cluster)
        made = conformed_names(tmp_path / "ray")
        assert made
        assert not [name for name in made if not SharedStore(STORE).holds(name)]
        [snapshot] = list_snapshots(tmp_path / "ray/snapshots")
        upload(snapshot, STORE)
        assert digest_in(STORE, tmp_path) == snapshot.manifest["content_digest"]
    assert there["snapshot"] == run_inline["snapshot"]


def steps(home: Path) -> set[str]:
    """Kinds of work that the data root's runs timed."""
    return {timing["step"] for timing in timings(home)}


def test_a_runner_that_is_not_installed_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_ray", None)
    with pytest.raises(RunnerNotInstalled, match=r"pip install 'cmsfees\[ray\]'"):
        task_runner(RunSettings(runner="ray"))
