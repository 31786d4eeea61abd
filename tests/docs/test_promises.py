"""What a document names exists: commands, options, settings, outcomes, steps, extras, names of the code."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from flows.cli.main import app
from flows.cli.reporting import COLORS
from flows.runs.report import RELEASE_STATES
from flows.settings import RunSettings
from sources.settings import Settings
from tests.docs.test_docs import DOCS, PROJECT
from warehouse.publishing.publish import STEPS
from web.http.front import LARGEST_BODY, LONGEST_QUERY
from web.parameters import MOST_CODES

DOCUMENTS = sorted([*DOCS.glob("*.md"), PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"])
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
COMMAND = re.compile(r"^cmsfees [a-z-].*", re.MULTILINE)
CLIENTS = PROJECT / "tests" / "clients"  # a lock file per version of DuckDB that reads the tests' snapshots
# Names that others define: uv, OpenSSL.
FOREIGN = {"UV_SYSTEM_CERTS", "SSL_CERT_FILE"}


def code_in(document: Path) -> list[str]:
    """The fenced blocks, with lines continued by a backslash joined, and the texts in backticks."""
    found = CODE.findall(document.read_text("utf-8"))
    return [block.replace("\\\n", " ") or text for block, text in found]


def commands_in(document: Path) -> list[list[str]]:
    lines = (line for text in code_in(document) for line in COMMAND.findall(text))
    return [shlex.split(re.split(r" && | \| ", line)[0], comments=True)[1:] for line in lines]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_command_of_a_document_exists_with_its_options(document: Path) -> None:
    for words in commands_in(document):
        command: Any = get_command(app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        options = {
            name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)
        }
        assert not hasattr(command, "commands") or words == ["--install-completion"], document.name
        assert {word for word in words if word.startswith("--")} <= options, (document.name, command.name)


def test_the_documents_have_commands() -> None:
    assert sum(len(commands_in(document)) for document in DOCUMENTS) > 30


def test_every_setting_is_documented() -> None:
    text = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    names = [*Settings.model_fields, *RunSettings.model_fields]
    assert [name for name in names if f"`CMSFEES_{name.upper()}" not in text] == []


def test_operations_lists_the_outcomes_states_and_steps() -> None:
    text = (DOCS / "operations.md").read_text("utf-8")
    names = [*COLORS, *RELEASE_STATES, *STEPS]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_readme_lists_the_extras_and_versions() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (PROJECT / "README.md").read_text("utf-8")
    assert set(re.findall(r"\[(\w+)\](?!\()", text)) == set(project["optional-dependencies"]) - {"dev"}
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in text
    oldest, *_ = sorted(re.findall(r"duckdb-(\d+\.\d+)", " ".join(map(str, CLIENTS.glob("*.lock")))))
    assert f"DuckDB {oldest} or newer" in text
    wheels = {
        wheel
        for document in DOCUMENTS
        for wheel in re.findall(r"cmsfees-[\d.]+-", document.read_text("utf-8"))
    }
    assert wheels == {f"cmsfees-{project['version']}-"}


def test_contributing_lists_the_make_targets() -> None:
    targets = re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"\bmake ([a-z-]+)", "".join(document.read_text("utf-8") for document in DOCUMENTS))
    assert set(named) == set(targets)


def test_contributing_shows_the_columns_of_the_catalogue() -> None:
    header, *_ = (PROJECT / "sources" / "catalogue.tsv").read_text("utf-8").splitlines()
    assert f"\n{header}\n" in (PROJECT / "CONTRIBUTING.md").read_text("utf-8")


def test_explorer_states_the_limits_of_the_api() -> None:
    limits = f"{MOST_CODES} codes or lines per request, {LARGEST_BODY // 1024} kB of body"
    assert f"Limits: {limits}, {LONGEST_QUERY // 1024} kB of query" in (DOCS / "explorer.md").read_text(
        "utf-8"
    )


def names_in_code() -> set[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)
    kinds = (".py", ".sql", ".tsv", ".toml", ".html", ".yaml", ".json")
    paths = (PROJECT / name for name in listed.stdout.splitlines() if name.endswith(kinds))
    found = {word for path in paths for word in re.findall(r"\w+", path.read_text("utf-8"))}
    modules = {part for name in listed.stdout.splitlines() for part in re.findall(r"\w+", name)}
    settings = {f"CMSFEES_{name.upper()}" for name in (*Settings.model_fields, *RunSettings.model_fields)}
    return found | modules | settings


def test_a_name_of_a_document_is_a_name_of_the_code() -> None:
    """Names with an underscore or a capital within: others may be plain words."""
    known = names_in_code() | FOREIGN
    unknown = {
        (document.name, name)
        for document in DOCUMENTS
        for text in CODE.findall(document.read_text("utf-8"))
        for name in re.findall(r"[A-Za-z_]\w*", text[1])
        if ("_" in name.strip("_") or re.search("[a-z][A-Z]", name)) and name not in known
    }
    assert {(document, name) for document, name in unknown if not name.startswith("CMSFEES_WEB_")} == set()
