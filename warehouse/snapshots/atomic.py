"""Files that are whole or absent, and one publisher at a time."""

import os
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


def fsync_and_rename(staged: Path, final: Path) -> None:
    """Every byte under the staged folder is on disk before the folder gets its name."""
    for path in [*staged.rglob("*"), staged]:
        sync(path)
    staged.chmod(0o755)
    staged.replace(final)
    sync(final.parent)


def write_atomically(path: Path, text: str) -> None:
    """The file has its old text or all of the new one."""
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    beside.write_text(text, "utf-8")
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Makes the file, or the names in the folder, outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
