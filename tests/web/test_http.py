"""HTTP behavior: ETags by snapshot, limits, headers, problems, and no 500 for hostile requests."""

import json
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from web.http.front import LARGEST_BODY, LARGEST_CACHED, LONGEST_QUERY, Cache, CachedResponse, Front
from web.http.problems import handle_errors, problem
from web.pages.routes import Pages
from web.pages.templates import environment
from web.settings import WebSettings
from web.snapshot import CurrentSnapshot, QueryTooSlow

CARD = "/api/v1/codes/20957?on=2026-02-01"


def test_an_etag_contains_the_snapshot_and_returns_304(client: TestClient, settings: WebSettings) -> None:
    snapshot = CurrentSnapshot(settings).id
    first = client.get(CARD)
    assert first.headers["etag"].startswith(f'"{snapshot}-')
    again = client.get(CARD, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-length" not in again.headers  # uvicorn ends a connection that sends less than announced
    assert client.get(CARD, headers={"If-None-Match": '"another"'}).status_code == 200


def test_head_is_get_without_a_body(client: TestClient) -> None:
    got, head = client.get(CARD), client.head(CARD)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    missing = client.head("/nowhere")
    assert (missing.status_code, missing.content) == (404, b"")


def test_other_sites_cannot_frame_read_or_write(client: TestClient) -> None:
    answer = client.get(CARD, headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy == {
        **dict.fromkeys(("style-src", "script-src", "connect-src", "form-action"), "'self'"),
        **dict.fromkeys(("default-src", "base-uri", "frame-ancestors"), "'none'"),
        "img-src": "'self' data:",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert client.post(CARD).headers["allow"] == "GET"
    assert {client.request(verb, CARD).status_code for verb in ("POST", "PUT", "DELETE", "PATCH")} == {405}


def test_no_page_needs_what_the_policy_forbids(client: TestClient) -> None:
    """Neither styles nor scripts within the page, and nothing from another host."""
    for path in ("/", "/codes/20957?on=2026-02-01", "/releases", "/changes", "/dictionary"):
        page = client.get(path).text
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert 'src="http' not in page


def test_errors_of_the_api_are_problems(client: TestClient) -> None:
    answer = client.get("/api/v1/codes/nope")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("code:")
    assert client.get("/api/v1/nowhere").json() == {
        **{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not Found"},
        "instance": "/api/v1/nowhere",
    }


def test_a_problem_quotes_what_was_sent_without_a_tag() -> None:
    response = problem(422, "<b>")
    assert b"<" not in response.body
    assert json.loads(bytes(response.body))["detail"] == "<b>"


def bodies() -> Iterator[bytes]:
    for _ in range(LARGEST_BODY // 1024 + 2):
        yield b" " * 1024


def test_a_body_beyond_the_limit_is_refused_with_and_without_a_length(client: TestClient) -> None:
    assert client.post("/api/v1/price", content=bodies()).status_code in (400, 413)
    for size, status in ((LARGEST_BODY, 422), (LARGEST_BODY + 1, 413)):
        answer = client.post("/api/v1/price", content=b" " * size)
        assert (answer.status_code, answer.headers.get("connection") == "close") == (status, status == 413)
    for size, status in ((LONGEST_QUERY, 422), (LONGEST_QUERY + 1, 414)):
        answer = client.get(f"/search?q={'x' * (size - len('q='))}")
        assert (answer.status_code, answer.headers.get("connection") == "close") == (status, status == 414)
    assert client.post("/api/v1/price", content=b"{}", headers={"Content-Length": "2e0"}).status_code == 413


HOSTILE = [
    "'; DROP TABLE releases; --",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "%00",
    "\x00",
    "９９２１３",  # full-width digits
    "𝟗𝟗𝟐𝟏𝟑",
    "\ud83d\ude00",
    "1e309",
    "-1",
    "9999-12-31",
    "0000-00-00",
    "NaN",
    "a" * 5000,
    "{{7*7}}",
    "\r\nSet-Cookie: a=b",
]
FIELDS = {
    "/codes/20957": ("on", "known_on", "zip", "mac", "locality"),
    "/codes/20957/ncci": ("on", "table", "offset"),
    "/search": ("q", "on", "apc", "indicator", "status", "category", "offset"),
    "/compare": ("codes", "on"),
    "/ncci": ("codes", "on", "table"),
    "/price": ("lines", "on", "mac", "locality", "cbsa"),
    "/changes": ("after", "code", "table", "change", "sort", "offset", "form"),
    "/api/v1/codes": ("q", "apc", "category", "on", "limit", "offset"),
    "/api/v1/codes/20957": ("on", "known_on"),
    "/api/v1/codes/20957/payment": ("modifiers", "setting", "mac", "qualifying_apm"),
    "/api/v1/ncci": ("codes", "table"),
    "/api/v1/changes": ("after", "code", "sort"),
    "/api/v1/releases": ("series",),
}


@pytest.mark.parametrize(
    ("path", "field"), [(path, field) for path, fields in FIELDS.items() for field in fields]
)
def test_no_parameter_breaks_it(client: TestClient, path: str, field: str) -> None:
    for value in HOSTILE:
        try:
            answer = client.get(path, params={field: value})
        except UnicodeEncodeError:
            continue  # not to be sent
        assert answer.status_code < 500, (path, field, value)
        assert "<script>alert" not in answer.text
        assert answer.text != "49"


@pytest.mark.parametrize(
    "path",
    [
        "/codes/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/static/..%2f..%2fsettings.py",
        "/static/%2e%2e/app.py",
        "/codes/%00%00%00%00%00",
        "/codes/%ff%fe",
        "//codes//20957",
        "/api/v1/codes/%27%3B--/sites",
    ],
)
def test_no_path_breaks_it_or_leaves_its_folder(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert 400 <= answer.status_code < 500
    assert "create_app" not in answer.text


BODIES = [
    b"",
    b"null",
    b"[]",
    b"{",
    b'{"lines":[]}',
    b'{"a":' * 5000,
    b"\xff\xfe",
    b'{"service_date":"2026-02-01"}',
    b"1" * 5000,
]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml"])
@pytest.mark.parametrize("body", BODIES)
def test_no_body_breaks_it(client: TestClient, body: bytes, kind: str) -> None:
    for path in ("/api/v1/price", "/api/v1/case"):
        answer = client.post(path, content=body, headers={"Content-Type": kind})
        assert 400 <= answer.status_code < 500


def test_the_cache_holds_no_more_than_its_bytes() -> None:
    cache = Cache(100_000)
    for number in range(1000):
        cache.put((number,), CachedResponse([], b"x" * 10_000))
    assert sum(len(cached.body) for cached in cache._cached.values()) < 100_000
    assert cache.get((999,)) is not None
    assert cache.get((0,)) is None


def test_the_cache_drops_what_was_not_asked_for_longest() -> None:
    cache, response = Cache(30_000), CachedResponse([], b"x" * 7000)
    for number in (0, 1, 1, 1, 2):  # a response that two requests computed counts once
        cache.put((number,), response)
    assert cache.get((0,)) is response
    cache.put((3,), response)
    assert [number for number in range(4) if cache.get((number,))] == [0, 2, 3]


@pytest.mark.parametrize(("size", "is_kept"), [(LARGEST_CACHED, True), (LARGEST_CACHED + 1, False)])
def test_a_large_response_does_not_empty_the_cache(size: int, is_kept: bool) -> None:
    cache = Cache(4 * LARGEST_CACHED)
    cache.put(("large",), CachedResponse([], b"x" * size))
    assert (cache.get(("large",)) is not None) == is_kept


class Served:
    """An application behind `Front` that counts its requests; a request to /publish changes the snapshot."""

    def __init__(self) -> None:
        self.snapshot, self.requests = "2026Q1-00000001", 0
        routes = [Route(path, self.answer) for path in ("/page", "/publish", "/static/style.css")]
        front = Front(Starlette(routes=routes), lambda: self.snapshot, "v1", Cache(100_000), 4)
        self.client = TestClient(front)

    def answer(self, request: Request) -> PlainTextResponse:
        self.requests += 1
        if request.url.path == "/publish":
            self.snapshot = f"2026Q1-1{self.requests:07}"
        return PlainTextResponse(str(self.requests))


def test_a_page_is_computed_once_per_snapshot_and_query() -> None:
    served = Served()
    assert [served.client.get("/page?on=2026-02-01").text for _ in range(2)] == ["1", "1"]
    assert served.client.get("/page?on=2026-02-02").text == "2"
    served.snapshot = "2026Q1-00000002"
    answer = served.client.get("/page?on=2026-02-01")
    assert (answer.text, answer.headers["etag"]) == ("3", '"2026Q1-00000002-v1"')


def test_a_page_without_a_date_is_outdated_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> "Day":
            return cls(2026, 2, day)

    monkeypatch.setattr("web.http.front.date", Day)
    served, day = Served(), 1
    tag = served.client.get("/page").headers["etag"]
    assert tag == '"2026Q1-00000001-v1-2026-02-01"'
    assert served.client.get("/page", headers={"If-None-Match": tag}).status_code == 304
    day = 2
    answer = served.client.get("/page", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.text) == (200, "2")


@pytest.mark.parametrize("query", ["known_on=2026-02-01", "on=", "on=2026-02-01&on=", "location=2026-02-01"])
def test_what_is_not_a_date_of_service_is_shown_for_today(query: str) -> None:
    answer = Served().client.get(f"/page?{query}")
    assert answer.headers["etag"].endswith(f'-v1-{date.today()}"')


@pytest.mark.parametrize(
    ("asked", "status"), [("*", 304), ('"other", W/{}', 304), ("{}", 304), ('"other"', 200), ("", 200)]
)
def test_if_none_match_is_compared_weakly(asked: str, status: int) -> None:
    served = Served()
    tag = served.client.get("/page?on=2026-02-01").headers["etag"]
    answer = served.client.get("/page?on=2026-02-01", headers={"If-None-Match": asked.format(tag)})
    assert answer.status_code == status


def test_a_request_that_waits_is_the_last_on_its_connection() -> None:
    """Its client connects again, to a worker that is free; the next request here may stay."""
    inner: list[str | None] = []

    def outer(request: Request) -> PlainTextResponse:
        if request.url.path == "/outer":
            inner.append(client.get("/inner").headers.get("connection"))
        return PlainTextResponse("")

    routes = [Route(path, outer) for path in ("/outer", "/inner", "/after")]
    client = TestClient(Front(Starlette(routes=routes), lambda: "1", "v1", Cache(100_000), 1))
    alone = [client.get(path).headers.get("connection") for path in ("/outer", "/after", "/inner")]
    assert (alone, inner) == ([None] * 3, ["close"])


def test_a_response_during_a_publication_is_neither_tagged_nor_kept() -> None:
    """It may hold figures of both snapshots."""
    served = Served()
    before = served.snapshot
    for number in ("1", "2"):
        served.snapshot = before  # rolled back
        answer = served.client.get("/publish?on=2026-02-01")
        assert (answer.text, "etag" in answer.headers) == (number, False)


def test_static_files_are_kept_by_the_browser_for_an_hour() -> None:
    served = Served()
    answer = served.client.get("/static/style.css")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert "etag" not in answer.headers
    assert served.client.get("/static/style.css").text == "2"  # not kept here too
    assert served.client.get("/page").headers["cache-control"] == "no-cache"


def test_an_error_after_the_response_began_reaches_the_server() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("half sent")

    with pytest.raises(RuntimeError, match="half sent"):
        TestClient(Front(broken, lambda: "1", "v1", Cache(100_000), 1)).get("/page")


@pytest.mark.parametrize("path", ["/codes/nope", "/api/v1/codes/nope", "/nowhere", f"/search?q={'x' * 9000}"])
def test_errors_have_the_security_headers_too(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 414, 422)
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


OTHER_VERSION = "another version of cmsfees built the snapshot; it lacks this data"


@pytest.mark.parametrize(
    ("error", "status", "detail", "retry_after", "logged"),
    [
        (
            QueryTooSlow("the query took longer than 10 s"),
            503,
            "the query took longer than 10 s; request less data",
            "5",
            [],
        ),
        (duckdb.CatalogException("no view"), 503, OTHER_VERSION, None, ["no view"]),
        (duckdb.BinderException("no column"), 503, OTHER_VERSION, None, ["no column"]),
        (RuntimeError("in /home"), 500, "internal error; it has been logged", None, ["GET /api/broken"]),
    ],
)
def test_an_error_is_answered_without_its_trace_and_logged(
    error: Exception,
    status: int,
    detail: str,
    retry_after: str | None,
    logged: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = FastAPI()
    handle_errors(app, lambda *_: pytest.fail("a program asks, not a person"))

    @app.get("/api/broken")
    def _broken() -> None:
        raise error

    answer = TestClient(app, raise_server_exceptions=False).get("/api/broken")
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, retry_after)
    assert answer.json()["detail"] == detail
    assert [text for text in logged if text not in caplog.text] == []
    assert bool(caplog.records) == bool(logged)


def test_a_page_that_took_too_long_offers_to_try_again(settings: WebSettings) -> None:
    app, current = FastAPI(), CurrentSnapshot(settings)
    handle_errors(app, Pages(current, environment(), settings).error)

    @app.get("/changes")
    def _slow() -> None:
        raise QueryTooSlow("the query took longer than 10 s")

    answer = TestClient(app).get("/changes")
    current.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "The query took longer than 10 s; request less data" in answer.text
    assert '<a href="">Try again</a>' in answer.text


@pytest.mark.parametrize("name", ["on", "known_on"])
@pytest.mark.parametrize("path", ["/codes/20957", "/api/v1/codes/20957"])
@pytest.mark.parametrize(
    ("text", "status"),
    [("20260201", 200), ("02/01/2026", 200), ("26-02-01", 422), ("1769904000", 422), ("1066-02-01", 422)],
)
def test_dates_are_those_of_claims(client: TestClient, path: str, name: str, text: str, status: int) -> None:
    """1769904000 is February 1, 2026 in seconds since 1970, which pydantic takes for a date."""
    asked = client.get(path, params={"on": "2026-02-01", name: text})
    assert asked.status_code == status
    if status == 200:
        plain = client.get(path, params={"on": "2026-02-01", name: "2026-02-01"})
        assert asked.text.replace(text.replace("/", "%2F"), "2026-02-01") == plain.text
    else:
        assert "Medicare began" in asked.text or "such as 2026-02-01" in asked.text
