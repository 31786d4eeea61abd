"""Zips made to harm their reader: (what is wrong, the error, the bytes, are zips within allowed)."""

import io
import struct
import warnings
import zipfile
from zlib import crc32

from tests.sources.bad_zips import corrupt, made
from tests.sources.tiny_site import zipped

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(sheet: bytes, **others: bytes) -> bytes:
    return made((SHEET, sheet), *((name, content) for name, content in others.items()))


def cell(address: str, written: str = 'r="{}"') -> bytes:
    body = f"<row><c {written.format(address)}><v>1</v></c></row>"
    return f"<worksheet><sheetData>{body}</sheetData></worksheet>".encode()


def far_apart(before: int) -> bytes:
    """A far row and, bytes before the second megabyte or at its start, a far column."""
    first = b'<row><c r="A1048576"/></row>'
    return first + b" " * ((1 << 20) - len(first) - before) + b'<row><c r="XFD1"/></row>'


def patched(body: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    """Bytes of the last header of a kind overwritten."""
    start = body.rindex(mark) + at
    return body[:start] + value + body[start + len(value) :]


def both(body: bytes, local_at: int, central_at: int, value: bytes) -> bytes:
    return patched(patched(body, LOCAL, local_at, value), CENTRAL, central_at, value)


def named(name: str) -> bytes:
    """`zipfile` tidies names on writing; these are put in afterwards."""
    stand_in = "N" * len(name.encode())
    return made((stand_in, b"x")).replace(stand_in.encode(), name.encode())


def linked() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("PPRRVU.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def packed_by(method: int) -> bytes:
    return both(made(("PPRRVU.csv", b"figures" * 9)), 8, 10, struct.pack("<H", method))


def packed_by_deflate64(content: bytes, checksum: int | None = None, cut: int = 0) -> bytes:
    """A member as Windows packs one above 2 GB."""
    import inflate64

    packer = inflate64.Deflater()
    packed = packer.deflate(content) + packer.flush()
    packed = packed[: len(packed) - cut]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("PPRRVU.csv", packed)
    found = crc32(content) if checksum is None else checksum
    body = both(buffer.getvalue(), 8, 10, struct.pack("<H", 9))
    return both(body, 14, 16, struct.pack("<LLL", found, len(packed), len(content)))


def many_small_bombs() -> bytes:
    """Each zip within is below what is suspicious alone: 29 kB that unpack to 1.6 GB."""
    inner = made(("PFREV.txt", bytes(15_000_000)))
    return made(*((f"{number}.zip", inner) for number in range(100)))


def overlapping() -> bytes:
    """Two members of the directory that point to the same bytes."""
    with warnings.catch_warnings():
        body = made(("A.csv", b"x" * 50), ("B.csv", b"y" * 50))
    return patched(body, CENTRAL, 42, struct.pack("<I", 0))


WELL = made(("A.csv", b"a,b\r\n1,2\r\n" * 30), ("B.txt", b"text" * 40), ("C.xlsx", workbook(cell("B2"))))
HOSTILE_ZIPS: list[tuple[str, str, bytes, bool]] = [
    ("xlsx: one cell at XFD1048576", "ZipBomb", made(("A.xlsx", workbook(cell("XFD1048576")))), False),
    (
        "xlsx: a far cell in single quotes",
        "ZipBomb",
        made(("A.xlsx", workbook(cell("XFD1048576", "r='{}'")))),
        False,
    ),
    (
        "xlsx: a far cell with spaces",
        "ZipBomb",
        made(("A.xlsx", workbook(cell("xfd1048576", 'r = "{}"')))),
        False,
    ),
    ("xlsx: a far row", "ZipBomb", made(("A.xlsx", workbook(cell("ZZ999999")))), False),
    ("xlsx: column 500, row 100,001", "ZipBomb", made(("A.xlsx", workbook(cell("SF100001")))), False),
    *(
        (
            f"xlsx: a far cell as {written!r}",
            "ZipBomb",
            made(("A.xlsx", workbook(cell("XFD1048576", written)))),
            False,
        )
        for written in ('r\t="{}"', 'r\n="{}"', 'r\r="{}"', 'r= "{}"', 'r=" {}"')
    ),
    ("xlsx: a far cell over two pieces", "ZipBomb", made(("A.xlsx", workbook(far_apart(10)))), False),
    ("xlsx: a far row, then a far column", "ZipBomb", made(("A.xlsx", workbook(far_apart(0)))), False),
    (
        "xlsx: declares entities",
        "ZipBomb",
        made(("A.xlsx", workbook(b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + cell("A1")))),
        False,
    ),
    ("xlsx: a sheet of zeros", "ZipBomb", made(("A.xlsx", workbook(bytes(20_000_000)))), False),
    (
        "docx: a part of zeros",
        "ZipBomb",
        made(("A.docx", made(("word/document.xml", bytes(20_000_000))))),
        False,
    ),
    ("a hundred small bombs within", "ZipBomb", many_small_bombs(), True),
    ("a bomb within", "ZipBomb", made(("A.zip", made(("A.csv", bytes(20_000_000))))), True),
    ("1,001 members", "ZipBomb", made(*((f"{number}.csv", b"") for number in range(1001))), False),
    ("a zip within a zip within", "NestedZip", made(("A.zip", made(("B.zip", zipped())))), True),
    (
        "an encrypted member within",
        "EncryptedMember",
        made(("A.zip", both(made(("A.csv", b"x")), 6, 8, b"\x01\x00"))),
        True,
    ),
    ("a corrupt member within", "CorruptMember", made(("A.zip", corrupt())), True),
    ("a cut zip within", "TruncatedZip", made(("A.zip", zipped()[:-30])), True),
    ("Deflate64 of other bytes", "CorruptMember", packed_by_deflate64(b"figures" * 9, crc32(b"f")), False),
    ("Deflate64 that ends too early", "CorruptMember", packed_by_deflate64(b"figures" * 9, cut=4), False),
    ("a bomb of Deflate64", "ZipBomb", packed_by_deflate64(bytes(20_000_000)), False),
    ("Implode", "UnsupportedCompression", packed_by(6), False),
    ("Zstandard", "UnsupportedCompression", packed_by(93), False),
    ("AES", "UnsupportedCompression", packed_by(99), False),
    ("a method that is none", "UnsupportedCompression", packed_by(77), False),
    ("a link to a file of the machine", "UnsafeMemberName", linked(), False),
    ("a name with an escape", "UnsafeMemberName", named("A\x1b[2J.csv"), False),
    ("a name over two lines", "UnsafeMemberName", named("A\nB.csv"), False),
    (
        "a name written from right to left",
        "UnsafeMemberName",
        both(named("A\u202egpj.csv"), 6, 8, b"\x00\x08"),
        False,
    ),
    ("a name of 501 letters", "UnsafeMemberName", made(("N" * 501, b"x")), False),
    ("a name that is a dot", "UnsafeMemberName", named("."), False),
    ("a name that climbs within", "UnsafeMemberName", named("a/../../b"), False),
    ("a name that climbs by backslash", "UnsafeMemberName", named("..\\b.csv"), False),
    ("a drive without a slash", "UnsafeMemberName", named("C:b.csv"), False),
    ("a name on a server", "UnsafeMemberName", named("\\\\host\\b.csv"), False),
    ("a name with a zero byte", "UnsafeMemberName", named("A\0.csv"), False),
    (
        "a name that is no UTF-8",
        "TruncatedZip",
        both(named("AA.csv").replace(b"AA.csv", b"\xff\xfe.csv"), 6, 8, b"\x00\x08"),
        False,
    ),
    ("folders alone", "TruncatedZip", made(("A/", b"")), False),
    (
        "a directory that promises more members",
        "TruncatedZip",
        patched(WELL, END, 12, struct.pack("<I", 9999)),
        False,
    ),
    (
        "a directory beyond the end",
        "CorruptMember",
        patched(WELL, END, 16, struct.pack("<I", 1 << 30)),
        False,
    ),
    ("a checksum that is wrong", "CorruptMember", patched(WELL, CENTRAL, 16, b"\0\0\0\0"), False),
    (
        "a member beyond the end",
        "CorruptMember",
        patched(WELL, CENTRAL, 42, struct.pack("<I", 1 << 20)),
        False,
    ),
    ("a size of four gigabytes", "ZipBomb", patched(WELL, CENTRAL, 24, b"\xfe\xff\xff\xff"), False),
    ("members that overlap", "CorruptMember", overlapping(), False),
    ("a name that differs in the member itself", "CorruptMember", WELL.replace(b"B.txt", b"Z.txt", 1), False),
    ("an end and nothing else", "NotAZip", END + bytes(18), False),
    ("a beginning and nothing else", "TruncatedZip", LOCAL, False),
    ("a beginning and zeros", "TruncatedZip", LOCAL + bytes(100_000), False),
    ("a program before the zip", "NotAZip", b"MZ" + bytes(100) + WELL, False),
    ("gzip", "NotAZip", b"\x1f\x8b\x08" + bytes(50), False),
    ("json", "NotAZip", b'{"error": "not found"}', False),
    ("a page that begins with a blank", "NotAZip", b"\n\n <!DOCTYPE html>", False),
]
HARMLESS_ZIPS: list[tuple[str, bytes]] = [
    ("as CMS makes them", WELL),
    ("1,000 members", made(*((f"{number}.csv", b"") for number in range(1000)))),
    ("a name of 500 letters", made(("N" * 500, b"x"))),
    ("xlsx: column 500, row 100,000", made(("A.xlsx", workbook(cell("SF100000"))))),
    ("bytes behind the end", WELL + b"\0" * 40),
    ("a comment", patched(WELL, END, 20, b"\x05\x00") + b"hello"),
    ("a month that is none", both(WELL, 12, 14, b"\x00\x00")),
    ("a workbook that is broken", made(("A.csv", b"1"), ("A.xlsx", workbook(cell("A1"))[:-20]))),
    ("a workbook whose sheet is cut", made(("A.csv", b"1"), ("A.xlsx", workbook(b"<worksheet><c r=")))),
    ("a workbook of the old form", made(("A.xls", b"\xd0\xcf\x11\xe0" + bytes(600)))),
    ("a wide sheet such as DMEPOS", made(("A.xlsx", workbook(cell("XFD3000"))))),
]
