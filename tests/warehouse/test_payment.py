"""Payment in a MAC locality, with modifiers, by hand from the rows of RVU26A and RVU25D in the sample."""

from datetime import date
from decimal import Decimal

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot, Row

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def fees(sample: Con) -> OpenSnapshot:
    return OpenSnapshot("", sample)


def test_alabama_is_paid_by_its_indices(fees: OpenSnapshot) -> None:
    """GPCI2026: 10112,AL,00,ALABAMA,0.988,1.000,0.875,0.566: the work index with the floor is the one paid.

    99213 in an office: (1.30 x 1.000 + 1.46 x 0.875 + 0.09 x 0.566) x 33.4009 = 87.79; x 0.95; x 1.0925.
    """
    row = fees.payment("99213", FEBRUARY, mac="10112", locality="00")
    assert [str(row[f"{part}_gpci"]) for part in ("work", "pe", "mp")] == ["1.000", "0.875", "0.566"]
    assert row["payment"] == Decimal("87.79")
    assert row["non_participating_amount"] == Decimal("83.40")
    assert row["limiting_charge"] == Decimal("95.91")
    assert (row["payment_status"], row["release_id"], row["locality_name"]) == (
        "paid",
        "pfs-rvu 2026A r1",
        "ALABAMA",
    )


@pytest.mark.parametrize(
    ("modifiers", "payment"),
    [
        (None, "2456.30"),
        ("62", "1535.19"),  # 62.5 %: 1535.1875
        ("80", "393.01"),  # 16 %: 393.008
        ("AS", "334.06"),  # 85 % of 16 %: 334.0568
        ("54", "1940.48"),  # 10 % and 69 %: 1940.477
        ("55", "515.82"),  # 21 %
        ("56", "245.63"),  # 10 %
        ("78", "1694.85"),  # the intra-operative part
        ("80,LT", "393.01"),  # LT says nothing where the bilateral indicator is 0
        ("80-AS", "334.06"),  # one assistant, not a share of a share
        ("62-GA-KX", "1535.19"),
    ],
)
def test_modifiers_leave_a_share_of_20957(fees: OpenSnapshot, modifiers: str | None, payment: str) -> None:
    row = fees.payment("20957", FEBRUARY, setting="facility", modifiers=modifiers)
    assert row["payment"] == Decimal(payment)


def test_both_knees_are_paid_one_and_a_half_times(fees: OpenSnapshot) -> None:
    """27447 has bilateral indicator 1: 150 % of 1159.35 is 1739.025, half up."""
    assert fees.payment("27447", FEBRUARY, setting="facility", modifiers="50")["payment"] == Decimal(
        "1739.03"
    )


@pytest.mark.parametrize(
    ("rvu", "factor", "dollars"),
    [
        ("0.50", "33.5298", "16.76"),  # 16.7649
        ("0.50", "33.5300", "16.77"),  # 16.765: the even cent is below
        ("0.50", "33.5500", "16.78"),  # 16.775: the even cent is above
    ],
)
def test_both_forms_of_the_formula_round_half_a_cent_up(
    sample: Con, rvu: str, factor: str, dollars: str
) -> None:
    columns = ("DECIMAL(10, 2)",) * 3 + ("DECIMAL(8, 3)",) * 3 + ("DECIMAL(10, 4)",)
    for values in ((rvu, 0, 0, 1, 0, 0), (0, rvu, 0, 0, 1, 0), (0, 0, rvu, 0, 0, 1)):
        arguments = ", ".join(f"{v}::{kind}" for v, kind in zip((*values, factor), columns, strict=True))
        sql = f"SELECT _pfs_dollars({arguments}), _cents_to_dollars(_pfs_cents({arguments}))"
        assert sample.execute(sql).fetchall() == [(Decimal(dollars), Decimal(dollars))]


@pytest.mark.parametrize(
    ("cents", "flag", "adjusted"), [(8908, "1.05", 9353), (10, "1.05", 11), (30, "1.05", 32), (9, "1.05", 9)]
)
def test_a_calculation_flag_applies_to_cents_and_rounds_half_up(
    sample: Con, cents: int, flag: str, adjusted: int
) -> None:
    """89.08 x 1.05 = 93.534; 0.105, 0.315 and 0.0945."""
    assert sample.execute(f"SELECT _adjusted({cents}, {flag})").fetchall() == [(adjusted,)]


