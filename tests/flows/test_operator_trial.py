"""Ten broken zips repaired as an operator does: `cmsfees inspect`, a file of corrections, `cmsfees retry`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.transforms.test_conformed import posted
from tests.transforms.test_corrections import BROKEN, OTHER_FAMILIES, REFUSED, signed

NAME = "pfs-rvu 2026A"


def cmsfees(home: Path, *words: str, site: str = "http://localhost:9") -> subprocess.CompletedProcess[str]:
    known = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": site, "CMSFEES_SPACING": "0"}
    env = {**os.environ, **known, "CMSFEES_ACCEPT_AMA_LICENSE": "1"}
    command = [sys.executable, "-m", "flows.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def inspected(home: Path, name: str = NAME) -> list[dict[str, str]]:
    (found,) = json.loads(cmsfees(home, "inspect", name, "--json").stdout)
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
def test_the_printed_correction_resolves_an_imported_zip(tmp_path: Path, name: str) -> None:
    members, table, _, _ = BROKEN[name]
    _resolve(tmp_path, NAME, members, [table])


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in OTHER_FAMILIES if "pairs" not in name])
def test_the_printed_correction_resolves_a_zip_of_another_family(tmp_path: Path, name: str) -> None:
    release, members, table, _ = OTHER_FAMILIES[name]
    _resolve(tmp_path, release, members, [table, "asc_addendum_bb"] if "asc" in release else [table])


KINDS = (
    "BrokenIdentity: two",
    "a stray quote",
    "a damaged workbook",
    "no member",
    "more than a list can name",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in REFUSED if any(kind in name for kind in KINDS)])
def test_the_printed_correction_resolves_a_refusal_of_any_kind(tmp_path: Path, name: str) -> None:
    release, members, table, _ = REFUSED[name]
    _resolve(tmp_path, release, members, [table])


def _resolve(tmp_path: Path, release: str, members: dict[str, bytes], tables: list[str]) -> None:
    """Import, inspect, write what it printed, inspect again: the commands that an operator waits for."""
    began = time.perf_counter()
    home = tmp_path / "home"
    path = posted(tmp_path, members).rename(tmp_path / "posted.zip")
    done = cmsfees(home, "import", str(path), "--release", release)
    assert done.returncode == 0, done.stderr
    doubts = inspected(home, release)
    assert [doubt["table"] for doubt in doubts] == tables
    write_corrections(home, doubts)
    assert inspected(home, release) == []
    assert time.perf_counter() - began < MOST_SECONDS


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
    write_corrections(used_home, inspected(used_home))
    second = cmsfees(used_home, "retry", NAME, site=url)
    assert second.returncode == 0, second.stdout + second.stderr
    shown = json.loads(cmsfees(used_home, "status", "--json").stdout)
    assert time.perf_counter() - began < MOST_SECONDS  # from doubt to publication
    assert shown["unsettled"] == []
    assert cmsfees(used_home, "inspect", NAME).stdout.count("rename_headers") == 1
