"""Office, hospital outpatient department and ASC, on the bundled sample of CMS's rows."""

from datetime import date
from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot, Row

FEBRUARY = date(2026, 2, 1)


def sites(con: Con, code: str, on: date = FEBRUARY) -> dict[str, Row]:
    return {row["site"]: row for row in OpenSnapshot("", con).sites(code, on)}


def test_a_facility_is_paid_beside_the_physician(sample: Con) -> None:
    """20957: J1, APC 5114, $7,413.38 in Addendum B; J8, $4,682.29 in AA; the physician $2,456.30 in both."""
    found = sites(sample, "20957")
    hospital, asc, office = found["hospital_outpatient"], found["asc"], found["office"]
    assert (hospital["apc"], hospital["status_indicator"]) == ("5114", "J1")
    assert (hospital["facility_payment"], hospital["professional_payment"]) == (
        Decimal("7413.38"),
        Decimal("2456.30"),
    )
    assert hospital["total_payment"] == Decimal("9869.68")
    assert (asc["payment_indicator"], asc["facility_payment"]) == ("J8", Decimal("4682.29"))
    assert asc["total_payment"] == Decimal("7138.59")
    assert (office["payment_status"], office["total_payment"]) == ("not_applicable", None)
    assert office["facility_status"] == "no_facility_fee"
    assert (hospital["facility_release_label"], asc["facility_release_label"]) == (
        "OPPS Addendum B · January 2026",
        "ASC addenda · January 2026",
    )


def test_what_has_no_price_has_no_copayment(sample: Con) -> None:
    """The limit to the inpatient deductible bounds a copayment that CMS prints; it makes none."""
    priced = "coalesce(facility_payment, facility_payment_if_billed_alone)"
    query = f"SELECT count(*) FROM site_of_service WHERE facility_copayment IS NOT NULL AND {priced} IS NULL"
    assert sample.execute(query).fetchall() == [(0,)]
    packaged = (
        "SELECT count(*) FROM site_of_service WHERE facility_status = 'packaged' AND status_indicator = 'N'"
    )
    assert sample.execute(packaged).fetchall() > [(0,)]


def test_in_a_facility_the_physician_is_paid_the_26_row(sample: Con) -> None:
    """The technical part of 71046 is the hospital's: $10.02 for the 26 row, never the global $33.07."""
    found = sites(sample, "71046")
    assert found["office"]["professional_payment"] == Decimal("33.07")
    hospital = found["hospital_outpatient"]
    assert (hospital["professional_modifier"], hospital["professional_payment"]) == ("26", Decimal("10.02"))
    assert (hospital["payment_status"], hospital["facility_payment"]) == ("packaged", None)
    assert hospital["facility_payment_if_billed_alone"] == Decimal("88.91"), (
        "what Addendum B prints holds if billed alone"
    )
    assert hospital["facility_reason"].endswith(" $88.91 if billed alone.")
    assert (hospital["total_payment"], hospital["total_payment_if_billed_alone"]) == (None, Decimal("98.93"))
    assert found["asc"]["total_payment"] == Decimal("32.85")  # Z3 22.83 + 10.02


@pytest.mark.parametrize(
    ("code", "setting", "state"),
    [
        ("J3301", "office", "drug"),
        ("J3301", "hospital_outpatient", "packaged"),
        ("00100", "office", "anesthesia"),
        ("00100", "asc", "not_listed"),
        ("99213", "hospital_outpatient", "not_recognized"),  # SI B: the hospital bills G0463
        ("77067", "hospital_outpatient", "other_fee_schedule"),  # SI A
        ("E0110", "hospital_outpatient", "other_fee_schedule"),  # SI Y
        ("93000", "hospital_outpatient", "not_billable"),  # SI M, and NA in a facility
        ("99417", "hospital_outpatient", "not_paid"),  # SI E1
    ],
)
def test_every_cell_without_a_price_has_a_reason(sample: Con, code: str, setting: str, state: str) -> None:
    site = sites(sample, code)[setting]
    assert (site["payment_status"], site["total_payment"]) == (state, None)
    assert site["reason"]


def test_a_code_of_another_schedule_says_what_is_known_of_it(sample: Con) -> None:
    """Addendum D1 names mammography and therapy as examples, but no amount: none is made up."""
    mammography, therapy, laboratory = (
        sites(sample, code)["hospital_outpatient"] for code in ("77067", "97110", "0001U")
    )
    assert (mammography["professional_modifier"], mammography["professional_payment"]) == (
        "26",
        Decimal("35.07"),
    )
    assert "lists the code with status A" in mammography["reason"]
    assert (therapy["professional_status"], therapy["facility_payment"]) == ("not_applicable", None)
    assert "lists the code with status A" in therapy["reason"]
    assert "No laboratory, drug or DMEPOS" not in laboratory["reason"]
    assert (laboratory["other_schedule"], laboratory["facility_payment"], laboratory["payment_status"]) == (
        "laboratory",
        Decimal("720.000"),
        "paid",
    )


def test_where_the_hospital_bills_nothing_the_physician_alone_is_paid(sample: Con) -> None:
    """93010, the reading of an electrocardiogram: SI M; the physician's $8.35 is all that is paid."""
    hospital = sites(sample, "93010")["hospital_outpatient"]
    assert (hospital["facility_status"], hospital["payment_status"]) == ("not_billable", "professional_only")
    assert (hospital["total_payment"], hospital["total_payment_qp"]) == (Decimal("8.35"), Decimal("8.39"))
    assert "M: Not billable" in hospital["reason"]


