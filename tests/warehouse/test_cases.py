"""What hospitals and surgical centers are paid for cases, against answers derived by hand from CMS's rows."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.case_file import HandCase, case_of, hand_cases, is_status, worked_out
from warehouse.cases.case import SCHEMA, Case, case_schema, read_case
from warehouse.cases.compare_case import compare_case
from warehouse.cases.hospital import Facility
from warehouse.cases.other_schedules import DMEPOS, LABORATORY, TITLES, Fee, OtherSchedules, fees_of_line
from warehouse.cases.price_case import asc_lines, hospital_lines, price_case
from warehouse.cases.tables import CaseTables, read_case_tables
from warehouse.cases.wage_index import WageIndex
from warehouse.pricing.claim import BadClaim

Tables = Callable[[Case], CaseTables]
PRICED = {"hospital_outpatient": hospital_lines, "asc": asc_lines}


@pytest.fixture(scope="module")
def tables(case_rows: Con) -> Tables:
    """The tables of a day and place, read once for every code that a case asks for."""
    fees = OpenSnapshot("", case_rows)
    codes = " ".join(sorted({line.code for hand_case in hand_cases() for line in hand_case.case.lines}))

    @cache
    def read(place: str, day: str) -> CaseTables:
        return read_case_tables(fees, case_of(day, codes, place))

    def of(case: Case) -> CaseTables:
        facts = case.model_dump(mode="json", exclude={"lines", "known_on", "service_date"}, exclude_none=True)
        place = " ".join(f"{name}={str(value).lower()}" for name, value in facts.items())
        return read(place, case.service_date.isoformat())

    return of


def statuses_and_amounts(facility: Facility) -> list[str]:
    """What each line is paid, or its status where it is paid nothing of its own."""
    return [
        str(line.payment) if line.service.payment_status == "paid" else line.service.payment_status
        for line in facility.lines
    ]


@pytest.mark.parametrize("hand_case", hand_cases(), ids=lambda hand_case: hand_case.name)
def test_a_case_is_paid_as_derived_by_hand(tables: Tables, hand_case: HandCase) -> None:
    facility = PRICED[hand_case.site](hand_case.case, tables(hand_case.case))
    expected = [cell if is_status(cell) else str(worked_out(cell)) for cell in hand_case.payments]
    assert statuses_and_amounts(facility) == expected, hand_case.derivation
    if hand_case.beneficiary_share:
        shares = [line.beneficiary_share or 0 for line in facility.lines]
        assert sum(shares) == worked_out(hand_case.beneficiary_share), hand_case.derivation


@pytest.mark.parametrize(
    ("modifier", "payments"),
    [
        *((modifier, ["842.61", "661.10"]) for modifier in ("59", "XE", "XP", "XS", "XU")),
        ("76", ["842.61", "packaged"]),
    ],
)
def test_each_modifier_of_a_separate_service_keeps_it_apart_from_critical_care(
    tables: Tables, modifier: str, payments: list[str]
) -> None:
    """The X modifiers define subsets of 59 (CMS change request 8863); rates as in the cases by hand."""
    case = case_of("2025-02-03", f"99291 94002-{modifier}")
    assert statuses_and_amounts(hospital_lines(case, tables(case))) == payments


def test_the_copayments_of_a_drug_and_of_its_administration_share_a_cap(tables: Tables) -> None:
    """42 CFR 419.41(c)(4)(i)(B); 1,200 x 1.30 + 66.34 is below 1,676.00, 1,250 x 1.30 + 66.34 is not."""
    asked = {units: case_of("2025-02-03", f"J0585x{units} 96413", "") for units in (1200, 1250)}
    open_questions = {units: hospital_lines(case, tables(case)).not_decided for units, case in asked.items()}
    assert not [question for question in open_questions[1200] if "419.41" in question]
    [question] = [question for question in open_questions[1250] if "419.41" in question]
    assert question.startswith(
        "Line 1: the copayments of J0585 and of its administration are together at most 1676"
    )


@pytest.mark.parametrize("hand_case", hand_cases(), ids=lambda hand_case: hand_case.name)
def test_the_steps_of_a_line_add_up_to_its_payment(tables: Tables, hand_case: HandCase) -> None:
    for line in PRICED[hand_case.site](hand_case.case, tables(hand_case.case)).lines:
        assert all(step.rule and step.source for step in line.steps)
        if line.service.payment_status == "paid":
            assert sum(step.dollars for step in line.steps) == line.payment


def test_there_are_enough_cases() -> None:
    assert len(hand_cases()) >= 150
    assert all(hand_case.derivation for hand_case in hand_cases())


@pytest.mark.parametrize(
    "lines", ["11042 20610 93005", "29881 29880 11042", "11044 20220 80053", "45385 43239 J0585x2"]
)
def test_the_order_of_lines_never_matters(tables: Tables, lines: str) -> None:
    for site, priced in PRICED.items():
        found = set()
        for order in permutations(lines.split()):
            case = case_of("2025-02-03", " ".join(order))
            facility = priced(case, tables(case))
            found.add(tuple(sorted((line.service.code, str(line.payment)) for line in facility.lines)))
        assert len(found) == 1, site


def test_the_schema_of_a_case_is_the_one_that_is_published() -> None:
    """If the change is meant: `python -m warehouse.cases.case`, and commit case.schema.json with it."""
    assert SCHEMA.read_text("utf-8") == case_schema()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"cbsa": "1382"}, "'1382' is not an area"),
        ({"ccn": "01-0006"}, "is not a hospital's certification number"),
        ({"us_state": "Alabama"}, "'Alabama' is not a state"),
        ({"fips_county": "x"}, "is not a county's FIPS code"),
        ({"setting": "asc"}, "setting"),
        ({"mac": "10112"}, "mac and locality go together"),
        ({"lines": [{"code": "27447", "device_credit": "-1"}]}, "device_credit"),
    ],
)
def test_a_wrong_case_is_refused_by_the_name_of_its_field(
    tmp_path: Path, wrong: dict[str, Any], word: str
) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"service_date": "2025-02-03", "lines": [{"code": "27447"}]} | wrong))
    with pytest.raises(BadClaim, match=word):
        read_case(path)


@pytest.mark.parametrize(
    ("lines", "is_open"),
    [("J0585x100", True), ("11042 J0585x100", False), ("11042", False), ("11042-GZ J0585x100", True)],
)
def test_an_ancillary_service_needs_a_paid_procedure_in_an_asc(
    tables: Tables, lines: str, is_open: bool
) -> None:
    """42 CFR 416.164(b): ancillary services are those integral to a covered surgical procedure."""
    case = case_of("2025-02-03", lines)
    questions = [
        question for question in asc_lines(case, tables(case)).not_decided if "ancillary" in question
    ]
    assert bool(questions) == is_open


def test_a_device_credit_is_taken_off_up_to_the_device_s_share(tables: Tables) -> None:
    """27447: the device's share is 5,706.43 (Addendum P); the lesser of it and the credit is taken off."""
    for credit, paid in (("1000.00", "11866.82"), ("9000.00", "7160.39")):
        case = Case.model_validate(
            {"service_date": "2025-02-03", "lines": [{"code": "27447", "device_credit": credit}]}
        )
        assert statuses_and_amounts(hospital_lines(case, tables(case))) == [paid]


