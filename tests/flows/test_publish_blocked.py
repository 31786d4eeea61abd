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

from cmsfees.channels import NoSuchSnapshot, resolve
from flows.pipeline import pipeline
from flows.pipeline.conforming import conform_all
from flows.pipeline.context import RunContext
from flows.pipeline.selection import Selection
from flows.runs.run_folder import open_run
from sources.archive.store import Archive
from sources.release import parse_release
from sources.settings import Settings
from tests.sources.local_site import LocalSite, serve
from transforms.conforming.conformed_folder import record_files

pytestmark = [pytest.mark.real, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
DOWN = "lag({column}, 1, {column}) OVER (ORDER BY file_row_number) AS {column}"
A_TWENTIETH = "* WHERE hash(hcpcs) % 20 > 0"
SWAPPED = "mp_rvu AS pe_rvu_facility, mp_rvu AS pe_rvu_nonfacility, pe_rvu_facility AS mp_rvu"
EXCHANGED = "pe_gpci AS work_gpci, work_gpci AS pe_gpci"


def replaced(values: str, column: str = "") -> str:
    return f"* REPLACE ({values.format(column=column)})"


# Release and table, what is done to its rows → the check that must find it.
Corruption = tuple[str, str, str, str]
CORRUPTED: list[Corruption] = [
    ("pfs-rvu 2026A", "pfs_rvu", replaced(DOWN, "work_rvu"), "pfs_totals_add_up"),
    ("pfs-rvu 2026A", "pfs_rvu", "* WHERE hcpcs < '93000'", "codes_stay_listed"),
    ("pfs-rvu 2026A", "pfs_gpci", replaced("11.024 AS work_gpci"), "gpcis_are_in_range"),
    ("clfs 2026Q2", "clfs", A_TWENTIETH, "codes_stay_listed"),
    ("asp 2025-10", "asp_payment_limit", A_TWENTIETH, "codes_stay_listed"),
]
BEFORE = ("pfs-rvu 2025D", "clfs 2026Q1", "asp 2025-07")
NOW = ("pfs-rvu 2026A", "clfs 2026Q2", "asp 2025-10")
# What else could be published once, and the like for the other series.
FURTHER: list[Corruption] = [
    ("pfs-rvu 2026A", "pfs_rvu", "* WHERE qualifying_apm", "pfs_qualifying_apm_codes_are_listed"),
    ("pfs-rvu 2026A", "pfs_gpci", "* WHERE mac < '08000'", "pfs_localities_have_gpcis"),
    ("pfs-rvu 2026B", "pfs_rvu", replaced(SWAPPED), "pfs_components_are_in_proportion"),
    ("pfs-rvu 2026B", "pfs_gpci", replaced(EXCHANGED), "gpcis_follow_the_release_before"),
    ("opps 2025-10", "opps_addendum_b", replaced(DOWN, "payment_rate"), "rates_follow_their_weights"),
    (
        "opps 2026-01",
        "opps_addendum_b",
        replaced("payment_rate * 100 AS payment_rate"),
        "columns_follow_the_release_before",
    ),
    ("asc 2026-01", "asc_addendum_aa", replaced(DOWN, "payment_rate"), "rates_follow_their_weights"),
    (
        "asc 2026-01",
        "asc_addendum_bb",
        replaced("payment_rate * 10 AS payment_rate"),
        "columns_follow_the_release_before",
    ),
    (
        "ncci-ptp-practitioner 2024Q3",
        "ncci_ptp",
        replaced("'0' AS modifier_indicator"),
        "ncci_edits_continue",
    ),
    ("ncci-mue-practitioner 2026Q2", "ncci_mue", "* WHERE hash(hcpcs) % 3 = 0", "releases_do_not_halve"),
    (
        "zip-locality 2025Q4",
        "zip_locality",
        replaced("(99 - locality::INT)::VARCHAR AS locality"),
        "zip_localities_have_gpcis",
    ),
    ("dmepos 2025B", "dmepos_fee", replaced(DOWN, "fee"), "dmepos_fees_are_consistent"),
]
SETTINGS = ("practitioner", "hospital", "dme")  # one without the others stays out of a snapshot
WITH = (
    "pfs-rvu 2025D",
    "asc 2025-10",
    "ncci-ptp-practitioner 2024Q2",
    *(f"ncci-mue-{setting} {quarter}" for quarter in ("2024Q3", "2026Q2") for setting in SETTINGS),
)
# A fiftieth of the edits is as good as all of them, and loaded in a fiftieth of the time.
THINNED = [
    (f"ncci-ptp-practitioner 2024{q}", "ncci_ptp", "* WHERE hash(column_1) % 50 = 0") for q in ("Q2", "Q3")
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


@pytest.fixture(scope="module")
def further_home(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root without a snapshot; of each series the newest releases are conformed wrongly."""
    home = tmp_path_factory.mktemp("blocked") / "home"
    names = {*WITH, *(release for release, *_ in FURTHER)}
    with serve(LocalSite(real_files / "site")) as url, open_run(home, "watch") as run:
        context = RunContext(Settings(home=home, site=url, spacing=0, accept_ama_license=True), run)
        report = pipeline.watch(context, Selection(releases=tuple(map(parse_release, sorted(names)))))
        conformed = conform_all(context, Archive(context.settings.archive).revisions())
        run.close(report)
    assert {str(revision.release) for revision in conformed.revisions} == names
    for release, table, rows in (*THINNED, *(corruption[:3] for corruption in FURTHER)):
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
    folders = [folder for folder in folders_of(home, release) if (folder / f"{table}.parquet").exists()]
    assert folders, f"no folder of {release} has {table}"
    for folder in folders:
        file = folder / f"{table}.parquet"
        with duckdb.connect() as con:
            con.execute(f"CREATE TABLE kept AS FROM read_parquet('{file}', file_row_number = true)")
            con.execute("CREATE TABLE made AS SELECT * EXCLUDE (file_row_number) FROM kept LIMIT 0")
            rows_made = f"SELECT {columns} FROM kept {where and 'WHERE ' + where}"
            con.execute(f"INSERT INTO made BY NAME SELECT * EXCLUDE (file_row_number) FROM ({rows_made})")
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


def found_by(message: str) -> dict[str, str]:
    """What a refusal says of each check."""
    named = (part.partition(" (") for part in " ".join(message.split()).split("- ")[1:])
    return {name: rest for name, _, rest in named if rest and name.replace("_", "").isalpha()}


def accept_all(home: Path, checks: dict[str, str]) -> set[tuple[str, str, str]]:
    """Publish with every check accepted; returns check, release and reason that the snapshot recorded."""
    words = [word for check in sorted(checks) for word in ("--accept", check)]
    accepted = cmsfees(home, "publish", *words, "--reason", "CMS did it, says MLN 1")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    snapshot = resolve(home / "snapshots")
    manifest = json.loads((snapshot / "manifest.json").read_text())
    with duckdb.connect(snapshot / "cmsfees.duckdb", read_only=True) as con:
        recorded = con.execute("SELECT check_name, release_id, reason FROM accepted_checks").fetchall()
    listed = [(row["check_name"], row["release_id"], row["reason"]) for row in manifest["accepted_checks"]]
    assert sorted(listed) == sorted(recorded)
    assert {(name, reason) for name, _, reason in recorded} == {(n, "CMS did it, says MLN 1") for n in checks}
    return set(recorded)


def test_a_release_that_was_read_wrongly_is_not_published_until_it_is_accepted(home: Path) -> None:
    served = resolve(home / "snapshots")
    blocked = cmsfees(home, "publish")
    assert blocked.returncode == 1, blocked.stdout + blocked.stderr
    message = " ".join((blocked.stdout + blocked.stderr).split())
    checks = found_by(message)
    for release, _, _, check in CORRUPTED:
        assert f"{release} r1" in checks[check]
    assert "the last snapshot stays in use" in message
    assert "cmsfees inspect RELEASE" in message
    assert "--accept CHECK --reason" in message
    assert resolve(home / "snapshots") == served
    shown = cmsfees(home, "show", "99213", "--on", "2025-12-01", "--json")
    assert (shown.returncode, json.loads(shown.stdout)["status"]) == (0, "listed")
    other = cmsfees(home, "publish", "--accept", "gpcis_are_in_range", "--reason", "so")
    assert other.returncode == 1
    assert set(found_by(other.stdout + other.stderr)) == set(checks) - {"gpcis_are_in_range"}
    accept_all(home, checks)


def test_each_series_read_wrongly_is_not_published_until_it_is_accepted(further_home: Path) -> None:
    blocked = cmsfees(further_home, "publish")
    assert blocked.returncode == 1, blocked.stdout + blocked.stderr
    checks = found_by(blocked.stdout + blocked.stderr)
    assert checks, blocked.stdout + blocked.stderr
    for release, table, _, check in FURTHER:
        assert f"{release} r1" in checks.get(check, ""), (release, table, check, checks)
    with pytest.raises(NoSuchSnapshot):
        resolve(further_home / "snapshots")
    recorded = {(check, release) for check, release, _ in accept_all(further_home, checks)}
    assert {(check, f"{release} r1") for release, _, _, check in FURTHER} <= recorded
