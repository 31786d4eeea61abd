"""Every amount of the schedule computed a second time by other code: integers in Polars, from CMS's rows."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from duckdb import DuckDBPyConnection as Con

# Release, a date of service, the factor that was final (sources: pfs_laws). The floor of work is 1.0 in
# all of them, in Alaska 1.5; that of practice expense is 1.0 in frontier states from 2011 on.
FINAL = [
    ("pfs-rvu 2009A r1", date(2009, 2, 1), "36.0666"),
    ("pfs-rvu 2014A r1", date(2014, 2, 1), "35.8228"),
    ("pfs-rvu 2016A r1", date(2016, 2, 1), "35.8043"),
    ("pfs-rvu 2018A r1", date(2018, 2, 1), "35.9996"),
    ("pfs-rvu 2020A r1", date(2020, 2, 1), "36.0896"),
    ("pfs-rvu 2022A r1", date(2022, 2, 1), "34.6062"),
    ("pfs-rvu 2024A r1", date(2024, 2, 1), "32.7442"),
    ("pfs-rvu 2024AR r1", date(2024, 3, 15), "33.2875"),
    ("pfs-rvu 2025D r1", date(2025, 11, 1), "32.3465"),
    ("pfs-rvu 2026A r1", date(2026, 2, 1), "33.4009"),
]
FRONTIER = ("MONTANA", "NORTH DAKOTA", "NEVADA", "SOUTH DAKOTA", "WYOMING")
FLAGS = {"0": 100, "2": 105, "3": 98}  # of 2009 and 2014; no later release prints any
KEY = ["mac", "locality", "hcpcs", "modifier"]


def whole(column: str, scale: int) -> pl.Expr:
    return (pl.col(column).cast(pl.Float64) * scale).round().cast(pl.Int64)


def printed(con: Con, release_id: str, setting: str) -> pl.DataFrame:
    """Rows that are paid, RVUs in hundredths: status A, R or T, with RVUs, not NA in the setting."""
    rows = con.sql(
        f"SELECT hcpcs, coalesce(modifier, '') AS modifier, work_rvu AS work, pe_rvu_{setting} AS pe, "
        f"mp_rvu AS mp, opps_pe_{setting} AS opps_pe, opps_mp, calculation_flag AS flag FROM pfs_rvu "
        f"WHERE release_id = '{release_id}' AND NOT qualifying_apm AND status_code IN ('A', 'R', 'T') "
        f"AND NOT na_{setting} AND total_rvu_{setting} > 0"
    ).pl()
    hundredths = (whole(name, 100).alias(name) for name in ("work", "pe", "mp", "opps_pe", "opps_mp"))
    return rows.with_columns(*hundredths, pl.col("flag").replace_strict(FLAGS, return_dtype=pl.Int64))


def places(con: Con, release_id: str, day: date) -> pl.DataFrame:
    """Indices in thousandths: GPCI as printed, and what the laws raise."""
    rows = con.sql(f"SELECT * FROM pfs_gpci WHERE release_id = '{release_id}'").pl()
    name = pl.col("locality_name").str.to_uppercase()
    work = pl.when(name == "ALASKA").then(1500).otherwise(1000)
    expense = pl.when(name.is_in(FRONTIER) & pl.lit(day.year >= 2011)).then(1000).otherwise(0)
    return rows.select(
        "mac",
        "locality",
        pl.max_horizontal(whole("work_gpci", 1000), work).alias("work_gpci"),
        pl.max_horizontal(whole("pe_gpci", 1000), expense).alias("pe_gpci"),
        whole("mp_gpci", 1000).alias("mp_gpci"),
    )


def cents(pe: str, mp: str, factor: str) -> pl.Expr:
    """Half up: hundredths x thousandths x ten-thousandths of a dollar."""
    adjusted = (
        pl.col("work") * pl.col("work_gpci") + pl.col(pe) * pl.col("pe_gpci") + pl.col(mp) * pl.col("mp_gpci")
    )
    return (adjusted * int(Decimal(factor) * 10_000) + 5_000_000) // 10_000_000


def expected(rows: pl.DataFrame, indices: pl.DataFrame, factor: str) -> pl.DataFrame:
    """The fee schedule's amount with its flag, or the OPPS amount where its RVUs are the lower ones."""
    opps, own = pl.col("opps_pe") + pl.col("opps_mp"), pl.col("pe") + pl.col("mp")
    full = (cents("pe", "mp", factor) * pl.col("flag") + 50) // 100
    limited = pl.min_horizontal(full, cents("opps_pe", "opps_mp", factor))
    amount = pl.when((opps > 0) & (opps < own)).then(limited).otherwise(full)
    return rows.join(indices, how="cross").select(*KEY, amount.alias("expected"))


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("setting", ["facility", "nonfacility"])
@pytest.mark.parametrize(("release_id", "day", "factor"), FINAL)
def test_a_second_computation_finds_no_other_amount(
    real: Con, release_id: str, day: date, factor: str, setting: str
) -> None:
    """All twenty together 12.5 million amounts, in every locality."""
    ours = real.sql(
        "SELECT mac, locality, hcpcs, coalesce(modifier, '') AS modifier, (payment * 100)::BIGINT AS ours "
        f"FROM physician_payments_on(DATE '{day}') "
        f"WHERE pfs_setting = '{setting}' AND NOT qualifying_apm AND payment IS NOT NULL"
    ).pl()
    theirs = expected(printed(real, release_id, setting), places(real, release_id, day), factor)
    both = theirs.join(ours, on=KEY, how="full", coalesce=True)
    assert both.height == theirs.height == ours.height > 300_000
    assert both.filter(pl.col("ours").ne_missing(pl.col("expected"))).height == 0
