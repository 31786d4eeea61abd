"""pandas into SQLite, floats and all, as peers on this data do it."""

import io
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tests.bench.peers import files as f
from tests.bench.peers.peer import EDITED, LOCALITY, MAC

LOCAL = """SELECT round((work_rvu * work_gpci + {pe} * pe_gpci + mp_rvu * mp_gpci) * conversion_factor, 2)
FROM rvu JOIN gpci USING (release)"""


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self.con = sqlite3.connect(folder / "peer.sqlite")
        self.release = ""

    def load_year(self, zips: Sequence[Path]) -> int:
        import pandas as pd

        rows = 0
        for path in zips:
            for table, data, names, numbers, header in (
                ("rvu", f.rvu_csv(path), f.RVU_NAMES, f.RVU_NUMBERS, f.RVU_HEADER),
                ("gpci", f.gpci_csv(path), f.GPCI_NAMES, f.GPCI_NUMBERS, f.GPCI_HEADER),
            ):
                frame = pd.read_csv(io.BytesIO(data), names=names, skiprows=header, dtype=str)
                for name in numbers:
                    frame[name] = pd.to_numeric(frame[name])
                frame.assign(release=path.stem).to_sql(table, self.con, if_exists="append", index=False)
                rows += len(frame)
        self.con.execute("CREATE INDEX rvu_key ON rvu (hcpcs, release)")
        self.con.execute("CREATE INDEX gpci_key ON gpci (release, mac, locality)")
        self.release = zips[0].stem
        return rows

    def load_ptp(self, zips: Sequence[Path]) -> int:
        import pandas as pd

        rows = 0
        for text in f.ptp_texts(zips):
            frame = pd.read_csv(
                io.BytesIO(text),
                sep="\t",
                names=f.PTP_NAMES,
                skiprows=f.PTP_HEADER,
                dtype=str,
                quoting=3,
            )
            frame.to_sql("ptp", self.con, if_exists="append", index=False)
            rows += len(frame)
        self.con.execute("CREATE INDEX ptp_key ON ptp (column_1, column_2)")
        return rows

    def look_up(self, code: str) -> object:
        sql = """SELECT *, round((work_rvu + pe_rvu_facility + mp_rvu) * conversion_factor, 2),
            round((work_rvu + pe_rvu_nonfacility + mp_rvu) * conversion_factor, 2)
            FROM rvu WHERE hcpcs = ? AND release = ?"""
        return self.con.execute(sql, (code, self.release)).fetchall()

    def edits(self, codes: Sequence[str]) -> object:
        some = ", ".join("?" * len(codes))
        sql = f"""SELECT * FROM ptp WHERE column_1 IN ({some}) AND column_2 IN ({some})
            AND ? BETWEEN effective AND deletion"""
        return self.con.execute(sql, (*codes, *codes, EDITED.replace("-", ""))).fetchall()

    def claim(self, codes: Sequence[str]) -> object:
        self.edits(codes)
        where = " WHERE hcpcs = ? AND rvu.release = ? AND mac = ? AND locality = ? AND modifier IS NULL"
        sql = LOCAL.format(pe="pe_rvu_facility") + where
        return [self.con.execute(sql, (code, self.release, MAC, LOCALITY)).fetchone() for code in codes]

    def schedule(self) -> int:
        both = " UNION ALL ".join(
            f"{LOCAL.format(pe=f'pe_rvu_{setting}')} WHERE rvu.release = '{self.release}'"
            for setting in ("facility", "nonfacility")
        )
        return len(self.con.execute(both).fetchall())
