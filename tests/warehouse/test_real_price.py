"""Claims on CMS's own figures, derived by hand from the rows quoted."""

from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from warehouse.pricing.claim import Claim
from warehouse.pricing.price import price

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


def test_a_code_that_cms_lists_with_26_alone_is_paid_with_it_and_not_without(real: Con) -> None:
    """86153 has one row in PPRRVU 2026A, its 26: status A, $33.07."""
    paid = "pfs_payment('86153', $1, NULL, NULL, DATE '2026-02-03', 'nonfacility')"
    asked = f"SELECT payment, payment_status, reason FROM {paid}"
    assert real.execute(asked, [None]).fetchall() == [(None, "not_paid", "CMS lists this code only with 26")]
    assert real.execute(asked, ["26"]).fetchall()[0][:2] == (Decimal("33.07"), "paid")
    [site] = real.execute(
        "SELECT professional_modifier, professional_payment, payment_status "
        "FROM site_of_service_on(DATE '2026-02-03') WHERE hcpcs = '86153' AND site = 'office'"
    ).fetchall()
    assert site == ("26", Decimal("33.07"), "paid")


def test_a_global_row_that_cms_splits_in_words_only_is_paid_whole(real: Con) -> None:
    """80506 has PC/TC indicator 1 and no row 26: (0.80 + 0.40 + 0.05) x 33.4009 = 41.75."""
    paid = "pfs_payment('80506', NULL, NULL, NULL, DATE '2026-02-15', 'nonfacility')"
    assert real.execute(f"SELECT payment, payment_status FROM {paid}").fetchall() == [
        (Decimal("41.75"), "paid")
    ]


def payments(con: Con, on: str, *codes: str, setting: str = "nonfacility") -> list[str]:
    lines = [{"code": code[:5], "modifiers": code[6:].split("-") if code[6:] else []} for code in codes]
    claim = Claim.model_validate({"service_date": on, "setting": setting, "lines": lines})
    return [str(line["payment"]) for line in price(con, claim)["lines"]]


def test_until_2010_imaging_is_reduced_within_its_family(real: Con) -> None:
    """RVU09A, 36.0666: 72141 (26 $81.15, in all $521.52, limited to $429.19) and 72148 ($75.38, $528.74,
    $423.42) are of family 06, 70551 ($569.85, $423.78) of 05.

    72148's technical $453.36 comes first; of 72141's $440.37 three quarters are left, below its limit.
    """
    assert payments(real, "2009-02-03", "72141", "72148", "70551") == ["411.43", "423.42", "423.78"]
    assert payments(real, "2009-02-03", "72141", "70551") == ["429.19", "423.78"]


def test_an_electrocardiogram_is_reduced_by_its_technical_part_alone(real: Con) -> None:
    """2026A: 93000 is $15.36, of which 93010 $8.35; 93040 $15.03, of which 93042 $7.01.

    93040's technical $8.02 is paid in full, of 93000's $7.01 three quarters: 8.35 + 5.26.
    """
    assert payments(real, "2026-02-03", "93000", "93040") == ["13.61", "15.03"]


def test_every_global_test_has_its_professional_codes(real: Con) -> None:
    """PC/TC indicator 4: the RVUs are those of the codes of both parts, so the work is all professional."""
    missing = real.execute(
        "SELECT hcpcs FROM physician_fees ANTI JOIN global_test_components USING (hcpcs) "
        "WHERE pctc_indicator = '4' "
        "AND multiple_procedure IN ('4', '6', '7') AND payment_status_nonfacility = 'paid'"
    ).fetchall()
    assert missing == []
    works = real.execute(
        "SELECT test.hcpcs, whole.release_id, any_value(whole.work_rvu), sum(part.work_rvu) FROM "
        "(SELECT hcpcs, unnest(string_split(professional_codes, '+')) AS code FROM global_test_components) "
        "AS test "
        "JOIN pfs_rvu AS whole ON whole.hcpcs = test.hcpcs AND whole.status_code = 'A' "
        "AND NOT whole.qualifying_apm "
        "JOIN pfs_rvu AS part ON part.hcpcs = test.code AND part.release_id = whole.release_id "
        "AND NOT part.qualifying_apm GROUP BY ALL"
    ).fetchall()
    assert len(works) >= 90
    assert [row for row in works if row[2] != row[3]] == []


def test_both_knees_by_two_lines_are_paid_as_by_modifier_50(real: Con) -> None:
    """2026A in an office: 20610 is $68.81, both sides $103.22; 11730 $111.56, before them."""
    assert payments(real, "2026-02-03", "20610-LT", "20610-RT", "11730") == ["34.41", "17.21", "111.56"]
    assert payments(real, "2026-02-03", "20610-50", "11730") == ["51.61", "111.56"]


def test_no_endoscopy_is_paid_where_its_base_has_no_price(real: Con) -> None:
    """The base's value is taken from its family's amounts, so it has to be known where they are."""
    assert (
        real.execute(
            "SELECT DISTINCT one.hcpcs, one.release_id FROM physician_fees AS one "
            "JOIN physician_fees AS base ON base.hcpcs = one.endoscopic_base AND base.modifier IS NULL "
            "AND base.service_from = one.service_from AND base.known_from = one.known_from "
            "WHERE one.modifier IS NULL "
            "AND (one.physician_payment_facility > 0 AND base.physician_payment_facility IS NULL "
            "OR one.physician_payment_nonfacility > 0 AND base.physician_payment_nonfacility IS NULL)"
        ).fetchall()
        == []
    )


@pytest.mark.parametrize(
    ("setting", "codes", "paid"),
    [
        # 27447 is $1,159.35: 54 pays 10 % + 69 %, 55 pays 21 %; parts of one operation, none of them halved.
        ("facility", ("27447-54", "27447-55"), ["915.89", "243.46"]),
        # Both sides on one line are modifier 50: 1.5 x 1,159.35 = 1,739.025, 1.5 x 147.63 = 221.445.
        ("facility", ("27447-LT-RT",), ["1739.03"]),
        ("facility", ("29826-LT-RT",), ["221.45"]),
        # 72148 is $191.72: reduced beside 70553, in full in a session of its own.
        ("nonfacility", ("70553", "72148"), ["316.97", "126.68"]),
        ("nonfacility", ("70553", "72148-59"), ["316.97", "191.72"]),
        ("nonfacility", ("70553", "72148-XE"), ["316.97", "191.72"]),
        # Status T is not paid beside 0071T, which the contractor prices.
        ("nonfacility", ("36591", "0071T"), ["None", "None"]),
        # Contradictory modifiers are not priced.
        ("facility", ("27447-54-55",), ["None"]),
        ("facility", ("27447-54-56",), ["None"]),
    ],
)
def test_lines_of_2026_by_hand(real: Con, setting: str, codes: tuple[str, ...], paid: list[str]) -> None:
    assert payments(real, "2026-02-03", *codes, setting=setting) == paid


def test_g2211_with_a_visit_with_modifier_25(real: Con) -> None:
    """From 2025 it is paid where the other service is preventive (G0439), else it is not decided."""
    assert payments(real, "2025-02-03", "99213-25", "G2211") == ["88.95", "None"]
    assert payments(real, "2025-02-03", "99213-25", "G2211", "G0439") == ["88.95", "15.53", "126.47"]
    assert payments(real, "2025-02-03", "99213", "G2211") == ["88.95", "15.53"]
