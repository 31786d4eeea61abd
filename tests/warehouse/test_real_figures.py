"""CMS's own rows of 2009 to 2026 beside what the snapshot of all copied releases says of them."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection as Con

Row = dict[str, str]
CENT = Decimal("0.01")


def quoted(name: str) -> list[Row]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def named(row: Row) -> str:
    return " ".join(row[key] for key in ("service_date", "hcpcs", "modifier", "setting") if row.get(key))


def money(text: str) -> Decimal | None:
    return Decimal(text) if text else None


FIGURES = quoted("real_figures.tsv")
SITES = quoted("real_sites.tsv")


def by_hand(row: Row, setting: str) -> Decimal:
    """The sum of the quoted RVUs times the quoted factor, or the OPPS-based sum where that limits it."""
    work, pe, mp = Decimal(row["work"]), Decimal(row[f"pe_{setting}"]), Decimal(row["mp"])
    opps_pe, opps_mp = Decimal(row["opps_pe"]), Decimal(row["opps_mp"])
    sums = [work + pe + mp]
    if 0 < opps_pe + opps_mp < Decimal(row["pe_nonfacility"]) + mp:
        sums.append(work + opps_pe + opps_mp)
    return min(total * Decimal(row["factor"]) for total in sums).quantize(CENT, ROUND_HALF_UP)


@pytest.mark.parametrize("row", FIGURES, ids=named)
def test_the_quoted_payment_is_that_of_the_quoted_rvus(row: Row) -> None:
    for setting in ("nonfacility", "facility"):
        if row[f"payment_status_{setting}"] == "paid":
            assert by_hand(row, setting) == Decimal(row[f"physician_payment_{setting}"])


@pytest.mark.real
@pytest.mark.parametrize("row", FIGURES, ids=named)
def test_code_figures_match_the_quoted_row(row: Row, real: Con) -> None:
    found = real.execute(
        "SELECT status_code, work_rvu, pe_rvu_nonfacility, pe_rvu_facility, mp_rvu, conversion_factor, "
        "payment_status_nonfacility, physician_payment_nonfacility, "
        "payment_status_facility, physician_payment_facility "
        "FROM code_figures_on($1::DATE) "
        "WHERE hcpcs = $2 AND modifier IS NOT DISTINCT FROM nullif($3, '')",
        [row["service_date"], row["hcpcs"], row["modifier"]],
    ).fetchall()
    rvus = [money(row[name]) for name in ("work", "pe_nonfacility", "pe_facility", "mp", "factor")]
    cells = [
        cell
        for setting in ("nonfacility", "facility")
        for cell in (row[f"payment_status_{setting}"], money(row[f"physician_payment_{setting}"]))
    ]
    assert found == [(row["status"], *rvus, *cells)]


@pytest.mark.real
@pytest.mark.parametrize("row", SITES, ids=named)
def test_site_of_service_matches_the_addenda(row: Row, real: Con) -> None:
    found = real.execute(
        "SELECT coalesce(status_indicator, payment_indicator, ''), facility_payment, professional_payment, "
        "payment_status, total_payment "
        "FROM site_of_service_on($1::DATE) WHERE hcpcs = $2 AND site = $3",
        [row["service_date"], row["hcpcs"], row["setting"]],
    ).fetchall()
    amounts = [money(row["facility_payment"]), money(row["professional_payment"])]
    assert found == [(row["indicator"], *amounts, row["state"], money(row["total_payment"]))]


def test_the_quotes_cover_enough_codes_states_and_years() -> None:
    assert len({row["hcpcs"] for row in FIGURES + SITES}) >= 50
    assert len({row["service_date"][:4] for row in FIGURES + SITES}) >= 11
    assert len({row["state"] for row in SITES} | {row["payment_status_facility"] for row in FIGURES}) >= 10