def test_rows_with_a_modifier_have_their_own_rvus(fees: OpenSnapshot) -> None:
    assert fees.payment("71046", FEBRUARY, setting="facility", modifiers="26")["payment"] == Decimal("10.02")
    assert fees.payment("45378", FEBRUARY, modifiers="53")["payment"] == Decimal("189.38")


@pytest.mark.parametrize(
    ("code", "modifiers", "payment"),
    [
        ("71046", "FX", "28.46"),  # 33.07 less a fifth of TC's 23.05: 10.02 + 18.44
        ("71046", "FY", "30.77"),  # 10.02 + 0.90 x 23.05 = 10.02 + 20.745, half up
        ("71046", "TC-FX", "18.44"),
        ("71046", "26-FX", "10.02"),
        ("99213", "FX", "95.19"),  # no x-ray: 2.85 x 33.4009
    ],
)
def test_an_x_ray_on_film_loses_a_fifth_of_its_technical_part(
    fees: OpenSnapshot, code: str, modifiers: str, payment: str
) -> None:
    """RVU26A, 71046: 26 0.21, 0.08, 0.01; TC 0.00, 0.68, 0.01; in all 0.99."""
    assert fees.payment(code, FEBRUARY, modifiers=modifiers)["payment"] == Decimal(payment)


def test_the_technical_part_loses_a_fifth_at_the_indices_of_the_locality(fees: OpenSnapshot) -> None:
    """71046 in Alabama: 29.60, of it 26 0.28566 x 33.4009 = 9.54; 9.54 + 0.80 x 20.06 = 25.588."""
    row = fees.payment("71046", FEBRUARY, mac="10112", locality="00", modifiers="FX")
    assert row["payment"] == Decimal("25.59")


def test_a_modifier_of_visits_has_no_rule_for_an_operation(fees: OpenSnapshot) -> None:
    """25 bypasses NCCI edits, but on the visit: on 20957 nothing says what it means."""
    row = fees.payment("20957", FEBRUARY, setting="facility", modifiers="25-59")
    assert row["unruled_modifiers"] == ["25"]
    assert "no effect on the amount: 59" in row["reason"]


def test_no_effect_is_distinguished_from_no_rule(fees: OpenSnapshot) -> None:
    row = fees.payment("20957", FEBRUARY, setting="facility", modifiers="GA-59-LT-ZZ-QK")
    assert row["payment"] == Decimal("2456.30")
    assert "no effect on the amount: 59, GA, LT" in row["reason"]
    assert "no rule for ZZ, QK" in row["reason"]
    assert row["unruled_modifiers"] == ["ZZ", "QK"]


@pytest.mark.parametrize(
    ("code", "modifiers", "state", "word"),
    [
        ("20957", None, "not_applicable", "NA indicator"),
        ("71046", "TC", "paid", "RVUs"),
        ("27447", "26", "not_paid", "no row with 26"),
        ("99213", "26", "not_paid", "no row with 26"),
        ("45378", "80", "not_paid", "By statute"),
        ("G0105", "66", "not_paid", "not permitted"),
        ("99213", "52", "carrier_priced", "report"),
        ("99213", "GY", "not_paid", "statute"),
        ("99213", "25-GZ", "not_paid", "Expected to be denied"),
        ("27447", "PA", "not_applicable", "NA indicator"),
        ("J3301", None, "drug", "average-sales-price"),
        ("99999", None, "not_listed", "does not list"),
    ],
)
def test_what_is_not_paid_outside_a_facility_says_why(
    fees: OpenSnapshot, code: str, modifiers: str | None, state: str, word: str
) -> None:
    row = fees.payment(code, FEBRUARY, modifiers=modifiers)
    assert row["payment_status"] == state
    assert word in row["reason"]
    assert (row["payment"] is None) == (state != "paid")


def test_a_locality_that_gpci_does_not_have_is_no_data(fees: OpenSnapshot) -> None:
    row = fees.payment("99213", FEBRUARY, mac="10112", locality="99")
    assert (row["payment_status"], row["payment"]) == ("no_data", None)
    assert "no locality 10112 99" in row["reason"]


