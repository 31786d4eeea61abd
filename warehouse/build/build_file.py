"""Build one DuckDB file from conformed releases: source tables, lineage, models and macros."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from sources.atomic import copy_file
from sources.records import Revision
from transforms.conforming.conformed_folder import verify_conformed
from transforms.conforming.load_records import RECORDS
from transforms.indicators import indicators
from transforms.tables import TABLES
from warehouse.build.case import with_case
from warehouse.build.contracts import declared_sql, tables
from warehouse.build.digest import views_version
from warehouse.build.incremental import (
    ConformedFolders,
    reusable_releases,
    unchanged_tables,
    unchanged_years,
)
from warehouse.build.lineage import write_lineage
from warehouse.build.load_tables import declare_load_tables, fill_load_tables
from warehouse.build.models import (
    TIMES,
    Fingerprints,
    continuable_tables,
    reusable_models,
    run_models,
    series_fingerprints,
)
from warehouse.build.ncci_intervals import COPIES, INTERVAL_TABLES, declare_intervals, fill_intervals
from warehouse.build.rules import load_rules
from warehouse.build.source_tables import declare, fill
from warehouse.build.step_hook import StepHook, run_now
from warehouse.build.touched import changed_releases, find_touched
from warehouse.changes.diff_sql import declare_comparison
from warehouse.database import drop_all_but, insert, reading, writing

ROWS_DECIDED_BY = (
    *("build_file", "contracts", "models", "parts", "touched", "digest", "ncci_intervals"),
    *("source_tables", "incremental", "lineage", "load_tables", "spans"),
)
MOST_CHANGED = 0.3  # above this share of changed releases, derive whole tables: that also sorts them again
SOURCE = """CREATE TEMP TABLE source
(series VARCHAR, release_id VARCHAR, place INTEGER,
file_sha256 VARCHAR, part VARCHAR, folder VARCHAR, kept BOOLEAN)"""


def build(
    target: Path,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    previous: Path | None = None,
    step: StepHook = run_now,
) -> Path:
    """Write the revisions to a new file at `target`, neither checked nor published.

    `folders` maps the SHA-256 of each zip to its conformed folder. If `previous` names an earlier file, the
    build continues a copy of it and keeps the rows of releases whose bytes and transforms are unchanged. A
    full build and an incremental build have the same content.
    """
    kept = reusable_releases(_conformed_in(previous), _conformed(revisions, folders)) if previous else set()
    before = _fingerprints(previous) if previous and kept else None
    now = _fingerprints_of(revisions, folders) if before else set()
    taken = reusable_models(before, now) if before else set()
    continued = bool(before) and len(changed_releases(before or set(), now)) <= MOST_CHANGED * len(revisions)
    if previous and kept:
        copy_file(previous, target)
    with writing(target) as con:
        models = taken | (continuable_tables() if continued else set())
        step("facts", lambda: _load(con, revisions, folders, kept, models))
        step("derive", lambda: _derive(con, taken, before if continued else None))
    return target


def _fingerprints(previous: Path) -> Fingerprints | None:
    """Return the fingerprints in the earlier file; None if other SQL derived its models."""
    with reading(previous) as con:
        if con.execute("SELECT views_version FROM snapshot").fetchall() != [(views_version(),)]:
            return None
        return series_fingerprints(con)


def _fingerprints_of(revisions: Sequence[Revision], folders: Mapping[str, Path]) -> Fingerprints:
    """Return the fingerprints that a file of these revisions will have."""
    with duckdb.connect() as con:
        con.execute(declared_sql(tables()))
        write_lineage(con, revisions, folders)
        return series_fingerprints(con)


def unchanged(previous: Path, revisions: Sequence[Revision], folders: Mapping[str, Path]) -> set[str]:
    """Return the names of the source tables that a build of these revisions reuses unchanged."""
    return unchanged_tables(_conformed_in(previous), _conformed(revisions, folders))


def same_years(
    previous: Path, revisions: Sequence[Revision], folders: Mapping[str, Path]
) -> dict[str, set[int]]:
    """Return, per table, the years in which no release changed since the previous file."""
    with reading(previous) as con:
        held = con.execute("SELECT release_id, year(service_from) FROM releases").fetchall()
    years = dict(held) | {revision.id: revision.service_from.year for revision in revisions}
    moved = {release_id for release_id, year in held if years[release_id] != year}
    conformed = _conformed_in(previous).items()
    before = {release_id: folders for release_id, folders in conformed if release_id not in moved}
    return unchanged_years(before, _conformed(revisions, folders), years)


def _load(
    con: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    kept: set[str],
    models: set[str],
) -> None:
    """Load CMS's rows, their lineage and the load counts; `models` are the derived tables to keep."""
    if kept:
        drop_all_but(con, {*TABLES, *COPIES, *RECORDS, *models})
    else:
        con.execute(facts_declared())
    con.execute(declared_sql(tables()))
    write_lineage(con, revisions, folders)
    _write_source(con, revisions, folders, kept)
    for table in TABLES.values():
        (fill_intervals if table.name in INTERVAL_TABLES else fill)(con, table)
    fill_load_tables(con)


