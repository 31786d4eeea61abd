"""What an operator keeps secret is in nothing that a run leaves behind or prints."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import SECRET, Notice
from tests.flows.production import PROJECT

pytestmark = pytest.mark.slow
LOGIN = "s3cret-of-the-site"


def test_a_refresh_with_logins_leaves_none_behind(
    used_home: Path, url: str, notices: tuple[str, list[Notice]]
) -> None:
    """The site's login is in its address; the archive, the snapshot, Prefect's database and logs lack it."""
    own = {
        "CMSFEES_HOME": str(used_home),
        "CMSFEES_SITE": url.replace("http://", f"http://operator:{LOGIN}@"),
        "CMSFEES_SPACING": "0",
        "CMSFEES_ACCEPT_AMA_LICENSE": "true",
        "CMSFEES_NOTIFY": json.dumps([notices[0]]),
        "CMSFEES_LOG": "stderr",
    }
    output = b""
    for words in (
        ["refresh", "--series", "asc"],
        ["retry", "opps 2026-01"],
        ["doctor"],
        ["status", "--json"],
    ):
        command = [sys.executable, "-m", "flows.cli.main", *words]
        done = subprocess.run(command, cwd=PROJECT, env={**os.environ, **own}, capture_output=True)
        output += done.stdout + done.stderr
    kept = {path: path.read_bytes() for path in used_home.rglob("*") if path.is_file()}
    assert any(path.name == "cmsfees.duckdb" for path in kept)
    assert any(path.name.startswith("prefect.db") for path in kept)
    for secret in (LOGIN.encode(), SECRET.encode()):
        assert secret not in output
        assert [path for path, content in kept.items() if secret in content] == []
