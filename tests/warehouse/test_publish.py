"""Publishing is atomic: when killed, concurrent, out of space, or with nothing new."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest

from cmsfees.channels import DATABASE, MANIFEST
from tests.warehouse.handmade import Shelf, rate, rvu
from tests.warehouse.publisher import SnapshotCopy, publish_one
from tests.warehouse.publishing import publish_snapshot
from tests.warehouse.test_build import differing_tables
from warehouse.publishing import table_checks
from warehouse.publishing.run_checks import ChecksFailed
from warehouse.snapshots.channels import list_snapshots
from warehouse.snapshots.integrity import verify_snapshot
from warehouse.snapshots.publish_lock import PublisherBusy, publish_lock

T = TypeVar("T")
ROOT = Path(__file__).parents[2]


def work_rvus(database: Path) -> str:
    with duckdb.connect(database, read_only=True) as con:
        return str(con.execute("SELECT work_rvu FROM pfs_rvu WHERE hcpcs = '99213'").fetchall()[0][0])


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"tests.warehouse.{script}", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def killed_when(process: subprocess.Popen[str], folder: Path, pattern: str, count: int) -> None:
    """Kills the process at the moment there are so many paths that match the pattern."""
    deadline = time.monotonic() + 60
    while len([*folder.glob(pattern)]) < count and process.poll() is None and time.monotonic() < deadline:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_the_latest_snapshot_opens_with_plain_duckdb(tmp_path: Path) -> None:
    published = publish_one(tmp_path, "1.30")
    assert published.is_new
    assert published.id.startswith("2025Q4-")
    assert work_rvus(tmp_path / "snapshots" / "latest" / "cmsfees.duckdb") == "1.30"
    beside = {path.name for path in published.path.iterdir()}
    assert beside == {"cmsfees.duckdb", "parquet", "manifest.json", "CHANGES.md", "changes.parquet"}
    manifest = json.loads((published.path / "manifest.json").read_text())
    assert manifest["id"] == published.id
    assert manifest["files"]["cmsfees.duckdb"]["size"] == (published.path / DATABASE).stat().st_size


def test_unchanged_inputs_publish_nothing(one_snapshot: SnapshotCopy, tmp_path: Path) -> None:
    snapshots, ids = one_snapshot
    again = publish_one(tmp_path, "1.30")
    assert ([again.id], again.is_new) == (ids, False)
    assert len(list_snapshots(snapshots)) == 1


@pytest.mark.slow
def test_other_checks_check_all_rows_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed threshold finds what it did not find in the releases that are published already."""
    shelf = Shelf(tmp_path / "conformed")
    lists = {"opps 2025-07": range(27400, 27460), "opps 2025-10": range(27400, 27450)}
    held = [
        shelf.put(release, opps_addendum_b=[rate(str(code), "100.000") for code in codes])
        for release, codes in lists.items()
    ]
    with monkeypatch.context() as earlier:
        earlier.setitem(table_checks.MOST_LOST_OF, "opps_addendum_b", 1)
        earlier.setitem(table_checks.MOST_LOST_IN_A_YEAR_OF, "opps_addendum_b", 1)
        first = publish_snapshot(tmp_path / "snapshots", held, shelf.folders)
    assert not publish_snapshot(tmp_path / "snapshots", held, shelf.folders).is_new
    monkeypatch.setattr("warehouse.publishing.publish.checks_version", lambda: "other")
    with pytest.raises(ChecksFailed, match=r"codes_stay_listed .* opps 2025-10 r1"):
        publish_snapshot(tmp_path / "snapshots", held, shelf.folders)
    accept = {"codes_stay_listed": "CMS deleted ten codes"}
    again = publish_snapshot(tmp_path / "snapshots", held, shelf.folders, accept=accept)
    assert (again.id, again.is_new) == (first.id, False)
    taken: list[str] = []
    publish_snapshot(tmp_path / "snapshots", held, shelf.folders, before=taken.append)
    assert taken == [], "this code has accepted this content, nothing is built again"
    [snapshot] = list_snapshots(tmp_path / "snapshots")
    assert [entry["release_id"] for entry in snapshot.manifest["accepted_checks"]] == ["opps 2025-10 r1"]
    assert verify_snapshot(snapshot.path) == []


