"""The HTTP client of one site: robots.txt, rate limit, retries. All network access goes through it."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
import stamina
from protego import Protego

from sources import errors
from sources.http import user_agent as identity
from sources.http.connections import Connections
from sources.http.status import check_status, public_url
from sources.settings import Settings

T = TypeVar("T")
CMS_HOSTS = {"www.cms.gov", "cms.gov", "downloads.cms.gov"}  # allowed redirect targets
logging.getLogger("stamina").addHandler(logging.NullHandler())  # logged if the app configures logging


@dataclass(frozen=True)
class RetryPolicy:
    """Retry and timeout limits in seconds, and limits on the speed and size of a response."""

    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_retry_after: float = 300.0
    read_timeout: float = 30.0
    slowest: float = 2048.0  # bytes per second, measured after `grace` seconds
    grace: float = 30.0
    largest_page: int = 2 << 20  # bytes; CMS's largest listing has 0.2 MB
    largest_file: int = 1 << 30  # bytes; CMS's largest zip has 60 MB


@dataclass
class RateLimiter:
    """Spaces and counts the requests of all threads."""

    spacing: float
    requests: int = 0
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take_turn(self) -> None:
        with self._lock:
            self.requests += 1
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self.spacing
        time.sleep(turn - now)


@dataclass(frozen=True)
class SiteClient:
    base: str
    http: httpx.Client
    rate_limiter: RateLimiter
    retry_policy: RetryPolicy
    connections: Connections = field(default_factory=Connections)

    def url(self, path: str) -> str:
        return path if urlsplit(path).netloc else urljoin(self.base + "/", path.lstrip("/"))


@contextmanager
def open_site(settings: Settings, retry_policy: RetryPolicy | None = None) -> Iterator[SiteClient]:
    """Yield a client that obeys the site's robots.txt, including on redirects."""
    base, retry_policy, rules = settings.site.rstrip("/"), retry_policy or RetryPolicy(), list[Protego]()
    rate_limiter = RateLimiter(settings.spacing)
    hooks: dict[str, list[Callable[..., None]]] = {"request": [partial(_before, base, rate_limiter, rules)]}
    timeout = httpx.Timeout(retry_policy.read_timeout, connect=min(15.0, retry_policy.read_timeout))
    with httpx.Client(
        headers=identity.headers(settings.contact),
        auth=_login(settings),
        timeout=timeout,
        follow_redirects=True,
        max_redirects=5,
        event_hooks=hooks,
    ) as http:
        site = SiteClient(base, http, rate_limiter, retry_policy)
        try:
            rules.append(_read_robots(site))
            yield site
        finally:
            site.connections.close_sockets()


def _login(settings: Settings) -> httpx.BasicAuth | None:
    """Return the site's login; httpx drops it when a redirect goes to another host."""
    name, _, password = settings.site_login.get_secret_value().partition(":")
    return httpx.BasicAuth(name, password) if name else None


def with_retries(site: SiteClient, attempt: Callable[[], T]) -> T:
    """Call `attempt`; retry on 429, 5xx, timeouts and incomplete bodies, never on 403 or 404."""
    retry_policy = site.retry_policy
    for retry in stamina.retry_context(
        on=partial(_backoff, site),
        attempts=retry_policy.attempts,
        timeout=None,
        wait_initial=retry_policy.first_wait,
        wait_jitter=retry_policy.first_wait,
        wait_max=retry_policy.longest_wait,
    ):
        with retry:
            return attempt()
    raise AssertionError("stamina raises the last error")


@contextmanager
def open_response(
    site: SiteClient, method: str, path: str, headers: dict[str, str]
) -> Iterator[httpx.Response]:
    """Yield a streamed response after checking its status; translate httpx errors to ours."""
    url = site.url(path)
    try:
        traced = {"trace": site.connections.trace}
        with site.http.stream(method, url, headers=headers, extensions=traced) as response:
            check_status(response)
            yield response
    except httpx.TooManyRedirects as error:
        raise errors.TooManyRedirects(f"{url}: more than five redirects in a row.") from error
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise errors.CutShort(
            f"{url}: the connection closed before the response was complete ({_printable(error)})."
        ) from error
    except (httpx.RequestError, httpx.InvalidURL) as error:
        raise errors.Unreachable(f"{url}: {type(error).__name__}: {_printable(error)}") from error


def _printable(error: Exception) -> str:
    return "".join(letter for letter in str(error)[:300] if letter.isprintable())


def bounded(
    site: SiteClient, response: httpx.Response, chunks: Iterable[bytes], largest: int
) -> Iterator[bytes]:
    """Yield the chunks; raise TooLarge or TooSlow for a response that is too long or too slow."""
    policy, began, received = site.retry_policy, time.monotonic(), 0
    for chunk in chunks:
        received += len(chunk)
        if received > largest:
            raise errors.TooLarge(f"{public_url(response.url)}: more than {largest:,} bytes; stopped.")
        elapsed = time.monotonic() - began
        if elapsed > policy.grace and received / elapsed < policy.slowest:
            raise errors.TooSlow(
                f"{public_url(response.url)}: {received} bytes in {elapsed:.0f} s; download stopped."
            )
        yield chunk


def read_page_text(site: SiteClient, response: httpx.Response) -> str:
    """Return the page's text, decoded as declared or else as UTF-8."""
    body = b"".join(bounded(site, response, response.iter_bytes(), site.retry_policy.largest_page))
    try:
        return body.decode(response.charset_encoding or "utf-8", "replace")
    except (LookupError, ValueError):  # unknown or non-text encoding
        return body.decode("utf-8", "replace")


def _before(base: str, rate_limiter: RateLimiter, rules: list[Protego], request: httpx.Request) -> None:
    url = public_url(request.url)
    if not _is_on_site(base, request.url) and not _is_on_cms(request.url):
        raise errors.ForeignRedirect(
            f"{url}: redirect from {base} to a host that is not CMS's; not followed. "
            f"CMS's hosts are {', '.join(sorted(CMS_HOSTS))}, over https."
        )
    if rules and _is_on_site(base, request.url) and not rules[0].can_fetch(url, identity.PRODUCT):
        raise errors.DisallowedByRobots(f"{url}: robots.txt of {base} disallows this URL.")
    rate_limiter.take_turn()


def _is_on_site(base: str, url: httpx.URL) -> bool:
    home = httpx.URL(base)
    return (url.scheme, url.host, url.port) == (home.scheme, home.host, home.port)


def _is_on_cms(url: httpx.URL) -> bool:
    return url.scheme == "https" and url.host in CMS_HOSTS and url.port is None


def _read_robots(site: SiteClient) -> Protego:
    """Return the rules: no robots.txt allows everything, an unreachable one stops the run (RFC 9309)."""

    def attempt() -> str:
        with open_response(site, "GET", "/robots.txt", {}) as response:
            return read_page_text(site, response)

    try:
        return Protego.parse(with_retries(site, attempt))
    except (errors.NotFound, errors.Forbidden):
        return Protego.parse("")


def _backoff(site: SiteClient, error: Exception) -> bool | float:
    """Return whether to retry, or the seconds to wait if the response has Retry-After."""
    if isinstance(error, errors.Busy) and error.retry_after is not None:
        return error.retry_after if error.retry_after <= site.retry_policy.longest_retry_after else False
    return isinstance(error, errors.Unavailable) and not site.connections.is_closed
