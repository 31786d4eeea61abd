"""Hostile responses: each has a named outcome, stops nothing else and costs little."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.errors import SourceError
from sources.outcome import Outcome
from sources.release import Release
from sources.series import PFS_PAGE
from sources.settings import Settings
from tests.sources.conftest import QUICK
from tests.sources.hostile_zips import HOSTILE_ZIPS
from tests.sources.local_site import Fault, LocalSite
from tests.sources.refresh import refresh_archive
from tests.sources.tiny_site import RVU22A, RVU26A, detail, page, put, rows, zipped

Tell = Callable[[str, str, str], None]
R22A, R26A, OPPS26 = Release("pfs-rvu", "2022A"), Release("pfs-rvu", "2026A"), Release("opps", "2026-01")
SMALL = replace(QUICK, attempts=2, largest_page=1 << 20, largest_file=50_000)
OWN = f"{PFS_PAGE}/rvu26a"
LISTING = rows(("2026", "RVU26A", OWN), ("2022", "RVU22A", f"{PFS_PAGE}/rvu22a")).encode()
HTML = {"Content-Type": "text/html"}
LONGEST_MESSAGE = 4_000


@dataclass(frozen=True)
class Hostile:
    """`outcome` of RVU26A, or of the page where that is what failed."""

    name: str
    faults: list[Fault]
    outcome: str
    at: str = PFS_PAGE
    site: dict[str, bool] = field(default_factory=dict)


def charset(name: str) -> Fault:
    return Fault(body=LISTING, headers={"Content-Type": f"text/html; charset={name}"})


def body(html: str) -> Fault:
    return Fault(body=page("Listing", html).encode())


def moved(to: str) -> list[Fault]:
    return [Fault(302, {"Location": to})] * 9


def later(value: str) -> list[Fault]:
    return [Fault(503, {"Retry-After": value})]


LINK = f'<a href="{OWN}">RVU26A</a>'
ENCODINGS = ("klingon", "hex", "idna", "punycode", "zip", "undefined", "unicode_escape", "", "\"'", "utf-8;;")
WAITS = (
    "\u00b2\u00b3",
    "-5",
    "1e3",
    "Wed, 99 Foo 2026",
    "Fri, 31 Dec 99999 23:59:59 GMT",
    "",
    "0x10",
    "1 ; 2",
    "9" * 400,
)
ELSEWHERE = (
    "http://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:1/x.zip",
    "http://localhost/x.zip",
    "http://[::1]/x.zip",
    "http://2130706433/x.zip",
    "http://10.0.0.8/x.zip",
    "https://192.168.1.1/x.zip",
    "https://example.org/x.zip",
    "//example.org/x.zip",
    "https://www.cms.gov.example.org/x.zip",
    "https://www.cms.gov@example.org/x.zip",
    "https://example.org#www.cms.gov/x.zip",
    "http://www.cms.gov/x.zip",
    "https://www.cms.gov:8443/x.zip",
    "https://metadata.google.internal/x.zip",
    "file:///etc/passwd",
    "ftp://www.cms.gov/x.zip",
    "gopher://x/",
    "http://",
    "http://[",
)
ODD_HEADERS: dict[str, dict[str, str]] = {
    "Last-Modified that is not a date": {"Last-Modified": "yesterday"},
    "Last-Modified of the year 99999": {"Last-Modified": "Fri, 31 Dec 99999 23:59:59 GMT"},
    "a weak ETag": {"ETag": 'W/"x"'},
    "an ETag of 4 kB": {"ETag": f'"{"x" * 4000}"'},
    "an empty ETag": {"ETag": ""},
    "a name of a file outside": {"Content-Disposition": 'attachment; filename="../../etc/passwd"'},
    "fifty cookies": {f"Set-Cookie{number}": "a=b" for number in range(50)},
    "a type that is none": {"Content-Type": "\u00e9/\u00b2"},
    "Content-Range without being asked": {"Content-Range": "bytes 5-9/10"},
    "Accept-Ranges of nothing": {"Accept-Ranges": "none"},
    "a refresh to elsewhere": {"Refresh": "0; url=https://example.org/"},
}


def of_page(name: str, fault: Fault, outcome: str) -> Hostile:
    return Hostile(f"page: {name}", [fault] * 9, outcome)


def of_file(name: str, fault: Fault, outcome: str) -> Hostile:
    return Hostile(f"file: {name}", [fault] * 9, outcome, RVU26A)


NOT_UNDERSTOOD, UNEXPECTED, FOREIGN = (
    f"failed {name}" for name in ("PageNotUnderstood", "UnexpectedStatus", "ForeignRedirect")
)
GZIP = {"Content-Encoding": "gzip"}
BOMB = Fault(body=gzip.compress(bytes(40 << 20)), headers=GZIP | HTML)
STRANGERS = "".join(f'<a href="/{number}.zip">x</a>' for number in range(3000))
ONE_ROW = f"<table><tr><td>{LINK}{'<a href=/a>x</a>' * 3000}</td></tr></table>"
MANY_PAGES = "".join(f'<a href="/x/{number}/rvu26a">RVU26A</a>' for number in range(500))
CASES = [
    *(of_page(f"charset={name}", charset(name), "new") for name in ENCODINGS),
    *(Hostile(f"page: Retry-After: {value[:20]}", later(value), "new") for value in WAITS),
    *(of_page(f"leads to {to}", moved(to)[0], FOREIGN) for to in ELSEWHERE[:4]),
    *(of_file(f"leads to {to}", moved(to)[0], FOREIGN) for to in ELSEWHERE),
    *(of_file(name, Fault(headers=headers), "new") for name, headers in ODD_HEADERS.items()),
    of_file("leads to data:,x", moved("data:,x")[0], "failed Unreachable"),
    of_page("charset=utf-16", charset("utf-16"), NOT_UNDERSTOOD),
    of_page("304 that nobody asked for", Fault(304), UNEXPECTED),
    of_page("206 that nobody asked for", Fault(206, body=LISTING), UNEXPECTED),
    of_page("204", Fault(204), UNEXPECTED),
    of_page("301 to nowhere", Fault(301), UNEXPECTED),
    of_page("larger than any", Fault(body=LISTING + b" " * (1 << 21)), "failed TooLarge"),
    of_page("a gzip bomb", BOMB, "failed TooLarge"),
    of_page("gzip that is none", Fault(body=b"no gzip", headers=GZIP | HTML), "failed Unreachable"),
    of_page("a trickle", Fault(body=LISTING, trickle=0.05), "failed TooSlow"),
    of_page("empty", Fault(body=b""), NOT_UNDERSTOOD),
    of_page("zeros", Fault(body=bytes(5000)), NOT_UNDERSTOOD),
    of_page("bytes of every kind", Fault(body=bytes(range(256)) * 40), NOT_UNDERSTOOD),
    of_page("a zip", Fault(body=zipped()), NOT_UNDERSTOOD),
    of_page("a title of 500 kB", body(f"<title>{'x' * 500_000}</title>"), NOT_UNDERSTOOD),
    of_page("25,000 links", body('<a href="/a">x</a>' * 25_000), NOT_UNDERSTOOD),
    of_page("15,000 links without a release", body('<a href="/a">x</a>' * 15_000), NOT_UNDERSTOOD),
    of_page("3,000 zips of nobody", body(LINK + STRANGERS), "new"),
    of_page("1,900 elements deep", body("<div>" * 1_900 + LINK), "new"),
    of_page("200,000 elements deep", body("<div>" * 200_000 + LINK), NOT_UNDERSTOOD),
    of_page("100,000 options", body("<select>" + "<option>x" * 100_000 + LINK), NOT_UNDERSTOOD),
    of_page(
        "a tag of 50,000 attributes",
        body(f"<a {' '.join(f'a{n}' for n in range(50_000))}>" + LINK),
        NOT_UNDERSTOOD,
    ),
    of_page("tags that never end", body("<a " * 100_000), NOT_UNDERSTOOD),
    of_page("3,000 links in one row", body(ONE_ROW), "new"),
    of_page("one release on 500 pages", body(MANY_PAGES), "failed AmbiguousLinks"),
    of_page("a link of 100 kB", body(f'{LINK}<a href="/{"x" * 100_000}.zip">x</a>'), "new"),
    of_page("a text of 500 kB", body(f'<a href="{OWN}">RVU26A {"x" * 500_000}</a>'), "new"),
    of_page("addresses that are none", body(f'{LINK}<a href="http://[">x</a><a href="//">y</a>'), "new"),
    of_page("never closed", Fault(body=b"<main><table><tr><td>" + LINK.encode()), "new"),
    of_file("larger than any", Fault(body=bytes(60_000)), "failed TooLarge"),
    of_file("304 that nobody asked for", Fault(304), UNEXPECTED),
    of_file("206 that nobody asked for", Fault(206, body=zipped()), UNEXPECTED),
    of_file("Content-Length: \u00b2", Fault(headers={"Content-Length": "\u00b2"}), "failed CutShort"),
    of_file("Content-Length: -1", Fault(headers={"Content-Length": "-1"}), "failed CutShort"),
    of_file("gzip around it", Fault(body=gzip.compress(zipped()), headers=GZIP), "failed NotAZip"),
    of_file("json with 200", Fault(body=b'{"error": 1}'), "failed NotAZip"),
    of_file("299", Fault(299, body=zipped()), UNEXPECTED),
    of_file("451", Fault(451), UNEXPECTED),
    of_file("599", Fault(599), "failed Busy"),
    of_file("416 every time", Fault(416), "failed RangeRefused"),
]
EVERY = 4  # of the cases run with the fast tests; the others with the slow ones
MARKED = [
    pytest.param(case, id=case.name, marks=[pytest.mark.slow] if at % EVERY else [])
    for at, case in enumerate(CASES)
]


def test_there_are_over_a_hundred_hostile_cases() -> None:
    assert len(CASES) + len(HOSTILE_ZIPS) >= 130


def summary(outcome: Outcome) -> str:
    return f"{outcome.status} {type(outcome.error).__name__}" if outcome.error else outcome.status


@pytest.mark.parametrize("case", MARKED)
def test_a_hostile_answer_has_a_named_outcome(
    case: Hostile, local: LocalSite, settings: Settings, tell: Tell
) -> None:
    local.faults[case.at] = list(case.faults)
    outcomes = refresh_archive(settings, ["pfs-rvu", "opps"], retry_policy=SMALL).outcomes
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    of_26a = [outcome for outcome in outcomes if outcome.release == R26A] or failed
    tell(case.name, summary(of_26a[0]), str(local.paths().count(case.at)))
    assert summary(of_26a[0]) == case.outcome
    others = [outcome.status for outcome in outcomes if outcome.release == OPPS26]
    assert others == ["new"], "the other page must not notice"
    assert max(len(outcome.detail) for outcome in outcomes) < LONGEST_MESSAGE
    assert sum(outcome.status == "unrecognized" for outcome in outcomes) <= 51
    assert all(outcome.detail.isprintable() or "\n" in outcome.detail for outcome in outcomes)
    assert verify_archive(Archive(settings.archive)) == []
    assert not list((settings.archive / "partial").glob("*.part")) or case.outcome != "failed TooLarge"


def test_a_site_whose_robots_txt_redirects_elsewhere_is_not_read(
    local: LocalSite, settings: Settings
) -> None:
    local.faults["/robots.txt"] = moved("https://example.org/robots.txt")
    with pytest.raises(SourceError, match="not CMS's"):
        refresh_archive(settings, ["pfs-rvu"], retry_policy=SMALL)


def test_link_text_cannot_control_the_terminal(local: LocalSite, settings: Settings) -> None:
    """Escapes, bells and marks that turn the writing round are left out of receipts and messages."""
    text = "RVU26A \x1b]0;owned\x07\x1b[31m\u202e [/] [bold]"
    put(local.root, OWN, detail("RVU26A", (RVU26A, text), ("/files/zip/other\x1b.zip", "other\x1b[2J")))
    refresh_archive(settings, [R26A], retry_policy=SMALL)
    (receipt,) = Archive(settings.archive).receipts(R26A)
    assert receipt.link_text == "RVU26A ]0;owned[31m [/] [bold]"


# D4: damage on the way, and what was kept of it.


def test_a_file_damaged_once_heals(local: LocalSite, settings: Settings) -> None:
    """Of the same length and under the same ETag: a HEAD alone would never show that it is well."""
    whole = (local.root / RVU26A[1:]).read_bytes()
    local.faults[RVU26A] = [Fault(body=damaged(whole), headers=headers_of(local, RVU26A))]
    first, second, third = (
        refresh_archive(settings, [R26A], retry_policy=SMALL).outcomes[0] for _ in range(3)
    )
    assert [summary(outcome) for outcome in (first, second, third)] == [
        "failed CorruptMember",
        "new",
        "unchanged",
    ]
    assert Archive(settings.archive).path(sha256_of(second)).read_bytes() == whole


def test_a_partial_file_damaged_on_disk_is_fetched_whole(local: LocalSite, settings: Settings) -> None:
    whole = (local.root / RVU26A[1:]).read_bytes()
    local.faults[RVU26A] = [Fault(cut_at=90)] * 9
    local.ranges = False
    refresh_archive(settings, [R26A], retry_policy=SMALL)
    partial = Archive(settings.archive).partial(RVU26A)
    partial.write_bytes(damaged(partial.read_bytes()))
    local.faults[RVU26A], local.ranges = [], True
    local.log.clear()
    outcome = refresh_archive(settings, [R26A], retry_policy=SMALL).outcomes[0]
    assert summary(outcome) == "new"
    assert [headers.get("range") for _, path, headers in local.log if path == RVU26A] == ["bytes=90-", None]
    assert Archive(settings.archive).path(sha256_of(outcome)).read_bytes() == whole


def damaged(whole: bytes) -> bytes:
    return whole[:70] + bytes([whole[70] ^ 0xFF]) + whole[71:]


def headers_of(local: LocalSite, path: str) -> dict[str, str]:
    """As if CMS had answered: the fault below the transport knows nothing of the damage."""
    import hashlib

    whole = (local.root / path[1:]).read_bytes()
    return {"ETag": f'"{hashlib.sha256(whole).hexdigest()[:16]}"', "Content-Type": "application/zip"}


def sha256_of(outcome: Outcome) -> str:
    assert outcome.revision
    return outcome.revision.sha256


# D12: who may know the name and password of a site.


def test_a_login_in_the_address_is_sent_and_never_recorded(
    local: LocalSite, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local.faults[RVU22A] = [Fault(404)] * 9
    with_login = Settings(
        home=settings.home,
        site=settings.site.replace("http://", "http://ops:s3cret%21@"),
        spacing=0,
        accept_ama_license=True,
    )
    outcomes = refresh_archive(with_login, ["pfs-rvu"], retry_policy=SMALL).outcomes
    assert {summary(outcome) for outcome in outcomes} == {"new", "failed NotFound"}
    assert {headers.get("authorization") for _, _, headers in local.log} == {"Basic b3BzOnMzY3JldCE="}
    printed = (
        "".join(outcome.detail for outcome in outcomes) + repr(with_login) + str(with_login.model_dump())
    )
    kept = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert "s3cret" not in printed
    assert b"s3cret" not in kept
    assert "s3cret" not in "".join(capsys.readouterr())


def test_a_login_in_a_redirect_is_not_recorded(local: LocalSite, settings: Settings) -> None:
    put(local.root, "/files/zip/rvu26a-moved.zip", zipped(text="26A"))
    local.faults[RVU26A] = moved(
        settings.site.replace("http://", "http://ops:s3cret@") + "/files/zip/rvu26a-moved.zip"
    )
    refresh_archive(settings, [R26A], retry_policy=SMALL)
    (receipt,) = Archive(settings.archive).receipts(R26A)
    assert receipt.final_url == settings.site + "/files/zip/rvu26a-moved.zip"


@pytest.mark.parametrize(
    "site",
    ["notaurl", "ftp://www.cms.gov", "http://", "https://www.cms.gov?a=b", "https://www.cms.gov/#a", ""],
)
def test_an_invalid_site_is_rejected_at_once(site: str) -> None:
    with pytest.raises(ValidationError, match="an address such as"):
        Settings(site=site)
