"""Middleware for every route: cache by snapshot, ETags, HEAD, limits, security headers, even load."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.problems import problem

Headers = list[tuple[bytes, bytes]]

LARGEST_BODY = 64 * 1024
LARGEST_CACHED = 1024 * 1024
LONGEST_QUERY = 8 * 1024
CLOSE: tuple[bytes, bytes] = (b"connection", b"close")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Headers = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
# FastAPI's docs page loads scripts from another host, so we do not serve it.


@dataclass(frozen=True)
class CachedResponse:
    headers: Headers
    body: bytes


class Cache:
    """An LRU cache of responses, limited to `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._cached: OrderedDict[tuple[Any, ...], CachedResponse] = OrderedDict()

    def get(self, key: tuple[Any, ...]) -> CachedResponse | None:
        found = self._cached.get(key)
        if found:
            self._cached.move_to_end(key)
        return found

    def put(self, key: tuple[Any, ...], cached: CachedResponse) -> None:
        if len(cached.body) > LARGEST_CACHED or key in self._cached:
            return
        self._cached[key] = cached
        self._held += _weight(cached)
        while self._held > self._most:
            _, evicted = self._cached.popitem(last=False)
            self._held -= _weight(evicted)


def _weight(cached: CachedResponse) -> int:
    return len(cached.body) + 2048  # headers, key and Python overhead


class Front:
    """ASGI middleware. Only 200 responses to GET are cached; each is tagged with its snapshot.

    Workers accept connections from one socket, and the first to wake takes most of a burst: one of two
    workers took 10 to 16 of 16 connections. A worker with `at_once` requests in progress therefore closes the
    connection after a further request; the client reconnects, and the idle worker accepts first.
    """

    def __init__(
        self, app: ASGIApp, snapshot_id: Callable[[], str], version: str, cache: Cache, at_once: int
    ) -> None:
        self._app, self._snapshot_id, self._version, self._cache = app, snapshot_id, version, cache
        self._at_once, self._in_progress = at_once, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if refused := _refusal(scope):
            return await _send(send, *refused)
        if scope["method"] not in ("GET", "HEAD"):
            with self._counted(send) as send:
                return await self._app(scope, _limited(receive), _with_headers(send, SECURITY))
        return await self._get(scope, receive, send)

    @contextmanager
    def _counted(self, send: Send) -> Iterator[Send]:
        """Yield a `send` that closes the connection if `at_once` requests are in progress already."""
        is_waiting = self._in_progress >= self._at_once
        self._in_progress += 1
        try:
            yield _with_headers(send, [CLOSE]) if is_waiting else send
        finally:
            self._in_progress -= 1

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["method"] == "HEAD"
        snapshot, today = self._snapshot_id(), date.today()
        key = (snapshot, today, scope["path"], scope["query_string"])
        cached = self._cache.get(key)
        if cached is None:
            with self._counted(send) as send:
                status, headers, body = await _collected(self._app, {**scope, "method": "GET"}, receive)
            if status != 200:
                return await _send(send, status, [*headers, *SECURITY], b"" if is_head else body)
            is_consistent = self._snapshot_id() == snapshot  # not replaced during the request
            cached = CachedResponse(
                [*headers, *(self._tags(scope, snapshot, today) if is_consistent else []), *SECURITY], body
            )
            if is_consistent and not _is_static(scope):
                self._cache.put(key, cached)
        tag = dict(cached.headers).get(b"etag")
        if tag and _matches(_header(scope, b"if-none-match"), tag):
            return await _send(
                send, 304, [header for header in cached.headers if header[0] != b"content-length"], b""
            )
        return await _send(send, 200, cached.headers, b"" if is_head else cached.body)

    def _tags(self, scope: Scope, snapshot: str, today: date) -> Headers:
        """Return cache headers; without a date of service the ETag contains today's date."""
        if _is_static(scope):
            return [(b"cache-control", b"public, max-age=3600")]
        day = "" if _has_date(scope["query_string"]) else f"-{today}"
        return [(b"etag", f'"{snapshot}-{self._version}{day}"'.encode()), (b"cache-control", b"no-cache")]


def _has_date(query: bytes) -> bool:
    """Return whether the date of service is given; `known_on=` is another parameter, and `on=` is today."""
    dates = [part for part in query.split(b"&") if part.startswith(b"on=")]
    return bool(dates) and b"on=" not in dates


def _matches(asked: bytes, tag: bytes) -> bool:
    """Compare If-None-Match with an ETag, weakly (RFC 9110, section 13.1.2)."""
    values = [value.strip().removeprefix(b"W/") for value in asked.split(b",")]
    return b"*" in values or tag in values


def _is_static(scope: Scope) -> bool:
    return str(scope["path"]).startswith("/static/")


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


def _refusal(scope: Scope) -> tuple[int, Headers, bytes] | None:
    """Return an error response for a body or query beyond the limits, else None."""
    length = _header(scope, b"content-length")
    if length and (not length.isdigit() or int(length) > LARGEST_BODY):
        return _problem(413, f"the body is larger than {LARGEST_BODY} bytes")
    if len(scope["query_string"]) > LONGEST_QUERY:
        return _problem(414, f"the query is longer than {LONGEST_QUERY} bytes")
    return None


def _problem(status: int, detail: str) -> tuple[int, Headers, bytes]:
    response = problem(status, detail)
    return status, [*response.raw_headers, (b"connection", b"close"), *SECURITY], bytes(response.body)


def _limited(receive: Receive) -> Receive:
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return limited


def _with_headers(send: Send, more: Headers) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await send(message)

    return with_headers


async def _collected(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, Headers, bytes]:
    status, headers, body = 500, [], []

    async def collect(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            body.append(message.get("body", b""))

    try:
        await app(scope, receive, collect)
    except Exception:  # already logged and answered: Starlette re-raises it for the server
        if status != 500:
            raise
    return status, headers, b"".join(body)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if not any(name == b"content-length" for name, _ in headers) and status != 304:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
