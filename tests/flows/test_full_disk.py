"""A full disk: reported, nothing half published, no lock or process left; works again with free space."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from flows.pipeline.publishing import served
from tests.flows.production import PROJECT, running, wait_for

pytestmark = pytest.mark.slow
CMSFEES = [sys.executable, "-m", "flows.cli.main"]
SIZE, LEFT = 64 << 20, 2 << 20  # bytes


@pytest.fixture
def small_disk(tmp_path: Path, prefect_tables: Path) -> Iterator[Path]:
    """A separate file system with a data root that has Prefect's tables; only root can mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    shutil.copytree(prefect_tables, disk / "home" / "prefect")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


SERIES = ("--series", "asc", "--series", "pfs-rvu")
LEAVES = (0, 40 << 10, 200 << 10, 900 << 10, 2 << 20)  # bytes free: Prefect, fetching, conforming, building


def ran(home: Path, url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
    env = {**os.environ, **own, "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
    done = subprocess.run([*CMSFEES, *words], cwd=PROJECT, env=env, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    wait_for(lambda: not running(home), 30, "the end of its server")
    return done


def fill(disk: Path, left: int) -> None:
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "filler").write_bytes(bytes(max(0, free - left)))


def assert_free(home: Path) -> None:
    """No process holds a lock of the data root, and nothing is served that is not whole."""
    for lock in (home / "locks").glob("*.lock"):
        with FileLock(lock, timeout=0):
            pass
    assert served(home / "snapshots") is None


def test_a_refresh_that_finds_the_disk_full_in_any_phase(small_disk: Path, url: str) -> None:
    """Each attempt comes further than the one before, because what was fetched is kept."""
    home = small_disk / "home"
    assert ran(home, url, "verify").returncode == 0
    for left in LEAVES:
        fill(small_disk, left)
        full = ran(home, url, "refresh", *SERIES)
        assert full.returncode == 1, left
        output = full.stdout + full.stderr
        assert (
            "No space left on device" in output or "database or disk is full" in output or "MB free" in output
        )
        assert "free some disk space" in output, (left, output)
        assert_free(home)
        (small_disk / "filler").unlink()
    again = json.loads(ran(home, url, "refresh", *SERIES, "--json").stdout)
    assert again["outcome"] == "published"
    assert ran(home, url, "verify").returncode == 0


def test_a_publication_that_finds_the_disk_full(small_disk: Path, url: str) -> None:
    home = small_disk / "home"
    assert ran(home, url, "watch", *SERIES).returncode == 0
    fill(small_disk, LEFT)
    full = ran(home, url, "publish")
    assert full.returncode == 1
    assert "No space left on device" in full.stdout + full.stderr
    assert "free some disk space" in full.stdout + full.stderr
    assert_free(home)

    (small_disk / "filler").unlink()
    again = json.loads(ran(home, url, "publish", "--json").stdout)
    assert again["outcome"] == "published"
    assert served(home / "snapshots") == again["snapshot"]
    assert not [path for path in home.rglob("*") if path.name.startswith((".partial-", ".staging-"))]
