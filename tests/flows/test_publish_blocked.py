"""`cmsfees publish` on CMS's releases of which some were read wrongly: nothing is published, and it says why.

The conformed folders are rewritten with their checksums, as code leaves them that reads a layout wrongly.
What each check finds by itself is in `warehouse/test_real_blocking.py`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from cmsfees.channels import resolve
from flows.pipeline import pipeline
from flows.pipeline.context import RunContext
from flows.pipeline.selection import Selection
from flows.runs.run_folder import open_run
from sources.release import parse_release
from sources.settings import Settings
from tests.sources.local_site import LocalSite, serve
from transforms.conforming.conformed_folder import record_files

pytestmark = [pytest.mark.real, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
BEFORE = ("pfs-rvu 2025D", "clfs 2026Q1", "asp 2025-07")
NOW = ("pfs-rvu 2026A", "clfs 2026Q2", "asp 2025-10")
DOWN = "lag({column}, 1, {column}) OVER (ORDER BY file_row_number)"
# Release and table, what is done to its rows → the check that must find it.
CORRUPTED = [
    (
        "pfs-rvu 2026A",
        "pfs_rvu",
        f"* REPLACE ({DOWN.format(column='work_rvu')} AS work_rvu)",
        "pfs_totals_add_up",
    ),
    (
        "pfs-rvu 2026A",
        "pfs_gpci",
        "* REPLACE ((work_gpci * 10)::DECIMAL(6, 3) AS work_gpci)",
        "gpcis_are_in_range",
    ),
    ("clfs 2026Q2", "clfs", "* WHERE hash(hcpcs) % 20 > 0", "codes_stay_listed"),
    ("asp 2025-10", "asp_payment_limit", "* WHERE hash(hcpcs) % 20 > 0", "codes_stay_listed"),
]


@pytest.fixture(scope="module")
def home(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root whose last snapshot lacks the newest releases; they are conformed, some wrongly."""
    home = tmp_path_factory.mktemp("blocked") / "home"
    with serve(LocalSite(real_files / "site")) as url:
        first = fetched(home, url, BEFORE)
        shutil.copytree(home / "snapshots", home.parent / "first", symlinks=True)
        assert fetched(home, url, NOW) != first
    shutil.rmtree(home / "snapshots")
    shutil.copytree(home.parent / "first", home / "snapshots", symlinks=True)
    for release, table, rows, _ in CORRUPTED:
        corrupt(home, release, table, rows)
    return home


def fetched(home: Path, url: str, names: tuple[str, ...]) -> str | None:
    settings = Settings(home=home, site=url, spacing=0, accept_ama_license=True)
    with open_run(home, "refresh") as run:
        wanted = Selection(releases=tuple(map(parse_release, names)))
        report = pipeline.refresh(RunContext(settings, run), wanted)
        run.close(report)
    assert report.outcome == "published", report.summary
    return report.snapshot


def corrupt(home: Path, release: str, table: str, rows: str) -> None:
    """Rewrite the table of each folder that holds rows of the release, and the record of its files."""
    columns, _, where = rows.partition(" WHERE ")
    for folder in folders_of(home, release):
        file = folder / f"{table}.parquet"
        if not file.exists():
            continue
        with duckdb.connect() as con:
            con.execute(f"CREATE TABLE kept AS FROM read_parquet('{file}', file_row_number = true)")
            con.execute(f"CREATE TABLE made AS SELECT {columns} FROM kept {where and 'WHERE ' + where}")
            con.execute("ALTER TABLE made DROP COLUMN file_row_number")
            counted = con.execute("SELECT count(*) FROM made").fetchall()[0][0]
            counts = folder / "load_counts.parquet"
            con.execute(f"CREATE TABLE counts AS FROM '{counts}'")
            con.execute(
                "UPDATE counts SET rows_in = $1, rows_loaded = $1, duplicate_rows = 0, rows_set_aside = 0 "
                "WHERE table_name = $2",
                [counted, table],
            )
            for path, made in ((file, "made"), (counts, "counts")):
                path.chmod(0o644)
                con.execute(f"COPY {made} TO '{path}' (FORMAT parquet)")
        (folder / "files.json").unlink()
        record_files(folder)
        return
    raise AssertionError(f"no folder of {release} has {table}")


def folders_of(home: Path, release: str) -> Iterator[Path]:
    """The conformed folders of a release's zips, of which each is named by SHA-256."""
    name = release.replace(" ", "/")
    for record in home.glob(f"archive/revisions/{name}/*.json"):
        for sha256 in (file["sha256"] for file in json.loads(record.read_text())["files"]):
            yield from home.glob(f"conformed/*/{sha256}*")


def cmsfees(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "CMSFEES_HOME": str(home), "COLUMNS": "200", "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
    command = [sys.executable, "-m", "cmsfees", *words]
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=900)


def test_a_release_that_was_read_wrongly_is_not_published_until_it_is_accepted(home: Path) -> None:
    served = resolve(home / "snapshots")
    blocked = cmsfees(home, "publish")
    assert blocked.returncode == 1, blocked.stdout + blocked.stderr
    told = " ".join((blocked.stdout + blocked.stderr).split())
    for release, _, _, check in CORRUPTED:
        assert f"- {check} (" in told, told
        assert f"{release} r1" in told
    assert "the last snapshot stays in use" in told
    assert "cmsfees inspect RELEASE" in told
    assert "--accept CHECK --reason" in told
    assert resolve(home / "snapshots") == served
    shown = cmsfees(home, "show", "99213", "--on", "2025-12-01", "--json")
    assert (shown.returncode, json.loads(shown.stdout)["status"]) == (0, "listed")
    other = cmsfees(home, "publish", "--accept", "gpcis_are_in_range", "--reason", "so")
    assert other.returncode == 1
    assert "- gpcis_are_in_range (" not in " ".join(other.stdout.split())
    assert "- pfs_totals_add_up (" in " ".join((other.stdout + other.stderr).split())
    found = set(blocking(told))
    assert {check for *_, check in CORRUPTED} <= found
    words = [word for check in sorted(found) for word in ("--accept", check)]
    accepted = cmsfees(home, "publish", *words, "--reason", "CMS did it, says MLN 1")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    manifest = json.loads((resolve(home / "snapshots") / "manifest.json").read_text())
    recorded = {(entry["check_name"], entry["reason"]) for entry in manifest["accepted_checks"]}
    assert recorded == {(check, "CMS did it, says MLN 1") for check in found}


def blocking(told: str) -> Iterator[str]:
    for part in told.split("- ")[1:]:
        name, _, rest = part.partition(" (")
        if rest and name.replace("_", "").isalpha():
            yield name
