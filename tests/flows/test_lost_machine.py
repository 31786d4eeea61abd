"""The production setup after a machine is lost: its run is marked and its slot is free."""

from pathlib import Path
from typing import Any

import pytest

from flows.pipeline.context import SITE
from sources.sample.write import write_site
from tests.flows.deployed import NEEDS_POSTGRES, OPPS_ZIP, backfill, busy, deployed, state
from tests.flows.production import Prefect, wait_for
from tests.sources.local_site import Fault, LocalSite

pytestmark = [pytest.mark.slow, NEEDS_POSTGRES]


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
