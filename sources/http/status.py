"""Map HTTP statuses to errors."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from sources import errors

REQUIRED_HEADER = {206: "Range", 304: "If-None-Match"}


def check_status(response: httpx.Response) -> None:
    """Raise an error unless the status is 200, or 206 or 304 for a request that allows them."""
    status, url = response.status_code, public_url(response.url)
    if status == 200 or REQUIRED_HEADER.get(status, "") in response.request.headers:
        return
    if status == 416:
        raise errors.RangeRefused(f"{url}: 416, the file is now shorter than the partial download.")
    if status == 403:
        raise errors.Forbidden(
            f"{url}: 403. CMS blocks some networks and clients; not retried. Download the file in a "
            "browser and run `cmsfees import FILE --release …`."
        )
    if status in (404, 410):
        raise errors.NotFound(f"{url}: {status}, CMS removed or renamed the file; not retried.")
    if status == 429 or status >= 500:
        raise errors.Busy(f"{url}: {status} {response.reason_phrase}", _retry_after(response))
    raise errors.UnexpectedStatus(f"{url}: expected 200, found {status} {response.reason_phrase}.")


def _retry_after(response: httpx.Response) -> float | None:
    """Return Retry-After in seconds; the header is a number or an HTTP date (RFC 9110)."""
    value = response.headers.get("Retry-After", "").strip()
    if is_number(value):
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def is_number(value: str) -> bool:
    """True for ASCII digits only: `str.isdigit` accepts `²³`, `int` does not."""
    return value.isascii() and value.isdigit() and len(value) < 20


def public_url(url: httpx.URL) -> str:
    """Return the URL without user name and password, which a redirect may contain."""
    return str(url.copy_with(username=None, password=None) if url.userinfo else url)
