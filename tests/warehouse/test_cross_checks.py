"""What CMS's schedules must say alike: each check finds a hand-made difference; CMS's own are all known."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.handmade import Shelf, Tables, rate, rvu
from tests.warehouse.publishing import building
from tests.warehouse.test_fees import drug, fee, item, lab_test
from warehouse.build.contracts import models, read_by
from warehouse.build.plan import BuildPlan
from warehouse.changes.diff_sql import declare_comparison
from warehouse.publishing.run_checks import Check, CheckResult, checks, run_checks

Con = duckdb.DuckDBPyConnection
AGREE = (
    *(
        "drug_rates_agree_asc",
        "drug_rates_agree",
        "drug_coinsurance_agrees",
        "laboratory_fees_are_consistent",
    ),
    *("laboratory_packaged_codes_are_listed", "dmepos_fees_are_consistent", "hcpcs_codes_are_active"),
    *("hcpcs_codes_are_listed", "anesthesia_factors_follow_from_indices", "opps_rule_addenda_agree"),
    *("anesthesia_factors_agree", "hcpcs_coverage_agrees", "hcpcs_corrections_are_understood"),
    *("mue_codes_are_in_opps", "opps_pricer_rates_agree", "opps_rule_lists_agree"),
    "laboratory_codes_fit_other_schedules",
    *("anesthesia_units_are_those_of_status_j", "crosswalk_codes_are_priced", "code_pairs_are_covered"),
)


SUBJECTS = ("hcpcs", "place", "locality", "asc_release_id", "apc")  # what a finding is about


def center(hcpcs: str, amount: str) -> dict[str, Any]:
    return {"hcpcs": hcpcs, "payment_indicator": "K2", "payment_rate": Decimal(amount)}


def level_two(hcpcs: str, **values: Any) -> dict[str, Any]:
    return {"hcpcs": hcpcs, "record_id": "3", "action": "N"} | values


def found(tmp_path: Path, **releases: Tables) -> dict[str, str]:
    """The codes or places that each cross-check finds; releases are named `asp_2025_01` or `clfs_2025Q1`."""
    shelf = Shelf(tmp_path)
    revisions = []
    for name, tables in releases.items():
        series, _, vintage = name.partition("_20")
        vintage = f"20{vintage}".replace("_", "-")
        revisions.append(shelf.put(f"{series.replace('_', '-')} {vintage}", **tables))
    chosen = [check for check in checks() if check.name in AGREE]
    plan = BuildPlan(reused_tables=frozenset(models()) - _read_by_checks(chosen))
    with building(tmp_path / "c.duckdb", revisions, shelf.folders, plan) as con:
        return {result.name: _subjects(result) for result in run_checks(con, chosen) if result.failures}


def _subjects(result: CheckResult) -> str:
    rows = json.loads(result.sample)
    assert len(rows) == result.failures
    return " ".join(sorted(next(filter(None, map(row.get, SUBJECTS))) for row in rows))


def _read_by_checks(chosen: Sequence[Check]) -> set[str]:
    """The models that the checks and comparisons read, directly or through others."""
    queries = [declare_comparison(), *(check.query for check in chosen)]
    needed, left = set[str](), {name for query in queries for name in re.findall(r"\w+", query)}
    while new := (left & models().keys()) - needed:
        needed |= new
        left = {name for model in new for name in read_by(model)}
    return needed


def test_a_drug_that_differs_is_listed_and_a_wrong_column_blocks(tmp_path: Path) -> None:
    codes = [f"J00{n:02}" for n in range(10, 20)]
    differs = found(
        tmp_path,
        asp_2025_01={
            "asp_payment_limit": [drug(code, "1.005", coinsurance_pct=Decimal("18")) for code in codes]
        },
        opps_2025_01={"opps_addendum_b": [rate("J0010", "1.010", ira_coinsurance_pct=Decimal("19"))]},
        asc_2025_01={
            "asc_addendum_bb": [center(code, "1.01") for code in codes[:7]]
            + [center(code, "9.99") for code in codes[7:]]
        },
    )
    assert differs == {
        "drug_rates_agree": "J0017 J0018 J0019",
        "drug_rates_agree_asc": "asc 2025-01 r1",
        "drug_coinsurance_agrees": "J0010",
    }


def test_laboratory_fees(tmp_path: Path) -> None:
    waived = lab_test("80053", "10.57", modifier="QW")
    differs = found(
        tmp_path,
        clfs_2024Q4={
            "clfs": [lab_test("80053", "9.99")]
        },  # a rate of another year is not a change within one
        clfs_2025Q1={"clfs": [lab_test("80053", "10.56"), waived, lab_test("0020M", None, indicator="N")]},
        clfs_2025Q2={"clfs": [lab_test("80053", "11.00")]},
        opps_2025_01={
            "opps_addendum_b": [
                rate("80061", "1.000", status_indicator="Q4"),
                rate("84999", "1.000", status_indicator="Q4"),
            ]
        },
    )
    assert differs == {
        "laboratory_fees_are_consistent": "0020M 80053 80053",
        "laboratory_packaged_codes_are_listed": "80061",
    }


def test_laboratory_tests_in_other_schedules(tmp_path: Path) -> None:
    """Hair analysis (P2031) is priced here, and not covered (N) among the physicians' fees: that is known."""
    tests = ("80053", "80061", "84181", "P2031")
    differs = found(
        tmp_path,
        clfs_2025Q1={"clfs": [lab_test(code, "10.56") for code in tests]},
        opps_2025_01={
            "opps_addendum_b": [
                rate("80053", "1.000", status_indicator="Q4"),
                rate("80061", "1.000", status_indicator="T"),
            ]
        },
        pfs_rvu_2025A={
            "pfs_rvu": [
                rvu("80053", "0", status_code="X"),
                rvu("80061", "0", status_code="A"),
                rvu("84181", "0", status_code="X"),
                rvu("84181", "0.37", status_code="A", modifier="26"),
                rvu("P2031", "0", status_code="N"),
            ]
        },
    )
    assert differs == {"laboratory_codes_fit_other_schedules": "80061 80061"}


