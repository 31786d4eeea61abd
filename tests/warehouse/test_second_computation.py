"""Every amount of the schedule computed a second time by other code: integers in Polars, from CMS's rows."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from duckdb import DuckDBPyConnection as Con

# Release, a date of service, the factor that was final and that of qualifying APM participants (sources:
# pfs_laws); rows that are paid from RVUs in a facility and elsewhere, localities. The floor of work is 1.0 in
# all of them, in Alaska 1.5; that of practice expense is 1.0 in frontier states from 2011 on.
FINAL = [
    ("pfs-rvu 2009A r1", date(2009, 2, 1), "36.0666", "36.0666", 6664, 4705, 91),
    ("pfs-rvu 2014A r1", date(2014, 2, 1), "35.8228", "35.8228", 6811, 4770, 90),
    ("pfs-rvu 2016A r1", date(2016, 2, 1), "35.8043", "35.8043", 6894, 4865, 90),
    ("pfs-rvu 2018A r1", date(2018, 2, 1), "35.9996", "35.9996", 6953, 4868, 112),
    ("pfs-rvu 2020A r1", date(2020, 2, 1), "36.0896", "36.0896", 7034, 4975, 112),
    ("pfs-rvu 2022A r1", date(2022, 2, 1), "34.6062", "34.6062", 7072, 5002, 112),
    ("pfs-rvu 2024A r1", date(2024, 2, 1), "32.7442", "32.7442", 7135, 5052, 109),
    ("pfs-rvu 2024AR r1", date(2024, 3, 15), "33.2875", "33.2875", 7135, 5052, 109),
    ("pfs-rvu 2025D r1", date(2025, 11, 1), "32.3465", "32.3465", 7169, 5103, 109),
    ("pfs-rvu 2026A r1", date(2026, 2, 1), "33.4009", "33.5675", 7233, 5456, 109),
]
# The same before a law: on February 8, 2018 no floor of work was known but Alaska's (BBA 2018, February 9).
BEFORE = ("pfs-rvu 2018A r1", date(2018, 2, 1), "35.9996", "35.9996", 6953, 4868, 112)
ASKED = [*((release, None) for release in FINAL), (BEFORE, date(2018, 2, 8))]
FRONTIER = ("MONTANA", "NORTH DAKOTA", "NEVADA", "SOUTH DAKOTA", "WYOMING")
FLAGS = {"0": 100, "2": 105, "3": 98}  # of 2009 and 2014; no later release prints any
KEY = ["hcpcs", "modifier"]
PLACE = ["mac", "locality"]
INDICES = ("work_gpci", "pe_gpci", "mp_gpci")
RVUS = ("work", "pe", "mp", "opps_pe", "opps_mp", "cap_pe", "cap_mp")


def whole(column: str, scale: int) -> pl.Expr:
    return (pl.col(column).cast(pl.Float64) * scale).round().cast(pl.Int64)


def printed(con: Con, release_id: str, setting: str, participant: bool) -> pl.DataFrame:
    """Rows that are paid, RVUs in hundredths: status A, R or T, with RVUs, not NA in the setting.

    `cap_pe` and `cap_mp` are the OPPS-based RVUs of the participant's own file, if CMS posted one.
    """
    rows = con.sql(
        f"""
        SELECT row.hcpcs, coalesce(row.modifier, '') AS modifier, row.work_rvu AS work,
            row.pe_rvu_{setting} AS pe, row.mp_rvu AS mp,
            row.opps_pe_rvu_{setting} AS opps_pe, row.opps_mp_rvu AS opps_mp,
            CASE WHEN own.hcpcs IS NULL THEN row.opps_pe_rvu_{setting}
                ELSE own.opps_pe_rvu_{setting} END AS cap_pe,
            CASE WHEN own.hcpcs IS NULL THEN row.opps_mp_rvu ELSE own.opps_mp_rvu END AS cap_mp,
            row.calculation_flag AS flag
        FROM pfs_rvu AS row
        LEFT JOIN pfs_rvu AS own
            ON own.release_id = row.release_id AND own.qualifying_apm AND {participant}
            AND own.hcpcs = row.hcpcs AND own.modifier IS NOT DISTINCT FROM row.modifier
        WHERE row.release_id = '{release_id}' AND NOT row.qualifying_apm
            AND row.status_code IN ('A', 'R', 'T') AND NOT row.na_{setting} AND row.total_rvu_{setting} > 0"""
    ).pl()
    hundredths = (whole(name, 100).alias(name) for name in RVUS)
    return rows.with_columns(*hundredths, pl.col("flag").replace_strict(FLAGS, return_dtype=pl.Int64))


def places(con: Con, release_id: str, day: date, floor: int) -> pl.DataFrame:
    """Indices in thousandths: GPCI as printed, and what the laws raise; `floor` of work in every state."""
    rows = con.sql(f"SELECT * FROM pfs_gpci WHERE release_id = '{release_id}'").pl()
    name = pl.col("locality_name").str.to_uppercase()
    work = pl.when(name == "ALASKA").then(1500).otherwise(floor)
    expense = pl.when(name.is_in(FRONTIER) & pl.lit(day.year >= 2011)).then(1000).otherwise(0)
    return rows.select(
        *PLACE,
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
    limited = pl.min_horizontal(full, cents("cap_pe", "cap_mp", factor))
    amount = pl.when((opps > 0) & (opps < own)).then(limited).otherwise(full)
    named = [name for name in PLACE if name in indices.columns]
    return rows.join(indices, how="cross").select(*named, *KEY, amount.alias("expected"))


def differing(ours: pl.DataFrame, theirs: pl.DataFrame, key: list[str]) -> int:
    both = theirs.join(ours, on=key, how="full", coalesce=True)
    assert both.height == theirs.height == ours.height
    return both.filter(pl.col("ours").ne_missing(pl.col("expected"))).height


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("participant", [False, True], ids=["other", "qualifying APM"])
@pytest.mark.parametrize("setting", ["facility", "nonfacility"])
@pytest.mark.parametrize(
    ("release", "known_on"),
    ASKED,
    ids=[release[0] + (f" known {known_on}" if known_on else "") for release, known_on in ASKED],
)
def test_a_second_computation_finds_no_other_amount(
    real: Con,
    release: tuple[str, date, str, str, int, int, int],
    known_on: date | None,
    setting: str,
    participant: bool,
) -> None:
    """All forty-four together 27 million amounts in every locality, and those of physician_payments."""
    release_id, day, factor, factor_of_participants, in_facility, elsewhere, localities = release
    final = factor_of_participants if participant else factor
    rows = printed(real, release_id, setting, participant)
    assert rows.height == (in_facility if setting == "facility" else elsewhere)
    known = known_on or date(9999, 12, 31)
    whose = f"pfs_setting = '{setting}' AND qualifying_apm = {participant}"
    ours = real.sql(
        "SELECT mac, locality, hcpcs, coalesce(modifier, '') AS modifier, (payment * 100)::BIGINT AS ours "
        f"FROM physician_payments_on(DATE '{day}', known_on := DATE '{known}') "
        f"WHERE {whose} AND payment IS NOT NULL"
    ).pl()
    indices = places(real, release_id, day, 0 if known_on else 1000)
    assert indices.height == localities
    assert ours.height == rows.height * localities
    assert differing(ours, expected(rows, indices, final), [*PLACE, *KEY]) == 0
    national = real.sql(
        "SELECT hcpcs, coalesce(modifier, '') AS modifier, (physician_payment * 100)::BIGINT AS ours "
        f"FROM physician_payments WHERE {whose} AND physician_payment IS NOT NULL "
        f"AND release_id = '{release_id}' AND DATE '{day}' BETWEEN service_from AND service_to "
        f"AND DATE '{known}' BETWEEN known_from AND known_to"
    ).pl()
    nation = pl.DataFrame({name: [1000] for name in INDICES})
    assert differing(national, expected(rows, nation, final), KEY) == 0
