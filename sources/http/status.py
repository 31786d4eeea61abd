"""What the status of an answer means."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from sources import errors


def check_status(response: httpx.Response) -> None:
    """Let 200, 206 and 304 pass; name every other answer."""
    status, url = response.status_code, response.url
    if status in (200, 206, 304):
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
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
