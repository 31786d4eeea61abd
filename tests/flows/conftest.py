"""Fixtures to run the pipeline without Prefect on the bundled sample site."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from flows.pipeline.context import RunContext
from flows.runs.run_folder import open_run
from sources.sample.serve import serve
from sources.sample.write import write_site
from sources.settings import Settings

Walking = Callable[..., AbstractContextManager[RunContext]]


@pytest.fixture(autouse=True)
def piped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make output independent of the tester's terminal width."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder served as CMS's site; a test may change its files."""
    return write_site(tmp_path / "site")


@pytest.fixture
def url(site: Path) -> Iterator[str]:
    with serve(site) as address:
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
