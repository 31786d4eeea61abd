"""All cards as files: written once, rewritten only if changed."""

import json
from datetime import date
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection as Con

from warehouse.snapshots.cards import NoCardsForDate, write_cards

FEBRUARY = date(2026, 2, 1)


def test_a_second_run_writes_nothing(sample: Con, tmp_path: Path) -> None:
    first = write_cards(sample, tmp_path, FEBRUARY)
    assert first.written == first.cards + 1 > 500
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json*")}
    second = write_cards(sample, tmp_path, FEBRUARY)
    assert (second.cards, second.written, second.removed) == (first.cards, 0, 0)
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json*")}


def test_only_what_changed_is_written_again(sample: Con, tmp_path: Path) -> None:
    write_cards(sample, tmp_path, FEBRUARY)
    (tmp_path / "20" / "20957.json").write_text("{}", "utf-8")
    (tmp_path / "20" / "20999.json").write_text("{}", "utf-8")
    again = write_cards(sample, tmp_path, FEBRUARY)
    assert (again.written, again.removed) == (1, 1)
    assert json.loads((tmp_path / "20" / "20957.json").read_text("utf-8"))["code"] == "20957"


def test_lines_and_files_give_the_same_result(sample: Con, tmp_path: Path) -> None:
    write_cards(sample, tmp_path, FEBRUARY)
    lines = (tmp_path / "cards.jsonl").read_text("utf-8").splitlines()
    codes = [json.loads(line)["code"] for line in lines]
    assert codes == sorted(codes)
    assert (tmp_path / "20" / "20957.json").read_text("utf-8") == lines[codes.index("20957")] + "\n"


def test_a_day_without_releases_leaves_what_was_there(sample: Con, tmp_path: Path) -> None:
    write_cards(sample, tmp_path, FEBRUARY)
    with pytest.raises(NoCardsForDate, match="2027-08-01"):
        write_cards(sample, tmp_path, date(2027, 8, 1))
    assert (tmp_path / "20" / "20957.json").is_file()
    assert not list(tmp_path.rglob("*partial*"))
