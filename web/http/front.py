"""What stands before every route: a cache by snapshot, ETags, HEAD, a limit on bodies, security headers."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.problems import problem

Headers = list[tuple[bytes, bytes]]

LARGEST_BODY = 64 * 1024
LARGEST_CACHED = 1024 * 1024
LONGEST_QUERY = 8 * 1024
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
# FastAPI's own page loads its script from elsewhere, so it is not served; see web/api/docs.html.


@dataclass(frozen=True)
class Kept:
    headers: Headers
    body: bytes


class Cache:
    """Answers of the snapshots served, the longest unused going first once they fill `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, key: tuple[Any, ...], kept: Kept) -> None:
        if len(kept.body) > LARGEST_CACHED or key in self._kept:
            return
        self._kept[key] = kept
        self._held += _weight(kept)
        while self._held > self._most:
            _, gone = self._kept.popitem(last=False)
            self._held -= _weight(gone)


def _weight(kept: Kept) -> int:
    return len(kept.body) + 2048  # headers, key and Python's own share


class Front:
    """ASGI middleware. Only GET's 200s are kept; each is tagged with the snapshot it was read from."""

    def __init__(self, app: ASGIApp, snapshot_id: Callable[[], str], version: str, cache: Cache) -> None:
        self._app, self._snapshot_id, self._version, self._cache = app, snapshot_id, version, cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if refused := _refusal(scope):
            return await _send(send, *refused)
        if scope["method"] not in ("GET", "HEAD"):
            return await self._app(scope, _limited(receive), _with_headers(send, SECURITY))
        return await self._get(scope, receive, send)

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["method"] == "HEAD"
        snapshot, today = self._snapshot_id(), date.today()
        key = (snapshot, today, scope["path"], scope["query_string"])
        kept = self._cache.get(key)
        if kept is None:
            status, headers, body = await _collected(self._app, {**scope, "method": "GET"}, receive)
            if status != 200:
                return await _send(send, status, [*headers, *SECURITY], b"" if is_head else body)
            is_of_one = self._snapshot_id() == snapshot  # not replaced while it was read
            kept = Kept(
                [*headers, *(self._tags(scope, snapshot, today) if is_of_one else []), *SECURITY], body
            )
            if is_of_one and not _is_static(scope):
                self._cache.put(key, kept)
        tag = dict(kept.headers).get(b"etag")
        if tag and tag in [one.strip() for one in _header(scope, b"if-none-match").split(b",")]:
            return await _send(send, 304, [one for one in kept.headers if one[0] != b"content-length"], b"")
        return await _send(send, 200, kept.headers, b"" if is_head else kept.body)

    def _tags(self, scope: Scope, snapshot: str, today: date) -> Headers:
        """An answer without a date of service is today's."""
        if _is_static(scope):
            return [(b"cache-control", b"public, max-age=3600")]
        day = "" if b"on=" in scope["query_string"] else f"-{today}"
        return [(b"etag", f'"{snapshot}-{self._version}{day}"'.encode()), (b"cache-control", b"no-cache")]


def _is_static(scope: Scope) -> bool:
    return str(scope["path"]).startswith("/static/")


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


def _refusal(scope: Scope) -> tuple[int, Headers, bytes] | None:
    """What no route needs to see: a body or query beyond the limits."""
    length = _header(scope, b"content-length")
    if length and (not length.isdigit() or int(length) > LARGEST_BODY):
        return _problem(413, f"the body may have {LARGEST_BODY} bytes")
    if len(scope["query_string"]) > LONGEST_QUERY:
        return _problem(414, f"the query may have {LONGEST_QUERY} bytes")
    return None


def _problem(status: int, detail: str) -> tuple[int, Headers, bytes]:
    answer = problem(status, detail)
    return status, [*answer.raw_headers, (b"connection", b"close"), *SECURITY], bytes(answer.body)


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
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
    except Exception:  # logged and answered by now: Starlette raises it again for the server to see
        if status != 500:
            raise
    return status, headers, b"".join(body)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if not any(name == b"content-length" for name, _ in headers) and status != 304:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
