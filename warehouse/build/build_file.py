"""Build one DuckDB file from conformed releases: source tables, lineage, models and macros."""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from sources.atomic import copy_file
from sources.records import Revision
from transforms.conforming.conformed_folder import verify_conformed
from transforms.conforming.load_records import RECORDS
from transforms.indicators import indicators
from transforms.tables import TABLES
from warehouse.build.contracts import declared_sql, tables
from warehouse.build.lineage import write_lineage
from warehouse.build.load_tables import fill_load_tables
from warehouse.build.models import TIMES, run_models
from warehouse.build.ncci_intervals import COPIES, INTERVAL_TABLES, fill_intervals
from warehouse.build.plan import BuildPlan, plan_build
from warehouse.build.rules import load_rules
from warehouse.build.source_tables import fill
from warehouse.build.touched import find_touched
from warehouse.build.versions import facts_declared
from warehouse.changes.diff_sql import declare_comparison
from warehouse.database import drop_all_but, insert, writing

SOURCE = """CREATE TEMP TABLE source
(series VARCHAR, release_id VARCHAR, place INTEGER,
file_sha256 VARCHAR, part VARCHAR, folder VARCHAR, kept BOOLEAN)"""


def build(
    target: Path,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    previous: Path | None = None,
) -> Path:
    """Write the revisions to a new file at `target`, neither checked nor published.

    `folders` maps the SHA-256 of each zip to its conformed folder. If `previous` names an earlier file, the
    build continues a copy of it and keeps the rows of releases whose bytes and transforms are unchanged. A
    full build and an incremental build have the same content.
    """
    plan = plan_build(previous, revisions, folders)
    with open_build(target, plan) as con:
        load_facts(con, revisions, folders, plan)
        derive(con, plan)
    return target


@contextmanager
def open_build(target: Path, plan: BuildPlan) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to the new file, a copy of the file to continue if there is one.

    Until it closes, temporary tables list what `load_facts` and `derive` did.
    """
    if plan.previous:
        copy_file(plan.previous, target)
    with writing(target) as con:
        yield con


def load_facts(
    con: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    plan: BuildPlan,
) -> None:
    """Load CMS's rows, their lineage and the load counts."""
    if plan.previous:
        drop_all_but(con, {*TABLES, *COPIES, *RECORDS, *plan.derived_tables})
    else:
        con.execute(facts_declared())
    con.execute(declared_sql(tables()))
    write_lineage(con, revisions, folders)
    _write_source(con, revisions, folders, plan.kept_releases)
    for table in TABLES.values():
        (fill_intervals if table.name in INTERVAL_TABLES else fill)(con, table)
    fill_load_tables(con)


def derive(con: duckdb.DuckDBPyConnection, plan: BuildPlan) -> None:
    """Load code meanings and rules, then run the models."""
    insert(con, "indicators", indicators().sort("code_list", "code"))
    load_rules(con)
    if plan.fingerprints_before is not None:
        find_touched(con, plan.fingerprints_before)
        for name in set(TIMES) - plan.reused_tables:
            con.execute(f"DROP TABLE {name}")
    run_models(con, plan.reused_tables, continued=plan.fingerprints_before is not None)
    con.execute(declare_comparison())


def _write_source(
    con: duckdb.DuckDBPyConnection,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    kept: Set[str],
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
