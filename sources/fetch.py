"""Bytes from the site into a partial file: streamed, resumed where the server can, whole or an error."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from sources.errors import CutShort, RangeRefused, RequestError, TooSlow, Unavailable
from sources.progress import Progress, Step
from sources.site import Site, answering, retried


@dataclass(frozen=True)
class Validators:
    """What the server gives to tell one version of a file from another."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    partial: Path
    sha256: str
    size: int
    final_url: str  # after redirects: an undated alias answers with the dated file
    validators: Validators


def fetch(
    site: Site, path: str, partial: Path, known: Validators | None = None, progress: Progress | None = None
) -> Fetched | None:
    """Download `path` to `partial`; None when the server says that the `known` version still stands.

    A partial file left by an interrupted run is continued if the server vouches, by a strong ETag or
    Last-Modified in If-Range, that it still serves the same bytes; else it starts again.
    """
    response = retried(site, lambda: _attempt(site, path, partial, known, progress))
    if response is None:
        return None
    _header_file(partial).unlink(missing_ok=True)
    with partial.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Fetched(partial, sha256, partial.stat().st_size, str(response.url), _validators(response))


def still_served(site: Site, path: str, known: Validators, size: int) -> bool:
    """Ask by HEAD whether the file is the one we hold, comparing exactly.

    If-Modified-Since would let a re-post with an older date pass, and all files of one upload share a second.
    """

    def attempt() -> httpx.Response:
        with answering(site, "HEAD", path, {"Accept-Encoding": "identity"}) as response:
            return response

    try:
        response = retried(site, attempt)
    except Unavailable:
        raise
    except RequestError:
        return False  # a server that dislikes HEAD; the download that follows names the trouble
    same_size = response.headers.get("Content-Length") == str(size)
    return same_size and _validators(response) == known


def _attempt(
    site: Site, path: str, partial: Path, known: Validators | None, progress: Progress | None
) -> httpx.Response | None:
    held, validator = _held(partial)
    headers = {"Accept-Encoding": "identity"}
    if held:
        headers |= {"Range": f"bytes={held}-", "If-Range": validator}
    elif known and known.etag:
        headers["If-None-Match"] = known.etag
    with _forgetting_refused(partial), answering(site, "GET", path, headers) as response:
        if response.status_code == 304:
            return None
        resumed = response.status_code == 206 and _starts_at(response) == held
        if not resumed:
            held = 0
            _start_over(partial, response)
        with partial.open("ab") as file:
            _copy(site, response, file, held, progress)
        _check_whole(response, partial)
        return response


@contextmanager
def _forgetting_refused(partial: Path) -> Iterator[None]:
    try:
        yield
    except RangeRefused:
        _header_file(partial).unlink(missing_ok=True)
        raise


def _held(partial: Path) -> tuple[int, str]:
    """Bytes of an interrupted download and the validator to continue it by; (0, "") when there is none."""
    try:
        header = json.loads(_header_file(partial).read_text())
        return partial.stat().st_size, str(header["validator"])
    except (OSError, ValueError, KeyError):
        return 0, ""


def _start_over(partial: Path, response: httpx.Response) -> None:
    _header_file(partial).unlink(missing_ok=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes(b"")
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    validator = modified if etag.startswith("W/") or not etag else etag
    if validator and response.status_code == 200:
        _header_file(partial).write_text(json.dumps({"url": str(response.url), "validator": validator}))


def _copy(site: Site, response: httpx.Response, file: BinaryIO, held: int, progress: Progress | None) -> None:
    began, total = time.monotonic(), _total(response)
    came = 0
    for chunk in response.iter_raw():  # given a size, httpx would hold bytes back and lose them on a cut
        file.write(chunk)
        came += len(chunk)
        took = time.monotonic() - began
        if took > site.patience.grace and came / took < site.patience.slowest:
            raise TooSlow(f"{response.url}: {came} bytes in {took:.0f} s; given up and tried again.")
        if progress:
            progress(Step("download", response.url.path, held + came, total))
    file.flush()
    os.fsync(file.fileno())


def _check_whole(response: httpx.Response, partial: Path) -> None:
    expected, found = _total(response), partial.stat().st_size
    if expected is not None and expected != found:
        if found > expected:
            partial.unlink()
        raise CutShort(f"{response.url}: expected {expected} bytes, found {found}.")


def _total(response: httpx.Response) -> int | None:
    if response.status_code == 206:
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        total = response.headers.get("Content-Length", "")
    return int(total) if total.isdigit() else None


def _starts_at(response: httpx.Response) -> int:
    start = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(start) if start.isdigit() else -1


def _validators(response: httpx.Response) -> Validators:
    return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))


def _header_file(partial: Path) -> Path:
    return partial.with_suffix(".json")
