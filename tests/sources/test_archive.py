"""The archive: content, order of revisions, verification."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from sources.archive.manual_import import import_file
from sources.archive.store import Archive, Receipt
from sources.archive.verify import verify_archive
from sources.release import Release
from sources.settings import Settings
from tests.sources.conftest import QUICK
from tests.sources.local_site import LocalSite
from tests.sources.refresh import refresh_archive

R24A, R24AR = Release("pfs-rvu", "2024A"), Release("pfs-rvu", "2024AR")
PTP = Release("ncci-ptp-practitioner", "2026Q1")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def kept(archive: Archive, release: Release, body: bytes, part: str = "") -> Receipt:
    partial = archive.partial(f"{release}{part}")
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes(body)
    receipt = Receipt(
        release=release,
        part=part,
        version="",
        sha256=sha256(body).hexdigest(),
        size=len(body),
        url="https://www.cms.gov/files/zip/x.zip",
        final_url="http://127.0.0.1/files/zip/x.zip",
        link_text="x",
        retrieved_at=datetime.now(UTC),
        last_modified=None,
        etag=None,
        published_on=date(2024, 4, 1),
        published_basis="url",
        license_accepted=False,
    )
    archive.keep(partial, receipt)
    return receipt


def test_a_release_of_one_file_has_its_hash_and_its_dates(archive: Archive) -> None:
    receipt = kept(archive, R24A, b"24A")
    revision = archive.post(R24A, (receipt,))
    assert (revision.id, revision.sha256) == ("pfs-rvu 2024A r1", sha256(b"24A").hexdigest())
    assert (revision.service_from, revision.service_to) == (date(2024, 1, 1), date(2024, 3, 8))
    assert archive.path(revision.sha256).read_bytes() == b"24A"
    assert archive.latest(R24A) == revision
    assert archive.receipts(R24A) == [receipt]
    assert archive.latest(R24AR) is None


def test_a_release_of_four_files_has_the_hash_of_their_hashes(archive: Archive) -> None:
    files = tuple(kept(archive, PTP, part.encode(), part) for part in ("f1", "f2", "f3", "f4"))
    joined = "\n".join(sha256(part.encode()).hexdigest() for part in ("f1", "f2", "f3", "f4"))
    assert archive.post(PTP, files).sha256 == sha256(joined.encode()).hexdigest()


def test_revisions_come_by_series_vintage_and_number(archive: Archive) -> None:
    for release, body in ((R24AR, b"1"), (R24A, b"2"), (R24A, b"3"), (R24A, b"3"), (PTP, b"4")):
        archive.post(release, (kept(archive, release, body),))
    assert [revision.id for revision in archive.revisions()] == [
        "ncci-ptp-practitioner 2026Q1 r1",
        "pfs-rvu 2024A r1",
        "pfs-rvu 2024A r2",
        "pfs-rvu 2024AR r1",
    ]


def test_a_revision_number_is_used_only_once(archive: Archive) -> None:
    receipts = [kept(archive, R24A, str(number).encode()) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda receipt: archive.post(R24A, (receipt,)).number, receipts))
    assert sorted(numbers) == list(range(1, 25))


def test_kept_bytes_are_read_only_and_receipts_are_never_replaced(archive: Archive) -> None:
    first = kept(archive, R24A, b"24A")
    archive.note(first)
    assert archive.path(first.sha256).stat().st_mode & 0o222 == 0
    assert archive.receipts(R24A) == [first]


def test_verify_finds_every_kind_of_damage(archive: Archive) -> None:
    receipts = [kept(archive, R24A, body) for body in (b"sound", b"rotten", b"lost", b"torn")]
    assert verify_archive(archive) == []
    rotten, lost = archive.path(receipts[1].sha256), archive.path(receipts[2].sha256)
    rotten.chmod(0o644)
    rotten.write_bytes(b"rotted")
    lost.unlink()
    torn = next(archive.root.glob(f"receipts/*/*/*{receipts[3].sha256[:12]}.json"))
    torn.write_text('{"release"')
    found = {problem.kind: problem.path for problem in verify_archive(archive)}
    assert found == {
        "changed": rotten,
        "missing": lost,
        "unreadable": torn,
        "unrecorded": archive.path(receipts[3].sha256),
    }


def test_a_stray_folder_and_a_broken_record_are_skipped_and_reported(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """Of two revisions the first record is cut: the other counts, and the next number is a third."""
    for body in (b"first", b"second"):
        archive.post(R24A, (kept(archive, R24A, body),))
    first = archive.root / "revisions/pfs-rvu/2024A/1.json"
    first.chmod(0o644)
    first.write_text("")
    for stray in ("revisions/notes/2024A", "revisions/pfs-rvu/copy of 2024A", "receipts/pfs-rvu/2024Z"):
        (archive.root / stray).mkdir(parents=True)
        (archive.root / stray / "1.json").write_text("{}")
    (archive.root / "revisions/pfs-rvu/2024A/.partial-0123-3.json").write_text("{}")
    assert [revision.id for revision in archive.revisions()] == ["pfs-rvu 2024A r1"]
    assert archive.releases() == [R24A]
    assert "1.json" in caplog.text
    archive.post(R24A, (kept(archive, R24A, b"third"),))
    assert (archive.root / "revisions/pfs-rvu/2024A/3.json").exists()
    assert sorted(problem.kind for problem in verify_archive(archive)) == [
        "stray",
        "stray",
        "stray",
        *["unreadable"] * 4,
    ]


@pytest.mark.parametrize("by_hand", [False, True], ids=["refresh", "import"])
def test_a_truncated_file_is_refetched_at_once(
    by_hand: bool, local: LocalSite, settings: Settings, tmp_path: Path
) -> None:
    r26a, archive = Release("pfs-rvu", "2026A"), Archive(settings.archive)
    refresh_archive(settings, [r26a], retry_policy=QUICK)
    path = next(archive.root.glob("files/*/*.zip"))
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:40])
    if by_hand:
        saved = tmp_path / "rvu26a-updated-12-29-2025.zip"
        saved.write_bytes(whole)
        import_file(settings, saved, r26a)
    else:
        refresh_archive(settings, [r26a], retry_policy=QUICK)
    assert path.read_bytes() == whole
    assert len(archive.history(r26a)) == 1