def test_a_case_of_one_code_is_the_site_of_service(case_rows: Con, tables: Tables) -> None:
    """Every code of the file, in both facilities: the rate of site_of_service in cents, or its status.

    What the facility is paid is compared. A test beside an ASC's services is the laboratory's (42 CFR
    416.164(c)): the site does not list it, and a case has what the laboratory fee schedule says.
    """
    asked = case_rows.execute(
        "SELECT hcpcs, site, round(coalesce(facility_payment, facility_payment_if_billed_alone, "
        "other_payment_if_billed_alone), 2), facility_status "
        "FROM site_of_service_on(DATE '2025-02-03') WHERE site <> 'office'"
    ).fetchall()
    read = {line.code for hand_case in hand_cases() for line in hand_case.case.lines}
    compared = Counter[str]()
    for code, site, payment, status in (question for question in asked if question[0] in read):
        case = case_of("2025-02-03", code)
        [line] = PRICED[site](case, tables(case)).lines
        if site == "asc" and line.service.source.startswith(("clfs ", TITLES[LABORATORY])):
            assert status == "not_listed", code
            compared["laboratory"] += 1
        elif line.service.payment_status == "paid":
            assert line.payment == payment, (code, site)
            compared["paid"] += 1
        else:
            assert line.service.payment_status == status, (code, site)
            compared["status"] += 1
    assert compared["paid"] > 100
    assert compared["status"] > 30
    assert compared["laboratory"] >= 3


