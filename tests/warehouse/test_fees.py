"""Every fee schedule of a code: laboratory, drugs, DMEPOS, anesthesia, on any date and as known on any date.

The figures are CMS's: CLFS 26CLABQ2, ASP of January 2025 twice, DME25, ANES2026, units of 2022.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cmsfees import OpenSnapshot
from tests.warehouse.handmade import Shelf, rate, rvu
from warehouse.build.build_file import build
from warehouse.database import reading

Con = duckdb.DuckDBPyConnection
WINTER = date(2025, 2, 15)


def dollars(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def drug(hcpcs: str, limit: str | None, **values: Any) -> dict[str, Any]:
    usual = {"hcpcs": hcpcs, "payment_limit": dollars(limit), "coinsurance_pct": Decimal(20)}
    return usual | {"is_clotting_factor": False, "dosage": "1 IU"} | values


def lab_test(hcpcs: str, price: str | None, **values: Any) -> dict[str, Any]:
    usual = {"hcpcs": hcpcs, "rate": dollars(price), "indicator": "N" if price else "L"}
    return usual | {"effective_date": date(2025, 1, 1)} | values


def item(hcpcs: str, category: str = "CR", **values: Any) -> dict[str, Any]:
    return {"hcpcs": hcpcs, "modifier": "RR", "schedule": "dmepos", "category": category} | values


def fee(hcpcs: str, amount: str, rural: str | None = None, **values: Any) -> dict[str, Any]:
    usual = {"hcpcs": hcpcs, "modifier": "RR", "us_state": "TX", "schedule": "dmepos"}
    return usual | {"fee": Decimal(amount), "fee_rural": dollars(rural)} | values


def limits(ixinity: str, *others: dict[str, Any]) -> list[dict[str, Any]]:
    return [drug("J7213", ixinity), *others]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    root = tmp_path_factory.mktemp("fees")
    shelf = Shelf(root)
    factor = {"mac": "10112", "locality": "00", "locality_name": "ALABAMA"}
    place = {"mac": "10112", "locality": "00", "locality_name": "ALABAMA", "work_gpci": Decimal(1)}
    indices = place | {"pe_gpci": Decimal("0.875"), "mp_gpci": Decimal("0.566")}
    package = {"hcpcs": "J1885", "ndc": "00338-0069-10", "billing_units_per_package": Decimal(10)}
    revisions = [
        shelf.put(
            "clfs 2025Q1",
            clfs=[
                lab_test("80053", "10.56"),
                lab_test("80053", "10.56", modifier="QW"),
                lab_test("0020M", None),
            ],
        ),
        shelf.put("asp 2025-01", 1, date(2024, 12, 19), asp_payment_limit=limits("2.202")),
        shelf.put(
            "asp 2025-01",
            2,
            date(2025, 3, 7),
            asp_payment_limit=limits(
                "1.855",
                drug("J1885", "0.751", dosage="15 MG"),
                drug("J0129", "43.797", coinsurance_pct=Decimal("15.5")),
                drug("A9606", None, notes="microCurie 100% AWP = $196.92"),
            ),
        ),
        shelf.put("asp-crosswalk 2025-01", asp_ndc_crosswalk=[package]),
        shelf.put(
            "dmepos 2025A",
            dmepos_item=[
                item("E0601"),
                item("K0823"),
                item("E0776", "IN", modifier="NU", modifier_2="KE"),
                item("E0776", "IN", modifier_2="KE"),
                item("A4557", "SU", modifier=None),
            ],
            dmepos_fee=[
                fee("E0601", "49.57", "94.93"),
                fee("K0823", "500.00"),
                fee("A4557", "11.80", modifier=None),
                fee("E0601", "60.00", us_state="AK"),
            ],
            dmepos_former_cba_fee=[
                {"hcpcs": "E0601", "modifier": "RR", "cba": "Dallas, TX", "fee": Decimal("48.00")},
                {"hcpcs": "A4557", "modifier": "KG", "cba": "Dallas, TX", "fee": Decimal("9.99")},
            ],
            dmepos_former_cba_zip=[{"us_state": "TX", "zip_code": "75201", "cba": "Dallas, TX"}],
            dmepos_rural_zip=[{"us_state": "TX", "zip_code": "79001"}],
        ),
        shelf.put("dmepos 2025B", dmepos_item=[item("E0601")], dmepos_fee=[fee("E0601", "50.00", "95.00")]),
        shelf.put(
            "anesthesia-factors 2026",
            anesthesia_factor=[
                factor | {"locality": "01", "qualifying_apm": False, "conversion_factor": Decimal("20.00")}
            ],
        ),
        shelf.put("anesthesia-base-units 2022", anesthesia_base_units=[{"hcpcs": "00400", "base_units": 3}]),
        *(
            shelf.put(
                f"pfs-rvu {vintage}",
                pfs_rvu=[
                    rvu("99213", "1.30"),
                    rvu("00400", "0", status_code="J"),
                    rvu("J3301", "0", status_code="E"),
                ],
                pfs_gpci=[indices],
                pfs_anesthesia_cf=factors,
            )
            for vintage, factors in (
                ("2025A", [factor | {"qualifying_apm": False, "conversion_factor": Decimal("19.33")}]),
                (
                    "2026A",
                    [
                        factor | {"qualifying_apm": False, "conversion_factor": Decimal("19.53")},
                        factor | {"qualifying_apm": True, "conversion_factor": Decimal("19.63")},
                    ],
                ),
            )
        ),
        shelf.put(
            "opps 2025-01",
            opps_addendum_b=[
                rate("J7213", "2.200"),
                rate("80053", "9.000", status_indicator="Q4"),
                rate("0020M", "0.000", status_indicator="A", payment_rate=None),
                rate("J1885", "0.000", status_indicator="A", payment_rate=None),
                rate("E0601", "0.000", status_indicator="Y", payment_rate=None),
                rate("97110", "0.000", status_indicator="A", payment_rate=None),
            ],
        ),
    ]
    with reading(build(root / "fees.duckdb", revisions, shelf.folders)) as opened:
        yield opened


def rows(con: Con, query: str, *values: object) -> list[dict[str, Any]]:
    found = con.execute(query, list(values))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def of_schedule(
    con: Con, code: str, schedule: str, day: date = WINTER, known: date = date.max
) -> list[dict[str, Any]]:
    return rows(con, "FROM fees_of($1, $2, known_on := $4) WHERE schedule = $3", code, day, schedule, known)


def test_a_laboratory_test_has_one_price_and_no_coinsurance(con: Con) -> None:
    plain, waived = of_schedule(con, "80053", "laboratory")
    assert (plain["amount"], plain["basis"], plain["payment_status"]) == (
        Decimal("10.560"),
        "national",
        "paid",
    )
    assert (plain["beneficiary_payment"], plain["release_id"]) == (Decimal(0), "clfs 2025Q1 r1")
    assert (waived["modifier"], waived["amount"]) == ("QW", plain["amount"])
    assert "the two are not added" in waived["reason"]


def test_a_test_that_the_contractor_prices_has_no_amount(con: Con) -> None:
    (local,) = of_schedule(con, "0020M", "laboratory")
    assert (local["amount"], local["payment_status"], local["basis"]) == (
        None,
        "contractor_priced",
        "contractor",
    )


def test_the_laboratory_schedule_holds_until_the_next_file_of_the_year(con: Con) -> None:
    assert of_schedule(con, "80053", "laboratory", date(2025, 8, 1))
    assert not of_schedule(con, "80053", "laboratory", date(2026, 1, 1))


def test_a_drug_before_and_after_its_correction(con: Con) -> None:
    """J7213: 2.202 as posted on 2024-12-19, 1.855 since the posting of 2025-03-07."""
    (before,) = of_schedule(con, "J7213", "drug", known=date(2025, 2, 15))
    (after,) = of_schedule(con, "J7213", "drug", known=date(2025, 3, 7))
    assert (before["amount"], before["release_id"]) == (Decimal("2.202"), "asp 2025-01 r1")
    assert (after["amount"], after["release_id"]) == (Decimal("1.855"), "asp 2025-01 r2")
    (hospital,) = of_schedule(con, "J7213", "hospital_outpatient")
    assert (hospital["amount"], hospital["unit"]) == (Decimal("2.200"), "billing unit")


def test_the_beneficiarys_share_of_a_drug_is_the_files(con: Con) -> None:
    (drug_row,) = of_schedule(con, "J0129", "drug")
    assert drug_row["beneficiary_share"] == Decimal("0.15500")
    assert drug_row["beneficiary_payment"] == Decimal("6.79")  # 43.797 x 0.155 = 6.788535


def test_without_drug_limits_a_drug_says_so(con: Con) -> None:
    found = of_schedule(con, "J3301", "physician", date(2026, 2, 1))
    assert {row["reason"].partition("; ")[2] for row in found} == {"no drug limits are loaded for the day"}


def test_a_drug_without_a_limit(con: Con) -> None:
    (drug_row,) = of_schedule(con, "A9606", "drug")
    assert (drug_row["amount"], drug_row["payment_status"]) == (None, "contractor_priced")
    assert "196.92" in drug_row["reason"]


@pytest.mark.parametrize("ndc", ["00338-0069-10", "00338006910", "0338-0069-10"])
def test_a_drug_by_its_package(con: Con, ndc: str) -> None:
    """Ten billing units of $0.751."""
    (package,) = rows(con, "FROM drug_fees_by_ndc($1, $2)", ndc, WINTER)
    assert (package["hcpcs"], package["amount"]) == ("J1885", Decimal("0.751"))
    assert package["amount_per_package"] == Decimal("7.51")


def rented(con: Con, **place: object) -> dict[str, Any]:
    given = "".join(f", {name} := ${n}" for n, name in enumerate(place, 2))
    (row,) = rows(con, f"FROM dmepos_fees_on($1{given}) WHERE hcpcs = 'E0601'", WINTER, *place.values())
    return row


@pytest.mark.parametrize(
    ("place", "amount", "basis"),
    [
        ({"in_us_state": "TX"}, "49.570", "state"),
        ({"in_us_state": "tx", "in_rural": True}, "94.930", "rural"),
        ({"in_us_state": "AK", "in_rural": True}, "60.000", "state"),
        ({"in_us_state": "TX", "in_rural": True, "in_cba": "Dallas, TX"}, "48.000", "former_cba"),
    ],
)
def test_equipment_by_place(con: Con, place: dict[str, object], amount: str, basis: str) -> None:
    found = rented(con, **place)
    assert (found["amount"], found["basis"], found["unit"]) == (Decimal(amount), basis, "month")


def test_equipment_without_a_state_has_no_amount(con: Con) -> None:
    found = rented(con)
    assert (found["amount"], found["payment_status"]) == (None, "by_state")


def test_modifiers_of_a_bid_item_are_listed_with_the_item(con: Con) -> None:
    """A4557 with KG, which marks a bid item, has a fee of its own in the area."""
    fees = "dmepos_fees_on($1, in_us_state := 'TX', in_cba := 'Dallas, TX')"
    query = f"SELECT modifier, amount, basis FROM {fees} WHERE hcpcs = 'A4557'"
    found = {tuple(row.values()) for row in rows(con, query, WINTER)}
    assert found == {(None, Decimal("11.800"), "state"), ("KG", Decimal("9.990"), "former_cba")}


def test_several_fees_of_one_code_ask_for_the_modifier(con: Con) -> None:
    found = of_schedule(con, "E0776", "dmepos")
    assert len(found) == 2
    assert all("the modifier decides" in row["reason"] for row in found)


def test_files_posted_in_january_alone_hold_for_the_year(con: Con) -> None:
    """DME25-B had the fees alone; rural and former CBA ZIP codes are January's."""
    query = "FROM dmepos_area_of_zip($1, DATE '2025-05-01')"
    assert [rows(con, query, zip_code)[0]["is_rural"] for zip_code in ("79001", "75201")] == [True, False]
    assert rows(con, query, "75201-1234")[0]["cba"] == "Dallas, TX"
    query = "SELECT amount FROM dmepos_fees_on(DATE '2025-05-01', in_us_state := 'TX') WHERE hcpcs = 'E0601'"
    assert rows(con, query) == [{"amount": Decimal("50.000")}]


