"""Differences between releases and snapshots: in dollars, by cause, and in words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from cmsfees.channels import DATABASE, resolve
from sources.records import Revision
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from tests.warehouse.publishing import publish_snapshot
from warehouse.build.build_file import build
from warehouse.changes.diff import NotComparable, compare_releases, diff
from warehouse.changes.labels import value_text
from warehouse.changes.report import changes_text
from warehouse.changes.report_lines import CAUSES, _why
from warehouse.database import reading, writing

LISTS_OF_A_YEAR = ("opps-wage-index", "asc-wage-index", "asc-code-pairs")


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots: 2025D alone; then with 2026A, an OPPS quarter corrected, and two PTP quarters."""
    root = tmp_path_factory.mktemp("diff")
    shelf = Shelf(root / "shelf")
    old = shelf.put(
        "pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30"), rvu("99214", "1.92"), rvu("0042T", "0.10")]
    )
    before = publish_snapshot(root / "snapshots", [old], shelf.folders)
    new = [
        rvu("99213", "1.40", cf="33.4009"),
        rvu("99214", "1.92", cf="33.4009", status_code="I", global_days="010"),
        rvu("0988T", "5.00", cf="33.4009"),
    ]
    later = [
        shelf.put("pfs-rvu 2026A", pfs_rvu=new),
        shelf.put(
            "opps 2025-07", 1, opps_addendum_b=[rate("Q5146", "10.000", status_indicator="E2", apc=None)]
        ),
        shelf.put("opps 2025-07", 2, opps_addendum_b=[rate("Q5146", "9.000", apc="0865")]),
        shelf.put("ncci-ptp-practitioner 2025Q3", ncci_ptp=[pair("10060", "10061"), pair("20000", "20001")]),
        shelf.put("ncci-ptp-practitioner 2025Q4", ncci_ptp=[pair("10060", "10061", indicator="0")]),
        shelf.put("dmepos 2025C", dmepos_fee=[texan("100.00", "120.00")]),
        shelf.put("dmepos 2025D", dmepos_fee=[texan("101.00", "125.00")]),
    ]
    publish_snapshot(root / "snapshots", [old, *later], shelf.folders)
    (root / "snapshots" / "before").symlink_to(before.id)
    return root / "snapshots"


def test_a_payment_change_is_split_into_its_causes_to_the_cent(snapshots: Path) -> None:
    """(1.30 + 2.00 + 0.10) x 32.3465 → (1.40 + 2.00 + 0.10) x 33.4009; work is 0.10 x 32.3465."""
    office = diff(snapshots, "pfs-rvu 2025D", "pfs-rvu 2026A", code="99213").rows.filter(
        pfs_setting="nonfacility"
    )
    row = office.row(0, named=True)
    assert (row["amount_before"], row["amount_after"]) == (Decimal("109.98"), Decimal("116.90"))
    parts = [row[f"by_{cause}"] for cause in ("work", "pe", "mp", "conversion_factor")]
    assert parts == [Decimal("3.23"), 0, 0, Decimal("3.69")]
    assert sum(parts) == row["difference"]


def texan(fee: str, fee_rural: str) -> dict[str, object]:
    """A fee of Texas, outside and in rural areas."""
    fees = {"fee": Decimal(fee), "fee_rural": Decimal(fee_rural)}
    return {"hcpcs": "E0601", "modifier": "RR", "us_state": "TX", "schedule": "dmepos", **fees}


def test_a_rural_fee_is_a_row_of_its_own_and_no_setting(snapshots: Path) -> None:
    found = diff(snapshots, "dmepos 2025C", "dmepos 2025D").rows
    shown = found.select("row_label", "pfs_setting", "amount_before", "amount_after").sort("row_label").rows()
    assert shown == [
        ("TX", None, Decimal("100.000"), Decimal("101.000")),
        ("TX, rural", None, Decimal("120.000"), Decimal("125.000")),
    ]


def test_codes_and_indicators_are_named(snapshots: Path) -> None:
    found = diff(snapshots, "pfs-rvu 2025D r1", "pfs-rvu 2026A r1").rows.filter(pfs_setting="facility")
    assert dict(found.select("hcpcs", "change").iter_rows()) == {
        "99213": "changed",
        "99214": "changed",
        "0042T": "dropped",
        "0988T": "added",
    }
    assert column_changes(found.filter(hcpcs="99214")) == [
        ("status_code", "A", "I"),
        ("global_days", "000", "010"),
    ]
    assert column_changes(found.filter(hcpcs="99213")) == [
        ("work_rvu", "1.30", "1.40"),
        ("total_rvu_facility", "2.40", "2.50"),
    ]
    assert column_changes(found.filter(pl.col("change") != "changed")) == []


