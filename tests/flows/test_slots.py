"""The limits of an operator's own Prefect server, which workers with different data roots share."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.runs.run_folder import reports, unfinished
from sources.sample.write import write_site
from tests.flows.production import PROJECT, Prefect, prefect_server, running, wait_for
from tests.sources.local_site import Fault, LocalSite, serve

OPPS_ZIP = "/files/zip/january-2026-opps-addendum-b.zip"

pytestmark = pytest.mark.slow


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[tuple[LocalSite, str]]:
    """A site whose first OPPS download hangs, and its URL."""
    site = LocalSite(write_site(tmp_path / "site"), faults={OPPS_ZIP: [Fault(stall=600)]})
    with serve(site) as url:
        yield site, url


def watched(prefect: Prefect, home: Path, url: str) -> "subprocess.Popen[str]":
    """A `watch` of OPPS on a data root of its own."""
    home.mkdir(exist_ok=True)
    variables = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", "watch", "--series", "opps"],
        cwd=PROJECT,
        env={**os.environ, **prefect.env, **variables, "CMSFEES_ACCEPT_AMA_LICENSE": "true"},
        stdout=-1,
        stderr=-1,
        text=True,
        start_new_session=True,
    )


def test_a_waiting_run_names_the_holder_and_a_killed_holder_is_not_waited_for(
    tmp_path: Path, prefect_tables: Path, hanging: tuple[LocalSite, str]
) -> None:
    site, url = hanging
    database = shutil.copy(prefect_tables / "prefect.db", tmp_path)
    with prefect_server(f"sqlite+aiosqlite:///{database}", tmp_path / "server") as prefect:
        first = watched(prefect, tmp_path / "one", url)
        wait_for(lambda: OPPS_ZIP in site.paths(), 120, "the download that hangs")
        (holder,) = unfinished(tmp_path / "one")

        waiting = watched(prefect, tmp_path / "two", url)
        assert waiting.stderr
        line = waiting.stderr.readline()
        assert line.startswith(f"waiting for run {holder.name}, which reads CMS's site since 20")
        assert f"(process {first.pid} on " in line
        assert line.endswith("; it holds Prefect's limit cmsfees-site\n")
        began = time.monotonic()
        os.killpg(waiting.pid, signal.SIGINT)
        output, errors = waiting.communicate(timeout=30)
        assert time.monotonic() - began < 10
        assert (waiting.returncode, "cancelled by Ctrl-C" in output) == (130, True), errors
        assert "Traceback" not in errors

        os.killpg(first.pid, signal.SIGKILL)
        first.communicate(timeout=30)
        began = time.monotonic()
        for home in ("one", "two"):  # its own data root, and another one on this machine
            output, errors = watched(prefect, tmp_path / home, url).communicate(timeout=110)
            assert reports(tmp_path / home)[0].outcome == "kept", output + errors
        assert time.monotonic() - began < 60  # Prefect itself frees the slot after 75 seconds
        assert not running(tmp_path / "one")
