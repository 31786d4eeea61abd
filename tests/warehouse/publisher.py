"""Publishes a release in a process that tests can kill: publisher.py ROOT WORK [FILE_LIMIT]."""

import resource
import sys
from pathlib import Path

from tests.warehouse.handmade import Shelf, rvu
from tests.warehouse.publishing import publish_snapshot
from warehouse.publishing.publish import Published

SnapshotCopy = tuple[Path, list[str]]  # a folder of snapshots to be changed, and their ids


def publish_one(root: Path, work: str, file_limit: int | None = None) -> Published:
    """A snapshot of one release in which 99213 has these work RVUs; no file may grow beyond the limit."""
    shelf = Shelf(root / "conformed")
    revision = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", work), rvu("99214", "1.92")])
    if file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    return publish_snapshot(root / "snapshots", [revision], shelf.folders, wait=60)


if __name__ == "__main__":
    print(publish_one(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])).id)
