"""The deployments of prefect.yaml on a whole production, asked by Prefect's API."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.flows.production import Prefect, postgres, postgres_bin, prefect_server, wait_for
from tests.sources.local_site import LocalSite, serve

PROGRAMS = postgres_bin()
NEEDS_POSTGRES = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed")
TEMPLATE = ["--base-job-template", "flows/orchestration/base_job_template.json"]
OPPS_ZIP = "/files/zip/january-2026-opps-addendum-b.zip"


@contextmanager
def deployed(site: LocalSite, home: Path, **settings: str) -> Iterator[Prefect]:
    """PostgreSQL, server, work pool and deployments, against the site; no worker yet."""
    assert PROGRAMS
    with (
        serve(site) as url,
        postgres(PROGRAMS) as database,
        prefect_server(
            database,
            home,
            CMSFEES_SITE=url,
            CMSFEES_SPACING="0",
            CMSFEES_ACCEPT_AMA_LICENSE="true",
            **settings,
        ) as prefect,
    ):
        prefect.command("work-pool", "create", "cmsfees", "--type", "process", *TEMPLATE)
        prefect.command("deploy", "--all")
        yield prefect


def backfill(prefect: Prefect, key: str | None = None, **parameters: Any) -> str:
    """Start one by the API, as an app would; its id."""
    deployment = prefect.get("/deployments/name/backfill/backfill-cms")["id"]
    body = {"parameters": parameters, "idempotency_key": key}
    run = prefect.post(f"/deployments/{deployment}/create_flow_run", body)
    return str(run["id"])


def busy(prefect: Prefect, limit: str) -> int:
    return int(prefect.get(f"/v2/concurrency_limits/{limit}")["active_slots"])


def state(prefect: Prefect, flow_run: str) -> str:
    return str(prefect.get(f"/flow_runs/{flow_run}")["state"]["name"])


def wait_for_end(prefect: Prefect, flow_run: str) -> None:
    final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
    wait_for(lambda: prefect.get(f"/flow_runs/{flow_run}")["state"]["type"] in final, 180, flow_run)
