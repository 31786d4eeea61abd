"""A row that CMS published and that was set aside never reads as not listed, nor as no edit."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cmsfees.snapshot import OpenSnapshot
from tests.warehouse.handmade import Shelf, Tables, pair, rate, rvu
from warehouse.build.build_file import build
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.price import price

DAY = date(2026, 8, 1)
PTP, MUE = "ncci-ptp-practitioner 2026Q3", "ncci-mue-practitioner 2026Q3"
NO_NUMBER = "expected a number, found 'x'"
TWICE = "another row has the same column_1, column_2, effective_date but other values"


def lost_pair(line: int, one: str, other: str) -> tuple[str, str, int, str, str]:
    return "ncci_ptp", "ccipra-v322r0-f1.txt", line, TWICE, f'{{"column_1": "{one}", "column_2": "{other}"}}'


# CMS deleted it on the day it took effect: whatever else it says, it denies nothing.
DELETED = '{"column_1": "88108", "column_2": "88164", "modifier_indicator": "9"}'
NEVER_IN_FORCE = ("ncci_ptp", "ccipra-v322r0-f1.txt", 9, TWICE, DELETED)


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    root: Path = tmp_path_factory.mktemp("unreadable")
    shelf = Shelf(root / "shelf")
    lost_limit = (
        "ncci_mue",
        "MUE.csv",
        9,
        "mue_value: expected a whole number, found 'x'",
        '{"hcpcs": "20001"}',
    )
    held = [
        shelf.put(
            PTP,
            ncci_ptp=[pair("13121", "13120", indicator="0"), pair("20000", "20009")],
            set_aside=[lost_pair(7, "13121", "13120"), lost_pair(8, "88108", "88162"), NEVER_IN_FORCE],
        ),
        shelf.put(MUE, ncci_mue=[{"hcpcs": "20000", "mue_value": 2}], set_aside=[lost_limit]),
    ]
    lost_fee = ("pfs_rvu", "PPRRVU.csv", 12, "work_rvu: expected a number, found 'x'", '{"hcpcs": "30000"}')
    lost_of_26 = ("pfs_rvu", "PPRRVU.csv", 13, NO_NUMBER, '{"hcpcs": "0100T", "modifier": "26"}')
    lost_qp = ("pfs_rvu", "PPRRVU_QPP.csv", 9, NO_NUMBER, '{"hcpcs": "0100T", "qualifying_apm": "Y"}')
    placeholder = ("pfs_rvu", "PPRRVU.csv", 99, "hcpcs: expected text like …", '{"hcpcs": "GXXX1"}')
    lost_rate = (
        "asc_addendum_aa",
        "AA.csv",
        5,
        "payment_rate: expected a number, found 'x'",
        '{"hcpcs": "0100T"}',
    )
    held += [
        shelf.put(
            "pfs-rvu 2026C",
            pfs_rvu=[rvu("0100T", "1.30")],
            set_aside=[lost_fee, lost_of_26, lost_qp, placeholder],
        ),
        shelf.put(
            "opps 2026-07",
            opps_addendum_b=[rate(code, "100.000") for code in ("0100T", "30000")],
            set_aside=[("opps_addendum_b", "B.csv", 4, NO_NUMBER, '{"hcpcs": "C1000"}')],
        ),
        shelf.put(
            "clfs 2026Q3", clfs=[], set_aside=[("clfs", "CLFS.csv", 6, NO_NUMBER, '{"hcpcs": "80053"}')]
        ),
        shelf.put(
            "asp 2026-07", set_aside=[("asp_payment_limit", "ASP.csv", 7, NO_NUMBER, '{"hcpcs": "J1885"}')]
        ),
        shelf.put(
            "ncci-add-on 2026Q3",
            ncci_add_on=[{"add_on_code": "22614", "primary_code": "22612", "add_on_type": "1"}],
            set_aside=[("ncci_add_on", "AOC.txt", 8, "expected a type", '{"add_on_code": "22614"}')],
        ),
        shelf.put(
            "asc 2026-07",
            asc_addendum_aa=[{"hcpcs": "27447", "payment_indicator": "J8"}],
            set_aside=[lost_rate],
        ),
    ]
    with duckdb.connect(build(root / "w.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


def test_the_row_in_force_answers_even_if_its_duplicate_was_set_aside(fees: OpenSnapshot) -> None:
    """13121 with 13120 in 2026Q3: indicator 9, deleted on the day it took effect, beside 0, in force."""
    [row] = fees.conflicts(["13121", "13120"], DAY)
    assert row["answer"] == "edit"


def test_an_unreadable_edit_that_was_never_in_force_is_none(fees: OpenSnapshot) -> None:
    [row] = fees.conflicts(["88108", "88164"], DAY)
    assert row["answer"] == "no_edit"


@pytest.mark.parametrize("codes", [["88108", "88162"], ["88162", "88108"]])
def test_a_pair_of_which_no_row_was_loaded_is_unreadable(fees: OpenSnapshot, codes: list[str]) -> None:
    [row] = fees.conflicts(codes, DAY)
    assert row["answer"] == "unreadable"
    assert "the row could not be read: ccipra-v322r0-f1.txt, line 8: another row has" in row["reason"]


def test_a_pair_that_the_table_does_not_list_has_no_edit(fees: OpenSnapshot) -> None:
    [row] = fees.conflicts(["20000", "88162"], DAY)
    assert row["answer"] == "no_edit"


def test_an_unreadable_limit_is_not_a_limit(fees: OpenSnapshot) -> None:
    asked = "SELECT hcpcs, answer, reason FROM mue_limits(['20000', '20001', '20002'], $1, 'practitioner')"
    answers = {code: (answer, reason) for code, answer, reason in fees.con.execute(asked, [DAY]).fetchall()}
    assert [answers[code][0] for code in ("20000", "20001", "20002")] == ["edit", "unreadable", "no_edit"]
    assert "MUE.csv, line 9" in answers["20001"][1]


def test_a_code_whose_addendum_row_was_set_aside_is_not_not_listed(fees: OpenSnapshot) -> None:
    """0100T in an ASC on 2022-08-01 read as in none of the addenda: its row had been set aside."""
    sites = {row["site"]: row for row in fees.sites("0100T", DAY)}
    assert sites["asc"]["payment_status"] == "unreadable"
    assert "AA.csv, line 5: payment_rate" in sites["asc"]["reason"]
    assert sites["asc"]["total_payment"] is None
    assert sites["office"]["payment_status"] == "paid"
    [office] = [row for row in fees.sites("27447", DAY) if row["site"] == "office"]
    assert office["payment_status"] == "not_listed"


def test_a_fee_that_could_not_be_read_leaves_every_total_open(fees: OpenSnapshot) -> None:
    sites = {row["site"]: row for row in fees.sites("30000", DAY)}
    assert sites["office"]["payment_status"] == "unreadable"
    assert sites["hospital_outpatient"]["payment_status"] == "unreadable"
    assert sites["hospital_outpatient"]["facility_payment"] == 100
    assert {row["total_payment"] for row in sites.values()} == {None}
    assert "PPRRVU.csv, line 12" in sites["office"]["reason"]


def test_a_fee_that_could_not_be_read_is_a_row_without_an_amount(fees: OpenSnapshot) -> None:
    """In the figures, the payment, the schedule of fees, the card and the price of a claim."""
    [figures] = fees.physician_fees("30000", DAY)
    assert (figures["payment_status_facility"], figures["payment_status_nonfacility_qp"]) == (
        "unreadable",
    ) * 2
    payment = fees.payment("30000", DAY)
    assert (payment["payment_status"], payment["payment"]) == ("unreadable", None)
    listed = fees.rows("FROM fees_of('30000', $1) WHERE schedule = 'physician'", DAY)
    card = fees.card("30000", DAY)
    [line] = price(fees.con, claim("30000"))["lines"]
    for reason in (
        figures["reason_facility"],
        payment["reason"],
        listed[0]["reason"],
        json.dumps(card),
        line["reason"],
    ):
        assert "PPRRVU.csv, line 12: work_rvu" in reason
    assert {row["payment_status"] for row in listed} == {"unreadable"}
    assert (line["payment_status"], line["payment"]) == ("unreadable", None)
    assert not price(fees.con, claim("30000"))["is_complete"]


def test_a_row_with_a_modifier_and_a_row_of_participants_are_unreadable_alone(fees: OpenSnapshot) -> None:
    assert fees.payment("0100T", DAY)["payment_status"] == "paid"
    assert "line 13" in fees.payment("0100T", DAY, modifiers="26")["reason"]
    of_participant = fees.payment("0100T", DAY, qualifying_apm=True)
    assert (of_participant["payment_status"], of_participant["payment"]) == ("unreadable", None)
    assert "PPRRVU_QPP.csv, line 9" in of_participant["reason"]


def test_an_invalid_code_is_not_a_schedule_row(fees: OpenSnapshot) -> None:
    """PPRRVU of January 2026 has a placeholder GXXX1."""
    assert fees.rows("SELECT DISTINCT hcpcs FROM physician_fees ORDER BY 1") == [
        {"hcpcs": "0100T"},
        {"hcpcs": "30000"},
    ]


@pytest.mark.parametrize(
    ("code", "schedule", "where"),
    [
        ("C1000", "hospital_outpatient", "B.csv, line 4"),
        ("80053", "laboratory", "CLFS.csv, line 6"),
        ("J1885", "drug", "ASP.csv, line 7"),
    ],
)
def test_a_code_listed_only_in_one_schedule_is_kept(
    fees: OpenSnapshot, code: str, schedule: str, where: str
) -> None:
    [row] = fees.rows("FROM fees_of($1, $2)", code, DAY)
    assert (row["schedule"], row["payment_status"], row["amount"]) == (schedule, "unreadable", None)
    assert where in row["reason"]


def test_an_add_on_relation_that_could_not_be_read_is_no_denial(fees: OpenSnapshot) -> None:
    """The primary code that is billed may be in the row that is missing."""
    asked = "SELECT answer FROM add_on_status($1, $2) WHERE hcpcs = '22614'"
    answers = [fees.rows(asked, codes, DAY)[0]["answer"] for codes in (["22614"], ["22614", "22612"])]
    assert answers == ["unreadable", "no_edit"]


IF_NATIONAL = "SELECT CASE WHEN facility_is_national THEN reason END FROM "
IF_UNKNOWN = "SELECT CASE WHEN us_state IS NULL OR is_rural IS NULL THEN reason END FROM "

# One row of each family that could not be read: its release, table and cells, and every public question that
# would have used it. Each must say where the row stands.
LOST: dict[str, tuple[str, str, str, list[str]]] = {
    "fee schedule": (
        "pfs-rvu 2026C",
        "pfs_rvu",
        '{"hcpcs": "30000"}',
        [
            "SELECT reason_facility FROM code_figures_on($1) WHERE hcpcs = '30000'",
            "SELECT reason FROM pfs_payment('30000', NULL, NULL, NULL, $1, 'office')",
            "SELECT reason FROM physician_payments WHERE hcpcs = '30000' AND service_from <= $1",
            "SELECT reason FROM site_of_service_of('30000', $1) WHERE site = 'office'",
            "SELECT reason FROM site_of_service_on($1) WHERE hcpcs = '30000' AND site = 'office'",
            "SELECT reason FROM site_payments_of('30000', $1) WHERE site = 'office'",
            "SELECT reason FROM fees_of('30000', $1)",
            "SELECT code_card('30000', $1)::VARCHAR",
        ],
    ),
    "locality": (
        "pfs-rvu 2026C",
        "pfs_gpci",
        '{"mac": "2102", "locality": "1"}',
        [
            "SELECT reason FROM pfs_payment('99213', NULL, '02102', '01', $1, 'office')",
            "SELECT reason FROM pfs_payment_by_zip('99213', NULL, '99501', $1, 'office')",
            "SELECT reason FROM site_of_service_of('99213', $1, in_mac := '02102', in_locality := '01') "
            "WHERE site = 'office'",
            "SELECT reason FROM fees_of('99213', $1, in_mac := '02102', in_locality := '01')",
        ],
    ),
    "ZIP code": (
        "zip-locality 2026Q3",
        "zip_locality",
        '{"zip_code": "02339", "mac": "x"}',
        ["SELECT reason FROM pfs_payment_by_zip('99213', NULL, '02339-1234', $1, 'office')"],
    ),
    "hospital rate": (
        "opps 2026-07",
        "opps_addendum_b",
        '{"hcpcs": "40000"}',
        [
            "SELECT reason FROM site_of_service_of('40000', $1) WHERE site = 'hospital_outpatient'",
            "SELECT reason FROM fees_of('40000', $1)",
            "SELECT code_card('40000', $1)::VARCHAR",
        ],
    ),
    "ASC rate": (
        "asc 2026-07",
        "asc_addendum_aa",
        '{"hcpcs": "40001"}',
        [
            "SELECT reason FROM site_of_service_of('40001', $1) WHERE site = 'asc'",
            "SELECT reason FROM fees_of('40001', $1)",
            "SELECT code_card('40001', $1)::VARCHAR",
        ],
    ),
    "laboratory fee": (
        "clfs 2026Q3",
        "clfs",
        '{"hcpcs": "80053"}',
        ["SELECT reason FROM fees_of('80053', $1)", "SELECT code_card('80053', $1)::VARCHAR"],
    ),
    "drug limit": (
        "asp 2026-07",
        "asp_payment_limit",
        '{"hcpcs": "J1885"}',
        ["SELECT reason FROM fees_of('J1885', $1)", "SELECT code_card('J1885', $1)::VARCHAR"],
    ),
    "equipment": (
        "dmepos 2026C",
        "dmepos_item",
        '{"hcpcs": "E0601", "modifier": "RR"}',
        [
            "SELECT reason FROM fees_of('E0601', $1)",
            "SELECT reason FROM fees_of('E0601', $1, in_us_state := 'tx')",
            "SELECT code_card('E0601', $1)::VARCHAR",
        ],
    ),
    "equipment in a state": (
        "dmepos 2026C",
        "dmepos_fee",
        '{"hcpcs": "A4253", "us_state": "TX"}',
        ["SELECT reason FROM fees_of('A4253', $1, in_us_state := 'TX')"],
    ),
    "equipment in a bidding area": (
        "dmepos 2026C",
        "dmepos_former_cba_fee",
        '{"hcpcs": "A4253", "cba": "Akron, OH"}',
        ["SELECT reason FROM fees_of('A4253', $1, in_us_state := 'OH', in_cba := 'Akron, OH')"],
    ),
    "base units": (
        "anesthesia-base-units 2022",
        "anesthesia_base_units",
        '{"hcpcs": "00400"}',
        [
            "SELECT reason FROM fees_of('00400', $1)",
            "SELECT reason FROM anesthesia_payment('00400', 60, 'AA', '10112', '00', $1)",
            "SELECT code_card('00400', $1)::VARCHAR",
        ],
    ),
    "anesthesia factor": (
        "pfs-rvu 2026C",
        "pfs_anesthesia_cf",
        '{"mac": "10112", "locality": "00"}',
        ["SELECT reason FROM anesthesia_payment('00500', 60, 'AA', '10112', '0', $1)"],
    ),
    "wage index of hospitals": (
        "opps-wage-index 2026",
        "opps_wage_index",
        '{"cbsa": "13820"}',
        [
            "SELECT reason FROM wage_index_on('13820 ', $1) WHERE facility_schedule = 'opps'",
            IF_NATIONAL + "site_of_service_of('30002', $1, in_cbsa := '13820') "
            "WHERE site = 'hospital_outpatient'",
        ],
    ),
    "wage index of a rural area": (  # the floor of Texas
        "opps-wage-index 2026",
        "opps_wage_index",
        '{"cbsa": "45"}',
        ["SELECT reason FROM wage_index_on('19124', $1) WHERE facility_schedule = 'opps'"],
    ),
    "out-migration of a county": (
        "opps-wage-index 2026",
        "opps_out_migration",
        '{"fips_county": "1077"}',
        ["SELECT reason FROM wage_index_on('33660', $1, in_fips_county := '01077') LIMIT 1"],
    ),
    "hospital": (
        "opps-final-rule 2026",
        "opps_addendum_l",
        '{"ccn": "10006", "cbsa": "22520"}',
        [
            "SELECT reason FROM wage_index_on(NULL, $1, in_ccn := ' 010006') LIMIT 1",
            "SELECT reason FROM wage_index_on('33660', $1, in_ccn := '010006') LIMIT 1",
        ],
    ),
    "wage index of surgical centers": (
        "asc-wage-index 2026",
        "asc_wage_index",
        '{"cbsa": "13820"}',
        [
            "SELECT reason FROM wage_index_on('13820', $1) WHERE facility_schedule = 'asc'",
            IF_NATIONAL + "site_of_service_of('40002', $1, in_cbsa := '13820') WHERE site = 'asc'",
        ],
    ),
    "excluded procedure": (
        "asc 2026-07",
        "asc_addendum_ee",
        '{"hcpcs": "40003"}',
        [
            "SELECT reason FROM site_of_service_of('40003', $1) WHERE site = 'asc'",
            "SELECT code_card('40003', $1)::VARCHAR",
        ],
    ),
    "device offset": (
        "asc 2026-07",
        "asc_addendum_ff",
        '{"hcpcs": "27447"}',
        [
            IF_NATIONAL.replace("facility_is_national", "facility_payment_73 IS NULL")
            + "site_of_service_of('27447', $1) WHERE site = 'asc'"
        ],
    ),
    "package": (
        "asp-crosswalk 2026-07",
        "asp_ndc_crosswalk",
        '{"hcpcs": "J1885", "ndc": "0338-0069-10"}',
        [
            "SELECT reason FROM drug_fees_by_ndc('00338-0069-10', $1)",
            "SELECT reason FROM drug_fees_by_ndc('00338006910', $1)",
        ],
    ),
    "rural ZIP code": (
        "dmepos 2026C",
        "dmepos_rural_zip",
        '{"zip_code": "79001"}',
        [IF_UNKNOWN + "dmepos_area_of_zip('79001-1234', $1)"],
    ),
    "ZIP code of a bidding area": (
        "dmepos 2026C",
        "dmepos_former_cba_zip",
        '{"zip_code": "44301"}',
        [IF_UNKNOWN + "dmepos_area_of_zip('44301', $1)"],
    ),
    "descriptor": (
        "hcpcs-level-ii 2026-07",
        "hcpcs_level_ii",
        '{"hcpcs": "J3301"}',
        [
            "SELECT unreadable_reason FROM hcpcs_descriptors_on($1) WHERE hcpcs = 'J3301'",
            "SELECT code_card('J3301', $1)::VARCHAR",
        ],
    ),
    "pair": (
        "ncci-ptp-practitioner 2026Q3",
        "ncci_ptp",
        '{"column_1": "88108", "column_2": "88162"}',
        [
            "SELECT reason FROM ptp_conflicts(['88162', '88108'], $1, 'office')",
            "SELECT code_card('88108', $1)::VARCHAR",
            "SELECT code_card('88162', $1)::VARCHAR",
        ],
    ),
    "limit": (
        "ncci-mue-practitioner 2026Q3",
        "ncci_mue",
        '{"hcpcs": "20001"}',
        [
            "SELECT reason FROM mue_limits(['20001'], $1, 'practitioner')",
            "SELECT code_card('20001', $1)::VARCHAR",
        ],
    ),
    "add-on code": (
        "ncci-add-on 2026Q3",
        "ncci_add_on",
        '{"add_on_code": "22614"}',
        [
            "SELECT reason FROM add_on_status(['22614'], $1)",
            "SELECT code_card('22614', $1)::VARCHAR",
        ],
    ),
}


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSnapshot]:
    """Each release with one whole row, and those of LOST set aside."""
    here = {"mac": "10112", "locality": "00", "locality_name": "Alabama"}
    indices = {name: Decimal("1.000") for name in ("work_gpci", "pe_gpci", "mp_gpci")}
    item = {"hcpcs": "A4253", "schedule": "dmepos"}
    whole: dict[str, Tables] = {
        "pfs-rvu 2026C": {
            "pfs_rvu": [rvu("99213", "1.30", "33.4009"), rvu("00400", "0.00", status_code="J")],
            "pfs_gpci": [here | indices],
        },
        "zip-locality 2026Q3": {
            "zip_locality": [
                {
                    "zip_code": "99501",
                    "us_state": "AK",
                    "mac": "02102",
                    "locality": "01",
                    "plus_four_flag": "0",
                }
            ]
        },
        "opps 2026-07": {
            "opps_addendum_b": [rate("30001", "100.000"), rate("30002", "100.000", status_indicator="T")]
        },
        "asc 2026-07": {
            "asc_addendum_aa": [
                {"hcpcs": "27447", "payment_indicator": "J8", "payment_rate": Decimal("9000.00")},
                {"hcpcs": "40002", "payment_indicator": "A2", "payment_rate": Decimal("100.00")},
            ]
        },
        "opps-wage-index 2026": {
            "opps_wage_index": [
                {"cbsa": "19124", "name": "DALLAS, TX", "geographic_wage_index": Decimal("0.9500")},
                {"cbsa": "33660", "name": "MOBILE, AL", "geographic_wage_index": Decimal("0.8500")},
                {"cbsa": "01", "name": "ALABAMA", "geographic_wage_index": Decimal("0.7000")},
            ]
        },
        "asc-wage-index 2026": {"asc_wage_index": [{"cbsa": "33660", "wage_index": Decimal("0.8500")}]},
        "opps-final-rule 2026": {"opps_addendum_b": [rate("30001", "100.000")]},
        "asp-crosswalk 2026-07": {},
        "hcpcs-level-ii 2026-07": {},
        "clfs 2026Q3": {"clfs": []},
        "asp 2026-07": {},
        "dmepos 2026C": {
            "dmepos_item": [item],
            "dmepos_fee": [
                {"hcpcs": "A4253", "us_state": state, "fee": Decimal("10.00")} for state in ("AL", "OH")
            ],
            "dmepos_former_cba_fee": [
                {"hcpcs": "A4259", "cba": "Akron, OH", "fee": Decimal("1.00")},
            ],
            "dmepos_rural_zip": [{"zip_code": "79002", "us_state": "TX"}],
            "dmepos_former_cba_zip": [{"zip_code": "44302", "us_state": "OH", "cba": "Akron, OH"}],
        },
        "anesthesia-base-units 2022": {"anesthesia_base_units": [{"hcpcs": "00500", "base_units": 15}]},
        "ncci-ptp-practitioner 2026Q3": {"ncci_ptp": [pair("20000", "20009")]},
        "ncci-mue-practitioner 2026Q3": {"ncci_mue": [{"hcpcs": "20000", "mue_value": 2}]},
        "ncci-add-on 2026Q3": {
            "ncci_add_on": [{"add_on_code": "22614", "primary_code": "22612", "add_on_type": "1"}]
        },
    }
    root: Path = tmp_path_factory.mktemp("lost")
    shelf = Shelf(root / "shelf")
    held = [
        shelf.put(
            release,
            set_aside=[
                (table, f"{name}.csv", 7, NO_NUMBER, cells)
                for name, (of_release, table, cells, _) in LOST.items()
                if of_release == release
            ],
            **tables,
        )
        for release, tables in whole.items()
    ]
    with duckdb.connect(build(root / "l.duckdb", held, shelf.folders), read_only=True) as con:
        yield OpenSnapshot("", con)


ASKED = [(name, query) for name, (*_, queries) in LOST.items() for query in queries]


@pytest.mark.parametrize(("name", "query"), ASKED, ids=[f"{name}: {query[7:60]}" for name, query in ASKED])
def test_every_answer_that_needs_the_row_names_its_location(
    lost: OpenSnapshot, name: str, query: str
) -> None:
    answers = lost.con.execute(query, [DAY]).fetchall()
    assert answers
    for (answer,) in answers:
        assert f"{name}.csv, line 7: {NO_NUMBER}" in answer


STATUSES = [
    (name, query.replace("SELECT reason", "SELECT payment_status", 1))
    for name, query in ASKED
    if query.startswith("SELECT reason FROM") and not query.startswith("SELECT reason FROM physician")
]


@pytest.mark.parametrize(
    ("name", "query"), STATUSES, ids=[f"{name}: {query[7:60]}" for name, query in STATUSES]
)
def test_every_such_answer_is_unreadable(lost: OpenSnapshot, name: str, query: str) -> None:
    if name in ("pair", "limit", "add-on code"):
        query = query.replace("payment_status", "answer", 1)
    assert {status for (status,) in lost.con.execute(query, [DAY]).fetchall()} == {"unreadable"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT payment_status FROM fees_of('A4253', $1, in_us_state := ' al')", "paid"),
        ("SELECT payment_status FROM fees_of('A4253', $1, in_us_state := 'OH')", "paid"),
        ("SELECT payment_status FROM fees_of('A4253', $1)", "by_state"),
        ("SELECT payment_status FROM fees_of('A4253', $1, in_us_state := 'FL')", "contractor_priced"),
        ("SELECT payment_status FROM fees_of('A4253', $1, in_us_state := 'XX')", "not_understood"),
        (
            "SELECT payment_status FROM fees_of('A4253', $1, in_us_state := 'AL', in_cba := 'Atlantis')",
            "no_data",
        ),
        ("SELECT payment_status FROM pfs_payment('99213', NULL, '10112', '00', $1, '11')", "paid"),
        ("SELECT payment_status FROM anesthesia_payment('00600', 60, 'AA', '10112', '00', $1)", "not_listed"),
        (
            "SELECT payment_status FROM anesthesia_payment('00500', 60, 'QKX', '10112', '00', $1)",
            "not_understood",
        ),
        ("SELECT payment_status FROM anesthesia_payment('00500', 60, 'AA', '99999', '00', $1)", "no_data"),
    ],
)
def test_other_rows_answer_as_before(lost: OpenSnapshot, query: str, status: str) -> None:
    assert lost.con.execute(query, [DAY]).fetchall() == [(status,)]


def claim(code: str) -> Claim:
    return Claim.model_validate({"service_date": DAY, "setting": "facility", "lines": [ClaimLine(code=code)]})


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("wage_index_on('13820', $1)", {("opps", "unreadable"), ("asc", "unreadable")}),
        ("wage_index_on('33660', $1)", {("opps", "paid"), ("asc", "paid")}),
        ("wage_index_on('19124', $1)", {("opps", "unreadable"), ("asc", "no_data")}),
        ("wage_index_on('33660', $1, in_fips_county := '1077')", {("opps", "unreadable"), ("asc", "paid")}),
        ("wage_index_on('33660', $1, in_fips_county := '01003')", {("opps", "paid"), ("asc", "paid")}),
        ("wage_index_on('33660', $1, in_ccn := '10006')", {("opps", "unreadable"), ("asc", "paid")}),
        ("wage_index_on('33660', $1, in_ccn := '010007')", {("opps", "paid"), ("asc", "paid")}),
        ("wage_index_on('Mobile', $1)", {("opps", "not_understood"), ("asc", "not_understood")}),
        ("wage_index_on('33660', $1, in_ccn := '1')", {("opps", "not_understood"), ("asc", "paid")}),
        ("wage_index_on('33660', $1, in_us_state := 'Ala.')", {("opps", "not_understood"), ("asc", "paid")}),
        (
            "wage_index_on('33660', $1, in_fips_county := '77')",
            {("opps", "not_understood"), ("asc", "paid")},
        ),
    ],
)
def test_an_index_exists_only_if_all_its_rows_were_read(
    lost: OpenSnapshot, question: str, status: set[tuple[str, str]]
) -> None:
    rows = lost.rows(f"FROM {question}", DAY)
    assert {(row["facility_schedule"], row["payment_status"]) for row in rows} == status
    assert all((row["wage_index"] is not None) == (row["payment_status"] == "paid") for row in rows)


def test_a_package_whose_row_could_not_be_read_has_no_amount(lost: OpenSnapshot) -> None:
    for ndc, status in (
        ("0338-0069-10", "unreadable"),
        ("00338-0069-11", "not_listed"),
        ("0338006910", "not_understood"),
        (" ", "not_understood"),
        (None, "not_understood"),
    ):
        [row] = lost.rows("FROM drug_fees_by_ndc($1, $2)", ndc, DAY)
        assert (row["payment_status"], row["amount"]) == (status, None), ndc
    [row] = lost.rows("FROM drug_fees_by_ndc('00338-0069-10', DATE '2010-02-01')")
    assert row["payment_status"] == "no_data"


def test_equipment_whose_row_could_not_be_read_is_among_the_fees_of_its_card(lost: OpenSnapshot) -> None:
    [fee] = lost.card("E0601", DAY)["fees"]
    assert (fee["schedule"], fee["modifier"], fee["amount"]) == ("dmepos", "RR", None)
    assert (fee["payment_status"], fee["unit"]) == ("unreadable", "month")


def test_whether_a_zip_code_is_rural_is_never_guessed(lost: OpenSnapshot) -> None:
    asked = "SELECT is_rural, us_state, reason FROM dmepos_area_of_zip($1, $2)"
    found = {
        zip_code: lost.con.execute(asked, [zip_code, DAY]).fetchall()[0]
        for zip_code in ("79001", "79002", "44301", "44302", "7900", "99999")
    }
    assert found["79001"][0] is found["7900"][0] is None
    assert found["99999"] == (None, None, "the ZIP code is not in zip-locality 2026Q3 r1")
    assert found["79002"] == (True, "TX", None)
    assert found["44302"] == (False, "OH", None)
    assert found["44301"][:2] == (False, None)  # whose fee holds there is not known
    [before] = lost.con.execute(asked, ["79002", date(2010, 2, 1)]).fetchall()
    assert before[0] is None
    assert "no list of rural ZIP codes" in before[2]
