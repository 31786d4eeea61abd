"""Identities that hold row by row in CMS's data; a member that breaks one has misidentified columns."""

from collections.abc import Collection

import polars as pl

from transforms.errors import BrokenIdentity, Location
from transforms.table import Identity, Table

FEWEST_ROWS = 20  # fewer applicable rows prove nothing
MOST_OF_FEW = 0.5


def reject_broken_identities(
    table: Table, place: Location, rows: pl.DataFrame, accepted: Collection[str] = ()
) -> None:
    """Raise `BrokenIdentity` for the first broken identity that no correction accepts; it names them all."""
    broken = [
        (identity, violations, applies)
        for identity, violations, applies in _counted(table, rows)
        if _is_broken(identity, violations, applies) and identity.name not in accepted
    ]
    for identity, violations, applies in broken[:1]:
        expected = f"{identity.name} in all but {identity.most:.0%} of the rows"
        refusal = BrokenIdentity(place, expected, f"{violations} of {applies} rows that violate it")
        refusal.identities = tuple(identity.name for identity, _, _ in broken)
        raise refusal


def _is_broken(identity: Identity, violations: int, applies: int) -> bool:
    """Return whether too many rows violate it; of few rows, more than half, if each row alone shows it."""
    most = identity.most if applies >= FEWEST_ROWS else MOST_OF_FEW if identity.by_row else 1
    return violations > applies * most


def proven(table: Table, rows: pl.DataFrame) -> set[str]:
    """Return the columns that an identity confirms: it applies to enough rows and nearly all satisfy it."""
    return {
        column
        for identity, broken, applies in _counted(table, rows)
        if identity.pins and applies >= FEWEST_ROWS and broken <= identity.most * applies
        for column in identity.columns
    }


def _counted(table: Table, rows: pl.DataFrame) -> list[tuple[Identity, int, int]]:
    """Return each applicable identity with the number of rows that violate it and to which it applies."""
    known = [identity for identity in table.identities if set(identity.columns) <= set(rows.columns)]
    holds = rows.select(identity.holds.alias(str(i)) for i, identity in enumerate(known))
    applies = [flags.len() - flags.null_count() for flags in holds]
    return [
        (identity, count - int(flags.sum()), count)
        for identity, flags, count in zip(known, holds, applies, strict=True)
    ]
