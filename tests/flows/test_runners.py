"""Beyond one machine: conforming on a cluster of separate worker processes gives the same snapshot."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.orchestration.runners import RunnerNotInstalled, task_runner
from flows.settings import RunSettings
from sources.sample.serve import serve
from sources.sample.write import write_site
from tests.clients.installed import installed

SERIES = ("--series", "pfs-rvu", "--series", "opps", "--series", "asc")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(write_site(tmp_path_factory.mktemp("site"))) as address:
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


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_snapshot_as_threads(
    tmp_path: Path, url: str, run_inline: dict[str, Any]
) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        there = backfill(tmp_path / "dask", url, CMSFEES_RUNNER="dask", CMSFEES_RUNNER_ADDRESS=address)
    assert there["snapshot"] == run_inline["snapshot"]
    assert there["is_new"]


@pytest.mark.slow
def test_ray_gives_the_same_snapshot_as_threads(tmp_path: Path, url: str, run_inline: dict[str, Any]) -> None:
    packages = str(installed("ray"))
    there = backfill(tmp_path / "ray", url, CMSFEES_RUNNER="ray", PYTHONPATH=packages)
    assert there["snapshot"] == run_inline["snapshot"]
    assert there["is_new"]


def test_a_runner_that_is_not_installed_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_ray", None)
    with pytest.raises(RunnerNotInstalled, match=r"pip install 'cmsfees\[ray\]'"):
        task_runner(RunSettings(runner="ray"))
