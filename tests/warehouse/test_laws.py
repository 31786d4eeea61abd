"""The laws that changed what was finally paid cover every day of service; the one enacted last holds."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from tests.warehouse.test_rule_values import Row, table
from warehouse.build.contracts import declared_sql, models, tables
from warehouse.build.rules import load_rules


def laws(kind: str, *applies_to: str) -> list[Row]:
    rows = (row for row in table("pfs_laws") if row["kind"] == kind and row["applies_to"] in applies_to)
    return sorted(rows, key=lambda row: row["service_from"])


@pytest.mark.parametrize(
    ("kind", "applies_to"),
    [
        ("work_gpci_floor", ("all",)),
        ("conversion_factor", ("all", "not_qualifying_apm")),
        ("conversion_factor", ("all", "qualifying_apm")),
    ],
)
def test_every_day_from_2009_to_2026_has_one_law(kind: str, applies_to: tuple[str, ...]) -> None:
    rows = laws(kind, *applies_to)
    day, last = date(2009, 1, 1), date(2026, 12, 31)
    while day <= last:
        covering = [row for row in rows if row["service_from"] <= day.isoformat() <= row["service_to"]]
        assert covering, day
        assert len({row["enacted_on"] for row in covering}) == len(covering), day
        day = min(date.fromisoformat(row["service_to"]) for row in covering) + timedelta(1)


def test_laws_that_replace_one_another_are_these() -> None:
    """The corrections of May 2010, over three laws, and the factor of March 9, 2024."""
    rows = laws("conversion_factor", "all")
    replaced = [
        (later["law"], earlier["law"])
        for earlier, later in itertools.permutations(rows, 2)
        if earlier["service_from"] <= later["service_to"]
        and later["service_from"] <= earlier["service_to"]
        and earlier["enacted_on"] < later["enacted_on"]
    ]
    assert len(replaced) == 4
    assert {later for later, _ in replaced} == {
        "CY 2010 corrections with the ACA",
        "Consolidated Appropriations Act, 2024",
    }


def test_the_factor_of_june_2010_is_higher_by_the_law() -> None:
    """36.0791 x 1.022 = 36.8728; CMS printed 36.8729."""
    factors = {row["law"]: Decimal(row["value"]) for row in laws("conversion_factor", "all")}
    relief = "Preservation of Access to Care for Medicare Beneficiaries and Pension Relief Act of 2010"
    corrected = factors["CY 2010 corrections with the ACA"]
    assert abs(corrected * Decimal("1.022") - factors[relief]) < Decimal("0.0002")


def test_every_law_is_dated_and_sourced() -> None:
    rows = [row for row in table("pfs_laws") if row["kind"] != "unsettled"]
    assert len(rows) >= 62
    assert all(row["law"] and row["source"] and date.fromisoformat(row["enacted_on"]) for row in rows)


def test_a_law_that_was_not_read_says_so() -> None:
    """42 U.S.C. 1395w-4 states the floors to 2023, (e)(1)(E), (G), (I), and the updates, (d)(9) to (20)."""
    rows = table("pfs_laws")
    assert {row["confirmed_by"] for row in rows} == {"section", "code", "cms", "summary", "none"}
    unread = [row for row in rows if row["law"] and row["confirmed_by"] in ("summary", "none")]
    assert [row["law"] for row in unread if "The text was not read." not in row["note"]] == []
    assert [row["law"] for row in rows if row not in unread and "not read" in row["note"]] == []
    floors = [row for row in rows if row["kind"] == "work_gpci_floor" and row["service_to"] <= "2023-12-31"]
    assert {row["confirmed_by"] for row in floors} == {"section", "code", "cms"}


def test_the_inpatient_deductible_of_every_year_is_sourced() -> None:
    """Each a multiple of 4 (section 1813(b)(1)); 2020 to 2024 are those of CMS's OPPS pricer."""
    rows = {int(row["year"]): row for row in table("inpatient_deductibles")}
    assert list(rows) == list(range(2009, 2009 + len(rows)))
    assert all("HI 00601.550" in row["source"] or "FR" in row["source"] for row in rows.values())
    assert all(Decimal(row["amount"]) % 4 == 0 for row in rows.values())
    pricer = [Decimal(rows[year]["amount"]) for year in range(2020, 2025)]
    assert pricer == [1408, 1484, 1556, 1600, 1632]


def cut(release: str, service: tuple[str, str], known_from: str, factor: str) -> list[tuple[object, ...]]:
    """The rows of `pfs_spans` for a release posted on a day: service, knowledge, factor."""
    with duckdb.connect() as con:
        con.execute(declared_sql(tables()))
        load_rules(con)
        con.execute(
            "INSERT INTO release_spans VALUES ('pfs-rvu', $1, $2, $3, $4, '9999-12-31')",
            [release, *service, known_from],
        )
        con.execute("CREATE TABLE pfs_gpci (release_id VARCHAR, work_gpci DECIMAL(6, 3))")
        con.execute(
            "CREATE TABLE pfs_rvu AS SELECT $1 AS release_id, false AS qualifying_apm, 'A' AS status_code, "
            "$2::DECIMAL(9, 4) AS conversion_factor, '0' AS calculation_flag",
            [release, factor],
        )
        return con.sql(
            "SELECT service_from::VARCHAR, service_to::VARCHAR, known_from::VARCHAR, known_to::VARCHAR, "
            f"conversion_factor::VARCHAR FROM ({models()['pfs_spans'].body.rstrip(';')}) ORDER BY ALL"
        ).fetchall()


def test_a_later_law_replaces_what_an_earlier_one_named_for_the_year() -> None:
    """CAA, 2023, for all 2024; CAA, 2024, of March 9, from that day on: known only then."""
    assert cut("pfs-rvu 2024A r1", ("2024-01-01", "2024-03-31"), "2023-12-01", "32.7442") == [
        ("2024-01-01", "2024-03-08", "2023-12-01", "9999-12-31", "32.7442"),
        ("2024-03-09", "2024-03-31", "2023-12-01", "2024-03-08", "32.7442"),
        ("2024-03-09", "2024-03-31", "2024-03-09", "9999-12-31", "33.2875"),
    ]


def test_a_release_that_prints_the_final_factor_is_not_split() -> None:
    assert cut("pfs-rvu 2024AR r1", ("2024-03-09", "2024-03-31"), "2024-01-01", "33.2875") == [
        ("2024-03-09", "2024-03-31", "2024-01-01", "9999-12-31", "33.2875")
    ]


def test_june_2010_is_split_from_the_days_before() -> None:
    assert cut("pfs-rvu 2010B r1", ("2010-04-01", "2010-06-30"), "2010-05-14", "36.0791") == [
        ("2010-04-01", "2010-05-31", "2010-05-14", "9999-12-31", "36.0791"),
        ("2010-06-01", "2010-06-30", "2010-05-14", "2010-06-24", "36.0791"),
        ("2010-06-01", "2010-06-30", "2010-06-25", "9999-12-31", "36.8729"),
    ]