def _derive(con: duckdb.DuckDBPyConnection, taken: set[str], before: Fingerprints | None) -> None:
    """Load code meanings and rules, then run the models; `before` is set if models are continued."""
    insert(con, "indicators", indicators().sort("code_list", "code"))
    load_rules(con)
    if before is not None:
        find_touched(con, before)
        for name in set(TIMES) - taken:
            con.execute(f"DROP TABLE {name}")
    run_models(con, taken, continued=before is not None)
    con.execute(with_case(declare_comparison()))


def facts_declared() -> str:
    """Return the SQL that declares the source tables and load records, with their comments."""
    tables = [declare_intervals(t) if t.name in INTERVAL_TABLES else declare(t) for t in TABLES.values()]
    return "\n\n".join([*tables, declare_load_tables()])


def tables_version() -> str:
    """Return a hash of all code that decides which rows a table holds.

    Files of another version are not continued.
    """
    code = [Path(__file__).with_name(f"{module}.py").read_text("utf-8") for module in ROWS_DECIDED_BY]
    return hashlib.sha256("".join([declared_sql(tables()), facts_declared(), *code]).encode()).hexdigest()[
        :16
    ]


def _write_source(
    con: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    kept: set[str],
) -> None:
    """Create the temporary table `source`: each release's order and files, and whether it is already loaded.

    Verify the conformed folders to be loaded first; raises `ConformedDamaged`.
    """
    new = [revision for revision in revisions if revision.id not in kept]
    for sha256 in {file.sha256 for revision in new for file in revision.files}:
        verify_conformed(folders[sha256])
    con.execute(SOURCE)
    rows = [
        {
            "series": revision.release.series,
            "release_id": revision.id,
            "place": place,
            "file_sha256": file.sha256,
            "part": file.part,
            "folder": str(folders[file.sha256]),
            "kept": revision.id in kept,
        }
        for place, revision in enumerate(sorted(revisions, key=lambda r: (r.release, r.number)))
        for file in revision.files
    ]
    insert(con, "source", pl.DataFrame(rows))


def _conformed(revisions: Sequence[Revision], folders: Mapping[str, Path]) -> dict[str, ConformedFolders]:
    return {
        revision.id: tuple(folders[file.sha256].name for file in revision.files) for revision in revisions
    }


def _conformed_in(previous: Path) -> dict[str, ConformedFolders]:
    """Return the conformed folders in an earlier file; empty if its tables have another version."""
    with reading(previous) as con:
        if con.execute("SELECT tables_version FROM snapshot").fetchall() != [(tables_version(),)]:
            return {}
        held = "SELECT release_id, list(conformed_folder ORDER BY file_part) FROM release_files GROUP BY ALL"
        return {release_id: tuple(folders) for release_id, folders in con.execute(held).fetchall()}