def test_rental_months(con: Con) -> None:
    """Capped rental: 49.57, then 75 %; a power wheelchair 500.00, then two fifths."""
    query = "SELECT month_from, month_to, amount_per_month FROM dmepos_rental_months($1, $2, 'TX')"
    assert [tuple(row.values()) for row in rows(con, query, "E0601", WINTER)] == [
        (1, 3, Decimal("49.57")),
        (4, 13, Decimal("37.18")),
    ]
    assert [row["amount_per_month"] for row in rows(con, query, "K0823", WINTER)] == [
        Decimal(500),
        Decimal(200),
    ]


def anesthetic(
    con: Con, modifiers: str | None, minutes: int = 95, day: date = date(2026, 2, 1), **more: object
) -> dict[str, Any]:
    given = "".join(f", {name} := ${n}" for n, name in enumerate(more, 4))
    query = f"FROM anesthesia_payment('00400', $1, $2, '10112', '00', $3{given})"
    (row,) = rows(con, query, minutes, modifiers, day, *more.values())
    return row


@pytest.mark.parametrize(
    ("modifiers", "payment"),
    [
        ("AA", "181.63"),  # (3 + 6.3) x 19.53 = 181.629
        ("QZ", "181.63"),
        (None, "181.63"),
        ("QK", "90.81"),  # half: 90.8145
        ("QY-QS", "90.81"),
        ("QX", "90.81"),
        ("AD", "58.59"),  # three base units
    ],
)
def test_an_anesthetic_of_95_minutes(con: Con, modifiers: str | None, payment: str) -> None:
    """95 minutes are 6.3 time units, by NGS's own example."""
    row = anesthetic(con, modifiers)
    assert row["payment"] == Decimal(payment)
    assert row["medicare_payment"] + row["beneficiary_payment"] == row["payment"]
    assert (row["units_of_year"], row["base_units_release_id"]) == (2022, "anesthesia-base-units 2022 r1")
    if modifiers != "AD":
        assert (row["base_units"], row["time_units"]) == (3, Decimal("6.3"))


