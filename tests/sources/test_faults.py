"""A site that misbehaves, against the real client: every fault has a named outcome and harms nothing else."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from sources.archive.quarantine import reject
from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.http.client import open_site
from sources.http.download import Fetched, fetch
from sources.outcome import Outcome
from sources.release import Release
from sources.series import PFS_PAGE
from sources.settings import Settings
from tests.sources.bad_zips import BAD_ZIPS
from tests.sources.conftest import QUICK
from tests.sources.local_site import Fault, LocalSite
from tests.sources.refresh import refresh_archive
from tests.sources.tiny_site import RVU22A, RVU26A, put, zipped

R26A, R22A = Release("pfs-rvu", "2026A"), Release("pfs-rvu", "2022A")
NO_RANGES = {"ranges": False}
LONG = {"Content-Length": "900"}
HTML = b"<!DOCTYPE html><html><h1>License for Use of CPT</h1></html>"
OWN_PAGE = f"{PFS_PAGE}/rvu26a"
Tell = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Case:
    """`outcome` is a status, or failed with the name of its error; `requests` those for the file itself."""

    name: str
    faults: list[Fault]
    outcome: str
    requests: int
    site: dict[str, bool] = field(default_factory=dict)
    at: str = RVU26A


def soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)


CASES = [
    Case("503, then well", [Fault(503)], "new", 2),
    Case("503 every time", [Fault(503)] * 9, "failed Busy", 3),
    Case("429, Retry-After of a second", [Fault(429, {"Retry-After": "1"})], "new", 2),
    Case("429, Retry-After of an hour", [Fault(429, {"Retry-After": "3600"})], "failed Busy", 1),
    Case("403", [Fault(403)] * 9, "failed Forbidden", 1),
    Case("404", [Fault(404)] * 9, "failed NotFound", 1),
    Case("410", [Fault(410)] * 9, "failed NotFound", 1),
    Case("418", [Fault(418)] * 9, "failed UnexpectedStatus", 1),
    Case("body cut, server resumes", [Fault(cut_at=90)], "new", 2),
    Case("body cut twice, server resumes", [Fault(cut_at=90), Fault(cut_at=20)], "new", 3),
    Case("body cut, no ranges", [Fault(cut_at=90)], "new", 2, NO_RANGES),
    Case("body cut, no ETag", [Fault(cut_at=90)], "new", 2, {"etag": False}),
    Case(
        "body cut, no ETag, no Last-Modified",
        [Fault(cut_at=90)],
        "new",
        2,
        {"etag": False, "last_modified": False},
    ),
    Case("body cut every time", [Fault(cut_at=9)] * 9, "failed CutShort", 3, NO_RANGES),
    Case("Content-Length too long", [Fault(headers=LONG, cut_at=900)] * 9, "failed CutShort", 3, NO_RANGES),
    Case("Content-Length too long, silence", [Fault(headers=LONG)] * 9, "failed Unreachable", 3, NO_RANGES),
    Case("Content-Length too short", [Fault(headers={"Content-Length": "99"})], "failed TruncatedZip", 1),
    Case("silence, then well", [Fault(stall=1.0)], "new", 2),
    Case("slow trickle, then well", [Fault(trickle=0.05)], "new", 2, NO_RANGES),
    Case("slow trickle every time", [Fault(trickle=0.05)] * 9, "failed TooSlow", 3, NO_RANGES),
    Case("HTML with 200", [Fault(body=HTML)], "failed NotAZip", 1),
    Case("empty body with 200", [Fault(body=b"")], "failed NotAZip", 1),
    Case("redirect to another file", [Fault(301, {"Location": RVU22A})], "new", 1),
    Case("redirects in a ring", [Fault(302, {"Location": RVU26A})] * 9, "failed TooManyRedirects", 6),
    Case("its own page is gone", [Fault(404)], "failed NotFound", 1, at=OWN_PAGE),
    Case("its own page is another", [Fault(body=HTML)], "failed PageNotUnderstood", 1, at=OWN_PAGE),
    *(Case(f"zip: {name}", [Fault(body=body)], f"failed {error}", 1) for name, error, body in BAD_ZIPS),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_has_a_named_outcome(case: Case, local: LocalSite, settings: Settings, tell: Tell) -> None:
    for name, value in case.site.items():
        setattr(local, name, value)
    local.faults[case.at] = list(case.faults)
    outcomes = {o.release: o for o in refresh_archive(settings, ["pfs-rvu"], retry_policy=QUICK).outcomes}
    requests = local.paths().count(case.at)
    tell(case.name, summary(outcomes[R26A]), str(requests))
    assert (summary(outcomes[R26A]), requests) == (case.outcome, case.requests)
    assert outcomes[R22A].status == "new", "the other release must not notice"
    archive = Archive(settings.archive)
    assert verify_archive(archive) == []
    assert len(archive.receipts(R26A)) == (case.outcome == "new")
    assert [r.release for r in archive.revisions()] == [R22A, R26A][: 1 + (case.outcome == "new")]


def summary(outcome: Outcome) -> str:
    return f"{outcome.status} {type(outcome.error).__name__}" if outcome.error else outcome.status


@pytest.mark.parametrize(
    ("name", "error", "body"), BAD_ZIPS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_bad_file_is_quarantined_with_its_reason(
    name: str, error: str, body: bytes, local: LocalSite, settings: Settings
) -> None:
    put(local.root, RVU26A, body)
    outcome = refresh_archive(settings, [R26A], retry_policy=QUICK).outcomes[0]
    aside = sorted((settings.archive / "rejected").iterdir())
    by_suffix = {path.suffix: path for path in aside}
    assert sorted(by_suffix) == [".bin", ".json", ".txt"]
    assert by_suffix[".bin"].read_bytes() == body
    assert "pfs-rvu 2026A" in by_suffix[".txt"].read_text()
    assert str(by_suffix[".bin"]) in outcome.detail


@pytest.mark.parametrize(("etag", "last_modified"), [(True, True), (True, False), (False, True)])
@pytest.mark.parametrize("held", [False, True], ids=["first", "after a good one"])
def test_a_bad_file_is_fetched_twice_and_reported_every_time(
    etag: bool, last_modified: bool, held: bool, local: LocalSite, settings: Settings
) -> None:
    local.etag, local.last_modified = etag, last_modified
    good, bad = (local.root / RVU22A[1:]).read_bytes(), zipped()[:-30]
    if held:
        refresh_archive(settings, [R22A], retry_policy=QUICK)
    put(local.root, RVU22A, bad)
    failures = [refresh_archive(settings, [R22A], retry_policy=QUICK).outcomes[0] for _ in range(4)]
    assert {(summary(outcome), outcome.detail) for outcome in failures} == {
        ("failed TruncatedZip", failures[0].detail)
    }
    # It may have been damaged on its way: once more, and then only whether it is still the same.
    assert methods(local)[-5:] == ["GET", "HEAD", "GET", "HEAD", "HEAD"]
    put(local.root, RVU22A, good if held else zipped("PPRRVU22_JAN.csv", text="mended"))
    outcomes = [refresh_archive(settings, [R22A], retry_policy=QUICK).outcomes[0] for _ in range(2)]
    assert [summary(outcome) for outcome in outcomes] == ["unchanged" if held else "new", "unchanged"]
    assert methods(local)[-3:] == ["HEAD", "GET", "GET" if etag else "HEAD"]
    assert len(Archive(settings.archive).history(R22A)) == 1


def test_a_bad_file_without_validators_is_fetched_again(local: LocalSite, settings: Settings) -> None:
    """Without ETag and Last-Modified; or when it was the length alone that was wrong."""
    local.etag = local.last_modified = False
    put(local.root, RVU22A, zipped()[:-30])
    for _ in range(2):
        assert (
            summary(refresh_archive(settings, [R22A], retry_policy=QUICK).outcomes[0])
            == "failed TruncatedZip"
        )
    assert methods(local) == ["GET", "GET"]
    local.etag = True
    local.faults[RVU26A] = [Fault(headers={"Content-Length": "99"})]
    outcomes = [refresh_archive(settings, [R26A], retry_policy=QUICK).outcomes[0] for _ in range(2)]
    assert [summary(outcome) for outcome in outcomes] == ["failed TruncatedZip", "new"]


def test_a_quarantined_file_is_rechecked_by_the_current_checks(local: LocalSite, settings: Settings) -> None:
    """A file that an earlier version rejected and this one accepts is archived without another download."""
    put(local.root, RVU22A, zipped("PPRRVU22_JAN.csv"))
    fetched = bad_answer(local, settings)
    outcome = refresh_archive(settings, [R22A], retry_policy=QUICK).outcomes[0]
    assert (summary(outcome), methods(local)) == ("new", ["GET", "HEAD"])
    assert outcome.revision
    assert outcome.revision.sha256 == fetched.sha256


def bad_answer(local: LocalSite, settings: Settings) -> Fetched:
    """What a version with stricter checks left behind after it had fetched the file."""
    archive = Archive(settings.archive)
    with open_site(settings) as site:
        fetched = fetch(site, RVU22A, archive.partial(RVU22A))
    assert fetched
    reject(archive, RVU22A, fetched, "refused")
    return fetched


def methods(local: LocalSite) -> list[str]:
    return [method for method, path, _ in local.log if path in (RVU22A, RVU26A)]


def test_a_resumed_download_asks_for_the_rest_only(local: LocalSite, settings: Settings) -> None:
    local.faults[RVU26A] = [Fault(cut_at=90)]
    refresh_archive(settings, [R26A], retry_policy=QUICK)
    first, second = [headers for _, path, headers in local.log if path == RVU26A]
    assert "range" not in first
    assert second["range"] == "bytes=90-"
    assert second["if-range"].startswith('"')


def test_bytes_of_two_postings_are_never_mixed(local: LocalSite, settings: Settings, tell: Tell) -> None:
    """CMS re-posts the file while its first bytes are on their way."""
    corrected = zipped("PPRRVU2026_Jan_nonQPP.csv", text="corrected, and longer than it was before")
    local.faults[RVU26A] = [Fault(cut_at=90, then=lambda: put(local.root, RVU26A, corrected))]
    outcome = refresh_archive(settings, [R26A], retry_policy=QUICK).outcomes[0]
    tell("re-posted while it was coming", summary(outcome), str(local.paths().count(RVU26A)))
    assert outcome.revision
    assert Archive(settings.archive).path(outcome.revision.sha256).read_bytes() == corrected


def test_retry_after_is_waited_for(local: LocalSite, settings: Settings) -> None:
    local.faults[RVU26A] = [Fault(429, {"Retry-After": "1"})]
    began = time.monotonic()
    assert refresh_archive(settings, [R26A], retry_policy=QUICK).outcomes[0].status == "new"
    assert time.monotonic() - began >= 1
    local.faults[RVU22A] = [Fault(503, {"Retry-After": soon()})]
    assert refresh_archive(settings, [R22A], retry_policy=QUICK).outcomes[0].status == "new"


def test_a_chain_of_redirects_is_followed_and_its_end_recorded(
    local: LocalSite, settings: Settings, tell: Tell
) -> None:
    """An undated alias answers with the dated file."""
    put(local.root, "/files/zip/rvu22a-updated-01-02-2022.zip", zipped("PPRRVU22_JAN.csv"))
    local.faults[RVU22A] = [Fault(301, {"Location": "/files/zip/rvu22-alias.zip"})]
    local.faults["/files/zip/rvu22-alias.zip"] = [
        Fault(302, {"Location": "/files/zip/rvu22a-updated-01-02-2022.zip"})
    ]
    outcome = refresh_archive(settings, [R22A], retry_policy=QUICK).outcomes[0]
    tell("chain of redirects", summary(outcome), "3")
    receipt = Archive(settings.archive).receipts(R22A)[0]
    assert receipt.url == "https://www.cms.gov" + RVU22A
    assert receipt.final_url == settings.site + "/files/zip/rvu22a-updated-01-02-2022.zip"


def test_an_unexpected_listing_page_is_an_error(local: LocalSite, settings: Settings, tell: Tell) -> None:
    local.faults[PFS_PAGE] = [Fault(body=b"<html><title>Access denied</title></html>")]
    outcomes = refresh_archive(settings, ["pfs-rvu", "opps"], retry_policy=QUICK).outcomes
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    tell("listing page is another page", summary(failed[0]), "1")
    assert [summary(outcome) for outcome in failed] == ["failed PageNotUnderstood"]
    assert PFS_PAGE in failed[0].detail
    assert "Access denied" in failed[0].detail
    assert [str(outcome.release) for outcome in outcomes if outcome.status == "new"] == ["opps 2026-01"]


def test_robots_txt_is_obeyed(local: LocalSite, settings: Settings, tell: Tell) -> None:
    put(local.root, "/robots.txt", b"User-agent: *\nDisallow: /*?\nDisallow: /files/zip/rvu26a*\n")
    outcomes = {o.release: o for o in refresh_archive(settings, ["pfs-rvu"], retry_policy=QUICK).outcomes}
    tell("robots.txt disallows the file", summary(outcomes[R26A]), str(local.paths().count(RVU26A)))
    assert summary(outcomes[R26A]) == "failed DisallowedByRobots"
    assert RVU26A not in local.paths()
    assert outcomes[R22A].status == "new"


def test_no_request_carries_a_query(local: LocalSite, settings: Settings) -> None:
    refresh_archive(settings, ["opps"], retry_policy=QUICK)
    assert local.paths()
    assert not [path for path in local.paths() if "license" in path or "?" in path]


def test_requests_are_spaced_and_name_the_project(local: LocalSite, settings: Settings) -> None:
    spaced = settings.model_copy(update={"spacing": 0.1})
    began = time.monotonic()
    requests = refresh_archive(spaced, ["pfs-rvu"], retry_policy=QUICK).requests
    assert requests == len(local.log) == 6  # robots.txt, listing, two pages, two files
    assert time.monotonic() - began >= 0.1 * (requests - 1)
    assert all(headers["user-agent"].startswith("cmsfees/") for _, _, headers in local.log)


@pytest.mark.parametrize(
    ("contact", "agent", "sender"),
    [
        ("", "(reads Medicare", None),
        ("ops@example.org", "(+mailto:ops@example.org; reads Medicare", "ops@example.org"),
        ("https://example.org/bot?about=us", "(+https://example.org/bot?about=us; reads Medicare", None),
    ],
)
def test_every_request_names_a_contact(
    contact: str, agent: str, sender: str | None, local: LocalSite, settings: Settings
) -> None:
    refresh_archive(settings.model_copy(update={"contact": contact}), [R26A], retry_policy=QUICK)
    assert len(local.log) == 4
    for _, _, headers in local.log:
        assert headers["user-agent"].startswith("cmsfees/")
        assert agent in headers["user-agent"]
        assert headers.get("from") == sender


@pytest.mark.parametrize(
    "contact", ["ops", "ops@host", "a@b.org\r\nX-Forged: 1", "https://a.org/ b", "(a@b.org)", "ü@b.org"]
)
def test_an_invalid_contact_is_rejected(contact: str) -> None:
    with pytest.raises(ValidationError, match="contact"):
        Settings(contact=contact)


def test_nothing_stays_in_partial_after_a_good_run(settings: Settings, tmp_path: Path) -> None:
    refresh_archive(settings, ["pfs-rvu"], retry_policy=QUICK)
    assert {path.suffix for path in (settings.archive / "partial").iterdir()} <= {".lock"}
