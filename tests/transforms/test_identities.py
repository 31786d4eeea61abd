"""What figures fulfil row by row shows what happened to a column, where each of its cells is possible."""

from collections.abc import Callable

import polars as pl
import pytest

from sources.release import parse_release
from tests.transforms.golden_folders import load_alone
from transforms.conforming.identities import reject_broken_identities
from transforms.errors import BrokenIdentity, Location
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents
from transforms.tables import TABLES

Rows = list[list[str]]
APCS = {"5112": "1400.00", "5113": "2941.66", "5114": "6539.97", "5115": "12053.88"}
PERCENTS = ["12.50", "31.25", "4.98", "49.55", "21.29", "8.02", "0.00", "66.10", "17.75", "35.00"]
SHARE = 0.5368270430578181  # of 2025: the surgical centers' factor by the hospitals'

FF_HEADER = ["HCPCS Code", "", "Short Descriptor", "January 2025 Payment Indicator", "January 2025 APC"]
FF_HEADER += ["January 2025 OPPS Payment Rate", "January 2025 Device Offset Percentage"]
FF_HEADER += ["January 2025 Device Portion"]
B_HEADER = ["HCPCS Code", "Short Descriptor", "SI", "APC", "Relative Weight", "Payment Rate"]
B_HEADER += ["National Unadjusted Copayment", "Minimum Unadjusted Copayment"]


