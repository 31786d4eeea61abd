"""Snapshots of CMS's own files, built once and kept in pytest's cache while neither files nor code change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from cmsfees.channels import DATABASE, resolve
from sources.records import Revision
from tests.made_once import made_once
from tests.warehouse.case_file import case_file
from tests.warehouse.publisher import SnapshotCopy, publish_one
from tests.warehouse.publishing import publish_snapshot
from tests.warehouse.released import real_revisions
from transforms.conforming.conform_release import conform_to
from warehouse.snapshots.channels import prune


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.cache.mkdir("warehouse")
    return folder


def conform_all(root: Path, revisions: list[Revision], zips: dict[str, Path]) -> dict[str, Path]:
    """The revisions' conformed folders by SHA-256 of their zips."""
    files = {file.sha256: revision.release for revision in revisions for file in revision.files}
    return {sha256: conform_to(root, zips[sha256], sha256, release) for sha256, release in files.items()}


@pytest.fixture(scope="session")
def case_rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file with CMS's own rows for the hundred codes of the cases derived by hand."""
    with case_file(tmp_path_factory.mktemp("cases")) as con:
        yield con


@pytest.fixture(scope="session")
def real_snapshot(cache: Path, real_files: Path) -> Path:
    """Folder of a published snapshot of every copied release."""
    revisions, zips = real_revisions(real_files)
    folders = conform_all(cache / "conformed", revisions, zips)
    published = publish_snapshot(cache / "snapshots", revisions, folders, wait=600)
    prune(cache / "snapshots", keep=1)
    return published.path


@pytest.fixture
def real(real_snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A plain read-only connection to the snapshot of every copied release."""
    with duckdb.connect(real_snapshot / "cmsfees.duckdb", read_only=True) as con:
        yield con


@pytest.fixture
def three_snapshots(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> SnapshotCopy:
    """A copy of three snapshots of `publish_one`, to be changed: the folder and ids, `latest` the third."""
    return _copied(tmp_path_factory, tmp_path, 3)


@pytest.fixture
def two_snapshots(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> SnapshotCopy:
    """A copy of the first two snapshots of `three_snapshots`, `latest` the second."""
    return _copied(tmp_path_factory, tmp_path, 2)


@pytest.fixture
def one_snapshot(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> SnapshotCopy:
    """A copy of the first snapshot of `three_snapshots`."""
    return _copied(tmp_path_factory, tmp_path, 1)


def _copied(factory: pytest.TempPathFactory, root: Path, count: int) -> SnapshotCopy:
    homes = made_once(factory, "published", _publish_three)
    shutil.copytree(homes / str(count), root, symlinks=True, dirs_exist_ok=True)
    return root / "snapshots", (root / "ids").read_text().split()


def _publish_three(homes: Path) -> None:
    """Folders `1`, `2`, `3` with so many snapshots, in which 99213 has work RVUs 1.30, 1.31 and 1.32."""
    home, ids = homes / "home", list[str]()
    for count, work in enumerate(("1.30", "1.31", "1.32"), start=1):
        ids.append(publish_one(home, work).id)
        shutil.copytree(home, homes / str(count), symlinks=True)
        (homes / str(count) / "ids").write_text("\n".join(ids))


@pytest.fixture(scope="session")
def sample(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A plain read-only connection to the snapshot of the bundled sample."""
    with duckdb.connect(resolve(sample_home / "snapshots") / DATABASE, read_only=True) as con:
        yield con
