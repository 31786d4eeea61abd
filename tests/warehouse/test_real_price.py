"""Claims on CMS's own figures, derived by hand from the rows quoted."""

from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from warehouse.claim import Claim
from warehouse.price import price

pytestmark = pytest.mark.real


def test_imaging_is_reduced_before_it_is_limited_to_the_opps_amount(real: Con) -> None:
    """73200 in Alabama, 2025A: TC 3.47 and 0.02 are $97.91, its OPPS amount $92.29, its 26 $43.21.

    Behind two dearer ones: the lower of $48.96 and $92.29, and 95 % of $43.21.
    """
    claim = {
        "service_date": "2025-02-03",
        "setting": "nonfacility",
        "mac": "10112",
        "locality": "00",
        "lines": [{"code": "73200"}, {"code": "73701"}, {"code": "74174"}],
    }
    result = price(real, Claim.model_validate(claim))
    assert result["lines"][0]["payment"] == Decimal("90.01")
    assert not result["is_complete"], "no NCCI table is loaded for 2025, so edits are not known"


def test_a_code_that_cms_lists_with_26_alone_is_not_paid_without_it(real: Con) -> None:
    """86153 has one row in PPRRVU 2026A, its 26: status A, $33.07."""
    [paid] = real.execute(
        "SELECT state, reason FROM pfs_payment('86153', NULL, NULL, NULL, DATE '2026-02-03', 'nonfacility')"
    ).fetchall()
    assert paid == ("not_paid", "CMS prints this code only with 26")
    [(state, reason)] = real.execute(
        "SELECT state, reason FROM site_of_service_on(DATE '2026-02-03') "
        "WHERE hcpcs = '86153' AND setting = 'office'"
    ).fetchall()
    assert (state, reason) == ("not_paid", "CMS lists only the professional component (26)")
