"""From the archive to conformed Parquet, each file of each release on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.pipeline.context import Walk
from flows.pipeline.executors import Done
from flows.runs.progress import tell
from flows.runs.report import Timing
from sources.archive.store import Archive, Revision
from sources.release import Release
from transforms.conforming.conform_release import conform_to, conformed_folder


@dataclass(frozen=True)
class File:
    """One zip to be conformed; small enough to be sent to a worker on another machine."""

    release: Release
    revision: str
    number: int
    sha256: str
    path: Path
    root: Path

    def __str__(self) -> str:
        return f"{self.revision} {self.sha256[:8]}"


@dataclass(frozen=True)
class Conformed:
    """Folders by the zip's SHA-256, and the error of each revision that could not be conformed."""

    folders: dict[str, Path]
    broken: dict[str, str]
    revisions: list[Revision]  # those of which every file is conformed


def conform_all(walk: Walk, revisions: Sequence[Revision]) -> Conformed:
    """Conform whatever these bytes and this code have not been conformed before."""
    files = [file for revision in revisions for file in _files(walk, revision)]
    folders = {file.sha256: conformed_folder(file.root, file.sha256, file.release) for file in files}
    missing = [file for file in files if not folders[file.sha256].is_dir()]
    broken: dict[str, str] = {}
    for number, done in enumerate(walk.far("conform", conform, missing), 1):
        tell("conform", done.item.revision, number, len(missing))
        walk.run.record(_timing(done))
        if done.error:
            broken[done.item.revision] = done.error
    return Conformed(folders, broken, [revision for revision in revisions if revision.id not in broken])


def conform(file: File) -> Path:
    """Runs on a worker; only paths and the release come and go."""
    return conform_to(file.root, file.path, file.sha256, file.release)


def _files(walk: Walk, revision: Revision) -> list[File]:
    archive, root = Archive(walk.settings.archive), walk.settings.conformed
    return [
        File(revision.release, revision.id, revision.number, kept.sha256, archive.path(kept.sha256), root)
        for kept in revision.files
    ]


def _timing(done: Done) -> Timing:
    file: File = done.item
    state = "failed" if done.error else "done"
    size = file.path.stat().st_size if file.path.exists() else None
    return Timing("conform", str(file.release), state, done.seconds, file.number, size, detail=done.error)
