"""Publish conformed releases as a snapshot: either completely, or the previous snapshot stays in use."""

import errno
import hashlib
import logging
import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cmsfees.channels import DATABASE
from sources.atomic import rename_folder
from sources.records import Revision
from warehouse.build.build_file import derive, load_facts, open_build
from warehouse.build.digest import table_digests, table_sums, views_version
from warehouse.build.plan import BuildPlan, plan_build
from warehouse.build.versions import tables_version
from warehouse.changes.report import write_changes
from warehouse.database import reading
from warehouse.publishing.accepted import Acceptance, accepted_in, raise_if_blocked
from warehouse.publishing.export import write_parquet
from warehouse.publishing.published_parity import score
from warehouse.publishing.run_checks import Check, checks, checks_version, run_checks
from warehouse.snapshots.channels import (
    Snapshot,
    finish_moves,
    list_snapshots,
    moves,
    point,
    remove_folder,
)
from warehouse.snapshots.integrity import file_fault
from warehouse.snapshots.manifest import update_manifest, write_manifest, write_snapshot_row
from warehouse.snapshots.publish_lock import publish_lock, staging_folder

Folders = Mapping[str, Path]
STEPS = ("facts", "derive", "parity", "check", "digest", "changes", "export", "settle")
# An incremental build appends its rows after the sorted ones, and leaves gaps where it deletes. After this
# many, all tables are built and sorted again. CMS posts about 60 releases a year.
MOST_CONTINUED = 100
FULL = (errno.ENOSPC, errno.EDQUOT)
log = logging.getLogger("cmsfees.snapshots")


class SnapshotWriteFailed(OSError):
    """The snapshot could not be written; the previous one stays in use."""


@dataclass(frozen=True)
class Published:
    """The snapshot of these releases; `is_new` is False if it had already been published."""

    id: str
    path: Path
    is_new: bool


def publish_steps(
    snapshots: Path,
    revisions: Sequence[Revision],
    folders: Folders,
    wait: float = 0,
    accept: Mapping[str, str] | None = None,
) -> Generator[str, None, Published]:
    """Build, check and publish a snapshot of the revisions, and point `latest` to it.

    Yields the name of each step, one of `STEPS`, before doing it; close the generator to give up.
    `folders` maps the SHA-256 of each zip to its conformed folder; `accept` maps a check to the reason for
    publishing despite its findings. Raises `ChecksFailed`, `ConformedDamaged`, `SnapshotWriteFailed`, and
    `PublisherBusy` if another process is still publishing after `wait` seconds. If the process is killed,
    the previous snapshot stays in use, and the next call completes the work.
    """
    with publish_lock(snapshots, wait):
        finish_moves(snapshots)
        held = list_snapshots(snapshots)
        inputs = inputs_digest(revisions, folders)
        same = next(
            (snapshot for snapshot in held if snapshot.manifest["inputs"] == inputs and is_whole(snapshot)),
            None,
        )
        if same:
            return _serve(snapshots, same.id, is_new=False)
        with staging_folder(snapshots) as folder, _write_errors(snapshots):
            previous = next(
                (snapshot for snapshot in held if "latest" in snapshot.channels and is_whole(snapshot)), None
            )
            accepted = accepted_in(snapshot.manifest for snapshot in held)
            snapshot_id = yield from _stage(
                folder, revisions, folders, previous, inputs, accept or {}, accepted
            )
            yield "settle"
            is_new = _settle(folder, snapshots / snapshot_id)
        return _serve(snapshots, snapshot_id, is_new)


def inputs_digest(revisions: Sequence[Revision], folders: Folders) -> str:
    """Return a hash of the releases, their bytes, the transforms, and the code that builds and checks."""
    lines = [
        f"{revision.id} {revision.service_from} {revision.service_to} {revision.published_on} "
        f"{folders[file.sha256].name}"
        for revision in revisions
        for file in revision.files
    ]
    code = [tables_version(), views_version(), checks_version()]
    return hashlib.sha256("\n".join([*sorted(lines), *code]).encode()).hexdigest()


