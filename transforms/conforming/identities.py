"""What CMS's own figures fulfil row by row; a member that breaks it is not what it seems."""

import polars as pl

from transforms.errors import BrokenIdentity, Location
from transforms.table import Identity, Table

FEWEST = 20  # rows that an identity applies to, below which it proves nothing


def reject_broken_identities(table: Table, place: Location, rows: pl.DataFrame) -> None:
    for identity, broken, applies in _counted(table, rows):
        if applies >= FEWEST and broken > identity.most * applies:
            expected = f"{identity.name} in all but {identity.most:.0%} of the rows"
            raise BrokenIdentity(place, expected, f"{broken} of {applies} rows that break it")


def proven(table: Table, rows: pl.DataFrame) -> set[str]:
    """The columns that an identity pins: it applies to enough rows and nearly all fulfil it."""
    return {
        column
        for identity, broken, applies in _counted(table, rows)
        if identity.pins and applies >= FEWEST and broken <= identity.most * applies
        for column in identity.columns
    }


def _counted(table: Table, rows: pl.DataFrame) -> list[tuple[Identity, int, int]]:
    """Each identity whose columns are there, the rows that break it, and those that it applies to."""
    held = [one for one in table.identities if set(one.columns) <= set(rows.columns)]
    broken = [one.holds.not_().sum().alias(f"broken {i}") for i, one in enumerate(held)]
    applies = [one.holds.is_not_null().sum().alias(f"applies {i}") for i, one in enumerate(held)]
    counts = rows.select(*broken, *applies).row(0) if held else ()
    return list(zip(held, counts, counts[len(held) :], strict=False))
