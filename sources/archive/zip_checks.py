"""Is this file a zip that can be trusted? Checked whole before it may enter the archive."""

import io
import zipfile
import zlib
from collections import Counter
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO

from sources.errors import (
    CorruptMember,
    DuplicateMembers,
    EncryptedMember,
    NestedZip,
    NotAZip,
    TruncatedZip,
    UnsafeMemberName,
    ZipBomb,
)

LARGEST = 4 << 30  # bytes unpacked; the largest release seen, PFREV26A, unpacks to about 0.3 GB
STEEPEST = 200  # times the packed size; CMS's own reach 52 (the add-on table of 2025Q4)
_CHUNK = 1 << 20


def check_zip(path: Path, nested: bool = False) -> dict[str, date | None]:
    """Read every member to its checksum; returns each member's name and the day it was last changed.

    Raises the first danger found. A member without a time of day was stamped by a tool, so its day says
    nothing. `nested` allows zips within the zip, one deep, as CMS posts the national payment files.
    """
    with path.open("rb") as file:
        return _check(file, path.name, nested)


def _check(file: IO[bytes], name: str, nested: bool) -> dict[str, date | None]:
    archive = _open(file, name)
    members = [member for member in archive.infolist() if not member.is_dir()]
    _check_names(members, name)
    _check_sizes(members, name)
    for member in members:
        if _read_through(archive, member, name)[:4] == b"PK\x03\x04" and not _is_office(member):
            if not nested:
                raise NestedZip(f"{name}: {member.filename} is a zip within the zip, where CMS posts tables.")
            _check(io.BytesIO(archive.read(member)), f"{name}/{member.filename}", nested=False)
    return {member.filename: _changed(member) for member in members}


def _open(file: IO[bytes], name: str) -> zipfile.ZipFile:
    first = file.read(512)
    if not first.startswith(b"PK\x03\x04"):
        shown = " ".join(first.decode("latin-1").split())[:80]
        raise NotAZip(
            f"{name}: expected a zip, found {shown!r}. CMS answers 200 with a page for a license or an error."
        )
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise TruncatedZip(
            f"{name}: begins as a zip and has no readable directory at its end ({error})."
        ) from error


def _check_names(members: list[zipfile.ZipInfo], name: str) -> None:
    if not members:
        raise TruncatedZip(f"{name}: a zip with no members.")
    for member in members:
        path = PurePosixPath(member.orig_filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in member.orig_filename:
            raise UnsafeMemberName(f"{name}: member {member.orig_filename!r} would leave its folder.")
        if member.flag_bits & 0x1:
            raise EncryptedMember(f"{name}: member {member.filename} is encrypted.")
    counts = Counter(member.filename.casefold() for member in members)
    if twice := sorted(member for member, count in counts.items() if count > 1):
        raise DuplicateMembers(f"{name}: member names given more than once: {twice}.")


def _check_sizes(members: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > LARGEST or (unpacked > 1 << 24 and unpacked > STEEPEST * max(packed, 1)):
        raise ZipBomb(f"{name}: {packed:,} bytes that would unpack to {unpacked:,}.")


def _read_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Unpack to the checksum, no further than the stated size; returns the first bytes."""
    try:
        with archive.open(member) as stream:
            first = stream.read(_CHUNK)
            while stream.read(_CHUNK):
                pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise CorruptMember(f"{name}: member {member.filename} cannot be read whole ({error}).") from error
    return first


def _changed(member: zipfile.ZipInfo) -> date | None:
    year, month, day, *time = member.date_time
    try:
        return date(year, month, day) if any(time) else None
    except ValueError:
        return None


def _is_office(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith((".xlsx", ".xlsm", ".docx", ".pptx"))
