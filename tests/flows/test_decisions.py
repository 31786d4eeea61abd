"""What commands and runs decide before and after the work: plans, states, exit statuses, settings."""

import io
import json
import logging
import os
import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli.main import app
from flows.cli.reporting import print_report
from flows.orchestration import run_flow
from flows.orchestration.environment import configure_prefect, is_own_server, local_server
from flows.orchestration.parameters import wanted
from flows.orchestration.run_flow import state_of
from flows.orchestration.server_api import auth_file, auth_string
from flows.pipeline import pipeline
from flows.pipeline.highlights import unusual
from flows.pipeline.plan import plan
from flows.pipeline.repair import quarantine_snapshots, repair_archive
from flows.runs import waiting
from flows.runs.doctor import run_doctor
from flows.runs.metrics import ask
from flows.runs.progress import watch_progress
from flows.runs.report import ReleaseState, Report, Timing
from flows.runs.run_folder import open_run
from flows.runs.status import SeriesStatus, series_status
from flows.runs.waiting import LockWaiter
from sources.progress import ProgressEvent
from sources.release import parse_release
from sources.settings import Settings
from tests.flows.conftest import Walking

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
LOADED = ReleaseState("pfs-rvu 2026A", "loaded", 1)
FAILED = ReleaseState("opps 2026-01", "failed", 1, "NotAZip: …")


@pytest.mark.parametrize(("accepted", "action"), [(True, "fetch"), (False, "refused")])
def test_a_plan_refuses_gated_files_only_without_the_license(
    url: str, tmp_path: Path, accepted: bool, action: str
) -> None:
    settings = Settings(home=tmp_path / "home", site=url, spacing=0, accept_ama_license=accepted)
    planned = plan(settings, wanted(series=("opps",), first="2026Q1", last="2026Q1"))
    assert [row.action for row in planned if row.release == "opps 2026-01"] == [action]


def test_a_release_of_a_year_serves_each_of_its_quarters() -> None:
    quarter = wanted(series=("anesthesia-base-units",), first="2022Q3", last="2022Q3")
    assert quarter.covers(parse_release("anesthesia-base-units 2022"))
    assert not quarter.covers(parse_release("anesthesia-base-units 2021"))


@pytest.mark.parametrize(
    ("kind", "states", "outcome"),
    [
        ("watch", (LOADED,), "kept"),
        ("watch", (), "nothing new"),
        ("watch", (FAILED,), "failed"),
        ("verify", (), "intact"),
        ("refresh", (LOADED,), "nothing new"),
    ],
)
def test_the_outcome_of_a_run_that_publishes_nothing(
    kind: str, states: tuple[ReleaseState, ...], outcome: str
) -> None:
    assert Report("a run", kind, AT, "newest", releases=states).outcome == outcome


@pytest.mark.parametrize(
    ("report", "lines"),
    [
        ({"kind": "verify"}, ["intact  newest", "1.0 s", "run a run"]),
        (
            {"kind": "refresh", "requests": 3, "downloaded": 2_500_000, "snapshot": "2026Q1-1"},
            ["nothing new  newest", "1.0 s, 3 requests, 2.5 MB downloaded, snapshot 2026Q1-1 (unchanged)"],
        ),
        (
            {"kind": "publish", "snapshot": "2026Q1-1", "is_new": True},
            ["published  newest", "1.0 s, snapshot 2026Q1-1 (new)"],
        ),
    ],
)
def test_a_printed_report_leaves_out_what_the_run_did_not_do(
    report: dict[str, Any], lines: list[str]
) -> None:
    screen = Console(file=io.StringIO(), width=100)
    print_report(screen, Report("a run", started_at=AT, asked="newest", seconds=1.0, **report))
    assert isinstance(screen.file, io.StringIO)
    assert screen.file.getvalue().splitlines()[: len(lines)] == lines


@pytest.mark.parametrize(
    ("report", "name"),
    [
        ({"is_new": True, "snapshot": "2026Q1-1"}, "COMPLETED Published"),
        ({"is_new": True, "snapshot": "2026Q1-1", "releases": (FAILED,)}, "FAILED Partly failed"),
        ({"problems": ("a page",)}, "FAILED Failed"),
        ({"cancelled": "by Ctrl-C", "is_new": True}, "CANCELLED Cancelled"),
    ],
)
def test_prefect_shows_a_run_as_failed_if_any_release_failed(report: dict[str, Any], name: str) -> None:
    state = state_of(Report("a run", "refresh", AT, "newest", **report))
    assert f"{state.type.value} {state.name}" == name


