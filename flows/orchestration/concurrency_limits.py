"""Only one run at a time requests from CMS, and only one writes the warehouse.

File locks in the data root enforce this, because the OS releases a killed process's locks at once. The
operator's own Prefect server, whose workers may use different data roots, also has a limit with one slot.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx import HTTPError, HTTPStatusError
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import PrefectException
from prefect.variables import Variable

from flows.orchestration.environment import is_own_server
from flows.runs.run_folder import is_held
from flows.runs.waiting import Holder, LockWaiter, parse_holder

log = logging.getLogger("cmsfees.limits")
LEASE = 60.0  # seconds; Prefect's minimum
RENEW = 20.0
POLL = 1.0
LOCKED = 423


def limited(name: str, holder: Holder) -> AbstractContextManager[None]:
    """Return the operator's server's limit, or a no-op for our own server."""
    return nullcontext() if is_own_server() else _slot(name, holder)


@contextmanager
def _slot(name: str, holder: Holder) -> Iterator[None]:
    """Wait for the only slot and hold it.

    A killed holder's slot is free at once for a run on its machine, and after about 75 seconds for others.
    """
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(name, 1)
        lease, done = _acquire(client, name), threading.Event()
        renewing = threading.Thread(target=_renew, args=(lease, done), daemon=True)
        renewing.start()
        try:
            _record(name, holder, lease)
            yield
        finally:
            done.set()
            _release(client, lease)


def _acquire(client: SyncPrefectClient, name: str) -> UUID:
    """Poll in this thread, so that a signal ends the wait; Prefect's client waits in another thread."""
    waiter = LockWaiter()
    while True:
        try:
            response = client.increment_concurrency_slots_with_lease([name], 1, "concurrency", LEASE)
            return UUID(response.json()["lease_id"])
        except HTTPStatusError as error:
            if error.response.status_code != LOCKED:
                raise
        holder, lease = _recorded(name)
        if holder and lease and _is_gone(holder):
            _release(client, lease)
        waiter.wait(f"{holder or 'another run'}; it holds Prefect's limit {name}", POLL)


def _record(name: str, holder: Holder, lease: UUID) -> None:
    """Record the slot's holder in a Prefect variable, because Prefect's API does not return it."""
    with suppress(HTTPError, PrefectException):
        Variable.set(f"{name}-holder", {"holder": asdict(holder), "lease": str(lease)}, overwrite=True)


def _recorded(name: str) -> tuple[Holder | None, UUID | None]:
    """Return the slot's newest holder and its lease, as far as they are known."""
    with suppress(HTTPError, PrefectException, TypeError, KeyError, ValueError):
        recorded: Any = Variable.get(f"{name}-holder")
        return parse_holder(recorded["holder"]), UUID(recorded["lease"])
    return None, None


def _is_gone(holder: Holder) -> bool:
    """True if the run's folder is on this machine and its process has ended."""
    folder = Path(holder.folder)
    return (folder / "run.json").is_file() and not is_held(folder)


def _release(client: SyncPrefectClient, lease: UUID) -> None:
    with suppress(HTTPError):  # the lease expires anyway
        client.release_concurrency_slots_with_lease(lease)


def _renew(lease: UUID, done: threading.Event) -> None:
    """Renew the lease; if the server is down for a while, the run continues on the data root's file locks."""
    while not done.wait(RENEW):
        try:
            with get_client(sync_client=True) as client:
                client.renew_concurrency_lease(lease, LEASE)
        except HTTPError as error:
            log.warning("Prefect's lease was not renewed: %s", error)
