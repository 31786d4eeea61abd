"""CPU of look-ups compared with their targets: python -m tests.bench.bench_figures FILE [RUNS] [SECTION]

FILE is a snapshot's `cmsfees.duckdb`. Milliseconds of the process, one DuckDB thread, warm: least and median
of RUNS (60) for one question, of five for whole schedules. A busy machine makes both longer, the median more.
Plain SQL has its values as literals; in Python means `OpenSnapshot`, which prepares payments.
With SECTION, a key of SECTIONS, the table goes into docs/sizing.md.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from cmsfees.snapshot import OpenSnapshot
from tests.bench.section import write_section
from warehouse.pricing.claim import Claim
from warehouse.pricing.price import price

SECTIONS = {"write": "bench_figures", "history": "bench_figures, whole history"}
CODE, MAC, LOCALITY = "20957", "10112", "00"
ON, EDITED = date(2026, 2, 1), date(2024, 8, 1)
CODES = (
    *(
        "27447",
        "29881",
        "20957",
        "99213",
        "71046",
        "70450",
        "93000",
        "45385",
        "11042",
        "97110",
        "92507",
        "66984",
    ),
    *(
        "64483",
        "20610",
        "36415",
        "29880",
        "29877",
        "99214",
        "99215",
        "20605",
        "20611",
        "45378",
        "45380",
        "45384",
    ),
    "11043",
)
LINES = """SELECT paid.payment FROM (SELECT unnest($1::VARCHAR[]) AS code) AS line,
LATERAL (FROM pfs_payment(line.code, NULL, $2, $3, $4, 'facility')) AS paid"""

Question = tuple[str, float | None, Callable[[], Any]]  # name, target in milliseconds, query


def main(file: str, runs: int = 60, section: str = "") -> None:
    con = duckdb.connect(file, read_only=True, config={"threads": "1"})
    rows = [
        f"| {name} | {aim or ''} | {least:.1f} | {middle:.1f} |"
        for questions, times in ((of_one(con), runs), (of_many(con), 5))
        for name, aim, ask in questions
        for least, middle in [timed(ask, times)]
    ]
    load, size = os.getloadavg()[0], Path(file).stat().st_size / 1e6
    head = f"DuckDB {duckdb.__version__}, {os.cpu_count()} cores, load {load:.0f}, {size:.0f} MB"
    table = "\n".join([head, "", "| ms of CPU | aim | least | median |", "|---|---:|---:|---:|", *rows])
    print(table)
    if section:
        write_section("sizing.md", SECTIONS[section], f"{table}\n")


def of_one(con: duckdb.DuckDBPyConnection) -> list[Question]:
    fees = OpenSnapshot("measured", con)
    when, edited, codes = f"DATE '{ON}'", f"DATE '{EDITED}'", list(CODES)
    local = f"in_mac := '{MAC}', in_locality := '{LOCALITY}', in_cbsa := '13820'"
    place = f"'{MAC}', '{LOCALITY}', {when}, 'facility'"
    here: dict[str, Any] = {"mac": MAC, "locality": LOCALITY, "setting": "facility"}
    return [
        ("figures of a code", 2, asked(con, f"FROM code_figures_on({when}) WHERE hcpcs = '{CODE}'")),
        ("figures in Python", 2, lambda: fees.physician_fees(CODE, ON)),
        ("its sites on a day", None, asked(con, f"FROM site_of_service_on({when}) WHERE hcpcs = '{CODE}'")),
        ("its sites, whatever the code", 4, asked(con, f"FROM national_sites_of('{CODE}', {when})")),
        ("its sites in Python", 4, lambda: fees.sites(CODE, ON)),
        ("its sites in a place", None, asked(con, f"FROM site_of_service_of('{CODE}', {when}, {local})")),
        ("payment in a locality", 4, asked(con, f"FROM unmodified_payment('{CODE}', {place})")),
        ("payment in Python", 4, lambda: fees.payment(CODE, ON, **here)),
        ("payment with modifiers", None, asked(con, f"FROM pfs_payment('71046', '26-50', {place})")),
        ("the same in Python", None, lambda: fees.payment("71046", ON, modifiers="26-50", **here)),
        ("modifiers", 4, asked(con, f"FROM modifiers_on({when}) WHERE hcpcs = '{CODE}'")),
        ("modifiers in Python", 4, lambda: fees.modifiers(CODE, ON)),
        ("card in SQL", 6, asked(con, f"SELECT code_card('{CODE}', {when})")),
        ("card in Python", 6, lambda: fees.card(CODE, ON)),
        ("PTP and MUE of 25 codes", 15, asked(con, *(
            f"FROM {macro}({codes}, {edited}, 'practitioner')" for macro in ("ptp_conflicts", "mue_limits")
        ))),
        ("PTP and MUE in Python", 15, lambda: [
            fees.conflicts(codes, EDITED),
            fees.rows(f"FROM mue_limits($1, {edited}, 'practitioner')", codes),
        ]),
        ("price of 3 lines", None, lambda: price(con, claim(3))),
        ("price of 15 lines", 60, lambda: price(con, claim(15))),
    ]  # fmt: skip


def of_many(con: duckdb.DuckDBPyConnection) -> list[Question]:
    listed = f"SELECT hcpcs FROM code_figures_on(DATE '{ON}') WHERE modifier IS NULL ORDER BY hash(hcpcs)"
    lines = [code for (code,) in con.execute(f"{listed} LIMIT 1000").fetchall()]
    asked_lines = [lines, MAC, LOCALITY, ON]
    whole = f"SELECT count(payment) FROM physician_payments_on(DATE '{ON}') WHERE NOT qualifying_apm"
    sites = f"SELECT sum(total_payment) FROM site_of_service_on(DATE '{ON}')"
    return [
        ("1,000 lines in one statement", 400, lambda: con.execute(LINES, asked_lines).fetchall()),
        ("every code, locality and setting", 1500, asked(con, whole)),
        ("sites of every code", None, asked(con, sites)),
    ]  # fmt: skip


def asked(con: duckdb.DuckDBPyConnection, *queries: str) -> Callable[[], Any]:
    return lambda: [con.execute(query).fetchall() for query in queries]


def claim(lines: int) -> Claim:
    return Claim.model_validate(
        {
            "service_date": EDITED,
            "setting": "facility",
            "mac": MAC,
            "locality": LOCALITY,
            "lines": [{"code": code} for code in CODES[:lines]],
        }
    )


def timed(ask: Callable[[], Any], runs: int) -> tuple[float, float]:
    ask()
    times = []
    for _ in range(runs):
        start = time.process_time()
        ask()
        times.append((time.process_time() - start) * 1000)
    return min(times), median(times)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60, *sys.argv[3:4])
