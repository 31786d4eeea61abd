"""What changed between two releases, or between two snapshots."""

from pathlib import Path

import duckdb
import polars as pl

from sources.release import UnknownRelease, parse_release
from warehouse.database import reading
from warehouse.snapshots import DATABASE, resolve

Pair = tuple[str, str]

KIND = "SELECT kind FROM release_sequence WHERE release_id = $1"
ROWS = "SELECT $1 AS from_release_id, $2 AS to_release_id, $3 AS kind, * FROM changes_between($1, $2)"
FOLLOWED = """
SELECT previous_release_id, release_id FROM release_sequence
WHERE release_id IN (SELECT unnest($1)) AND previous_release_id IS NOT NULL
ORDER BY series, release_id
"""
NEWEST_OF_EACH = """
SELECT arg_max(release_id, row(service_from, vintage, revision)) FROM releases GROUP BY series ORDER BY series
"""
HELD = """
SELECT arg_max(release_id, revision) FROM releases
WHERE release_id = $1 OR series || ' ' || vintage = $1
"""


class NotComparable(ValueError):
    """The two names are not two releases held of one series, nor two snapshots."""


def diff(snapshots: Path, before: str, after: str, code: str | None = None) -> pl.DataFrame:
    """Rows as in the table `changes`, of one code if asked for.

    Two releases (`pfs-rvu 2025D`, newest posting, or `opps 2025-07 r1`) are compared with each other. Of two
    snapshots (ids or channels), each release that only `after` holds is compared with the one it follows.
    Raises `NotComparable` and `NoSuchSnapshot`.
    """
    if _is_release(before) and _is_release(after):
        with reading(resolve(snapshots) / DATABASE) as con:
            found = changes_of(con, [(_held(con, before), _held(con, after))])
    elif _is_release(before) or _is_release(after):
        raise NotComparable(f"{before!r} and {after!r}: expected two releases or two snapshots")
    else:
        found = _between_snapshots(resolve(snapshots, before), resolve(snapshots, after))
    return found.filter((pl.col("hcpcs") == code) | (pl.col("other_hcpcs") == code)) if code else found


def changes_of(con: duckdb.DuckDBPyConnection, pairs: list[Pair]) -> pl.DataFrame:
    """The changes of each pair of releases, in the order of table, code, modifier and setting."""
    rows = con.sql("SELECT * FROM changes LIMIT 0").pl()
    order = ["table_name", "hcpcs", "modifier", "other_hcpcs", "setting"]
    for before, after in pairs:
        if before.split()[0] != after.split()[0]:
            raise NotComparable(f"{before} and {after}: expected two releases of one series")
        kind = con.execute(KIND, [after]).fetchall()[0][0]
        rows = rows.vstack(con.sql(ROWS, params=[before, after, kind]).pl().cast(rows.schema).sort(order))
    return rows


def new_pairs(con: duckdb.DuckDBPyConnection, held_before: set[str]) -> list[Pair]:
    """Each release that was not held before, with the one it follows; at first the newest of each series."""
    newest = {release_id for (release_id,) in con.execute(NEWEST_OF_EACH).fetchall()}
    held = {release_id for (release_id,) in con.execute("SELECT release_id FROM releases").fetchall()}
    new = held - held_before if held_before else newest
    return con.execute(FOLLOWED, [sorted(new)]).fetchall()


def _between_snapshots(before: Path, after: Path) -> pl.DataFrame:
    with reading(before / DATABASE) as con:
        held = {release_id for (release_id,) in con.execute("SELECT release_id FROM releases").fetchall()}
    with reading(after / DATABASE) as con:
        pairs = new_pairs(con, held)
        if not pairs and len(held) > len(con.sql("FROM releases")):
            raise NotComparable(f"{after.name} is older than {before.name}. To do: name the older one first")
        return changes_of(con, pairs)


def _is_release(name: str) -> bool:
    try:
        parse_release(name.rsplit(" r", 1)[0])
    except UnknownRelease:
        return False
    return True


def _held(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Id of the release, of its newest posting where the name does not say which."""
    found = con.execute(HELD, [name]).fetchall()[0][0]
    if not found:
        raise NotComparable(f"{name} is not in the snapshot. To do: see which releases it holds, or fetch it")
    return str(found)
