"""Channels: promote, roll back, prune; a channel always points to a whole snapshot."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cmsfees.channels import MANIFEST, NoSuchSnapshot, channel_targets, resolve
from flows.cli.main import app
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


def command(snapshots: Path, *words: str) -> Any:
    """What a command prints: JSON as a value, text as it is."""
    result = CliRunner().invoke(app, words, env={"CMSFEES_HOME": str(snapshots.parent)})
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in words else result.stdout


def test_commands_move_the_channel_that_is_named(three_snapshots: SnapshotCopy) -> None:
    snapshots, (first, second, third) = three_snapshots
    assert command(snapshots, "promote", first, "--json")["id"] == first
    assert channel_targets(snapshots) == {"latest": third, "stable": first}
    assert command(snapshots, "promote") == f"latest, stable → {third}\n"
    assert command(snapshots, "rollback", "--channel", "stable", "--json") | {"path": ""} == {
        "id": first,
        "channels": "stable",
        "built_at": manifest(snapshots, first)["built_at"],
        "releases": 1,
        "path": "",
    }
    assert command(snapshots, "rollback") == f"latest → {second}\n"
    assert command(snapshots, "promote", first, "--to", "latest") == f"latest, stable → {first}\n"
    assert channel_targets(snapshots) == {"latest": first, "stable": first}


def test_as_many_snapshots_are_kept_as_asked(three_snapshots: SnapshotCopy) -> None:
    snapshots, (first, second, third) = three_snapshots
    assert command(snapshots, "prune") == "nothing to remove\n"
    assert command(snapshots, "prune", "--keep", "3", "--json") == {"removed": []}
    assert command(snapshots, "prune", "--keep", "2", "--json") == {"removed": [first]}
    assert command(snapshots, "prune", "--keep", "1") == f"removed {second}\n"
    assert [row["id"] for row in command(snapshots, "snapshots", "--json")] == [third]


def test_the_snapshot_that_is_named_is_uploaded_to_its_channel(
    three_snapshots: SnapshotCopy, tmp_path: Path
) -> None:
    snapshots, (first, _, third) = three_snapshots
    (target := tmp_path / "target").mkdir()
    sent = command(snapshots, "upload", f"file://{target}", "--snapshot", first, "--to", "stable", "--json")
    assert (sent["channel"], (target / "stable").read_text().strip()) == ("stable", first)
    assert command(snapshots, "upload", f"file://{target}").startswith("latest → ")
    assert (target / "latest").read_text().strip() == third


def manifest(snapshots: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((snapshots / name / MANIFEST).read_text())
    return found