@pytest.mark.parametrize(
    ("report", "events"),
    [
        ({"kind": "watch", "releases": (LOADED,)}, ["cmsfees.archive.grew"]),
        ({"kind": "watch", "releases": (ReleaseState("opps 2026-01", "unchanged", 1),)}, []),
        ({"kind": "refresh", "releases": (LOADED,)}, []),
        ({"kind": "publish", "is_new": True, "snapshot": "2026Q1-1"}, ["cmsfees.snapshot.published"]),
        ({"kind": "publish", "snapshot": "2026Q1-1", "unusual": ("Q5146: 37 → 371",)}, ["notified"]),
    ],
)
def test_only_what_is_new_triggers_automations(
    report: dict[str, Any], events: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[str] = []
    monkeypatch.setattr(run_flow, "emit_event", lambda name, *_, **__: announced.append(name))
    monkeypatch.setattr(run_flow, "record_lineage", lambda snapshot: None)
    monkeypatch.setattr(run_flow, "notify", lambda title, body: announced.append("notified"))
    run_flow._announce(Report("a run", started_at=AT, asked="newest", **report))
    assert announced == events


@pytest.mark.parametrize(
    ("before", "after", "is_unusual"),
    [("10.00", "80.01", True), ("10.00", "79.99", False), ("80.01", "10.00", True), ("10.00", None, False)],
)
def test_a_payment_that_grew_or_fell_tenfold_is_unusual(
    before: str, after: str | None, is_unusual: bool, tmp_path: Path
) -> None:
    """From eight times on: rounded rates fall a little short of ten."""
    row = {"hcpcs": "A9697", "pfs_setting": None, "amount_before": before, "amount_after": after}
    columns = {"amount_before": pl.Decimal(14, 3), "amount_after": pl.Decimal(14, 3)}
    frame = pl.DataFrame([{**row, "to_release_id": "opps 2025-07 r2"}]).cast(columns)  # type: ignore[arg-type]
    frame.write_parquet(tmp_path / "changes.parquet")
    assert bool(unusual(tmp_path)) == is_unusual


def test_the_release_in_force_is_the_one_of_today() -> None:
    held = [parse_release(f"opps 2026-{month}") for month in ("01", "04", "07")]
    shown = series_status("opps", held, {"opps 2026-04"}, date(2026, 5, 15))
    assert shown == SeriesStatus("opps", 3, 3, 1, "2026-07", "2026-04", "ahead")
    assert series_status("opps", held[:1], (), date(2026, 5, 15)).in_force == ""


def test_a_long_wait_is_reported_again_and_not_at_each_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[ProgressEvent] = []
    with watch_progress(steps.append):
        waiter = LockWaiter()
        for _ in range(3):
            waiter.wait("another run", 0)
        assert len(steps) == 1
        monkeypatch.setattr(waiting, "REPORT_EVERY", 0)
        waiter.wait("another run", 0)
    assert [(step.kind, step.subject) for step in steps] == [("wait", "another run")] * 2


def test_doctor_names_killed_runs_beside_one_that_is_running(tmp_path: Path) -> None:
    with open_run(tmp_path, "backfill") as killed:
        pass
    with open_run(tmp_path, "watch"):
        found = {finding.subject: finding for finding in run_doctor(Settings(home=tmp_path, site=NOWHERE))}
    assert found["runs"].verdict == "note"
    assert found["runs"].detail.startswith(f"killed: {killed.id}; run `cmsfees resume`")


NOWHERE = "http://127.0.0.1:9"


def test_a_run_that_ended_keeps_no_log_open(tmp_path: Path) -> None:
    log = logging.getLogger("cmsfees")
    before = list(log.handlers)
    with open_run(tmp_path, "watch") as run:
        assert len(log.handlers) == len(before) + 1
    log.warning("after the run")
    assert log.handlers == before
    assert "after the run" not in (run.folder / "log.jsonl").read_text()


def test_a_line_of_timings_without_its_columns_is_skipped(tmp_path: Path) -> None:
    with open_run(tmp_path, "refresh") as run:
        run.record(Timing("fetch", "pfs-rvu 2026A", "new", 1.5))
    with (run.folder / "timings.jsonl").open("a") as file:
        file.write('{"step": "fetch"}\n[1]\n')
    assert ask(tmp_path, "SELECT count(*) AS lines FROM metrics") == [{"lines": 1}]


def test_an_empty_archive_has_nothing_to_publish(walking: Walking) -> None:
    with walking("publish") as context:
        report = pipeline.publish(context)
    assert report.problems == ("nothing to publish: the archive has no readable release",)
    assert (report.snapshot, report.outcome) == (None, "failed")


def test_repair_renames_only_damaged_snapshots_that_no_channel_serves(tmp_path: Path) -> None:
    for name in ("2026Q1-00000001", "2026Q1-00000002"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    (tmp_path / "stable").symlink_to("2026Q1-00000001")
    [renamed] = quarantine_snapshots(tmp_path)
    assert renamed.startswith("2026Q1-00000002 is renamed to .damaged-2026Q1-00000002: ")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [
        ".damaged-2026Q1-00000002",
        "2026Q1-00000001",
        "stable",
    ]


def test_a_damaged_zip_is_not_replaced_by_other_bytes(walking: Walking, site: Path, tmp_path: Path) -> None:
    """CMS has posted another file at the address since: the receipt's SHA-256 is not its own."""
    with walking("watch") as context:
        pipeline.watch(context, wanted(releases=("pfs-rvu 2026A",)))
    [zipped] = (tmp_path / "home").glob("archive/files/*/*.zip")
    zipped.chmod(0o644)
    zipped.write_bytes(damaged := b"damaged")
    posted = next(site.glob("files/zip/rvu26a*.zip"))
    shutil.copy(next(site.glob("files/zip/*opps*.zip")), posted)
    with walking("repair") as context:
        assert list(repair_archive(context)) == []
    assert zipped.read_bytes() == damaged
    assert not list((tmp_path / "home").glob("archive/partial/*.part"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CMSFEES_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["publish", "--accept", "codes_stay_listed"], "--accept CHECK and --reason TEXT must be used"),
        (["publish", "--reason", "CMS retired them"], "--accept CHECK and --reason TEXT must be used"),
        (["prune", "--keep", "0"], "Invalid value for '--keep'"),
        (["diff", "stable", "latest", "--mac", "10112"], "--mac and --locality must be used together"),
        (["show", "00400", "--minutes", "0"], "--minutes requires --mac and --locality"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_do_not_fit_are_refused(sample_home: Path, words: list[str], why: str) -> None:
    result = CliRunner().invoke(app, words, env={"CMSFEES_HOME": str(sample_home), "COLUMNS": "200"})
    assert result.exit_code == 2
    assert why in result.output


def test_releases_of_a_series_are_those_of_no_other(sample_home: Path) -> None:
    result = CliRunner().invoke(
        app, ["releases", "--series", "opps", "--json"], env={"CMSFEES_HOME": str(sample_home)}
    )
    listed = {row["release_id"].split()[0] for row in json.loads(result.output)}
    assert listed == {"opps"}


def test_a_damaged_archive_is_exit_status_1(home: Path) -> None:
    assert CliRunner().invoke(app, ["archive", "verify"]).exit_code == 0
    record = home / "archive" / "receipts" / "opps" / "2026-01" / "0.json"
    record.parent.mkdir(parents=True)
    record.write_text("{")
    result = CliRunner().invoke(app, ["archive", "verify", "--json"])
    assert result.exit_code == 1
    assert [Path(row["path"]).name for row in json.loads(result.output)] == ["0.json"]


def test_prefects_settings_of_the_operator_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    configure_prefect(tmp_path)
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_the_address_of_an_up_that_was_killed_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "up.url").write_text("http://127.0.0.1:9/api")
    assert local_server(tmp_path) is None
    configure_prefect(tmp_path)
    assert "PREFECT_API_URL" not in os.environ


def test_only_a_server_that_we_started_needs_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect.example/api")
    monkeypatch.delenv("CMSFEES_OWN_PREFECT", raising=False)
    assert not is_own_server()
    monkeypatch.setenv("CMSFEES_OWN_PREFECT", "http://prefect.example/api")
    assert is_own_server()


def test_the_password_of_up_is_readable_by_its_owner_alone_and_stays(tmp_path: Path) -> None:
    (tmp_path / "prefect").mkdir()
    password = auth_string(tmp_path)
    assert stat.S_IMODE(auth_file(tmp_path).stat().st_mode) == 0o600
    assert auth_string(tmp_path) == password
    auth_file(tmp_path).write_text("")  # killed between creating and writing
    assert len(auth_string(tmp_path)) > len("cmsfees:") + 32


@dataclass(frozen=True)
class Bar:
    """A progress artifact as Prefect keeps it."""

    shown: list[float]

    def update(self, artifact: object, progress: float, description: str) -> None:
        self.shown.append(progress)


def test_a_progress_artifact_ends_at_all_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Updates within a second of the last one are left out, but not the end."""
    from flows.orchestration import artifacts
    from flows.runs.progress import report_progress

    bar = Bar([])
    monkeypatch.setattr(artifacts, "create_progress_artifact", lambda *_, **__: "an id")
    monkeypatch.setattr(artifacts, "update_progress_artifact", bar.update)
    with artifacts.progress_shown():
        for done in range(1, 6):
            report_progress("fetch", "opps 2026-01", done, 5)
        report_progress("page", "of no bar", 1, 1)
    assert bar.shown == [20.0, 100.0]