def test_a_file_with_fewer_rows_than_its_page_says(tmp_path: Path) -> None:
    """`The file has 2,179 records` stands on the page of 26CLABQ2."""
    shelf = Shelf(tmp_path)
    listed = [
        (shelf.put(f"clfs 2025Q{quarter}", clfs=[lab_test("80053", "10.56")]), stated)
        for quarter, stated in ((1, 1), (2, 2), (4, None))
    ]
    revisions = [
        replace(revision, files=(replace(revision.files[0], stated_rows=stated),))
        for revision, stated in listed
    ]
    with building(tmp_path / "c.duckdb", revisions, shelf.folders, BuildPlan()) as con:
        (found,) = run_checks(con, [check for check in checks() if check.name == "stated_rows_are_loaded"])
    assert found.failures == 1


def test_equipment_fees(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"floor": Decimal("40.00"), "ceiling": Decimal("50.00")}
    differs = found(
        tmp_path,
        dmepos_2025A={
            "dmepos_item": [item("E0601", **limits), item("A4593", **limits)],
            "dmepos_fee": [
                fee("E0601", "50.01"),
                fee("E0601", "99.00", us_state="AK"),
                fee("E0601", "45.00", "46.00", us_state="HI"),
            ],
            "dmepos_rural_zip": [{"us_state": "TX", "zip_code": "79001"}],
            "dmepos_former_cba_zip": [{"us_state": "TX", "zip_code": "79001", "cba": "Amarillo, TX"}],
            "dmepos_former_cba_fee": [{"hcpcs": "E0601", "cba": "Dallas, TX"}],
        },
    )
    assert differs == {"dmepos_fees_are_consistent": "79001 Amarillo, TX E0601 E0601"}


