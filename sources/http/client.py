"""A polite client of one site: robots.txt, spacing, retries. All that touches the network passes here."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
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
from sources.http.status import check_status

T = TypeVar("T")
logging.getLogger("stamina").addHandler(logging.NullHandler())  # retries are logged for whoever listens


@dataclass(frozen=True)
class RetryPolicy:
    """How long to wait for the site, in seconds, and how slow an answer may be."""

    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_retry_after: float = 300.0
    read_timeout: float = 30.0
    slowest: float = 2048.0  # bytes a second, once `grace` has passed
    grace: float = 30.0


@dataclass
class RateLimiter:
    """Spaces requests out, whichever thread sends them, and counts them."""

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
class Site:
    base: str
    http: httpx.Client
    rate_limiter: RateLimiter
    retry_policy: RetryPolicy
    connections: Connections = field(default_factory=Connections)

    def url(self, path: str) -> str:
        return path if urlsplit(path).netloc else urljoin(self.base + "/", path.lstrip("/"))


@contextmanager
def open_site(
    base: str, spacing: float = 1.0, retry_policy: RetryPolicy | None = None, contact: str = ""
) -> Iterator[Site]:
    """A client that has read the site's robots.txt and keeps to it, also across redirects."""
    base, retry_policy, rules = base.rstrip("/"), retry_policy or RetryPolicy(), list[Protego]()
    rate_limiter = RateLimiter(spacing)
    hooks: dict[str, list[Callable[..., None]]] = {"request": [partial(_before, base, rate_limiter, rules)]}
    timeout = httpx.Timeout(retry_policy.read_timeout, connect=min(15.0, retry_policy.read_timeout))
    headers = identity.headers(contact)
    with httpx.Client(
        headers=headers, timeout=timeout, follow_redirects=True, max_redirects=5, event_hooks=hooks
    ) as http:
        site = Site(base, http, rate_limiter, retry_policy)
        try:
            rules.append(_read_robots(site))
            yield site
        finally:
            site.connections.close_sockets()


def with_retries(site: Site, attempt: Callable[[], T]) -> T:
    """Call until the site gives a whole answer: 429, 5xx, timeouts and cut bodies only, never 403 or 404."""
    retry_policy = site.retry_policy
    for tried in stamina.retry_context(
        on=partial(_backoff, site),
        attempts=retry_policy.attempts,
        timeout=None,
        wait_initial=retry_policy.first_wait,
        wait_jitter=retry_policy.first_wait,
        wait_max=retry_policy.longest_wait,
    ):
        with tried:
            return attempt()
    raise AssertionError("stamina raises the last error")


@contextmanager
def open_response(site: Site, method: str, path: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """The streamed answer, its status checked and httpx's errors named as ours."""
    url = site.url(path)
    try:
        traced = {"trace": site.connections.trace}
        with site.http.stream(method, url, headers=headers, extensions=traced) as response:
            check_status(response)
            yield response
    except httpx.TooManyRedirects as error:
        raise errors.TooManyRedirects(f"{url}: more than five redirects, one after another.") from error
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise errors.CutShort(
            f"{url}: the connection closed before the whole answer came ({error})."
        ) from error
    except (httpx.RequestError, httpx.InvalidURL) as error:
        raise errors.Unreachable(f"{url}: {type(error).__name__}: {error}") from error


def _before(base: str, rate_limiter: RateLimiter, rules: list[Protego], request: httpx.Request) -> None:
    url = str(request.url)
    if rules and url.startswith(base) and not rules[0].can_fetch(url, identity.PRODUCT):
        raise errors.DisallowedByRobots(f"{url}: robots.txt of {base} asks clients not to request it.")
    rate_limiter.take_turn()


def _read_robots(site: Site) -> Protego:
    """No robots.txt allows everything; one that cannot be read stops the run (RFC 9309)."""

    def attempt() -> str:
        with open_response(site, "GET", "/robots.txt", {}) as response:
            return response.read().decode("utf-8", "replace")

    try:
        return Protego.parse(with_retries(site, attempt))
    except (errors.Missing, errors.Forbidden):
        return Protego.parse("")


def _backoff(site: Site, error: Exception) -> bool | float:
    """Whether to try again; seconds where the site named them with Retry-After."""
    if isinstance(error, errors.Busy) and error.retry_after is not None:
        return error.retry_after if error.retry_after <= site.retry_policy.longest_retry_after else False
    return isinstance(error, errors.Unavailable) and not site.connections.hung_up