def test_a_day_without_a_release_is_no_data(fees: OpenSnapshot) -> None:
    row = fees.payment("99213", date(2026, 8, 1))
    assert (row["payment_status"], row["payment"]) == ("no_data", None)
    assert "after the last loaded release" in row["reason"]


def test_participants_of_an_advanced_apm_have_their_own_factor(fees: OpenSnapshot) -> None:
    assert fees.payment("99213", FEBRUARY, qualifying_apm=True)["payment"] == Decimal(
        "95.67"
    )  # 2.85 x 33.5675


def by_zip(con: Con, zip_code: str, on: str) -> list[Row]:
    return OpenSnapshot("", con).rows(
        "FROM pfs_payment_by_zip('99213', NULL, $1, $2::DATE, 'nonfacility')", zip_code, on
    )


def test_without_the_zip_file_a_zip_code_is_no_data(sample: Con) -> None:
    [row] = by_zip(sample, "35004", "2026-02-01")
    assert (row["payment_status"], row["payment"], row["mac"]) == ("no_data", None, None)
    assert "zip-locality" in row["reason"]


@pytest.mark.real
def test_a_zip_code_gives_its_locality(real: Con) -> None:
    """ZIP5_OCT2025: CA 90210 lies in MAC 01182, locality 18."""
    [row] = by_zip(real, "90210", "2025-11-01")
    assert (row["mac"], row["locality"]) == ("01182", "18")
    direct = OpenSnapshot("", real).payment("99213", date(2025, 11, 1), mac="01182", locality="18")
    assert row["payment"] == direct["payment"] == Decimal("98.19")
    [unknown] = by_zip(real, "00000", "2025-11-01")
    assert "not in zip-locality 2025Q4" in unknown["reason"]


@pytest.mark.real
@pytest.mark.parametrize(
    ("code", "modifiers", "on", "mac", "payment"),
    [
        # 73200 in Alabama, 2025A: 26 $43.21, TC limited to $92.29; then 85 % of that: 43.21 + 78.4465.
        ("73200", "CT", "2025-02-03", "10112", "121.66"),
        ("73200", "TC-CT", "2025-02-03", "10112", "78.45"),
        ("73200", "26-CT", "2025-02-03", "10112", "43.21"),
        # 70450-TC in Alabama, 2016A: (2.04 x 0.886 + 0.01 x 0.611) x 35.8043 is 64.93; 95 %.
        ("70450", "TC-CT", "2016-02-03", "10102", "61.68"),
    ],
)
def test_a_ct_scan_on_old_equipment_loses_of_what_the_limit_leaves(
    real: Con, code: str, modifiers: str, on: str, mac: str, payment: str
) -> None:
    fees = OpenSnapshot("", real)
    row = fees.payment(code, date.fromisoformat(on), modifiers=modifiers, mac=mac, locality="00")
    assert row["payment"] == Decimal(payment)


@pytest.mark.real
@pytest.mark.parametrize(
    ("code", "modifiers", "on", "payment"),
    [
        ("99213", "GZ", "2009-02-03", "61.31"),  # paid on its merits until July 2011: 1.70 x 36.0666
        ("99213", "GZ", "2012-02-03", None),
        ("99213", "PA", "2009-01-14", "61.31"),
        ("99213", "PA", "2009-01-15", None),
        ("97110", "CQ", "2020-02-03", "31.40"),  # 0.87 x 36.0896
        ("97110", "CQ", "2022-02-03", "26.50"),  # 0.87 x 34.6062 is 30.11; 88 %
        ("71046", "FX", "2016-02-03", None),
    ],
)
def test_rules_hold_from_their_day_on(
    real: Con, code: str, modifiers: str, on: str, payment: str | None
) -> None:
    row = OpenSnapshot("", real).payment(code, date.fromisoformat(on), modifiers=modifiers)
    assert row["payment"] == (Decimal(payment) if payment else None)


def test_the_plan_of_a_payment_is_small(sample: Con) -> None:
    """Planning is nine tenths of its time: with 65 operators it took two and a half times as long."""
    asked = "FROM pfs_payment('20957', NULL, '10112', '00', DATE '2026-02-01', 'facility')"
    [(_, plan)] = sample.execute(f"EXPLAIN (FORMAT json) {asked}").fetchall()
    assert plan.count('"name"') <= 30


