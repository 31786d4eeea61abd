"""From run to run: new, unchanged, re-posted, moved, delisted, waiting, refused."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.archive.store import Archive
from sources.errors import Unreachable
from sources.fetching.fetch_posting import Recheck
from sources.outcome import Outcome
from sources.release import Release, UnknownRelease
from sources.sample.write import SAMPLE_SERIES, write_site
from sources.sample.write import lines as sample_lines
from sources.series import MUE_PAGE, OPPS_PAGE, PFS_PAGE, PTP_PAGE
from sources.settings import Settings
from tests.sources.conftest import QUICK
from tests.sources.local_site import LocalSite, serve
from tests.sources.refresh import FetchResult, refresh_archive
from tests.sources.tiny_site import OPPS, RVU22A, RVU26A, detail, flat, put, rows, zipped

R22A, R26A, OPPS26 = Release("pfs-rvu", "2022A"), Release("pfs-rvu", "2026A"), Release("opps", "2026-01")
PTP = "/files/zip/medicare-ncci-2026{q}-practitioner-ptp-edits-ccipra-{version}-{part}.zip"
MUE = "/files/zip/medicare-ncci-2026-q2-{setting}-services-mue-table.zip"
VALIDATORS = [(True, True), (False, True), (False, False)]


def run(
    settings: Settings, *wanted: str | Release, recheck: Recheck = Recheck.UNDATED, earlier: bool = False
) -> FetchResult:
    return refresh_archive(settings, wanted or None, recheck, retry_policy=QUICK, earlier=earlier)


def statuses(refreshed: FetchResult) -> dict[str, str]:
    return {str(outcome.release): outcome.status for outcome in refreshed.outcomes}


def of(refreshed: FetchResult, release: Release) -> Outcome:
    return next(outcome for outcome in refreshed.outcomes if outcome.release == release)


def test_a_second_run_asks_only_what_can_have_changed(local: LocalSite, settings: Settings) -> None:
    assert statuses(run(settings, "pfs-rvu")) == {"pfs-rvu 2022A": "new", "pfs-rvu 2026A": "new"}
    local.log.clear()
    again = run(settings, "pfs-rvu")
    assert statuses(again) == {"pfs-rvu 2022A": "unchanged", "pfs-rvu 2026A": "unchanged"}
    assert sorted(local.paths()) == sorted(
        ["/robots.txt", PFS_PAGE, f"{PFS_PAGE}/rvu26a", f"{PFS_PAGE}/rvu22a", RVU22A]
    ), "the dated file is trusted, the undated one asked for"
    assert again.requests == 5


@pytest.mark.parametrize(("etag", "last_modified"), VALIDATORS)
@pytest.mark.parametrize("recheck", Recheck)
def test_cost_of_a_recheck(
    etag: bool, last_modified: bool, recheck: Recheck, local: LocalSite, settings: Settings
) -> None:
    """A conditional GET with an ETag, a HEAD with Last-Modified alone, the whole file with neither."""
    local.etag, local.last_modified = etag, last_modified
    run(settings, "pfs-rvu")
    local.log.clear()
    assert set(statuses(run(settings, "pfs-rvu", recheck=recheck)).values()) == {"unchanged"}
    asked = [
        (method, path, "if-none-match" in headers) for method, path, headers in local.log if "zip" in path
    ]
    method = "HEAD" if last_modified and not etag else "GET"
    expected = [RVU22A, RVU26A] if recheck is Recheck.ALL else [RVU22A]
    assert sorted(asked) == [(method, path, etag) for path in expected]


@pytest.mark.parametrize(("etag", "last_modified"), VALIDATORS)
def test_other_bytes_under_one_url_are_a_second_revision(
    etag: bool, last_modified: bool, local: LocalSite, settings: Settings
) -> None:
    """Also when the corrected file carries an older date than the first, as a restored copy does."""
    local.etag, local.last_modified = etag, last_modified
    first = of(run(settings, "opps"), OPPS26)
    put(local.root, OPPS, zipped("2026 January Web Addendum B.01.20.26.csv"))
    os.utime(local.root / OPPS[1:], (1_000_000_000, 1_000_000_000))
    second = of(run(settings, "opps"), OPPS26)
    assert (first.status, second.status) == ("new", "re-posted")
    assert second.difference
    assert second.difference.added == ("2026 January Web Addendum B.01.20.26.csv",)
    assert second.difference.removed == ("2026 January Web Addendum B.12.29.25.csv",)
    assert "published 2025-12-29 → 2026-01-20" in second.detail
    assert [revision.number for revision in Archive(settings.archive).revisions()] == [1, 2]


def test_a_repost_within_the_same_second_is_detected_by_its_size(
    local: LocalSite, settings: Settings
) -> None:
    local.etag = False
    run(settings, "opps")
    stamp = (local.root / OPPS[1:]).stat().st_mtime
    put(local.root, OPPS, zipped("2026 January Web Addendum B.12.29.25.csv", text="figures corrected"))
    os.utime(local.root / OPPS[1:], (stamp, stamp))
    second = of(run(settings, "opps"), OPPS26)
    assert second.status == "re-posted"
    assert second.difference
    assert second.difference.changed == ("2026 January Web Addendum B.12.29.25.csv",)
    assert (second.difference.added, second.difference.removed) == ((), ())


def test_bytes_put_back_are_a_third_revision(local: LocalSite, settings: Settings) -> None:
    before = (local.root / OPPS[1:]).read_bytes()
    run(settings, "opps")
    put(local.root, OPPS, zipped("other.csv"))
    run(settings, "opps")
    put(local.root, OPPS, before)
    assert of(run(settings, "opps"), OPPS26).status == "re-posted"
    history = Archive(settings.archive).history(OPPS26)
    assert [revision.number for revision in history] == [1, 2, 3]
    assert history[0].sha256 == history[2].sha256
    assert statuses(run(settings, "opps")) == {"opps 2026-01": "unchanged"}


def test_a_new_address_with_other_bytes_is_a_revision_and_with_the_same_is_a_move(
    local: LocalSite, settings: Settings
) -> None:
    run(settings, "pfs-rvu")
    moved, corrected = "/files/zip/rvu22a-updated-01-05-2022.zip", "/files/zip/rvu26a-updated-01-31-2026.zip"
    put(local.root, moved, (local.root / RVU22A[1:]).read_bytes())
    put(local.root, f"{PFS_PAGE}/rvu22a", detail("RVU22A", (moved, "RVU22A")))
    put(local.root, corrected, zipped(text="26A, corrected"))
    put(local.root, f"{PFS_PAGE}/rvu26a", detail("RVU26A", (corrected, "RVU26A - Updated 01/31/2026")))
    again = run(settings, "pfs-rvu")
    assert statuses(again) == {"pfs-rvu 2022A": "unchanged", "pfs-rvu 2026A": "re-posted"}
    assert f"{moved}, previously" in of(again, R22A).detail
    assert "published 2025-12-29 → 2026-01-31" in of(again, R26A).detail


def test_a_delisted_release_is_reported_and_kept(local: LocalSite, settings: Settings) -> None:
    run(settings, "pfs-rvu")
    put(local.root, PFS_PAGE, rows(("2026", "RVU26A", f"{PFS_PAGE}/rvu26a")))
    again = run(settings, "pfs-rvu")
    assert statuses(again) == {"pfs-rvu 2022A": "delisted", "pfs-rvu 2026A": "unchanged"}
    assert [revision.release for revision in Archive(settings.archive).revisions()] == [R22A, R26A]


def test_a_requested_unlisted_release_is_tried_at_its_catalogue_url(
    local: LocalSite, settings: Settings
) -> None:
    put(local.root, "/files/zip/rvu23c.zip", zipped("PPRRVU23_JUL.csv"))
    found = run(settings, Release("pfs-rvu", "2023C"), Release("pfs-rvu", "2030A"))
    assert statuses(found) == {"pfs-rvu 2023C": "new", "pfs-rvu 2030A": "failed"}
    assert type(of(found, Release("pfs-rvu", "2030A")).error).__name__ == "NotListed"


def test_gated_files_need_the_operators_license_acceptance(local: LocalSite, settings: Settings) -> None:
    declined = settings.model_copy(update={"accept_ama_license": False})
    refused = of(run(declined, "opps", "pfs-rvu"), OPPS26)
    assert refused.status == "refused"
    assert "CMSFEES_ACCEPT_AMA_LICENSE" in refused.detail
    assert OPPS not in local.paths()
    accepted = of(run(settings, "opps"), OPPS26)
    assert accepted.revision
    assert accepted.revision.files[0].license_accepted
    assert not Archive(settings.archive).receipts(R26A)[0].license_accepted


def post_ptp(local: LocalSite, **versions: str) -> None:
    """`v320r0="f1 f2"`: put these parts of 2026Q1 on the page, latest part first as CMS does."""
    links = [PTP.format(q="q1", version=v, part=p) for v, parts in versions.items() for p in parts.split()]
    for link in links:
        put(local.root, link, zipped(link[-20:]))
    put(local.root, PTP_PAGE, flat(*(f"/license/ama?file={link}" for link in reversed(links))))


def test_ptp_waits_for_all_four_parts_and_keeps_those_it_has(local: LocalSite, settings: Settings) -> None:
    release, archive = Release("ncci-ptp-practitioner", "2026Q1"), Archive(settings.archive)
    post_ptp(local, v320r0="f1 f2 f4")
    first = of(run(settings, release), release)
    assert (first.status, first.revision) == ("incomplete", None)
    assert "f3" in first.detail
    assert (len(archive.receipts(release)), archive.revisions()) == (3, [])
    post_ptp(local, v320r0="f1 f2 f3 f4")
    second = of(run(settings, release), release)
    assert second.status == "new"
    assert second.revision
    assert [file.part for file in second.revision.files] == ["f1", "f2", "f3", "f4"]


def test_ptp_parts_of_two_versions_are_never_mixed(local: LocalSite, settings: Settings) -> None:
    release = Release("ncci-ptp-practitioner", "2026Q1")
    post_ptp(local, v320r0="f1 f2 f3", v320r1="f4")
    assert of(run(settings, release), release).status == "incomplete"
    post_ptp(local, v320r0="f1 f2 f3 f4", v320r1="f4")
    assert of(run(settings, release), release).status == "new"
    post_ptp(local, v320r0="f1 f2 f3 f4", v320r1="f1 f2 f3 f4")
    corrected = of(run(settings, release), release)
    assert corrected.status == "re-posted"
    assert corrected.revision
    assert {file.version for file in corrected.revision.files} == {"v320r1"}


def test_mue_counts_when_all_three_settings_are_posted(local: LocalSite, settings: Settings) -> None:
    archive = Archive(settings.archive)
    links = [
        MUE.format(setting=setting)
        for setting in ("practitioner", "facility-outpatient-hospital", "dme-supplier")
    ]
    for link in links:
        put(local.root, link, zipped(link[-30:]))
    put(local.root, MUE_PAGE, flat(*links[:2]))
    waiting = run(settings, "ncci-mue-practitioner", "ncci-mue-hospital")
    assert set(statuses(waiting).values()) == {"incomplete"}
    assert "ncci-mue-dme 2026Q2" in waiting.outcomes[0].detail
    assert archive.revisions() == []
    put(local.root, MUE_PAGE, flat(*links))
    run(settings, "ncci-mue-practitioner")  # brings the other two settings with it
    assert [revision.id for revision in archive.revisions()] == [
        "ncci-mue-dme 2026Q2 r1",
        "ncci-mue-hospital 2026Q2 r1",
        "ncci-mue-practitioner 2026Q2 r1",
    ]


def test_unrecognized_rows_and_further_pages_are_reported(local: LocalSite, settings: Settings) -> None:
    body = rows(
        ("2026", "RVU26A", f"{PFS_PAGE}/rvu26a"),
        ("2026", "RVU-26-E", f"{PFS_PAGE}/rvu26e"),
        ("2025", "RVU26B", f"{PFS_PAGE}/rvu26b"),  # the year says otherwise
        ("2008", "RVU08D.ZIP", f"{PFS_PAGE}/rvu08d"),  # before our time: left alone
    )
    put(local.root, PFS_PAGE, body.replace("</main>", '<a href="?page=1">2</a></main>'))
    found = run(settings, "pfs-rvu")
    unrecognized_links = [outcome.detail for outcome in found.outcomes if outcome.status == "unrecognized"]
    assert len(unrecognized_links) == 3
    assert all(PFS_PAGE in link for link in unrecognized_links)
    assert of(found, R26A).status == "new"


SECOND = f"{OPPS_PAGE}/january-2026-addendum-b-0"


@pytest.fixture
def two_pages(local: LocalSite) -> Callable[..., None]:
    """A listing that leads to January 2026 by two pages, the second with these links."""
    name = "January 2026 Addendum B"
    put(
        local.root,
        OPPS_PAGE,
        rows(("2026", name, f"{OPPS_PAGE}/january-2026-addendum-b"), ("2026", name, SECOND)),
    )
    return lambda *links: put(local.root, SECOND, detail(name, *((link, name) for link in links)))


def test_two_pages_with_one_file_are_one_release(two_pages: Callable[..., None], settings: Settings) -> None:
    two_pages(OPPS)
    assert statuses(run(settings, "opps")) == {str(OPPS26): "new"}


def test_a_second_page_that_is_gone_is_reported_and_the_release_is_kept(
    two_pages: Callable[..., None], settings: Settings
) -> None:
    outcomes = run(settings, "opps").outcomes
    assert [(outcome.status, outcome.release) for outcome in outcomes] == [("new", OPPS26), ("failed", None)]
    assert SECOND in outcomes[1].detail


def test_the_later_dated_file_of_two_pages_is_the_release(
    local: LocalSite, two_pages: Callable[..., None], settings: Settings
) -> None:
    later = "/files/zip/january-2026-opps-addendum-b-updated-01-15-2026.zip"
    two_pages(later)
    put(local.root, later, zipped("2026 January Web Addendum B.01.15.26.csv"))
    new, noted = run(settings, "opps").outcomes
    assert (new.status, noted.status) == ("new", "superseded")
    assert f"{OPPS} is still listed with {later}" in noted.detail
    run(settings, "opps", earlier=True)
    history = Archive(settings.archive).history(OPPS26)
    assert [receipt.url.removeprefix("https://www.cms.gov") for receipt in history] == [OPPS, later]
    assert statuses(run(settings, "opps")) == {str(OPPS26): "unchanged"}


def test_two_pages_with_indistinguishable_files_are_an_error(
    local: LocalSite, two_pages: Callable[..., None], settings: Settings
) -> None:
    two_pages("/files/zip/2026-january-opps-addendum-b.zip")
    put(local.root, "/files/zip/2026-january-opps-addendum-b.zip", zipped("other.csv"))
    assert type(of(run(settings, "opps"), OPPS26).error).__name__ == "AmbiguousLinks"
    assert Archive(settings.archive).history(OPPS26) == []


def test_an_unknown_series_is_rejected_by_name(settings: Settings) -> None:
    with pytest.raises(UnknownRelease, match="pfs-rvus"):
        run(settings, "pfs-rvus")


def test_the_bundled_sample_is_read_whole(tmp_path: Path) -> None:
    with serve(write_site(tmp_path)) as url:
        settings = Settings(home=tmp_path / "home", site=url, spacing=0, accept_ama_license=True)
        refreshed = run(settings, *SAMPLE_SERIES)
    assert set(statuses(refreshed).values()) == {"new"}
    found = {name.replace(" ", "-") for name in statuses(refreshed)}
    assert found == {line["release"] for line in sample_lines("releases.tsv")}


def test_a_site_that_is_down_is_reported(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, site="http://127.0.0.1:9", spacing=0)
    with pytest.raises(Unreachable, match=re.escape("127.0.0.1:9/robots.txt")):
        run(settings)
