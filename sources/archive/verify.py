"""Does the archive still hold what it says it holds?"""

from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from sources.archive.store import RECORDS, Archive
from sources.progress import Progress, Step, silent
from sources.records import RECEIPT, REVISION, Receipt, Revision
from sources.release import Release, is_known


@dataclass(frozen=True)
class Problem:
    """`unrecorded` bytes are harmless: a killed run left them without receipt, and the next adopts them.

    `stray` is what no release is called; it is passed over.
    """

    kind: Literal["changed", "missing", "unreadable", "unrecorded", "stray"]
    path: Path
    detail: str


def verify(archive: Archive, progress: Progress = silent) -> list[Problem]:
    """Re-hash every file and read every record; no problems, no entries. Reads all bytes, writes nothing."""
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
            problems.append(Problem("unrecorded", file, "no receipt names these bytes"))
        progress(Step("verify", file.name, number, len(files)))
    return problems


def _missing(archive: Archive, receipts: list[Receipt]) -> list[Problem]:
    lost = {one.sha256: one for one in receipts if not archive.path(one.sha256).exists()}
    return [
        Problem("missing", archive.path(sha256), f"{one.release} {one.part} from {one.url}")
        for sha256, one in sorted(lost.items())
    ]


def _stray(archive: Archive) -> list[Problem]:
    folders = sorted(archive.root.glob("re[cv]*s/*/*"))
    strays = [path for path in folders if not is_known(Release(*path.parts[-2:]))]
    return [Problem("stray", path, "no release has this name; not read") for path in strays]


def _records(archive: Archive) -> tuple[list[Receipt], list[Problem]]:
    """Every receipt, also those inside revisions, and the records that cannot be read."""
    receipts: list[Receipt] = []
    problems: list[Problem] = []
    for path in sorted(archive.root.glob(f"re[cv]*s/*/*/{RECORDS}")):
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
