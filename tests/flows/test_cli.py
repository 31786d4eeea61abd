"""The command line: help, exit statuses, JSON, and lazy imports."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from flows.cli.demo import serving
from flows.cli.main import app
from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.runs.report import Report
from flows.runs.run_folder import open_run
from tests.flows.conftest import Run, Walking

HEAVY = ("prefect", "polars", "duckdb", "httpx")


def commands(group: Any) -> list[tuple[str, ...]]:
    """The words of every command, those of subcommands included."""
    found = []
    for name, command in group.commands.items():
        inner = commands(command) if hasattr(command, "commands") else [()]
        found += [(name, *words) for words in inner]
    return found


COMMANDS = commands(get_command(app))


def imported(*words: str) -> set[str]:
    """Which heavy libraries a command imports."""
    code = (
        "import sys; from flows.cli.main import main\n"
        f"sys.argv = ['cmsfees', *{list(words)!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(eval(done.stderr.splitlines()[-1]))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CMSFEES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, run_command: Run) -> Run:
    """`run_command` on a data root of its own."""
    return run_command


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"cmsfees {' '.join(words)}" in result.output


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_but_servers_has_json(words: tuple[str, ...]) -> None:
    offers = "--json" in CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"}).output
    assert offers != (words in [("serve",), ("mcp",)])


def test_progress_is_for_terminals(home: Path) -> None:
    command = [sys.executable, "-m", "flows.cli.main", "archive", "verify"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("every file matches its receipt\n", "")


def test_help_imports_nothing_heavy() -> None:
    assert imported("--help") == set()


def test_show_does_not_import_prefect() -> None:
    assert "prefect" not in imported("show", "20957")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("status", "snapshot none: run cmsfees refresh"),
        ("snapshots", "nothing is published yet"),
        ("runs", "no runs yet"),
        ("metrics", "no runs yet"),
    ],
)
def test_before_the_first_run_there_is_an_answer(command: str, message: str, home: Path) -> None:
    answer = CliRunner().invoke(app, [command])
    assert (answer.exit_code, answer.output.splitlines()[0]) == (0, message)
    listed = json.loads(CliRunner().invoke(app, [command, "--json"]).output)
    assert (listed["snapshot"], listed["unsettled"]) == (None, []) if command == "status" else listed == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["refresh", "--release", "pfs-rvu 26A"], "26A"),
        (["refresh", "--series", "pfs"], "'pfs' is not a series"),
        (["refresh", "--quarter", "2026Q5"], "'2026Q5' is not a period"),
        (["backfill", "--from", "2018", "--to", "2017"], "ends before it begins"),
        (["backfill", "--from", "2018", "--to", "2017", "--dry-run"], "ends before it begins"),
        (["retry", "pfs-rvu"], "pfs-rvu"),
        (["releases", "--series", "pfs"], "'pfs' is not a series"),
        (["show", "20957", "--zip", "3610"], "3610: a ZIP code has 5 or 9 digits"),
        (["show", "20957", "--csv", "--json"], "use only one of --json, --csv and --parquet"),
        (["import", __file__, "--release", "pfs-rvu 26A"], "26A"),
        (["promote", "--to", "prod"], "channels are latest and stable"),
        (["rollback", "--channel", "../latest"], "channels are latest and stable"),
        (["upload", "file:///tmp", "--to", "2026Q1-1a2b3c4d/cmsfees.duckdb"], "channels are"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_unknown_names_print_one_line_and_exit_with_2(run: Run, words: list[str], message: str) -> None:
    status, _, errors = run(*words)
    assert status == 2
    assert message in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["inspect", "pfs-rvu 2026A"], "the archive has no file of pfs-rvu 2026A"),
        (["metrics", "SELECT nope FROM metrics"], "no runs yet"),
        (["price", "nosuch.json"], "nosuch.json: No such file or directory"),
        (["show", "20957"], "nothing is published yet. To do: run `cmsfees refresh`"),
        (["diff", "stable", "latest"], "nothing is published yet. To do: run `cmsfees refresh`"),
        (["rollback"], "no channel 'latest'"),
        (["import", __file__, "--release", "pfs-rvu 2026A"], "expected a zip"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_missing_things_are_named_in_one_line(run: Run, words: list[str], message: str) -> None:
    status, output, errors = run(*words)
    assert message in output + errors
    assert "Traceback" not in errors
    assert status == (0 if words[0] == "metrics" else 1)


@pytest.mark.slow
@pytest.mark.parametrize("words", [["status", "--json"], ["status"], ["runs", "--json"], ["snapshots"]])
def test_a_full_or_closed_standard_output_ends_a_command_without_a_traceback(
    home: Path, words: list[str]
) -> None:
    """Linux's /dev/full answers each write as a full disk does."""
    command = f"{sys.executable} -m flows.cli.main {' '.join(words)}"
    for output in (">/dev/full", ">&-", "| true"):
        done = subprocess.run(["sh", "-c", f"{command} {output}"], capture_output=True, text=True)
        assert "Traceback" not in done.stderr, (output, done.stderr)
    full = subprocess.run(["sh", "-c", f"{command} >/dev/full"], capture_output=True, text=True)
    assert (full.returncode, full.stderr) == (1, "OSError: [Errno 28] No space left on device\n")


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"cmsfees {version('cmsfees')}\n")


