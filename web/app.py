"""The web application: pages and API on a channel's snapshot."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from web.api.routes import api_routes
from web.api.schemas import components
from web.http.front import Cache, Front
from web.http.problems import handle_errors
from web.pages.routes import Pages, page_routes
from web.pages.templates import environment
from web.settings import WebSettings
from web.snapshot import CurrentSnapshot
from web.version import ROOM, web_version


def create_app(settings: WebSettings | None = None) -> ASGIApp:
    """Create one worker's application. It opens the snapshot now: a missing channel fails at startup."""
    settings = settings or WebSettings()
    current = CurrentSnapshot(settings)
    app = FastAPI(
        title="cmsfees",
        version=code_version(),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_life(current, settings.at_once),
    )
    pages = Pages(current, environment(), settings)
    handle_errors(app, pages.error)
    app.include_router(api_routes(current))
    app.include_router(page_routes(pages))
    app.mount("/static", StaticFiles(directory=ROOM / "static"), name="static")
    _describe(app, current)
    return Front(app, lambda: current.id, web_version(), Cache(settings.cache_bytes), settings.at_once)


def _life(current: CurrentSnapshot, at_once: int) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Limit concurrent requests to `at_once`; the others wait in order of arrival.

    Forty threads that share one core would all finish as late as the last. Objects loaded by now are frozen:
    when the garbage collector scanned them, it stopped all requests for 45 ms. Shutdown closes the snapshot.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        current.open()
        current_default_thread_limiter().total_tokens = at_once
        gc.collect()
        gc.freeze()
        yield
        current.close()

    return lifespan


def _describe(app: FastAPI, current: CurrentSnapshot) -> None:
    """Add the OpenAPI description with the snapshot's column schemas, and an index of the routes."""

    @lru_cache(maxsize=1)
    def description(snapshot: str) -> dict[str, Any]:
        found = get_openapi(
            title="cmsfees",
            version="1",
            description="What Medicare pays for every procedure code, on any date, as known on any date. "
            "Read only. Errors are problem+json (RFC 9457); ETags contain the snapshot id.",
            routes=app.routes,
        )
        with current.read() as fees:
            found.setdefault("components", {}).setdefault("schemas", {}).update(components(fees))
        return found

    @app.get("/api/v1", include_in_schema=False)
    def index() -> dict[str, Any]:
        """Return the snapshot id and the API's paths."""
        return {
            "snapshot": current.id,
            "openapi": "/api/v1/openapi.json",
            "paths": sorted(description(current.id)["paths"]),
        }

    @app.get("/api/v1/openapi.json", include_in_schema=False)
    def openapi() -> dict[str, Any]:
        return description(current.id)


def code_version() -> str:
    try:
        return version("cmsfees")
    except PackageNotFoundError:
        return "0"