def is_whole(snapshot: Snapshot) -> bool:
    """Return whether the database is as published; only then is the snapshot served again or continued."""
    fault = file_fault(snapshot.path, snapshot.manifest, DATABASE)
    if fault:
        log.warning("building from scratch, the previous snapshot is damaged: %s", fault)
    return not fault


def _stage(
    folder: Path,
    revisions: Sequence[Revision],
    folders: Folders,
    previous: Snapshot | None,
    inputs: str,
    accept: Mapping[str, str],
    accepted: Sequence[Acceptance],
) -> Generator[str, None, str]:
    """Write a complete snapshot into the folder and return its id."""
    plan = plan_build(_continuable(previous), revisions, folders)
    with open_build(folder / DATABASE, plan) as con:
        yield "facts"
        load_facts(con, revisions, folders, plan)
        yield "derive"
        derive(con, plan)
        yield "parity"
        score(con, plan)
        yield "check"
        raise_if_blocked(con, run_checks(con, _checks(plan, previous), plan), accept, accepted)
        yield "digest"
        digests = table_digests(table_sums(con, plan.sums, plan.kept_releases))
        row = write_snapshot_row(con, digests, inputs)
        yield "changes"
        write_changes(con, folder, previous)
        yield "export"
        linked = write_parquet(con, folder / "parquet", digests, previous, plan.same_years)
    with reading(folder / DATABASE) as con:
        continued = _continued_builds(previous) + 1 if plan.previous else 0
        built = {"checks_version": checks_version(), "continued_builds": continued}
        write_manifest(con, folder, row | built, digests, linked)
    return str(row["id"])


def _continuable(previous: Snapshot | None) -> Path | None:
    """Return the file to continue; None if there is none, or if it is due to be sorted again."""
    return previous.database if previous and _continued_builds(previous) < MOST_CONTINUED else None


def _continued_builds(previous: Snapshot | None) -> int:
    """Return how many incremental builds have continued the file since one wrote it whole."""
    return int(previous.manifest.get("continued_builds", 0)) if previous else 0


def _checks(plan: BuildPlan, previous: Snapshot | None) -> list[Check]:
    """Return the checks, of all rows if other code checked the previous snapshot."""
    if not previous or previous.manifest.get("checks_version") != checks_version():
        return checks()
    return checks(plan, {check["name"] for check in previous.manifest["checks"] if check["failures"]})


def _settle(staged: Path, final: Path) -> bool:
    """Rename the staged folder, read-only; return False if the same content is published and intact.

    In that case, record in its manifest that the present code builds and accepts it, so that the next run has
    nothing to do.
    """
    existing = next((snapshot for snapshot in list_snapshots(final.parent) if snapshot.path == final), None)
    if existing and is_whole(existing):
        update_manifest(final, staged)
        return False
    for path in staged.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    if final.exists():
        remove_folder(final)
    rename_folder(staged, final)
    return True


@contextmanager
def _write_errors(snapshots: Path) -> Iterator[None]:
    """Map DuckDB and OS errors for a full or failing disk, or for lack of memory, to SnapshotWriteFailed."""
    try:
        yield
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        raise SnapshotWriteFailed(
            f"{snapshots}: the snapshot could not be written ({error}); the last snapshot stays in use. "
            f"To do: {_advice(error, snapshots)}"
        ) from error


def _advice(error: Exception, snapshots: Path) -> str:
    free = shutil.disk_usage(snapshots).free / 1e6
    if isinstance(error, duckdb.OutOfMemoryException):
        return "give the build more memory (CMSFEES_MEMORY, such as 6GB), then run again."
    if getattr(error, "errno", None) in FULL or "No space left" in str(error) or free < 50:
        return f"free some disk space ({free:.0f} MB are free), then run again."
    return f"fix the cause and run again; the disk is not full ({free:.0f} MB are free)."


def _serve(snapshots: Path, snapshot_id: str, is_new: bool) -> Published:
    """Point `latest` to the snapshot unless an operator has rolled it back."""
    rolled_back = {move["from"] for move in moves(snapshots, "latest") if move["move"] == "back"}
    current = (snapshots / "latest").resolve().name
    if snapshot_id not in rolled_back | {current}:
        point(snapshots, "latest", snapshot_id)
    return Published(snapshot_id, snapshots / snapshot_id, is_new)
