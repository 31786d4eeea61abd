"""Which snapshots are published under a folder, and which of them a channel points to.

snapshots/2026Q1-1a2b3c4d/    immutable: cmsfees.duckdb, parquet/, manifest.json, CHANGES.md, changes.parquet
snapshots/latest, stable      channels: symbolic links, replaced atomically
"""

from pathlib import Path

CHANNELS = ("latest", "stable")
MANIFEST = "manifest.json"
DATABASE = "cmsfees.duckdb"


class NoSuchSnapshot(LookupError):
    """Neither a channel nor the id of a published snapshot."""


def snapshot_folders(snapshots: Path) -> list[Path]:
    """Folder of every published snapshot, in the order of their ids."""
    found = (path.parent for path in snapshots.glob(f"[!.]*/{MANIFEST}"))
    return sorted(folder for folder in found if not folder.is_symlink())


def resolve(snapshots: Path, name: str = "latest") -> Path:
    """The folder of a channel's snapshot or of an id, with no link in its path.

    DuckDB caches an open database by its path: open what this returns, and resolve again to see what was
    published since. Raises `NoSuchSnapshot`.
    """
    path = snapshots / name
    if not (path / MANIFEST).is_file():
        channels = [channel for channel in CHANNELS if (snapshots / channel).exists()]
        known = ", ".join([*channels, *(folder.name for folder in snapshot_folders(snapshots))])
        todo = f"there are: {known}" if known else "nothing is published there yet. To do: run a refresh"
        raise NoSuchSnapshot(f"no snapshot {name!r} in {snapshots}; {todo}")
    return path.resolve()
