"""Errors: problem+json (RFC 9457) under /api, an HTML page elsewhere. Errors never show traces or paths."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import duckdb
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from cmsfees import NotUnderstood
from web.snapshot import QueryTooSlow

log = logging.getLogger("cmsfees.web")
API = "/api/"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}
Page = Callable[[Request, int, str, str], Response]


class ProblemResponse(JSONResponse):
    """A problem that quotes what was sent, with its `<` escaped: no program that shows it finds a tag."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        return super().render(content).replace(b"<", rb"\u003c")


def problem(status: int, detail: str, instance: str = "") -> ProblemResponse:
    body = {"type": "about:blank", "title": title(status), "status": status, "detail": detail}
    if instance:
        body["instance"] = instance
    return ProblemResponse(body, status)


def title(status: int) -> str:
    return HTTPStatus(status).phrase


def handle_errors(app: FastAPI, page: Page) -> None:
    """Register the error handlers; `page` renders the HTML page."""

    def answer(request: Request, status: int, detail: str, headers: Any = None) -> Response:
        if request.url.path.startswith(API):
            found: Response = problem(status, detail, request.url.path)
        else:
            found = page(request, status, title(status), detail)
        found.headers.update(headers or {})
        return found

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    def of_parameters(request: Request, error: RequestValidationError) -> Response:
        faults = (f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors())
        return answer(request, 422, "; ".join(faults))

    @app.exception_handler(ValidationError)
    def of_claim(request: Request, error: ValidationError) -> Response:
        """Handle invalid claim lines, the only page input that pydantic validates."""
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return answer(request, 422, "; ".join(faults))

    @app.exception_handler(NotUnderstood)
    def of_arguments(request: Request, error: NotUnderstood) -> Response:
        return answer(request, 422, str(error))

    @app.exception_handler(QueryTooSlow)
    def of_time(request: Request, error: QueryTooSlow) -> Response:
        return answer(request, 503, f"{error}; request less data", {"Retry-After": "5"})

    @app.exception_handler(duckdb.CatalogException)
    @app.exception_handler(duckdb.BinderException)
    def of_version(request: Request, error: duckdb.Error) -> Response:
        log.error("the snapshot lacks a table or column of this version: %s", error)
        return answer(request, 503, "another version of cmsfees built the snapshot; it lacks this data")

    @app.exception_handler(Exception)
    def of_ours(request: Request, error: Exception) -> Response:
        log.exception("%s %s", request.method, request.url.path, exc_info=error)
        return answer(request, 500, "internal error; it has been logged")