def test_codes_of_level_two(tmp_path: Path) -> None:
    ended = level_two("J1885", termination_date=date(2025, 9, 30))
    differs = found(
        tmp_path,
        hcpcs_level_ii_2025_10={"hcpcs_level_ii": [ended]},
        asp_2025_10={"asp_payment_limit": [drug("J1885", "0.303"), drug("J9999", "1.000")]},
        asp_crosswalk_2025_10={"asp_ndc_crosswalk": [{"hcpcs": "J0001", "ndc": "00338-0069-10"}]},
    )
    assert differs == {
        "hcpcs_codes_are_active": "J1885",
        "hcpcs_codes_are_listed": "J9999",
        "crosswalk_codes_are_priced": "J0001",
    }


def test_codes_of_level_two_beside_the_hospital_and_equipment_schedules(tmp_path: Path) -> None:
    """S, T and H codes are private insurers' and Medicaid's: OPPS does not list them."""
    codes = {"A4000": "I", "A4001": "M", "A4002": "S", "A4003": "C", "J1105": "I", "S0001": "I", "C0001": "C"}
    status = {"A4000": "N", "A4001": "E1", "A4002": "B", "A4003": "N", "J1105": "K"}
    differs = found(
        tmp_path,
        hcpcs_level_ii_2025_10={
            "hcpcs_level_ii": [level_two(code, coverage=coverage) for code, coverage in codes.items()]
        },
        opps_2025_10={
            "opps_addendum_b": [rate(code, "1.000", status_indicator=si) for code, si in status.items()]
        },
        dmepos_2025D={"dmepos_item": [item("E0601")]},
    )
    assert differs == {
        "hcpcs_coverage_agrees": "A4000 A4002",  # J1105 is known
        "hcpcs_codes_are_listed": "C0001 E0601",  # E0601 is not in the file, C0001 not in Addendum B
    }


def test_a_correction_with_an_unknown_action_is_rejected(tmp_path: Path) -> None:
    usual = {"version": 1, "effective_date": date(2019, 1, 1)}
    actions = ("Terminate code", "Remove xref code Q0080", "Renumber")
    differs = found(
        tmp_path,
        hcpcs_level_ii_corrections_2019={
            "hcpcs_correction": [
                usual | {"hcpcs": f"A000{n}", "action": action} for n, action in enumerate(actions)
            ]
        },
    )
    assert differs == {"hcpcs_corrections_are_understood": "A0002"}


def test_unit_limits_of_codes_that_hospitals_do_not_bill(tmp_path: Path) -> None:
    """CMS's file of April 2026 has two codes that Addendum B of January lacks."""
    limit = {"mue_value": 1, "mai": "2", "rationale": "Anatomic Consideration"}
    differs = found(
        tmp_path,
        ncci_mue_hospital_2026Q2={"ncci_mue": [limit | {"hcpcs": code} for code in ("27447", "27448")]},
        opps_2025_10={"opps_addendum_b": [rate("27448", "1.000")]},
        opps_2026_01={"opps_addendum_b": [rate("27447", "1.000")]},
    )
    assert differs == {"mue_codes_are_in_opps": "27448"}


def test_rates_of_the_pricer(tmp_path: Path) -> None:
    """Of the rates that began by the quarter the last counts; drugs (K) follow each quarter's limits."""
    cents = {"national_copayment": Decimal(0), "minimum_copayment": Decimal(0)}
    rates = [
        ("5072", "J1", date(2021, 1, 1), "1407.00"),
        ("5073", "J1", date(2021, 1, 1), "2000.00"),
        ("5073", "J1", date(2021, 4, 1), "2100.00"),
        ("5074", "T", date(2021, 7, 1), "1.00"),
        ("0701", "K", date(2021, 1, 1), "3.00"),
    ]
    keys = ("apc", "status_indicator", "effective_date", "payment_rate")
    listed = (
        ("5072", "J1", "1407.010"),
        ("5073", "J1", "2100.000"),
        ("5074", "T", "2.000"),
        ("0701", "K", "4"),
    )
    differs = found(
        tmp_path,
        opps_wage_index_2021={
            "opps_pricer_rate": [
                cents | dict(zip(keys, (*row[:3], Decimal(row[3])), strict=True)) for row in rates
            ]
        },
        opps_2021_04={
            "opps_addendum_b": [
                rate(f"2000{n}", amount, apc=apc, status_indicator=si)
                for n, (apc, si, amount) in enumerate(listed)
            ]
        },
    )
    assert differs == {"opps_pricer_rates_agree": "5072"}