def test_a_payment_finds_its_place_however_its_numbers_are_written(fees: OpenSnapshot) -> None:
    """Spreadsheets lose zeros and leave line breaks and no-break spaces; what is not a place stays null."""
    written = (" 2102 ", "1"), ("02102\n", "\t1 "), ("\u00a002102\r\n", "01\u00a0")
    wrong = (
        ("002102", "01"),
        ("02102", "001"),
        ("?", None),
        (" ", None),
        ("", ""),
        (None, "01"),
        ("021 02", "01"),
    )
    rows = {
        place: fees.payment("99213", FEBRUARY, mac=place[0], locality=place[1])
        for place in (("02102", "01"), *written, *wrong)
    }
    named = {place: (row["mac"], row["locality"], row["locality_name"]) for place, row in rows.items()}
    assert {named[place] for place in (("02102", "01"), *written)} == {("02102", "01", "ALASKA")}
    assert len({rows[place]["payment"] for place in (("02102", "01"), *written)}) == 1
    assert {rows[place]["payment_status"] for place in wrong} == {"no_data"}


def test_every_day_and_place_has_one_answer(sample: Con) -> None:
    """Of a place on a day, as known on a day, at most one row; of what holds everywhere, one."""
    days = """SELECT unnest([service_from, service_to]) AS day, unnest([known_from, known_to]) AS known
        FROM _payment_places"""
    found = sample.execute(
        f"""SELECT place, min(rows), max(rows) FROM (
            SELECT place.place, asked.day, asked.known, count(*) AS rows
            FROM (SELECT DISTINCT * FROM ({days})) AS asked
            JOIN _payment_places AS place
                ON asked.day BETWEEN place.service_from AND place.service_to
                AND asked.known BETWEEN place.known_from AND place.known_to
            GROUP BY ALL
        ) GROUP BY ALL"""
    ).fetchall()
    assert {(least, most) for _, least, most in found} == {(1, 1)}
    everywhere = sample.execute(
        f"""SELECT count(*) FILTER (place IS NULL) FROM (SELECT DISTINCT * FROM ({days})) AS asked
        LEFT JOIN _payment_places AS place
            ON place.place = '?' AND asked.day BETWEEN place.service_from AND place.service_to
            AND asked.known BETWEEN place.known_from AND place.known_to"""
    ).fetchall()
    assert everywhere == [(0,)]


QUESTIONS = """
CREATE OR REPLACE TEMP TABLE question AS SELECT * FROM (
    SELECT unnest([
        '99213', '20957', '71046', '93000', 'J3301', '00400', '80053', ' 27447 ', '99999', 'x', NULL
    ]) AS code
)
CROSS JOIN (
    VALUES
        ('10112', '00'), ('1112', '5'), ('10112', '99'), ('x', '00'),
        ('10112', NULL), (NULL, '00'), (NULL, NULL)
) AS place (mac, locality)
CROSS JOIN (SELECT unnest([DATE '2026-02-01', '2024-02-01', '1999-01-01', NULL]) AS day)
CROSS JOIN (SELECT unnest(['facility', 'office', 'asc', '22', '11', 'x', NULL]) AS setting)
CROSS JOIN (SELECT unnest([false, true, NULL]) AS qp)
CROSS JOIN (SELECT unnest([DATE '9999-12-31', '2025-12-01', NULL]) AS known)
WHERE hash(code, mac, locality, day, setting, qp, known) % 8 = 0
"""


def test_unmodified_payment_is_pfs_payment_without_modifiers(sample: Con) -> None:
    """Every column alike, whatever the arguments."""
    sample.execute(QUESTIONS)
    given = "question.mac, question.locality, question.day, question.setting"
    answers = [
        sample.execute(
            f"SELECT question.*, answer.* FROM question, "
            f"LATERAL (FROM {macro}, {given}, qp := question.qp, known_on := question.known)) AS answer "
            "ORDER BY ALL"
        ).fetchall()
        for macro in ("unmodified_payment(question.code", "pfs_payment(question.code, NULL")
    ]
    assert answers[0] == answers[1]
    assert {row[-3] for row in answers[0]} >= {"paid", "not_listed", "not_understood", "no_data"}
