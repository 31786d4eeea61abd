"""The archive keeps every fetched file forever: bytes named by SHA-256, and records that describe them.

    archive/files/ab/ab12….zip                         the bytes, read-only
    archive/receipts/<series>/<vintage>/<…>.json       one per download or import that added information
    archive/revisions/<series>/<vintage>/1.json, 2 …   the files of the release, as posted together
    archive/rejected/                                  responses that are not valid zips, with the reason,
                                                       and a record per URL of the response's validators
    archive/partial/, archive/pages/                   may be deleted at any time

Records are written to a temporary file and hard-linked into place: a record is complete or absent, and no
revision number is used twice, even with two processes or after a kill.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from sources.atomic import create_atomic, sync, write_atomic
from sources.records import RECEIPT, REVISION, Receipt, Revision, companions, sorted_revisions
from sources.release import Release, is_known

__all__ = ["Archive", "Receipt", "Revision"]
R = TypeVar("R")
RECORD_FILES = "[!.]*.json"  # excludes temporary files
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Archive:
    root: Path

    def revisions(self) -> list[Revision]:
        """Return every revision sorted by (series, vintage, number).

        Only releases whose companions are archived too: an MUE quarter needs all three settings.
        """
        releases = set(self._releases("revisions"))
        whole = sorted(release for release in releases if not companions(release) - releases)
        return [revision for release in whole for revision in self.history(release)]

    def history(self, release: Release) -> list[Revision]:
        """Return the release's revisions in order, even while companions are missing."""
        return sorted_revisions(self._records(self._folder("revisions", release), REVISION))

    def latest(self, release: Release) -> Revision | None:
        return next(reversed(self.history(release)), None)

    def receipts(self, release: Release) -> list[Receipt]:
        """Return every receipt of the release in the order written."""
        found = self._records(self._folder("receipts", release), RECEIPT)
        return sorted(found, key=lambda receipt: receipt.retrieved_at)

    def releases(self) -> list[Release]:
        """Return every release with at least one archived file."""
        return sorted(self._releases("receipts"))

    def path(self, sha256: str) -> Path:
        return self.root / "files" / sha256[:2] / f"{sha256}.zip"

    def partial(self, url: str) -> Path:
        """Return the URL's partial file, the same path in every run so that a download can resume."""
        return self.root / "partial" / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"

    def quarantine_path(self, sha256: str) -> Path:
        return self.root / "rejected" / f"{sha256}.bin"

    def size(self, sha256: str) -> int | None:
        """Return the archived file's size in bytes, or None if it is absent."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def holds(self, sha256: str) -> bool:
        """True if the file exists and its content still has this SHA-256; reads the whole file."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def keep(self, partial: Path, receipt: Receipt) -> None:
        """Move checked bytes in, then write their receipt; after a kill, the next run adds the receipt."""
        self.replace(partial, receipt.sha256)
        self.note(receipt)

    def replace(self, partial: Path, sha256: str) -> None:
        """Move checked bytes to their final path, overwriting a damaged copy."""
        home = self.path(sha256)
        home.parent.mkdir(parents=True, exist_ok=True)
        partial.chmod(0o444)
        partial.replace(home)
        sync(home.parent)

    def note(self, receipt: Receipt) -> None:
        """Write a receipt for bytes already archived."""
        name = f"{receipt.retrieved_at:%Y%m%dT%H%M%S%f}-{receipt.part or 'file'}-{receipt.sha256[:12]}.json"
        create_atomic(self._folder("receipts", receipt.release) / name, RECEIPT.dump_json(receipt, indent=1))

    def post(self, release: Release, files: tuple[Receipt, ...], is_superseded: bool = False) -> Revision:
        """Record these files as the release's newest revision, unless its latest has the same bytes.

        With `is_superseded`, record them as a superseded revision unless any revision has the same bytes.
        """
        while True:
            number = self._next_number(release)  # read first: the history then has every lower number
            history = self.history(release)
            arrived = Revision(release, number, files, is_superseded)
            same = [revision for revision in history if revision.sha256 == arrived.sha256]
            if same and (is_superseded or same[-1] == history[-1]):
                return same[-1]
            home = self._folder("revisions", release) / f"{arrived.number}.json"
            if create_atomic(home, REVISION.dump_json(arrived, indent=1)):
                ordered = sorted_revisions([*history, arrived])
                return next(known for known in reversed(ordered) if known.sha256 == arrived.sha256)

    def reject(self, partial: Path, sha256: str, reason: str) -> Path:
        """Quarantine an invalid file with the reason, for inspection; return its path."""
        quarantine_path = self.quarantine_path(sha256)
        quarantine_path.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(quarantine_path)
        write_atomic(quarantine_path.with_suffix(".txt"), reason + "\n")
        return quarantine_path

    def _next_number(self, release: Release) -> int:
        """Return the next revision number; numbers of unreadable records are never reused."""
        names = [path.stem for path in self._folder("revisions", release).glob(RECORD_FILES)]
        return max((int(name) for name in names if name.isascii() and name.isdigit()), default=0) + 1

    def _folder(self, kind: str, release: Release) -> Path:
        return self.root / kind / release.series / release.vintage

    def _releases(self, kind: str) -> Iterator[Release]:
        """Yield releases with at least one record; other folders are skipped."""
        for path in self.root.glob(f"{kind}/*/*"):
            release = Release(*path.parts[-2:])
            if is_known(release) and any(path.glob(RECORD_FILES)):
                yield release

    def _records(self, folder: Path, form: TypeAdapter[R]) -> Iterator[R]:
        """Yield the readable records; `verify` and the log report the others."""
        for path in folder.glob(RECORD_FILES):
            try:
                yield form.validate_json(path.read_bytes())
            except (OSError, ValueError) as error:
                log.warning("skipping unreadable record %s: %s", path, str(error).splitlines()[0])
