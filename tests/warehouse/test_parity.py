"""Our amounts are CMS's to the cent, and every miss has a reason."""

import duckdb
import pytest

pytestmark = pytest.mark.real
# CMS computed the OPPSCAP of these from other figures than it posted with them: RVU12A's factor was never
# paid, and RVU24AR repeats the prices of RVU24A.
OTHER_FIGURES = ("pfs-rvu 2012A r1", "pfs-rvu 2024AR r1")


def scores(con: duckdb.DuckDBPyConnection, release_id: str) -> dict[str, tuple[int, int, int, int]]:
    rows = (
        "SELECT scorecard, amounts, equal, misses, not_computed FROM parity WHERE published_release_id = $1"
    )
    return {scorecard: tuple(counts) for scorecard, *counts in con.execute(rows, [release_id]).fetchall()}


def test_every_amount_of_pfrev26b_is_ours_for_both_kinds_of_participant(
    real: duckdb.DuckDBPyConnection,
) -> None:
    """CMS posted RVU26B without a QPP file here: its RVUs with the factor of RVU26A's QPP file."""
    whole = (4033, 4033, 0, 0)
    assert scores(real, "pfs-payment 2026B r1") == {
        "nonfacility, not qualifying APM": whole,
        "facility, not qualifying APM": whole,
        "nonfacility, qualifying APM": whole,
        "facility, qualifying APM": whole,
    }


def test_every_amount_of_pfrev25c_is_ours(real: duckdb.DuckDBPyConnection) -> None:
    """RVU25C is not held; RVU25D, the next of the year, keeps what it changed."""
    whole = (109, 109, 0, 0)
    assert scores(real, "pfs-payment 2025C r1") == {
        "nonfacility, not qualifying APM": whole,
        "facility, not qualifying APM": whole,
    }


def test_every_opps_cap_of_rvu25d_is_ours_but_for_localities_without_gpci(
    real: duckdb.DuckDBPyConnection,
) -> None:
    """CMS files six southern-California localities under MAC 01112 in OPPSCAP and under 01182 in GPCI."""
    assert scores(real, "pfs-rvu 2025D r1")["OPPS cap, nonfacility"] == (6670, 6322, 0, 348)
    stray_values = """
        SELECT DISTINCT mac, locality FROM parity_misses
        WHERE published_release_id = 'pfs-rvu 2025D r1' ORDER BY ALL"""
    assert {mac for mac, _ in real.execute(stray_values).fetchall()} == {"01112"}
    assert len(real.execute(stray_values).fetchall()) == 6


def test_no_release_misses_an_amount_but_those_that_cms_computed_otherwise(
    real: duckdb.DuckDBPyConnection,
) -> None:
    missing = "SELECT DISTINCT published_release_id FROM parity WHERE misses > 0 ORDER BY ALL"
    assert tuple(release_id for (release_id,) in real.execute(missing).fetchall()) == OTHER_FIGURES
