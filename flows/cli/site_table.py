"""Export several codes' sites as one table with one row per code and site."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from cmsfees import OpenSnapshot
from cmsfees.place import Place
from flows.runs.plain_text import printable


def print_csv(
    fees: OpenSnapshot, codes: Sequence[str], on: date, known_on: date, place: Place | None
) -> None:
    """Print CSV to standard output with a header; an empty cell is null."""
    cursor = fees.con.execute(_query(codes, on, known_on, place))
    writer = csv.writer(sys.stdout)
    writer.writerow([column[0] for column in cursor.description or []])
    for row in cursor.fetchall():
        writer.writerow("" if value is None else printable(str(value)) for value in row)


def write_sites_parquet(
    fees: OpenSnapshot, path: Path, codes: Sequence[str], on: date, known_on: date, place: Place | None
) -> None:
    fees.con.execute(f"COPY ({_query(codes, on, known_on, place)}) TO {_literal(path)} (FORMAT parquet)")


def _query(codes: Sequence[str], on: date, known_on: date, place: Place | None) -> str:
    """Return the query; for `27447-50` only the code is used, because the table has no modifiers."""
    where = ", ".join(f"in_{name} := {_literal(part)}" for name, part in asdict(place or Place()).items())
    plain = dict.fromkeys(code.strip().partition("-")[0] for code in codes)
    parts = [
        f"SELECT {number} AS _number, * FROM site_of_service_of({_literal(code)}, DATE '{on}', "
        f"{where}, known_on := DATE '{known_on}')"
        for number, code in enumerate(plain)
    ]
    return f"SELECT * EXCLUDE (_number) FROM ({' UNION ALL '.join(parts)}) ORDER BY _number, site DESC"


def _literal(text: object) -> str:
    return "NULL" if text is None else "'" + str(text).replace("'", "''") + "'"
