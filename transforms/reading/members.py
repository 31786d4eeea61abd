"""The members of a release's zip by path, nested zips included; unpacked when read."""

import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from sources.archive import deflate64
from sources.release import Release
from transforms.errors import Location, UnreadableMember, UnreadableZip

# Folders and Finder metadata, which are not CMS's.
NO_MEMBER = re.compile(r"/$|(^|/)(__MACOSX/|\._|\.DS_Store$)")
TEXTS = re.compile(r"\.(pdf|docx?|rtf|html?|md)$", re.IGNORECASE)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
START = 5_000  # bytes
STEEPEST = 1_100  # compression ratio; Deflate reaches 1,032


@dataclass(frozen=True)
class Member:
    """One file of a zip; `name` is its path, prefixed with the path of a nested zip."""

    name: str
    source: bytes | Callable[[], bytes]
    first: Callable[[int], bytes] | None = None  # as many of its first bytes
    stated_size: int | None = None  # bytes, as the zip's directory states

    @cached_property
    def data(self) -> bytes:
        """Return the bytes; raises `UnreadableMember` if the member cannot be unpacked."""
        return self.source if isinstance(self.source, bytes) else self.source()

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2].lower()

    @property
    def named_form(self) -> str:
        """Return the format that the name states, whatever the content is."""
        return {"csv": "csv", "xlsx": "xlsx", "xls": "xlsx", "xlsm": "xlsx"}.get(self.suffix, "txt")

    @property
    def size(self) -> int:
        """Return the number of bytes; a member that is not read is not unpacked for it."""
        return len(self.data) if self._is_unpacked or self.stated_size is None else self.stated_size

    def beginning(self, size: int) -> bytes:
        """Return the first bytes; a member that is not read is unpacked no further."""
        return self.data[:size] if self._is_unpacked or self.first is None else self.first(size)

    @property
    def _is_unpacked(self) -> bool:
        return isinstance(self.source, bytes) or "data" in self.__dict__

    @cached_property
    def form(self) -> str:
        """Return `csv`, `txt` or `xlsx`, in order of preference; "" for a document.

        The first bytes decide if the name is wrong: a workbook named csv, a text named xls.
        """
        if TEXTS.search(self.name):
            return ""
        named = self.named_form
        if named == "txt" and self.suffix in ("txt", "prn"):
            return named
        try:
            start = self.beginning(START)
        except UnreadableMember:
            return named
        is_book = start.startswith((ZIP, OLE))
        if is_book != (named == "xlsx"):
            return "xlsx" if is_book else "txt"
        return "csv" if named == "txt" and _has_commas(start) else named


def _has_commas(start: bytes) -> bool:
    """Return whether most lines of a text with an unknown suffix have several commas."""
    lines = start.split(b"\n")[:-1]
    return sum(line.count(b",") > 1 for line in lines) * 2 > len(lines)


def read_members(path: Path, release: Release) -> list[Member]:
    """Return every file of the zip in name order; a damaged one raises when it is read."""
    return sorted(_members(path, "", release), key=lambda member: member.name)


def _members(file: Path | io.BytesIO, folder: str, release: Release) -> Iterator[Member]:
    try:
        opened = zipfile.ZipFile(file)  # its members keep it open
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError) as error:
        place = Location(release, folder.rstrip("/"))
        start = file.getvalue() if isinstance(file, io.BytesIO) else file.read_bytes()
        raise UnreadableZip(place, "a zip", f"{start[:16]!r} ({error})") from error
    for info in opened.infolist():
        name = folder + info.filename.replace("\\", "/")  # some archivers keep Windows' separator
        if NO_MEMBER.search(name):
            continue
        where = (opened, info, folder, release)
        member = Member(name, partial(_unpacked, *where), partial(_beginning, *where), info.file_size)
        yield from _nested(member, release) if member.suffix == "zip" else (member,)


def _nested(member: Member, release: Release) -> Iterator[Member]:
    """Return the members of a nested zip; if it is damaged, the zip itself as unreadable."""
    try:
        yield from _members(io.BytesIO(member.data), f"{member.name}/", release)
    except (UnreadableZip, UnreadableMember) as error:
        yield Member(member.name, partial(_raise, error))


def _raise(error: Exception) -> bytes:
    raise error


def _unpacked(opened: zipfile.ZipFile, info: zipfile.ZipInfo, folder: str, release: Release) -> bytes:
    place = Location(release, folder + info.filename)
    try:
        if info.compress_type == deflate64.METHOD:
            return b"".join(deflate64.inflated(opened, info))
        return _copied(opened, info)
    except Exception as error:  # zlib, encryption and compression methods each fail in their own way
        found = f"{type(error).__name__}: {error}"
        raise UnreadableMember(place, "a member that can be unpacked", found) from error


def _beginning(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, folder: str, release: Release, size: int
) -> bytes:
    try:
        if info.compress_type == deflate64.METHOD:
            return next(deflate64.inflated(opened, info), b"")[:size]
        with opened.open(info) as packed:
            return packed.read(size)
    except Exception as error:  # as for the whole member
        found = f"{type(error).__name__}: {error}"
        place = Location(release, folder + info.filename)
        raise UnreadableMember(place, "a member that can be unpacked", found) from error


def _copied(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Inflate at once, in a third less time than in chunks, if size and checksum are as stated."""
    data = _inflated_at_once(opened, info) if info.compress_type == zipfile.ZIP_DEFLATED else None
    return _in_chunks(opened, info) if data is None else data


def _inflated_at_once(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    if not 0 < info.file_size <= STEEPEST * info.compress_size:
        return None
    with opened.open(deflate64.as_stored(info)) as packed:
        try:
            data = zlib.decompress(packed.read(), -zlib.MAX_WBITS, info.file_size)
        except zlib.error:
            return None
    return data if (len(data), zlib.crc32(data)) == (info.file_size, info.CRC) else None


def _in_chunks(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Copy in chunks that fit the processor's cache; zipfile's errors state what is wrong."""
    unpacked = io.BytesIO()
    with opened.open(info) as packed:
        shutil.copyfileobj(packed, unpacked, 1 << 16)
    return unpacked.getvalue()
