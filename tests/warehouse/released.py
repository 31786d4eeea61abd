"""Revisions of CMS's own files and of hand-made ones, as the archive would give them."""

import csv
import hashlib
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from sources.records import Receipt, Revision
from sources.release import Release, parse_release

LIST = Path(__file__).with_name("real_releases.tsv")
RETRIEVED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def real_revisions(real_files: Path, *wanted: str) -> tuple[list[Revision], dict[str, Path]]:
    """Revisions of the copied releases (all, or those named), and their zips by SHA-256."""
    with LIST.open() as lines:
        rows = [
            row for row in csv.DictReader(lines, delimiter="\t") if not wanted or row["release"] in wanted
        ]
    zips = {row["path"]: real_files / row["path"] for row in rows}
    receipts = [_receipt(row, zips[row["path"]]) for row in rows]
    revisions = [
        revision
        for _, group in groupby(receipts, key=lambda r: r.release)
        for revision in _revisions(list(group))
    ]
    return revisions, {receipt.sha256: zips[row["path"]] for receipt, row in zip(receipts, rows, strict=True)}


def receipt(
    release: str, sha256: str, published_on: date | None = None, part: str = "", size: int = 1
) -> Receipt:
    """A kept file as the archive records it."""
    return Receipt(
        release=parse_release(release),
        part=part,
        version="",
        sha256=sha256,
        size=size,
        url=f"https://www.cms.gov/files/zip/{sha256[:8]}.zip",
        final_url=f"https://www.cms.gov/files/zip/{sha256[:8]}.zip",
        link_text=release,
        retrieved_at=RETRIEVED,
        last_modified=None,
        etag=None,
        published_on=published_on,
        published_basis="link_text" if published_on else "",
        license_accepted=True,
    )


def _receipt(row: dict[str, str], path: Path) -> Receipt:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    published_on = date.fromisoformat(row["published_on"]) if row["published_on"] else None
    return receipt(row["release"], sha256, published_on, row["part"], path.stat().st_size)


def _revisions(files: list[Receipt]) -> list[Revision]:
    """Parts make one revision; a file of the same part is the next posting."""
    parts = sorted({file.part for file in files})
    postings = [[file for file in files if file.part == part] for part in parts]
    release: Release = files[0].release
    return [
        Revision(release, n, tuple(posting)) for n, posting in enumerate(zip(*postings, strict=True), start=1)
    ]
