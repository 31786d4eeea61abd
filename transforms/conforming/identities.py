"""What CMS's own figures fulfil row by row; a member that breaks it is not what it seems."""

import polars as pl

from transforms.errors import BrokenIdentity, Location
from transforms.table import Identity, Table

FEWEST = 20  # rows that an identity applies to, below which it proves nothing


def reject_broken_identities(table: Table, place: Location, rows: pl.DataFrame) -> None:
    for identity in table.identities:
        broken, applies = _counted(identity, rows)
        if applies >= FEWEST and broken > identity.most * applies:
            expected = f"{identity.name} in all but {identity.most:.0%} of the rows"
            raise BrokenIdentity(place, expected, f"{broken} of {applies} rows that break it")


def proven(table: Table, rows: pl.DataFrame) -> set[str]:
    """The columns that an identity pins: it applies to enough rows and nearly all fulfil it."""
    return {
        column
        for identity in table.identities
        for broken, applies in [_counted(identity, rows)]
        if identity.pins and applies >= FEWEST and broken <= identity.most * applies
        for column in identity.columns
    }


def _counted(identity: Identity, rows: pl.DataFrame) -> tuple[int, int]:
    """Rows that break it, and rows that it applies to."""
    if not set(identity.columns) <= set(rows.columns):
        return 0, 0
    holds = rows.select(holds=identity.holds)["holds"].drop_nulls()
    return int((~holds).sum()), holds.len()
