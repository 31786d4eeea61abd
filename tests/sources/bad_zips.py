"""Zips that must not enter the archive: (what is wrong, the error that names it, the bytes)."""

import io
import warnings
import zipfile

from tests.sources.tiny_site import zipped


def made(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # duplicate names
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _encrypted() -> bytes:
    whole = bytearray(zipped("PPRRVU.csv"))
    for mark, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + flags_at] |= 1
    return bytes(whole)


def corrupt() -> bytes:
    whole = bytearray(made(("PPRRVU.csv", bytes(range(256)))))
    whole[whole.index(b"PPRRVU.csv") + 60] ^= 0xFF
    return bytes(whole)


def _overstated() -> bytes:
    """A bomb that lies: the directory promises less than the member unpacks to."""
    whole = bytearray(made(("PPRRVU.csv", b"0" * 1_000_000)))
    whole[whole.rindex(b"PK\x01\x02") + 24 :][:4] = b""
    at = whole.rindex(b"PK\x01\x02") + 24
    whole[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(whole)


BAD_ZIPS = [
    ("a member leaves its folder", "UnsafeMemberName", made(("../../etc/passwd", b"x"))),
    ("a member with an absolute name", "UnsafeMemberName", made(("/etc/passwd", b"x"))),
    ("a member with a drive letter", "UnsafeMemberName", made(("C:\\figures.csv", b"x"))),
    ("two members of one name", "DuplicateMembers", made(("A.csv", b"1"), ("A.csv", b"2"))),
    ("two names but for case", "DuplicateMembers", made(("A.csv", b"1"), ("a.CSV", b"2"))),
    ("an encrypted member", "EncryptedMember", _encrypted()),
    ("a bomb", "ZipBomb", made(("PPRRVU.csv", bytes(40_000_000)))),
    ("a bomb that understates itself", "CorruptMember", _overstated()),
    ("a zip within", "NestedZip", made(("inner.zip", zipped()))),
    ("a zip within, under another name", "NestedZip", made(("inner.csv", zipped()))),
    ("cut off", "TruncatedZip", zipped()[:-30]),
    ("no members", "NotAZip", made()),
    ("a flipped byte", "CorruptMember", corrupt()),
]
