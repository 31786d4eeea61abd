"""The production form, for real: PostgreSQL, server, worker, deployments; and a worker killed at work."""

from pathlib import Path
from subprocess import run
from sys import executable

import pytest

from flows.runs import reports
from sources.archive import Archive
from sources.release import Release
from sources.sample.write import write_site
from tests.flows.production import PROJECT, Prefect, postgres, postgres_bin, prefect_server, wait_for
from tests.sources.local_site import Fault, LocalSite, serve

PROGRAMS = postgres_bin()
OPPS_ZIP = "/files/zip/january-2026-opps-addendum-b.zip"
RVU, RVU_ZIP = Release("pfs-rvu", "2026A"), "/files/zip/rvu26a-updated-12-29-2025.zip"
SERIES = '["pfs-rvu", "opps", "asc"]'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed"),
]


def state(prefect: Prefect, flow_run: str) -> str:
    return str(prefect.get(f"/flow_runs/{flow_run}")["state"]["name"])


def wait_for_end(prefect: Prefect, flow_run: str) -> None:
    final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
    wait_for(lambda: prefect.get(f"/flow_runs/{flow_run}")["state"]["type"] in final, 180, flow_run)


def test_a_backfill_survives_the_death_of_its_worker(tmp_path: Path) -> None:
    assert PROGRAMS
    site = LocalSite(write_site(tmp_path / "site"), faults={OPPS_ZIP: [Fault(stall=60)]})
    home = tmp_path / "home"
    archive = Archive(home / "archive")
    with (
        serve(site) as url,
        postgres(PROGRAMS) as database,
        prefect_server(
            database, home, CMSFEES_SITE=url, CMSFEES_SPACING="0", CMSFEES_ACCEPT_AMA_LICENSE="true"
        ) as prefect,
    ):
        prefect.command("work-pool", "create", "cmsfees", "--type", "process")
        prefect.command("deploy", "--all")
        prefect.command("automation", "create", "--from-file", "flows/automations.yaml")
        backfill = prefect.get("/deployments/name/backfill/cms")["id"]

        prefect.command("deployment", "run", "backfill/cms", "--param", f"series={SERIES}")
        (flow_run,) = (
            one["id"] for one in prefect.post("/flow_runs/filter", {}) if one["deployment_id"] == backfill
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
            [executable, "-m", "flows.cli", "resume"],
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
            assert {one.state for one in done.releases} <= {"loaded", "unchanged"}
            assert RVU_ZIP not in site.paths()[first:]

            again = prefect.post(
                f"/deployments/{backfill}/create_flow_run",
                {"parameters": {"series": ["asc"], "first": "2026"}},
            )["id"]
            wait_for_end(prefect, again)
            assert state(prefect, again) == "Nothing new"

        keys = {one["key"] for one in prefect.post("/artifacts/filter", {})}
        assert {"backfill-summary", "releases", "checks", "fetching", "conforming"} <= keys
