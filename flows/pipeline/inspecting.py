"""Inspect the newest posting of a release."""

from collections.abc import Iterator
from pathlib import Path

from sources.archive.store import Archive
from sources.release import Release
from sources.settings import Settings
from transforms.conforming.inspect_release import Inspection, inspect_release
from transforms.corrections.load import corrections_of, operator_folder


def inspect_latest(settings: Settings, release: Release) -> list[Inspection]:
    """Inspect each zip of the release's newest revision."""
    folders = [operator_folder(settings.conformed)]
    return [
        inspect_release(path, sha256, release, corrections_of(release, sha256, folders))
        for sha256, path in _files(settings, release)
    ]


def _files(settings: Settings, release: Release) -> Iterator[tuple[str, Path]]:
    archive = Archive(settings.archive)
    revision = archive.latest(release)
    for file in revision.files if revision else ():
        yield file.sha256, archive.path(file.sha256)
