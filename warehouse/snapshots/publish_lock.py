"""One publisher at a time, in a folder that stays invisible until it is complete."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock, Timeout

STAGING = ".staging-"


class PublisherBusy(RuntimeError):
    """Another process is publishing to the same folder."""


@contextmanager
def publish_lock(snapshots: Path, wait: float = 0) -> Iterator[None]:
    """Lock the folder for one process; the operating system releases the lock if the process dies."""
    snapshots.mkdir(parents=True, exist_ok=True)
    lock = FileLock(snapshots / ".lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise PublisherBusy(
            f"another process is publishing to {snapshots} and did not finish within {wait:g} s. "
            "To do: let it finish and run again, or wait longer."
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging_folder(snapshots: Path) -> Iterator[Path]:
    """Create a staging folder next to the snapshots; it is removed after the work, or by the next run."""
    for leftover in [*snapshots.glob(f"{STAGING}*"), *snapshots.glob(".removed-*")]:
        shutil.rmtree(leftover)
    folder = Path(mkdtemp(prefix=STAGING, dir=snapshots))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
