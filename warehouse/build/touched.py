"""What a continued build must derive again: releases that changed, and rectangles of time that name them."""

from collections.abc import Iterable

import duckdb
import polars as pl

from warehouse.build.contracts import models
from warehouse.build.models import SITE_SPANS, Fingerprints, series_fingerprints

PFS_SPANS = "pfs_spans"
IDS = "pfs_release_id, opps_release_id, asc_release_id, clfs_release_id, asp_release_id, dmepos_release_id"
TOUCHED = f"""
CREATE OR REPLACE TEMP TABLE kept_spans AS
SELECT * FROM (FROM {SITE_SPANS} INTERSECT FROM spans_now)
WHERE NOT list_has_any([{IDS}], (SELECT list(release_id) FROM changed));
CREATE OR REPLACE TEMP TABLE touched_spans AS FROM spans_now EXCEPT FROM kept_spans;
CREATE OR REPLACE TEMP TABLE touched_releases AS
SELECT DISTINCT release_id FROM (
    SELECT release_id FROM changed
    UNION ALL
    SELECT unnest([{IDS}]) FROM touched_spans
    UNION ALL
    SELECT unnest([{IDS}]) FROM (FROM {SITE_SPANS} EXCEPT FROM kept_spans)
) WHERE release_id IS NOT NULL;
DROP TABLE spans_now;
DROP TABLE changed;
"""


def changed_releases(before: Fingerprints, now: Fingerprints) -> set[str]:
    """Releases that are new, gone, or otherwise than they were."""
    return {release_id for _, release_id, _ in before ^ now}


def find_touched(con: duckdb.DuckDBPyConnection, before: Fingerprints) -> None:
    """Fills `kept_spans`, `touched_spans` and `touched_releases`, all temporary, beside the old `site_spans`.

    Touched is also a release of which a rectangle beside a changed one begins, ends or moves.
    """
    _temporary(con, "changed", changed_releases(before, series_fingerprints(con)))
    # The rectangles follow the days on which laws cut the fee schedule's releases: those of the releases now.
    con.execute(f"CREATE OR REPLACE TEMP TABLE {PFS_SPANS} AS {models()[PFS_SPANS].body}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE spans_now AS {models()[SITE_SPANS].body}")
    con.execute(f"DROP TABLE temp.{PFS_SPANS}")
    con.execute(TOUCHED)


def _temporary(con: duckdb.DuckDBPyConnection, name: str, release_ids: Iterable[str]) -> None:
    con.register(
        "release_ids", pl.DataFrame({"release_id": list(release_ids)}, schema={"release_id": pl.String})
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM release_ids")
    con.unregister("release_ids")
