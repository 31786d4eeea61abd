"""Fixtures to run the pipeline without Prefect on the bundled sample site."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.cli.main import main
from flows.pipeline.context import RunContext
from flows.runs.run_folder import open_run
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from sources.settings import Settings
from tests.made_once import made_once

Notice = dict[str, str]
SECRET = "a-token-of-the-operators"
Run = Callable[..., tuple[int, str, str]]  # exit status, standard output, standard error
Walking = Callable[..., AbstractContextManager[RunContext]]


@pytest.fixture(autouse=True)
def piped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make output independent of the tester's terminal width."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def run_command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a shell does, in this process: it need not import everything again."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cmsfees", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capfd.readouterr()

    return run


@pytest.fixture(scope="session")
def prefect_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PREFECT_HOME with a database of empty tables, to copy; a server takes seconds to make them."""

    def create(folder: Path) -> None:
        env = {**os.environ, "PREFECT_HOME": str(folder), "DO_NOT_TRACK": "1"}
        command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
        subprocess.run(command, env=env, capture_output=True, check=True)

    return made_once(tmp_path_factory, "prefect-tables", create)


@pytest.fixture
def used_home(tmp_path: Path, prefect_tables: Path) -> Path:
    """A data root with Prefect's tables; `test_killed.py` and `test_up.py` also begin with new ones."""
    shutil.copytree(prefect_tables, tmp_path / "home" / "prefect")
    return tmp_path / "home"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder served as CMS's site; a test may change its files."""
    return write_site(tmp_path / "site")


@pytest.fixture
def url(site: Path) -> Iterator[str]:
    with serve_sample(site) as address:
        yield address


@pytest.fixture
def walking(tmp_path: Path, url: str) -> Walking:
    """`with walking("refresh") as walk`: a run of its own on the same data root."""

    @contextmanager
    def context(kind: str, accept_ama_license: bool = True) -> Iterator[RunContext]:
        home = tmp_path / "home"
        settings = Settings(home=home, site=url, spacing=0, accept_ama_license=accept_ama_license)
        with open_run(home, kind) as run:
            yield RunContext(settings, run)

    return context


@pytest.fixture
def notices() -> Iterator[tuple[str, list[Notice]]]:
    """An Apprise address on loopback, and what has come to it."""
    came: list[Notice] = []

    class Inbox(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Inbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://operators:{SECRET}@127.0.0.1:{server.server_port}", came
        server.shutdown()
