"""Every table there is, by name."""

from transforms import asc, ncci, opps, pfs, places
from transforms.table import Table

FAMILIES = (pfs, places, opps, asc, ncci)
TABLES: dict[str, Table] = {table.name: table for family in FAMILIES for table in family.TABLES}
IGNORED_MEMBERS: dict[str, dict[str, str]] = {
    series: patterns for family in FAMILIES for series, patterns in family.IGNORED_MEMBERS.items()
}


def tables_of(series: str) -> list[Table]:
    """The tables that a release of the series holds."""
    return [table for table in TABLES.values() if series in table.series]
