"""The snapshots that are published, and the channels that point to one of them.

snapshots/2026Q1-1a2b3c4d/    immutable: cmsfees.duckdb, parquet/, manifest.json, CHANGES.md, changes.parquet
snapshots/latest, stable      channels: symbolic links, replaced atomically
snapshots/channels.json       every move of a channel
"""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cmsfees.channels import CHANNELS, DATABASE, MANIFEST, NoSuchSnapshot, resolve, snapshot_folders
from warehouse.snapshots.atomic import publish_lock, sync, write_atomically

MOVES_FILE = "channels.json"


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot; `manifest` as written, `channels` that point to it now."""

    id: str
    path: Path
    manifest: dict[str, Any]
    channels: tuple[str, ...]

    @property
    def database(self) -> Path:
        return self.path / DATABASE


def list_snapshots(snapshots: Path) -> list[Snapshot]:
    """Every published snapshot, oldest first."""
    found = (_snapshot(folder) for folder in snapshot_folders(snapshots))
    return sorted(found, key=lambda one: one.manifest["built_at"])


def promote(snapshots: Path, name: str = "latest", channel: str = "stable") -> Snapshot:
    """Points the channel to the snapshot."""
    with publish_lock(snapshots):
        folder = resolve(snapshots, name)
        point(snapshots, channel, folder.name)
    return _snapshot(folder)


def rollback(snapshots: Path, channel: str) -> Snapshot:
    """Points the channel to the snapshot it pointed to before."""
    with publish_lock(snapshots):
        now = resolve(snapshots, channel).name
        before = [one for one in history(snapshots, channel) if one != now and (snapshots / one).is_dir()]
        if not before:
            raise NoSuchSnapshot(f"channel {channel} has never pointed to another snapshot than {now}")
        _move(snapshots, channel, before[-1], "back")
    return _snapshot(snapshots / before[-1])


def prune(snapshots: Path, keep: int) -> list[str]:
    """Removes all but the newest `keep` snapshots and those a channel points to; returns the removed ids."""
    with publish_lock(snapshots):
        old = list_snapshots(snapshots)[: -keep or None]
        removed = [one for one in old if not one.channels]
        for one in removed:
            gone = snapshots / f".removed-{one.id}"
            one.path.replace(gone)
            shutil.rmtree(gone)
    return [one.id for one in removed]


def point(snapshots: Path, channel: str, snapshot_id: str) -> None:
    """Moves the channel forward to a snapshot; readers see the old one or the new one, never neither."""
    _move(snapshots, channel, snapshot_id, "forward")


def history(snapshots: Path, channel: str) -> list[str]:
    """Ids that the channel pointed to in their order, those that were rolled back left out."""
    stack: list[str] = []
    for move in moves(snapshots, channel):
        if move["move"] == "back":
            stack = stack[: stack.index(move["id"]) + 1]
        elif stack[-1:] != [move["id"]]:
            stack.append(move["id"])
    return stack


def moves(snapshots: Path, channel: str) -> list[dict[str, str]]:
    """Every move of the channel, oldest first."""
    return [move for move in _all_moves(snapshots) if move["channel"] == channel]


def _move(snapshots: Path, channel: str, snapshot_id: str, move: str) -> None:
    before = (snapshots / channel).resolve().name
    beside = snapshots / f".{channel}-{os.getpid()}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(snapshot_id, target_is_directory=True)
    beside.replace(snapshots / channel)
    sync(snapshots)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"channel": channel, "id": snapshot_id, "from": before, "move": move, "at": at}
    write_atomically(snapshots / MOVES_FILE, json.dumps([*_all_moves(snapshots), entry], indent=1) + "\n")


def _all_moves(snapshots: Path) -> list[dict[str, str]]:
    log = snapshots / MOVES_FILE
    return list(json.loads(log.read_text("utf-8"))) if log.exists() else []


def _snapshot(folder: Path) -> Snapshot:
    pointing = tuple(c for c in CHANNELS if (folder.parent / c).resolve() == folder.resolve())
    return Snapshot(folder.name, folder, json.loads((folder / MANIFEST).read_text("utf-8")), pointing)
