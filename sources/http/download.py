"""Bytes from the site into a partial file: streamed, resumed where the server can, whole or an error."""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from sources.errors import RequestError, TooSlow, Unavailable
from sources.http.client import Site, open_response, with_retries
from sources.http.resume import (
    check_whole,
    first_byte,
    forgetting_refused,
    header_file,
    held_bytes,
    start_over,
    total_bytes,
)
from sources.progress import Progress, Step


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
    response = with_retries(site, lambda: _attempt(site, path, partial, known, progress))
    if response is None:
        return None
    header_file(partial).unlink(missing_ok=True)
    with partial.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Fetched(partial, sha256, partial.stat().st_size, str(response.url), _validators(response))


def still_served(site: Site, path: str, known: Validators, size: int) -> bool:
    """Ask by HEAD whether the file is the one we hold, comparing exactly.

    If-Modified-Since would let a re-post with an older date pass, and all files of one upload share a second.
    """

    def attempt() -> httpx.Response:
        with open_response(site, "HEAD", path, {"Accept-Encoding": "identity"}) as response:
            return response

    try:
        response = with_retries(site, attempt)
    except Unavailable:
        raise
    except RequestError:
        return False  # a server that dislikes HEAD; the download that follows names the trouble
    same_size = response.headers.get("Content-Length") == str(size)
    return same_size and _validators(response) == known


def _attempt(
    site: Site, path: str, partial: Path, known: Validators | None, progress: Progress | None
) -> httpx.Response | None:
    held, validator = held_bytes(partial)
    headers = {"Accept-Encoding": "identity"}
    if held:
        headers |= {"Range": f"bytes={held}-", "If-Range": validator}
    elif known and known.etag:
        headers["If-None-Match"] = known.etag
    with forgetting_refused(partial), open_response(site, "GET", path, headers) as response:
        if response.status_code == 304:
            return None
        resumed = response.status_code == 206 and first_byte(response) == held
        if not resumed:
            held = 0
            start_over(partial, response)
        with partial.open("ab") as file:
            _copy(site, response, file, held, progress)
        check_whole(response, partial)
        return response


def _copy(site: Site, response: httpx.Response, file: BinaryIO, held: int, progress: Progress | None) -> None:
    began, total = time.monotonic(), total_bytes(response)
    came = 0
    for chunk in response.iter_raw():  # given a size, httpx would hold bytes back and lose them on a cut
        file.write(chunk)
        came += len(chunk)
        took = time.monotonic() - began
        if took > site.retry_policy.grace and came / took < site.retry_policy.slowest:
            raise TooSlow(f"{response.url}: {came} bytes in {took:.0f} s; given up and tried again.")
        if progress:
            progress(Step("download", response.url.path, held + came, total))
    file.flush()
    os.fsync(file.fileno())


def _validators(response: httpx.Response) -> Validators:
    return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
