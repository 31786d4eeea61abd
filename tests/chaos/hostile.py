"""Hostile sites and zips: every fault has a named outcome in time and does no other damage."""

import shutil
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.errors import SourceError
from sources.release import Release
from sources.settings import Settings
from tests.chaos.tally import Tally
from tests.sources.bad_zips import BAD_ZIPS
from tests.sources.conftest import QUICK
from tests.sources.local_site import Fault, LocalSite, serve
from tests.sources.refresh import refresh_archive
from tests.sources.tiny_site import RVU26A, write_tiny_site, zipped

R26A, R22A = Release("pfs-rvu", "2026A"), Release("pfs-rvu", "2022A")
PATIENT = replace(QUICK, read_timeout=10.0)  # machines under load answer late
LONGEST = 60.0  # seconds
STATUSES = (201, 204, 206, 300, 301, 302, 304, 307, 400, 401, 403, 404, 405, 408, 416, 429, 451, 500, 503)
HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Length", "9"),
    ("Content-Length", "99999"),
    ("Content-Type", "text/html; charset=klingon"),
    ("Content-Type", "application/zip; charset=\x7f"),
    ("Content-Encoding", "gzip"),
    ("Content-Range", "bytes 5-1/3"),
    ("ETag", "x" * 5000),
    ("Last-Modified", "the day before yesterday"),
    ("Retry-After", "²³"),
    ("Retry-After", "-1"),
    ("Retry-After", "99999999999999999999"),
    ("Location", "http://127.0.0.1:9/"),
    ("Location", "file:///etc/passwd"),
    ("Location", "//"),
    ("Set-Cookie", "a=b" * 3000),
)
PAGES = (
    b"<a href='[/]'>[/bold]</a>",
    b"<html>" + b"<div>" * 5000,
    b"\x00" * 5000,
    b"\xff\xfe" + "page".encode("utf-16-le"),
    b"<a href='" + b"A" * 100_000 + b"'>x</a>",
    b"",
    b"%PDF-1.7",
)


def hostile_sites(folder: Path, count: int, seed: int = 3) -> Tally:
    tally, rng = Tally("hostile answers and zips"), Random(seed)
    for number in range(count):
        local = LocalSite(write_tiny_site(folder / f"hostile-{number}" / "site"))
        local.etag, local.last_modified, local.ranges = (rng.random() < 0.7 for _ in range(3))
        faults = [_fault(rng) for _ in range(rng.choice([1, 1, 2, 9]))]
        what = f"{faults[0]}, seed {seed}.{number}"[:300]
        local.faults[RVU26A] = faults
        tally.add(_outcome(local, folder / f"hostile-{number}" / "home"), what)
        shutil.rmtree(folder / f"hostile-{number}")
    return tally


def _fault(rng: Random) -> Fault:
    kind = rng.choice(["status", "header", "zip", "mangled zip", "page", "cut", "slow"])
    if kind == "status":
        return Fault(rng.choice(STATUSES), dict([rng.choice(HEADERS)]))
    if kind == "header":
        return Fault(headers=dict(rng.sample(HEADERS, 2)))
    if kind == "zip":
        return Fault(body=rng.choice(BAD_ZIPS)[2])
    if kind == "mangled zip":
        return Fault(body=_mangled_zip(rng))
    if kind == "page":
        return Fault(body=rng.choice(PAGES))
    if kind == "cut":
        return Fault(cut_at=rng.randrange(200))
    return Fault(stall=0.3) if rng.random() < 0.5 else Fault(trickle=0.01)


def _mangled_zip(rng: Random) -> bytes:
    """Bytes of a good zip overwritten, cut out or doubled."""
    data = bytearray(zipped("PPRRVU.csv", "GPCI.csv", text="figures" * 50))
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(data)), rng.randint(1, 20)
        data[at : at + length] = rng.choice([rng.randbytes(length), b"", data[at : at + length] * 2])
        data = data or bytearray(b"PK")
    return bytes(data)


def _outcome(local: LocalSite, home: Path) -> str:
    began = time.monotonic()
    with serve(local) as url:
        settings = Settings(home=home, site=url, spacing=0, accept_ama_license=True)
        try:
            found = refresh_archive(settings, ["pfs-rvu"], retry_policy=PATIENT).outcomes
        except Exception as error:
            return f"the whole run failed: {type(error).__name__}: {error}"[:300]
    outcomes = {outcome.release: outcome for outcome in found}
    if time.monotonic() - began > LONGEST:
        return "it took too long"
    if verify_archive(Archive(settings.archive)):
        return "the archive holds what it should not"
    if outcomes[R22A].status != "new":
        return f"the other release noticed: {outcomes[R22A].detail}"[:300]
    bad = outcomes[R26A]
    if bad.status == "failed":
        return "failed, named" if isinstance(bad.error, SourceError) else f"unnamed: {bad.detail}"[:300]
    return bad.status
