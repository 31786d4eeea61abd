"""A Python dictionary filled by the csv module."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.bench.peers import files as f
from tests.bench.peers.peer import EDITED, LOCALITY, MAC

CENT = Decimal("0.01")


class Dictionary:
    def __init__(self, folder: Path) -> None:
        self.rows: dict[tuple[str, str, str], dict[str, Decimal]] = {}
        self.places: dict[tuple[str, str, str], dict[str, Decimal]] = {}
        self.pairs: dict[tuple[str, str], tuple[str, str, str]] = {}

    def load_year(self, zips: Sequence[Path]) -> int:
        for path in zips:
            for row in _rows(f.rvu_csv(path), f.RVU_NAMES, f.RVU_HEADER):
                numbers = {name: Decimal(row[name] or 0) for name in f.RVU_NUMBERS}
                self.rows[path.stem, row["hcpcs"], row["modifier"]] = numbers
            for row in _rows(f.gpci_csv(path), f.GPCI_NAMES, f.GPCI_HEADER):
                if row["pe_gpci"]:
                    numbers = {name: Decimal(row[name]) for name in f.GPCI_NUMBERS}
                    self.places[path.stem, row["mac"], row["locality"]] = numbers
        self.release = zips[0].stem
        return len(self.rows)

    def load_ptp(self, zips: Sequence[Path]) -> int:
        for text in f.ptp_texts(zips):
            for row in csv.reader(io.StringIO(text.decode()), delimiter="\t", quoting=csv.QUOTE_NONE):
                if len(row) >= 6 and row[3].isdigit():
                    self.pairs[row[0], row[1]] = (row[3], row[4], row[5])
        return len(self.pairs)

    def look_up(self, code: str) -> object:
        row = self.rows[self.release, code, ""]
        return row, [_national(row, setting) for setting in ("nonfacility", "facility")]

    def edits(self, codes: Sequence[str]) -> object:
        day = EDITED.replace("-", "")
        found = {(a, b): self.pairs.get((a, b)) for a in codes for b in codes if a != b}
        return {pair: edit for pair, edit in found.items() if edit and edit[0] <= day <= edit[1]}

    def claim(self, codes: Sequence[str]) -> object:
        place = self.places[self.release, MAC, LOCALITY]
        self.edits(codes)
        return [_local(self.rows[self.release, code, ""], place, "facility") for code in codes]

    def schedule(self) -> int:
        rows = [row for (release, *_), row in self.rows.items() if release == self.release]
        places = [place for (release, *_), place in self.places.items() if release == self.release]
        settings = ("nonfacility", "facility")
        return sum(
            1 for row in rows for place in places for setting in settings if _local(row, place, setting) >= 0
        )


def _national(row: dict[str, Decimal], setting: str) -> Decimal:
    total = row["work_rvu"] + row[f"pe_rvu_{setting}"] + row["mp_rvu"]
    return (total * row["conversion_factor"]).quantize(CENT, ROUND_HALF_UP)


def _local(row: dict[str, Decimal], place: dict[str, Decimal], setting: str) -> Decimal:
    total = row["work_rvu"] * place["work_gpci"] + row[f"pe_rvu_{setting}"] * place["pe_gpci"]
    total += row["mp_rvu"] * place["mp_gpci"]
    return (total * row["conversion_factor"]).quantize(CENT, ROUND_HALF_UP)


def _rows(data: bytes, names: Sequence[str], header: int) -> Iterator[dict[str, str]]:
    for row in list(csv.reader(io.StringIO(data.decode())))[header:]:
        yield dict(zip(names, row, strict=False))