def test_anesthesia(tmp_path: Path) -> None:
    """20.3178 x (0.769 x 1 + 0.166 x 0.875 + 0.065 x 0.566) = 19.3230: 19.32, not 19.33;
    with a work index of 1.5 27.1352.

    The factor of 03 differs, although another contractor, participants of an APM and 2024 have it so.
    """
    place: dict[str, Any] = {"mac": "10112", "locality_name": "ALABAMA", "qualifying_apm": False}
    indices = {"work_gpci": Decimal(1), "pe_gpci": Decimal("0.875"), "mp_gpci": Decimal("0.566")}

    def factors(**by_locality: str) -> list[dict[str, Any]]:
        return [
            place | {"locality": name[1:], "conversion_factor": Decimal(factor)}
            for name, factor in by_locality.items()
        ]

    others: list[dict[str, Any]] = [{"mac": "10212"}, {"qualifying_apm": True}]
    differs = found(
        tmp_path,
        pfs_rvu_2025A={
            "pfs_rvu": [rvu("00400", "0", status_code="J")],
            "pfs_gpci": [
                *(place | indices | {"locality": f"0{n}"} for n in (2, 3)),
                place | indices | {"locality": "04", "work_gpci": Decimal("1.5")},
            ],
            "pfs_anesthesia_cf": [
                *factors(l02="19.32", l03="19.33", l04="27.14"),
                *(row | other for other in others for row in factors(l03="19.31")),
            ],
        },
        pfs_rvu_2024A={
            "pfs_rvu": [rvu("00401", "0", status_code="J")],
            "pfs_anesthesia_cf": factors(l03="19.31"),
        },
        anesthesia_factors_2025={
            "anesthesia_factor": factors(l02="19.32", l03="19.31", l04="27.14", l99="19.31")
        },
        anesthesia_base_units_2022={"anesthesia_base_units": [{"hcpcs": "00402", "base_units": 5}]},
    )
    assert differs == {
        "anesthesia_factors_agree": "03",  # 19.33 in the RVU zip; it has no locality 99 to compare
        "anesthesia_factors_follow_from_indices": "03",
        "anesthesia_units_are_those_of_status_j": "00400 00402",
    }


def test_addenda_of_a_rule(tmp_path: Path) -> None:
    pair = {
        "primary_hcpcs": "11044",
        "secondary_hcpcs": "20220",
        "primary_apc": "5072",
        "adjusted_apc": "5073",
    }
    differs = found(
        tmp_path,
        opps_final_rule_2025={
            "opps_addendum_b": [rate("11044", "2000.000", status_indicator="J1", apc="5071")],
            "opps_addendum_a": [{"apc": apc, "payment_rate": Decimal(2000)} for apc in ("5072", "5073")],
            "opps_addendum_j_adjustments": [pair],
            "opps_addendum_j_evaluation": [pair | {"is_adjusted": False}],
            "opps_addendum_j_rank": [{"hcpcs": "27447", "rank": 1}],
            "opps_addendum_m": [{"hcpcs": "11044", "composite_apcs": "8010"}],
            "opps_addendum_p_offsets": [
                {
                    "hcpcs": "11044",
                    "payment_rate": Decimal(2000),
                    "device_offset_pct": Decimal(10),
                    "device_offset_amount": Decimal("200.01"),
                },
            ],
            "opps_addendum_p_device_intensive": [{"hcpcs": "11044", "device_offset_pct": Decimal(30)}],
            "opps_addendum_l": [
                {"ccn": ccn, "fips_county": "01077", "out_migration_adjustment": Decimal(share)}
                for ccn, share in (("010006", "0.0089"), ("010007", "0.0090"))
            ],
        },
    )
    # Three of them: the APCs of M and P are not B's, and the device-intensive percentage is not the offset's.
    assert differs == {"opps_rule_addenda_agree": "01077" + 10 * " 11044", "opps_rule_lists_agree": "11044"}


