"""How long a snapshot takes to answer: python tests/bench/bench_figures.py SNAPSHOT.duckdb [CODE] [DATE]

Each figure is the median and the least of many runs in one process, warm. A shared machine makes them longer,
the median more than the least.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from cmsfees.snapshot import OpenSnapshot
from warehouse.pricing.claim import Claim
from warehouse.pricing.price import price
from warehouse.snapshots.cards import write_cards


def main(file: str, code: str = "20957", day: str = "2026-02-01") -> None:
    con = duckdb.connect(file, read_only=True)
    fees, on = OpenSnapshot("", con), date.fromisoformat(day)
    when, edited = f"DATE '{day}'", "DATE '2024-08-01'"
    print(f"DuckDB {duckdb.__version__}, {Path(file).stat().st_size / 1e6:.0f} MB")
    point = {
        "code_card": asked(con, f"SELECT code_card('{code}', {when})"),
        "code_card, an unknown code": asked(con, f"SELECT code_card('99999', {when})"),
        "code_card, known earlier": asked(con, f"SELECT code_card('{code}', {when}, known_on := {when})"),
        "card in Python": lambda: fees.card(code, on),
        "code_figures_on, one code": asked(con, f"FROM code_figures_on({when}) WHERE hcpcs = '{code}'"),
        "site_of_service_on, one code": asked(con, f"FROM site_of_service_on({when}) WHERE hcpcs = '{code}'"),
        "modifiers_on, one code": asked(con, f"FROM modifiers_on({when}) WHERE hcpcs = '{code}'"),
        "pfs_payment": asked(con, f"FROM pfs_payment('{code}', NULL, '10112', '00', {when}, 'facility')"),
        "ptp_edits_on, one code": asked(
            con, f"FROM ptp_edits_on({edited}, 'practitioner') WHERE column_1 = '{code}'"
        ),
        "ptp_conflicts, four codes": asked(
            con, f"FROM ptp_conflicts(['{code}', '11010', '15756', '99213'], {edited}, 'practitioner')"
        ),
        "price, three lines": lambda: price(con, claim(on)),
    }
    whole = {
        "code_figures_on, all": asked(
            con, f"SELECT sum(physician_payment_facility) FROM code_figures_on({when})"
        ),
        "site_of_service_on, all": asked(con, f"SELECT sum(total_payment) FROM site_of_service_on({when})"),
        "modifiers_on, all": asked(con, f"SELECT sum(physician_payment_facility) FROM modifiers_on({when})"),
        "ptp_edits_on, all": asked(con, f"SELECT count(*) FROM ptp_edits_on({edited}, 'practitioner')"),
    }
    for name, ask in point.items():
        print(f"{name:30} {timed(ask, 100)}")
    for name, ask in whole.items():
        print(f"{name:30} {timed(ask, 5)}")
    with tempfile.TemporaryDirectory() as out:
        for name in ("all cards, first run", "all cards, second run"):
            start = time.perf_counter()
            written = write_cards(con, Path(out), on)
            print(f"{name:30} {time.perf_counter() - start:9.2f} s   {written}")


def asked(con: duckdb.DuckDBPyConnection, query: str) -> Callable[[], Any]:
    return lambda: con.execute(query).fetchall()


def claim(on: date) -> Claim:
    lines = [{"code": "27447"}, {"code": "29881"}, {"code": "20957"}]
    return Claim.model_validate({"service_date": on, "setting": "facility", "lines": lines})


def timed(ask: Callable[[], Any], runs: int) -> str:
    ask()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return f"{median(times):9.2f} ms, least {min(times):.2f}"


if __name__ == "__main__":
    main(*sys.argv[1:])
