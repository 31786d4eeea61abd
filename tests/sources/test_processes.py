"""The archive under several processes, and under kill -9 at any moment. Real processes, a real server."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.release import Release
from sources.settings import Settings
from tests.sources.conftest import QUICK
from tests.sources.local_site import Fault, LocalSite, serve
from tests.sources.refresh import refresh_archive
from tests.sources.tiny_site import RVU22A, RVU26A, put, zipped

REFRESH = """
import sys
from pathlib import Path
from tests.sources.refresh import refresh_archive
from sources.settings import Settings
settings = Settings(home=Path(sys.argv[1]), site=sys.argv[2], spacing=0, accept_ama_license=True)
outcomes = refresh_archive(settings, ["pfs-rvu", "opps"]).outcomes
sys.exit(any(outcome.status not in ("new", "unchanged") for outcome in outcomes))
"""


def start(settings: Settings) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", REFRESH, str(settings.home), settings.site])


def test_processes_at_once_keep_one_copy_and_one_revision(local: LocalSite, settings: Settings) -> None:
    local.faults = {RVU26A: [Fault(stall=0.5)], RVU22A: [Fault(stall=0.5)]}
    at_once = [start(settings) for _ in range(3)]
    assert [process.wait(60) for process in at_once] == [0, 0, 0]
    archive = Archive(settings.archive)
    assert [revision.id for revision in archive.revisions()] == [
        "opps 2026-01 r1",
        "pfs-rvu 2022A r1",
        "pfs-rvu 2026A r1",
    ]
    assert verify_archive(archive) == []
    assert local.paths().count(RVU26A) == 1, "the others waited for the first and found it held"


def test_killed_at_every_step_nothing_is_half_written(local: LocalSite, tmp_path: Path) -> None:
    """The run after the kill completes the archive; at worst, bytes lay there without their receipt."""
    with serve(local) as url:
        command = [sys.executable, "-m", "tests.sources.killed", url, str(tmp_path / "homes")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) > 15, "every write, rename and link of one release"
    assert {kind for result in results for kind in result["after_kill"]} <= {"unrecorded"}
    assert any(result["after_kill"] for result in results), "the moment between bytes and receipt was met"
    assert [result["after_rerun"] for result in results] == [[]] * len(results)
    assert {json.dumps(result["revisions"]) for result in results} == {json.dumps(results[-1]["revisions"])}


def test_killed_while_bytes_arrive_the_next_run_goes_on(local: LocalSite, settings: Settings) -> None:
    body = zipped("PPRRVU.csv", text=random.Random(1).randbytes(1_500_000).hex())
    put(local.root, RVU26A, body)
    local.faults[RVU26A] = [Fault(stall=0.1)]
    process = start(settings)
    archive = Archive(settings.archive)
    partial = archive.partial(RVU26A)
    while not partial.exists() or partial.stat().st_size < 300_000:
        time.sleep(0.02)
    process.kill()
    process.wait()
    held = partial.stat().st_size
    assert [revision.release for revision in archive.revisions() if revision.release.vintage == "2026A"] == []
    refresh_archive(settings, [Release("pfs-rvu", "2026A")], retry_policy=QUICK)
    ranges = [headers.get("range") for _, path, headers in local.log if path == RVU26A]
    assert ranges == [None, f"bytes={held}-"]
    newest = archive.latest(Release("pfs-rvu", "2026A"))
    assert newest
    assert archive.path(newest.sha256).read_bytes() == body
