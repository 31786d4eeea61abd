"""Who is told when a run fails, checks block a snapshot, or a snapshot changes unusually much."""

from typing import Any

import apprise
from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State

from flows.settings import RunSettings


def tell_operators(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Prefect calls this when a run has failed or crashed."""
    notify(f"cmsfees {flow.name}: {state.name}", f"{state.message}\n{flow_run.name}")


def notify(title: str, body: str) -> None:
    """Send to every address of `CMSFEES_NOTIFY`; they may hold tokens and are never logged."""
    service = apprise.Apprise()
    for url in RunSettings().notify:
        service.add(url.get_secret_value())
    if len(service):
        service.notify(title=title, body=body)