@pytest.mark.parametrize("minutes", ["-1", "-0.4", "15.5", "10081", "999999999999", "'abc'", "'nan'::DOUBLE"])
def test_what_is_no_number_of_minutes_is_not_understood(con: Con, minutes: str) -> None:
    """-0.4 minutes were rounded to none and paid; a thousand million broke in DuckDB."""
    asked = f"anesthesia_payment('00400', {minutes}, 'AA', '10112', '00', DATE '2026-02-01')"
    (row,) = rows(con, f"FROM {asked}")
    assert (row["payment_status"], row["payment"], row["minutes"]) == ("not_understood", None, None)
    assert "is not a number of minutes" in row["reason"]
    assert con.execute("SELECT anesthesia_time_units(-100), anesthesia_time_units(NULL)").fetchall() == [
        (None, None)
    ]


def test_an_anesthetic_is_not_paid_to_a_participant_who_is_null(con: Con) -> None:
    row = anesthetic(con, "AA", qp=None)
    assert (row["payment_status"], row["payment"]) == ("not_understood", None)


def test_supervision_of_many_counts_one_unit_if_present_at_induction(con: Con) -> None:
    row = anesthetic(con, "AD", present_at_induction=True)
    assert (row["total_units"], row["payment"]) == (Decimal("4.0"), Decimal("78.12"))


