"""The figures of the rule tables, typed a second time from laws, manuals and record layouts.

A digit typed wrong in a table is a wrong payment; most of these days lie in no release of the sample.
"""

import csv
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations, product

import pytest

from warehouse.build.rules import RULES

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (RULES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def in_force(rows: Iterable[Row], day: str) -> list[Row]:
    return [row for row in rows if (row["service_from"] or day) <= day <= (row["service_to"] or day)]


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        ("2009-07-01", "36.0666"),
        ("2010-05-31", "36.0791"),  # as corrected in May 2010
        ("2010-06-01", "36.8729"),  # 2.2 % more
        ("2010-12-31", "36.8729"),
        ("2011-07-01", "33.9764"),
        ("2012-07-01", "34.0376"),
        ("2013-07-01", "34.0230"),
        ("2014-07-01", "35.8228"),
        ("2015-06-30", "35.7547"),
        ("2015-07-01", "35.9335"),  # 0.5 % more by MACRA
        ("2016-07-01", "35.8043"),
        ("2017-07-01", "35.8887"),
        ("2018-07-01", "35.9996"),
        ("2019-07-01", "36.0391"),
        ("2020-07-01", "36.0896"),
        ("2021-07-01", "34.8931"),
        ("2022-07-01", "34.6062"),
        ("2023-07-01", "33.8872"),
        ("2024-03-08", "32.7442"),
        ("2024-03-09", "33.2875"),
        ("2025-07-01", "32.3465"),
    ],
)
def test_the_conversion_factor_of_each_year_is_the_one_that_cms_paid(day: str, factor: str) -> None:
    rows = [row for row in table("pfs_laws") if row["kind"] == "conversion_factor"]
    covering = [row for row in rows if row["service_from"] <= day <= row["service_to"]]
    assert max(covering, key=lambda row: row["enacted_on"])["value"] == factor


def test_frontier_states_and_alaska_have_floors_without_an_end() -> None:
    """ACA, section 10324: practice expense from 2011 on; MIPPA, section 134: work in Alaska from 2009 on."""
    floors = {
        (row["kind"], row["applies_to"], row["service_from"], row["service_to"], row["value"])
        for row in table("pfs_laws")
        if row["kind"].endswith("_gpci_floor") and row["applies_to"] != "all"
    }
    frontier = {
        ("pe_gpci_floor", state, "2011-01-01", "", "1.000") for state in ("MT", "ND", "NV", "SD", "WY")
    }
    assert floors == frontier | {("work_gpci_floor", "AK", "2009-01-01", "", "1.500")}


def test_inpatient_deductibles_from_2009_to_2026() -> None:
    """CMS's yearly notices under section 1813(b)(2) of the Social Security Act."""
    amounts = [1068, 1100, 1132, 1156, 1184, 1216, 1260, 1288, 1316, 1340, 1364]
    amounts += [1408, 1484, 1556, 1600, 1632, 1676, 1736]
    listed = {int(row["year"]): Decimal(row["amount"]) for row in table("inpatient_deductibles")}
    assert listed == dict(enumerate(map(Decimal, amounts), 2009))


@pytest.mark.parametrize(
    ("indicator", "component", "day", "share"),
    [
        ("2", "whole", "2009-01-01", "0.50"),
        ("4", "technical", "2010-06-30", "0.75"),
        ("4", "technical", "2010-07-01", "0.50"),  # ACA, section 3135(b)
        ("4", "professional", "2011-12-31", None),
        ("4", "professional", "2012-01-01", "0.75"),
        ("4", "professional", "2016-12-31", "0.75"),
        ("4", "professional", "2017-01-01", "0.95"),  # CAA, 2016, section 502(a)(2)
        ("5", "practice_expense", "2010-12-31", None),
        ("5", "practice_expense", "2011-01-01", "0.80"),  # PPTRA, section 3, in an office
        ("5", "practice_expense", "2013-03-31", "0.80"),
        ("5", "practice_expense", "2013-04-01", "0.50"),  # ATRA, section 633
        ("6", "technical", "2012-12-31", None),
        ("6", "technical", "2013-01-01", "0.75"),
        ("7", "technical", "2012-12-31", None),
        ("7", "technical", "2013-01-01", "0.80"),
    ],
)
def test_the_second_service_of_a_day_is_paid_its_share(
    indicator: str, component: str, day: str, share: str | None
) -> None:
    rules = [row for row in table("multiple_procedure_rules") if row["indicator"] == indicator]
    of_part = [row for row in in_force(rules, day) if row["component"] == component]
    ranks = [row for row in of_part if int(row["rank_from"]) <= 2 <= int(row["rank_to"] or 9)]
    assert [row["share"] for row in ranks] == ([share] if share else [])