@pytest.mark.parametrize(
    ("code", "on", "state", "reasons"),
    [
        (
            "99999",
            FEBRUARY,
            "not_listed",
            ["Not in ASC Addenda AA, BB or EE", "Not in OPPS Addendum B", "does not list the code"],
        ),
        ("20957", date(2019, 2, 1), "no_data", ["before the first loaded release, "] * 3),
    ],
)
def test_an_unknown_code_or_date_has_a_state_for_each_setting(
    sample: Con, code: str, on: date, state: str, reasons: list[str]
) -> None:
    found = sites(sample, code, on)
    assert (
        {row["payment_status"] for row in found.values()}
        == {row["payment_status_qp"] for row in found.values()}
        == {state}
    )
    given = [found[setting]["reason"] for setting in ("asc", "hospital_outpatient", "office")]
    assert all(word in reason for word, reason in zip(reasons, given, strict=True))


ASKED = [
    ("national_sites_of", "'27447', {day}"),
    ("site_of_service_of", "'27447', {day}, in_mac := {mac}, in_locality := {locality}, in_cbsa := {area}"),
    ("fees_of", "'27447', {day}, in_mac := {mac}, in_locality := {locality}, in_us_state := {state}"),
    ("site_payments_of", "'27447', {day}, in_us_state := {state}"),
    ("wage_index_on", "{area}, {day}"),
    ("anesthesia_payment", "'00400', 95, 'QK', {mac}, {locality}, {day}"),
]
CONSTANT = {
    "day": "DATE '2026-02-01'",
    "mac": "'10112'",
    "locality": "'00'",
    "area": "'13820'",
    "state": "'AL'",
}


@pytest.mark.parametrize(("macro", "arguments"), ASKED)
def test_arguments_may_be_columns_of_another_table(sample: Con, macro: str, arguments: str) -> None:
    """The days, places and states of a table of surgeries: the answers are those of one question each."""
    alone = sample.execute(f"FROM {macro}({arguments.format_map(CONSTANT)})").fetchall()
    columns = {name: f"line.{name}" for name in CONSTANT}
    given = ", ".join(f"{value} AS {name}" for name, value in CONSTANT.items())
    joined = f"(SELECT {given}) AS line, LATERAL (FROM {macro}({arguments.format_map(columns)})) AS answer"
    assert alone
    assert sorted(map(repr, sample.execute(f"SELECT answer.* FROM {joined}").fetchall())) == sorted(
        map(repr, alone)
    )


@pytest.mark.parametrize(
    "question",
    [
        *("site_of_service_of('27447', NULL)", "national_sites_of('27447', NULL)"),
        *("site_payments_of('27447', NULL)", "fees_of('27447', NULL)"),
        *("dmepos_area_of_zip('35004', NULL)", "wage_index_on('13820', NULL)"),
        *("pfs_payment('27447', NULL, NULL, NULL, NULL, 'facility')", "release_status('opps', NULL)"),
        *(
            "mue_limits(['27447'], NULL, 'hospital')",
            "anesthesia_payment('00400', 9, NULL, '10112', '00', NULL)",
        ),
    ],
)
def test_without_a_day_nothing_is_understood(sample: Con, question: str) -> None:
    """Questions without a status are refused by an error, see test_refused."""
    rows = sample.execute(f"FROM {question}").pl().to_dicts()
    assert rows
    for row in rows:
        status = row.get("payment_status", row.get("answer", row.get("status", "not_understood")))
        assert status == "not_understood"
        assert "no date of service is given" in row["reason"]


QUESTIONS = """
CREATE OR REPLACE TEMP TABLE question AS SELECT * FROM
    (VALUES ('27447'), ('20957'), ('J3301'), ('80053'), ('99999'), ('x'), (' 99213 '), (NULL)) AS codes (code)
CROSS JOIN (
    SELECT unnest([
        DATE '2026-02-01', '2025-11-30', '2024-02-01', '1999-01-01', '9999-12-31', '0044-03-15 (BC)', NULL
    ]) AS day
)
CROSS JOIN (
    SELECT unnest([DATE '9999-12-31', '2026-01-02', '2023-11-08', '1990-01-01', 'infinity', NULL]) AS known
)
"""


def test_sites_without_a_place_are_the_national_ones(sample: Con) -> None:
    """Every column alike: listed and unlisted codes, days with and without a release, days that are none."""
    sample.execute(QUESTIONS)
    asked = (
        f"SELECT question.*, answer.* FROM question, "
        f"LATERAL (FROM {macro}(question.code, question.day, known_on := question.known)) AS answer "
        "ORDER BY ALL"
        for macro in ("national_sites_of", "site_of_service_of")
    )
    national, local = (sample.execute(query).fetchall() for query in asked)
    assert national == local
    assert len(national) == 3 * 8 * 7 * 6


UNLIKE = """
SELECT site.code_list, site.code FROM indicator_payment_statuses AS site
JOIN case_indicator_rules AS rule
    ON rule.indicator = site.code AND site.code_list LIKE rule.schedule || '_%'
WHERE site.total_effect = 'amount' AND site.is_wage_adjusted <> (rule.labor_share::DOUBLE > 0)
"""
ALIKE_EVERYWHERE = """
SELECT code FROM indicator_payment_statuses
WHERE code_list = 'opps_status_indicator' AND code IN ('R', 'U') AND NOT is_wage_adjusted ORDER BY code
"""


def test_sites_and_cases_adjust_the_same_indicators_by_wages(sample: Con) -> None:
    """Blood (R) and brachytherapy (U) are paid alike everywhere: CMS's pricer reads no index for them."""
    assert sample.execute(UNLIKE).fetchall() == []
    assert sample.execute(ALIKE_EVERYWHERE).fetchall() == [("R",), ("U",)]
