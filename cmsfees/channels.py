"""Which snapshots are published under a folder, and which of them a channel points to.

snapshots/2026Q1-1a2b3c4d/    immutable: cmsfees.duckdb, parquet/, manifest.json, CHANGES.md, changes.parquet
snapshots/latest, stable      channels: symbolic links, replaced atomically
"""

import re
from pathlib import Path

CHANNELS = ("latest", "stable")
MANIFEST = "manifest.json"
DATABASE = "cmsfees.duckdb"
CHANNEL_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
SNAPSHOT_ID = re.compile(r"(?:\d{4}Q\d|empty)-[0-9a-f]{8}")


class NoSuchSnapshot(LookupError):
    """Neither a channel nor the id of a published snapshot."""


class SnapshotDamaged(NoSuchSnapshot):
    """A snapshot is there and is not what was published."""


def snapshot_folders(snapshots: Path) -> list[Path]:
    """Every folder with a snapshot's name, readable or not, in the order of their ids."""
    named = (path for path in snapshots.glob("[!.]*") if SNAPSHOT_ID.fullmatch(path.name))
    return sorted(path for path in named if path.is_dir() and not path.is_symlink())


def channel_targets(snapshots: Path) -> dict[str, str]:
    """The id that each channel points to, whether or not that snapshot is there."""
    links = (path for path in snapshots.glob("[!.]*") if path.is_symlink())
    return {path.name: path.readlink().name for path in sorted(links)}


def resolve(snapshots: Path, name: str = "latest") -> Path:
    """The folder of a channel's snapshot or of an id, with no link in its path.

    DuckDB caches an open database by its path: open what this returns, and resolve again to see what was
    published since. Raises `NoSuchSnapshot`; `SnapshotDamaged` where the manifest or database is missing.
    """
    is_name = CHANNEL_NAME.fullmatch(name) or SNAPSHOT_ID.fullmatch(name)
    folder = (snapshots / name).resolve()
    if not is_name or not folder.is_dir():
        known = ", ".join([*channel_targets(snapshots), *(path.name for path in snapshot_folders(snapshots))])
        todo = f"there are: {known}" if known else "nothing is published there yet. To do: run a refresh"
        raise NoSuchSnapshot(f"no snapshot {name!r} in {snapshots}; {todo}")
    for needed in (MANIFEST, DATABASE):
        if not (folder / needed).is_file():
            raise SnapshotDamaged(f"{folder} lacks {needed}. To do: run `cmsfees repair`, or roll back.")
    return folder
