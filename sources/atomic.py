"""Files and folders that are whole or absent: written beside their place, flushed to disk, then renamed.

A process killed at any moment leaves at most a temporary name; `remove_abandoned` clears those.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

TEMPORARY = ".partial-"  # every temporary name begins so and ends in .tmp: `*.json` never matches one
FICLONE = 0x40049409  # ioctl of Linux: the target becomes a copy-on-write clone
ABANDONED = 24 * 3600.0  # seconds; nothing that we write takes as long


def write_atomic(path: Path, content: bytes | str, *, durable: bool = True) -> None:
    """The file keeps its old content or gets all of the new; not `durable`: a power cut may undo that."""
    beside = _write_beside(path, content, durable)
    try:
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    if durable:
        sync(path.parent)


def create_atomic(path: Path, content: bytes | str) -> bool:
    """The same under a name that must be free; False if it is taken, also by another process just now."""
    beside = _write_beside(path, content, durable=True)
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    sync(path.parent)
    return True


@contextmanager
def folder_atomic(final: Path) -> Iterator[Path]:
    """A folder to fill, which gets its name once the block has ended well.

    Where another process was quicker its folder stays: use this for content that the name decides.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    beside = temporary(final)
    beside.mkdir()
    try:
        yield beside
        rename_folder(beside, final)
    except OSError:
        if not final.is_dir():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def rename_folder(staged: Path, final: Path) -> None:
    """Every byte under the staged folder is on disk before the folder gets its name."""
    for path in [*staged.rglob("*"), staged]:
        sync(path)
    staged.chmod(0o755)
    staged.replace(final)
    sync(final.parent)


def copy_file(source: Path, target: Path) -> None:
    """A copy; it shares the bytes of the source where the file system can (XFS, Btrfs)."""
    with source.open("rb") as read, target.open("xb") as write:
        try:
            fcntl.ioctl(write, FICLONE, read.fileno())
        except OSError:
            shutil.copyfileobj(read, write, 1 << 24)


def temporary(path: Path) -> Path:
    """A name beside `path` that nothing else has."""
    return path.with_name(f"{TEMPORARY}{uuid4().hex[:12]}-{path.name}.tmp")


def remove_abandoned(root: Path, older_than: float = ABANDONED) -> list[Path]:
    """Removes what killed processes left below `root` at least so many seconds ago; returns its paths."""
    before = time.time() - older_than
    found = [path for path in root.rglob(f"{TEMPORARY}*") if path.lstat().st_mtime <= before]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return found


def sync(path: Path) -> None:
    """Makes the file, or the names in the folder, outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_beside(path: Path, content: bytes | str, durable: bool) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = temporary(path)
    try:
        with beside.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside
