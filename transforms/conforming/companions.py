"""Compare the lists of a zip's tables: one that lacks what another lists has lost lines."""

from collections.abc import Mapping, Sequence

import polars as pl

from sources.release import Release
from transforms.conforming.identities import FEWEST_ROWS
from transforms.conforming.loaded_table import LoadedTable, MissingTable, withdrawn
from transforms.corrections.load import Corrections
from transforms.errors import BrokenIdentity, Location
from transforms.table import Companion, Table

MOST_UNEQUAL = 0.02  # share of rows; in CMS's zips at most 0.9% (national copayments of addenda A and B)


def agreeing(loads: Sequence[LoadedTable], release: Release, corrections: Corrections) -> list[LoadedTable]:
    """Return the loads; a table that lacks rows of its companion is missing, with that reason."""
    frames = {load.table.name: load.frame for load in loads if load.frame is not None}
    return [_judged(load, frames, release, corrections.of_table(load.table.name)) for load in loads]


def _judged(
    load: LoadedTable, frames: Mapping[str, pl.DataFrame], release: Release, own: Corrections
) -> LoadedTable:
    if load.frame is None:
        return load
    for companion in load.table.companions:
        other = frames.get(companion.table)
        name = name_of(load.table, companion)
        if other is None or name in own.accepts_identities:
            continue
        if companion.where is not None:
            other = other.filter(companion.where)
        if found := _lacking(load.frame, other, companion) or _unequal(load.frame, other, companion):
            place = Location(release, ", ".join(rendering.name for rendering in load.loaded), load.table.name)
            most = _most(companion)
            refusal = BrokenIdentity(place, f"{name}, in all but {most:.0%}", found)
            refusal.identities = (name,)
            return withdrawn(load, MissingTable(load.table.name, "", refusal, own.accepts_absent))
    return load


def _most(companion: Companion) -> float:
    if companion.relation is not None:
        return companion.most_unrelated
    return MOST_UNEQUAL if companion.most == 1 else companion.most


def name_of(table: Table, companion: Companion) -> str:
    """Return the rule as a correction names it: `asc_addendum_aa lists every hcpcs of asc_addendum_ff`."""
    if companion.relation is not None:
        return f"{table.name}: {companion.of}"
    if companion.most == 1:
        return f"{table.name} has the {' and '.join(companion.equal)} of {companion.table}"
    which = f" with {companion.of}" if companion.of else ""
    return f"{table.name} lists every {' and '.join(companion.on)} of {companion.table}{which}"


def _lacking(frame: pl.DataFrame, other: pl.DataFrame, companion: Companion) -> str:
    """Return what the table lacks, or "" if it was not cut.

    If each list lacks rows of the other, neither was cut. A list that lacks half is a different list.
    """
    on = list(companion.on)
    wanted, held = (_listed(rows, on) for rows in (other, frame))
    lost = wanted.join(held, on=on, how="anti")
    if wanted.height < FEWEST_ROWS or lost.height <= wanted.height * companion.most:
        return ""
    extra = held.join(wanted, on=on, how="anti")
    is_other = (
        extra.height > held.height * companion.most if companion.same else lost.height * 2 > wanted.height
    )
    if is_other:
        return ""
    return f"{lost.height} of {wanted.height} lacking, such as {' '.join(map(str, lost.sort(on).row(0)))}"


def _listed(rows: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Return the distinct keys without blanks; of one column in half the time."""
    if len(on) == 1:
        return rows.select(pl.col(on[0]).drop_nulls().unique())
    return rows.select(on).drop_nulls().unique()


def _unequal(frame: pl.DataFrame, other: pl.DataFrame, companion: Companion) -> str:
    """Return the first column that differs from the companion's in too many of its rows, or "".

    Numbers are compared only in rows in which at least one of the two tables has one other than 0.
    """
    if not (companion.equal or companion.relation is not None):
        return ""
    both = _in_both(frame, other, companion)
    for column in companion.equal:
        pairs = both.select(left=column, right=f"{column}·")
        if pairs.schema["left"].is_numeric():
            pairs = pairs.fill_null(0).filter((pl.col("left") != 0) | (pl.col("right") != 0))
        differing = int(pairs["left"].ne_missing(pairs["right"]).sum())
        if pairs.height >= FEWEST_ROWS and differing > pairs.height * MOST_UNEQUAL:
            return f"another {column} in {differing} of {pairs.height} rows"
    return _unrelated(both, companion)


def _in_both(frame: pl.DataFrame, other: pl.DataFrame, companion: Companion) -> pl.DataFrame:
    """Return the rows of both tables with what is compared, the other's columns with `·`."""
    related = companion.relation.meta.root_names() if companion.relation is not None else []
    names = {*companion.on, *companion.equal, *(name.removesuffix("·") for name in related)}
    left, right = (rows.select(name for name in rows.columns if name in names) for rows in (frame, other))
    return left.join(right, on=list(companion.on), how="inner", suffix="·")


def _unrelated(both: pl.DataFrame, companion: Companion) -> str:
    """Return in how many rows the companion's relation does not hold, or "" if they are few."""
    if companion.relation is None:
        return ""
    holds = both.select(companion.relation.alias("holds"))["holds"].drop_nulls()
    violations = holds.len() - int(holds.sum())
    if holds.len() < FEWEST_ROWS or violations <= holds.len() * companion.most_unrelated:
        return ""
    return f"{violations} of {holds.len()} rows in which it is not so"
