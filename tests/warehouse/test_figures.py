"""What the physician fee schedule pays nationally, and why it does not, on the bundled sample."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot


def figures(con: Con, code: str, modifier: str | None = None, on: str = "2026-02-01") -> dict[str, Any]:
    """The one row of a code and modifier."""
    found = OpenSnapshot("", con).physician_fees(code, date.fromisoformat(on))
    [row] = [row for row in found if row["modifier"] == modifier]
    return row


def amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_a_procedure_that_is_not_done_in_an_office_has_no_price_there(
    sample: Con,
) -> None:
    """PPRRVU2026_Jan: 20957,,…,A,,41.54,23.14,NA,23.14,,8.86,73.54,73.54,0,090; 73.54 x 33.4009 = 2456.30."""
    row = figures(sample, "20957")
    assert [row["work_rvu"], row["pe_rvu_facility"], row["mp_rvu"]] == amounts("41.54", "23.14", "8.86")
    assert row["total_rvu_facility"] == Decimal("73.54")
    assert (row["conversion_factor"], row["conversion_factor_qp"]) == (Decimal("33.4009"), Decimal("33.5675"))
    assert (row["payment_status_facility"], row["physician_payment_facility"]) == ("paid", Decimal("2456.30"))
    assert row["physician_payment_facility_qp"] == Decimal("2468.55")  # 73.54 x 33.5675
    assert (row["payment_status_nonfacility"], row["physician_payment_nonfacility"]) == (
        "not_applicable",
        None,
    )
    assert row["reason_nonfacility"].startswith("NA indicator")
    assert row["total_rvu_nonfacility"] == Decimal("73.54"), (
        "what CMS prints is kept, only not shown as a price"
    )
    assert row["global_days"] == "090"


def test_every_figure_names_its_release_and_file(sample: Con) -> None:
    row = figures(sample, "20957")
    assert row["release_id"] == "pfs-rvu 2026A r1"
    assert row["release_label"] == "RVU26A · January 2026"
    assert len(row["sha256"]) == 64
    members = sample.execute(
        "SELECT member FROM load_counts WHERE release_id = $1 AND table_name = 'pfs_rvu'", [row["release_id"]]
    ).fetchall()
    assert {member for (member,) in members} == {"PPRRVU2026_Jan_nonQPP.csv", "PPRRVU2026_Jan_QPP.csv"}


@pytest.mark.parametrize(
    ("code", "modifier", "nonfacility", "facility"),
    [
        ("99213", None, "95.19", "57.45"),  # 2.85 and 1.72 x 33.4009
        ("45378", "53", "189.38", "82.50"),  # 5.67 and 2.47
        ("G0105", None, "378.10", "164.67"),  # 11.32 and 4.93
        ("71046", "26", "10.02", "10.02"),  # 0.30
        ("71046", "TC", "23.05", None),  # 0.69, NA in a facility
        ("71046", None, "33.07", None),  # 0.99, NA in a facility
    ],
)
def test_payment_is_rvus_times_the_factor(
    sample: Con, code: str, modifier: str | None, nonfacility: str, facility: str | None
) -> None:
    row = figures(sample, code, modifier)
    assert row["physician_payment_nonfacility"] == Decimal(nonfacility)
    assert row["physician_payment_facility"] == (Decimal(facility) if facility else None)


@pytest.mark.parametrize(
    ("code", "state", "word"),
    [("J3301", "drug", "average-sales-price"), ("00100", "anesthesia", "base units")],
)
def test_what_has_no_rvus_has_a_state_and_a_reason(sample: Con, code: str, state: str, word: str) -> None:
    row = figures(sample, code)
    assert (row["payment_status_nonfacility"], row["physician_payment_nonfacility"]) == (state, None)
    assert word in row["reason_nonfacility"]


def test_a_day_without_a_release_has_no_rows(sample: Con) -> None:
    assert sample.execute("FROM code_figures_on(DATE '2026-04-01')").fetchall() == []


def test_figures_of_a_release_that_was_not_yet_posted_are_not_known(
    sample: Con,
) -> None:
    assert (
        OpenSnapshot("", sample).physician_fees("20957", date(2026, 2, 1), known_on=date(2025, 12, 28)) == []
    )


def test_until_2025_there_was_one_factor_for_all(sample: Con) -> None:
    row = figures(sample, "99213", on="2025-11-01")
    assert row["conversion_factor"] == row["conversion_factor_qp"] == Decimal("32.3465")
    assert row["physician_payment_facility"] == row["physician_payment_facility_qp"]
