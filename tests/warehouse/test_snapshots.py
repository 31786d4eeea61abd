"""Channels: promote, roll back, prune; a channel always points to a whole snapshot."""

from pathlib import Path

import pytest

from cmsfees.channels import NoSuchSnapshot, resolve
from tests.warehouse.publisher import SnapshotCopy, publish_one
from warehouse.snapshots.channels import list_snapshots, promote, prune, rollback


def test_channels_move_forward_back_and_keep_what_they_point_to(
    three_snapshots: SnapshotCopy,
) -> None:
    snapshots, (first, second, third) = three_snapshots
    assert resolve(snapshots).name == third
    assert promote(snapshots, first).channels == ("stable",)
    assert promote(snapshots, second).id == second
    assert rollback(snapshots, "stable").id == first
    with pytest.raises(NoSuchSnapshot, match="stable has never pointed to any snapshot other than"):
        rollback(snapshots, "stable")

    assert rollback(snapshots, "latest").id == second
    assert publish_one(snapshots.parent, "1.32").id == third
    assert resolve(snapshots).name == second, "a snapshot that was rolled back is not served again by itself"
    assert promote(snapshots, third, "latest").channels == ("latest",)

    assert prune(snapshots, keep=1) == [second]
    assert [snapshot.id for snapshot in list_snapshots(snapshots)] == [first, third]
    assert [snapshot.channels for snapshot in list_snapshots(snapshots)] == [("stable",), ("latest",)]


def test_an_unknown_name_is_rejected_with_the_known_names(
    three_snapshots: SnapshotCopy, tmp_path: Path
) -> None:
    snapshots, ids = three_snapshots
    with pytest.raises(NoSuchSnapshot, match=r"no snapshot 'letest' in .*; available: latest, .*" + ids[-1]):
        resolve(snapshots, "letest")
    with pytest.raises(NoSuchSnapshot, match="nothing is published yet"):
        resolve(tmp_path / "empty")
