"""Conformed releases to a published snapshot: all of it, or nothing and the one before stays served."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cmsfees.channels import DATABASE
from sources.records import Revision
from warehouse.build.build_file import build, tables_version, unchanged
from warehouse.build.digest import TableDigests, table_digests, views_version
from warehouse.build.step_hook import StepHook, run_now
from warehouse.changes.report import write_changes
from warehouse.database import reading, writing
from warehouse.publishing.export import write_parquet
from warehouse.publishing.published_parity import score
from warehouse.publishing.run_checks import raise_if_blocked, run_checks
from warehouse.snapshots.atomic import fsync_and_rename, publish_lock, staging_folder
from warehouse.snapshots.channels import Snapshot, list_snapshots, moves, point
from warehouse.snapshots.manifest import write_manifest, write_snapshot_row

Folders = Mapping[str, Path]


class SnapshotWriteFailed(OSError):
    """The disk did not take the snapshot; the one before stays served."""


@dataclass(frozen=True)
class Published:
    """The snapshot that holds these releases; not new if it had been published before."""

    id: str
    path: Path
    is_new: bool


def publish(
    snapshots: Path,
    revisions: Sequence[Revision],
    folders: Folders,
    wait: float = 0,
    step: StepHook = run_now,
) -> Published:
    """Builds, checks and publishes a snapshot of the revisions, and points `latest` to it.

    `folders` are the conformed folders by SHA-256 of the zip; `step` does each part of the work. Raises
    `ChecksFailed`, `NotWritten`, and `PublisherBusy` when another process is still publishing after `wait`
    seconds. Killed at any moment it leaves the last snapshot served, and the next call finishes the work.
    """
    with publish_lock(snapshots, wait):
        held = list_snapshots(snapshots)
        inputs = inputs_digest(revisions, folders)
        same = next((one for one in held if one.manifest["inputs"] == inputs), None)
        if same:
            return _serve(snapshots, same.id, is_new=False)
        with staging_folder(snapshots) as folder, _named(snapshots):
            snapshot_id = _stage(folder, revisions, folders, _latest(held), inputs, step)
            is_new = not (snapshots / snapshot_id).exists()
            if is_new:
                step("settle", lambda: fsync_and_rename(folder, snapshots / snapshot_id))
        return _serve(snapshots, snapshot_id, is_new)


def inputs_digest(revisions: Sequence[Revision], folders: Folders) -> str:
    """Changes with the releases, their bytes, the transforms, and the code that builds."""
    lines = [
        f"{one.id} {one.service_from} {one.service_to} {one.published_on} {folders[file.sha256].name}"
        for one in revisions
        for file in one.files
    ]
    code = [tables_version(), views_version()]
    return hashlib.sha256("\n".join([*sorted(lines), *code]).encode()).hexdigest()


def _stage(
    folder: Path,
    revisions: Sequence[Revision],
    folders: Folders,
    previous: Snapshot | None,
    inputs: str,
    step: StepHook,
) -> str:
    """A whole snapshot in the folder; returns its id."""
    built = build(folder / DATABASE, revisions, folders, previous.database if previous else None, step)
    known = _reused_tables(previous, revisions, folders) if previous else {}
    with writing(built) as con:
        step("parity", lambda: score(con))
        step("check", lambda: raise_if_blocked(run_checks(con)))
        said = step("digest", lambda: table_digests(con, known))
        row = write_snapshot_row(con, said, inputs)
        step("changes", lambda: write_changes(con, folder, previous))
        step("export", lambda: write_parquet(con, folder / "parquet", said, previous))
    with reading(built) as con:
        write_manifest(con, folder, row, said)
    return str(row["id"])


def _reused_tables(previous: Snapshot, revisions: Sequence[Revision], folders: Folders) -> TableDigests:
    """What the snapshot before says in the tables that are the same in this one."""
    tables = previous.manifest["tables"]
    same = unchanged(previous.database, revisions, folders)
    return {name: (tables[name]["rows"], tables[name]["digest"]) for name in same & tables.keys()}


def _latest(held: Sequence[Snapshot]) -> Snapshot | None:
    return next((one for one in held if "latest" in one.channels), None)


@contextmanager
def _named(snapshots: Path) -> Iterator[None]:
    """DuckDB and the system have many words for a disk that is full or failing."""
    try:
        yield
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        free = shutil.disk_usage(snapshots).free / 1e6
        raise SnapshotWriteFailed(
            f"{snapshots}: the snapshot could not be written ({error}); {free:.0f} MB are free, "
            "the last snapshot stays served. To do: make room, then run again."
        ) from error


def _serve(snapshots: Path, snapshot_id: str, is_new: bool) -> Published:
    """Points `latest` to the snapshot, unless somebody has rolled it back."""
    rolled_back = {move["from"] for move in moves(snapshots, "latest") if move["move"] == "back"}
    current = (snapshots / "latest").resolve().name
    if snapshot_id not in rolled_back | {current}:
        point(snapshots, "latest", snapshot_id)
    return Published(snapshot_id, snapshots / snapshot_id, is_new)
