"""The release in force on a date of service, as known on a date, on CMS's own files."""

from decimal import Decimal

import duckdb
import pytest

pytestmark = pytest.mark.real
JULY_2025 = "DATE '2025-07-10'"
BEFORE_REPOST, AFTER_REPOST = "DATE '2025-07-24'", "DATE '2025-07-25'"


def factors(con: duckdb.DuckDBPyConnection, service_date: str) -> set[tuple[bool, Decimal]]:
    in_force = f"release_on('pfs-rvu', DATE '{service_date}')"
    rows = f"SELECT DISTINCT qualifying_apm, conversion_factor FROM pfs_rvu WHERE release_id = {in_force}"
    return set(con.execute(rows).fetchall())


def addendum_b(con: duckdb.DuckDBPyConnection, code: str, known_on: str) -> tuple[str, Decimal | None]:
    in_force = f"release_on('opps', {JULY_2025}, known_on := {known_on})"
    row = "SELECT status_indicator, payment_rate FROM opps_addendum_b WHERE hcpcs = $1"
    return con.execute(f"{row} AND release_id = {in_force}", [code]).fetchall()[0]


def state(con: duckdb.DuckDBPyConnection, asked: str) -> tuple[str | None, str, str | None]:
    return con.execute(f"SELECT release_id, status, reason FROM release_status({asked})").fetchall()[0]


def test_the_conversion_factor_changed_on_9_march_2024(real: duckdb.DuckDBPyConnection) -> None:
    assert factors(real, "2024-03-08") == {(False, Decimal("32.7442"))}
    assert factors(real, "2024-03-09") == {(False, Decimal("33.2875"))}


def test_from_2026_there_are_two_conversion_factors(real: duckdb.DuckDBPyConnection) -> None:
    assert factors(real, "2025-12-31") == {(False, Decimal("32.3465"))}
    assert factors(real, "2026-01-01") == {(False, Decimal("33.4009")), (True, Decimal("33.5675"))}


def test_july_2025_reads_as_posted_before_and_as_corrected_after(real: duckdb.DuckDBPyConnection) -> None:
    """CMS posted A9697 ten times too high on 26 June 2025 and re-posted the file on 25 July."""
    assert addendum_b(real, "A9697", BEFORE_REPOST)[1] == Decimal("11379.909")
    assert addendum_b(real, "A9697", AFTER_REPOST)[1] == Decimal("1137.991")
    assert addendum_b(real, "Q5146", BEFORE_REPOST)[0] == "E2"
    assert addendum_b(real, "Q5146", AFTER_REPOST)[0] == "K"


def test_known_on_defaults_to_everything_known(real: duckdb.DuckDBPyConnection) -> None:
    assert state(real, f"'opps', {JULY_2025}") == ("opps 2025-07 r2", "in_force", None)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("'pfs-rvu', DATE '2008-12-31'", "before the first loaded release, pfs-rvu 2009A r1"),
        (
            "'pfs-rvu', DATE '2025-08-01'",
            "pfs-rvu 2025B r1 ends on 2025-06-30, pfs-rvu 2025D r1 starts on 2025-10-01",
        ),
        ("'pfs-rvu', DATE '2026-10-01'", "after the last loaded release, pfs-rvu 2026B r1"),
        (
            "'opps', DATE '2025-07-10', known_on := DATE '2025-06-25'",
            "first loaded posting became known on 2025-06-26",
        ),
        ("'pfs', DATE '2026-01-01'", "no release of pfs is loaded"),
    ],
)
def test_a_day_that_no_release_covers_is_no_data_with_a_reason(
    real: duckdb.DuckDBPyConnection, asked: str, reason: str
) -> None:
    release_id, answer, why = state(real, asked)
    assert (release_id, answer) == (None, "no_data")
    assert reason in str(why)


def test_no_day_of_service_has_two_releases_at_once(real: duckdb.DuckDBPyConnection) -> None:
    overlapping = """
        SELECT one.release_id, other.release_id FROM release_spans AS one JOIN release_spans AS other
        ON one.series = other.series AND one.rowid < other.rowid
        AND one.service_from <= other.service_to AND other.service_from <= one.service_to
        AND one.known_from <= other.known_to AND other.known_from <= one.known_to"""
    assert real.execute(overlapping).fetchall() == []
