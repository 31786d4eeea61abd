"""Conform archived zips to Parquet, one job per zip."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.pipeline.conform_job import ConformJob
from flows.pipeline.context import RunContext
from flows.pipeline.executors import TaskResult, format_error
from flows.pipeline.shared_conforming import conform_remotely, shared
from flows.runs.progress import report_progress
from flows.runs.report import Timing
from sources.archive.store import Archive, Revision
from transforms.conforming.conform_release import conform_to, conformed_folder
from transforms.conforming.conformed_folder import is_conformed
from transforms.conforming.load_notes import missing_tables, unusual_recognition
from transforms.corrections.load import BrokenCorrection
from transforms.tables import tables_of


class WorkerVersionMismatch(RuntimeError):
    """A worker of the cluster has another version of the transforms than the run."""


@dataclass(frozen=True)
class ConformedReleases:
    """Folders by the zip's SHA-256, and the error of each revision that failed."""

    folders: dict[str, Path]
    broken: dict[str, str]
    revisions: list[Revision]  # revisions with every file conformed
    missing: dict[str, str] = field(default_factory=dict)  # missing tables by revision, with the reason
    notes: tuple[str, ...] = ()  # unusual findings in the newly conformed zips


def conform_all(context: RunContext, revisions: Sequence[Revision]) -> ConformedReleases:
    """Conform every zip that this version of the code has not conformed yet.

    Series that no table reads (HCPCS record layouts) stay in the archive only.
    """
    revisions = [revision for revision in revisions if tables_of(revision.release.series)]
    files = [file for revision in revisions for file in _files(context, revision)]
    folders, broken = _folders(files)
    todo = [
        replace(file, folder=folders[file.sha256].name)
        for file in files
        if file.sha256 in folders and not is_conformed(folders[file.sha256])
    ]
    with shared(context.settings.store, todo, folders) as jobs:
        for number, done in enumerate(context.executor.on_workers("conform", conform, jobs), 1):
            report_progress("conform", done.item.revision, number, len(jobs))
            context.run.record(_timing(done))
            if done.error:
                broken[done.item.revision] = done.error
    whole = [revision for revision in revisions if revision.id not in broken]
    new = {file.sha256 for file in todo}
    return ConformedReleases(folders, broken, whole, _missing(whole, folders), _unusual(whole, folders, new))


def conform(file: ConformJob) -> Path:
    """Conform one zip on a worker; return the folder. Raises `WorkerVersionMismatch`."""
    if file.store:
        folder = conform_remotely(file.store, file)
    else:
        folder = conform_to(file.root, file.path, file.sha256, file.release, file.compare)
    if file.folder and folder.name != file.folder:
        raise WorkerVersionMismatch(
            f"a worker made {folder.name}, expected {file.folder}: its version of cmsfees differs from the "
            "run's. To do: install the same version on all workers, restart them and run again"
        )
    return folder


def _folders(files: Sequence[ConformJob]) -> tuple[dict[str, Path], dict[str, str]]:
    """Return folders by SHA-256, and errors by revision for releases with an unreadable corrections file."""
    folders, broken = dict[str, Path](), dict[str, str]()
    for file in files:
        try:
            folders[file.sha256] = conformed_folder(file.root, file.sha256, file.release)
        except BrokenCorrection as error:
            broken[file.revision] = format_error(error)
    return folders, broken


def _missing(revisions: Sequence[Revision], folders: Mapping[str, Path]) -> dict[str, str]:
    """Return the missing tables of each incomplete revision."""
    lacking = {
        revision.id: "; ".join(
            missing for file in revision.files for missing in missing_tables(folders[file.sha256])
        )
        for revision in revisions
    }
    return {revision: why for revision, why in lacking.items() if why}


def _unusual(
    revisions: Sequence[Revision], folders: Mapping[str, Path], new: Collection[str]
) -> tuple[str, ...]:
    return tuple(
        f"{revision.id}: {note}"
        for revision in revisions
        for file in revision.files
        if file.sha256 in new
        for note in unusual_recognition(folders[file.sha256])
    )


def _files(context: RunContext, revision: Revision) -> list[ConformJob]:
    archive, root = Archive(context.settings.archive), context.settings.conformed
    return [
        ConformJob(
            revision.release,
            revision.id,
            revision.number,
            file.sha256,
            archive.path(file.sha256),
            root,
            context.settings.compare,
        )
        for file in revision.files
    ]


def _timing(done: TaskResult) -> Timing:
    file: ConformJob = done.item
    state = "failed" if done.error else "done"
    size = file.path.stat().st_size if file.path.exists() else None
    return Timing("conform", str(file.release), state, done.seconds, file.number, size, detail=done.error)
