"""Atomic writes: a file or folder is written under a temporary name, flushed to disk, then renamed.

A killed process leaves at most a temporary file, which `remove_abandoned` deletes.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

TEMPORARY = ".partial-"  # temporary names start with this and end in .tmp, so `*.json` never matches one
FICLONE = 0x40049409  # Linux ioctl that makes the target a copy-on-write clone
ABANDONED = 24 * 3600.0  # seconds; no write takes this long


def write_atomic(path: Path, content: bytes | str, *, durable: bool = True) -> None:
    """Replace the file's content atomically; unless `durable`, a power failure may undo the write."""
    staged = _write_temporary(path, content, durable)
    try:
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
    if durable:
        sync(path.parent)


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write the file unless it has this content; return whether it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomic(path, content, durable=False)
    return True


def create_atomic(path: Path, content: bytes | str) -> bool:
    """Create the file atomically; return False if the name exists, even if just created."""
    staged = _write_temporary(path, content, durable=True)
    try:
        os.link(staged, path)
    except FileExistsError:
        return False
    finally:
        staged.unlink()
    sync(path.parent)
    return True


@contextmanager
def folder_atomic(final: Path) -> Iterator[Path]:
    """Yield a temporary folder and rename it to `final` when the block succeeds.

    If another process created `final` first, its folder is kept: use this only for content-addressed names.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    staged = temporary(final)
    staged.mkdir()
    try:
        yield staged
        rename_folder(staged, final)
    except OSError:
        if not final.is_dir():
            raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def rename_folder(staged: Path, final: Path) -> None:
    """Flush every file under the staged folder to disk, then rename the folder to `final`."""
    for path in [*staged.rglob("*"), staged]:
        sync(path)
    staged.chmod(0o755)
    staged.replace(final)
    sync(final.parent)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file; on XFS and Btrfs the copy shares the source's blocks."""
    with source.open("rb") as read, target.open("xb") as write:
        try:
            fcntl.ioctl(write, FICLONE, read.fileno())
        except OSError:
            shutil.copyfileobj(read, write, 1 << 24)


def temporary(path: Path) -> Path:
    """Return a unique temporary name in the same folder as `path`."""
    return path.with_name(f"{TEMPORARY}{uuid4().hex[:12]}-{path.name}.tmp")


def remove_abandoned(root: Path, older_than: float = ABANDONED) -> list[Path]:
    """Delete temporary files under `root` older than `older_than` seconds; return their paths."""
    before = time.time() - older_than
    found = [path for path in root.rglob(f"{TEMPORARY}*") if path.lstat().st_mtime <= before]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return found


def sync(path: Path) -> None:
    """Flush a file or a folder's entries to disk, so that they survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_temporary(path: Path, content: bytes | str, durable: bool) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = temporary(path)
    try:
        with staged.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged
