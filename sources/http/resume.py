"""Partial downloads and the sidecar file with the validator needed to resume them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from sources.atomic import write_atomic
from sources.errors import CutShort, RangeRefused
from sources.http.status import is_number, public_url


def held_bytes(partial: Path) -> tuple[int, str]:
    """Return the size of an interrupted download and its validator, or (0, "")."""
    try:
        header = json.loads(header_file(partial).read_text())
        return partial.stat().st_size, str(header["validator"])
    except (OSError, ValueError, KeyError):
        return 0, ""


def start_over(partial: Path, response: httpx.Response) -> None:
    header_file(partial).unlink(missing_ok=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes(b"")
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    validator = modified if etag.startswith("W/") or not etag else etag
    if validator and response.status_code == 200:
        header = {"url": public_url(response.url), "validator": validator}
        write_atomic(header_file(partial), json.dumps(header), durable=False)


def check_whole(response: httpx.Response, partial: Path) -> None:
    expected, found = total_bytes(response), partial.stat().st_size
    if expected is not None and expected != found:
        if found > expected:
            partial.unlink()
        raise CutShort(f"{public_url(response.url)}: expected {expected} bytes, found {found}.")


def total_bytes(response: httpx.Response) -> int | None:
    if response.status_code == 206:
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        total = response.headers.get("Content-Length", "")
    return int(total) if is_number(total) else None


def first_byte(response: httpx.Response) -> int:
    start = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(start) if is_number(start) else -1


@contextmanager
def clearing_refused_range(partial: Path) -> Iterator[None]:
    try:
        yield
    except RangeRefused:
        header_file(partial).unlink(missing_ok=True)
        raise


def header_file(partial: Path) -> Path:
    return partial.with_suffix(".json")