def test_each_pair_rank_and_composite_of_a_rule_has_its_counterpart(tmp_path: Path) -> None:
    first = {"primary_hcpcs": "11044", "primary_apc": "5072"}
    pair = first | {"secondary_hcpcs": "20220", "secondary_apc": "5071", "adjusted_apc": "5073"}
    qualified = first | {"secondary_hcpcs": "20225", "is_adjusted": True}
    differs = found(
        tmp_path,
        opps_final_rule_2025={
            "opps_addendum_b": [
                rate("11044", "2000.000", status_indicator="J1", apc="5072"),
                rate("20220", "1.000", status_indicator="N", apc=None),
                rate("20225", "1.000", status_indicator="T"),
                rate("1104D", "1.000"),
                rate("70001", "1.000", status_indicator="Q3"),
            ],
            "opps_addendum_a": [{"apc": "5072", "payment_rate": Decimal(2000)}],
            "opps_addendum_j_adjustments": [pair | {"placeholder": "1104D"}],
            "opps_addendum_j_evaluation": [pair | {"is_adjusted": True}, qualified],
            "opps_addendum_j_rank": [{"hcpcs": "11044", "rank": 1}, {"hcpcs": "20225", "rank": 2}],
            "opps_addendum_m": [{"hcpcs": "70002", "composite_apcs": "5072"}],
        },
    )
    # The pair's secondary APC, adjusted APC and placeholder; 20225's pair and rank; 70001's composite.
    assert differs == {"opps_rule_addenda_agree": "11044 11044 11044 11044 20225 70001"}


def test_lists_of_a_rule(tmp_path: Path) -> None:
    """In 2025 65 device-intensive codes had no claims; here the code 0000T is not among them."""
    offset = {"payment_rate": Decimal(100), "status_indicator": "J1", "apc": "5072"}
    rate_100 = {"status_indicator": "J1", "apc": "5072"}
    differs = found(
        tmp_path,
        opps_final_rule_2025={
            "opps_addendum_a": [{"apc": "8004", "payment_rate": Decimal(100)}],
            "opps_addendum_b": [
                rate("20000", "100.000", **rate_100),
                rate("J0001", "106.000"),
                rate("J0002", "106.000"),
                rate("70001", "1.000", status_indicator="Q3"),
            ],
            "opps_addendum_m": [{"hcpcs": "70001", "apc": "1234", "composite_apcs": "8004 or 8006"}],
            "opps_addendum_p_offsets": [
                offset
                | {"hcpcs": "20000", "device_offset_pct": Decimal(40), "device_offset_amount": Decimal(40)}
            ],
            "opps_addendum_p_device_intensive": [{"hcpcs": "0000T", "device_offset_pct": Decimal(31)}],
            "opps_addendum_q": [
                {"hcpcs": "J0001", "payment_rate": Decimal("100.02")},
                {"hcpcs": "J0002", "payment_rate": Decimal("100.03")},
            ],
        },
        asc_2025_01={
            "asc_addendum_aa": [
                {"hcpcs": code, "payment_indicator": "J8", "payment_rate": Decimal(1)}
                for code in ("0000T", "20001")
            ]
        },
    )
    assert differs == {"opps_rule_lists_agree": "0000T 20000 20001 70001 J0002"}


def test_code_pairs(tmp_path: Path) -> None:
    """A pair of a later quarter is not looked for in the addenda of January."""
    pair = {"multiplier": Decimal("0.5"), "procedure_hcpcs": "33249", "effective_date": date(2025, 1, 1)}
    surgery = {"payment_indicator": "J8", "payment_rate": Decimal(1)}
    devices = {"C1000": date(2025, 1, 1), "C1001": date(2025, 1, 1), "C1002": date(2025, 4, 1)}
    differs = found(
        tmp_path,
        asc_code_pairs_2025={
            "asc_code_pair": [
                *(pair | {"device_hcpcs": code, "effective_date": since} for code, since in devices.items()),
                pair | {"device_hcpcs": "C1000", "procedure_hcpcs": "33250"},
            ]
        },
        asc_2025_01={
            "asc_addendum_aa": [surgery | {"hcpcs": "33249"}],
            "asc_addendum_ff": [{"hcpcs": "33249", "device_offset_pct": Decimal(50)}],
            "asc_addendum_bb": [center("C1000", "0") | {"payment_indicator": "J7"}, center("C1001", "1")],
        },
    )
    assert differs == {
        "code_pairs_are_covered": "33250 33250 C1001"
    }  # C1001 is K2; 33250 is in neither AA nor FF


