"""A file built whole or continued from the one before says the same."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from cmsfees.channels import resolve
from sources.records import Revision
from tests.warehouse.handmade import Shelf, pair, rate, rvu
from tests.warehouse.publishing import publish_snapshot
from transforms.conforming.conformed_folder import ConformedDamaged, record_files
from transforms.tables import TABLES
from warehouse.build.build_file import build
from warehouse.build.incremental import reusable_releases, unchanged_tables
from warehouse.build.source_tables import UnexpectedParquet
from warehouse.snapshots.channels import list_snapshots

Q2, Q3, Q4 = (f"ncci-ptp-practitioner 2024Q{n}" for n in (2, 3, 4))


def three_quarters(shelf: Shelf) -> list[Revision]:
    """An edit that goes on, one that ends, one that comes back, one whose indicator changes."""
    ended = date(2024, 6, 30)
    quarters = {
        Q2: [pair("10060", "10061"), pair("20000", "20001"), pair("30000", "30001"), pair("40000", "40001")],
        Q3: [pair("10060", "10061"), pair("20000", "20001", ended), pair("40000", "40001", indicator="0")],
        Q4: [pair("10060", "10061"), pair("20000", "20001", ended), pair("30000", "30001")],
    }
    return [shelf.put(release, ncci_ptp=rows) for release, rows in quarters.items()]


def listed(file: Path, release_id: str) -> list[tuple[str, date | None, str]]:
    with duckdb.connect(file, read_only=True) as con:
        rows = "SELECT column_1, deletion_date, modifier_indicator FROM ncci_ptp_listed($1) ORDER BY ALL"
        return con.execute(rows, [release_id]).fetchall()


def test_each_quarter_of_intervals_is_returned(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    file = build(tmp_path / "w.duckdb", three_quarters(shelf), shelf.folders)
    assert [code for code, *_ in listed(file, f"{Q2} r1")] == ["10060", "20000", "30000", "40000"]
    assert listed(file, f"{Q3} r1") == [
        ("10060", None, "1"),
        ("20000", date(2024, 6, 30), "1"),
        ("40000", None, "0"),
    ]
    assert [code for code, *_ in listed(file, f"{Q4} r1")] == ["10060", "20000", "30000"]
    with duckdb.connect(file, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM ncci_ptp WHERE column_1 = '10060'").fetchall() == [(1,)]
        assert con.execute("SELECT count(*) FROM ncci_ptp WHERE column_1 = '30000'").fetchall() == [(2,)]


@pytest.mark.parametrize("first", [(0, 1), pytest.param((0, 2), marks=pytest.mark.slow)])
def test_continued_and_whole_builds_have_the_same_content(tmp_path: Path, first: tuple[int, ...]) -> None:
    """Whether a quarter comes after those that were held or between them."""
    shelf = Shelf(tmp_path / "shelf")
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    opps = shelf.put("opps 2025-10", opps_addendum_b=[rate("A9697", "1137.991")])
    ncci = three_quarters(shelf)
    publish_snapshot(tmp_path / "a", [pfs, *(ncci[n] for n in first)], shelf.folders)
    continued = publish_snapshot(tmp_path / "a", [pfs, opps, *ncci], shelf.folders)
    whole = publish_snapshot(tmp_path / "b", [pfs, opps, *ncci], shelf.folders)
    assert continued.id == whole.id
    one, other = (list_snapshots(tmp_path / folder)[-1] for folder in "ab")
    assert one.manifest["tables"] == other.manifest["tables"]
    assert differing_tables(one.database, other.database) == []


RECORDED = {
    "tables_missing": ("pfs_gpci", "", "rejected", "GPCI2025.csv: no header"),
    "renderings": ("pfs_rvu", "PPRRVU25.csv", "loaded", 1, 0, None),
    "rendering_differences": ("pfs_rvu", "PPRRVU25.txt", "PPRRVU25.csv", "work_rvu", 1),
    "column_recognition": ("pfs_rvu", "PPRRVU25.csv", "hcpcs", 1, "HCPCS", "header"),
    "columns_unread": ("pfs_rvu", "PPRRVU25.csv", 31, "NOTE", 4),
    "members_unread": ("strange.csv",),
    "corrections_applied": (
        "pfs_rvu",
        "PPRRVU25.csv",
        "use_member",
        "True",
        "why",
        "who",
        "2026-01-01",
        "ab",
    ),
}


def test_every_load_record_is_in_the_snapshot_and_its_parquet(tmp_path: Path) -> None:
    """Of the release that is kept and of the one that is loaded; they are part of what a snapshot says."""
    shelf = Shelf(tmp_path / "shelf")
    records = {name: [row] for name, row in RECORDED.items()}
    one, other = (
        shelf.put(release, pfs_rvu=[rvu("99213", "1.30")], records=records)
        for release in ("pfs-rvu 2025C", "pfs-rvu 2025D")
    )
    publish_snapshot(tmp_path / "snapshots", [one], shelf.folders)
    published = publish_snapshot(tmp_path / "snapshots", [one, other], shelf.folders)
    recorded = list_snapshots(tmp_path / "snapshots")[-1].manifest["tables"]
    with duckdb.connect(published.path / "cmsfees.duckdb", read_only=True) as con:
        for name, row in RECORDED.items():
            expected = [(release.id, release.files[0].sha256, *row) for release in (one, other)]
            assert con.execute(f"FROM {name} ORDER BY release_id").fetchall() == expected
            written = str(published.path / "parquet" / f"{name}.parquet")
            assert con.execute("FROM read_parquet($1) ORDER BY release_id", [written]).fetchall() == expected
            assert recorded[name]["rows"] == 2


@pytest.mark.parametrize(
    ("relation", "macro"),
    [
        ("physician_fees", "code_figures_on"),
        ("site_of_service", "site_of_service_on"),
        ("code_modifiers", "modifiers_on"),
    ],
)
def test_payments_are_in_the_parquet_too(sample_home: Path, relation: str, macro: str) -> None:
    """Without DuckDB: two filters on the ranges of days give what the macro gives."""
    published = resolve(sample_home / "snapshots")
    day, known = pl.lit(date(2026, 2, 1)), pl.lit(date(2026, 6, 1))
    files = published / "parquet" / relation / "*" / "*.parquet"
    read = pl.scan_parquet(files, hive_partitioning=False).filter(
        day.is_between("service_from", "service_to"), known.is_between("known_from", "known_to")
    )
    with duckdb.connect(published / "cmsfees.duckdb", read_only=True) as con:
        asked = con.sql(f"FROM {macro}(DATE '2026-02-01', known_on := DATE '2026-06-01')").pl()
    found = read.collect()
    assert found.height
    assert found.sort(pl.all()).equals(asked.sort(pl.all()))


@pytest.mark.slow
def test_payments_of_a_year_without_a_change_are_not_written_again(tmp_path: Path) -> None:
    """The year to which a quarter is added is; both say what the tables say."""
    shelf = Shelf(tmp_path / "shelf")
    first = [
        shelf.put("pfs-rvu 2024D", pfs_rvu=[rvu("99213", "1.30")]),
        shelf.put("opps 2024-10", opps_addendum_b=[rate("99213", "100.000")]),
        shelf.put("opps 2025-10", opps_addendum_b=[rate("99213", "110.000")]),
    ]
    one = publish_snapshot(tmp_path / "a", first, shelf.folders).path
    further = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.40")])
    other = publish_snapshot(tmp_path / "a", [*first, further], shelf.folders).path
    files = sorted(file.relative_to(other / "parquet") for file in (other / "parquet").glob("*/*/*.parquet"))
    same = {str(file) for file in files if (one / "parquet" / file).exists()}
    kept = {file for file in same if (one / "parquet" / file).samefile(other / "parquet" / file)}
    assert same - kept == {"site_of_service/year=2025/rows.parquet"}
    assert {"physician_fees/year=2024/rows.parquet", "site_of_service/year=2024/rows.parquet"} <= kept
    with duckdb.connect(other / "cmsfees.duckdb", read_only=True) as con:
        for relation in ("physician_fees", "site_of_service", "code_modifiers"):
            written = con.sql(f"SELECT * EXCLUDE (year) FROM '{other}/parquet/{relation}/*/*.parquet'").pl()
            assert written.sort(pl.all()).equals(con.sql(f"FROM {relation}").pl().sort(pl.all()))


def differing_tables(one: Path, other: Path) -> list[str]:
    """Of all tables, those for apps too, apart from what is about the publication."""
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{one}' AS one (READ_ONLY); ATTACH '{other}' AS other (READ_ONLY)")
        listed = "SELECT DISTINCT table_name FROM duckdb_tables() WHERE database_name IN ('one', 'other')"
        tables = {name for (name,) in con.sql(listed).fetchall()} - {"snapshot", "changes"}
        assert len(tables) > len(TABLES)
        return sorted(name for name in tables if _differs(con, name))


def _differs(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    rows = [f"FROM {database}.{table}" for database in ("one", "other")]
    either = f"({rows[0]} EXCEPT ALL {rows[1]}) UNION ALL ({rows[1]} EXCEPT ALL {rows[0]})"
    return con.sql(f"SELECT count(*) FROM ({either})").fetchall() != [(0,)]


def test_unchanged_counts_are_reused() -> None:
    before = {"opps 2025-07 r1": ("a-1",), f"{Q2} r1": ("b-1",)}
    assert unchanged_tables(before, {**before, "asc 2025-07 r1": ("c-1",)}) >= {"opps_addendum_b", "ncci_ptp"}
    assert "asc_addendum_aa" not in unchanged_tables(before, {**before, "asc 2025-07 r1": ("c-1",)})
    assert "opps_addendum_b" not in unchanged_tables(before, before | {"opps 2025-07 r1": ("a-2",)})
    assert unchanged_tables({}, before) == set()


def test_a_file_whose_columns_are_not_the_tables_is_refused(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    file = next(tmp_path.glob("*/pfs_rvu.parquet"))
    pl.read_parquet(file).with_columns(pl.col("work_rvu").cast(pl.Float64)).write_parquet(file)
    record_files(file.parent)
    with pytest.raises(
        UnexpectedParquet, match=r"pfs-rvu 2025D r1 · pfs_rvu.parquet: columns \['work_rvu'\]"
    ):
        build(tmp_path / "w.duckdb", [pfs], shelf.folders)


def test_rows_are_kept_while_bytes_and_transform_are_the_same() -> None:
    before = {"opps 2025-07 r1": ("a-1",), "pfs-rvu 2025D r1": ("b-1",)}
    now = {"opps 2025-07 r1": ("a-1",), "pfs-rvu 2025D r1": ("b-2",), "opps 2025-07 r2": ("c-1",)}
    assert reusable_releases(before, now) == {"opps 2025-07 r1"}


def test_episodes_are_continued_only_at_their_end() -> None:
    q2, q3, q4 = ({f"{quarter} r1": (quarter,)} for quarter in (Q2, Q3, Q4))
    assert reusable_releases(q2 | q3, q2 | q3 | q4) == {f"{Q2} r1", f"{Q3} r1"}
    assert reusable_releases(q2 | q4, q2 | q3 | q4) == set()
    assert reusable_releases(q2 | q3, q2 | q4) == set()


@pytest.mark.slow
def test_the_tenth_posting_comes_after_the_ninth(tmp_path: Path) -> None:
    """As text, r10 would come before r2."""
    shelf = Shelf(tmp_path / "shelf")
    release = "ncci-ptp-practitioner 2024Q3"
    codes = ["20000" if 2 <= n <= 10 else "30000" for n in range(1, 12)]
    postings = [shelf.put(release, n, ncci_ptp=[pair("10060", code)]) for n, code in enumerate(codes, 1)]
    publish_snapshot(tmp_path / "a", postings[:9], shelf.folders)
    grown = publish_snapshot(tmp_path / "a", postings, shelf.folders)
    whole = publish_snapshot(tmp_path / "b", postings[::-1], shelf.folders)
    assert grown.id == whole.id
    with duckdb.connect(grown.path / "cmsfees.duckdb", read_only=True) as con:
        for number, code in enumerate(codes, 1):
            rows = con.execute("SELECT column_2 FROM ncci_ptp_listed($1)", [f"{release} r{number}"])
            assert rows.fetchall() == [(code,)]
        spans = con.sql("SELECT column_2, first_release_id, last_release_id FROM ncci_ptp ORDER BY ALL")
        assert spans.fetchall() == [
            ("20000", f"{release} r2", f"{release} r10"),
            ("30000", f"{release} r1", f"{release} r1"),
            ("30000", f"{release} r11", None),
        ]
        day = date(2024, 8, 1)
        answers = con.execute("FROM ptp_conflicts(['10060', '20000', '30000'], $1, 'practitioner')", [day])
        assert [row[2] for row in answers.fetchall()] == ["no_edit", "bypassable", "no_edit"]
        previous = con.sql("SELECT previous_release_id FROM release_sequence WHERE release_id LIKE '% r10'")
        assert previous.fetchall() == [(f"{release} r9",)]


def test_postings_are_continued_in_their_order() -> None:
    held = {f"{Q3} r{number}": (f"{number}",) for number in range(1, 10)}
    assert reusable_releases(held, held | {f"{Q3} r10": ("10",)}) == set(held)


@pytest.mark.parametrize(
    "lost", ["pfs_rvu.parquet", "load_counts.parquet", "tables_missing.parquet", "files.json"]
)
def test_nothing_is_built_from_a_folder_that_lost_a_file(tmp_path: Path, lost: str) -> None:
    """An interrupted `rm -r` left a folder without its Parquet, which was published as an empty table."""
    shelf = Shelf(tmp_path)
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    next(tmp_path.glob(f"*/{lost}")).unlink()
    with pytest.raises(ConformedDamaged, match=rf"{lost} is missing.*cmsfees repair"):
        build(tmp_path / "w.duckdb", [pfs], shelf.folders)


def test_nothing_is_built_from_a_file_with_a_flipped_bit(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    file = next(tmp_path.glob("*/pfs_rvu.parquet"))
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    with pytest.raises(ConformedDamaged, match=r"pfs_rvu\.parquet: expected SHA-256"):
        build(tmp_path / "w.duckdb", [pfs], shelf.folders)