@pytest.mark.slow
def test_a_file_that_was_continued_often_is_built_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then each table is sorted again from end to end, and the content is that of the continued file."""
    monkeypatch.setattr("warehouse.publishing.publish.MOST_CONTINUED", 2)
    shelf = Shelf(tmp_path / "conformed")
    vintages = ("2024A", "2024B", "2024C", "2025A", "2025B")
    held = [shelf.put(f"pfs-rvu {v}", pfs_rvu=[rvu("99213", "1.30"), rvu("99214", "1.9")]) for v in vintages]
    builds, sorted_by_code = [], []
    for count in range(1, len(held) + 1):
        published = publish_snapshot(tmp_path / "snapshots", held[:count], shelf.folders)
        builds.append(json.loads((published.path / MANIFEST).read_text())["continued_builds"])
        with duckdb.connect(published.path / DATABASE, read_only=True) as con:
            codes = [code for (code,) in con.execute("SELECT hcpcs FROM pfs_rvu").fetchall()]
            sorted_by_code.append(codes == sorted(codes))
    assert builds == [0, 1, 2, 0, 1]
    assert sorted_by_code == [True, False, False, True, False]
    whole = publish_snapshot(tmp_path / "whole", held, shelf.folders)
    assert whole.id == published.id
    assert differing_tables(published.path / DATABASE, whole.path / DATABASE) == []


@pytest.mark.slow
def test_an_open_reader_keeps_the_snapshot_it_opened(tmp_path: Path) -> None:
    first = publish_one(tmp_path, "1.30")
    with duckdb.connect(first.path / DATABASE, read_only=True) as con:
        publish_one(tmp_path, "1.31")
        assert (
            str(con.execute("SELECT max(work_rvu) FILTER (hcpcs = '99213') FROM pfs_rvu").fetchall()[0][0])
            == "1.30"
        )
    assert work_rvus(tmp_path / "snapshots" / "latest" / DATABASE) == "1.31"


def test_a_failed_check_leaves_the_last_snapshot_served(one_snapshot: SnapshotCopy, tmp_path: Path) -> None:
    snapshots, ids = one_snapshot
    shelf = Shelf(tmp_path / "conformed")
    doubled = shelf.put("pfs-rvu 2026A", pfs_rvu=[rvu("99213", "1.30"), rvu("99213", "1.40")])
    with pytest.raises(ChecksFailed, match="keys_are_unique"):
        publish_snapshot(snapshots, [doubled], shelf.folders)
    assert [snapshot.id for snapshot in list_snapshots(snapshots)] == ids
    assert not list(snapshots.glob(".staging-*"))


def test_a_second_publisher_waits_or_is_rejected(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "conformed")
    revision = shelf.put("pfs-rvu 2025D", pfs_rvu=[rvu("99213", "1.30")])
    with (
        publish_lock(tmp_path / "snapshots"),
        pytest.raises(PublisherBusy, match="let it finish and run again"),
    ):
        publish_snapshot(tmp_path / "snapshots", [revision], shelf.folders)
    assert publish_snapshot(tmp_path / "snapshots", [revision], shelf.folders).is_new


@pytest.mark.slow
@pytest.mark.parametrize(
    ("appears", "count"),
    [
        (".staging-*", 1),
        (".staging-*/cmsfees.duckdb", 1),
        (".staging-*/parquet", 1),
        (".staging-*/manifest.json", 1),
        ("2025Q4-*/manifest.json", 2),
    ],
)
def test_killed_at_any_moment_the_old_snapshot_is_served_and_the_next_run_finishes(
    tmp_path: Path, appears: str, count: int
) -> None:
    snapshots = tmp_path / "snapshots"
    publish_one(tmp_path, "1.30")
    killed_when(started("publisher", tmp_path, "1.31"), snapshots, appears, count)
    assert work_rvus(snapshots / "latest" / DATABASE) in {"1.30", "1.31" if count == 2 else "1.30"}
    publish_one(tmp_path, "1.31")
    assert work_rvus(snapshots / "latest" / DATABASE) == "1.31"
    assert not list(snapshots.glob(".staging-*"))
    assert len(list_snapshots(snapshots)) == 2


@pytest.mark.slow
def test_readers_see_whole_snapshots_only_while_others_are_published(tmp_path: Path) -> None:
    ids = [publish_one(tmp_path, "1.30").id]
    readers = [started("reader", tmp_path) for _ in range(2)]
    time.sleep(1.5)
    ids += [publish_one(tmp_path, f"1.4{n}").id for n in range(4)]
    time.sleep(0.5)
    (tmp_path / "stop").touch()
    for reader in readers:
        output, errors = reader.communicate(timeout=60)
        assert not errors
        saw = json.loads(output)
        assert saw["faults"] == []
        assert saw["reads"] > 20
        assert {ids[-1]} < set(saw["seen"]) <= set(ids)


@pytest.mark.slow
def test_two_publishers_at_once_both_finish_one_after_the_other(tmp_path: Path) -> None:
    both = [started("publisher", tmp_path, work) for work in ("1.30", "1.31")]
    ids = {process.communicate(timeout=120)[0].strip() for process in both}
    assert ids == {snapshot.id for snapshot in list_snapshots(tmp_path / "snapshots")}
    assert len(ids) == 2


@pytest.mark.slow
@pytest.mark.parametrize("limit", [4096, 200_000, 1_500_000])
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, limit: int) -> None:
    old = publish_one(tmp_path, "1.30")
    process = started("publisher", tmp_path, "1.31", limit)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "SnapshotWriteFailed" in errors
    assert (tmp_path / "snapshots" / "latest").readlink().name == old.id
    assert [snapshot.id for snapshot in list_snapshots(tmp_path / "snapshots")] == [old.id]
    assert not list((tmp_path / "snapshots").glob(".staging-*"))
    assert publish_one(tmp_path, "1.31").is_new
