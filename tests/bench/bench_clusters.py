"""Conform the whole history on clusters that share no folder: `python -m tests.bench.bench_clusters SITE`.

Backfills the copy of CMS's site in the folder SITE three times, each into an empty data root: on threads, on
two Dask workers and on two Ray workers. The clusters' zips, conformed files and snapshot travel by an
S3-compatible server. Each snapshot must have the content digest of the first. `make clients` brings Ray.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import obstore
from obstore.store import from_url

from sources.sample.serve import serve_sample
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

CLUSTERS: dict[str, Callable[[], AbstractContextManager[dict[str, str]]]] = {
    "Dask, two workers, object storage": dask_workers,
    "Ray, two workers, object storage": ray_workers,
}


def main(site: Path) -> None:
    """Measure the three ways, refuse another digest, print the table row by row."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the storage's requests
    with serve_sample(site) as url, TemporaryDirectory() as folder:
        for row in _rows(url, Path(folder)):
            print(row, flush=True)


def _rows(url: str, folder: Path) -> Iterator[str]:
    yield f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} at the beginning\n"
    yield "| conformed on | zips | all of them, s | whole backfill, s | MB in storage |"
    yield "|---|---:|---:|---:|---:|"
    digest, row = _measured("threads of one process", url, folder / "threads", _no_cluster, "")
    yield row
    for way, cluster in CLUSTERS.items():
        with object_storage() as variables, patch.dict(os.environ, variables):
            there, row = _measured(way, url, folder / way.split(",")[0], cluster, STORE)
        assert there == digest, f"{way}: content digest {there}, on threads {digest}"
        yield row


def _measured(
    way: str, url: str, home: Path, cluster: Callable[[], AbstractContextManager[dict[str, str]]], store: str
) -> tuple[str, str]:
    """Content digest of the snapshot, from object storage where there is one, and the row of the table."""
    began = time.monotonic()
    with cluster() as led:
        backfill(home, url, CMSFEES_STORE=store, **led)
    wall = time.monotonic() - began
    [snapshot] = list_snapshots(home / "snapshots")
    digest, size = snapshot.manifest["content_digest"], 0
    if store:
        size = sum(each["size"] for page in obstore.list(from_url(store)) for each in page)
        upload(snapshot, store)
        digest = digest_in(store, home)
    jobs = _wall_of_jobs(home)
    zips = len(conformed_names(home))
    return digest, f"| {way} | {zips} | {jobs:.0f} | {wall:.0f} | {size / 1e6:,.0f} |"


@contextmanager
def _no_cluster() -> Iterator[dict[str, str]]:
    yield {}


def _wall_of_jobs(home: Path) -> float:
    """From the first job's begin to the last one's end."""
    jobs = [timing for timing in timings(home) if timing["step"] == "conform"]
    ends = [datetime.fromisoformat(job["ended_at"]).timestamp() for job in jobs]
    return float(max(ends) - min(end - job["seconds"] for end, job in zip(ends, jobs, strict=True)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