def test_qualifying_participants_have_a_factor_of_their_own_from_2026(con: Con) -> None:
    assert anesthetic(con, "AA", qp=True)["conversion_factor"] == Decimal("19.6300")
    assert anesthetic(con, "AA", day=WINTER, qp=True)["conversion_factor"] == Decimal("19.3300")


def test_the_client_asks_every_schedule_typed(con: Con) -> None:
    fees = OpenSnapshot("as built", con)
    february = date(2025, 2, 15)
    listed = [row for row in fees.fees("80053", february) if row["schedule"] == "laboratory"]
    (lab,) = (row for row in listed if row["modifier"] is None)
    assert (lab["amount"], lab["beneficiary_share"]) == (Decimal("10.560"), Decimal(0))
    (rural,) = (row for row in fees.fees("E0601", february, zip_code="79001") if row["amount"])
    assert (rural["basis"], rural["amount"]) == ("rural", Decimal("94.930"))
    paid = fees.anesthesia("00400", 95, date(2026, 2, 1), mac="10112", locality="00", modifiers="AA")
    assert paid["payment"] == Decimal("181.63")
    (package,) = fees.drug_packages("00338006910", february)
    assert package["amount_per_package"] == package["amount"] * package["billing_units_per_package"]


def test_the_client_prices_a_case(con: Con) -> None:
    fees = OpenSnapshot("as built", con)
    priced = fees.case({"service_date": "2025-02-15", "lines": [{"code": "99213"}]})
    assert [site["site"] for site in priced["sites"]] == ["office", "hospital_outpatient", "asc"]
    with pytest.raises(ValueError, match="not_a_field"):
        fees.case({"service_date": "2025-02-15", "lines": [{"code": "99213"}], "not_a_field": 1})


