"""Notify operators of failed runs, blocked snapshots and unusually large changes."""

import logging
from typing import TYPE_CHECKING, Any

import apprise

from flows.settings import RunSettings

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

log = logging.getLogger("cmsfees.notifications")


def notify_operators(flow: "Flow[Any, Any]", flow_run: "FlowRun", state: "State[Any]") -> None:
    """Notify of a failed or crashed run; Prefect calls this hook."""
    notify(f"cmsfees {flow.name}: {state.name}", f"{state.message}\nPrefect run {flow_run.name}")


def notify(title: str, body: str) -> None:
    """Send to every URL in `CMSFEES_NOTIFY`; URLs may contain tokens and are never logged."""
    service = apprise.Apprise()
    accepted = [service.add(url.get_secret_value()) for url in RunSettings().notify]
    if len(service) and not service.notify(title=title, body=body):
        log.warning("%r could not be sent to every URL in CMSFEES_NOTIFY", title)
    if not all(accepted):
        log.warning("CMSFEES_NOTIFY: %d URLs are not valid Apprise URLs", accepted.count(False))
