"""Who is told when a run fails, checks block a snapshot, or a snapshot changes unusually much."""

import logging
from typing import TYPE_CHECKING, Any

import apprise

from flows.settings import RunSettings

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

log = logging.getLogger("cmsfees.notices")


def notify_operators(flow: "Flow[Any, Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Prefect calls this when a run has failed or crashed."""
    notify(f"cmsfees {flow.name}: {state.name}", f"{state.message}\nPrefect's run {flow_run.name}")


def notify(title: str, body: str) -> None:
    """Send to every address of `CMSFEES_NOTIFY`; they may hold tokens and are never logged."""
    service = apprise.Apprise()
    understood = [service.add(url.get_secret_value()) for url in RunSettings().notify]
    if len(service) and not service.notify(title=title, body=body):
        log.warning("%r was not taken by every address of CMSFEES_NOTIFY", title)
    if not all(understood):
        log.warning("CMSFEES_NOTIFY: %d of its addresses are not Apprise's", understood.count(False))
