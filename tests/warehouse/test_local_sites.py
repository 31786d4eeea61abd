"""Sites compared in a MAC locality: the physician's part local and to the cent, the facility's national."""

from datetime import date
from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot, Row

FEBRUARY = date(2026, 2, 1)
NATIONAL_NOTE = "(the facility's part is the national amount: no area with a wage index is given)"

# DuckDB asks pfs_payment for every row of a table, as long as the modifiers are not a column of it.
BESIDE_PFS_PAYMENT = """
SELECT
    count(*),
    count(paid.payment),
    count(*) FILTER (
        paid.payment IS DISTINCT FROM if($qp, cell.professional_payment_qp, cell.professional_payment)
        -- Of PC/TC 3, 5 and 8, and of what the facility supplies, a site pays no physician.
        AND NOT (paid.payment_status IN ('paid', 'carrier_priced') AND cell.professional_status = 'not_paid')
    ),
    count(*) FILTER (
        paid.payment_status <> if($qp, cell.professional_status_qp, cell.professional_status)
        AND NOT (paid.payment_status IN ('paid', 'carrier_priced') AND cell.professional_status = 'not_paid')
    ),
    -- A drug given in a facility is the facility's.
    count(*) FILTER (paid.payment_status = 'drug' AND cell.site <> 'office')
FROM site_of_service_local_on($on, $mac, $locality) AS cell,
    LATERAL (FROM pfs_payment(
        cell.hcpcs, {modifiers}, $mac, $locality, $on,
        if(cell.site = 'office', 'nonfacility', 'facility'), qp := $qp
    )) AS paid
WHERE cell.professional_status <> 'not_listed'
    AND cell.professional_modifier IS NOT DISTINCT FROM {modifiers}
"""


def sites(con: Con, code: str, mac: str | None, locality: str | None) -> dict[str, Row]:
    found = OpenSnapshot("", con).sites(code, FEBRUARY, mac=mac, locality=locality)
    return {row["site"]: row for row in found}


def beside_pfs_payment(con: Con, on: date, mac: str, locality: str, qp: bool) -> tuple[int, ...]:
    """Rows, amounts, amounts that differ, states that differ, drugs in facilities; of the whole schedule."""
    asked = {"on": on, "mac": mac, "locality": locality, "qp": qp}
    found = [
        con.execute(BESIDE_PFS_PAYMENT.format(modifiers=text), asked).fetchall()[0]
        for text in ("NULL", "'26'")
    ]
    return tuple(map(sum, zip(*found, strict=True)))


def test_the_physician_is_paid_at_the_indices_and_the_facility_as_in_the_nation(sample: Con) -> None:
    """Alabama: (0.21 x 1.000 + 0.76 x 0.875 + 0.02 x 0.566) x 33.4009 = 29.60; of the 26 row 9.54."""
    found = sites(sample, "71046", "10112", "00")
    office, hospital, asc = (found[setting] for setting in ("office", "hospital_outpatient", "asc"))
    assert (office["locality_name"], office["pe_gpci"]) == ("ALABAMA", Decimal("0.875"))
    assert (office["professional_payment"], office["total_payment"]) == (Decimal("29.60"), Decimal("29.60"))
    assert (asc["professional_modifier"], asc["professional_payment"]) == ("26", Decimal("9.54"))
    assert (asc["facility_payment"], asc["total_payment"]) == (Decimal("22.83"), Decimal("32.37"))
    assert hospital["total_payment_if_billed_alone"] == Decimal("98.45")
    assert (office["facility_is_national"], asc["facility_is_national"]) == (False, True)
    assert (NATIONAL_NOTE in office["reason"], asc["reason"].endswith(NATIONAL_NOTE)) == (False, True)


def test_without_a_locality_the_comparison_is_the_national_one(sample: Con) -> None:
    differing = sample.execute(
        """
        SELECT count(*), count(*) FILTER (
            local.professional_payment IS DISTINCT FROM nation.professional_payment
            OR local.total_payment_qp IS DISTINCT FROM nation.total_payment_qp
            OR local.facility_payment IS DISTINCT FROM nation.facility_payment
            OR local.facility_copayment IS DISTINCT FROM nation.facility_copayment
            OR local.payment_status <> nation.payment_status
            OR NOT starts_with(local.reason_qp, nation.reason_qp))
        FROM site_of_service_local_on($on, NULL, NULL) AS local
        JOIN site_of_service_on($on) AS nation USING (hcpcs, site)
    """,
        {"on": FEBRUARY},
    ).fetchall()
    assert [(rows > 1500, misses) for rows, misses in differing] == [(True, 0)]


def test_an_unknown_locality_is_named(sample: Con) -> None:
    found = sites(sample, "20957", "10112", "77")
    asc, office = found["asc"], found["office"]
    assert (asc["payment_status"], asc["professional_payment"], asc["total_payment"]) == (
        "no_data",
        None,
        None,
    )
    assert asc["facility_payment"] == Decimal("4682.29")
    assert "GPCI of pfs-rvu 2026A r1 has no locality 10112 77" in asc["reason"]
    assert office["payment_status"] == "not_applicable", "NA is NA in every locality"


@pytest.mark.parametrize("qp", [False, True])
@pytest.mark.parametrize(("mac", "locality"), [("10112", "00"), ("01112", "05")])
def test_the_sample_is_paid_what_pfs_payment_pays(sample: Con, mac: str, locality: str, qp: bool) -> None:
    rows, amounts, other_amounts, other_states, drugs = beside_pfs_payment(
        sample, FEBRUARY, mac, locality, qp
    )
    assert (rows > 1500, amounts > 800) == (True, True)
    assert (other_amounts, other_states) == (0, drugs)


@pytest.mark.real
@pytest.mark.parametrize(
    ("on", "mac", "locality", "qp", "amounts"),
    [
        (date(2026, 2, 15), "10112", "00", False, 18134),
        (date(2026, 2, 15), "02102", "01", True, 18134),
        (date(2026, 5, 15), "10112", "00", True, 0),  # RVU26B's QPP file is not among the copied
        (date(2025, 11, 15), "01112", "05", False, 17657),
        (date(2022, 2, 15), "13202", "01", False, 17380),
        (date(2014, 2, 15), "10102", "00", False, 16599),
    ],
)
def test_the_whole_schedule_is_paid_what_pfs_payment_pays(
    real: Con, on: date, mac: str, locality: str, qp: bool, amounts: int
) -> None:
    _, paid, other_amounts, other_states, drugs = beside_pfs_payment(real, on, mac, locality, qp)
    assert (paid, other_amounts, other_states) == (amounts, 0, drugs)
