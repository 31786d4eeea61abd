"""Answers that were no trustworthy zip, kept aside; CMS is asked for other bytes, not for these again."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from sources.archive.store import Archive
from sources.atomic import write_atomic
from sources.http.download import Fetched, Validators


@dataclass(frozen=True)
class Rejected:
    """What a URL answered last, where that was bad; `etag` and `last_modified` tell whether it still does."""

    url: str
    final_url: str
    sha256: str
    size: int
    etag: str | None
    last_modified: str | None
    downloads: int = 1  # how often these very bytes came


_RECORD = TypeAdapter(Rejected)


def reject(archive: Archive, url: str, fetched: Fetched, reason: str) -> Path:
    """Keep the bad file aside with the reason, for inspection, and note what the server said of it."""
    told, before = fetched.validators, last_rejected(archive, url)
    earlier = before.downloads if before and before.sha256 == fetched.sha256 else 0
    downloads = max(1, earlier + (not fetched.is_kept))
    record = Rejected(
        url, fetched.final_url, fetched.sha256, fetched.size, told.etag, told.last_modified, downloads
    )
    aside = archive.reject(fetched.partial, fetched.sha256, reason)
    write_atomic(_record_path(archive, url), _RECORD.dump_json(record, indent=1))
    return aside


def last_rejected(archive: Archive, url: str) -> Rejected | None:
    """The bad file that this URL answered with last, if its bytes are still aside."""
    try:
        record = _RECORD.validate_json(_record_path(archive, url).read_bytes())
    except (OSError, ValueError):  # none, or the machine stopped while it was written
        return None
    return record if archive.quarantine_path(record.sha256).exists() else None


def recheck_quarantined(archive: Archive, bad: Rejected, partial: Path) -> Fetched:
    """The bad file as if it had just come: a newer version of our checks may believe it."""
    shutil.copyfile(archive.quarantine_path(bad.sha256), partial)
    told = Validators(bad.etag, bad.last_modified)
    return Fetched(partial, bad.sha256, bad.size, bad.final_url, told, is_kept=True)


def clear(archive: Archive, url: str) -> None:
    """The URL answers with a good file now; the bad one stays aside."""
    _record_path(archive, url).unlink(missing_ok=True)


def _record_path(archive: Archive, url: str) -> Path:
    return archive.root / "rejected" / f"{archive.partial(url).stem}.json"
