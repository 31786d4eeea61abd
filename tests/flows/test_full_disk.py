"""A full disk: reported, nothing half published, no lock or process left; works again with free space."""

import json
import os
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
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate file system; only root can mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_publication_that_finds_the_disk_full(small_disk: Path, url: str) -> None:
    home, filler = small_disk / "home", small_disk / "filler"

    def ran(*words: str) -> "subprocess.CompletedProcess[str]":
        own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
        env = {**os.environ, **own, "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
        done = subprocess.run([*CMSFEES, *words], cwd=PROJECT, env=env, capture_output=True, text=True)
        assert "Traceback" not in done.stderr
        wait_for(lambda: not running(home), 30, "the end of its server")
        return done

    assert ran("watch", "--series", "asc", "--series", "pfs-rvu").returncode == 0
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filler.write_bytes(bytes(free - LEFT))
    full = ran("publish")
    assert full.returncode == 1
    assert "No space left on device" in full.stdout + full.stderr
    assert "free some disk space" in full.stdout + full.stderr
    assert served(home / "snapshots") is None
    for lock in (home / "locks").glob("*.lock"):
        with FileLock(lock, timeout=0):
            pass

    filler.unlink()
    again = json.loads(ran("publish", "--json").stdout)
    assert again["outcome"] == "published"
    assert served(home / "snapshots") == again["snapshot"]
    assert not [path for path in home.rglob("*") if path.name.startswith((".partial-", ".staging-"))]
