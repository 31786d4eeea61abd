"""The newest posting of a release: looked into, and read again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sources.archive.store import Archive
from sources.release import Release
from sources.settings import Settings
from transforms.conforming.conform_release import conform_to
from transforms.conforming.inspect_release import Inspection, inspect_release
from transforms.corrections.load import BrokenCorrection, corrections_of, operator_folder
from transforms.errors import ReleaseRejected


@dataclass(frozen=True)
class Retried:
    """One zip of the release, read again: `loaded`, `loaded in part` or `rejected`."""

    sha256: str
    state: str
    missing: list[str]
    error: str


def inspect_latest(settings: Settings, release: Release) -> list[Inspection]:
    """Each zip of the release's newest revision."""
    folders = [operator_folder(settings.conformed)]
    return [
        inspect_release(path, sha256, release, corrections_of(release, sha256, folders))
        for sha256, path in _files(settings, release)
    ]


def retry_latest(settings: Settings, release: Release) -> list[Retried]:
    """Each zip conformed under the corrections there are now."""
    return [_retried(settings, release, sha256, path) for sha256, path in _files(settings, release)]


def _files(settings: Settings, release: Release) -> Iterator[tuple[str, Path]]:
    archive = Archive(settings.archive)
    revision = archive.latest(release)
    for file in revision.files if revision else ():
        yield file.sha256, archive.path(file.sha256)


def _retried(settings: Settings, release: Release, sha256: str, path: Path) -> Retried:
    try:
        folder = conform_to(settings.conformed, path, sha256, release)
    except (ReleaseRejected, BrokenCorrection) as error:
        return Retried(sha256, "rejected", [], str(error))
    missing = pl.read_parquet(folder / "tables_missing.parquet")["table_name"].to_list()
    return Retried(sha256, "loaded in part" if missing else "loaded", missing, "")
