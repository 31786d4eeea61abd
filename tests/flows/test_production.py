"""The production setup: PostgreSQL, server, worker, deployments, and a killed worker."""

from pathlib import Path
from subprocess import run
from sys import executable
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
from tests.flows.deployed import NEEDS_POSTGRES, OPPS_ZIP, backfill, busy, deployed, state, wait_for_end
from tests.flows.production import PROJECT, Prefect, wait_for
from tests.flows.scheduled import assert_scheduled_as_planned
from tests.sources.local_site import Fault, LocalSite

RVU, RVU_ZIP = Release("pfs-rvu", "2026A"), "/files/zip/rvu26a-updated-12-29-2025.zip"
SERIES = '["pfs-rvu", "opps", "asc"]'

pytestmark = [pytest.mark.slow, NEEDS_POSTGRES]


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
