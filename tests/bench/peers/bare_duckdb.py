"""DuckDB alone: its csv reader into sorted tables of a file."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from tests.bench.peers import files as f
from tests.bench.peers.peer import EDITED, LOCALITY, MAC

LOCAL = """SELECT
    round((work_rvu * work_gpci + {pe} * pe_gpci + mp_rvu * mp_gpci) * conversion_factor, 2) AS pay
FROM rvu JOIN gpci USING (release)"""


class BareDuckdb:
    def __init__(self, folder: Path) -> None:
        self.con = duckdb.connect(folder / "peer.duckdb")
        self.con.execute("SET enable_progress_bar = false")  # it would be printed among the figures
        self.release = ""

    def load_year(self, zips: Sequence[Path]) -> int:
        read = [
            (
                self._select(f.rvu_csv(path), f.RVU_NAMES, f.RVU_NUMBERS, f.RVU_HEADER, path.stem),
                self._select(f.gpci_csv(path), f.GPCI_NAMES, f.GPCI_NUMBERS, f.GPCI_HEADER, path.stem),
            )
            for path in zips
        ]
        for table, place, key in (("rvu", 0, "hcpcs"), ("gpci", 1, "mac")):
            union = " UNION ALL ".join(row[place] for row in read)
            self.con.execute(f"CREATE TABLE {table} AS {union} ORDER BY {key}")
        self.release = zips[0].stem
        return len(self.con.execute("FROM rvu").fetchall())

    def load_ptp(self, zips: Sequence[Path]) -> int:
        read = [self._select(text, f.PTP_NAMES, (), f.PTP_HEADER, "", "\\t") for text in f.ptp_texts(zips)]
        self.con.execute(f"CREATE TABLE ptp AS {' UNION ALL '.join(read)} ORDER BY column_1, column_2")
        [(rows,)] = self.con.execute("SELECT count(*) FROM ptp").fetchall()
        return int(rows)

    def look_up(self, code: str) -> object:
        sql = """SELECT *, round((work_rvu + pe_rvu_facility + mp_rvu) * conversion_factor, 2),
            round((work_rvu + pe_rvu_nonfacility + mp_rvu) * conversion_factor, 2)
            FROM rvu WHERE hcpcs = $1 AND release = $2"""
        return self.con.execute(sql, [code, self.release]).fetchall()

    def edits(self, codes: Sequence[str]) -> object:
        sql = """FROM ptp WHERE list_contains($1, column_1) AND column_2 IN (SELECT unnest($1))
            AND column_1 IN (SELECT unnest($1)) AND $2 BETWEEN effective AND deletion"""
        return self.con.execute(sql, [list(codes), EDITED.replace("-", "")]).fetchall()

    def claim(self, codes: Sequence[str]) -> object:
        self.edits(codes)
        where = " WHERE hcpcs IN (SELECT unnest($1)) AND release = $2 AND mac = $3 AND locality = $4"
        sql = f"{LOCAL.format(pe='pe_rvu_facility')}{where} AND modifier IS NULL"
        return self.con.execute(sql, [list(codes), self.release, MAC, LOCALITY]).fetchall()

    def schedule(self) -> int:
        both = " UNION ALL ".join(
            f"{LOCAL.format(pe=f'pe_rvu_{setting}')} WHERE release = '{self.release}'"
            for setting in ("facility", "nonfacility")
        )
        [(rows,)] = self.con.execute(f"SELECT count(pay) FROM ({both})").fetchall()
        return int(rows)

    def _select(
        self,
        data: bytes,
        names: Sequence[str],
        numbers: Sequence[str],
        header: int,
        release: str,
        delimiter: str = ",",
    ) -> str:
        file = Path(tempfile.mkstemp(suffix=".csv")[1])
        file.write_bytes(data)
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        cast = ", ".join(f"try_cast({name} AS DECIMAL(9, 4)) AS {name}" for name in numbers)
        dialect = f"auto_detect=false, skip={header}, delim='{delimiter}', quote='\"', null_padding=true"
        source = f"read_csv('{file}', {dialect}, columns={{{columns}}})"
        return (
            f"SELECT * REPLACE ({cast}), '{release}' AS release FROM {source}" if cast else f"FROM {source}"
        )