def test_two_snapshots_differ_by_the_releases_that_the_later_one_adds(snapshots: Path) -> None:
    found = diff(snapshots, "before", "latest").rows
    pairs = found.select("from_release_id", "to_release_id", "kind").unique(maintain_order=True).rows()
    assert pairs == [
        ("dmepos 2025C r1", "dmepos 2025D r1", "quarterly"),
        ("ncci-ptp-practitioner 2025Q3 r1", "ncci-ptp-practitioner 2025Q4 r1", "quarterly"),
        ("opps 2025-07 r1", "opps 2025-07 r2", "correction"),
        ("pfs-rvu 2025D r1", "pfs-rvu 2026A r1", "quarterly"),
    ]
    edits = found.filter(table_name="ncci_ptp")
    assert edits.select("hcpcs", "change").rows() == [("10060", "changed"), ("20000", "dropped")]
    assert column_changes(edits) == [("modifier_indicator", "1", "0")]
    corrected = found.filter(table_name="opps_addendum_b")
    assert column_changes(corrected) == [("status_indicator", "E2", "K"), ("apc", None, "0865")]
    with reading(resolve(snapshots) / DATABASE) as con:
        assert con.sql("SELECT * FROM changes").pl().equals(found)


def test_changes_read_well(snapshots: Path) -> None:
    text = (resolve(snapshots) / "CHANGES.md").read_text("utf-8")
    assert "## RVU25D · October 2025 → RVU26A · January 2026 (quarterly)" in text
    assert "- Conversion factor 32.3465 → 33.4009\n" in text
    assert "- 1 code added: 0988T" in text
    assert "- 2 payments changed: 2 up, 0 down; median +6.92 or +6.9%" in text
    assert (
        "- Sum over all payments, regardless of how often each is billed: "
        "+12.79, of which work +6.46, CF +6.33" in text
    )
    assert "| 99213 | nonfacility | 109.98 | 116.90 | +6.92 | +3.23 | +3.69 |" in text
    assert "(correction)" in text
    assert "- Status indicator (SI) changed for 1 code: E2 → K (1)" in text
    assert "K = drug, biological or radiopharmaceutical without pass-through" in text
    assert "- 1 edit dropped: 20000 with 20001 (in force from 2020-01-01)" in text


def test_the_largest_cause_of_each_payment_is_counted() -> None:
    """-2.00 by the factor outweighs +1.50 by work."""
    none = dict.fromkeys(CAUSES, [Decimal(0)] * 3)
    work, factor = (
        [Decimal("1.50"), Decimal("3.00"), Decimal("0.20")],
        [Decimal("-2.00"), Decimal("1.00"), Decimal("0.10")],
    )
    differences = [one + other for one, other in zip(work, factor, strict=True)]
    moved = pl.DataFrame(none | {"by_work": work, "by_conversion_factor": factor, "difference": differences})
    assert list(_why(moved)) == [
        "Sum over all payments, regardless of how often each is billed: +3.80, of which work +4.70, CF -0.90",
        "Largest cause: work of 2, CF of 1",
    ]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("pfs-rvu 2025D", "opps 2025-07", "expected two releases of one series"),
        ("pfs-rvu 2025D", "latest", "expected two releases or two snapshots"),
        ("pfs-rvu 2025D", "pfs-rvu 2024A", "pfs-rvu 2024A is not in the snapshot"),
    ],
)
def test_incomparable_releases_are_rejected(snapshots: Path, before: str, after: str, message: str) -> None:
    with pytest.raises(NotComparable, match=message):
        diff(snapshots, before, after)


def test_the_older_snapshot_is_named_first(snapshots: Path) -> None:
    with pytest.raises(NotComparable, match="is older than"):
        diff(snapshots, "latest", "before")


@pytest.mark.real
def test_the_july_2025_reposting_changed_five_codes(real_snapshot: Path) -> None:
    found = diff(real_snapshot.parent, "opps 2025-07 r1", "opps 2025-07 r2").rows
    assert found["kind"].unique().to_list() == ["correction"]
    assert found.select("hcpcs", "amount_before", "amount_after").rows() == [
        ("A9596", Decimal("973.639"), Decimal("511.550")),
        ("A9697", Decimal("11379.909"), Decimal("1137.991")),
        ("C9089", Decimal("2.639"), Decimal("0.880")),
        ("J2724", Decimal("1.503"), Decimal("15.031")),
        ("Q5146", None, Decimal("76.181")),
    ]
    indicators = column_changes(found.filter(hcpcs="Q5146"))
    assert [change for change in indicators if change[0] in ("status_indicator", "apc")] == [
        ("status_indicator", "E2", "K"),
        ("apc", None, "0865"),
    ]
    assert {change[0] for change in column_changes(found)} == {
        *("status_indicator", "apc", "minimum_copayment", "adjusted_copayment")
    }