def test_an_office_based_rate_follows_from_the_practice_expense(tmp_path: Path) -> None:
    """2.00 x 32.3465 = 64.69, 1.50 x 32.3465 = 48.52, 2.10 x 32.3465 = 67.93; 2.00 x 33.5675 = 67.14.

    The first posting of RVU25A, RVU25B and the rows for participants in 2025 have other RVUs.
    """
    shelf = Shelf(tmp_path)
    own = "follows from the code's own row"
    rates = {  # by code: indicator, rate and why it differs
        "10000": ("P3", "64.69", None),
        "10001": ("P3", "48.52", None),
        "10002": ("P3", "64.69", own),
        "10003": ("P3", "67.93", "follows from a practice expense of 2.10"),
        "10004": ("P3", "64.80", "follows from no practice expense of two decimals"),
        "10005": ("P3", "5.00", "contractor-priced: no practice expense is listed"),
        "10006": ("G2", "1.00", None),
        "10007": ("Z3", "64.69", None),
        "10008": ("Z3", "64.68", "follows from no practice expense of two decimals"),
        "10009": ("Z2", "1.00", None),
    }
    centers: Tables = {
        table: [
            {"hcpcs": code, "payment_indicator": indicator, "payment_rate": Decimal(amount)}
            for code, (indicator, amount, _) in rates.items()
            if indicator in indicators
        ]
        for table, indicators in (("asc_addendum_aa", "P3 G2"), ("asc_addendum_bb", "Z3 Z2"))
    }
    rows = [rvu(code, "1.00", pe_rvu_nonfacility=Decimal(0 if code == "10005" else 2)) for code in rates]
    technical: dict[str, Any] = {"modifier": "TC", "pe_rvu_nonfacility": Decimal("1.50")}
    rows += [rvu(code, "0.00", **technical) for code in ("10001", "10002")]
    others = [row | {"pe_rvu_nonfacility": Decimal(3)} for row in rows]
    of_apm = rvu("10000", "1.00", "33.5675", qualifying_apm=True, pe_rvu_nonfacility=Decimal(3))
    later: Tables = {"asc_addendum_aa": [centers["asc_addendum_aa"][0] | {"payment_rate": Decimal("67.14")}]}
    revisions = [
        shelf.put("pfs-rvu 2025A", 1, date(2024, 12, 1), pfs_rvu=others),
        shelf.put("pfs-rvu 2025A", 2, date(2024, 12, 20), pfs_rvu=rows),
        shelf.put("pfs-rvu 2025B", pfs_rvu=others),
        shelf.put("pfs-rvu 2026A", pfs_rvu=[rvu("10000", "1.00", "33.4009"), of_apm]),
        shelf.put("asc 2025-01", **centers),
        shelf.put("asc 2026-01", **later),
    ]
    chosen = [check for check in checks() if check.name == "asc_office_based_rates"]
    plan = BuildPlan(reused_tables=frozenset(models()) - _read_by_checks(chosen))
    with building(tmp_path / "c.duckdb", revisions, shelf.folders, plan) as con:
        [result] = run_checks(con, chosen)
    reasons = {row["hcpcs"]: row["reason"] for row in json.loads(result.sample)}
    assert reasons == {code: reason for code, (_, _, reason) in rates.items() if reason}
    assert result.release_ids == ("asc 2025-01 r1",)


