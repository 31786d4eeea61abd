"""Find damage in the data root and repair it."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cmsfees.channels import channel_targets, snapshot_folders
from flows.pipeline.context import SITE, RunContext
from flows.pipeline.publishing import PUBLISH_WAIT
from flows.runs.progress import progress_watcher
from sources.archive.store import Archive
from sources.archive.verify import Problem, verify_archive
from sources.discovery.pages import CMS
from sources.errors import SourceError
from sources.http.client import SiteClient, open_site
from sources.http.download import fetch
from sources.records import Receipt
from sources.release import Release
from sources.settings import Settings
from transforms.conforming.conform_release import conformed_folder
from transforms.conforming.conformed_folder import ConformedDamaged, verify_conformed
from transforms.corrections.load import BrokenCorrection, operator_folder, read
from warehouse.snapshots.channels import moves_fault
from warehouse.snapshots.integrity import verify_snapshot
from warehouse.snapshots.publish_lock import publish_lock

REFETCHED = ("changed", "missing")


@dataclass(frozen=True)
class Damage:
    """One damaged item and how to repair it."""

    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.fault}. To do: {self.remedy}"


def find_damage(settings: Settings, after_repair: bool = False) -> list[Damage]:
    """Check archive, conformed folders, snapshots and channel moves; reads every byte, writes nothing."""
    problems = verify_archive(Archive(settings.archive), progress_watcher())
    return [
        *(_archive_damage(problem, after_repair) for problem in problems if problem.kind != "unrecorded"),
        *(
            Damage(fault, "run `cmsfees repair` to conform the release again")
            for fault in conformed_faults(settings).values()
        ),
        *_correction_faults(settings),
        *_snapshot_damage(settings.snapshots),
    ]


def repair_archive(context: RunContext) -> Iterator[str]:
    """Refetch damaged and missing zips; yield what was repaired. Files that CMS has replaced stay damaged."""
    archive = Archive(context.settings.archive)
    problems = verify_archive(archive, progress_watcher())
    broken = [problem for problem in problems if problem.kind in REFETCHED]
    if not broken:
        return
    receipts = {
        file.sha256: file
        for release in archive.releases()
        for file in (*archive.receipts(release), *_revision_files(archive, release))
    }
    settings = context.settings
    with (
        context.exclusive(SITE, "refetches damaged files"),
        open_site(settings) as site,
    ):
        for problem in broken:
            receipt = receipts.get(problem.path.stem)
            if receipt and _refetched(site, archive, receipt):
                yield f"{receipt.release}: {problem.path.name} was {problem.kind} and has been refetched"


def _revision_files(archive: Archive, release: Release) -> Iterator[Receipt]:
    for revision in archive.history(release):
        yield from revision.files


def repair_conformed(settings: Settings) -> Iterator[str]:
    """Delete damaged folders, which the next publish conforms again; yield what was deleted."""
    for folder, fault in conformed_faults(settings).items():
        shutil.rmtree(folder)
        yield f"deleted, to be conformed again: {fault}"


def quarantine_snapshots(snapshots: Path) -> Iterator[str]:
    """Rename damaged snapshots that no channel points to, to `.damaged-<id>`; yield what was renamed."""
    with publish_lock(snapshots, PUBLISH_WAIT):
        for folder in snapshot_folders(snapshots):
            faults = verify_snapshot(folder)
            if faults and folder.name not in channel_targets(snapshots).values():
                folder.replace(folder.with_name(f".damaged-{folder.name}"))
                yield f"{folder.name} is renamed to .damaged-{folder.name}: {faults[0]}"


def conformed_faults(settings: Settings) -> dict[Path, str]:
    """Return the fault of each damaged conformed folder of this code version."""
    faults = {}
    for folder in _conformed_folders(settings):
        try:
            verify_conformed(folder)
        except ConformedDamaged as error:
            faults[folder] = error.fault
    return faults


def _conformed_folders(settings: Settings) -> list[Path]:
    """Return the existing conformed folders of archived releases for this code version."""
    revisions = Archive(settings.archive).revisions()
    files = [(revision.release, file) for revision in revisions for file in revision.files]
    folders = set()
    for release, file in files:
        with suppress(BrokenCorrection):  # `find_damage` reports it
            folders.add(conformed_folder(settings.conformed, file.sha256, release))
    return sorted(folder for folder in folders if folder.is_dir())


def _correction_faults(settings: Settings) -> Iterator[Damage]:
    """Yield corrections files that cannot be read."""
    for file in sorted(operator_folder(settings.conformed).glob("*.toml")):
        try:
            read(file)
        except BrokenCorrection as error:
            yield Damage(str(error), "fix or remove the file; the releases that it names are left out")


def _archive_damage(problem: Problem, after_repair: bool) -> Damage:
    found = f"{problem.kind}: {problem.path.name}: {problem.detail}"
    if problem.kind in REFETCHED and after_repair:
        return Damage(found, "CMS did not serve these bytes again: `cmsfees import` an intact copy")
    if problem.kind in REFETCHED:
        return Damage(found, "run `cmsfees repair` to refetch it, or `cmsfees import` an intact copy")
    return Damage(
        found, "restore the record from a backup; `cmsfees refresh` rewrites it for a listed release"
    )


def _snapshot_damage(snapshots: Path) -> Iterator[Damage]:
    targets = channel_targets(snapshots)
    for folder in snapshot_folders(snapshots):
        channels = [channel for channel, target in targets.items() if target == folder.name]
        for fault in verify_snapshot(folder):
            yield Damage(fault, _snapshot_remedy(channels))
    for channel, target in targets.items():
        if not (snapshots / target).is_dir():
            fault = f"channel {channel} points to {target}, which is gone"
            yield Damage(fault, f"run `cmsfees promote ID --to {channel}`")
    if moves := moves_fault(snapshots):
        yield Damage(moves, "the next channel move renames it and starts a new record")


def _snapshot_remedy(channels: list[str]) -> str:
    if "latest" in channels:
        return "run `cmsfees repair` to rebuild it"
    if channels:
        return f"promote an intact snapshot to {', '.join(channels)}, then run `cmsfees repair` to rename it"
    return "run `cmsfees repair` to rename it"


def _refetched(site: SiteClient, archive: Archive, receipt: Receipt) -> bool:
    """Refetch the file and replace the damaged one; return False if CMS no longer serves these bytes."""
    partial = archive.partial(receipt.url)
    partial.parent.mkdir(parents=True, exist_ok=True)
    try:
        fetched = fetch(site, receipt.url.removeprefix(CMS), partial)
    except SourceError:
        return False
    if fetched is None or fetched.sha256 != receipt.sha256:
        partial.unlink(missing_ok=True)
        return False
    archive.replace(partial, receipt.sha256)
    return True