def device_offsets() -> Rows:
    rows = []
    for i in range(40):
        apc, rate = list(APCS.items())[i * 7 // 3 % 4]
        percent = PERCENTS[i % 10]
        intensive = float(percent) > 31
        amount = float(rate) * float(percent) / 100 * (1 if intensive else SHARE)
        rows.append([f"{20000 + i}", "", "text", "J8" if intensive else "G2", apc, rate, f"{percent}%"])
        rows[-1].append(f"{amount:.2f}")
    return rows


def hospital_rates() -> Rows:
    rows = []
    for i in range(40):
        apc, rate = list(APCS.items())[i * 7 // 3 % 4]
        weight, minimum = float(rate) / 89.1689, float(rate) * 0.2
        figures = [f"{weight:.4f}", rate, f"{float(rate) * 0.25:.2f}", f"{minimum:.2f}"]
        rows.append([f"{20000 + i}", "text", "T", apc, *figures])
    return rows


FILES = {
    "asc_addendum_ff": ("asc 2025-01", "Addendum FF -- ASC Device Offset Percentages for CY 2025", FF_HEADER),
    "opps_addendum_b": ("opps 2025-01", "Addendum B.-OPPS Payment by HCPCS Code for CY 2025", B_HEADER),
}


def read(table: str, rows: Rows) -> int:
    release, title, header = FILES[table]
    text = "".join(",".join(row) + "\r\n" for row in ([title], header, *rows))
    member = Member("addendum.csv", text.encode())
    return load_alone(TABLES[table], ZipContents(parse_release(release), (member,))).frame.height


def sorted_alone(cells: list[str]) -> list[str]:
    return sorted(cells)


def a_row_down(cells: list[str]) -> list[str]:
    return [cells[-1], *cells[:-1]]


def test_arithmetic_of_one_row_is_judged_in_two_rows() -> None:
    """The crosswalk of drugs without a code has two; what only many rows show is not judged in so few."""
    place = Location(parse_release("asp-crosswalk 2025-10"), "any.csv", "asp_noc_ndc_crosswalk")
    packages = pl.DataFrame(
        {
            "billing_units": [2.0, 5.0],
            "package_quantity": [10.0, 1.0],
            "billing_units_per_package": [20.0, 5.0],
        }
    )
    reject_broken_identities(TABLES["asp_noc_ndc_crosswalk"], place, packages)
    moved = one_row_down(packages, "billing_units")
    with pytest.raises(BrokenIdentity, match="units per item x items"):
        reject_broken_identities(TABLES["asp_noc_ndc_crosswalk"], place, moved)
    halves = packages.with_columns(
        package_quantity=0.5, billing_units_per_package=pl.col("billing_units") / 2
    )
    reject_broken_identities(TABLES["asp_noc_ndc_crosswalk"], place, halves)


@pytest.mark.parametrize("change", [sorted_alone, a_row_down])
@pytest.mark.parametrize(
    ("table", "rows", "column"),
    [
        ("asc_addendum_ff", device_offsets(), 4),
        ("asc_addendum_ff", device_offsets(), 5),
        ("asc_addendum_ff", device_offsets(), 6),
        ("asc_addendum_ff", device_offsets(), 7),
        ("opps_addendum_b", hospital_rates(), 3),
        ("opps_addendum_b", hospital_rates(), 6),
    ],
)
def test_a_shifted_column_is_detected_by_its_neighbors(
    table: str, rows: Rows, column: int, change: Callable[[list[str]], list[str]]
) -> None:
    assert read(table, rows) == len(rows)
    cells = change([row[column] for row in rows])
    moved = [[*row[:column], cell, *row[column + 1 :]] for row, cell in zip(rows, cells, strict=True)]
    with pytest.raises(BrokenIdentity):
        read(table, moved)


N = 60
EACH = list(range(N))
FRAMES: dict[str, dict[str, list[object]]] = {
    "shares": {
        "preoperative_share": [0.1 if i % 2 else 0.11 for i in EACH],
        "intraoperative_share": [0.69 if i % 2 else 0.76 for i in EACH],
        "postoperative_share": [0.21 if i % 2 else 0.13 for i in EACH],
    },
    "not done in a setting": {
        "na_nonfacility": [i % 3 == 0 for i in EACH],
        "na_facility": [False] * N,
        "pe_rvu_nonfacility": [float(i if i % 3 == 0 else 2 * i) for i in EACH],
        "pe_rvu_facility": [float(i) for i in EACH],
    },
    "marks of the transition": {
        name: [i % 3 == 0 for i in EACH]
        for setting in ("nonfacility", "facility")
        for name in (f"na_{setting}", f"na_{setting}_fully_implemented")
    },
    "not used": {
        "not_used_for_medicare": [i % 2 == 0 for i in EACH],
        "status_code": ["N" if i % 2 == 0 else "A" for i in EACH],
    },
    "components": {
        "hcpcs": [f"{70000 + i // 3}" for i in EACH],
        "qualifying_apm": [False] * N,
        "pctc_indicator": ["1"] * N,
    },
    "under the cap": {
        name: [float(i % 2) * value for i in EACH]
        for name, value in (
            ("opps_pe_rvu_nonfacility", 2.5),
            ("opps_pe_rvu_facility", 2.5),
            ("opps_mp_rvu", 0.1),
        )
    },
    "indices": {
        "work_gpci": [1 + (i % 7) / 100 for i in EACH],
        "pe_gpci": [1 + (i % 7) / 30 for i in EACH],
        "mp_gpci": [1 + (i % 7) / 9 for i in EACH],
    },
    "capped prices": {
        "hcpcs": [f"{70000 + i // 10}" for i in EACH],
        "modifier": ["TC"] * N,
        "mac": ["10112"] * N,
        "locality": [f"{i % 10:02}" for i in EACH],
    },
    "laboratory": {
        "indicator": ["L" if i % 4 == 0 else "N" for i in EACH],
        "rate": [None if i % 4 == 0 else 10.0 + i for i in EACH],
    },
    "waived tests": {
        "hcpcs": [f"{80000 + i // 2}" for i in EACH],
        "modifier": ["QW" if i % 2 else None for i in EACH],
        "rate": [float(i // 2) for i in EACH],
    },
    "equipment": {"floor": [i * 0.85 for i in EACH], "ceiling": [i * 1.0 for i in EACH]},
    "rural fees": {"fee": [i * 1.0 for i in EACH], "fee_rural": [i * 1.2 for i in EACH]},
    "wage indexes": {
        "geographic_wage_index": [1 + i / 100 for i in EACH],
        "reclassified_wage_index": [1 + i / 120 for i in EACH],
    },
    "unit limits": {
        "mue_value": [0 if i % 4 == 0 else 2 for i in EACH],
        "mai": ["2" if i % 4 == 0 else "3" for i in EACH],
        "rationale": ["CMS Policy" if i % 4 == 0 else "Clinical: Data" for i in EACH],
    },
    "descriptors": {
        "hcpcs": [f"{10000 + i}" for i in EACH],
        "mue_value": [1 if i % 4 else 10 for i in EACH],
        "rationale": ["Code Descriptor / CPT Instruction" if i % 4 else "Clinical: Data" for i in EACH],
    },
    "waived and plain": {
        "hcpcs": [f"{80000 + i // 2}" for i in EACH],
        "modifier": ["QW" if i % 2 else None for i in EACH],
    },
    "sold": {
        "hcpcs": [f"E{i // 3:04}" for i in EACH],
        "modifier": [("NU", "RR", "UE")[i % 3] for i in EACH],
        "modifier_2": [""] * N,
    },
    "places": {
        "hcpcs": [f"E{i // 6:04}" for i in range(6 * N)],
        "modifier": ["RR" for _ in range(6 * N)],
        "modifier_2": [None for _ in range(6 * N)],
        "us_state": [("AL", "AR", "AZ", "CA", "CO", "CT")[i % 6] for i in range(6 * N)],
        "fee": [10.0 ** (i // 6 % 3) for i in range(6 * N)],
    },
    "items of states": {
        "hcpcs": [f"E{i // 6:04}" for i in range(6 * N)],
        "modifier": ["RR" for _ in range(6 * N)],
        "modifier_2": [None for _ in range(6 * N)],
        "us_state": [("AL", "AR", "AZ", "CA", "CO", "AK")[i % 6] for i in range(6 * N)],
        "fee": [10.0 for _ in range(6 * N)],
        "fee_rural": [12.0 if i // 6 % 2 and i % 6 != 5 else None for i in range(6 * N)],
    },
    "areas": {
        "cbsa": [f"{10000 + i}" for i in EACH],
        "name": [f"City {i}, {('CA', 'AL', 'NY')[i * i // 5 % 3]}" for i in EACH],
        "wage_index": [(1.4, 0.7, 1.1)[i * i // 5 % 3] + i / 1000 for i in EACH],
    },
    "states": {"cbsa": [*(f"{i:02}" for i in range(1, 54) if i not in (9, 48)), "10180"]},
    "pricer": {
        "payment_rate": [100.0 + i for i in EACH],
        "minimum_copayment": [20 + i / 5 for i in EACH],
        "national_copayment": [30.0 + i for i in EACH],
    },
    "blood": {
        "blood_awp_pct": [95 if i == 7 else None for i in EACH],
        "blood_limit": [9.5 if i == 7 else None for i in EACH],
    },
    "packages": {
        "hcpcs": ["J0000"] * N,
        "drug_name": [f"drug {i // 2}" for i in EACH],
        "package_size": [float(i % 5 + 1) for i in EACH],
        "package_quantity": [1.0 + i % 3 for i in EACH],
        "billing_units": [(i % 5 + 1) * (i // 2 % 7 + 1.5) for i in EACH],
    },
    "out-migration": {
        "fips_county": [f"{10000 + i // 2}" for i in EACH],
        "out_migration_adjustment": [0.01 + (i // 2 % 9) / 100 for i in EACH],
    },
    "tested pairs": {
        "frequency": [40 if i % 2 else 3 for i in EACH],
        "geometric_mean_cost": [5000.0 + i for i in EACH],
        "cost_threshold": [4000.0] * N,
        "is_adjusted": [bool(i % 2) for i in EACH],
    },
    "ranks": {
        "rank": [*EACH],
        "apc": [f"{5200 - i // 4}" for i in EACH],
        "apc_geometric_mean_cost": [9000.0 - i // 4 * 100 for i in EACH],
        "single_unit_geometric_mean_cost": [9050.0 - i // 4 * 100 - i % 4 * 10 for i in EACH],
        "frequency": [10 * (1 + i * 7 % 11) for i in EACH],
        "single_unit_frequency": [9 * (1 + i * 7 % 11) for i in EACH],
    },
    "imputed floors": {
        "cbsa": [f"{i:02}" if i < 54 else f"{10000 + i}" for i in EACH],
        "geographic_wage_index": [None if i in (8, 31, 41) else 0.9 for i in EACH],
        "reclassified_wage_index": [None if i in (8, 31, 41) else 0.9 for i in EACH],
        "imputed_floor": [1.1 if i in (8, 31, 41) else None for i in EACH],
    },
    "vaccines and adjusted drugs": {
        "hcpcs": [f"J7{170 + i}" if i % 2 else f"90{600 + i}" for i in EACH],
        "payment_limit": [1.0 + i for i in EACH],
        "coinsurance_pct": [15.0 if i % 2 else 0.0 for i in EACH],
        "vaccine_awp_pct": [None if i % 2 else 95.0 for i in EACH],
        "vaccine_limit": [None if i % 2 else 1.0 + i for i in EACH],
        "notes": ["Inflation-adjusted coinsurance" if i % 2 else None for i in EACH],
        "is_clotting_factor": [bool(i % 2) for i in EACH],
    },
    "discounts": {
        "payment_indicator": ["A2" if i % 2 else "N1" for i in EACH],
        "multiple_procedure_discount": [bool(i % 2) for i in EACH],
    },
    "adjusted copayments": {
        "payment_rate": [100.0 + i for i in EACH],
        "ira_copayment": [15.0 if i % 2 else None for i in EACH],
    },
    "thresholds": {
        "primary_apc": [f"{5112 + i // 30}" for i in EACH],
        "cost_threshold": [4000.0 + i // 30 for i in EACH],
    },
    "device share of an APC": {
        "apc": [f"{5112 + i // 2 % 3}" for i in EACH],
        "apc_device_offset_pct": [10.0 + i // 2 % 3 for i in EACH],
    },
    "counties": {
        "fee_schedule_area": [("STATEWIDE", "DETROIT", "REST OF STATE")[i % 3] for i in EACH],
        "counties": [("ALL COUNTIES", "WAYNE", "ALL OTHER COUNTIES")[i % 3] for i in EACH],
    },
}


def one_row_down(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).shift(1, fill_value=pl.col(name).last()))


def exchanged(frame: pl.DataFrame, left: str, right: str) -> pl.DataFrame:
    return frame.rename({left: right, right: left})


def without_each_sixth(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.int_range(pl.len()) % 6 > 0)


def state_down(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("fee").shift(1).over("us_state").fill_null(1.0)).with_columns(
        pl.when(pl.col("us_state") == "CA").then("fee").otherwise(frame["fee"]).alias("fee")
    )


@pytest.mark.parametrize(
    ("table", "frame", "identity", "broken"),
    [
        (
            "pfs_rvu",
            "shares",
            "shares of the global package add up",
            lambda frame: one_row_down(frame, "postoperative_share"),
        ),
        (
            "ncci_mue",
            "unit limits",
            "a limit for a clinical reason is above 0",
            lambda frame: one_row_down(frame, "mue_value"),
        ),
        (
            "ncci_mue",
            "unit limits",
            "a limit for a clinical reason is not a policy",
            lambda frame: one_row_down(frame, "mai"),
        ),
        (
            "opps_addendum_l",
            "out-migration",
            "one out_migration_adjustment per fips_county",
            lambda frame: one_row_down(frame, "out_migration_adjustment"),
        ),
        (
            "opps_addendum_j_evaluation",
            "tested pairs",
            "an adjusted pair has 25 claims and costs the threshold",
            lambda frame: one_row_down(frame, "frequency"),
        ),
        (
            "opps_addendum_j_rank",
            "ranks",
            "the cost of the APC, then of the code, falls with the rank",
            lambda frame: frame.with_columns(pl.col("single_unit_geometric_mean_cost").sort()),
        ),
        (
            "opps_addendum_j_rank",
            "ranks",
            "services alone are some of all services",
            lambda frame: one_row_down(frame, "frequency"),
        ),
        (
            "opps_addendum_p_device_intensive",
            "device share of an APC",
            "one apc_device_offset_pct per apc",
            lambda frame: one_row_down(frame, "apc_device_offset_pct"),
        ),
        (
            "pfs_locality_county",
            "counties",
            "a whole state has all its counties",
            lambda frame: one_row_down(frame, "counties"),
        ),
        (
            "pfs_rvu",
            "marks of the transition",
            "the transition to new expense data keeps the NA marks",
            lambda frame: one_row_down(frame, "na_nonfacility_fully_implemented"),
        ),
        (
            "pfs_rvu",
            "not done in a setting",
            "a setting marked NA repeats the other's PE",
            lambda frame: one_row_down(frame, "na_nonfacility"),
        ),
        (
            "pfs_rvu",
            "not used",
            "RVUs not used for payment are not paid",
            lambda frame: one_row_down(frame, "not_used_for_medicare"),
        ),
        ("pfs_rvu", "components", "a code with components has three rows", without_each_sixth),
        (
            "pfs_rvu",
            "under the cap",
            "PE under the OPPS cap is the same in both settings",
            lambda frame: one_row_down(frame, "opps_mp_rvu"),
        ),
        (
            "pfs_rvu",
            "under the cap",
            "PE under the OPPS cap is the same in both settings",
            lambda frame: exchanged(frame, "opps_mp_rvu", "opps_pe_rvu_facility"),
        ),
        (
            "pfs_gpci",
            "indices",
            "work_gpci varies no more than pe_gpci",
            lambda frame: exchanged(frame, "work_gpci", "pe_gpci"),
        ),
        (
            "pfs_gpci",
            "indices",
            "pe_gpci varies no more than mp_gpci",
            lambda frame: exchanged(frame, "pe_gpci", "mp_gpci"),
        ),
        ("pfs_opps_cap", "capped prices", "a row per locality", without_each_sixth),
        (
            "clfs",
            "laboratory",
            "a national rate, or the contractor sets it",
            lambda frame: one_row_down(frame, "rate"),
        ),
        (
            "clfs",
            "waived tests",
            "a waived test has the rate of the test",
            lambda frame: one_row_down(frame, "rate"),
        ),
        (
            "ncci_mue",
            "descriptors",
            "a limit that the code's descriptor sets is 1",
            lambda frame: one_row_down(frame, "mue_value"),
        ),
        ("clfs", "waived and plain", "a waived test is also listed without QW", without_each_sixth),
        ("dmepos_item", "sold", "an item sold used is also sold new and rented", without_each_sixth),
        ("dmepos_fee", "places", "each us_state has fees near the median fee", state_down),
        (
            "dmepos_fee",
            "items of states",
            "each us_state has a fee_rural for the usual items",
            lambda frame: frame.with_columns(
                fee_rural=pl.when(pl.col("us_state") == "CA")
                .then(pl.col("fee_rural").sort(nulls_last=False).over("us_state"))
                .otherwise("fee_rural")
            ),
        ),
        (
            "dmepos_fee",
            "items of states",
            "each us_state has a fee for the usual items",
            lambda frame: frame.with_columns(
                fee=pl.when(pl.col("us_state") == "CA").then("fee_rural").otherwise("fee"), fee_rural=None
            ),
        ),
        (
            "asc_wage_index",
            "areas",
            "indexes are within 15% of their state's median",
            lambda frame: one_row_down(frame, "wage_index"),
        ),
        (
            "asc_wage_index",
            "areas",
            "indexes are within 15% of their state's median",
            lambda frame: frame.with_columns(pl.col("wage_index").sort()),
        ),
        ("opps_wage_index", "states", "nearly every state has a rural area", without_each_sixth),
        ("asc_wage_index", "states", "nearly every state has a rural area", without_each_sixth),
        (
            "opps_pricer_rate",
            "pricer",
            "minimum copayment = 20% of the rate",
            lambda frame: one_row_down(frame, "minimum_copayment"),
        ),
        (
            "opps_pricer_rate",
            "pricer",
            "national copayment is at least the minimum",
            lambda frame: exchanged(frame, "payment_rate", "national_copayment").with_columns(
                minimum_copayment=pl.col("payment_rate") * 0.2
            ),
        ),
        (
            "asp_payment_limit",
            "blood",
            "a blood product has a limit and its percentage",
            lambda frame: one_row_down(frame, "blood_awp_pct"),
        ),
        (
            "asp_ndc_crosswalk",
            "packages",
            "items in a package are whole",
            lambda frame: exchanged(frame, "package_quantity", "billing_units"),
        ),
        (
            "asp_ndc_crosswalk",
            "packages",
            "packages of a drug of one name have one strength",
            lambda frame: one_row_down(frame, "package_size"),
        ),
        (
            "dmepos_item",
            "equipment",
            "floor below ceiling",
            lambda frame: exchanged(frame, "floor", "ceiling"),
        ),
        (
            "dmepos_fee",
            "rural fees",
            "rural fees are higher",
            lambda frame: exchanged(frame, "fee", "fee_rural"),
        ),
        (
            "opps_wage_index",
            "wage indexes",
            "reclassified hospitals do not have a higher index",
            lambda frame: exchanged(frame, "geographic_wage_index", "reclassified_wage_index"),
        ),
        (
            "opps_wage_index",
            "imputed floors",
            "nearly every area has an index",
            lambda frame: exchanged(frame, "geographic_wage_index", "imputed_floor"),
        ),
        (
            "opps_wage_index",
            "imputed floors",
            "a state's rural area without an index has an imputed floor",
            lambda frame: one_row_down(frame, "imputed_floor"),
        ),
        (
            "asp_payment_limit",
            "vaccines and adjusted drugs",
            "no coinsurance for a vaccine",
            lambda frame: one_row_down(frame, "coinsurance_pct"),
        ),
        (
            "asp_payment_limit",
            "vaccines and adjusted drugs",
            "an inflation-adjusted coinsurance is noted",
            lambda frame: one_row_down(frame, "notes"),
        ),
        (
            "asp_payment_limit",
            "vaccines and adjusted drugs",
            "clotting factors have codes from J7100 to J7299",
            lambda frame: one_row_down(frame, "is_clotting_factor"),
        ),
        (
            "asp_payment_limit",
            "vaccines and adjusted drugs",
            "a limit in nearly every row",
            lambda frame: frame.with_columns(payment_limit=pl.lit(None, pl.Float64)),
        ),
        (
            "asp_payment_limit",
            "vaccines and adjusted drugs",
            "a vaccine has a limit and its percentage",
            lambda frame: one_row_down(frame, "vaccine_awp_pct"),
        ),
        (
            "asc_addendum_aa",
            "discounts",
            "one multiple_procedure_discount per payment_indicator",
            lambda frame: frame.with_columns(pl.col("multiple_procedure_discount").sort()),
        ),
        (
            "asc_addendum_bb",
            "adjusted copayments",
            "no copayment above 20% of the rate",
            lambda frame: exchanged(frame, "payment_rate", "ira_copayment"),
        ),
        (
            "opps_addendum_j_evaluation",
            "thresholds",
            "one cost_threshold per primary_apc",
            lambda frame: one_row_down(frame, "cost_threshold"),
        ),
    ],
)
def test_figures_outside_cms_usual_range_are_reported(
    table: str, frame: str, identity: str, broken: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    place = Location(parse_release("pfs-rvu 2025A"), "any.csv", table)
    right = pl.DataFrame(FRAMES[frame], strict=False)
    reject_broken_identities(TABLES[table], place, right)
    with pytest.raises(BrokenIdentity, match=f"expected {identity}.* in all but"):
        reject_broken_identities(TABLES[table], place, broken(right))
