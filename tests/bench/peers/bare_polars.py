"""Polars alone: frames in memory."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tests.bench.peers import files as f
from tests.bench.peers.peer import EDITED, LOCALITY, MAC


class BarePolars:
    def __init__(self, folder: Path) -> None:
        self.rvu = self.gpci = self.ptp = pl.DataFrame()

    def load_year(self, zips: Sequence[Path]) -> int:
        self.rvu = pl.concat(
            _read(f.rvu_csv(path), f.RVU_NAMES, f.RVU_NUMBERS, f.RVU_HEADER, path.stem) for path in zips
        ).sort("hcpcs")
        self.gpci = pl.concat(
            _read(f.gpci_csv(path), f.GPCI_NAMES, f.GPCI_NUMBERS, f.GPCI_HEADER, path.stem) for path in zips
        )
        self.release = zips[0].stem
        return self.rvu.height

    def load_ptp(self, zips: Sequence[Path]) -> int:
        read = [
            pl.read_csv(
                text,
                separator="\t",
                has_header=False,
                skip_lines=f.PTP_HEADER,
                quote_char=None,
                infer_schema=False,
                new_columns=f.PTP_NAMES,
            )
            for text in f.ptp_texts(zips)
        ]
        self.ptp = pl.concat(read).sort("column_1", "column_2")
        return self.ptp.height

    def look_up(self, code: str) -> object:
        found = self.rvu.filter((pl.col("hcpcs") == code) & (pl.col("release") == self.release))
        return found.with_columns(_payment("facility"), _payment("nonfacility"))

    def edits(self, codes: Sequence[str]) -> object:
        day = EDITED.replace("-", "")
        return self.ptp.filter(
            pl.col("column_1").is_in(codes)
            & pl.col("column_2").is_in(codes)
            & pl.lit(day).is_between(pl.col("effective"), pl.col("deletion"))
        )

    def claim(self, codes: Sequence[str]) -> object:
        self.edits(codes)
        place = self.gpci.filter((pl.col("mac") == MAC) & (pl.col("locality") == LOCALITY))
        lines = self.rvu.filter(pl.col("hcpcs").is_in(codes) & (pl.col("release") == self.release))
        return lines.join(place, on="release").select(_local("facility"))

    def schedule(self) -> int:
        mine = self.rvu.lazy().filter(pl.col("release") == self.release)
        local = mine.join(self.gpci.lazy(), on="release").select(_local("facility"), _local("nonfacility"))
        return local.collect().height * 2


def _payment(setting: str) -> pl.Expr:
    total = pl.col("work_rvu") + pl.col(f"pe_rvu_{setting}") + pl.col("mp_rvu")
    return (total * pl.col("conversion_factor")).round(2).alias(f"payment_{setting}")


def _local(setting: str) -> pl.Expr:
    total = pl.col("work_rvu") * pl.col("work_gpci") + pl.col("mp_rvu") * pl.col("mp_gpci")
    total += pl.col(f"pe_rvu_{setting}") * pl.col("pe_gpci")
    return (total * pl.col("conversion_factor")).round(2).alias(f"payment_{setting}")


def _read(
    data: bytes, names: Sequence[str], numbers: Sequence[str], header: int, release: str
) -> pl.DataFrame:
    frame = pl.read_csv(
        data, has_header=False, skip_rows=header, infer_schema=False, truncate_ragged_lines=True
    )
    frame = frame.rename(dict(zip(frame.columns, names, strict=False)))
    cast = pl.col(numbers).cast(pl.Float64, strict=False)
    return frame.with_columns(cast, release=pl.lit(release))
