"""Fixtures shared by all rooms."""

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings

from tests.made_once import made_once

BESIDE = Path(__file__).parents[2] / "shared"
# Copies of CMS's site, separated as in PATH; a file of an earlier one replaces the same file of a later one.
REAL_FILES = [
    Path(folder)
    for folder in os.environ.get(
        "CMSFEES_REAL_FILES", f"{BESIDE / 'cms-more'}{os.pathsep}{BESIDE / 'cms'}"
    ).split(os.pathsep)
    if Path(folder, "site").is_dir()
]


# A busy machine is not a failure of the code. CI tries the same examples every time, other runs new ones.
settings.register_profile("any-machine", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("any-machine")


def pytest_configure() -> None:
    """Configure the test process.

    A shell starts what it puts in the background with SIGINT ignored, `nohup` with SIGHUP, their
    children too; tests send both.
    Beside other workers a Polars of one thread costs less.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if REAL_FILES:
        return
    absent = pytest.mark.skip(reason="no copy of CMS's own files beside the project")
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a CMSFEES_HOME with one published snapshot of the bundled sample, to read."""
    from tests.warehouse.sample import publish_sample  # DuckDB and Polars: not for every test

    return made_once(tmp_path_factory, "sample", publish_sample)


@pytest.fixture(scope="session")
def two_postings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a CMSFEES_HOME in whose snapshot every argument of a question changes the answer, to read."""
    from tests.warehouse.two_postings import publish_two_postings

    return made_once(tmp_path_factory, "two_postings", publish_two_postings)


@pytest.fixture(scope="session", autouse=True)
def no_power_cut() -> Iterator[None]:
    """Disable fsync; crash safety is tested in separate processes."""
    with patch("os.fsync"):
        yield


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Restore environment variables that a command set in this process."""
    with patch.dict(os.environ):
        yield


@pytest.fixture(scope="session")
def real_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `site/` and `earlier/`, CMS's own files at their paths, and PROVENANCE.tsv."""
    return overlay(REAL_FILES, tmp_path_factory.mktemp("cms"))


def overlay(copies: Sequence[Path], target: Path) -> Path:
    """Link the files of all copies into `target`; for the same path the first copy wins."""
    for copy in copies:
        for file in sorted([*copy.glob("site/**/*"), *copy.glob("earlier/**/*")]):
            link = target / file.relative_to(copy)
            if file.is_file() and not link.exists():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(file.resolve())
    lines = [(copy / "PROVENANCE.tsv").read_text("utf-8").splitlines() for copy in copies]
    rows = {row.split("\t")[0]: row for of_copy in reversed(lines) for row in of_copy[1:]}
    (target / "PROVENANCE.tsv").write_text("\n".join([lines[0][0], *rows.values()]) + "\n", "utf-8")
    return target
