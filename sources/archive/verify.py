"""Verify the archive's bytes against its records."""

from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from sources.archive.store import RECORD_FILES, Archive
from sources.progress import Progress, ProgressEvent, silent
from sources.records import RECEIPT, REVISION, Receipt, Revision
from sources.release import Release, is_known


@dataclass(frozen=True)
class Problem:
    """One problem. `unrecorded` bytes are harmless: a killed run left no receipt, and the next run adds one.

    A `stray` folder does not match a release name and is ignored.
    """

    kind: Literal["changed", "missing", "unreadable", "unrecorded", "stray"]
    path: Path
    detail: str


def verify_archive(archive: Archive, progress: Progress = silent) -> list[Problem]:
    """Re-hash every file and read every record; return the problems. Reads all bytes, writes nothing."""
    receipts, unreadable = _records(archive)
    files = sorted(archive.root.glob("files/*/*.zip"))
    problems = [*unreadable, *_missing(archive, receipts), *_stray(archive)]
    recorded = {receipt.sha256 for receipt in receipts}
    for number, file in enumerate(files, 1):
        with file.open("rb") as opened:
            found = file_digest(opened, "sha256").hexdigest()
        if found != file.stem:
            problems.append(Problem("changed", file, f"expected SHA-256 {file.stem}, found {found}"))
        elif file.stem not in recorded:
            problems.append(Problem("unrecorded", file, "no receipt records these bytes"))
        progress(ProgressEvent("verify", file.name, number, len(files)))
    return problems


def _missing(archive: Archive, receipts: list[Receipt]) -> list[Problem]:
    lost = {receipt.sha256: receipt for receipt in receipts if not archive.path(receipt.sha256).exists()}
    return [
        Problem("missing", archive.path(sha256), f"{receipt.release} {receipt.part} from {receipt.url}")
        for sha256, receipt in sorted(lost.items())
    ]


def _stray(archive: Archive) -> list[Problem]:
    folders = sorted(archive.root.glob("re[cv]*s/*/*"))
    strays = [path for path in folders if not is_known(Release(*path.parts[-2:]))]
    return [Problem("stray", path, "the name does not match a release; ignored") for path in strays]


def _records(archive: Archive) -> tuple[list[Receipt], list[Problem]]:
    """Return every receipt, including those in revisions, and the unreadable records."""
    receipts: list[Receipt] = []
    problems: list[Problem] = []
    for path in sorted(archive.root.glob(f"re[cv]*s/*/*/{RECORD_FILES}")):
        try:
            receipts += _receipts_in(path)
        except (OSError, ValidationError) as error:
            problems.append(Problem("unreadable", path, str(error).splitlines()[0]))
    return receipts, problems


def _receipts_in(path: Path) -> tuple[Receipt, ...]:
    if path.parts[-4] == "receipts":
        return (RECEIPT.validate_json(path.read_bytes()),)
    revision: Revision = REVISION.validate_json(path.read_bytes())
    return revision.files
