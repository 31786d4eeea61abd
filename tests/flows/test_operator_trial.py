"""Ten broken zips repaired as an operator does: `cmsfees inspect`, a file of corrections, `cmsfees retry`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.flows.conftest import Run
from tests.transforms.test_conformed import posted
from tests.transforms.test_corrections import BROKEN, OTHER_FAMILIES, REFUSED, signed

NAME, NOWHERE = "pfs-rvu 2026A", "http://localhost:9"
Resolve = Callable[[str, dict[str, bytes], list[str]], None]


def settings(home: Path, site: str) -> dict[str, str]:
    own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": site, "CMSFEES_SPACING": "0"}
    return {**own, "CMSFEES_ACCEPT_AMA_LICENSE": "1"}


def cmsfees(home: Path, *words: str, site: str = NOWHERE) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **settings(home, site)}
    command = [sys.executable, "-m", "flows.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def doubts_in(output: str) -> list[dict[str, str]]:
    """What `cmsfees inspect RELEASE --json` printed."""
    (found,) = json.loads(output)
    doubts: list[dict[str, str]] = found["doubts"]
    return doubts


def write_corrections(home: Path, doubts: list[dict[str, str]]) -> None:
    """Write the printed correction with reason, source and initials filled in."""
    (home / "corrections").mkdir(exist_ok=True)
    text = "\n\n".join(signed(doubt["correction"]) for doubt in doubts)
    (home / "corrections" / "mine.toml").write_text(text)


MOST_SECONDS = 240  # of the machine, which may be busy: of five minutes, one is left to read and to sign


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_the_printed_correction_resolves_an_imported_zip(resolve: Resolve, name: str) -> None:
    members, table, _, _ = BROKEN[name]
    resolve(NAME, members, [table])


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in OTHER_FAMILIES if "pairs" not in name])
def test_the_printed_correction_resolves_a_zip_of_another_family(resolve: Resolve, name: str) -> None:
    release, members, table, _ = OTHER_FAMILIES[name]
    resolve(release, members, [table, "asc_addendum_bb"] if "asc" in release else [table])


KINDS = (
    "BrokenIdentity: two",
    "a stray quote",
    "a damaged workbook",
    "no member",
    "more than a list can name",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in REFUSED if any(kind in name for kind in KINDS)])
def test_the_printed_correction_resolves_a_refusal_of_any_kind(resolve: Resolve, name: str) -> None:
    release, members, table, _ = REFUSED[name]
    resolve(release, members, [table])


@pytest.fixture
def resolve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_command: Run) -> Resolve:
    """Import, inspect, write what it printed, inspect again: the commands that an operator waits for."""

    def resolved(release: str, members: dict[str, bytes], tables: list[str]) -> None:
        began = time.perf_counter()
        home = tmp_path / "home"
        for name, value in settings(home, NOWHERE).items():
            monkeypatch.setenv(name, value)
        path = posted(tmp_path, members).rename(tmp_path / "posted.zip")
        status, _, errors = run_command("import", str(path), "--release", release)
        assert status == 0, errors
        doubts = doubts_in(run_command("inspect", release, "--json")[1])
        assert [doubt["table"] for doubt in doubts] == tables
        write_corrections(home, doubts)
        assert doubts_in(run_command("inspect", release, "--json")[1]) == []
        assert time.perf_counter() - began < MOST_SECONDS

    return resolved


@pytest.mark.slow
def test_retry_publishes_what_a_correction_resolved(used_home: Path, site: Path, url: str) -> None:
    with ZipFile(next(site.glob("files/zip/rvu26a*.zip"))) as held:
        members = {name: held.read(name) for name in held.namelist()}
    gpci = next(name for name in members if "GPCI" in name)
    broken = {**members, gpci: members[gpci].replace(b"PE GPCI", b"Rent index")}
    with ZipFile(next(site.glob("files/zip/rvu26a*.zip")), "w") as posting:
        for name, data in broken.items():
            posting.writestr(name, data)

    first = cmsfees(used_home, "retry", NAME, site=url)
    assert "loaded in part" in first.stdout, first.stdout + first.stderr
    began = time.perf_counter()
    write_corrections(used_home, doubts_in(cmsfees(used_home, "inspect", NAME, "--json").stdout))
    second = cmsfees(used_home, "retry", NAME, site=url)
    assert second.returncode == 0, second.stdout + second.stderr
    shown = json.loads(cmsfees(used_home, "status", "--json").stdout)
    assert time.perf_counter() - began < MOST_SECONDS  # from doubt to publication
    assert shown["unsettled"] == []
    assert cmsfees(used_home, "inspect", NAME).stdout.count("rename_headers") == 1
