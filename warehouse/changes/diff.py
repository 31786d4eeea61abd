"""Compare two releases, or two snapshots."""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl

from cmsfees.channels import DATABASE, resolve
from sources.release import UnknownRelease, parse_release
from warehouse.database import quoted, reading

Pair = tuple[str, str]
Locality = tuple[str, str]  # contractor (MAC) and its locality

KINDS = "SELECT kind FROM release_sequence WHERE release_id = $1"
# Names the column, so that DuckDB's error names it if an older file lacks it.
NAMED = "* REPLACE (column_changes AS column_changes)"
# Literals rather than parameters: DuckDB can then skip the tables of all other series.
ROWS = f"""
SELECT {{before}} AS from_release_id, {{after}} AS to_release_id, {{kind}} AS kind, {NAMED}
FROM changes_between({{before}}, {{after}}, in_mac := {{mac}}, in_locality := {{locality}})
"""
LISTED = "SELECT count(*) FROM pfs_gpci WHERE release_id IN ($1, $2) AND mac = $3 AND locality = $4"
FOLLOWED = """
SELECT sequence.previous_release_id, release_id
FROM release_sequence AS sequence JOIN releases AS release USING (release_id)
WHERE release_id IN (SELECT unnest($1)) AND sequence.previous_release_id IS NOT NULL
ORDER BY release.series, release.service_from, release.vintage, release.revision
"""
NEWEST_OF_EACH = """
SELECT arg_max(release_id, row(service_from, vintage, revision)) FROM releases GROUP BY series ORDER BY series
"""
HELD = """
SELECT arg_max(release_id, revision) FROM releases
WHERE release_id = $1 OR series || ' ' || vintage = $1
"""


CODES = pl.col("hcpcs", "other_hcpcs")
SORT_KEY = [
    "table_name",
    "hcpcs",
    "modifier",
    "other_hcpcs",
    "mac",
    "locality",
    "row_label",
    "pfs_setting",
    "ncci_table",
]


class NotComparable(ValueError):
    """The names are neither two loaded releases of one series nor two snapshots."""


@dataclass(frozen=True)
class Comparison:
    """Pairs of releases and the changes between them; rows as in the table `changes`."""

    pairs: list[Pair]
    rows: pl.DataFrame
    place: Locality | None = None  # where payments are compared; None: nationally


def diff(
    snapshots: Path, before: str, after: str, code: str | None = None, place: Locality | None = None
) -> Comparison:
    """Compare two releases or snapshots, optionally for one code and in one MAC's locality.

    Two releases (`pfs-rvu 2025D`, newest posting, or `opps 2025-07 r1`) are compared with each other. For
    two snapshots (ids or channels), each release that only `after` contains is compared with its
    predecessor. Raises `NotComparable` and `NoSuchSnapshot`.
    """
    if _is_release(before) and _is_release(after):
        with reading(resolve(snapshots) / DATABASE) as con:
            found = compare_releases(con, [(_release_id(con, before), _release_id(con, after))], place)
    elif _is_release(before) or _is_release(after):
        raise NotComparable(f"{before!r} and {after!r}: expected two releases or two snapshots")
    else:
        found = _between_snapshots(resolve(snapshots, before), resolve(snapshots, after), place)
    return replace(found, rows=found.rows.filter(pl.any_horizontal(code == CODES))) if code else found


def compare_releases(
    con: duckdb.DuckDBPyConnection, pairs: list[Pair], place: Locality | None = None
) -> Comparison:
    """Return the changes of each pair of releases, ordered by table, code, modifier, location and setting."""
    rows = con.sql(f"SELECT {NAMED} FROM changes LIMIT 0").pl()
    for before, after in pairs:
        if before.split()[0] != after.split()[0]:
            raise NotComparable(f"{before} and {after}: expected two releases of one series")
        rows = rows.vstack(_rows(con, before, after, place).cast(rows.schema).sort(SORT_KEY))
    return Comparison(pairs, rows, place)


def _rows(con: duckdb.DuckDBPyConnection, before: str, after: str, place: Locality | None) -> pl.DataFrame:
    mac, locality = place or (None, None)
    if (
        place
        and before.startswith("pfs-rvu ")
        and con.execute(LISTED, [before, after, *place]).fetchall() != [(2,)]
    ):
        raise NotComparable(
            f"contractor {mac}, locality {locality} is not in the GPCI files of both {before} and {after}. "
            "To do: FROM pfs_gpci lists the localities of a release"
        )
    kind = con.execute(KINDS, [after]).fetchall()[0][0]
    values = {"before": before, "after": after, "kind": kind, "mac": mac, "locality": locality}
    written = {name: "NULL" if value is None else quoted(value) for name, value in values.items()}
    return con.sql(ROWS.format(**written)).pl()


def new_pairs(con: duckdb.DuckDBPyConnection, held_before: set[str]) -> list[Pair]:
    """Return each new release with its predecessor; for a first snapshot, the newest of each series."""
    newest = {release_id for (release_id,) in con.execute(NEWEST_OF_EACH).fetchall()}
    held = {release_id for (release_id,) in con.execute("SELECT release_id FROM releases").fetchall()}
    new = held - held_before if held_before else newest
    return con.execute(FOLLOWED, [sorted(new)]).fetchall()


def _between_snapshots(before: Path, after: Path, place: Locality | None) -> Comparison:
    with reading(before / DATABASE) as con:
        held = {release_id for (release_id,) in con.execute("SELECT release_id FROM releases").fetchall()}
    with reading(after / DATABASE) as con:
        pairs = new_pairs(con, held)
        if not pairs and len(held) > len(con.sql("FROM releases")):
            raise NotComparable(f"{after.name} is older than {before.name}. To do: name the older one first")
        return compare_releases(con, pairs, place)


def _is_release(name: str) -> bool:
    try:
        parse_release(name.rsplit(" r", 1)[0])
    except UnknownRelease:
        return False
    return True


def _release_id(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the release id; a name without a posting number means the newest posting."""
    found = con.execute(HELD, [name]).fetchall()[0][0]
    if not found:
        raise NotComparable(f"{name} is not in the snapshot. To do: list its releases, or fetch this one")
    return str(found)
