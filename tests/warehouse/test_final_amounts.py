"""What was finally paid where Congress acted after CMS had printed; what is not understood has no price."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.handmade import Shelf, Tables, rate, rvu
from warehouse.build.build_file import build

Con = duckdb.DuckDBPyConnection


def index(mac: str, name: str, work: str, pe: str = "0.900") -> dict[str, Any]:
    """A row of GPCI as printed before 2021, without the state."""
    indices = {"work_gpci": Decimal(work), "pe_gpci": Decimal(pe), "mp_gpci": Decimal("0.500")}
    return {"mac": mac, "locality": "01", "locality_name": name} | indices


CAPPED = {"opps_pe_rvu_nonfacility": Decimal("1.00"), "opps_pe_rvu_facility": Decimal("0.50")}
CAPPED |= {"opps_mp_rvu": Decimal("0.05")}


def made_of_rvus(cap: str, factor: str) -> Tables:
    """What a release prints of it for Alabama, whose work index the law raises, and for Boston."""
    places = ({"mac": mac, "locality": "01"} for mac in ("10102", "14212"))
    cap_prices = {"facility_amount": Decimal(cap), "nonfacility_amount": Decimal(cap)}
    caps, factors = [], []
    for place in places:
        caps.append(place | cap_prices | {"hcpcs": "71046", "modifier": "TC"})
        factors.append(place | {"conversion_factor": Decimal(factor), "qualifying_apm": False})
    return {"pfs_opps_cap": caps, "pfs_anesthesia_cf": factors}


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    """99213 is work 1.30, PE 2.00 and 1.00, MP 0.10 in every release."""
    root = tmp_path_factory.mktemp("final")
    shelf = Shelf(root / "shelf")
    flagged = [rvu("90806", "1.86", "36.0666", calculation_flag="2", pe_rvu_nonfacility=Decimal("0.54"))]
    places = [index("10102", "ALABAMA", "0.977"), index("02102", "Alaska", "1.300")]
    places.append(index("14212", "METROPOLITAN BOSTON", "1.020"))
    later = [*places, index("03202", "Montana", "0.950", "0.970"), index("01302", "Nevada", "1.020", "0.970")]
    revisions = [
        shelf.put("pfs-rvu 2009A", pfs_rvu=[rvu("99213", "1.30", "36.0666"), *flagged], pfs_gpci=later),
        shelf.put("pfs-rvu 2010B", pfs_rvu=[rvu("99213", "1.30", "36.0791")]),
        shelf.put(
            "pfs-rvu 2012A",
            pfs_rvu=[rvu("99213", "1.30", "24.6712", **CAPPED)],
            pfs_gpci=later,
            **made_of_rvus("20.00", "15.5000"),
        ),
        shelf.put("pfs-rvu 2014A", pfs_rvu=[rvu("98941", "0.50", "35.8228", calculation_flag="3")]),
        shelf.put(
            "pfs-rvu 2018A",
            pfs_rvu=[rvu("99213", "1.30", "35.9996")],
            pfs_gpci=later,
            **made_of_rvus("30.00", "20.7600"),
        ),
        shelf.put("anesthesia-base-units 2010", anesthesia_base_units=[{"hcpcs": "00400", "base_units": 3}]),
        shelf.put(
            "opps 2022-10",
            opps_addendum_b=[
                rate("33249", "33547.050", status_indicator="J1", minimum_copayment=Decimal("6709.410"))
            ],
        ),
    ]
    with duckdb.connect(build(root / "f.duckdb", revisions, shelf.folders), read_only=True) as con:
        yield con


def payment(con: Con, asked: str) -> tuple[Any, ...]:
    return con.execute(f"SELECT payment, payment_status, reason FROM pfs_payment({asked})").fetchall()[0]


@pytest.mark.parametrize(
    ("asked", "amount"),
    [
        # The Bipartisan Budget Act of 2018 restored the floor from January 1: (1.30 + 1.80 + 0.05) x 35.9996.
        ("'99213', NULL, '10102', '01', DATE '2018-02-01', 'nonfacility'", "113.40"),
        # Alaska's floor is 1.5: (1.95 + 1.80 + 0.05) x 35.9996.
        ("'99213', NULL, '02102', '01', DATE '2018-02-01', 'nonfacility'", "136.80"),
        # A frontier state's practice expense is at least 1.000 from 2011 on: (1.30 + 2.00 + 0.05) x 35.9996 …
        ("'99213', NULL, '03202', '01', DATE '2018-02-01', 'nonfacility'", "120.60"),
        # … and was 0.970 in 2009: (1.30 + 1.94 + 0.05) x 36.0666.
        ("'99213', NULL, '03202', '01', DATE '2009-02-01', 'nonfacility'", "118.66"),
        # 2.2 % more from June 1, 2010, in the middle of a release: 3.40 x 36.0791 and x 36.8729.
        ("'99213', NULL, NULL, NULL, DATE '2010-05-31', 'nonfacility'", "122.67"),
        ("'99213', NULL, NULL, NULL, DATE '2010-06-01', 'nonfacility'", "125.37"),
        # Calculation flag 2: 2.50 x 36.0666 = 90.17, x 1.05 = 94.6785 …
        # … flag 3: 2.60 x 35.8228 = 93.14, x 0.98 = 91.2772.
        ("'90806', NULL, NULL, NULL, DATE '2009-02-01', 'nonfacility'", "94.68"),
        # GZ is denied without review since July 2011 (CR 7228); before, 3.40 x 36.0666 on its merits.
        ("'99213', 'GZ', NULL, NULL, DATE '2009-02-01', 'nonfacility'", "122.63"),
        ("'98941', NULL, NULL, NULL, DATE '2014-02-01', 'nonfacility'", "91.28"),
    ],
)
def test_what_was_finally_paid(paid: Con, asked: str, amount: str) -> None:
    assert payment(paid, asked)[:2] == (Decimal(amount), "paid")


def test_a_release_that_was_never_final_settles_nothing(paid: Con) -> None:
    amount, status, reason = payment(paid, "'99213', NULL, NULL, NULL, DATE '2012-02-01', 'nonfacility'")
    assert (amount, status) == (None, "no_data")
    assert "24.6712" in reason
    assert "34.0376" in reason
    changed = paid.execute(
        "SELECT DISTINCT amount_before FROM changes_between('pfs-rvu 2012A r1', 'pfs-rvu 2018A r1') "
        "WHERE hcpcs = '99213'"
    ).fetchall()
    assert changed == [(None,)]


def test_no_dollars_that_such_a_release_prints_are_told_as_paid(paid: Con) -> None:
    """Factor, OPPS cap and anesthesia factor of 2012A: 24.6712 and indices for illustration only."""
    figures = "SELECT conversion_factor, opps_cap_nonfacility, opps_cap_facility FROM code_figures_on($1)"
    assert paid.execute(figures, ["2012-02-01"]).fetchall() == [(None, None, None)]
    assert paid.execute(
        "SELECT conversion_factor FROM pfs_payment('99213', NULL, NULL, NULL, DATE '2012-02-01', 'office')"
    ).fetchall() == [(None,)]
    changes = (
        "FROM changes_between('pfs-rvu 2012A r1', 'pfs-rvu 2018A r1', in_mac := '14212 ', in_locality := '1')"
    )
    found = paid.execute(
        f"SELECT table_name, amount_before, amount_after {changes} WHERE mac IS NOT NULL"
    ).fetchall()
    assert set(found) == {
        ("pfs_opps_cap", None, Decimal("30.000")),
        ("pfs_anesthesia_cf", None, Decimal("20.760")),
    }


def test_dollars_printed_at_indices_that_a_law_raised_are_none_that_were_paid(paid: Con) -> None:
    """RVU18A was printed without the floor: Alabama's OPPS caps and anesthesia factor, not Boston's."""
    changes = "FROM changes_between('pfs-rvu 2012A r1', 'pfs-rvu 2018A r1')"
    found = paid.execute(
        f"SELECT DISTINCT mac, amount_after IS NULL {changes} "
        "WHERE mac IN ('10102', '14212') AND table_name <> 'pfs_gpci'"
    ).fetchall()
    assert set(found) == {("14212", False)}  # nothing of Alabama is known in either release


def test_a_locality_is_not_final_by_either_index(paid: Con) -> None:
    """RVU18A: the floor of work in Alabama and Alaska, of practice expense in Nevada, of both in Montana."""
    of_today = "release_id LIKE '%2018A r1' AND known_to > '9999-01-01'"
    query = f"SELECT mac, reason FROM _amounts_not_final WHERE {of_today}"
    changed = {mac: reason.partition("final: ")[2] for mac, reason in paid.execute(query).fetchall()}
    assert changed == {
        "10102": "work 0.977 became 1.000",
        "02102": "work 1.300 became 1.500",
        "03202": "work 0.950 became 1.000, practice expense 0.970 became 1.000",
        "01302": "practice expense 0.970 became 1.000",
    }


@pytest.mark.parametrize(
    ("mac", "day", "known_on", "status", "payment"),
    [
        ("14212", "2018-02-01", "9999-12-31", "paid", Decimal("145.32")),  # (3 + 4) x 20.76
        ("10102", "2018-02-01", "9999-12-31", "no_data", None),
        ("10102", "2018-02-01", "2018-02-08", "paid", Decimal("145.32")),  # the day before the law
        ("14212", "2012-02-01", "9999-12-31", "no_data", None),
    ],
)
def test_an_anesthetic_is_paid_by_a_final_factor_alone(
    paid: Con, mac: str, day: str, known_on: str, status: str, payment: Decimal | None
) -> None:
    asked = "anesthesia_payment('00400', 60, 'AA', $1, '01', $2::DATE, known_on := $3::DATE)"
    query = f"SELECT payment_status, payment, conversion_factor IS NULL, reason FROM {asked}"
    [(found, amount, without_factor, reason)] = paid.execute(query, [mac, day, known_on]).fetchall()
    assert (found, amount, without_factor) == (status, payment, payment is None)
    if payment is None:
        assert "0.977 became 1.000" in reason or "24.6712" in reason
    fees = "fees_on($2::DATE, in_mac := $1, in_locality := '01', known_on := $3::DATE)"
    [(explanation,)] = paid.execute(
        f"SELECT reason FROM {fees} WHERE hcpcs = '00400'", [mac, day, known_on]
    ).fetchall()
    assert ("of $20.76" in explanation) == (payment is not None)


def test_figures_sites_and_localities_read_the_same_amounts(paid: Con) -> None:
    [(figure,)] = paid.execute(
        "SELECT physician_payment_nonfacility FROM code_figures_on(DATE '2009-02-01') WHERE hcpcs = '90806'"
    ).fetchall()
    [(site,)] = paid.execute(
        "SELECT total_payment FROM site_of_service_of('90806', DATE '2009-02-01') WHERE site = 'office'"
    ).fetchall()
    [(local,)] = paid.execute(
        "SELECT professional_payment FROM site_of_service_of('99213', DATE '2018-02-01', "
        "in_mac := '10102', in_locality := '01') WHERE site = 'office'"
    ).fetchall()
    assert (figure, site, local) == (Decimal("94.68"), Decimal("94.68"), Decimal("113.40"))


def test_a_copayment_is_limited_to_the_inpatient_deductible(paid: Con) -> None:
    """33249 in October 2022: CMS prints 6,709.41, and the deductible of 2022 was 1,556."""
    found = paid.execute(
        "SELECT facility_copayment FROM site_of_service_of('33249', DATE '2022-10-15') "
        "WHERE site = 'hospital_outpatient'"
    ).fetchall()
    assert found == [(Decimal("1556.000"),)]


@pytest.mark.parametrize(
    "setting", ["facility", " Facility", "FACILITY", "asc", "hospital_outpatient", "Hospital Outpatient"]
)
def test_a_known_name_of_a_setting_is_understood(paid: Con, setting: str) -> None:
    """(1.30 + 1.00 + 0.10) x 36.0666."""
    asked = f"' 99213 ', NULL, NULL, NULL, DATE '2009-02-01', '{setting}'"
    assert payment(paid, asked)[:2] == (Decimal("86.56"), "paid")


@pytest.mark.parametrize(
    "asked",
    [
        "'99213', NULL, NULL, NULL, DATE '2009-02-01', NULL",
        "'99213', NULL, NULL, NULL, DATE '2009-02-01', 'facilty'",
        "'99213', NULL, NULL, NULL, DATE '2009-02-01', ''",
        "'99213', '2', NULL, NULL, DATE '2009-02-01', 'facility'",
        "'99213', 'T C', NULL, NULL, DATE '2009-02-01', 'facility'",
        "'99213', '26 5', NULL, NULL, DATE '2009-02-01', 'facility'",
        "'99213', '2-6', NULL, NULL, DATE '2009-02-01', 'facility'",
        "'99213', ['5', '0'], NULL, NULL, DATE '2009-02-01', 'facility'",
        "'99213-26', NULL, NULL, NULL, DATE '2009-02-01', 'facility'",
        "NULL, NULL, NULL, NULL, DATE '2009-02-01', 'facility'",
        "'9921', NULL, NULL, NULL, DATE '2009-02-01', 'facility'",
        "'99213', NULL, NULL, NULL, NULL, 'facility'",
        "'99213', NULL, NULL, NULL, DATE '2009-02-01', 'facility', qp := NULL",
    ],
)
def test_what_is_not_understood_is_not_priced(paid: Con, asked: str) -> None:
    amount, status, reason = payment(paid, asked)
    assert (amount, status) == (None, "not_understood")
    assert reason


@pytest.mark.parametrize("place", ["NULL, '01'", "'10102', NULL", "'1x102', '01'", "'10102', 'A'"])
def test_a_mac_without_a_locality_is_not_a_place(paid: Con, place: str) -> None:
    amount, status, reason = payment(paid, f"'99213', NULL, {place}, DATE '2009-02-01', 'facility'")
    assert (amount, status) == (None, "no_data")
    assert reason
    mac, locality = place.split(", ")
    sites = paid.execute(
        "SELECT payment_status, total_payment FROM site_of_service_of('99213', DATE '2009-02-01', "
        f"in_mac := {mac}, in_locality := {locality}) WHERE site = 'office'"
    ).fetchall()
    assert sites == [("no_data", None)]


def test_lines_are_priced_set_based_whatever_is_a_column(paid: Con) -> None:
    """LATERAL with every argument a column, modifiers too."""
    found = paid.execute("""
        SELECT line.number, paid.payment, paid.payment_status
        FROM (VALUES
            (1, '99213', NULL, '10102', '01', DATE '2018-02-01', 'office'),
            (2, '99213', '25-GA', NULL, NULL, DATE '2018-02-01', 'facility'),
            (3, '99213', '2', NULL, NULL, DATE '2018-02-01', 'facility'),
            (4, '00000', NULL, NULL, NULL, DATE '2018-02-01', 'facility'),
            (5, '99213', NULL, NULL, NULL, DATE '2019-02-01', 'facility')
        ) AS line (number, code, modifiers, mac, locality, day, setting),
        LATERAL (
            FROM pfs_payment(line.code, line.modifiers, line.mac, line.locality, line.day, line.setting)
        ) AS paid
        ORDER BY line.number
    """).fetchall()
    assert found == [
        (1, Decimal("113.40"), "paid"),
        (2, Decimal("86.40"), "paid"),
        (3, None, "not_understood"),
        (4, None, "not_listed"),
        (5, None, "no_data"),
    ]


def test_a_gap_names_the_adjacent_releases(paid: Con) -> None:
    [(reason,)] = paid.execute("SELECT no_data_reason('pfs-rvu', DATE '2013-02-01')").fetchall()
    assert "pfs-rvu 2012A r1 ends on 2012-03-31" in reason
    assert "pfs-rvu 2014A r1 starts on 2014-01-01" in reason


def test_every_answer_has_a_status_that_is_explained(paid: Con) -> None:
    named = {status for (status,) in paid.execute("SELECT payment_status FROM payment_statuses").fetchall()}
    assert {"not_understood", "not_decided"} <= named


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    """Releases posted before a law that changed them; RVUs as in `paid`."""
    root = tmp_path_factory.mktemp("learned")
    shelf = Shelf(root / "shelf")
    alabama = [index("10102", "ALABAMA", "0.977")]
    flagged = rvu("90806", "1.86", "33.9764", calculation_flag="2", pe_rvu_nonfacility=Decimal("0.54"))
    posted: list[tuple[str, date, Tables]] = [
        ("pfs-rvu 2010AR", date(2010, 1, 8), {"pfs_rvu": [rvu("99213", "1.30", "36.0846")]}),
        ("pfs-rvu 2010B", date(2010, 5, 14), {"pfs_rvu": [rvu("99213", "1.30", "36.0791")]}),
        ("pfs-rvu 2011AR", date(2010, 12, 10), {"pfs_rvu": [flagged]}),
        ("pfs-rvu 2012A", date(2011, 11, 28), {"pfs_rvu": [rvu("99213", "1.30", "24.6712")]}),
        ("pfs-rvu 2013A", date(2012, 11, 30), {"pfs_rvu": [rvu("99213", "1.30", "25.0008")]}),
        (
            "pfs-rvu 2018A",
            date(2017, 12, 20),
            {"pfs_rvu": [rvu("99213", "1.30", "35.9996")], "pfs_gpci": alabama},
        ),
    ]
    revisions = [shelf.put(release, published_on=on, **tables) for release, on, tables in posted]
    with duckdb.connect(build(root / "l.duckdb", revisions, shelf.folders), read_only=True) as con:
        yield con


# Code, place, date of service; the day before a law or notice was known and the amount as known then; the day
# it was known, and the amount since.
LEARNED = {
    # 3.40 x 36.0846 (CMS, Physician Fee Schedule page of January 8, 2010); since 75 FR 26350 no file of
    # January is final.
    "corrections of May 2010": (
        "99213",
        "NULL, NULL",
        "2010-02-01",
        "2010-05-10",
        "122.69",
        "2010-05-11",
        None,
    ),
    # Public Law 111-192, section 101, is of June 25: 3.40 x 36.0791, then x 36.8729.
    "2.2 % of 2010": (
        "99213",
        "NULL, NULL",
        "2010-06-05",
        "2010-06-24",
        "122.67",
        "2010-06-25",
        "125.37",
    ),
    # The MMEA is of December 15, 2010: 2.50 x 33.9764 = 84.94, then x 1.05 = 89.187.
    "flag 2 of 2011": ("90806", "NULL, NULL", "2011-02-01", "2010-12-14", "84.94", "2010-12-15", "89.19"),
    # The TPTCCA is of December 23, 2011: 3.40 x 24.6712, then RVU12AR replaces the file …
    "SGR of 2012": ("99213", "NULL, NULL", "2012-02-01", "2011-12-22", "83.88", "2011-12-23", None),
    # … for March too, for which no law named another factor before February 22.
    "SGR of March 2012": ("99213", "NULL, NULL", "2012-03-15", "2011-12-22", "83.88", "2011-12-23", None),
    # The ATRA is of January 2, 2013: 3.40 x 25.0008.
    "SGR of 2013": ("99213", "NULL, NULL", "2013-01-15", "2013-01-01", "85.00", "2013-01-02", None),
    # The BBA 2018 is of February 9: (1.30 x 0.977 + 1.80 + 0.05) x 35.9996 = 112.322, then 3.15 x 35.9996.
    "floor of 2018": ("99213", "'10102', '01'", "2018-01-15", "2018-02-08", "112.32", "2018-02-09", "113.40"),
}


@pytest.mark.parametrize("name", LEARNED)
def test_a_law_is_known_from_the_day_of_its_enactment(learned: Con, name: str) -> None:
    code, place, day, before, amount_before, since, amount_since = LEARNED[name]
    asked = f"'{code}', NULL, {place}, DATE '{day}', 'nonfacility', known_on := DATE"
    assert payment(learned, f"{asked} '{before}'")[:2] == (Decimal(amount_before), "paid")
    status = "no_data" if amount_since is None else "paid"
    expected = None if amount_since is None else Decimal(amount_since)
    assert payment(learned, f"{asked} '{since}'")[:2] == (expected, status)
    assert payment(learned, f"{asked} '9999-12-31'")[:2] == (expected, status)


def test_every_answer_knows_a_law_from_the_same_day(learned: Con) -> None:
    """The floor of 2018 in figures, sites, fees, cards and ranges: 112.32 before February 9, 113.40 since."""
    for known_on, amount in (("2018-02-08", "112.32"), ("2018-02-09", "113.40")):
        known = f"known_on := DATE '{known_on}'"
        asked = [
            "SELECT professional_payment FROM site_of_service_of('99213', DATE '2018-01-15', "
            f"in_mac := '10102', in_locality := '01', {known}) WHERE site = 'office'",
            f"SELECT payment FROM physician_payments_on(DATE '2018-01-15', {known}) "
            "WHERE hcpcs = '99213' AND pfs_setting = 'nonfacility' AND NOT qualifying_apm",
            "SELECT amount FROM fees_on(DATE '2018-01-15', in_mac := '10102', in_locality := '01', "
            f"{known}) WHERE hcpcs = '99213' AND pfs_setting = 'nonfacility'",
            "SELECT nonfacility_low FROM locality_ranges WHERE hcpcs = '99213' "
            f"AND service_from = DATE '2018-01-01' AND known_from <= DATE '{known_on}' "
            "ORDER BY known_from DESC LIMIT 1",
        ]
        assert [learned.execute(query).fetchall() for query in asked] == [[(Decimal(amount),)]] * len(asked)


def test_a_law_without_changes_splits_no_release(learned: Con, paid: Con) -> None:
    """RVU09A prints the floor, RVU14A flag 3 alone: one row each; 2018 is cut by the floor of February 9."""
    counted = "SELECT release_id, count(*) FROM pfs_spans WHERE release_id LIKE $1 GROUP BY release_id"
    assert paid.execute(counted, ["pfs-rvu 2014A%"]).fetchall() == [("pfs-rvu 2014A r1", 1)]
    assert learned.execute(counted, ["pfs-rvu 2018A%"]).fetchall() == [("pfs-rvu 2018A r1", 2)]


FINAL = {
    "99213 in Alabama, 2018": ("'99213', NULL, '10102', '00', DATE '2018-02-01', 'nonfacility'", "68.84"),
    "27447 in Alabama, 2018": ("'27447', NULL, '10102', '00', DATE '2018-02-01', 'facility'", "1278.27"),
    "90806, 2009": ("'90806', NULL, NULL, NULL, DATE '2009-02-01', 'nonfacility'", "93.53"),
    "98941, 2014": ("'98941', NULL, NULL, NULL, DATE '2014-02-01', 'nonfacility'", "40.72"),
}


@pytest.mark.real
@pytest.mark.parametrize("name", FINAL)
def test_real_amounts_that_congress_changed(real: Con, name: str) -> None:
    """PAMA, BBA 2018, MIPPA and the chiropractic demonstration, on CMS's own files."""
    asked, amount = FINAL[name]
    assert payment(real, asked)[:2] == (Decimal(amount), "paid")


