"""Upload snapshots to object storage: the same files under a URL, with the channel updated last.

    s3://bucket/cmsfees/2026Q1-1a2b3c4d/cmsfees.duckdb, parquet/…, manifest.json
    s3://bucket/cmsfees/latest        an object that contains the id

Needs the extra `s3`. Credentials, region and endpoint come from the usual `AWS_…` variables.
"""

from typing import TYPE_CHECKING

from cmsfees.channels import DATABASE, MANIFEST
from warehouse.snapshots.channels import Snapshot, check_channel
from warehouse.snapshots.integrity import require_whole

if TYPE_CHECKING:
    from obstore.store import ObjectStore


EXPECTED = "expected an address such as s3://bucket/cmsfees or file:///existing/folder"


class NotObjectStorage(ValueError):
    """The address is not a bucket or folder."""


def upload(snapshot: Snapshot, url: str, channel: str = "latest") -> str:
    """Copy the snapshot below the URL and point the channel to it; return the URL of its database.

    The manifest is copied after the files that it lists, and the channel is updated after the manifest: a
    reader sees either the previous snapshot or this one. A complete remote snapshot is not copied again.
    Raises `InvalidChannel`, `NotObjectStorage`, and `SnapshotDamaged` if a file is not as it was
    published.
    """
    import obstore
    from obstore.store import HTTPStore

    check_channel(channel)
    require_whole(snapshot.path)
    store = _store(url)
    if isinstance(store, HTTPStore):
        raise NotObjectStorage(f"{url}: a web server does not accept uploads; {EXPECTED}")
    if not _exists(store, f"{snapshot.id}/{MANIFEST}"):
        for name in (*snapshot.manifest["files"], MANIFEST):
            obstore.put(store, f"{snapshot.id}/{name}", snapshot.path / name)
    obstore.put(store, channel, f"{snapshot.id}\n".encode())
    return _database(url, snapshot.id)


def _database(url: str, snapshot_id: str) -> str:
    return f"{url.rstrip('/')}/{snapshot_id}/{DATABASE}"


def _store(url: str) -> "ObjectStore":
    from obstore.exceptions import GenericError
    from obstore.store import from_url

    try:
        return from_url(url)
    except (ValueError, GenericError) as error:
        raise NotObjectStorage(f"{url}: {str(error).splitlines()[0]}; {EXPECTED}") from None


def _exists(store: "ObjectStore", path: str) -> bool:
    import obstore

    try:
        obstore.head(store, path)
    except FileNotFoundError:
        return False
    return True