COUNTS = [
    ("asp_opps", "asp 2025-01 r1", "opps 2025-01", 451, 451),  # K 377, G 74
    ("asp_opps", "asp 2025-01 r2", "opps 2025-01", 447, 451),
    ("asp_opps", "asp 2025-07 r1", "opps 2025-07", 476, 477),
    ("asp_opps", "asp 2025-10 r1", "opps 2025-10", 498, 498),
    ("asp_asc", "asp 2024-04 r1", "asc 2024-04", 464, 464),
    ("asp_asc", "asp 2025-01 r1", "asc 2025-01", 444, 444),
    ("asp_asc", "asp 2025-01 r2", "asc 2025-01", 440, 444),
    ("asp_asc", "asp 2025-04 r1", "asc 2025-04", 459, 461),
    ("asp_asc", "asp 2025-07 r1", "asc 2025-07", 469, 469),
    ("asp_asc", "asp 2025-10 r1", "asc 2025-10", 489, 489),
]


@pytest.mark.real
@pytest.mark.parametrize(("comparison", "first", "other", "equal", "compared"), COUNTS)
def test_drug_rates_of_cms(
    real: Con, comparison: str, first: str, other: str, equal: int, compared: int
) -> None:
    """As measured on the files, with the newest posting of the other schedule."""
    query = """
    SELECT count(*) FILTER (is_equal), count(*) FROM schedule_comparisons
    WHERE comparison = $1 AND release_id = $2
        AND other_release_id = (SELECT max(release_id) FROM releases WHERE starts_with(release_id, $3 || ' '))
    """
    assert real.execute(query, [comparison, first, other]).fetchall() == [(equal, compared)]


@pytest.mark.real
def test_on_cms_files_nothing_blocks_and_every_warning_is_known(real: Con) -> None:
    query = "SELECT name, severity, failures FROM checks WHERE failures > 0 AND name IN (SELECT unnest($1))"
    failing = {
        name: (severity, failures)
        for name, severity, failures in real.execute(query, [list(AGREE)]).fetchall()
    }
    assert {severity for severity, _ in failing.values()} <= {"warn"}
    assert set(failing) <= {
        "drug_rates_agree",
        "drug_coinsurance_agrees",
        "mue_codes_are_in_opps",
        "laboratory_packaged_codes_are_listed",
    }


@pytest.mark.real
def test_a_correction_of_cms_adds_the_codes_that_addendum_b_lists(real: Con) -> None:
    """J1095 is in Addendum B of January 2019, and in HCPCS Level II since the correction of 2019-01-03."""
    query = """
    SELECT count(*) FROM hcpcs_descriptors_on(DATE '2019-02-01', known_on := $1)
    WHERE hcpcs IN ('C1890', 'J1095', 'J2186', 'J2787', 'Q5111')
    """
    for known, held in ((date(2019, 1, 2), 0), (date(2019, 1, 3), 5)):
        assert real.execute(query, [known]).fetchall() == [(held,)]
    corrected = "SELECT count(DISTINCT hcpcs) FROM hcpcs_codes WHERE correction_release_id LIKE $1"
    assert [real.execute(corrected, [f"%{year} r1"]).fetchall()[0][0] for year in (2017, 2019)] == [12, 13]


@pytest.mark.real
def test_the_pricer_prints_the_rates_of_addendum_b(real: Con) -> None:
    """224 and 233 pairs of APC and status of S, T, U, V, J1 and R; 811 to 983 rows in a file."""
    query = """
    SELECT listed.release_id, count(DISTINCT (listed.apc, listed.status_indicator))
    FROM opps_addendum_b AS listed
    JOIN releases AS release ON release.release_id = listed.release_id AND release.series = 'opps'
    JOIN opps_pricer_rate AS pricer
        ON pricer.apc = listed.apc AND pricer.status_indicator = listed.status_indicator
        AND split_part(pricer.release_id, ' ', 2) = year(release.service_from)::VARCHAR
        AND pricer.payment_rate = round(listed.payment_rate, 2)
    WHERE listed.status_indicator IN ('S', 'T', 'U', 'V', 'J1', 'R')
    GROUP BY ALL ORDER BY ALL
    """
    assert real.execute(query).fetchall() == [
        ("opps 2022-10 r1", 224),
        ("opps 2022-10 r2", 224),
        ("opps 2024-01 r1", 233),
    ]
