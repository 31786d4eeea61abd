"""Which releases a build may copy from the file before it instead of loading them again."""

from collections.abc import Mapping

from transforms.tables import TABLES

ConformedFolders = tuple[
    str, ...
]  # names of a release's conformed folders: SHA-256 and version of the transform


def reusable_releases(
    before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders]
) -> set[str]:
    """Ids of the releases that both hold from the same bytes, read by the same transform.

    NCCI episodes can only be continued at their end: unless all that was held of such a series still is, and
    comes first, the whole series is loaded again.
    """
    same = {release_id for release_id, folders in now.items() if before.get(release_id) == folders}
    return {release_id for release_id in same if _continues(_series(release_id), before, now)}


def unchanged_tables(before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders]) -> set[str]:
    """Names of the tables that no release brings or takes a row: their series hold the same as before."""
    if not before:
        return set()
    other = {_series(release_id) for release_id, _ in before.items() ^ now.items()}
    return {table.name for table in TABLES.values() if not other & set(table.series)}


def unchanged_years(
    before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders], years: Mapping[str, int]
) -> dict[str, set[int]]:
    """By table the years of `years`, by release id, in which no release brings or takes a row."""
    if not before:
        return {}
    changed = {release_id for release_id, _ in before.items() ^ now.items()}
    return {
        table.name: set(years.values())
        - {years[release_id] for release_id in changed if _series(release_id) in table.series}
        for table in TABLES.values()
    }


def _continues(
    series: str, before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders]
) -> bool:
    if not series.startswith("ncci-"):
        return True
    held, holds = _of_series(series, before), _of_series(series, now)
    return holds[: len(held)] == held


def _of_series(series: str, releases: Mapping[str, ConformedFolders]) -> list[tuple[str, ConformedFolders]]:
    found = [item for item in releases.items() if _series(item[0]) == series]
    return sorted(found, key=lambda item: _place(item[0]))


def _place(release_id: str) -> tuple[str, int]:
    """Vintage and posting: as text, r10 would come before r2."""
    _, vintage, posting = release_id.split()
    return vintage, int(posting.removeprefix("r"))


def _series(release_id: str) -> str:
    return release_id.split()[0]
