"""A snapshot is used only if it is unchanged; a damaged one is reported and stops nothing."""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from cmsfees.channels import DATABASE, NoSuchSnapshot, SnapshotDamaged, channel_targets, resolve
from sources.records import Revision
from tests.warehouse.handmade import Shelf, rate, rvu
from tests.warehouse.publisher import SnapshotCopy, publish_one
from tests.warehouse.publishing import publish_snapshot
from warehouse.database import writing
from warehouse.publishing.publish import _advice
from warehouse.snapshots.channels import (
    InvalidChannel,
    check_channel,
    finish_moves,
    list_snapshots,
    moves,
    promote,
    prune,
    rollback,
)
from warehouse.snapshots.integrity import verify_snapshot


def change_a_value(database: Path) -> None:
    """As a tool does that opens the file to write; 0444 alone does not stop root."""
    database.chmod(0o644)
    with duckdb.connect(database) as con:
        con.execute("UPDATE pfs_rvu SET work_rvu = 99 WHERE hcpcs = '99213'")
    database.chmod(0o444)


def test_published_files_are_read_only(two_snapshots: SnapshotCopy) -> None:
    folder = resolve(two_snapshots[0])
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o444}
    assert verify_snapshot(folder) == []


@pytest.mark.slow
def test_a_changed_database_is_neither_continued_nor_promoted_nor_served_again(tmp_path: Path) -> None:
    """Once the next build copied the change, with the id of an honest one."""
    shelf = Shelf(tmp_path / "shelf")
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    first = publish_snapshot(tmp_path / "snapshots", [pfs], shelf.folders)
    change_a_value(first.path / DATABASE)
    [fault] = verify_snapshot(first.path)
    assert fault.startswith(f"{first.path / DATABASE}: expected ")
    with pytest.raises(SnapshotDamaged, match=r"cmsfees\.duckdb: expected .*cmsfees repair"):
        promote(tmp_path / "snapshots")
    opps = shelf.put("opps 2025-10", opps_addendum_b=[rate("27447", "120.000")])
    second = publish_snapshot(tmp_path / "snapshots", [pfs, opps], shelf.folders)
    assert work_rvu(second.path) == "1.30"
    again = publish_snapshot(tmp_path / "snapshots", [pfs], shelf.folders)
    assert (again.id, again.is_new) == (first.id, True)
    assert work_rvu(again.path) == "1.30"
    assert verify_snapshot(again.path) == []


def work_rvu(folder: Path) -> str:
    with duckdb.connect(folder / DATABASE, read_only=True) as con:
        return str(con.execute("SELECT work_rvu FROM pfs_rvu WHERE hcpcs = '99213'").fetchall()[0][0])


@pytest.mark.parametrize("lost", [DATABASE, "parquet/pfs_rvu/year=2025/rows.parquet", "CHANGES.md"])
def test_a_file_that_is_missing_is_named(two_snapshots: SnapshotCopy, lost: str) -> None:
    folder = resolve(two_snapshots[0])
    (folder / lost).unlink()
    assert verify_snapshot(folder) == [f"{folder / lost} is missing"]


def test_a_missing_database_is_built_again_and_not_nothing_new(
    two_snapshots: SnapshotCopy, tmp_path: Path
) -> None:
    snapshots, (_, second) = two_snapshots
    (snapshots / second / DATABASE).unlink()
    with pytest.raises(SnapshotDamaged, match=r"lacks cmsfees\.duckdb.*cmsfees repair"):
        resolve(snapshots)
    again = publish_one(tmp_path, "1.31")
    assert (again.id, again.is_new) == (second, True)
    assert verify_snapshot(resolve(snapshots)) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"id": "2025Q4-00000000"}'])
