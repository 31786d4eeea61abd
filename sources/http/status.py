"""What the status of an answer means."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from sources import errors

ASKED_BY = {206: "Range", 304: "If-None-Match"}


def check_status(response: httpx.Response) -> None:
    """Let 200 pass, and 206 and 304 where the request asked for them; name every other answer."""
    status, url = response.status_code, public_url(response.url)
    if status == 200 or ASKED_BY.get(status, "") in response.request.headers:
        return
    if status == 416:
        raise errors.RangeRefused(f"{url}: 416, it holds fewer bytes than an earlier run had received.")
    if status == 403:
        raise errors.Forbidden(
            f"{url}: 403. CMS turns some networks and clients away; not retried. Download the file in a "
            "browser and use `cmsfees import FILE --release …`."
        )
    if status in (404, 410):
        raise errors.Missing(f"{url}: {status}, CMS has removed or renamed it; not retried.")
    if status == 429 or status >= 500:
        raise errors.Busy(f"{url}: {status} {response.reason_phrase}", _retry_after(response))
    raise errors.UnexpectedStatus(f"{url}: expected 200, found {status} {response.reason_phrase}.")


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds or an HTTP date, as RFC 9110 allows."""
    value = response.headers.get("Retry-After", "").strip()
    if is_number(value):
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def is_number(value: str) -> bool:
    """Digits of ASCII alone: `²³` is a number to `str.isdigit` and none to `int`."""
    return value.isascii() and value.isdigit() and len(value) < 20


def public_url(url: httpx.URL) -> str:
    """The URL as it may be recorded: a redirect's may carry a name and password."""
    return str(url.copy_with(username=None, password=None) if url.userinfo else url)
