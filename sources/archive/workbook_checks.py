"""Safety checks for workbooks: a few kilobytes can expand to many gigabytes of cells."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from sources.errors import ZipBomb

OFFICE = (".xlsx", ".xlsm", ".docx", ".pptx")
MOST_CELLS = 50_000_000  # in the sheet's bounding rectangle; CMS's largest sheet has 2.1 million
# Fast first filter: three letters mean column 703 or beyond, six digits row 100,000 or beyond.
_FAR = re.compile(rb"""r="(?:[A-Za-z]{3}|[A-Za-z]+\d{6})""")
_ODDLY_WRITTEN = (b"r='", b"r =", b"r\t=", b"r\n=", b"r\r=", b"r= ", b'r=" ')
_CELL = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,9})(\d{1,18})""")
_CHUNK = 1 << 20


def check_workbook(content: bytes, name: str, spend: Callable[[int], None]) -> None:
    """Raise ZipBomb for sizes that no CMS table has; broken workbooks are left for the reader to report.

    `spend` counts the unpacked bytes and raises if there are too many. A reader allocates the whole rectangle
    from the first cell to the last, so a single cell at XFD1048576 costs 17 billion cells.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(content))
    except Exception:
        return
    spend(sum(part.file_size for part in parts.infolist()))
    for part in parts.infolist():
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            _check_sheet(parts, part, name)


def _check_sheet(parts: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    last_row = last_column = 0
    try:
        for piece in _pieces(parts, part):
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise ZipBomb(f"{name}: {part.filename} declares entities; no CMS workbook does.")
            if not _FAR.search(piece) and not any(way in piece for way in _ODDLY_WRITTEN):
                continue
            cells = set(_CELL.findall(piece))
            last_row = max([last_row, *(int(digits) for _, digits in cells)])
            last_column = max([last_column, *map(_column, {letters for letters, _ in cells})])
    except ZipBomb:
        raise
    except Exception:  # the reader reports broken parts
        return
    if last_row * last_column > MOST_CELLS:
        raise ZipBomb(f"{name}: {part.filename} reaches to row {last_row:,}, column {last_column:,}.")


def _pieces(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield chunks that overlap slightly, so that no cell reference is split."""
    with parts.open(part) as stream:
        before = b""
        while piece := stream.read(_CHUNK):
            yield before + piece
            before = piece[-64:]


def _column(letters: bytes) -> int:
    """`A` → 1, `XFD` → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
