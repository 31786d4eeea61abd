"""Decide which releases a build copies from the previous file and which it loads again."""

from collections.abc import Mapping

from transforms.tables import TABLES

ConformedFolders = tuple[str, ...]  # names of a release's conformed folders: SHA-256 and transform version


def reusable_releases(
    before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders]
) -> set[str]:
    """Return the ids of the releases that both files read from the same bytes with the same transform.

    NCCI intervals can be continued only at the end: unless every NCCI release of a series is unchanged and
    new ones come after them, the whole series is loaded again.
    """
    same = {release_id for release_id, folders in now.items() if before.get(release_id) == folders}
    return {release_id for release_id in same if _continues(_series(release_id), before, now)}


def unchanged_tables(before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders]) -> set[str]:
    """Return the names of the tables whose series have the same releases in both files."""
    if not before:
        return set()
    other = {_series(release_id) for release_id, _ in before.items() ^ now.items()}
    return {table.name for table in TABLES.values() if not other & set(table.series)}


def unchanged_years(
    before: Mapping[str, ConformedFolders], now: Mapping[str, ConformedFolders], years: Mapping[str, int]
) -> dict[str, set[int]]:
    """Return, per table, the years without a new, changed or removed release.

    `years` maps release id to year.
    """
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
    earlier, current = _of_series(series, before), _of_series(series, now)
    return current[: len(earlier)] == earlier


def _of_series(series: str, releases: Mapping[str, ConformedFolders]) -> list[tuple[str, ConformedFolders]]:
    found = [item for item in releases.items() if _series(item[0]) == series]
    return sorted(found, key=lambda item: _place(item[0]))


def _place(release_id: str) -> tuple[str, int]:
    """Sort key of a release: vintage, then posting number; as text, r10 would sort before r2."""
    _, vintage, posting = release_id.split()
    return vintage, int(posting.removeprefix("r"))


def _series(release_id: str) -> str:
    return release_id.split()[0]
