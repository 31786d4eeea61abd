"""Quarantine for responses that are not valid zips; the same bytes are not downloaded again and again."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from sources.archive.store import Archive
from sources.atomic import write_atomic
from sources.http.download import Fetched, Validators


@dataclass(frozen=True)
class Rejected:
    """The last invalid response of a URL; `etag` and `last_modified` show whether the URL still serves it."""

    url: str
    final_url: str
    sha256: str
    size: int
    etag: str | None
    last_modified: str | None
    downloads: int = 1  # how often the server sent these bytes


_RECORD = TypeAdapter(Rejected)


def reject(archive: Archive, url: str, fetched: Fetched, reason: str) -> Path:
    """Quarantine the file with the reason and record the response's validators; return its new path."""
    validators, before = fetched.validators, last_rejected(archive, url)
    previous = before.downloads if before and before.sha256 == fetched.sha256 else 0
    downloads = max(1, previous + (not fetched.is_kept))
    record = Rejected(
        url,
        fetched.final_url,
        fetched.sha256,
        fetched.size,
        validators.etag,
        validators.last_modified,
        downloads,
    )
    quarantined = archive.reject(fetched.partial, fetched.sha256, reason)
    write_atomic(_record_path(archive, url), _RECORD.dump_json(record, indent=1))
    return quarantined


def last_rejected(archive: Archive, url: str) -> Rejected | None:
    """Return the last rejected response of this URL, or None if its bytes are no longer quarantined."""
    try:
        record = _RECORD.validate_json(_record_path(archive, url).read_bytes())
    except (OSError, ValueError):  # no record, or a crash interrupted writing it
        return None
    return record if archive.quarantine_path(record.sha256).exists() else None


def recheck_quarantined(archive: Archive, bad: Rejected, partial: Path) -> Fetched:
    """Return the quarantined file as if just fetched: a newer version of our checks may accept it."""
    shutil.copyfile(archive.quarantine_path(bad.sha256), partial)
    validators = Validators(bad.etag, bad.last_modified)
    return Fetched(partial, bad.sha256, bad.size, bad.final_url, validators, is_kept=True)


def clear(archive: Archive, url: str) -> None:
    """Delete the URL's rejection record because it serves a valid file now; the bytes stay quarantined."""
    _record_path(archive, url).unlink(missing_ok=True)


def _record_path(archive: Archive, url: str) -> Path:
    return archive.root / "rejected" / f"{archive.partial(url).stem}.json"
