"""Damage is reported with its remedy, and `repair` repairs what it can."""

from pathlib import Path

import pytest

from cmsfees.channels import DATABASE, resolve
from flows.pipeline import pipeline
from flows.pipeline.selection import Selection
from sources.archive.manual_import import import_file
from sources.release import parse_release
from sources.settings import Settings
from tests.flows.conftest import Walking

NEWEST = Selection(series=("pfs-rvu",))


def rot(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.fixture
def home(walking: Walking, tmp_path: Path) -> Path:
    with walking("refresh") as context:
        assert pipeline.refresh(context, NEWEST).is_new
    return tmp_path / "home"


def problems(walking: Walking) -> tuple[str, ...]:
    with walking("verify") as context:
        return pipeline.verify(context).problems


def test_a_damaged_zip_folder_and_snapshot_are_named_and_repaired(home: Path, walking: Walking) -> None:
    zipped = next(home.glob("archive/files/*/*.zip"))
    parquet = next(home.glob("conformed/*/*/pfs_rvu.parquet"))
    database = resolve(home / "snapshots") / DATABASE
    assert problems(walking) == ()
    rot(zipped)
    parquet.unlink()
    rot(database)
    found = problems(walking)
    assert len(found) == 3
    for problem, path in zip(found, (zipped, parquet, database), strict=True):
        assert path.name in problem
        assert "To do: run `cmsfees repair`" in problem
    with walking("repair") as context:
        report = pipeline.repair(context)
    assert report.problems == ()
    assert any("has been refetched" in note for note in report.notes)
    assert any("pfs_rvu.parquet is missing" in note for note in report.notes)
    assert report.is_new, "the same snapshot, built again"
    assert problems(walking) == ()


def test_a_file_cms_removed_is_imported_over_damaged_bytes(
    home: Path, walking: Walking, site: Path, tmp_path: Path
) -> None:
    """Import once kept the damaged bytes because a file with that name existed."""
    posted = next(site.glob("files/zip/rvu26a*.zip"))
    copy = tmp_path / posted.name
    copy.write_bytes(posted.read_bytes())
    posted.unlink()
    rot(next(home.glob("archive/files/*/*.zip")))
    with walking("repair") as context:
        (problem,) = pipeline.repair(context).problems
    assert "To do: CMS did not serve these bytes again: `cmsfees import` an intact copy" in problem
    import_file(Settings(home=home, accept_ama_license=True), copy, parse_release("pfs-rvu 2026A"))
    assert problems(walking) == ()
