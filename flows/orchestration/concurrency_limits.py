"""One run at a time talks to CMS, one at a time writes the warehouse.

File locks of the data root decide, for the system takes them back from a killed process at once. A server of
the operator's own, whose workers may have data roots of their own, keeps a limit with one slot as well.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from uuid import UUID

from httpx import HTTPError, HTTPStatusError
from prefect.client.orchestration import SyncPrefectClient, get_client

from flows.orchestration.environment import is_own_server
from flows.runs.waiting import Patience

log = logging.getLogger("cmsfees.limits")
LEASE = 60.0  # seconds; the least that Prefect gives
RENEW = 20.0
POLL = 1.0
LOCKED = 423


def limited(name: str) -> AbstractContextManager[None]:
    """The limit of the operator's server; nothing where the server is ours."""
    return nullcontext() if is_own_server() else _slot(name)


@contextmanager
def _slot(name: str) -> Iterator[None]:
    """Wait for the only slot and hold it; that of a killed holder is free again some 75 seconds later."""
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(name, 1)
        lease, done = _acquire(client, name), threading.Event()
        renewing = threading.Thread(target=_renew, args=(lease, done), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            with suppress(HTTPError):  # else it ends by itself
                client.release_concurrency_slots_with_lease(lease)


def _acquire(client: SyncPrefectClient, name: str) -> UUID:
    """Asked in this thread, where a signal ends the wait; Prefect's own goes on in another thread."""
    patience = Patience()
    while True:
        try:
            answer = client.increment_concurrency_slots_with_lease([name], 1, "concurrency", LEASE)
            return UUID(answer.json()["lease_id"])
        except HTTPStatusError as error:
            if error.response.status_code != LOCKED:
                raise
        patience.wait(f"the slot of Prefect's limit {name}, which another run holds", POLL)


def _renew(lease: UUID, done: threading.Event) -> None:
    """A server that is away for a while takes nothing from a run: the file locks of its data root hold."""
    while not done.wait(RENEW):
        try:
            with get_client(sync_client=True) as client:
                client.renew_concurrency_lease(lease, LEASE)
        except HTTPError as error:
            log.warning("Prefect's lease was not renewed: %s", error)
