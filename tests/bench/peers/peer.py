"""The interface of every peer, so that their results can be compared."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

DAY, EDITED, MAC, LOCALITY = "2025-02-01", "2024-08-01", "10112", "00"
CODES = ("99213", "20957", "27447", "71046", "45378", "93306", "66984", "29826", "70553", "72148")
PAIR = ("61592", "11000", "99213")
CLAIM = (
    *("27447", "29826", "99213", "71046", "70553", "72148", "45378", "93306", "66984", "20610"),
    *("11042", "36415", "97110", "93000", "99214"),
)


class Peer(Protocol):
    """`folder` is where a peer may write; the zips are CMS's own."""

    def load_year(self, zips: Sequence[Path]) -> int:
        """Rows of PPRRVU and GPCI of the releases, ready to be asked."""

    def load_ptp(self, zips: Sequence[Path]) -> int:
        """Rows of the four parts of one table."""

    def look_up(self, code: str) -> object:
        """RVUs and both national payments."""

    def edits(self, codes: Sequence[str]) -> object:
        """Edits between the codes."""

    def claim(self, codes: Sequence[str]) -> object:
        """Dollars of each line in one locality; only cmsfees also applies edits and reductions."""

    def schedule(self) -> int:
        """Payments of every code in every locality and both settings; their number."""