def test_a_locality_that_the_rvu_zip_lacks_has_the_factor_posted_apart(con: Con) -> None:
    """(3 + 6.3) x 20.00."""
    (row,) = rows(con, "FROM anesthesia_payment('00400', 95, 'AA', '10112', '01', DATE '2026-02-01')")
    assert (row["payment"], row["factor_release_id"]) == (Decimal("186.00"), "anesthesia-factors 2026 r1")
    (before,) = rows(con, "FROM anesthesia_payment('00400', 95, 'AA', '10112', '01', DATE '2025-02-01')")
    assert (before["payment_status"], before["factor_release_id"]) == ("no_data", "pfs-rvu 2025A r1")


@pytest.mark.parametrize(
    ("minutes", "units"),
    [(0, "0.0"), (1, "0.1"), (7, "0.5"), (15, "1.0"), (22, "1.5"), (23, "1.5"), (94, "6.3")],
)
def test_time_units(con: Con, minutes: int, units: str) -> None:
    assert rows(con, "SELECT anesthesia_time_units($1) AS units", minutes) == [{"units": Decimal(units)}]


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        (
            "anesthesia_payment('99213', 95, 'AA', '10112', '00', DATE '2026-02-01')",
            "not_listed",
            "list the code",
        ),
        ("anesthesia_payment('00400', 95, 'AA', '99999', '00', DATE '2026-02-01')", "no_data", "99999 00"),
        (
            "anesthesia_payment('00400', 95, 'AA QK', '10112', '00', DATE '2026-02-01')",
            "no_data",
            "Pass only one of",
        ),
    ],
)
def test_an_anesthetic_that_cannot_be_priced_says_why(con: Con, query: str, status: str, reason: str) -> None:
    (row,) = rows(con, f"FROM {query}")
    assert (row["payment_status"], row["payment"]) == (status, None)
    assert reason in row["reason"]


def test_the_physician_in_a_locality(con: Con) -> None:
    """(1.30 x 1.000 + 2.00 x 0.875 + 0.10 x 0.566) x 32.3465 = 100.49."""
    query = (
        "FROM fees_of('99213', $1, in_mac := '10112', in_locality := '00') WHERE pfs_setting = 'nonfacility'"
    )
    (row,) = rows(con, query, WINTER)
    assert (row["amount"], row["basis"], row["area"]) == (Decimal("100.490"), "mac_locality", "10112 00")


def test_every_status_of_a_fee_is_explained(con: Con) -> None:
    query = (
        "SELECT DISTINCT payment_status FROM fees_on($1) ANTI JOIN payment_statuses USING (payment_status)"
    )
    assert rows(con, query, WINTER) == []


def site(con: Con, code: str, name: str, state: str | None = None) -> dict[str, Any]:
    query = "FROM site_payments_of($1, $2, in_us_state := $3) WHERE site = $4"
    (row,) = rows(con, query, code, WINTER, state, name)
    return row


