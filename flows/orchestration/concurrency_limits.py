"""One run at a time talks to CMS, one at a time writes the warehouse; kept by Prefect's server."""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect.client.orchestration import get_client
from prefect.concurrency.sync import concurrency

SITE = "cmsfees-site"
WAREHOUSE = "cmsfees-warehouse"


@contextmanager
def exclusive(limit: str) -> Iterator[None]:
    """Wait for the limit's only slot and hold it; a killed holder's slot is free again a minute later."""
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(limit, 1)
    with concurrency(limit, lease_duration=60, strict=True):
        yield
