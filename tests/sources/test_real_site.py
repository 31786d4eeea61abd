"""The whole copy of CMS's own files, served on loopback: discovered, archived, re-posted, asked again."""

from collections import Counter
from hashlib import file_digest
from pathlib import Path

import pytest

from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.errors import NotFound
from sources.release import Release
from sources.settings import Settings
from tests.sources.local_site import LocalSite, serve
from tests.sources.refresh import FetchResult, refresh_archive

pytestmark = pytest.mark.real
REPOSTED = ["asp 2025-01", "asp 2025-10", "opps 2020-01", "opps 2022-10", "opps 2025-01", "opps 2025-07"]
FILES = {
    "pfs-rvu": 18,
    "pfs-payment": 2,
    "opps": 8,
    "opps-final-rule": 1,
    "opps-wage-index": 4,
    "asc": 12,
    "asc-wage-index": 4,
    "asc-code-pairs": 3,
    "clfs": 5,
    "asp": 6,
    "asp-crosswalk": 6,
    "asp-noc": 1,
    "dmepos": 2,
    "anesthesia-base-units": 1,
    "hcpcs-level-ii": 6,
    "hcpcs-level-ii-corrections": 2,
    "hcpcs-level-ii-noc": 2,
    "hcpcs-level-ii-record-layout": 2,
    "ncci-ptp-practitioner": 8,
    "ncci-ptp-hospital": 4,
    "ncci-ptp-changes-hospital": 1,
    "ncci-mue-practitioner": 2,
    "ncci-mue-hospital": 2,
    "ncci-mue-dme": 2,
    "ncci-mue-changes-dme": 1,
    "ncci-add-on": 1,
    "zip-locality": 1,
}
RELEASES = 98
REQUESTS = 162  # robots.txt, pages, undated files by ETag
UNREAD = {"unrecognized": 2}  # the pager of the laboratory files, which robots.txt forbids


def counts(refreshed: FetchResult) -> Counter[str]:
    return Counter(outcome.status for outcome in refreshed.outcomes)


def test_the_whole_site_is_archived_and_its_reposts_are_revisions(real_files: Path, tmp_path: Path) -> None:
    local = LocalSite(real_files / "site", earlier=real_files / "earlier")
    with serve(local) as url:
        settings = Settings(home=tmp_path, site=url, spacing=0, accept_ama_license=True)
        assert counts(refresh_archive(settings)) == {"new": RELEASES} | UNREAD
        local.earlier = None
        second = refresh_archive(settings)
        assert counts(second) == {"unchanged": RELEASES - 6, "re-posted": 6} | UNREAD
        assert [
            str(outcome.release) for outcome in second.outcomes if outcome.status == "re-posted"
        ] == REPOSTED
        local.log.clear()
        third = refresh_archive(settings)
        assert counts(third) == {"unchanged": RELEASES} | UNREAD
        assert third.requests == len(local.log) == REQUESTS
        assert_only_gone_postings_are_asked_for_again(refresh_archive(settings, earlier=True))
    archive = Archive(settings.archive)
    assert verify_archive(archive) == []
    held = Counter(release.series for release in archive.releases() for _ in parts(archive, release))
    assert held == FILES
    assert_every_file_of_the_site_is_held(real_files / "site", archive)


def assert_only_gone_postings_are_asked_for_again(result: FetchResult) -> None:
    """The copy lacks the one earlier posting that the catalogue knows of its releases."""
    assert counts(result) == {"unchanged": RELEASES, "superseded": 1} | UNREAD
    (gone,) = [outcome for outcome in result.outcomes if outcome.status == "superseded"]
    assert str(gone.release) == "pfs-rvu 2025A"
    assert isinstance(gone.error, NotFound)
    assert result.requests == REQUESTS + 1


def parts(archive: Archive, release: Release) -> set[str]:
    return {receipt.part for receipt in archive.receipts(release)}


def assert_every_file_of_the_site_is_held(site: Path, archive: Archive) -> None:
    for path in site.rglob("*.zip"):
        with path.open("rb") as file:
            assert archive.path(file_digest(file, "sha256").hexdigest()).exists(), path


def test_without_the_license_only_open_files_are_fetched(real_files: Path, tmp_path: Path) -> None:
    local = LocalSite(real_files / "site")
    with serve(local) as url:
        settings = Settings(home=tmp_path, site=url, spacing=0, accept_ama_license=False)
        result = refresh_archive(settings, ["opps", "asc", "ncci-add-on", "ncci-ptp-hospital"])
    assert counts(result) == {"refused": 21, "new": 1}
    assert not [path for path in local.paths() if "opps" in path and path.endswith(".zip")]
