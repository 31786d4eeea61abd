"""Files downloaded in a browser."""

from pathlib import Path

import pytest

from sources.archive.manual_import import import_file
from sources.archive.store import Archive
from sources.errors import LicenseNotAccepted, NotAZip, WrongRelease
from sources.release import Release
from sources.settings import Settings
from tests.sources.tiny_site import zipped

R26B = Release("pfs-rvu", "2026B")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", accept_ama_license=False)


def saved(folder: Path, name: str, body: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(body or zipped(name))
    return path


def test_an_imported_file_is_a_revision_like_any_other(settings: Settings, tmp_path: Path) -> None:
    path = saved(tmp_path, "rvu26b-updated-05-01-2026.zip")
    revision = import_file(settings, path, R26B)
    assert revision
    assert revision.id == "pfs-rvu 2026B r1"
    assert str(revision.published_on) == "2026-05-01"
    assert revision.url == "https://www.cms.gov/files/zip/rvu26b-updated-05-01-2026.zip"
    assert revision.files[0].final_url == "file:rvu26b-updated-05-01-2026.zip"
    assert Archive(settings.archive).path(revision.sha256).read_bytes() == path.read_bytes()
    assert import_file(settings, path, R26B) == revision, "twice is once"


def test_older_bytes_imported_again_do_not_become_the_newest(settings: Settings, tmp_path: Path) -> None:
    first = import_file(settings, saved(tmp_path, "rvu26b-updated-03-10-2026.zip"), R26B)
    second = import_file(settings, saved(tmp_path, "rvu26b-updated-05-01-2026.zip"), R26B)
    assert import_file(settings, tmp_path / "rvu26b-updated-03-10-2026.zip", R26B) == first
    assert Archive(settings.archive).latest(R26B) == second


def test_a_file_named_after_another_release_is_refused(settings: Settings, tmp_path: Path) -> None:
    for name in ("rvu26c.zip", "january-2026-opps-addendum-b.zip"):
        with pytest.raises(WrongRelease, match=name):
            import_file(settings, saved(tmp_path, name), R26B)


def test_the_same_checks_apply(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotAZip):
        import_file(settings, saved(tmp_path, "rvu26b.zip", b"<html>"), R26B)
    with pytest.raises(LicenseNotAccepted):
        import_file(settings, saved(tmp_path, "addendum.zip"), Release("opps", "2026-01"))
    assert Archive(settings.archive).releases() == []


def test_parts_make_a_revision_once_all_are_in(settings: Settings, tmp_path: Path) -> None:
    release = Release("ncci-ptp-practitioner", "2026Q1")
    accepted = settings.model_copy(update={"accept_ama_license": True})
    names = [f"medicare-ncci-2026q1-practitioner-ptp-edits-ccipra-v320r0-f{n}.zip" for n in (2, 1, 4, 3)]
    made = [import_file(accepted, saved(tmp_path, name), release) for name in names]
    assert made[:3] == [None, None, None]
    assert made[3]
    assert [file.part for file in made[3].files] == ["f1", "f2", "f3", "f4"]
    with pytest.raises(WrongRelease, match="parts"):
        import_file(accepted, saved(tmp_path, "ptp.zip"), release)
