"""Errors: problem+json (RFC 9457) under /api, a page elsewhere. No error shows a trace or a path."""

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

from web.snapshot import TooSlow

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


def problem(status: int, detail: str, instance: str = "") -> JSONResponse:
    body = {"type": "about:blank", "title": title(status), "status": status, "detail": detail}
    if instance:
        body["instance"] = instance
    return JSONResponse(body, status, media_type="application/problem+json")


def title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def handle_errors(app: FastAPI, page: Page) -> None:
    """Registers what answers each error; `page` draws it for people."""

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
        wrong = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
        return answer(request, 422, wrong or "the request does not fit")

    @app.exception_handler(ValidationError)
    def of_claim(request: Request, error: ValidationError) -> Response:
        """Of the lines of a claim: the only values of a page that pydantic reads."""
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return answer(request, 422, wrong)

    @app.exception_handler(TooSlow)
    def of_time(request: Request, error: TooSlow) -> Response:
        return answer(request, 503, f"{error}; ask for less", {"Retry-After": "5"})

    @app.exception_handler(duckdb.CatalogException)
    @app.exception_handler(duckdb.BinderException)
    def of_version(request: Request, error: duckdb.Error) -> Response:
        log.error("the snapshot lacks what this version asks: %s", error)
        return answer(request, 503, "the snapshot was built by another version of cmsfees and lacks this")

    @app.exception_handler(Exception)
    def of_ours(request: Request, error: Exception) -> Response:
        log.exception("%s %s", request.method, request.url.path, exc_info=error)
        return answer(request, 500, "an error of ours; it has been logged")
