"""A whole backfill by a process of its own, on threads or on a cluster of worker processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import obstore
import pytest
from obstore.store import from_url

from tests.clients.installed import installed

STORE = "s3://bucket/cmsfees"


def backfill(home: Path, url: str, *arguments: str, **settings: str) -> dict[str, Any]:
    """The report of a backfill of the site at `url` into the data root `home`."""
    own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
    env = {**os.environ, **own, "CMSFEES_ACCEPT_AMA_LICENSE": "true", **settings}
    command = [sys.executable, "-m", "flows.cli.main", "backfill", *arguments, "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return dict(json.loads(done.stdout))


@contextmanager
def dask_workers() -> Iterator[dict[str, str]]:
    """Two worker processes of Dask; yields the settings that lead a run to them."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield {"CMSFEES_RUNNER": "dask", "CMSFEES_RUNNER_ADDRESS": cluster.scheduler_address}


@contextmanager
def ray_workers() -> Iterator[dict[str, str]]:
    """The settings with which a run starts two worker processes of Ray."""
    packages = str(installed("ray"))
    yield {"CMSFEES_RUNNER": "ray", "CMSFEES_WORKERS": "2", "PYTHONPATH": packages}


def conformed_names(home: Path) -> list[str]:
    """Each conformed release's last file, as it is named in the object storage."""
    return sorted(file.relative_to(home).as_posix() for file in home.glob("conformed/*/*/files.json"))


def timings(home: Path) -> list[dict[str, Any]]:
    """What the data root's runs timed, in the order of its end."""
    return [json.loads(line) for file in home.glob("runs/*/timings.jsonl") for line in file.open()]


def digest_in(url: str, folder: Path) -> str:
    """Content digest in the database to which the channel `latest` of the object storage leads."""
    store = from_url(url)
    snapshot = obstore.get(store, "latest").bytes().to_bytes().decode().strip()
    copy = folder / "copy.duckdb"
    copy.write_bytes(obstore.get(store, f"{snapshot}/cmsfees.duckdb").bytes().to_bytes())
    with duckdb.connect(copy, read_only=True) as con:
        [(digest,)] = con.execute("SELECT content_digest FROM snapshot").fetchall()
    return str(digest)
