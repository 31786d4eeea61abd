"""Delete what killed runs left behind."""

import logging
import shutil
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from flows.runs.run_folder import Run, is_held, unfinished
from sources.atomic import ABANDONED, remove_abandoned
from sources.settings import Settings

log = logging.getLogger("cmsfees.leftovers")
ALONE = 60.0  # seconds; leaves time for commands that are not runs, such as import and promote
PATTERNS = (  # names used by earlier versions
    "archive/partial/*.tmp",
    "conformed/*/.partial-*",
    "snapshots/.latest-*",
    "snapshots/.stable-*",
    "snapshots/.channels.json-*",
    "snapshots/.removed-*",
    "snapshots/.staging-*",
)


def sweep(settings: Settings, run: Run, alone: float = ALONE) -> list[Path]:
    """Delete temporary files that no process can still be writing; return their paths.

    While another run is active, only files older than a day; otherwise files older than a minute.
    """
    others = [folder for folder in unfinished(settings.home) if folder != run.folder and is_held(folder)]
    age = ABANDONED if others else alone
    removed = [
        path
        for root in (settings.archive, settings.conformed, settings.snapshots, settings.home / "runs")
        for path in remove_abandoned(root, age)
    ]
    removed += list(_earlier(settings.home, time.time() - age))
    if removed:
        log.info("deleted %d leftover files of killed runs", len(removed))
    return removed


def remove_superseded(folders: Collection[Path], older_than: float = ABANDONED) -> list[Path]:
    """Delete folders conformed from the same zips by other versions of code or corrections; return them.

    `folders` are those this version reads. A process with another version conforms its folders again.
    """
    before, removed = time.time() - older_than, []
    for folder in (folder for folder in folders if folder.is_dir()):
        sha256 = folder.name.partition("-")[0]
        for other in folder.parent.glob(f"{sha256}-*"):
            if other not in folders and other.stat().st_mtime <= before:
                shutil.rmtree(other)
                removed.append(other)
    if removed:
        log.info("deleted %d folders conformed by other versions", len(removed))
    return removed


def _earlier(home: Path, before: float) -> Iterator[Path]:
    for path in [found for pattern in PATTERNS for found in home.glob(pattern)]:
        if path.lstat().st_mtime <= before:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
            yield path
