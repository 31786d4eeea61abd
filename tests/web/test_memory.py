"""What a worker holds does not grow with the number of requests."""

import gc
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from web.app import create_app
from web.settings import WebSettings

pytestmark = pytest.mark.slow
PATHS = ("/codes/20957", "/api/v1/codes/20957", "/api/v1/codes/20957/payment", "/api/v1/codes/20957/ncci")


def test_requests_leave_no_objects_behind(settings: WebSettings) -> None:
    """DuckDB's cached blocks and the responses kept are bounded by settings; everything else stays."""
    with TestClient(create_app(replace(settings, cache_bytes=0))) as client:

        def held_after(days: range) -> int:
            for day in days:
                for path in PATHS:
                    asked = {"on": f"2026-02-{1 + day % 28:02}", "known_on": f"{2026 + day // 28}-12-31"}
                    client.get(path, params={**asked, "setting": "facility"} if "payment" in path else asked)
            gc.collect()
            return len(gc.get_objects()) + gc.get_freeze_count()  # the server freezes what it loaded

        warm = held_after(range(25))
        assert held_after(range(25, 100)) < 1.01 * warm
