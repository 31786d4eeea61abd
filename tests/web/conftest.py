"""The application on the bundled sample, without a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from web.app import create_app
from web.settings import WebSettings


@pytest.fixture(scope="session")
def settings(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> WebSettings:
    """A copy of the sample: other tests of this process may hold the original open and not locked."""
    own = tmp_path_factory.mktemp("web") / "snapshots"
    return WebSettings(snapshots=shutil.copytree(sample_home / "snapshots", own, symlinks=True))


@pytest.fixture(scope="session")
def client(settings: WebSettings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
