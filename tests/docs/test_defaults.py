"""What the documents say of settings, options and deployments is what the code does."""

import re
from collections import defaultdict
from datetime import timedelta
from fnmatch import filter as matching
from typing import Any, get_args

import pytest
import yaml
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.main import get_command

from flows.cli.main import app
from flows.cli.output import EXIT_CANCELLED, EXIT_NO, EXIT_USAGE
from flows.orchestration.parameters import FIRST_YEAR
from flows.orchestration.server_health import TO_START
from flows.settings import RunSettings
from sources.series import SERIES
from sources.settings import Settings
from tests.docs.test_docs import DOCS, PROJECT
from warehouse.database import THREAD_MEMORY, memory_limit
from web.settings import WebSettings

README = (PROJECT / "README.md").read_text("utf-8")
OPERATIONS = (DOCS / "operations.md").read_text("utf-8")
EXPLORER = (DOCS / "explorer.md").read_text("utf-8")
ORCHESTRATION = PROJECT / "flows" / "orchestration"
MINUTE = timedelta(minutes=1)
WORDS = {2: "two", 5: "five"}
DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))[
    "deployments"
]
FIELDS: dict[str, FieldInfo] = {**Settings.model_fields, **RunSettings.model_fields}
# Defaults that depend on the machine; tests of the settings check what they are.
IN_WORDS = {
    "home": "the user's data folder",
    "memory": "half of the machine's memory, at most 8 GiB",
    "workers": "one per core",
}


def table(text: str, first_header: str) -> list[list[str]]:
    """The rows of the table whose first column has this header."""
    [lines] = re.findall(rf"^\| {first_header} \|.*\n\|[-|:]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines.splitlines()]


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def shown(default: object) -> str:
    if default is PydanticUndefined:
        raise LookupError("computed; describe it in IN_WORDS")
    if isinstance(default, bool):
        return "on" if default else "off"
    text = default.get_secret_value() if hasattr(default, "get_secret_value") else default
    return f"`{text}`" if text not in (None, "", ()) else "none"


def test_readme_lists_every_setting_with_its_default() -> None:
    rows = {codes(name)[0]: default for name, default, _ in table(README, "setting")}
    expected = {
        f"CMSFEES_{name.upper()}": IN_WORDS.get(name) or shown(field.default)
        for name, field in FIELDS.items()
    }
    assert rows == expected


def test_readme_lists_the_values_that_a_setting_can_have() -> None:
    meanings = {codes(name)[0]: default + meaning for name, default, meaning in table(README, "setting")}
    for name, field in FIELDS.items():
        values = [value for value in get_args(field.annotation) if isinstance(value, str)]
        assert set(values) <= set(codes(meanings[f"CMSFEES_{name.upper()}"])), name


def test_readme_states_the_memory_of_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CMSFEES_MEMORY", raising=False)
    monkeypatch.setattr("os.sysconf", lambda name: 1 << 20)  # a machine with a TiB
    assert memory_limit() == f"{8 << 30}B"
    assert f"one thread per {THREAD_MEMORY >> 20} MiB" in README


def test_explorer_lists_the_settings_of_the_web_server(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {codes(name)[0]: default for name, default, _ in table(EXPLORER, "setting")}
    for name in rows:
        monkeypatch.delenv(name, raising=False)
    web = WebSettings()
    assert rows == {
        "CMSFEES_HOME": IN_WORDS["home"],
        "CMSFEES_WEB_CHANNEL": f"`{web.channel}`",
        "CMSFEES_WEB_MEMORY": f"`{web.memory}`",
        "CMSFEES_WEB_AT_ONCE": f"`{web.at_once}`",
        "CMSFEES_WEB_CACHE_MB": f"`{web.cache_bytes >> 20}`",
        "CMSFEES_WEB_SECONDS": f"`{web.seconds:g}`",
        "CMSFEES_WEB_RUNS_URL": shown(web.runs_url),
    }


def option_of(command: str, name: str) -> Any:
    parameters = get_command(app).commands[command].params  # type: ignore[attr-defined]
    return next(parameter for parameter in parameters if name in parameter.opts)


def default_of(command: str, name: str) -> Any:
    return option_of(command, name).default


def test_documents_state_the_defaults_of_options() -> None:
    served = " ".join(
        f"{option} {default_of('serve', option)}" for option in ("--host", "--port", "--workers")
    )
    assert f"by default: {served}\n" in EXPLORER
    assert f"<http://127.0.0.1:{default_of('up', '--port')}>" in OPERATIONS
    assert option_of("backfill", "--from").help.endswith(f"default {FIRST_YEAR}.")
    assert f"keep the newest {default_of('prune', '--keep')} snapshots" in OPERATIONS
    assert f"the last {default_of('runs', '--limit')} runs" in OPERATIONS
    assert f"everything since {FIRST_YEAR}" in OPERATIONS
    assert f"everything since {FIRST_YEAR}" in README


def test_operations_states_the_exit_statuses() -> None:
    assert [int(status) for status, _ in table(OPERATIONS, "exit status")] == [
        0,
        EXIT_NO,
        EXIT_USAGE,
        EXIT_CANCELLED,
    ]


def test_operations_states_how_late_a_run_and_a_heartbeat_may_be() -> None:
    assert f"within {WORDS[TO_START // MINUTE]} minutes" in OPERATIONS
    [automation] = yaml.safe_load((ORCHESTRATION / "automations.yaml").read_text("utf-8"))["automations"]
    late = timedelta(seconds=automation["trigger"]["within"])
    assert f"after {WORDS[late // MINUTE]} minutes without a heartbeat" in OPERATIONS


def test_operations_lists_what_each_deployment_does_and_what_starts_it() -> None:
    rows = {codes(name)[0]: (text, start) for name, text, start in table(OPERATIONS, "deployment")}
    assert set(rows) == {f"{flow_of(deployment)}/{deployment['name']}" for deployment in DEPLOYMENTS}
    for deployment in DEPLOYMENTS:
        text, start = rows[f"{flow_of(deployment)}/{deployment['name']}"]
        assert deployment["description"] == f"{text[0].upper()}{text[1:]}."
        events = [event for trigger in deployment.get("triggers", []) for event in trigger["expect"]]
        assert set(events) <= set(codes(start))
        assert (start == "by hand") == (not events and not deployment.get("schedules"))


def flow_of(deployment: dict[str, Any]) -> str:
    return str(deployment["entrypoint"]).rpartition(".")[2]


def test_operations_lists_each_schedule_with_its_series() -> None:
    listed: dict[tuple[str, frozenset[str]], set[str]] = defaultdict(set)
    for flow, crons, series, _ in table(OPERATIONS, "flow"):
        names = (
            SERIES if series == "all" else [n for pattern in codes(series) for n in matching(SERIES, pattern)]
        )
        listed[codes(flow)[0], frozenset(names)].update(codes(crons))
    defined: dict[tuple[str, frozenset[str]], set[str]] = defaultdict(set)
    for deployment in DEPLOYMENTS:
        for schedule in deployment.get("schedules", []):
            names = schedule.get("parameters", {}).get("series", SERIES)
            defined[flow_of(deployment), frozenset(names)].add(schedule["cron"])
            assert f"`{schedule['timezone']}`" in OPERATIONS
    assert listed == defined


def test_a_deployment_that_a_document_starts_exists() -> None:
    started = re.findall(r"prefect deployment run (\S+)", OPERATIONS)
    assert started
    assert set(started) <= {f"{flow_of(deployment)}/{deployment['name']}" for deployment in DEPLOYMENTS}
