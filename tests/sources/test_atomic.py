"""A record is complete or absent, whatever stops the writing process."""

import os
from pathlib import Path

import pytest

from sources.atomic import create_atomic, folder_atomic, remove_abandoned, temporary, write_atomic


def test_a_file_is_replaced_atomically_without_leftovers(tmp_path: Path) -> None:
    path = tmp_path / "new" / "record.json"
    write_atomic(path, "old")
    write_atomic(path, b"new")
    assert path.read_text() == "new"
    assert [*path.parent.iterdir()] == [path]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_atomic(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "\ud800")
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_name_is_created_only_once(tmp_path: Path) -> None:
    assert create_atomic(tmp_path / "1.json", "first")
    assert not create_atomic(tmp_path / "1.json", "second")
    assert (tmp_path / "1.json").read_text() == "first"
    assert len([*tmp_path.iterdir()]) == 1


def test_a_folder_gets_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    def fill(fail: bool) -> None:
        with folder_atomic(tmp_path / "final") as folder:
            (folder / "a").write_text("a")
            assert not (tmp_path / "final").exists()
            if fail:
                raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        fill(fail=True)
    assert [*tmp_path.iterdir()] == []
    fill(fail=False)
    assert (tmp_path / "final" / "a").read_text() == "a"


def test_the_folder_of_a_faster_process_stays(tmp_path: Path) -> None:
    with folder_atomic(tmp_path / "final") as slow:
        (slow / "a").write_text("slow")
        with folder_atomic(tmp_path / "final") as quick:
            (quick / "a").write_text("quick")
    assert (tmp_path / "final" / "a").read_text() == "quick"
    assert [*tmp_path.iterdir()] == [tmp_path / "final"]


def test_what_a_killed_process_left_is_removed_once_it_is_old(tmp_path: Path) -> None:
    old, new = temporary(tmp_path / "old.json"), temporary(tmp_path / "new.json")
    folder = temporary(tmp_path / "folder")
    folder.mkdir()
    (folder / "table.parquet").touch()
    for path in (old, new, tmp_path / "record.json"):
        path.touch()
    for path in (old, folder, tmp_path / "record.json"):
        os.utime(path, (0, 0))
    assert set(remove_abandoned(tmp_path, 3600)) == {old, folder}
    assert {*tmp_path.iterdir()} == {new, tmp_path / "record.json"}


def test_a_temporary_name_is_never_read_as_a_record(tmp_path: Path) -> None:
    """`Archive.post` would count those of other threads as revisions, and never come to an end."""
    temporary(tmp_path / "1.json").touch()
    assert not [*tmp_path.glob("*.json")]
