"""Decide what an incremental build reuses from the previous file, before anything is copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from sources.records import Revision
from warehouse.build.contracts import declared_sql, tables
from warehouse.build.digest import Sums, known_sums, views_version
from warehouse.build.incremental import (
    ConformedFolders,
    reusable_releases,
    unchanged_tables,
    unchanged_years,
)
from warehouse.build.lineage import RELEASE_PAIRS, write_lineage
from warehouse.build.models import (
    Fingerprints,
    continuable_tables,
    reusable_models,
    series_fingerprints,
)
from warehouse.build.touched import changed_releases
from warehouse.build.versions import tables_version
from warehouse.database import reading

# Above this share of changed releases, whole tables are derived: that also sorts them again.
MOST_CHANGED_RELEASES = 0.3


@dataclass(frozen=True)
class BuildPlan:
    """What is reused; an empty plan loads and derives everything."""

    previous: Path | None = None  # file to copy and continue
    kept_releases: frozenset[str] = frozenset()  # releases whose rows are reused
    sums: Sums = field(default_factory=dict)  # of the reused rows, see `table_sums`
    same_years: Mapping[str, set[int]] = field(default_factory=dict)  # per table, the years without a change
    reused_tables: frozenset[str] = frozenset()  # derived tables reused whole
    compared_pairs: frozenset[str] = frozenset()  # of kept releases, see RELEASE_PAIRS
    fingerprints_before: Fingerprints | None = None  # of the previous file, if derived tables are continued

    @property
    def derived_tables(self) -> set[str]:
        """Return the derived tables of which rows are reused."""
        continued = continuable_tables() if self.fingerprints_before is not None else ()
        return {*self.reused_tables, *continued}


EVERYTHING = BuildPlan()


def plan_build(
    previous: Path | None, revisions: Sequence[Revision], folders: Mapping[str, Path]
) -> BuildPlan:
    """Compare the revisions with an earlier file, if any; `folders` maps SHA-256 to conformed folder."""
    if previous is None:
        return EVERYTHING
    now = {r.id: tuple(folders[file.sha256].name for file in r.files) for r in revisions}
    with reading(previous) as con:
        held = _conformed_in(con)
        kept = reusable_releases(held, now)
        if not kept:
            return EVERYTHING
        sums = known_sums(con, kept, unchanged_tables(held, now))
        plan = BuildPlan(previous, frozenset(kept), sums, _same_years(con, revisions, held, now))
        if not _derived_alike(con):
            return plan
        before = series_fingerprints(con)
        compared = f"SELECT pair_id, release_id, release_id_before FROM ({RELEASE_PAIRS})"
        pairs = con.execute(compared).fetchall()
    after = _fingerprints(revisions, folders)
    few = len(changed_releases(before, after)) <= MOST_CHANGED_RELEASES * len(revisions)
    return replace(
        plan,
        reused_tables=frozenset(reusable_models(before, after)),
        compared_pairs=frozenset(pair for pair, *both in pairs if kept.issuperset(both)),
        fingerprints_before=before if few else None,
    )


def _conformed_in(con: duckdb.DuckDBPyConnection) -> dict[str, ConformedFolders]:
    """Return the conformed folders in the file; empty if its tables have another version."""
    if con.execute("SELECT tables_version FROM snapshot").fetchall() != [(tables_version(),)]:
        return {}
    held = "SELECT release_id, list(conformed_folder ORDER BY file_part) FROM release_files GROUP BY ALL"
    return {release_id: tuple(folders) for release_id, folders in con.execute(held).fetchall()}


def _derived_alike(con: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the same SQL derived the file's models."""
    return con.execute("SELECT views_version FROM snapshot").fetchall() == [(views_version(),)]


def _same_years(
    con: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    held: Mapping[str, ConformedFolders],
    now: Mapping[str, ConformedFolders],
) -> dict[str, set[int]]:
    """Return, per table, the years in which no release changed or moved to or from another year."""
    found = con.execute("SELECT release_id, year(service_from) FROM releases").fetchall()
    years = dict(found) | {revision.id: revision.service_from.year for revision in revisions}
    moved = {release_id for release_id, year in found if years[release_id] != year}
    before = {release_id: folders for release_id, folders in held.items() if release_id not in moved}
    return unchanged_years(before, now, years)


def _fingerprints(revisions: Sequence[Revision], folders: Mapping[str, Path]) -> Fingerprints:
    """Return the fingerprints that a file of these revisions will have."""
    with duckdb.connect() as con:
        con.execute(declared_sql(tables()))
        write_lineage(con, revisions, folders)
        return series_fingerprints(con)
