"""Superseded postings: fetched from their catalogue URLs and sorted before the newest."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sources.archive.manual_import import import_file
from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.records import Receipt, Revision, sorted_revisions
from sources.release import Release
from sources.series import PFS_PAGE
from sources.settings import Settings
from tests.sources.conftest import QUICK
from tests.sources.local_site import Fault, LocalSite
from tests.sources.refresh import FetchResult, refresh_archive
from tests.sources.tiny_site import detail, put, rows, zipped

R25A, R26C = Release("pfs-rvu", "2025A"), Release("pfs-rvu", "2026C")
FIRST, SECOND = "/files/zip/rvu25a-updated-12/06/2024.zip", "/files/zip/rvu25a-updated-01/10/2025.zip"
ALIAS, DATED = "/files/zip/rvu26c.zip", "/files/zip/rvu26c-updated-06-30-2026.zip"


@pytest.fixture(autouse=True)
def posted(local: LocalSite) -> None:
    """2025A with its first posting still served, 2026C with its first address leading to the newest."""
    cells = [("2026", "RVU26C", f"{PFS_PAGE}/rvu26c"), ("2025", "RVU25A", f"{PFS_PAGE}/rvu25a")]
    put(local.root, PFS_PAGE, rows(*cells))
    put(local.root, f"{PFS_PAGE}/rvu25a", detail("RVU25A", (SECOND, "RVU25A - Updated 01/10/2025")))
    put(local.root, f"{PFS_PAGE}/rvu26c", detail("RVU26C", (DATED, "RVU26C - Updated 06/30/2026")))
    put(local.root, FIRST, zipped("PPRRVU25_JAN.csv", text="first"))
    put(local.root, SECOND, zipped("PPRRVU25_JAN.csv", text="corrected"))
    put(local.root, DATED, zipped("PPRRVU2026_Jul_nonQPP.csv"))
    local.faults[ALIAS] = [Fault(301, {"Location": DATED})] * 9


def run(settings: Settings, earlier: bool = True) -> FetchResult:
    return refresh_archive(settings, ["pfs-rvu"], retry_policy=QUICK, earlier=earlier)


def history(settings: Settings, release: Release) -> list[tuple[str, str]]:
    """Number and address of each revision."""
    found = Archive(settings.archive).history(release)
    return [
        (revision.id.rpartition(" ")[2], revision.url.removeprefix("https://www.cms.gov"))
        for revision in found
    ]


def statuses(refreshed: FetchResult) -> list[tuple[str, str]]:
    return [(outcome.status, str(outcome.release)) for outcome in refreshed.outcomes]


@pytest.mark.parametrize("before", [False, True], ids=["from nothing", "the newest held before"])
def test_an_earlier_posting_is_the_revision_before(
    before: bool, local: LocalSite, settings: Settings
) -> None:
    if before:
        run(settings, earlier=False)
        assert history(settings, R25A) == [("r1", SECOND)]
        assert FIRST not in local.paths()
    outcome = "unchanged" if before else "new"
    refreshed = run(settings)
    assert sorted(statuses(refreshed)) == sorted(
        [(outcome, str(R25A)), (outcome, str(R26C)), ("superseded", str(R25A)), ("superseded", str(R26C))]
    )
    assert history(settings, R25A) == [("r1", FIRST), ("r2", SECOND)]
    newest = next(
        result for result in refreshed.outcomes if result.release == R25A and result.status == outcome
    )
    assert newest.revision == Archive(settings.archive).latest(R25A)
    assert [revision.published_on for revision in Archive(settings.archive).history(R25A)] == [
        date(2024, 12, 6),
        date(2025, 1, 10),
    ]
    assert verify_archive(Archive(settings.archive)) == []


def test_a_url_that_redirects_to_the_newest_is_not_a_revision(local: LocalSite, settings: Settings) -> None:
    refreshed = run(settings)
    assert history(settings, R26C) == [("r1", DATED)]
    (message,) = [
        outcome.detail
        for outcome in refreshed.outcomes
        if (outcome.status, outcome.release) == ("superseded", R26C)
    ]
    assert f"{ALIAS} redirects to {settings.site}{DATED}" in message


def test_archived_files_are_not_requested_again(local: LocalSite, settings: Settings) -> None:
    run(settings)
    local.log.clear()
    again = run(settings)
    assert statuses(again) == [("unchanged", str(R25A)), ("unchanged", str(R26C))]
    assert not [path for path in local.paths() if path.endswith(".zip")]
    assert history(settings, R25A) == [("r1", FIRST), ("r2", SECOND)]


def test_a_missing_superseded_posting_is_reported(local: LocalSite, settings: Settings) -> None:
    (local.root / FIRST[1:]).unlink()
    refreshed = run(settings)
    assert history(settings, R25A) == [("r1", SECOND)]
    (outcome,) = [
        outcome for outcome in refreshed.outcomes if (outcome.status, outcome.release) == ("superseded", R25A)
    ]
    assert type(outcome.error).__name__ == "NotFound"
    assert ("new", str(R25A)) in statuses(refreshed)


def test_a_later_posting_is_the_newest(local: LocalSite, settings: Settings) -> None:
    run(settings)
    third = "/files/zip/rvu25a-updated-02-01-2025.zip"
    put(local.root, third, zipped("PPRRVU25_JAN.csv", text="corrected again"))
    put(local.root, f"{PFS_PAGE}/rvu25a", detail("RVU25A", (third, "RVU25A - Updated 02/01/2025")))
    run(settings)
    assert history(settings, R25A) == [("r1", FIRST), ("r2", SECOND), ("r3", third)]


def test_an_imported_superseded_posting_sorts_before_the_newest(
    local: LocalSite, settings: Settings, tmp_path: Path
) -> None:
    run(settings, earlier=False)
    path = tmp_path / "rvu25a-updated-12_06_2024.zip"
    path.write_bytes((local.root / FIRST[1:]).read_bytes())
    imported = import_file(settings, path, R25A)
    assert imported
    assert imported.id == "pfs-rvu 2025A r1"
    assert history(settings, R25A) == [("r1", FIRST), ("r2", SECOND)]
    assert ("unchanged", str(R25A)) in statuses(run(settings))


OLD = "/medicare/medicare-fee-for-service-payment/physicianfeesched/downloads"


def test_unlisted_releases_are_tried_at_their_unconfirmed_urls(local: LocalSite, settings: Settings) -> None:
    """RVU12M exists, RVU12AR redirects to another file, the others of 2012 are gone: one note, no failure."""
    put(local.root, f"{OLD}/rvu12m.zip", zipped("PPRRVU12_MAR.csv"))
    put(local.root, f"{OLD}/rvu12d-newest.zip", zipped("PPRRVU12_OCT.csv"))
    local.faults[f"{OLD}/rvu12ar.zip"] = [Fault(301, {"Location": f"{OLD}/rvu12d-newest.zip"})]
    refreshed = refresh_archive(
        settings, ["pfs-rvu"], retry_policy=QUICK, unlisted=lambda release: release.vintage.startswith("2012")
    )
    new = [outcome for outcome in refreshed.outcomes if outcome.release == Release("pfs-rvu", "2012M")]
    assert [(outcome.status, outcome.detail.endswith("; not listed on any page")) for outcome in new] == [
        ("new", True)
    ]
    assert new[0].revision
    assert new[0].revision.files[0].listed_on == "catalogue, unconfirmed"
    (absent,) = [outcome for outcome in refreshed.outcomes if outcome.status == "not found"]
    assert absent.detail.endswith(
        "2012A (NotFound), 2012AR (WrongRelease), 2012B (NotFound), 2012C (NotFound), 2012D (NotFound)"
    )
    assert not [outcome for outcome in refreshed.outcomes if outcome.status == "failed"]
    assert [str(revision.release) for revision in Archive(settings.archive).revisions()] == [
        "pfs-rvu 2012M",
        "pfs-rvu 2025A",
        "pfs-rvu 2026C",
    ]


def test_no_url_is_tried_if_its_listing_was_not_read(local: LocalSite, settings: Settings) -> None:
    local.faults[PFS_PAGE] = [Fault(404)]
    refreshed = refresh_archive(settings, ["pfs-rvu"], retry_policy=QUICK, unlisted=lambda release: True)
    assert [outcome.status for outcome in refreshed.outcomes] == ["failed"]
    assert not [path for path in local.paths() if path.endswith(".zip")]


def revision(number: int, posted: int | None, is_superseded: bool = False) -> Revision:
    """One that arrived as `number` and was posted on a day of January, if known."""
    day = date(2025, 1, posted) if posted else None
    file = Receipt(
        R25A, "", "", f"{number:064}", 1, "u", "u", "", datetime.now(UTC), None, None, day, "url", False
    )
    return Revision(R25A, number, (file,), is_superseded)


@pytest.mark.parametrize(
    ("arrived", "expected"),
    [
        ([revision(1, 20), revision(2, 10)], [1, 2]),  # CMS's own order, whatever the dates say
        ([revision(1, 20), revision(2, 10, True)], [2, 1]),
        ([revision(1, 5), revision(2, 20), revision(3, 10, True)], [1, 3, 2]),
        ([revision(1, 5), revision(2, 20, True)], [2, 1]),  # what CMS serves is the newest
        ([revision(1, 5), revision(2, None, True)], [2, 1]),
        ([revision(1, None), revision(2, 10, True), revision(3, 4, True)], [3, 2, 1]),
        ([revision(1, 10, True), revision(2, 20, True)], [1, 2]),
        ([revision(1, 10, True), revision(2, 5)], [1, 2]),
    ],
)
def test_revisions_are_in_posting_order(arrived: list[Revision], expected: list[int]) -> None:
    for given in (arrived, arrived[::-1]):
        ordered = sorted_revisions(given)
        assert [int(revision.sha256) for revision in ordered] == expected
        assert [revision.number for revision in ordered] == list(range(1, len(arrived) + 1))