# I/OCE user manual V25.1, Computation of discounting fraction: "D = Discounting Fraction (Currently 0.5),
# U = Number of Units, T = Terminated Procedure Discount (Currently 0.5)"; a line is paid U times
# its fraction. Formulas 6 and 7 ended with 2007. With modifier 50 a line has one unit (edit 74).
FRACTIONS: dict[str, Callable[[Fraction, Fraction, int], Fraction]] = {
    "1": lambda d, t, u: Fraction(1),
    "2": lambda d, t, u: (1 + d * (u - 1)) / u,
    "3": lambda d, t, u: t / u,
    "4": lambda d, t, u: (1 + d) / u,
    "5": lambda d, t, u: d,
    "8": lambda d, t, u: Fraction(2),
    "9": lambda d, t, u: 2 * d,
}


def test_discounts_are_cms_s_formulas_for_any_number_of_units(case_rows: Con) -> None:
    half, asked_for = Fraction(1, 2), set()
    for row in OpenSnapshot("", case_rows).rows("FROM opps_discounts"):
        fraction = FRACTIONS[row["formula"]]
        for units in (1,) if row["is_bilateral"] else (1, 2, 3, 7):
            paid = row["first_unit"] + row["further_units"] * (units - 1)
            assert Fraction(paid) == units * fraction(half, half, units), row
        asked_for.add(row["formula"])
    assert asked_for == {*FRACTIONS}


def test_an_inpatient_procedure_is_not_paid_in_a_surgical_center(tables: Tables) -> None:
    """C5: "Inpatient procedure" (Addendum DD1). No addendum held prints it: this row is made by hand."""
    case = case_of("2025-02-03", "27447 11042")
    held = tables(case)
    rate = replace(held.asc_rates["27447"], indicator="C5", amount=None)
    priced = asc_lines(case, replace(held, asc_rates=held.asc_rates | {"27447": rate}))
    assert statuses_and_amounts(priced) == ["inpatient_only", "214.39"]


