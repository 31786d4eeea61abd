"""The version of the rendering code."""

import hashlib
from functools import cache
from pathlib import Path

ROOM = Path(__file__).parent
DRAWN_BY = {".py", ".html", ".css", ".js", ".tsv"}


@cache
def web_version() -> str:
    """Return a digest of this package's files, so that pages of an earlier version count as outdated."""
    files = sorted(path for path in ROOM.rglob("*") if path.suffix in DRAWN_BY)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]