def test_a_return_or_a_separate_session_is_not_reduced() -> None:
    exempt = {
        (row["indicator"], row["modifier"], row["service_from"]) for row in table("reduction_exemptions")
    }
    assert exempt == {
        ("2", "78", ""),
        ("3", "78", ""),
        ("4", "59", "2006-01-01"),
        ("4", "XE", "2015-01-01"),  # CMS introduced X{EPSU} on that day
    }


def test_shares_of_modifiers_by_indicator() -> None:
    """RVU26B record layout and the Claims Processing Manual, chapter 12, sections 20.4.3, 40.7 and 40.8."""
    shares = {
        (row["modifier"], row["value"]): row["share"]
        for row in table("modifier_rules")
        if row["payer_part"] == "professional" and row["indicator"] in ("bilateral_surgery", "co_surgeons")
    }
    assert [shares["50", value] for value in "0123"] == ["1.00", "1.50", "1.00", "2.00"]
    assert {shares[side, value] for side in ("LT", "RT") for value in "13"} == {"1.00"}
    assert [shares["62", value] for value in "012"] == ["", "0.625", "0.625"]
    assistants = {
        (row["modifier"], row["share"], row["effect"])
        for row in table("modifier_rules")
        if row["indicator"] == "assistant_surgery"
    }
    assert assistants == {
        *((modifier, "0.16", "share") for modifier in ("80", "81", "82")),
        *((modifier, "", "not_paid") for modifier in ("80", "81", "82", "AS")),
        ("AS", "0.136", "share"),  # 85 % of 16 %
    }


@pytest.mark.parametrize(
    ("modifier", "day", "share"),
    [
        ("CQ", "2021-12-31", None),
        ("CQ", "2022-01-01", "0.88"),
        ("CO", "2022-01-01", "0.88"),
        ("CT", "2015-12-31", None),
        ("CT", "2016-12-31", "0.95"),
        ("CT", "2017-01-01", "0.85"),
        ("FX", "2016-12-31", None),
        ("FX", "2017-01-01", "0.80"),
        ("FY", "2017-12-31", None),
        ("FY", "2022-12-31", "0.93"),
        ("FY", "2023-01-01", "0.90"),
    ],
)
def test_a_reduction_by_law_begins_on_its_day(modifier: str, day: str, share: str | None) -> None:
    rules = in_force([row for row in table("modifier_rules") if row["modifier"] == modifier], day)
    assert [row["share"] for row in rules] == ([share] if share else [])


def test_modifiers_that_deny_a_line_and_since_when() -> None:
    denying = {
        row["modifier"]: row["service_from"]
        for row in table("claim_level_modifiers")
        if row["effect"] == "not_paid"
    }
    surgery = dict.fromkeys(("PA", "PB", "PC"), "2009-01-15")
    assert denying == {"GY": "", "GZ": "2011-07-01", **surgery}


def test_modifiers_exclude_each_other_by_role_and_by_moment() -> None:
    """A role, a part of the operation, a reason to return or an amount of work is one or the other."""
    groups = [("26", "TC"), ("54", "55", "56"), ("58", "78", "79"), ("76", "77"), ("52", "53"), ("73", "74")]
    groups += [("62", "66"), ("80", "81", "82")]
    assistants = ("80", "81", "82", "AS")
    crossed = [(("22",), ("52", "53")), (("62", "66"), assistants), (("55", "56"), assistants)]
    expected = {pair for group in groups for pair in combinations(group, 2)}
    expected |= {pair for sides in crossed for pair in product(*sides)}
    listed = [(row["modifier"], row["other_modifier"]) for row in table("contradictory_modifiers")]
    assert len(listed) == len(set(listed))
    assert set(listed) == expected