@pytest.mark.real
def test_real_sites_without_a_professional_part(real: Con) -> None:
    """PC/TC 3, 5 and 8 in a hospital; a radiopharmaceutical has no physician's part: 1,730.29 is all."""
    on = date(2026, 2, 1)
    query = "SELECT professional_status, total_payment FROM site_of_service_of($1, $2) WHERE site = $3"
    for code in ("96446", "Q0092", "85060"):
        assert real.execute(query, [code, on, "hospital_outpatient"]).fetchall()[0][0] == "not_paid"
    for site in ("hospital_outpatient", "asc"):
        assert real.execute(query, ["A9507", on, site]).fetchall() == [("not_paid", Decimal("1730.290"))]


def test_the_opps_amount_of_a_qualifying_participant_is_of_their_own_file(tmp_path: Path) -> None:
    """Both files of 2026 list the OPPS-based RVUs; here they differ: (0.18 + 0.50 + 0.03) x 33.5675."""
    shelf = Shelf(tmp_path / "shelf")
    own = {
        False: {"opps_pe_rvu_nonfacility": "0.60", "opps_pe_rvu_facility": "0.50", "opps_mp_rvu": "0.02"},
        True: {"opps_pe_rvu_nonfacility": "0.50", "opps_pe_rvu_facility": "0.40", "opps_mp_rvu": "0.03"},
    }
    rows = [
        rvu(
            "71046",
            "0.18",
            factor,
            qualifying_apm=qp,
            **{name: Decimal(text) for name, text in own[qp].items()},
        )
        for qp, factor in ((False, "33.4009"), (True, "33.5675"))
    ]
    held = [shelf.put("pfs-rvu 2026A", pfs_rvu=rows)]
    caps = "SELECT pfs_setting, qualifying_apm, opps_cap_amount FROM physician_payments ORDER BY ALL"
    printed = "SELECT opps_pe_rvu_nonfacility_qp, opps_pe_rvu_facility_qp, opps_mp_rvu_qp FROM physician_fees"
    with duckdb.connect(build(tmp_path / "w.duckdb", held, shelf.folders), read_only=True) as con:
        assert con.execute(caps).fetchall() == [
            ("facility", False, Decimal("23.38")),
            ("facility", True, Decimal("20.48")),
            ("nonfacility", False, Decimal("26.72")),
            ("nonfacility", True, Decimal("23.83")),
        ]
        assert con.execute(printed).fetchall() == [(Decimal("0.50"), Decimal("0.40"), Decimal("0.03"))]


def test_a_release_that_a_law_split_is_compared_by_its_last_period(paid: Con) -> None:
    """2010B was paid at 36.0791 until May and at 36.8729 in June: 3.40 x 36.8729."""
    changes = "FROM changes_between('pfs-rvu 2010B r1', 'pfs-rvu 2018A r1')"
    asked = f"SELECT amount_before {changes} WHERE hcpcs = '99213' AND pfs_setting = 'nonfacility'"
    assert paid.execute(asked).fetchall() == [(Decimal("125.370"),)]