def test_with_json_a_named_error_is_json_too(run: Run) -> None:
    status, output, _ = run("rollback", "--json")
    assert status == 1
    assert json.loads(output)["error"] == "NoSuchSnapshot"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CMSFEES_SPACING", "slow", "CMSFEES_SPACING: Input should be a valid number"),
        ("CMSFEES_CONCURRENCY", "99", "CMSFEES_CONCURRENCY: Input should be less than or equal to 8"),
        ("CMSFEES_SITE", "notaurl", "CMSFEES_SITE: expected an address such as"),
        ("CMSFEES_MEMORY", "lots", "CMSFEES_MEMORY: 'lots' is not valid; expected an amount such as 3GB"),
        ("CMSFEES_SPACING", "inf", "CMSFEES_SPACING: Input should be less than or equal to 3600"),
        (
            "CMSFEES_STORE",
            "ftp://x",
            "CMSFEES_STORE: 'ftp://x' is not valid; expected an address such as s3:",
        ),
        ("CMSFEES_CONTACT", "me", "CMSFEES_CONTACT: 'me' is not valid; expected an e-mail or web address"),
        ("CMSFEES_HOME", __file__, "is a file; the data root is a folder"),
        ("CMSFEES_NOTIFY", "secret", "CMSFEES_NOTIFY: expected a JSON list of addresses"),
        ("CMSFEES_HOME", "/tmp/what?", "DuckDB writes no database in a path with a question mark"),
        ("CMSFEES_HOME", "/proc/none", "/proc/none: No such file or directory"),
    ],
)
def test_an_invalid_setting_is_named_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    status, _, errors = run("refresh", "--quarter", "2026Q1")
    assert (status, errors.count("\n")) == (1, 1), errors
    assert message in errors
    assert "secret" not in errors


def test_a_server_that_does_not_respond_is_named_in_one_line(home: Path) -> None:
    """In a process of its own: Prefect is imported for it."""
    address = "http://127.0.0.1:9/api"
    env = os.environ | {"CMSFEES_HOME": str(home), "PREFECT_API_URL": address}
    command = [sys.executable, "-m", "flows.cli.main", "refresh", "--quarter", "2026Q1"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert f"PREFECT_API_URL={address} does not respond" in done.stderr


def test_the_shell_completes_commands_and_series() -> None:
    def completed(*words: str) -> str:
        asked = {"_TYPER_COMPLETE_ARGS": " ".join(words), "COMP_WORDS": " ".join(words)}
        env = {**os.environ, **asked, "_CMSFEES_COMPLETE": "complete_bash", "COMP_CWORD": str(len(words) - 1)}
        code = "import sys; sys.argv = ['cmsfees']; from flows.cli.main import main; main()"
        return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True).stdout

    assert completed("cmsfees", "ba").split() == ["backfill"]
    offered = completed("cmsfees", "backfill", "--series", "ncci-mue-d")
    assert offered.split() == ["ncci-mue-dme"]


def test_status_shows_what_failed_and_why(walking: Walking, home: Path) -> None:
    with walking("watch", accept_ama_license=False) as context:
        context.run.close(pipeline.watch(context, wanted(series=("opps", "pfs-rvu"))))
    result = CliRunner().invoke(app, ["status", "--json"])
    assert result.exit_code == 1
    (refused,) = json.loads(result.output)["unsettled"]
    assert (refused["release"], refused["state"]) == ("opps 2026-01", "refused")
    assert "CMSFEES_ACCEPT_AMA_LICENSE" in refused["reason"]


def test_status_and_runs_show_what_stopped_the_last_run(home: Path) -> None:
    """Checks that block belong to no release."""
    blocked = "ChecksFailed: not published, these checks failed:\npfs_one_conversion_factor: 1 rows"
    headline = "these checks failed: pfs_one_conversion_factor: 1 rows"
    with open_run(home, "publish") as run:
        run.close(Report(run.id, "publish", run.started_at, "the archive", problems=(blocked,)))
    result = CliRunner().invoke(app, ["status"])
    assert result.exit_code == 1
    assert blocked in result.output
    assert headline in CliRunner().invoke(app, ["runs"]).output


def test_status_shows_running_and_killed_runs(home: Path) -> None:
    with open_run(home, "backfill") as run:
        assert f"running {run.id}" in CliRunner().invoke(app, ["status"]).output
    assert f"killed {run.id}" in CliRunner().invoke(app, ["status"]).output


def test_a_dry_run_is_readable_on_a_narrow_terminal(home: Path, url: str) -> None:
    """Pages of the sample that cannot be read have long names; releases and actions stay side by side."""
    env = {"CMSFEES_SITE": url, "CMSFEES_SPACING": "0", "COLUMNS": "80"}
    result = CliRunner().invoke(app, ["backfill", "--dry-run", "--from", "2026", "--to", "2026"], env=env)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert any(line.split()[:3] == ["opps", "2026-01", "refused"] for line in lines)
    assert "3 refused, 2 fetch, 19 try, 6 unreadable" in result.output
    assert any(line.startswith("unreadable /medicare/") for line in lines)


def test_the_demo_ends_with_the_command_that_opens_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMSFEES_HOME", ".cmsfees")
    assert serving(".venv/bin/cmsfees") == "CMSFEES_HOME=.cmsfees .venv/bin/cmsfees serve"
    monkeypatch.delenv("CMSFEES_HOME")
    assert serving("cmsfees") == "cmsfees serve"
