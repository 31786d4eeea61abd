"""A data root's zips and conformed files on object storage, for machines that share no folder.

    s3://bucket/cmsfees/archive/files/2f/2f31….zip
    s3://bucket/cmsfees/conformed/2f/2f31…-8a41f0b2c9d1/pfs_rvu.parquet, …, files.json

Names contain the SHA-256 of the bytes and the code version: objects are written once and never change.
Needs the extra `s3`. Credentials, region and endpoint come from the usual `AWS_…` variables.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sources.atomic import folder_atomic, write_atomic

if TYPE_CHECKING:
    from obstore.store import ObjectStore


class NotInStore(FileNotFoundError):
    """Object storage does not have an object that another machine should have written."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(f"{url} has no {name}. Run again on a machine that has the file to upload it")


class SharedStore:
    """Object storage under a URL; names are paths relative to the data root."""

    def __init__(self, url: str) -> None:
        from obstore.store import from_url

        self.url = url
        self._store: ObjectStore = from_url(url)

    def holds(self, name: str) -> bool:
        import obstore

        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        return True

    def send(self, root: Path, name: str) -> None:
        """Upload a file of the data root unless the object exists."""
        import obstore

        if not self.holds(name):
            obstore.put(self._store, name, root / name)

    def fetch(self, root: Path, name: str) -> None:
        """Download an object into the data root; raise `NotInStore` if it is missing."""
        write_atomic(root / name, self._read(name))

    def send_folder(self, root: Path, name: str, last: str) -> None:
        """Upload every file of the folder, `last` at the end: it marks the folder as complete."""
        files = sorted(path.name for path in (root / name).iterdir())
        for file in sorted(files, key=lambda file: file == last):
            self.send(root, f"{name}/{file}")

    def fetch_folder(self, root: Path, name: str, last: str) -> None:
        """Download a folder atomically; raise `NotInStore` if it is incomplete."""
        whole = self._read(f"{name}/{last}")
        with folder_atomic(root / name) as folder:
            for file in self.names(name):
                (folder / file).write_bytes(self._read(f"{name}/{file}"))
            (folder / last).write_bytes(whole)

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of the folder's objects."""
        import obstore

        found = (entry["path"] for page in obstore.list(self._store, folder) for entry in page)
        return sorted(path.rpartition("/")[2] for path in found)

    def _read(self, name: str) -> bytes:
        import obstore

        try:
            return obstore.get(self._store, name).bytes().to_bytes()
        except FileNotFoundError:
            raise NotInStore(self.url, name) from None