def test_one_broken_manifest_stops_nothing(
    two_snapshots: SnapshotCopy, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    snapshots, (first, second) = two_snapshots
    manifest = snapshots / first / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(text)
    assert [snapshot.id for snapshot in list_snapshots(snapshots)] == [second]
    assert str(manifest) in caplog.text
    assert promote(snapshots, second).channels == ("latest", "stable")
    assert prune(snapshots, keep=1) == []
    assert (snapshots / first).is_dir(), "what cannot be read is left for `verify` to name"
    [fault] = verify_snapshot(snapshots / first)
    assert str(manifest) in fault
    assert "To do" not in fault, "`verify` says what to do for the channels of the snapshot"
    with pytest.raises(SnapshotDamaged, match=r"manifest.* To do: run `cmsfees repair`"):
        promote(snapshots, first)


@pytest.mark.parametrize("text", ["", "[{", "{}x", '[{"channel": "latest"}]', "[1]"])
def test_a_broken_move_record_does_not_stop_a_publication(two_snapshots: SnapshotCopy, text: str) -> None:
    snapshots, (first, _) = two_snapshots
    (snapshots / "channels.json").write_text(text)
    with pytest.raises(NoSuchSnapshot, match=r"is unknown: .*channels\.json.*promote an id"):
        rollback(snapshots, "latest")
    assert promote(snapshots, first, "latest").channels == ("latest",)
    assert (snapshots / "channels.broken.json").read_text() == text
    assert moves(snapshots, "latest")[-1]["id"] == first


def test_a_broken_manifest_and_record_do_not_stop_a_publication(
    two_snapshots: SnapshotCopy, tmp_path: Path
) -> None:
    snapshots, (first, _) = two_snapshots
    (snapshots / "channels.json").write_text("[{")
    (snapshots / first / "manifest.json").unlink()
    published = publish_one(tmp_path, "1.32")
    assert (published.is_new, channel_targets(snapshots)["latest"]) == (True, published.id)


def test_a_rollback_that_was_killed_is_finished_and_not_undone(two_snapshots: SnapshotCopy) -> None:
    """Recorded before it is made: a crash between the two must not lead forward to the bad snapshot."""
    snapshots, (first, bad) = two_snapshots
    rollback(snapshots, "latest")
    entries = json.loads((snapshots / "channels.json").read_text())
    entries[-1]["pending"] = "yes"
    (snapshots / "channels.json").write_text(json.dumps(entries))
    (snapshots / "latest").unlink()
    (snapshots / "latest").symlink_to(bad)
    finish_moves(snapshots)
    assert channel_targets(snapshots)["latest"] == first
    assert "pending" not in (snapshots / "channels.json").read_text()


def test_a_rollback_that_cannot_be_recorded_moves_nothing(two_snapshots: SnapshotCopy) -> None:
    snapshots, (_, second) = two_snapshots
    record = snapshots / "channels.json"
    kept = record.read_text()
    record.unlink()
    record.mkdir()
    with pytest.raises((OSError, NoSuchSnapshot)):
        rollback(snapshots, "latest")
    assert channel_targets(snapshots)["latest"] == second
    record.rmdir()
    record.write_text(kept)
    assert rollback(snapshots, "latest").id != second


@pytest.mark.slow
def test_parquet_is_shared_only_where_the_rows_are_the_same(tmp_path: Path) -> None:
    """A quarter more of OPPS writes that year of OPPS again; the year before, and the fee schedule, stay."""
    shelf = Shelf(tmp_path / "shelf")
    pfs = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    before, july, october = (
        shelf.put(f"opps {vintage}", opps_addendum_b=[rate("27447", amount)])
        for vintage, amount in (("2024-10", "90.000"), ("2025-07", "100.000"), ("2025-10", "120.000"))
    )
    first = publish_snapshot(tmp_path / "snapshots", [pfs, before, july], shelf.folders)
    second = publish_snapshot(tmp_path / "snapshots", [pfs, before, july, october], shelf.folders)
    names = ("pfs_rvu/year=2025", "opps_addendum_b/year=2024", "opps_addendum_b/year=2025")
    files = [
        [snapshot.path / "parquet" / name / "rows.parquet" for snapshot in (first, second)] for name in names
    ]
    assert [before.samefile(after) for before, after in files] == [True, True, False]
    with duckdb.connect() as con:
        found = con.execute(
            "SELECT year, max(payment_rate)::INT FROM read_parquet($1, hive_partitioning=true) GROUP BY ALL "
            "ORDER BY ALL",
            [str(second.path / "parquet/opps_addendum_b/*/*.parquet")],
        )
        assert found.fetchall() == [(2024, 90), (2025, 120)]


@pytest.mark.slow
def test_a_year_with_a_removed_or_reposted_release_is_rewritten(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    july, october = (
        shelf.put(f"opps 2025-{month}", opps_addendum_b=[rate("27447", amount)])
        for month, amount in (("07", "100.000"), ("10", "120.000"))
    )
    publish_snapshot(tmp_path / "snapshots", [july, october], shelf.folders)
    less = publish_snapshot(tmp_path / "snapshots", [july], shelf.folders)
    file = less.path / "parquet/opps_addendum_b/year=2025/rows.parquet"
    assert pl.read_parquet(file)["payment_rate"].cast(int).to_list() == [100]


def test_parquet_that_changed_on_disk_is_not_shared(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    held: list[Revision] = [shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])]
    first = publish_snapshot(tmp_path / "snapshots", held, shelf.folders)
    file = first.path / "parquet/pfs_rvu/year=2025/rows.parquet"
    file.chmod(0o644)
    file.write_bytes(b"")
    held.append(shelf.put("opps 2025-10", opps_addendum_b=[rate("27447", "120.000")]))
    assert verify_snapshot(publish_snapshot(tmp_path / "snapshots", held, shelf.folders).path) == []


@pytest.mark.parametrize("name", [".lock", "channels.json", "2025Q4-1a2b3c4d", "../x", "a/b", "Prod", ""])
def test_a_channel_has_a_plain_name(name: str, tmp_path: Path) -> None:
    for refuse in (check_channel, lambda name: promote(tmp_path, "latest", name)):
        with pytest.raises(InvalidChannel, match="is not a channel name"):
            refuse(name)


def test_a_custom_channel_is_listed_and_protected(two_snapshots: SnapshotCopy) -> None:
    snapshots, (first, second) = two_snapshots
    assert promote(snapshots, first, "prod").channels == ("prod",)
    assert prune(snapshots, keep=1) == []
    assert {snapshot.id: snapshot.channels for snapshot in list_snapshots(snapshots)} == {
        first: ("prod",),
        second: ("latest",),
    }
    assert resolve(snapshots, "prod").name == first


def test_after_a_prune_rollback_says_what_is_gone(two_snapshots: SnapshotCopy) -> None:
    snapshots, (first, second) = two_snapshots
    assert prune(snapshots, keep=1) == [first]
    with pytest.raises(NoSuchSnapshot, match=rf"pointed to {first} before {second}, and none of them exists"):
        rollback(snapshots, "latest")


def test_a_full_disk_needs_space(tmp_path: Path) -> None:
    assert _advice(OSError(28, "No space left on device"), tmp_path).startswith("free some disk space")
    assert _advice(OSError(5, "Input/output error"), tmp_path).startswith("fix the cause")
    assert "CMSFEES_MEMORY" in _advice(duckdb.OutOfMemoryException("failed to allocate"), tmp_path)


@pytest.mark.parametrize(("memory", "most"), [("100MB", 1), ("1GB", 1), ("1400MB", 2), ("3GB", 4)])
def test_a_build_has_a_thread_per_600_mb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: str, most: int
) -> None:
    """Two threads sort a year of 457 releases' sites in 1.4 GB, not in 1 GB; at most one is on a core."""
    monkeypatch.setenv("CMSFEES_MEMORY", memory)
    with duckdb.connect() as con:
        [(cores,)] = con.execute("SELECT current_setting('threads')").fetchall()
    with writing(tmp_path / "one.duckdb") as con:
        [(threads,)] = con.execute("SELECT current_setting('threads')").fetchall()
    assert threads == min(most, cores)


def test_a_build_respects_the_memory_limit_and_spills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sort of 32 MB within 32 MB; the spill folder is gone afterwards."""
    rows = "CREATE TABLE sorted AS SELECT range AS n, hash(range) AS h FROM range(2000000) ORDER BY h"
    monkeypatch.setenv("CMSFEES_MEMORY", "32MB")
    with writing(tmp_path / "one.duckdb") as con:
        assert con.sql("SELECT current_setting('memory_limit')").fetchall() == [("30.5 MiB",)]
        con.execute(rows)
    assert [path.name for path in tmp_path.iterdir()] == ["one.duckdb"]
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '32MB'; SET temp_directory = ''")
        with pytest.raises(duckdb.OutOfMemoryException):
            con.execute(rows)
