"""A snapshot opened for a command: where one of another version lacks something, the error says so."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from cmsfees import OpenSnapshot, SnapshotVersionMismatch, open_snapshot

MISSING = (KeyError, duckdb.BinderException, duckdb.CatalogException)


@contextmanager
def opened(name: str) -> Iterator[OpenSnapshot]:
    """The channel's snapshot or the one with that id. Raises `NoSuchSnapshot`, `SnapshotVersionMismatch`."""
    with open_snapshot(name) as fees:
        try:
            yield fees
        except MISSING as error:
            if _is_of_this_code(fees):
                raise
            raise SnapshotVersionMismatch(
                f"{fees.id} was built by another version of cmsfees and has no such table or figure "
                f"({str(error).splitlines()[0]}). To do: `cmsfees publish` builds it again"
            ) from error


def _is_of_this_code(fees: OpenSnapshot) -> bool:
    from warehouse.build.digest import views_version  # Polars: only imported once something has failed

    [snapshot] = fees.rows("FROM snapshot")
    return snapshot.get("views_version") == views_version()
