"""Deflate64, which Windows writes for members above 2 GB and Python's zipfile cannot unpack."""

import copy
import zipfile
import zlib
from collections.abc import Iterator

METHOD = 9
_CHUNK = 1 << 16


def inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unpacked bytes in chunks; raises `BadZipFile` if their size or checksum is not as stated."""
    import inflate64

    inflater, size, checksum = inflate64.Inflater(), 0, 0
    with archive.open(as_stored(member)) as packed:
        while chunk := packed.read(_CHUNK):
            unpacked = bytes(inflater.inflate(chunk))
            size, checksum = size + len(unpacked), zlib.crc32(unpacked, checksum)
            if size > member.file_size:
                break
            yield unpacked
    if (size, checksum) != (member.file_size, member.CRC):
        raise zipfile.BadZipFile(f"Bad CRC-32 or size of {member.filename!r}")


def as_stored(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Describe the packed bytes as a member that is stored, so that zipfile returns them unchanged."""
    packed = copy.copy(member)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, member.compress_size
    del packed.CRC  # of the unpacked bytes
    return packed