@pytest.mark.real
def test_2025d_to_2026a_sums_to_the_cent(real_snapshot: Path) -> None:
    found = diff(real_snapshot.parent, "pfs-rvu 2025D", "pfs-rvu 2026A")
    moved = found.rows.filter(table_name="pfs_rvu").drop_nulls("difference")
    assert moved.height > 10_000
    assert (sum_of_causes(moved) == moved["difference"]).all()
    with reading(real_snapshot / DATABASE) as con:
        text = changes_text(con, found)
    assert "Conversion factor 32.3465 → 33.4009 and 33.5675 (qualifying APM)" in text
    assert "12,165 payments changed: 6,189 up, 5,976 down" in text
    assert "Work index changed for 57 localities (33 up, 24 down)" in text
    assert "22,442 prices changed" in text


PAID = "SELECT payment FROM pfs_payment($1, NULL, '01112', '05', DATE '2026-02-01', $2)"


@pytest.mark.real
def test_in_a_locality_the_indices_are_a_cause_and_the_amounts_are_those_paid(real_snapshot: Path) -> None:
    found = diff(real_snapshot.parent, "pfs-rvu 2025D", "pfs-rvu 2026A", place=("01112", "05"))
    moved = found.rows.filter(table_name="pfs_rvu").drop_nulls("difference")
    assert (moved["by_gpci"] != 0).sum() > 10_000
    assert (sum_of_causes(moved) == moved["difference"]).all()
    assert found.rows["locality"].drop_nulls().unique().to_list() == ["05"]
    codes = moved.filter(
        pl.col("hcpcs").is_in(["99213", "27447", "70553", "93306"]) & pl.col("modifier").is_null()
    )
    assert codes.height == 5
    with reading(real_snapshot / DATABASE) as con:
        for code, setting, amount in codes.select("hcpcs", "pfs_setting", "amount_after").rows():
            assert con.execute(PAID, [code, setting]).fetchall() == [(amount,)]


def column_changes(rows: pl.DataFrame) -> list[tuple[str, str | None, str | None]]:
    """Column, value before and value after of every change, in the order of the rows."""
    return rows["column_changes"].explode().drop_nulls().struct.unnest().rows()


def sum_of_causes(rows: pl.DataFrame) -> pl.Series:
    return rows.select(pl.sum_horizontal(*CAUSES)).to_series()


def test_a_file_of_an_earlier_version_is_refused_by_the_column_it_lacks() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE changes (hcpcs VARCHAR, named VARCHAR)")
        with pytest.raises(duckdb.BinderException, match="column_changes"):
            compare_releases(con, [("opps 2025-07 r1", "opps 2025-07 r2")])


def test_a_list_of_the_year_is_compared_by_what_its_rows_are_about(tmp_path: Path) -> None:
    """Each year's rows bear its date: equal rows are not a change, and a second row of an area was added."""
    shelf = Shelf(tmp_path)

    def year_of(year: int, *indices: str, pair: str) -> list[Revision]:
        dated = {"effective_date": date(year, 1, 1)}
        stated = [("33860", "0.8"), *(("13820", index) for index in indices)]
        area = {"cbsa": "13820", "geographic_wage_index": Decimal(indices[0])}
        counties = [{"fips_county": "01003", "out_migration_adjustment": Decimal("0.011")} | dated]
        pairs = [{"device_hcpcs": "C1601", "procedure_hcpcs": "31622", "multiplier": Decimal(pair)} | dated]
        return [
            shelf.put(f"opps-wage-index {year}", opps_wage_index=[area | dated], opps_out_migration=counties),
            shelf.put(
                f"asc-wage-index {year}",
                asc_wage_index=[{"cbsa": cbsa, "wage_index": Decimal(index)} for cbsa, index in stated],
            ),
            shelf.put(f"asc-code-pairs {year}", asc_code_pair=pairs),
        ]

    held = year_of(2023, "0.79", pair="0.0033") + year_of(2024, "0.76", "0.81", pair="0.0032")
    with writing(build(tmp_path / "lists.duckdb", held, shelf.folders)) as con:
        pairs_of_years = [(f"{series} 2023 r1", f"{series} 2024 r1") for series in LISTS_OF_A_YEAR]
        rows = compare_releases(con, pairs_of_years).rows
    reported = rows.select("table_name", "hcpcs", "other_hcpcs", "row_label", "change").rows()
    assert reported == [
        ("opps_wage_index", None, None, "area 13820", "changed"),
        ("asc_wage_index", None, None, "area 13820", "changed"),
        ("asc_wage_index", None, None, "area 13820, row 2", "added"),
        ("asc_code_pair", "31622", "C1601", None, "changed"),
    ]
    assert column_changes(rows) == [
        ("geographic_wage_index", "0.7900", "0.7600"),
        ("wage_index", "0.7900", "0.7600"),
        ("multiplier", "0.0033", "0.0032"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("minimum_copayment", "875500.000", "875,500.00"),
        ("ira_coinsurance_pct", "18.1700", "18.17"),
        ("relative_weight", "0.3870", "0.387"),
        ("status_indicator", "K", "K"),
        ("apc", None, "none"),
    ],
)
def test_numbers_read_as_numbers(column: str, value: str | None, text: str) -> None:
    assert value_text("opps_addendum_b", column, value) == text
