"""Every table by name."""

from transforms.anesthesia import family as anesthesia
from transforms.asc import family as asc
from transforms.asp import family as asp
from transforms.clfs import family as clfs
from transforms.dmepos import family as dmepos
from transforms.hcpcs import family as hcpcs
from transforms.ncci import family as ncci
from transforms.opps import family as opps
from transforms.pfs import family as pfs
from transforms.table import Table
from transforms.wage_index import family as wage_index
from transforms.zip_codes import family as zip_codes

FAMILIES = (pfs, anesthesia, zip_codes, opps, asc, wage_index, clfs, asp, dmepos, hcpcs, ncci)
TABLES: dict[str, Table] = {table.name: table for family in FAMILIES for table in family.TABLES}
IGNORED_MEMBERS: dict[str, dict[str, str]] = {
    series: patterns for family in FAMILIES for series, patterns in family.IGNORED_MEMBERS.items()
}


def tables_of(series: str) -> list[Table]:
    """Return the tables of a series' releases."""
    return [table for table in TABLES.values() if series in table.series]
