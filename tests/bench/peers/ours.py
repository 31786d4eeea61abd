"""cmsfees: every table of a release verified; look-ups on a published snapshot of the data root."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cmsfees import OpenSnapshot, open_snapshot
from sources.release import Release
from tests.bench.peers.peer import DAY, EDITED, LOCALITY, MAC
from transforms.conforming.conform_release import conform_to
from warehouse.pricing.claim import Claim
from warehouse.pricing.price import price

ON, ON_EDITED = date.fromisoformat(DAY), date.fromisoformat(EDITED)
YEAR = ("2025A", "2025B", "2025D")


class Ours:
    def __init__(self, folder: Path, snapshots: Path) -> None:
        self.folder, self.snapshots = folder, snapshots
        self.opened: OpenSnapshot | None = None

    @property
    def fees(self) -> OpenSnapshot:
        self.opened = self.opened or open_snapshot(snapshots=self.snapshots)
        return self.opened

    def load_year(self, zips: Sequence[Path]) -> int:
        releases = [Release("pfs-rvu", vintage) for vintage in YEAR]
        return sum(
            self._conformed(path, release, "pfs_rvu") for path, release in zip(zips, releases, strict=True)
        )

    def load_ptp(self, zips: Sequence[Path]) -> int:
        release = Release("ncci-ptp-practitioner", "2024Q3")
        return sum(self._conformed(path, release, "ncci_ptp") for path in zips)

    def _conformed(self, path: Path, release: Release, table: str) -> int:
        import polars as pl

        made = conform_to(self.folder, path, f"{release.vintage}-{path.stem}", release)
        return int(pl.scan_parquet(made / f"{table}.parquet").select(pl.len()).collect().item())

    def look_up(self, code: str) -> object:
        return self.fees.physician_fees(code, ON)

    def edits(self, codes: Sequence[str]) -> object:
        return self.fees.conflicts(codes, ON_EDITED)

    def claim(self, codes: Sequence[str]) -> object:
        lines = [{"code": code} for code in codes]
        asked = {"service_date": ON, "setting": "facility", "mac": MAC, "locality": LOCALITY, "lines": lines}
        return price(self.fees.con, Claim.model_validate(asked))

    def schedule(self) -> int:
        sql = "SELECT count(payment) AS rows FROM physician_payments_on($1) WHERE NOT qualifying_apm"
        [row] = self.fees.rows(sql, ON)
        return int(row["rows"])
