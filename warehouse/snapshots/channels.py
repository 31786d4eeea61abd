"""The snapshots that are published, and the channels that point to one of them.

snapshots/2026Q1-1a2b3c4d/    immutable: cmsfees.duckdb, parquet/, manifest.json, CHANGES.md, changes.parquet
snapshots/latest, stable      channels: symbolic links, replaced atomically
snapshots/channels.json       every move of a channel
"""

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cmsfees.channels import (
    CHANNEL_NAME,
    DATABASE,
    MANIFEST,
    SNAPSHOT_ID,
    NoSuchSnapshot,
    SnapshotDamaged,
    channel_targets,
    resolve,
    snapshot_folders,
)
from sources.atomic import sync, temporary, write_atomic
from warehouse.snapshots.integrity import read_manifest, require_whole
from warehouse.snapshots.publish_lock import publish_lock

MOVES_FILE = "channels.json"
FIELDS = ("channel", "id", "from", "move", "at")
log = logging.getLogger("cmsfees.snapshots")


class InvalidChannel(ValueError):
    """The name cannot be a channel's."""


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
    """Every published snapshot, oldest first; one without a readable manifest is left out and logged."""
    found = []
    for folder in snapshot_folders(snapshots):
        try:
            found.append(_snapshot(folder))
        except SnapshotDamaged as error:
            log.warning("left out: %s", error)
    return sorted(found, key=lambda snapshot: str(snapshot.manifest["built_at"]))


def check_channel(name: str) -> None:
    """Raises `InvalidChannel` unless the name can be a channel's: `latest`, `stable`, or one of your own."""
    if not CHANNEL_NAME.fullmatch(name) or SNAPSHOT_ID.fullmatch(name):
        raise InvalidChannel(
            f"{name!r} cannot be a channel: write a lower-case letter, then letters, digits, - or _, "
            "and no snapshot's id; `latest` and `stable` are there from the start"
        )


def promote(snapshots: Path, name: str = "latest", channel: str = "stable") -> Snapshot:
    """Points the channel to the snapshot, if its files are as published; raises `SnapshotDamaged` if not."""
    check_channel(channel)
    with publish_lock(snapshots):
        finish_moves(snapshots)
        folder = resolve(snapshots, name)
        require_whole(folder)
        point(snapshots, channel, folder.name)
    return _snapshot(folder)


def rollback(snapshots: Path, channel: str) -> Snapshot:
    """Points the channel to the snapshot that it pointed to before and that is still there."""
    check_channel(channel)
    with publish_lock(snapshots):
        finish_moves(snapshots)
        now = channel_targets(snapshots).get(channel)
        if now is None:
            raise NoSuchSnapshot(f"no channel {channel!r} in {snapshots}; there are: {_listed(snapshots)}")
        earlier = [one for one in history(snapshots, channel) if one != now]
        there = [one for one in earlier if (snapshots / one / MANIFEST).is_file()]
        if not there:
            raise NoSuchSnapshot(_nowhere_to_go(snapshots, channel, now, earlier))
        _move(snapshots, channel, there[-1], "back")
    return _snapshot(snapshots / there[-1])


def prune(snapshots: Path, keep: int) -> list[str]:
    """Removes all but the newest `keep` snapshots and those a channel points to; returns the removed ids.

    Snapshots that cannot be read stay; `cmsfees verify` names them.
    """
    with publish_lock(snapshots):
        finish_moves(snapshots)
        old = list_snapshots(snapshots)[: -keep or None]
        removed = [snapshot for snapshot in old if not snapshot.channels]
        for snapshot in removed:
            remove_folder(snapshot.path)
    return [snapshot.id for snapshot in removed]


def remove_folder(folder: Path) -> None:
    """Takes a snapshot out of sight at once, then deletes it."""
    gone = folder.with_name(f".removed-{folder.name}")
    folder.replace(gone)
    shutil.rmtree(gone)


def point(snapshots: Path, channel: str, snapshot_id: str) -> None:
    """Moves the channel forward to a snapshot; readers see the old one or the new one, never neither."""
    _move(snapshots, channel, snapshot_id, "forward")


