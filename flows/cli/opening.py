"""Open a snapshot for a command; the error says if another version of the code built it."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from cmsfees import OpenSnapshot, SnapshotVersionMismatch, open_snapshot

MISSING = (KeyError, duckdb.BinderException, duckdb.CatalogException)


@contextmanager
def opened(name: str) -> Iterator[OpenSnapshot]:
    """Open a channel's snapshot or a snapshot by id. Raises `NoSuchSnapshot`, `SnapshotVersionMismatch`."""
    with open_snapshot(name) as fees:
        try:
            yield fees
        except MISSING as error:
            if _is_of_this_code(fees):
                raise
            raise SnapshotVersionMismatch(
                f"{fees.id} was built by another version of cmsfees and has no such table or column "
                f"({str(error).splitlines()[0]}). To do: run `cmsfees publish` to rebuild it"
            ) from error


def _is_of_this_code(fees: OpenSnapshot) -> bool:
    from warehouse.build.digest import views_version  # imports Polars, so only after a failure

    [snapshot] = fees.rows("FROM snapshot")
    return snapshot.get("views_version") == views_version()