def test_g2211_beside_a_visit_with_25_is_denied_in_2024_and_since_2025_but_beside_preventive_care() -> None:
    spans = [
        (row["service_from"], row["service_to"], bool(row["unless_codes"]))
        for row in table("claim_pair_rules")
    ]
    assert spans == [("2024-01-01", "2024-12-31", False), ("2025-01-01", "", True)]


def test_an_anesthetic_is_shared_by_those_who_direct_and_those_who_perform_it() -> None:
    listed = {
        row["modifier"]: (row["share"], row["base_units"], row["max_time_units"])
        for row in table("anesthesia_modifiers")
    }
    whole, half = ("1.00", "", ""), ("0.50", "", "")
    assert listed == {
        **dict.fromkeys(("AA", "QZ"), whole),
        **dict.fromkeys(("QK", "QX", "QY"), half),
        "AD": ("1.00", "3", "1"),
    }


def test_rented_equipment_is_paid_by_month() -> None:
    """42 CFR 414.229(b): 10 % of the price for three months, then 7.5 %; power wheelchairs 15 % and 6 %."""
    listed = [
        (row["category"], bool(row["code_pattern"]), row["month_from"], row["month_to"], row["share"])
        for row in table("dmepos_rental_rules")
    ]
    assert listed == [
        ("CR", True, "1", "3", "1.00"),
        ("CR", True, "4", "13", "0.40"),
        ("CR", False, "1", "3", "1.00"),
        ("CR", False, "4", "13", "0.75"),
        ("OX", False, "1", "36", "1.00"),
        ("FS", False, "1", "", "1.00"),
        ("IN", False, "1", "", "1.00"),
    ]


def test_places_of_service_that_the_manual_calls_facilities() -> None:
    """Claims Processing Manual, chapter 12, section 20.4.2."""
    facilities = {
        row["place_of_service"] for row in table("places_of_service") if row["pfs_setting"] == "facility"
    }
    assert sorted(facilities) == [
        *("02", "19", "21", "22", "23", "24", "26", "31"),
        *("34", "41", "42", "51", "52", "53", "56", "61"),
    ]
    sites = {row["place_of_service"]: row["site"] for row in table("places_of_service") if row["site"]}
    assert {place for place, site in sites.items() if site != "office"} == {"19", "22", "23", "24"}
    assert sites["24"] == "asc"


def test_the_professional_part_of_a_test_has_a_code_of_its_own() -> None:
    parts = {row["hcpcs"]: row["professional_codes"] for row in table("global_test_components")}
    assert parts == {
        "93000": "93010",
        "93015": "93016+93018",
        "93040": "93042",
        "93224": "93227",
        "93241": "93244",
        "93245": "93248",
        "93268": "93272",
        "93784": "93790",
    }


def test_wage_index_quartiles_are_those_of_the_final_rules() -> None:
    """25th percentiles of fiscal years 2020 to 2024; a court ended the policy after that."""
    quartiles = {
        row["service_from"][:4]: (row["value"], row["service_to"])
        for row in table("wage_index_rules")
        if row["rule"] == "lowest_quartile"
    }
    values = {"2020": "0.8457", "2021": "0.8469", "2022": "0.8437", "2023": "0.8427", "2024": "0.8667"}
    assert quartiles == {year: (value, f"{year}-12-31") for year, value in values.items()}


OPEN = {"at_cost", "contractor_priced", "carrier_priced", "anesthesia", "other_fee_schedule", "not_decided"}


def test_a_price_that_is_set_elsewhere_leaves_the_total_open() -> None:
    rows = table("indicator_payment_statuses")
    assert {row["total_effect"] for row in rows if row["payment_status"] in OPEN} == {"unknown"}
    assert {row["total_effect"] for row in rows if row["payment_status"] == "paid"} == {"amount"}
    without = {row["code"]: row["status_without_amount"] for row in rows if row["code_list"] == "pfs_status"}
    assert {code for code, status in without.items() if status == "carrier_priced"} == {"A", "R", "T", "C"}


