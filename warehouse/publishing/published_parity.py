"""Compare every one of our amounts with the amount that CMS published, to the cent.

Each query in `sql/parity` compares what one series publishes and reads the releases in `scored_releases`. An
incremental build keeps the scores of the releases whose amounts and our own are unchanged:

-- publishes: pfs-rvu           series that publishes the amounts
-- derived from: its release    a release's scores depend on its own rows; or names of series
"""

import re
from pathlib import Path

import duckdb
import polars as pl

from warehouse.build.plan import EVERYTHING, BuildPlan
from warehouse.build.touched import changed_series
from warehouse.database import SQL, insert, quoted

# Each query returns one row per amount: CMS's, ours, and the reason if they differ.
SCORE = """
INSERT INTO parity BY NAME
SELECT
    published_release_id,
    scorecard,
    count(*) AS amounts,
    count(*) FILTER (our_amount = published_amount) AS equal,
    count(*) FILTER (our_amount <> published_amount) AS misses,
    count(*) FILTER (our_amount IS NULL) AS not_computed,
    any_value(note) AS note
FROM compared
GROUP BY ALL
ORDER BY ALL
"""
NAME = """
INSERT INTO parity_misses BY NAME
SELECT * EXCLUDE (note) FROM compared WHERE our_amount IS DISTINCT FROM published_amount ORDER BY ALL
"""


CARRY_OVER = """
INSERT INTO {table} FROM earlier.{table}
WHERE published_release_id IN (SELECT release_id FROM releases EXCEPT FROM scored_releases)
"""
HEADER = re.compile(r"-- publishes: (?P<published>\S+)\n-- derived from: (?P<series>.+)\n")
ITS_RELEASE = "its release"


def score(con: duckdb.DuckDBPyConnection, plan: BuildPlan = EVERYTHING) -> None:
    """Fill `parity` and `parity_misses` of the current database."""
    con.execute("DELETE FROM parity; DELETE FROM parity_misses")
    con.execute("CREATE OR REPLACE TEMP TABLE scored_releases (release_id VARCHAR)")
    for file in sorted((SQL / "parity").glob("*.sql")):
        query, release_ids = file.read_text("utf-8"), _to_score(con, file, plan)
        to_score = pl.DataFrame({"release_id": release_ids}, schema={"release_id": pl.String})
        insert(con, "scored_releases", to_score)
        con.execute(f"CREATE OR REPLACE TEMP TABLE compared AS {query}")
        con.execute(SCORE)
        con.execute(NAME)
    if plan.previous and plan.fingerprints_before is not None:
        _keep_scores(con, plan.previous)
    con.execute("DROP TABLE compared; DROP TABLE scored_releases")


def _to_score(con: duckdb.DuckDBPyConnection, file: Path, plan: BuildPlan) -> list[str]:
    """Return the releases of which an amount, CMS's or ours, may have changed since the previous file."""
    header = HEADER.match(file.read_text("utf-8"))
    if not header:
        raise ValueError(f"{file}: expected lines `-- publishes: …` and `-- derived from: …` at the top")
    found = con.execute("SELECT release_id FROM releases WHERE series = $1", [header["published"]]).fetchall()
    published = {release_id for (release_id,) in found}
    if plan.fingerprints_before is None:
        return sorted(published)
    if header["series"] == ITS_RELEASE:
        return sorted(published - plan.kept_releases)
    changed = changed_series(con, plan.fingerprints_before)
    return sorted(published) if changed & {*header["series"].split(", ")} else []


def _keep_scores(con: duckdb.DuckDBPyConnection, previous: Path) -> None:
    con.execute(f"ATTACH {quoted(previous)} AS earlier (READ_ONLY)")
    for table in ("parity", "parity_misses"):
        con.execute(CARRY_OVER.format(table=table))
    con.execute("DETACH earlier")