def history(snapshots: Path, channel: str) -> list[str]:
    """Ids that the channel pointed to in their order, those that were rolled back left out."""
    stack: list[str] = []
    for move in moves(snapshots, channel):
        if move["move"] == "back" and move["id"] in stack:
            stack = stack[: stack.index(move["id"]) + 1]
        elif stack[-1:] != [move["id"]]:
            stack.append(move["id"])
    return stack


def moves(snapshots: Path, channel: str) -> list[dict[str, str]]:
    """Every move of the channel, oldest first."""
    return [move for move in _all_moves(snapshots) if move["channel"] == channel]


def finish_moves(snapshots: Path) -> None:
    """Makes the moves that a killed process recorded and did not make."""
    log_of_moves = _all_moves(snapshots)
    pending = [move for move in log_of_moves if move.get("pending")]
    if not pending:
        return
    for move in pending:
        if (snapshots / move["id"]).is_dir():
            _link(snapshots, move["channel"], move["id"])
    done = [move for move in log_of_moves if move not in pending or (snapshots / move["id"]).is_dir()]
    _write_moves(snapshots, [{name: move[name] for name in FIELDS} for move in done])


def moves_fault(snapshots: Path) -> str:
    """What is wrong with the record of moves; empty if it can be read."""
    path = snapshots / MOVES_FILE
    try:
        entries = json.loads(path.read_bytes())
        broken = [entry for entry in entries if not set(FIELDS) <= set(entry)]
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, TypeError) as error:
        return f"{path} cannot be read ({error})"
    return f"{path}: an entry lacks one of {', '.join(FIELDS)}" if broken else ""


def _move(snapshots: Path, channel: str, snapshot_id: str, move: str) -> None:
    """Recorded before it is made: whoever is killed in between, the next publisher finishes the move."""
    made = _all_moves(snapshots)
    entry = {
        "channel": channel,
        "id": snapshot_id,
        "from": channel_targets(snapshots).get(channel, ""),
        "move": move,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    _write_moves(snapshots, [*made, entry | {"pending": "yes"}])
    _link(snapshots, channel, snapshot_id)
    _write_moves(snapshots, [*made, entry])


def _link(snapshots: Path, channel: str, snapshot_id: str) -> None:
    beside = temporary(snapshots / channel)
    beside.symlink_to(snapshot_id, target_is_directory=True)
    beside.replace(snapshots / channel)
    sync(snapshots)


def _all_moves(snapshots: Path) -> list[dict[str, str]]:
    """None where the record cannot be read: `_write_moves` keeps it aside, `cmsfees verify` names it."""
    if fault := moves_fault(snapshots):
        log.warning("the moves of channels before now are not known: %s", fault)
        return []
    path = snapshots / MOVES_FILE
    return list(json.loads(path.read_bytes())) if path.exists() else []


def _write_moves(snapshots: Path, entries: list[dict[str, str]]) -> None:
    path = snapshots / MOVES_FILE
    if moves_fault(snapshots):
        path.replace(path.with_suffix(".broken.json"))
    write_atomic(path, json.dumps(entries, indent=1) + "\n")


def _nowhere_to_go(snapshots: Path, channel: str, now: str, earlier: list[str]) -> str:
    if fault := moves_fault(snapshots):
        return f"where {channel} pointed before {now} is not known: {fault}. To do: promote an id to it."
    if earlier:
        gone = ", ".join(earlier)
        return f"channel {channel} pointed to {gone} before {now}, and none of them is there any longer"
    return f"channel {channel} has never pointed to another snapshot than {now}"


def _listed(snapshots: Path) -> str:
    return ", ".join(channel_targets(snapshots)) or "none"


def _pointing(folder: Path) -> Iterator[str]:
    return (name for name, target in channel_targets(folder.parent).items() if target == folder.name)


def _snapshot(folder: Path) -> Snapshot:
    return Snapshot(folder.name, folder, read_manifest(folder), tuple(_pointing(folder)))