def asked(fees: OpenSnapshot, lines: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    return price_case(fees, Case.model_validate({"service_date": "2025-02-03", "lines": lines, **facts}))


def test_an_office_is_paid_its_drugs_and_tests_by_their_own_schedules(case_rows: Con) -> None:
    """J0585: 100 units at $6.471; 80053: $10.56, without coinsurance."""
    priced = asked(OpenSnapshot("", case_rows), [{"code": "J0585", "units": 100}, {"code": "80053"}])
    supplies = [
        (line["code"], line["payment"], line["beneficiary_share"]) for line in priced["office_supplies"]
    ]
    assert supplies == [
        ("J0585", Decimal("647.10"), Decimal("129.42")),
        ("80053", Decimal("10.56"), Decimal("0.00")),
    ]
    office, hospital, _ = priced["sites"]
    assert (office["total_payment"], office["is_priced"]) == (Decimal("657.66"), True)
    assert hospital["is_priced"], "the hospital supplies both: nothing of the physician's is open"


def test_what_is_paid_at_cost_is_the_charge_times_the_hospital_s_ratio(case_rows: Con) -> None:
    """C1601, a pass-through device: 0.3 x 5,000; Addendum D1: no copayment. Beside a procedure with a device
    in its own rate (27447, Addendum P) what comes off is not known."""
    fees = OpenSnapshot("", case_rows)
    alone = asked(fees, [{"code": "C1601", "charge": "5000"}], cost_to_charge_ratio="0.3")
    [line] = alone["facilities"]["hospital_outpatient"]["lines"]
    assert (line["payment"], line["beneficiary_share"]) == (Decimal("1500.00"), Decimal(0))
    beside = asked(fees, [{"code": "C1601", "charge": "5000"}, {"code": "27447"}], cost_to_charge_ratio="0.3")
    questions = beside["facilities"]["hospital_outpatient"]["not_decided"]
    assert "Line 1: how much the device offset of 27447 deducts" in questions
    unknown = asked(fees, [{"code": "C1601"}])["facilities"]["hospital_outpatient"]["lines"][0]
    assert unknown["payment_status"] == "at_cost"
    assert "give `charge` and `cost_to_charge_ratio`" in unknown["reason"]


@pytest.mark.parametrize(
    ("last_year", "index"),
    [
        ("0.8600", "0.8173"),
        ("0.8603", "0.8173"),
        ("0.8604", "0.8174"),
        ("1.0000", "0.9500"),
        (None, "0.8173"),
    ],
)
def test_a_wage_index_falls_by_a_twentieth_at_most(case_rows: Con, last_year: str | None, index: str) -> None:
    """Birmingham in 2024 is 0.8173; 0.95 x 0.8603 = 0.817285, rounded 0.8173."""
    case = case_of("2024-02-01", "27447", "cbsa=13820").model_copy(
        update={"previous_wage_index": Decimal(last_year) if last_year else None}
    )
    found = read_case_tables(OpenSnapshot("", case_rows), case).wage["opps"]
    assert isinstance(found, WageIndex)
    assert found.value == Decimal(index)


def test_a_case_is_compared_on_two_days(case_rows: Con) -> None:
    """27447 in a hospital: 12,866.82 in January 2025, 13,116.76 in January 2026 (Addendum B, APC 5115)."""
    compared = compare_case(OpenSnapshot("", case_rows), case_of("2026-02-03", "27447"), date(2025, 2, 3))
    [line] = [line for line in compared["lines"] if line["part"] == "hospital_outpatient"]
    assert line["difference"] == Decimal("249.94")
    assert (line["before"]["payment"], line["after"]["payment"]) == (
        Decimal("12866.82"),
        Decimal("13116.76"),
    )
    assert [site["difference"] for site in compared["sites"]] == [None] * 3, "no physician fees of 2026"


def test_a_packaged_code_adds_nothing(tables: Tables) -> None:
    for lines in ("27447", "11042 20610", "93306", "70553 72148", "99285"):
        alone, beside = (case_of("2025-02-03", f"{lines}{more}") for more in ("", " J1100"))
        for priced in PRICED.values():
            total = [
                sum(line.payment or 0 for line in priced(case, tables(case)).lines)
                for case in (alone, beside)
            ]
            assert total[0] == total[1]


@pytest.mark.parametrize("lines", ["22899", "29881 22899"])
def test_a_case_with_a_line_of_unknown_price_has_no_total(case_rows: Con, lines: str) -> None:
    """22899 is contractor-priced (status C): the sum of the other lines is not the case's total."""
    priced = price_case(OpenSnapshot("", case_rows), case_of("2025-02-03", lines))
    assert [(site["total_payment"], site["is_priced"]) for site in priced["sites"]] == [(None, False)] * 3
    compared = compare_case(OpenSnapshot("", case_rows), case_of("2025-02-03", lines), date(2025, 2, 2))
    assert {(site["total_payment_after"], site["difference"]) for site in compared["sites"]} == {(None, None)}


def test_a_whole_case_in_three_settings(case_rows: Con) -> None:
    priced = price_case(OpenSnapshot("", case_rows), case_of("2025-02-03", "29881 29880 20610"))
    hospital, asc = priced["facilities"]["hospital_outpatient"], priced["facilities"]["asc"]
    assert (hospital["payment"], asc["payment"]) == (Decimal("3244.61"), Decimal("2385.56"))
    assert sum(line["payment"] > 0 for line in hospital["lines"]) == 1, "one comprehensive payment"
    assert {site["site"] for site in priced["sites"]} == {"office", "hospital_outpatient", "asc"}
    office, *paid = priced["sites"]
    assert (office["is_payable"], office["total_payment"]) == (False, None), (
        "arthroscopies are NA in an office"
    )
    for site in paid:
        assert site["total_payment"] == site["professional_payment"] + site["facility_payment"]
    assert priced["cheapest_sites"] == ["asc"]
    assert "The amounts are national: no area is given" in hospital["not_decided"]
    assert not hospital["is_complete"], "no NCCI table is loaded"


def test_in_a_facility_the_physician_is_paid_the_professional_component(case_rows: Con) -> None:
    priced = price_case(OpenSnapshot("", case_rows), case_of("2025-02-03", "93306"))
    [line] = priced["physician"]["facility"]["lines"]
    assert (line["modifiers"], line["payment_status"]) == (["26"], "paid")


def test_without_an_index_the_amounts_say_that_they_are_national(case_rows: Con) -> None:
    priced = price_case(OpenSnapshot("", case_rows), case_of("2026-02-03", "11042", "cbsa=13820"))
    hospital, asc = priced["facilities"]["hospital_outpatient"], priced["facilities"]["asc"]
    assert hospital["is_national"]
    assert any(question.startswith("The amounts are national: ") for question in hospital["not_decided"])
    assert (asc["is_national"], asc["wage_index"]) == (False, Decimal("0.8596"))


@pytest.mark.parametrize(
    ("code", "area", "hospital", "asc"),
    [
        ("27447", "13820", "11165.20", "8105.88"),  # 12,539.82 at 0.8173, 9,048.76 at 0.7916
        ("27447", "01", "10955.29", "7511.83"),  # rural Alabama: at 0.7894 and 0.6603
        ("20610", "13820", "251.27", "30.50"),
        ("20610", "01", "246.54", "28.27"),
    ],
)
def test_a_site_is_paid_at_the_wage_index_of_its_area(
    case_rows: Con, code: str, area: str, hospital: str, asc: str
) -> None:
    asked = "FROM site_of_service_of($1, DATE '2024-02-01', in_cbsa := $2) WHERE site = $3"
    for site, payment in (("hospital_outpatient", hospital), ("asc", asc)):
        [row] = OpenSnapshot("", case_rows).rows(asked, code, area, site)
        assert row["facility_payment"] == Decimal(payment)
        assert not row["facility_is_national"]
        assert row["facility_payment_73"] is None, "the pricer's device share at an index is not known"
        assert "the facility's part is at wage index" in row["reason"]
        [line] = PRICED[site](
            case := case_of("2024-02-01", code, f"cbsa={area}"),
            read_case_tables(OpenSnapshot("", case_rows), case),
        ).lines
        assert line.payment == row["facility_payment"]
        if row["facility_copayment"] is not None:
            assert line.beneficiary_share == row["facility_copayment"]


def test_a_drug_is_paid_alike_in_every_area(case_rows: Con) -> None:
    asked = (
        "FROM site_of_service_of('J0585', DATE '2024-02-01', in_cbsa := '13820') "
        "WHERE site = 'hospital_outpatient'"
    )
    [row] = OpenSnapshot("", case_rows).rows(asked)
    assert (row["facility_payment"], row["facility_is_national"]) == (Decimal("6.327"), False)
    assert "wage" not in row["reason"]


@pytest.mark.parametrize(
    ("day", "cbsa", "word"),
    [
        ("2026-02-03", "13820", "after the last loaded release, opps-wage-index 2024 r1"),
        ("2024-02-01", "99999", "opps-wage-index 2024 r1 has no index for 99999"),
        ("2024-02-01", "12260", "12260 is in several states with different floors: pass us_state"),
    ],
)
def test_a_site_without_an_index_says_that_it_is_national(
    case_rows: Con, day: str, cbsa: str, word: str
) -> None:
    asked = "FROM site_of_service_of('20610', $1::DATE, in_cbsa := $2) WHERE site = 'hospital_outpatient'"
    [row] = OpenSnapshot("", case_rows).rows(asked, day, cbsa)
    assert row["facility_is_national"]
    assert f"(the facility's part is the national amount: {word}" in row["reason"]


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        ("NU KE", ["NU KE"]),
        ("NU RT", ["NU"]),
        ("RR", ["RR"]),
        ("", ["NU", "NU KE", "RR"]),
        ("UE", ["NU", "NU KE", "RR"]),
    ],
)
def test_the_fee_that_matches_the_most_modifiers_pays(modifiers: str, expected: list[str]) -> None:
    """If none matches, all are open."""
    listed = ("NU", "NU KE", "RR")
    fees = {
        words: Fee(
            DMEPOS, frozenset(words.split()), Decimal(1), Decimal("0.20"), "paid", "", "dmepos 2026A r1"
        )
        for words in listed
    }
    other = OtherSchedules({"E0950": tuple(fees.values())})
    found = fees_of_line("E0950", frozenset(modifiers.split()), other, (LABORATORY, DMEPOS))
    assert found == [fees[words] for words in expected]


def test_a_line_without_modifiers_pays_the_fee_without_modifiers() -> None:
    """A laboratory test is listed with QW and without; only a line with QW is a waived test."""
    plain = Fee(LABORATORY, frozenset(), Decimal(10), Decimal(0), "paid", "", "clfs 2026Q1 r1")
    waived = replace(plain, modifiers=frozenset({"QW"}), amount=Decimal(12))
    other = OtherSchedules({"80053": (waived, plain)})
    for modifiers, fee in (("", plain), ("QW", waived), ("91", plain)):
        assert fees_of_line("80053", frozenset(modifiers.split()), other, (LABORATORY,)) == [fee]