def test_pc_tc_indicators_that_exclude_the_physician_at_a_site() -> None:
    """RVU26B record layout: 3 is technical, 5 incident to, 8 for inpatients only."""
    excluded = {(row["pctc_indicator"], row["site"]) for row in table("professional_exclusions")}
    everywhere = {("8", site) for site in ("office", "hospital_outpatient", "asc")}
    assert excluded == everywhere | {("3", "hospital_outpatient"), ("3", "asc"), ("5", "hospital_outpatient")}


def test_discounts_are_the_formulas_of_the_outpatient_code_editor() -> None:
    """IOCE: 1 full, 2 first full and others half, 3 half of one, 4 one and a half, 5 half, 8 two, 9 one."""
    formulas = {row["formula"]: (row["first_unit"], row["further_units"]) for row in table("opps_discounts")}
    assert formulas == {
        "1": ("1.0", "1.0"),
        "2": ("1.0", "0.5"),
        "3": ("0.5", "0"),
        "4": ("1.5", "0"),
        "5": ("0.5", "0.5"),
        "8": ("2.0", "0"),
        "9": ("1.0", "0"),
    }


def test_composites_with_contrast_are_the_dearer_of_their_family() -> None:
    families = {row["composite"]: row["with_contrast"] for row in table("composite_families")}
    assert families == {"8004": "8004", "8005": "8006", "8007": "8008"}


def test_national_anesthesia_factors_and_their_shares() -> None:
    """CMS's anesthesia files; the shares of work, practice expense and malpractice add up to 1."""
    rows = table("anesthesia_factor_shares")
    factors = [(row["service_from"], row["qualifying_apm"], row["national_factor"]) for row in rows]
    assert factors == [
        ("2018-01-01", "false", "22.1887"),
        ("2019-01-01", "false", "22.2730"),
        ("2021-01-01", "false", "21.5600"),
        ("2022-01-01", "false", "21.5623"),
        ("2023-01-01", "false", "21.1249"),
        ("2024-01-01", "false", "20.4349"),
        ("2024-03-09", "false", "20.7739"),
        ("2025-01-01", "false", "20.3178"),
        ("2026-01-01", "false", "20.49754"),
        ("2026-01-01", "true", "20.599835"),
    ]
    sums = {sum(Decimal(row[f"{part}_share"]) for part in ("work", "pe", "mp")) for row in rows}
    assert sums == {Decimal(1)}


def test_off_campus_departments_are_paid_two_fifths() -> None:
    """Section 603 of the BBA 2015: PN, 40 % since 2018; clinic visits with PO, 40 % since 2020."""
    shares = {
        row["modifier"]: (row["effect"], row["share"], row["service_from"], row["service_to"])
        for row in table("case_modifier_rules")
        if row["modifier"] in ("PN", "PO")
    }
    assert shares == {
        "PN": ("share", "0.40", "2018-01-01", ""),
        "PO": ("visit_share", "0.40", "2020-01-01", ""),
    }


def test_unclassified_drugs_are_the_exceptions_of_status_a() -> None:
    """Addendum D1: C9399 and, since 2024, J0799 are priced by the contractor."""
    exceptions = {(row["code"], row["hcpcs"], row["payment_status"]) for row in table("indicator_exceptions")}
    assert exceptions == {("A", code, "contractor_priced") for code in ("C9399", "J0799")}


def test_the_modifiers_that_bypass_an_edit_are_those_of_the_policy_manual() -> None:
    """NCCI Policy Manual, chapter I, section E; since 2019-07-01 four of them also count on column 1."""
    anatomic = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI"
    rows = {row["modifier"]: row["column_1_service_from"] for row in table("ncci_modifiers")}
    assert set(rows) == set(f"{anatomic} 24 25 57 58 78 79 27 59 91 XE XS XP XU".split())
    assert {modifier for modifier, day in rows.items() if day == "2019-07-01"} == {
        "59",
        "XE",
        "XP",
        "XS",
        "XU",
    }
