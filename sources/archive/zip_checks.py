"""Safety checks for zips, run on the whole file before it enters the archive."""

import io
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO

from sources.archive import deflate64
from sources.archive.workbook_checks import OFFICE, check_workbook
from sources.errors import (
    CorruptMember,
    DuplicateMembers,
    EncryptedMember,
    NestedZip,
    NotAZip,
    TruncatedZip,
    UnsafeMemberName,
    UnsupportedCompression,
    ZipBomb,
)

# Unpacked bytes including nested zips; the largest release so far, PFREV26A, has 0.3 GB.
LARGEST_MEMBER = 1 << 30
STEEPEST = 200  # compression ratio; CMS's files reach 52 (the 2025Q4 add-on table)
MODEST = 1 << 24  # bytes allowed at any ratio
MOST_MEMBERS = 1_000  # CMS's largest count is 30
LONGEST_NAME = 500
_CHUNK = 1 << 20
METHODS = {6: "Implode", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES encryption"}


class _Budget:
    """Limit on the bytes that a zip unpacks to, across all nesting levels."""

    def __init__(self, packed: int, name: str) -> None:
        self.packed, self.name, self.unpacked = packed, name, 0
        self.limit = min(LARGEST_MEMBER, max(MODEST, STEEPEST * packed))

    def spend(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limit:
            raise ZipBomb(f"{self.name}: {self.packed:,} bytes that unpack to {self.unpacked:,} or more.")


def check_zip(path: Path, nested: bool = False) -> dict[str, date | None]:
    """Read every member and verify its checksum; return each member's name and modification date.

    Raises a BadFile for the first problem found. A midnight timestamp was set by a tool, so its date is None.
    `nested` allows zips inside the zip, one level deep, as in CMS's national payment files.
    """
    with path.open("rb") as file:
        return _check(file, path.name, nested, _Budget(path.stat().st_size, path.name))


def _check(file: IO[bytes], name: str, nested: bool, budget: _Budget) -> dict[str, date | None]:
    archive = _open(file, name)
    members = [member for member in archive.infolist() if not member.is_dir()]
    _check_names(members, name)
    budget.spend(sum(member.file_size for member in members))
    for member in members:
        first = _read_through(archive, member, name)
        if first[:4] == b"PK\x03\x04":
            _check_within(archive, member, name, nested, budget)
    return {member.filename: _changed(member) for member in members}


def _check_within(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, nested: bool, budget: _Budget
) -> None:
    """Check a member that is a zip itself: an Office file, or a nested zip where CMS posts those."""
    within = f"{name}/{member.filename}"
    if member.filename.lower().endswith(OFFICE):
        check_workbook(b"".join(_chunks(archive, member)), within, budget.spend)
    elif nested:
        _check(io.BytesIO(b"".join(_chunks(archive, member))), within, False, budget)
    else:
        raise NestedZip(f"{name}: {member.filename} is a zip inside the zip; CMS posts tables here.")


def _open(file: IO[bytes], name: str) -> zipfile.ZipFile:
    first = file.read(512)
    if not first.startswith(b"PK\x03\x04"):
        shown = " ".join(first.decode("latin-1").split())[:80]
        raise NotAZip(
            f"{name}: expected a zip, found {shown!r}. CMS returns license and error pages with status 200."
        )
    try:
        return zipfile.ZipFile(file)
    except Exception as error:  # malformed names and numbers raise many exception types
        raise TruncatedZip(
            f"{name}: starts like a zip but has no readable central directory ({error})."
        ) from error


def _check_names(members: list[zipfile.ZipInfo], name: str) -> None:
    if not members:
        raise TruncatedZip(f"{name}: the zip has no members.")
    if len(members) > MOST_MEMBERS:
        raise ZipBomb(f"{name}: {len(members):,} members, more than any CMS zip.")
    for member in members:
        if not _is_safe(member):
            raise UnsafeMemberName(f"{name}: member {member.orig_filename[:200]!r} has an unsafe path.")
        if member.flag_bits & 0x1:
            raise EncryptedMember(f"{name}: member {member.filename} is encrypted.")
    counts = Counter(member.filename.casefold() for member in members)
    if twice := sorted(member for member, count in counts.items() if count > 1):
        raise DuplicateMembers(f"{name}: duplicate member names: {twice}.")


def _is_safe(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    path = PurePosixPath(name.replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    leaves = path.is_absolute() or ".." in path.parts or any(":" in part for part in path.parts[:1])
    return (
        bool(path.parts) and name.isprintable() and len(name) <= LONGEST_NAME and not leaves and not is_link
    )


def _read_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Unpack a member and verify its checksum; return the first bytes."""
    try:
        chunks = _chunks(archive, member)
        first = next(chunks, b"")
        for _ in chunks:
            pass
    except NotImplementedError as error:
        method = METHODS.get(member.compress_type, f"method {member.compress_type}")
        raise UnsupportedCompression(
            f"{name}: member {member.filename} uses {method}, which is not supported. Unpack the "
            "file, zip it again with Deflate and run `cmsfees import`."
        ) from error
    except Exception as error:  # each zip layer raises its own exception types
        raise CorruptMember(f"{name}: member {member.filename} cannot be fully read ({error}).") from error
    return first


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    if member.compress_type == deflate64.METHOD:
        yield from deflate64.inflated(archive, member)
        return
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _changed(member: zipfile.ZipInfo) -> date | None:
    year, month, day, *time = member.date_time
    try:
        return date(year, month, day) if any(time) else None
    except ValueError:
        return None
