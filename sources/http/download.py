"""Stream a file from the site to disk, resuming where the server supports it."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from sources.errors import RequestError, TooLarge, Unavailable
from sources.http.client import SiteClient, bounded, open_response, with_retries
from sources.http.resume import (
    check_whole,
    clearing_refused_range,
    first_byte,
    header_file,
    held_bytes,
    start_over,
    total_bytes,
)
from sources.http.status import public_url
from sources.progress import Progress, ProgressEvent


@dataclass(frozen=True)
class Validators:
    """The response headers that identify a version of a file."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    partial: Path
    sha256: str
    size: int
    final_url: str  # after redirects: an undated alias redirects to the dated file
    validators: Validators
    is_resumed: bool = False  # its first bytes came from an earlier response
    is_kept: bool = False  # taken from quarantine, not downloaded


def fetch(
    site: SiteClient,
    path: str,
    partial: Path,
    known: Validators | None = None,
    progress: Progress | None = None,
) -> Fetched | None:
    """Download `path` to `partial`; return None on 304 Not Modified.

    A partial file from an interrupted run is resumed if the server confirms the same bytes (strong ETag or
    Last-Modified in If-Range); otherwise the download restarts.
    """
    try:
        response = with_retries(site, lambda: _attempt(site, path, partial, known, progress))
    except TooLarge:
        partial.unlink(missing_ok=True)
        header_file(partial).unlink(missing_ok=True)
        raise
    if response is None:
        return None
    header_file(partial).unlink(missing_ok=True)
    with partial.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    final_url, is_resumed = public_url(response.url), response.status_code == 206
    return Fetched(partial, sha256, partial.stat().st_size, final_url, _validators(response), is_resumed)


def still_served(site: SiteClient, path: str, known: Validators, size: int) -> bool:
    """True if a HEAD request returns exactly the known validators and size.

    If-Modified-Since would miss a re-post with an older date, and all files of one upload share a timestamp.
    """

    def attempt() -> httpx.Response:
        with open_response(site, "HEAD", path, {"Accept-Encoding": "identity"}) as response:
            return response

    try:
        response = with_retries(site, attempt)
    except Unavailable:
        raise
    except RequestError:
        return False  # HEAD not supported; the download that follows reports the error
    same_size = response.headers.get("Content-Length") == str(size)
    return same_size and _validators(response) == known


def _attempt(
    site: SiteClient, path: str, partial: Path, known: Validators | None, progress: Progress | None
) -> httpx.Response | None:
    held, validator = held_bytes(partial)
    headers = {"Accept-Encoding": "identity"}
    if held:
        headers |= {"Range": f"bytes={held}-", "If-Range": validator}
    elif known and known.etag:
        headers["If-None-Match"] = known.etag
    with clearing_refused_range(partial), open_response(site, "GET", path, headers) as response:
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


def _copy(
    site: SiteClient, response: httpx.Response, file: BinaryIO, held: int, progress: Progress | None
) -> None:
    total, largest = total_bytes(response), site.retry_policy.largest_file
    # With a chunk size, httpx would buffer bytes and lose them if the connection drops.
    for chunk in bounded(site, response, response.iter_raw(), largest - held):
        file.write(chunk)
        held += len(chunk)
        if progress:
            progress(ProgressEvent("download", response.url.path, held, total))
    file.flush()
    os.fsync(file.fileno())


def _validators(response: httpx.Response) -> Validators:
    return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
