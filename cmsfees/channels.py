"""Find the published snapshots in a folder and resolve the channels that point to them.

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
    """The name is neither a channel nor the id of a published snapshot."""


class SnapshotDamaged(NoSuchSnapshot):
    """A snapshot exists but is incomplete or damaged."""


def snapshot_folders(snapshots: Path) -> list[Path]:
    """Return every folder named like a snapshot, readable or not, sorted by id."""
    named = (path for path in snapshots.glob("[!.]*") if SNAPSHOT_ID.fullmatch(path.name))
    return sorted(path for path in named if path.is_dir() and not path.is_symlink())


def channel_targets(snapshots: Path) -> dict[str, str]:
    """Return the id that each channel points to, whether or not that snapshot exists."""
    links = (path for path in snapshots.glob("[!.]*") if path.is_symlink())
    return {path.name: path.readlink().name for path in sorted(links)}


def resolve(snapshots: Path, name: str = "latest") -> Path:
    """Return the real path of a channel's snapshot folder, or of a snapshot id's.

    DuckDB caches an open database by path, so open the returned path, and resolve again to see newer
    snapshots. Raises `NoSuchSnapshot`, or `SnapshotDamaged` if the manifest or database is missing.
    """
    is_name = CHANNEL_NAME.fullmatch(name) or SNAPSHOT_ID.fullmatch(name)
    folder = (snapshots / name).resolve()
    if not is_name or not folder.is_dir():
        known = ", ".join([*channel_targets(snapshots), *(path.name for path in snapshot_folders(snapshots))])
        todo = f"available: {known}" if known else "nothing is published yet. To do: run `cmsfees refresh`"
        raise NoSuchSnapshot(f"no snapshot {name!r} in {snapshots}; {todo}")
    for needed in (MANIFEST, DATABASE):
        if not (folder / needed).is_file():
            raise SnapshotDamaged(f"{folder} lacks {needed}. To do: run `cmsfees repair`, or roll back.")
    return folder
