"""Published snapshots, and the channels that point to them.

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
    """The name is not valid for a channel."""


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: `manifest` as written, and the `channels` that point to it now."""

    id: str
    path: Path
    manifest: dict[str, Any]
    channels: tuple[str, ...]

    @property
    def database(self) -> Path:
        return self.path / DATABASE


def list_snapshots(snapshots: Path) -> list[Snapshot]:
    """Return every published snapshot, oldest first; log and skip those without a readable manifest."""
    found = []
    for folder in snapshot_folders(snapshots):
        try:
            found.append(_snapshot(folder))
        except SnapshotDamaged as error:
            log.warning("left out: %s", error)
    return sorted(found, key=lambda snapshot: str(snapshot.manifest["built_at"]))


def check_channel(name: str) -> None:
    """Raise `InvalidChannel` unless the name is valid: `latest`, `stable`, or one of your own."""
    if not CHANNEL_NAME.fullmatch(name) or SNAPSHOT_ID.fullmatch(name):
        raise InvalidChannel(
            f"{name!r} is not a channel name: use a lowercase letter, then letters, digits, - or _, "
            "but not a snapshot's id; `latest` and `stable` always exist"
        )


def promote(snapshots: Path, name: str = "latest", channel: str = "stable") -> Snapshot:
    """Point the channel to the snapshot; raises `SnapshotDamaged` unless its files are as published."""
    check_channel(channel)
    with publish_lock(snapshots):
        finish_moves(snapshots)
        folder = resolve(snapshots, name)
        require_whole(folder)
        point(snapshots, channel, folder.name)
    return _snapshot(folder)


def rollback(snapshots: Path, channel: str) -> Snapshot:
    """Point the channel back to the last snapshot before this one that still exists."""
    check_channel(channel)
    with publish_lock(snapshots):
        finish_moves(snapshots)
        now = channel_targets(snapshots).get(channel)
        if now is None:
            raise NoSuchSnapshot(f"no channel {channel!r} in {snapshots}; there are: {_listed(snapshots)}")
        earlier = [snapshot_id for snapshot_id in history(snapshots, channel) if snapshot_id != now]
        existing = [snapshot_id for snapshot_id in earlier if (snapshots / snapshot_id / MANIFEST).is_file()]
        if not existing:
            raise NoSuchSnapshot(_no_target(snapshots, channel, now, earlier))
        _move(snapshots, channel, existing[-1], "back")
    return _snapshot(snapshots / existing[-1])


def prune(snapshots: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` snapshots and those that channels point to; return the removed ids.

    Unreadable snapshots stay; `cmsfees verify` lists them.
    """
    with publish_lock(snapshots):
        finish_moves(snapshots)
        old = list_snapshots(snapshots)[: -keep or None]
        removed = [snapshot for snapshot in old if not snapshot.channels]
        for snapshot in removed:
            remove_folder(snapshot.path)
    return [snapshot.id for snapshot in removed]


def remove_folder(folder: Path) -> None:
    """Hide a snapshot immediately by renaming it, then delete it."""
    gone = folder.with_name(f".removed-{folder.name}")
    folder.replace(gone)
    shutil.rmtree(gone)


def point(snapshots: Path, channel: str, snapshot_id: str) -> None:
    """Move the channel forward to a snapshot; readers always see either the old or the new one."""
    _move(snapshots, channel, snapshot_id, "forward")


def history(snapshots: Path, channel: str) -> list[str]:
    """Return the ids that the channel pointed to, in order, without those rolled back."""
    stack: list[str] = []
    for move in moves(snapshots, channel):
        if move["move"] == "back" and move["id"] in stack:
            stack = stack[: stack.index(move["id"]) + 1]
        elif stack[-1:] != [move["id"]]:
            stack.append(move["id"])
    return stack


def moves(snapshots: Path, channel: str) -> list[dict[str, str]]:
    """Return every move of the channel, oldest first."""
    return [move for move in _all_moves(snapshots) if move["channel"] == channel]


def finish_moves(snapshots: Path) -> None:
    """Complete the moves that a killed process recorded but did not make."""
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
    """Describe what is wrong with the record of moves; empty if it is readable."""
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
    """Record the move, then make it: if the process is killed in between, the next publisher completes it."""
    earlier = _all_moves(snapshots)
    entry = {
        "channel": channel,
        "id": snapshot_id,
        "from": channel_targets(snapshots).get(channel, ""),
        "move": move,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    _write_moves(snapshots, [*earlier, entry | {"pending": "yes"}])
    _link(snapshots, channel, snapshot_id)
    _write_moves(snapshots, [*earlier, entry])


def _link(snapshots: Path, channel: str, snapshot_id: str) -> None:
    temporary_link = temporary(snapshots / channel)
    temporary_link.symlink_to(snapshot_id, target_is_directory=True)
    temporary_link.replace(snapshots / channel)
    sync(snapshots)


def _all_moves(snapshots: Path) -> list[dict[str, str]]:
    """Return all moves; empty if the record is unreadable (`_write_moves` keeps it as `.broken.json`)."""
    if fault := moves_fault(snapshots):
        log.warning("the earlier channel moves are unknown: %s", fault)
        return []
    path = snapshots / MOVES_FILE
    return list(json.loads(path.read_bytes())) if path.exists() else []


def _write_moves(snapshots: Path, entries: list[dict[str, str]]) -> None:
    path = snapshots / MOVES_FILE
    if moves_fault(snapshots):
        path.replace(path.with_suffix(".broken.json"))
    write_atomic(path, json.dumps(entries, indent=1) + "\n")


def _no_target(snapshots: Path, channel: str, now: str, earlier: list[str]) -> str:
    if fault := moves_fault(snapshots):
        return f"the target of {channel} before {now} is unknown: {fault}. To do: promote an id to it."
    if earlier:
        gone = ", ".join(earlier)
        return f"channel {channel} pointed to {gone} before {now}, and none of them exists any longer"
    return f"channel {channel} has never pointed to any snapshot other than {now}"


def _listed(snapshots: Path) -> str:
    return ", ".join(channel_targets(snapshots)) or "none"


def _pointing(folder: Path) -> Iterator[str]:
    return (name for name, target in channel_targets(folder.parent).items() if target == folder.name)


def _snapshot(folder: Path) -> Snapshot:
    return Snapshot(folder.name, folder, read_manifest(folder), tuple(_pointing(folder)))