@pytest.mark.parametrize(
    ("code", "name", "schedule", "amount", "status"),
    [
        ("J7213", "hospital_outpatient", "hospital_outpatient", "2.200", "paid"),
        ("J1885", "hospital_outpatient", "drug", "0.751", "paid"),
        ("0020M", "hospital_outpatient", "laboratory", None, "contractor_priced"),
        ("0020M", "office", "laboratory", None, "contractor_priced"),
        ("80053", "office", "laboratory", "10.560", "paid"),
        ("E0601", "hospital_outpatient", "dmepos", "49.570", "paid"),
        ("97110", "hospital_outpatient", "hospital_outpatient", None, "other_fee_schedule"),
    ],
)
def test_sites_are_paid_by_the_schedule_that_lists_the_code(
    con: Con, code: str, name: str, schedule: str, amount: str | None, status: str
) -> None:
    row = site(con, code, name, "TX")
    assert (row["schedule"], row["amount"], row["payment_status"]) == (schedule, dollars(amount), status)


@pytest.mark.parametrize(
    ("code", "name", "known_on", "expected"),
    [
        ("J7213", "office", "2025-02-20", ("drug", "2.202", "paid", "asp 2025-01 r1")),
        ("J7213", "office", "2025-06-01", ("drug", "1.855", "paid", "asp 2025-01 r2")),
        ("80053", "office", "2025-06-01", ("laboratory", "10.560", "paid", "clfs 2025Q1 r1")),
        ("80053", "hospital_outpatient", "2025-06-01", ("laboratory", None, "packaged", "clfs 2025Q1 r1")),
        ("0020M", "office", "2025-06-01", ("laboratory", None, "contractor_priced", "clfs 2025Q1 r1")),
        ("E0601", "hospital_outpatient", "2025-06-01", ("dmepos", None, "by_state", "dmepos 2025A r1")),
        ("97110", "hospital_outpatient", "2025-06-01", (None, None, "other_fee_schedule", None)),
    ],
)
def test_site_of_service_itself_takes_the_other_schedules(
    con: Con, code: str, name: str, known_on: str, expected: tuple[str | None, ...]
) -> None:
    """As known on each day: the second ASP posting replaced the limit of J7213."""
    asked = f"FROM site_of_service_on($1, known_on := DATE '{known_on}') WHERE hcpcs = $2 AND site = $3"
    (row,) = rows(con, asked, date(2025, 2, 15), code, name)
    schedule, amount, status, release = expected
    assert (row["other_schedule"], row["total_payment"]) == (schedule, dollars(amount))
    assert (row["payment_status"], row["other_release_id"]) == (status, release)
    if status == "packaged":
        assert row["total_payment_if_billed_alone"] == Decimal("10.560")


def test_a_laboratory_test_of_status_q4_stays_packaged(con: Con) -> None:
    row = site(con, "80053", "hospital_outpatient")
    assert (row["payment_status"], row["amount"]) == ("packaged", None)
    assert row["amount_if_billed_alone"] == Decimal("10.560")
    assert "if it is not packaged" in row["reason"]


def test_where_no_schedule_is_posted_the_reason_says_so(con: Con) -> None:
    assert "therapy" in site(con, "97110", "hospital_outpatient")["reason"]


def test_a_code_between_two_named_ones_has_the_category_of_its_section(tmp_path: Path) -> None:
    """CMS adds codes at the end of a section: A8006 follows A8004, A9800 is a radiopharmaceutical."""
    expected = {
        "A8006": ("supplies", "medical and surgical supplies", None),
        "A9800": ("drugs", "radiopharmaceuticals and contrast", None),
        "E8999": ("durable medical equipment", None, None),
        "17000": ("surgery", "integumentary", "skin"),
        "19301": ("surgery", "integumentary", "breast"),
        "38100": ("surgery", "hemic and lymphatic", "spleen and lymph nodes"),
    }
    shelf = Shelf(tmp_path)
    listed = shelf.put("opps 2025-10", opps_addendum_b=[rate(code, "1.000") for code in expected])
    query = "SELECT hcpcs, row(category, body_system, body_region) FROM code_classes"
    with reading(build(tmp_path / "c.duckdb", [listed], shelf.folders)) as con:
        assert dict(con.execute(query).fetchall()) == expected
