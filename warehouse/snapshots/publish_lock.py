"""One publisher at a time, in a folder that nobody sees until it is whole."""

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
    """The right to change the folder, one process at a time; the system takes it back from a killed one."""
    snapshots.mkdir(parents=True, exist_ok=True)
    lock = FileLock(snapshots / ".lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise PublisherBusy(
            f"another process is publishing to {snapshots} and was not done after {wait:g} s. "
            "To do: let it finish and run again, or wait longer."
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging_folder(snapshots: Path) -> Iterator[Path]:
    """A folder beside the snapshots that never outlives the work, nor the next run if this one is killed."""
    for leftover in [*snapshots.glob(f"{STAGING}*"), *snapshots.glob(".removed-*")]:
        shutil.rmtree(leftover)
    folder = Path(mkdtemp(prefix=STAGING, dir=snapshots))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
