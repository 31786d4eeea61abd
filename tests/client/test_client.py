"""The client that apps install: needs only DuckDB, imports fast, uses the pipeline's data root."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import platformdirs
import pytest

from cmsfees import command
from cmsfees.home import data_home
from sources.settings import Settings

# Pipeline dependencies that an app must not need.
PIPELINE = {
    "prefect",
    "polars",
    "pyarrow",
    "httpx",
    "pydantic",
    "typer",
    "rich",
    "sources",
    "warehouse",
    "flows",
}


def imported_by(statement: str) -> set[str]:
    """First names of all modules loaded after the statement, in a fresh interpreter."""
    code = f"{statement}; import sys, json; print(json.dumps(list(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return {name.partition(".")[0] for name in json.loads(output)}


def test_importing_it_loads_nothing_of_the_pipeline() -> None:
    assert not imported_by("from cmsfees import open_snapshot") & PIPELINE


def test_the_data_root_is_where_platformdirs_would_put_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CMSFEES_HOME", raising=False)
    assert data_home() == Settings().home == platformdirs.user_data_path("cmsfees")
    monkeypatch.setenv("CMSFEES_HOME", "")
    assert data_home() == Settings().home == platformdirs.user_data_path("cmsfees"), "not the current folder"
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    assert data_home() == platformdirs.user_data_path("cmsfees")
    monkeypatch.setenv("CMSFEES_HOME", "/named")
    assert data_home() == Path("/named")


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["show", "20957"], "cmsfees[cli]"),
        (["serve", "--port", "8000"], "cmsfees[web]"),
        (["mcp"], "cmsfees[mcp]"),
        (["upload", "s3://bucket"], "cmsfees[s3]"),
        (["refresh"], "cmsfees[pipeline]"),
    ],
)
def test_a_command_without_its_packages_names_the_extra(
    words: list[str], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["cmsfees", *words])
    monkeypatch.setitem(sys.modules, "flows.cli.main", None)
    with pytest.raises(SystemExit) as stopped:
        command.main()
    assert str(stopped.value).startswith(f"`cmsfees {words[0]}` needs an extra: pip install '{extra}'")


def test_a_module_of_python_itself_is_in_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python built without sqlite3, say: no extra of ours installs it."""

    def run() -> None:
        raise ModuleNotFoundError("No module named '_sqlite3'", name="_sqlite3")

    without = ModuleType("flows.cli.main")
    without.main = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "flows.cli.main", without)
    with pytest.raises(ModuleNotFoundError, match="_sqlite3"):
        command.main()


def test_every_command_that_names_an_extra_exists() -> None:
    from flows.cli.main import app

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert set(command.EXTRAS) <= names
