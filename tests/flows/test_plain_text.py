"""Text from CMS or an impostor is displayed, never interpreted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from flows.cli.output import console, table
from flows.cli.progress_bar import shown
from flows.orchestration.artifacts import summary
from flows.runs.plain_text import as_cell, as_code, json_text, printable
from flows.runs.progress import report_progress
from flows.runs.report import ReleaseState, Report
from flows.runs.run_folder import open_run

NASTY = "a[/]b [bold]c[/bold] :warning: \x1b]0;t\x1b\\ \x9b31m \u202e <a href=x>y</a> [z](http://evil) `d`"
HARMLESS = printable(NASTY)
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


@contextmanager
def problem_of_last_run(home: Path) -> Iterator[Report]:
    with open_run(home, "refresh") as run:
        bad = ReleaseState("opps 2026-01", "failed", 1, NASTY)
        report = Report(run.id, "refresh", AT, "newest", releases=(bad,), problems=(NASTY,), notes=(NASTY,))
        run.close(report)
    yield report


def test_control_characters_are_replaced() -> None:
    assert printable("a\tb\nc") == "a\tb\nc"
    assert not set("\x1b\x9b\u202e") & set(HARMLESS)
    assert json.loads(json_text(json.dumps(NASTY, ensure_ascii=False))) == NASTY
    assert not set("\x1b\x9b\u202e") & set(json_text(json.dumps(NASTY, ensure_ascii=False)))


def test_a_table_and_a_line_hold_the_text_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    screen = console()
    screen.print(NASTY)
    screen.print(table([{"reason": NASTY}], ["reason"]))
    assert capsys.readouterr().out.count(HARMLESS) == 2


@pytest.mark.parametrize("words", [("status",), ("runs",)])
def test_after_a_run_that_met_such_text_every_command_answers(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMSFEES_HOME", str(tmp_path))
    with problem_of_last_run(tmp_path):
        result = CliRunner().invoke(app, words)
    assert not isinstance(result.exception, Exception)
    assert HARMLESS in result.output
    assert not set("\x1b\x9b\u202e") & set(result.output)


def test_progress_of_a_page_with_such_a_name_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with shown():
        report_progress("page", NASTY, 1, 2)
    assert "\x1b]0;t" not in capsys.readouterr().err


def test_artifacts_hold_no_link_tag_or_table_of_others(tmp_path: Path) -> None:
    with problem_of_last_run(tmp_path) as report:
        text = summary(report)
    assert "<a href" not in text.replace(as_code(NASTY), "")
    assert text.count(as_code(NASTY)) == 3
    assert as_code("a`b\nc | d") == "`a'b c | d`"
    assert "](" not in as_cell(NASTY)
    assert "<a" not in as_cell(NASTY)


def test_piped_output_is_as_wide_as_it_needs_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    screen = console()
    screen.file = StringIO()
    screen.print(table([{"reason": "x" * 300}], ["reason"]))
    assert "x" * 300 in screen.file.getvalue()
