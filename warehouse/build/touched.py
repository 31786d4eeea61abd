"""What an incremental build must derive again: changed releases, and time rectangles that use them."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import polars as pl

from warehouse.build.contracts import models
from warehouse.build.digest import views_version
from warehouse.build.models import (
    PTP_SLICES,
    RECTANGLE,
    REDERIVED,
    SITE_SPANS,
    TIMES,
    TOUCHED,
    Fingerprints,
    series_fingerprints,
)
from warehouse.database import reading

PFS_SPANS = "pfs_spans"
IDS = "pfs_release_id, opps_release_id, asc_release_id, clfs_release_id, asp_release_id, dmepos_release_id"
FACILITY_IDS = "opps_release_id, asc_release_id"
FIND_TOUCHED = f"""
CREATE OR REPLACE TEMP TABLE kept_spans AS
SELECT * FROM (FROM {SITE_SPANS} INTERSECT FROM {SITE_SPANS}_now)
WHERE NOT list_has_any([{IDS}], (SELECT list(release_id) FROM changed));
CREATE OR REPLACE TEMP TABLE touched_spans AS FROM {SITE_SPANS}_now EXCEPT FROM kept_spans;
CREATE OR REPLACE TEMP TABLE kept_slices AS
SELECT * FROM (FROM {PTP_SLICES} INTERSECT FROM {PTP_SLICES}_now)
WHERE NOT list_has_any([release_id, pfs_release_id], (SELECT list(release_id) FROM changed));
CREATE OR REPLACE TEMP TABLE touched_slices AS FROM {PTP_SLICES}_now EXCEPT FROM kept_slices;
CREATE OR REPLACE TEMP TABLE dropped_spans AS FROM {SITE_SPANS} EXCEPT FROM kept_spans;
-- Rows of a release are derived from its own rows and dates, and from the sites of spans in which it is the
-- facility's.
CREATE OR REPLACE TEMP TABLE {REDERIVED} AS
SELECT DISTINCT release_id FROM (
    SELECT release_id FROM changed
    UNION ALL
    SELECT unnest([{FACILITY_IDS}]) FROM (FROM touched_spans UNION ALL FROM dropped_spans)
    UNION ALL
    -- These releases are in force until the next one, so a new release changes the end of the one before.
    SELECT release_id FROM releases
    JOIN (VALUES ('anesthesia-base-units'), ('hcpcs-level-ii')) AS lasting (name) ON starts_with(series, name)
    WHERE (SELECT bool_or(starts_with(changed.release_id, lasting.name)) FROM changed)
) WHERE release_id IS NOT NULL;
-- The sites of a touched span are derived from every release in force in it.
CREATE OR REPLACE TEMP TABLE {TOUCHED} AS
SELECT DISTINCT release_id FROM (
    FROM {REDERIVED} UNION ALL SELECT unnest([{IDS}]) FROM (FROM touched_spans UNION ALL FROM dropped_spans)
) WHERE release_id IS NOT NULL;
DROP TABLE dropped_spans;
DROP TABLE {SITE_SPANS}_now;
DROP TABLE {PTP_SLICES}_now;
DROP TABLE changed;
"""


def changed_releases(before: Fingerprints, now: Fingerprints) -> set[str]:
    """Return the releases that are new, gone or changed."""
    return {release_id for _, release_id, _ in before ^ now}


def changed_series(con: duckdb.DuckDBPyConnection, before: Fingerprints) -> set[str]:
    """Return the series with a new, removed or changed release."""
    return {series for series, *_ in before ^ series_fingerprints(con)}


def find_touched(con: duckdb.DuckDBPyConnection, before: Fingerprints) -> None:
    """Fill temporary tables of what is kept and what is touched; the earlier `TIMES` tables must still exist.

    A release counts as touched too if a rectangle next to a changed one begins, ends or moves.
    """
    _temporary(con, "changed", changed_releases(before, series_fingerprints(con)))
    # Laws split the fee schedule's releases at certain days: take those of the current releases.
    con.execute(f"CREATE OR REPLACE TEMP TABLE {PFS_SPANS} AS {models()[PFS_SPANS].body}")
    for name in TIMES:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name}_now AS {models()[name].body}")
    con.execute(f"DROP TABLE temp.{PFS_SPANS}")
    con.execute(FIND_TOUCHED)


def unchanged_times(con: duckdb.DuckDBPyConnection, previous: Path) -> dict[str, set[int]]:
    """Return, per table of times, the years in which the table and every release it refers to are unchanged.

    Empty if other SQL derived the previous file.
    """
    with reading(previous) as earlier:
        if earlier.execute("SELECT views_version FROM snapshot").fetchall() != [(views_version(),)]:
            return {}
        changed = changed_releases(series_fingerprints(earlier), series_fingerprints(con))
        return {name: _same_years(con, earlier, name, changed) for name in (PFS_SPANS, SITE_SPANS)}


def _same_years(
    con: duckdb.DuckDBPyConnection, earlier: duckdb.DuckDBPyConnection, name: str, changed: set[str]
) -> set[int]:
    columns = f"year(service_from), {RECTANGLE}, {'release_id' if name == PFS_SPANS else f'pfs_from, {IDS}'}"
    before, now = (set(db.execute(f"SELECT {columns} FROM {name}").fetchall()) for db in (earlier, con))
    other = {year for year, *_ in before ^ now} | {year for year, *ids in now if changed & set(ids[1:])}
    return {year for year, *_ in now} - other


def _temporary(con: duckdb.DuckDBPyConnection, name: str, release_ids: Iterable[str]) -> None:
    con.register(
        "release_ids", pl.DataFrame({"release_id": list(release_ids)}, schema={"release_id": pl.String})
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM release_ids")
    con.unregister("release_ids")
