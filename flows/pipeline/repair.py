"""What is damaged below the data root, how each can be mended, and mending it."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cmsfees.channels import channel_targets, snapshot_folders
from flows.pipeline.context import SITE, RunContext
from flows.runs.progress import progress_watcher
from sources.archive.store import Archive
from sources.archive.verify import Problem, verify
from sources.discovery.pages import CMS
from sources.errors import SourceError
from sources.http.client import Site, open_site
from sources.http.download import fetch
from sources.records import Receipt
from sources.settings import Settings
from transforms.conforming.conform_release import conformed_folder
from transforms.conforming.conformed_folder import ConformedDamaged, verify_conformed
from transforms.corrections.load import BrokenCorrection, operator_folder, read
from warehouse.snapshots.channels import moves_fault
from warehouse.snapshots.integrity import verify_snapshot
from warehouse.snapshots.publish_lock import publish_lock

WAIT = 3600.0  # seconds for another process that publishes to the same folder
FETCHED_AGAIN = ("changed", "missing")


@dataclass(frozen=True)
class Damage:
    """One thing that is not what was written, and what mends it."""

    what: str
    mended_by: str

    def __str__(self) -> str:
        return f"{self.what}. To do: {self.mended_by}"


def find_damage(settings: Settings) -> list[Damage]:
    """In archive, conformed folders, snapshots and the record of moves; reads every byte, writes nothing."""
    problems = verify(Archive(settings.archive), progress_watcher())
    return [
        *(_archive_damage(problem) for problem in problems if problem.kind != "unrecorded"),
        *(
            Damage(fault, "`cmsfees repair` conforms the release again")
            for fault in conformed_faults(settings).values()
        ),
        *_correction_faults(settings),
        *_snapshot_damage(settings.snapshots),
    ]


def mend_archive(context: RunContext) -> Iterator[str]:
    """Fetches damaged and missing zips again; yields what was mended. What CMS has replaced stays damaged."""
    archive = Archive(context.settings.archive)
    broken = [one for one in verify(archive, progress_watcher()) if one.kind in FETCHED_AGAIN]
    if not broken:
        return
    receipts = {
        file.sha256: file
        for release in archive.releases()
        for file in (*archive.receipts(release), *(f for one in archive.history(release) for f in one.files))
    }
    settings = context.settings
    with (
        context.exclusive(SITE, "fetches damaged files again"),
        open_site(settings) as site,
    ):
        for problem in broken:
            receipt = receipts.get(problem.path.stem)
            if receipt and _fetched_again(site, archive, receipt):
                yield f"{receipt.release}: {problem.path.name} was {problem.kind} and is fetched again"


def mend_conformed(settings: Settings) -> Iterator[str]:
    """Removes damaged folders, which the next publication conforms again; yields what was removed."""
    for folder, fault in conformed_faults(settings).items():
        shutil.rmtree(folder)
        yield f"removed to be conformed again: {fault}"


def set_aside_snapshots(snapshots: Path) -> Iterator[str]:
    """Takes damaged snapshots that no channel points to out of the way, as `.damaged-<id>`; yields which."""
    with publish_lock(snapshots, WAIT):
        for folder in snapshot_folders(snapshots):
            faults = verify_snapshot(folder)
            if faults and folder.name not in channel_targets(snapshots).values():
                folder.replace(folder.with_name(f".damaged-{folder.name}"))
                yield f"{folder.name} is kept aside as .damaged-{folder.name}: {faults[0]}"


def conformed_faults(settings: Settings) -> dict[Path, str]:
    """What is wrong with each conformed folder that this code reads and that is not what was written."""
    faults = {}
    for folder in _conformed_folders(settings):
        try:
            verify_conformed(folder)
        except ConformedDamaged as error:
            faults[folder] = error.fault
    return faults


def _conformed_folders(settings: Settings) -> list[Path]:
    """Those of the archive's releases, as far as they were conformed by this version of the code."""
    files = [(one.release, file) for one in Archive(settings.archive).revisions() for file in one.files]
    folders = set()
    for release, file in files:
        with suppress(BrokenCorrection):  # `find_damage` names it
            folders.add(conformed_folder(settings.conformed, file.sha256, release))
    return sorted(folder for folder in folders if folder.is_dir())


def _correction_faults(settings: Settings) -> Iterator[Damage]:
    """Files of corrections that cannot be read."""
    for file in sorted(operator_folder(settings.conformed).glob("*.toml")):
        try:
            read(file)
        except BrokenCorrection as error:
            yield Damage(str(error), "mend the file or take it away; the releases that it names are left out")


def _archive_damage(problem: Problem) -> Damage:
    found = f"{problem.kind}: {problem.path.name}: {problem.detail}"
    if problem.kind in FETCHED_AGAIN:
        return Damage(found, "`cmsfees repair` fetches it again, or `cmsfees import` a whole copy over it")
    return Damage(
        found, "restore the record from a backup; `cmsfees refresh` writes that of a listed release"
    )


def _snapshot_damage(snapshots: Path) -> Iterator[Damage]:
    targets = channel_targets(snapshots)
    for folder in snapshot_folders(snapshots):
        channels = [channel for channel, target in targets.items() if target == folder.name]
        for fault in verify_snapshot(folder):
            yield Damage(fault, _mend_snapshot(channels))
    for channel, target in targets.items():
        if not (snapshots / target).is_dir():
            lost = f"channel {channel} points to {target}, which is gone"
            yield Damage(lost, f"`cmsfees promote ID --to {channel}`")
    if fault := moves_fault(snapshots):
        yield Damage(fault, "the next move of a channel keeps it aside and begins a new record")


def _mend_snapshot(channels: list[str]) -> str:
    if "latest" in channels:
        return "`cmsfees repair` builds it again"
    if channels:
        return f"promote a whole snapshot to {', '.join(channels)}; `cmsfees repair` then keeps it aside"
    return "`cmsfees repair` keeps it aside"


def _fetched_again(site: Site, archive: Archive, receipt: Receipt) -> bool:
    """Whether CMS still serves these very bytes; they are moved over the damaged ones."""
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
