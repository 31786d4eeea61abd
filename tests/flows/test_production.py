"""The production setup: PostgreSQL, server, worker, deployments, and a killed worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import run
from sys import executable
from typing import Any
from urllib.error import HTTPError

import pytest
from filelock import FileLock

from flows.orchestration.killed_runs import killed_runs
from flows.pipeline.context import SITE, WAREHOUSE
from flows.pipeline.publishing import served
from flows.runs.run_folder import reports
from sources.archive.store import Archive
from sources.release import Release
from sources.sample.write import write_site
from tests.flows.production import PROJECT, Prefect, postgres, postgres_bin, prefect_server, wait_for
from tests.flows.scheduled import assert_scheduled_as_planned
from tests.sources.local_site import Fault, LocalSite, serve

PROGRAMS = postgres_bin()
OPPS_ZIP = "/files/zip/january-2026-opps-addendum-b.zip"
RVU, RVU_ZIP = Release("pfs-rvu", "2026A"), "/files/zip/rvu26a-updated-12-29-2025.zip"
TEMPLATE = ["--base-job-template", "flows/orchestration/base_job_template.json"]
SERIES = '["pfs-rvu", "opps", "asc"]'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed"),
]


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


def test_a_backfill_survives_the_death_of_its_worker(tmp_path: Path) -> None:
    site = LocalSite(write_site(tmp_path / "site"), faults={OPPS_ZIP: [Fault(stall=60)]})
    home = tmp_path / "home"
    archive = Archive(home / "archive")
    with deployed(site, home) as prefect:
        assert_scheduled_as_planned(prefect, seconds=90)
        prefect.command("automation", "create", "--from-file", "flows/orchestration/automations.yaml")
        deployment = prefect.get("/deployments/name/backfill/backfill-cms")["id"]
        for words in ({"series": ["nope"]}, {"first": "20xx"}, {"revisions": "some"}):
            with pytest.raises(HTTPError, match="HTTP Error 4"):
                backfill(prefect, **words)

        asked = ["--param", f"series={SERIES}", "--param", "first=2018"]  # a number, as in docs/operations.md
        prefect.command("deployment", "run", "backfill/backfill-cms", *asked)
        (flow_run,) = (
            run["id"] for run in prefect.post("/flow_runs/filter", {}) if run["deployment_id"] == deployment
        )
        with prefect.worker() as kill:
            wait_for(
                lambda: OPPS_ZIP in site.paths() and archive.latest(RVU) is not None,
                120,
                "the RVUs in the archive, and the download that hangs",
            )
            kill()
        assert state(prefect, flow_run) == "Running"
        first = len(site.log)

        resumed = run(
            [executable, "-m", "flows.cli.main", "resume"],
            cwd=PROJECT,
            env=prefect.env,
            capture_output=True,
            text=True,
        )
        assert "put back in the queue" in resumed.stdout, resumed.stderr
        with prefect.worker():
            wait_for_end(prefect, flow_run)
            assert state(prefect, flow_run) == "Published"
            done = reports(home)[0]
            assert (done.flow_run, done.is_good) == (flow_run, True)
            assert {outcome.state for outcome in done.releases} <= {"loaded", "unchanged"}
            assert RVU_ZIP not in site.paths()[first:]

            again = backfill(prefect, "asc-2026", series=["asc"], first="2026")
            assert backfill(prefect, "asc-2026", series=["asc"], first="2026") == again
            wait_for_end(prefect, again)
            assert state(prefect, again) == "Nothing new"

        keys = {artifact["key"] for artifact in prefect.post("/artifacts/filter", {})}
        assert {"backfill-summary", "releases", "checks", "fetching", "conforming"} <= keys


def test_a_cancelled_run_says_so_and_leaves_everything_free_for_the_next(tmp_path: Path) -> None:
    site, home = LocalSite(write_site(tmp_path / "site")), tmp_path / "home"
    snapshots = home / "snapshots"

    def assert_cancelled(prefect: Prefect, flow_run: str) -> None:
        wait_for_end(prefect, flow_run)
        assert state(prefect, flow_run) == "Cancelled"
        report = reports(home)[0]
        assert (report.flow_run, report.outcome, report.snapshot) == (flow_run, "cancelled", before)
        assert served(snapshots) == before
        assert killed_runs(home) == []
        wait_for(lambda: not busy(prefect, SITE) + busy(prefect, WAREHOUSE), 70, "the limits' slots")
        assert not list(snapshots.glob(".staging-*"))

    with deployed(site, home) as prefect, prefect.worker():
        wait_for_end(prefect, backfill(prefect, series=["asc"]))
        before = served(snapshots)
        assert before

        site.faults[OPPS_ZIP] = [Fault(stall=600)]
        hanging = backfill(prefect, series=["pfs-rvu", "opps"])
        wait_for(lambda: OPPS_ZIP in site.paths(), 120, "the download that hangs")
        prefect.command("flow-run", "cancel", hanging)
        assert_cancelled(prefect, hanging)

        with FileLock(snapshots / ".lock"):
            publishing = backfill(prefect, series=["pfs-rvu", "opps"])
            wait_for(lambda: busy(prefect, WAREHOUSE) == 1, 120, "the run that is about to build")
            prefect.post(f"/flow_runs/{publishing}/set_state", {"state": {"type": "CANCELLING"}})
            assert_cancelled(prefect, publishing)

        last = backfill(prefect, series=["pfs-rvu", "opps"])
        wait_for_end(prefect, last)
        assert state(prefect, last) == "Published"
        assert served(snapshots) == reports(home)[0].snapshot != before


def test_the_run_of_a_lost_machine_crashes_and_frees_its_slot(tmp_path: Path) -> None:
    """Nobody resumes it: the automation marks it after two minutes without a heartbeat; its lease ends."""
    site, home = (
        LocalSite(write_site(tmp_path / "site"), faults={OPPS_ZIP: [Fault(stall=900)]}),
        tmp_path / "home",
    )
    with deployed(site, home, PREFECT_FLOWS_HEARTBEAT_FREQUENCY="30") as prefect:
        prefect.command("automation", "create", "--from-file", "flows/orchestration/automations.yaml")
        with prefect.worker() as kill:
            lost = backfill(prefect, series=["opps"])
            wait_for(lambda: OPPS_ZIP in site.paths(), 120, "the download that hangs")
            wait_for(lambda: busy(prefect, SITE) == 1, 30, "its slot")
            wait_for(lambda: bool(heartbeats(prefect, lost)), 90, "its first heartbeat")
            kill()
        wait_for(lambda: busy(prefect, SITE) == 0, 150, "the end of its lease")
        wait_for(lambda: state(prefect, lost) == "Crashed", 300, "the automation")


def heartbeats(prefect: Prefect, flow_run: str) -> list[Any]:
    events = {"event": {"name": ["prefect.flow-run.heartbeat"]}, "order": "DESC"}
    resource = {"id": [f"prefect.flow-run.{flow_run}"]}
    return list(prefect.post("/events/filter", {"filter": events | {"resource": resource}})["events"])
