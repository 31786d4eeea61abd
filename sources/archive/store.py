"""Every file ever fetched, for ever: bytes named by their SHA-256, and records of what they are.

    archive/files/ab/ab12….zip                         the bytes, read-only
    archive/receipts/<series>/<vintage>/<…>.json       one a download or import that told something new
    archive/revisions/<series>/<vintage>/1.json, 2 …   the files that made the release, as posted together
    archive/rejected/                                  what came and was no trustworthy zip, with the reason,
                                                       and by URL what the server said of it
    archive/partial/, archive/pages/                   may be deleted at any time

Records are written beside and linked into place: a name holds a whole record or does not exist, and a number
is taken once, also with two processes at work or one killed at any moment.
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
RECORDS = "[!.]*.json"  # not what a killed process was writing
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Archive:
    root: Path

    def revisions(self) -> list[Revision]:
        """Every revision by (series, vintage, number).

        Only releases whose companions are held too: an MUE quarter counts once all three settings are posted.
        """
        releases = set(self._releases("revisions"))
        whole = sorted(release for release in releases if not companions(release) - releases)
        return [revision for release in whole for revision in self.history(release)]

    def history(self, release: Release) -> list[Revision]:
        """The release's revisions in order, also while it waits for its companions."""
        return sorted_revisions(self._records(self._folder("revisions", release), REVISION))

    def latest(self, release: Release) -> Revision | None:
        return next(reversed(self.history(release)), None)

    def receipts(self, release: Release) -> list[Receipt]:
        """Every receipt of the release in the order it was written."""
        found = self._records(self._folder("receipts", release), RECEIPT)
        return sorted(found, key=lambda receipt: receipt.retrieved_at)

    def releases(self) -> list[Release]:
        """Every release of which at least one file is held."""
        return sorted(self._releases("receipts"))

    def path(self, sha256: str) -> Path:
        return self.root / "files" / sha256[:2] / f"{sha256}.zip"

    def partial(self, url: str) -> Path:
        """Where the download of this URL collects, the same in every run so that it can be continued."""
        return self.root / "partial" / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"

    def quarantine_path(self, sha256: str) -> Path:
        return self.root / "rejected" / f"{sha256}.bin"

    def size(self, sha256: str) -> int | None:
        """Bytes of the kept file; None where there is none."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def holds(self, sha256: str) -> bool:
        """Whether these bytes are there and still these bytes; reads them."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def keep(self, partial: Path, receipt: Receipt) -> None:
        """Move checked bytes in, then write their receipt; the next run adopts bytes left without one."""
        self.replace(partial, receipt.sha256)
        self.note(receipt)

    def replace(self, partial: Path, sha256: str) -> None:
        """Move checked bytes to their place, over what is left of them there."""
        home = self.path(sha256)
        home.parent.mkdir(parents=True, exist_ok=True)
        partial.chmod(0o444)
        partial.replace(home)
        sync(home.parent)

    def note(self, receipt: Receipt) -> None:
        """Write a receipt for bytes already held."""
        name = f"{receipt.retrieved_at:%Y%m%dT%H%M%S%f}-{receipt.part or 'file'}-{receipt.sha256[:12]}.json"
        create_atomic(self._folder("receipts", receipt.release) / name, RECEIPT.dump_json(receipt, indent=1))

    def post(self, release: Release, files: tuple[Receipt, ...], is_superseded: bool = False) -> Revision:
        """Record these files as the release's newest revision, unless its latest has the same bytes.

        As an earlier one, unless any has them.
        """
        while True:
            number = self._next_number(release)  # before the history is read: it holds every lower number
            history = self.history(release)
            arrived = Revision(release, number, files, is_superseded)
            same = [one for one in history if one.sha256 == arrived.sha256]
            if same and (is_superseded or same[-1] == history[-1]):
                return same[-1]
            home = self._folder("revisions", release) / f"{arrived.number}.json"
            if create_atomic(home, REVISION.dump_json(arrived, indent=1)):
                ordered = sorted_revisions([*history, arrived])
                return next(one for one in reversed(ordered) if one.sha256 == arrived.sha256)

    def reject(self, partial: Path, sha256: str, reason: str) -> Path:
        """Keep a bad file aside with the reason, for inspection."""
        quarantine_path = self.quarantine_path(sha256)
        quarantine_path.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(quarantine_path)
        write_atomic(quarantine_path.with_suffix(".txt"), reason + "\n")
        return quarantine_path

    def _next_number(self, release: Release) -> int:
        """Also after a record that cannot be read: a number is never given twice."""
        names = [path.stem for path in self._folder("revisions", release).glob(RECORDS)]
        return max((int(name) for name in names if name.isascii() and name.isdigit()), default=0) + 1

    def _folder(self, kind: str, release: Release) -> Path:
        return self.root / kind / release.series / release.vintage

    def _releases(self, kind: str) -> Iterator[Release]:
        """Releases with at least one record; folders that are none of ours are passed over."""
        for path in self.root.glob(f"{kind}/*/*"):
            release = Release(*path.parts[-2:])
            if is_known(release) and any(path.glob(RECORDS)):
                yield release

    def _records(self, folder: Path, form: TypeAdapter[R]) -> Iterator[R]:
        """Those that can be read; `verify` names the others, and so does the log."""
        for path in folder.glob(RECORDS):
            try:
                yield form.validate_json(path.read_bytes())
            except (OSError, ValueError) as error:
                log.warning("%s cannot be read and is passed over: %s", path, str(error).splitlines()[0])
