"""A table that cannot be read is missing and named; it is read again once code or corrections change."""

import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from flows.orchestration.artifacts import summary
from flows.pipeline import pipeline
from flows.pipeline.selection import Selection
from flows.runs.report import Report
from sources.release import parse_release
from tests.flows.conftest import Walking

NAME = "pfs-rvu 2026A"
RUBBISH = b"99999,XX,AB,RUBBISH,x,1.000,y,z\r\n"
REASON = "GPCI2026.csv"
CORRECTION = """
[[correction]]
release = "pfs-rvu 2026A"
sha256 = "{sha256}"
table = "pfs_gpci"
member = "{member}"
reason = "a row of rubbish"
source = "the txt of the same zip"
date = 2026-01-05
initials = "ab"
drop_lines = [{{ line = {line}, old = "99999,XX" }}]
"""


@pytest.fixture
def posted(site: Path) -> Path:
    """RVU26A with an unreadable row in its GPCI file."""
    path = next(site.glob("files/zip/rvu26a*.zip"))
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    path.unlink()
    with ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, _with_rubbish(content) if name == _gpci(path, members) else content)
    return path


def _gpci(path: Path, members: dict[str, bytes]) -> str:
    return next(name for name in members if "GPCI" in name)


def _with_rubbish(content: bytes) -> bytes:
    """Before the last row."""
    lines = content.splitlines(keepends=True)
    last = max(i for i, line in enumerate(lines) if line[:5].isdigit())
    return b"".join([*lines[:last], RUBBISH, *lines[last:]])


def refreshed(walking: Walking) -> Report:
    with walking("refresh") as context:
        report = pipeline.refresh(context, Selection(releases=(parse_release(NAME),)))
        context.run.close(report)
        return report


def gpci_rows(home: Path) -> int:
    with duckdb.connect(str(home / "snapshots/latest/cmsfees.duckdb"), read_only=True) as con:
        return int(con.execute("SELECT count(*) FROM pfs_gpci").fetchall()[0][0])


def correction(posted: Path) -> str:
    with ZipFile(posted) as held:
        member = next(name for name in held.namelist() if "GPCI" in name)
        lines = held.read(member).splitlines(keepends=True)
    digest = sha256(posted.read_bytes()).hexdigest()
    return CORRECTION.format(sha256=digest, member=member, line=lines.index(RUBBISH) + 1)


@pytest.mark.slow
def test_it_is_reported_until_a_correction_resolves_it(
    walking: Walking, posted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    first, second = refreshed(walking), refreshed(walking)
    for report in (first, second):  # an unchanged release is still in part
        (state,) = report.releases
        assert (state.state, report.outcome in ("published", "nothing new")) == ("loaded in part", True)
        assert "pfs_gpci is rejected" in state.reason
        assert "GPCI" in report.summary
        assert "pfs_gpci is rejected" in summary(report)
    assert gpci_rows(home) == 0

    monkeypatch.setenv("CMSFEES_HOME", str(home))
    shown = CliRunner().invoke(app, ["status"])
    assert shown.exit_code == 0
    assert "loaded in part" in shown.output
    assert "pfs_gpci is rejected" in shown.output
    status = json.loads(CliRunner().invoke(app, ["status", "--json"]).output)
    assert [release["state"] for release in status["unsettled"]] == ["loaded in part"]
    assert [row["table_name"] for row in status["loads"]["tables_missing"]] == ["pfs_gpci"]
    [series] = [series for series in status["series"] if series["series"] == "pfs-rvu"]
    assert (series["releases"], series["revisions"], series["in_part"]) == (1, 1, 1)

    (home / "corrections").mkdir()
    (home / "corrections" / "mine.toml").write_text(correction(posted))
    settled = refreshed(walking)
    assert [outcome.state for outcome in settled.releases] == ["unchanged"]
    assert settled.is_new
    assert gpci_rows(home) > 100
    assert json.loads(CliRunner().invoke(app, ["status", "--json"]).output)["unsettled"] == []


def test_a_broken_corrections_file_fails_only_the_release_it_names(
    walking: Walking, posted: Path, tmp_path: Path
) -> None:
    with walking("watch") as context:
        pipeline.watch(context, Selection(series=("opps", "pfs-rvu")))
    home = tmp_path / "home"
    (home / "corrections").mkdir()
    (home / "corrections" / "mine.toml").write_text(correction(posted).replace("initials", "initial"))
    with walking("publish") as context:
        report = pipeline.publish(context)
    assert [(outcome.release, outcome.state) for outcome in report.releases] == [(NAME, "failed")]
    assert "mine.toml, line" in report.releases[0].reason
    assert report.is_new, "the other series is published"
    with walking("verify") as context:
        (problem,) = pipeline.verify(context).problems
    assert "mine.toml, line" in problem
    assert "To do: fix or remove the file" in problem
