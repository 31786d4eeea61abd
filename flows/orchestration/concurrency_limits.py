"""Only one run at a time requests from CMS, and only one writes the warehouse.

File locks in the data root enforce this, because the OS releases a killed process's locks at once. The
operator's own Prefect server, whose workers may use different data roots, also has a limit with one slot.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from uuid import UUID

from httpx import HTTPError, HTTPStatusError
from prefect.client.orchestration import SyncPrefectClient, get_client

from flows.orchestration.environment import is_own_server
from flows.runs.waiting import LockWaiter

log = logging.getLogger("cmsfees.limits")
LEASE = 60.0  # seconds; Prefect's minimum
RENEW = 20.0
POLL = 1.0
LOCKED = 423


def limited(name: str) -> AbstractContextManager[None]:
    """Return the operator's server's limit, or a no-op for our own server."""
    return nullcontext() if is_own_server() else _slot(name)


@contextmanager
def _slot(name: str) -> Iterator[None]:
    """Wait for the only slot and hold it; a killed holder's slot is free again after about 75 seconds."""
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(name, 1)
        lease, done = _acquire(client, name), threading.Event()
        renewing = threading.Thread(target=_renew, args=(lease, done), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            with suppress(HTTPError):  # the lease expires anyway
                client.release_concurrency_slots_with_lease(lease)


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
        waiter.wait(f"another run, which holds the only slot of Prefect's limit {name}", POLL)


def _renew(lease: UUID, done: threading.Event) -> None:
    """Renew the lease; if the server is down for a while, the run continues on the data root's file locks."""
    while not done.wait(RENEW):
        try:
            with get_client(sync_client=True) as client:
                client.renew_concurrency_lease(lease, LEASE)
        except HTTPError as error:
            log.warning("Prefect's lease was not renewed: %s", error)
