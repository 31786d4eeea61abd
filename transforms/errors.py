"""Errors that reject a release.

ReleaseRejected
├── UnknownSeries        no table reads releases of this series
├── UnreadableZip        the bytes are not a zip, or a damaged one
├── UnreadableMember     a member is not a text or workbook, or its quotes or cells are malformed
├── NotExactlyOne        no member contains a table, or several do
├── HeaderNotFound       no row (or rows) matches the table's header
├── UnexpectedColumns    a source column is neither claimed nor ignored
├── MissingColumns       a column that every earlier file had is missing
├── DuplicateColumns     two source columns match one table column
├── DataAboveHeader      the lines are out of order
├── WrongPeriod          the file states a period other than the release's
├── RowsOutsideEnvelope  no rows, or far more than the table ever had
├── WrongCorrection      a correction refers to a line with different content
├── BrokenIdentity       the numbers do not add up as in CMS's data: columns are misidentified
├── TooManyRejectedRows  more rows set aside than the table allows
└── ConflictingMembers   two members of a release share a key
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sources.release import Release


@dataclass(frozen=True)
class Location:
    """Where in a release an error occurred, for messages."""

    release: Release
    member: str = ""
    table: str = ""

    def __str__(self) -> str:
        return " · ".join(part for part in (str(self.release), self.member, self.table) if part)


class ReleaseRejected(ValueError):
    """The release cannot be conformed; the message has location, expected, found and what to do."""

    todo = "compare the file with the release's layout document"

    def __init__(self, place: Location, expected: str, found: str, line: int | None = None) -> None:
        self.place = place
        self.line = line
        where = f"{place} · line {line}" if line else str(place)
        super().__init__(f"{where}: expected {expected}; found {found}. To do: {self.todo}.")


class UnknownSeries(ReleaseRejected):
    todo = "add the series to the `series` of a table"


class UnreadableZip(ReleaseRejected):
    todo = "fetch the file again and compare its size with the site's"


class UnreadableMember(ReleaseRejected):
    lines: tuple[int, ...] = ()  # those at fault, if more than `line`
    widths: Mapping[str, int] = {}  # of columns that lost their zeros, with them
    todo = "open the member manually; if CMS's file is damaged, wait for a re-posting"


class NotExactlyOne(ReleaseRejected):
    members: tuple[str, ...] = ()  # those that match the table
    todo = "if CMS renamed the member, widen the `MemberPattern` pattern of the table"


class HeaderNotFound(ReleaseRejected):
    todo = "if CMS renamed the columns, widen the header patterns of the table"


class UnexpectedColumns(ReleaseRejected):
    todo = "add a `Column` for it to the table, or ignore it with a reason"


class MissingColumns(ReleaseRejected):
    columns: tuple[str, ...] = ()  # that a correction may accept as missing, their values as blank
    todo = "if CMS renamed the column, widen its header pattern; if CMS dropped it, make it optional"


class DuplicateColumns(ReleaseRejected):
    todo = "make the header patterns distinguish the columns"


class DataAboveHeader(ReleaseRejected):
    todo = "fetch the file again; if CMS posted it that way, wait for a re-posting"


class WrongPeriod(ReleaseRejected):
    todo = "check which release the file was posted for, and import it under that one"


class WrongSeries(ReleaseRejected):
    todo = "check which series the file was posted for, and import it under that one"


class RowsOutsideEnvelope(ReleaseRejected):
    rows: int = 0
    todo = "check whether the file is truncated or holds another table; if it is right, widen `row_count`"


class TooManyRejectedRows(ReleaseRejected):
    rows: tuple[tuple[int, str], ...] = ()  # line and reason of the first rows
    count: int = 0  # of all of them
    most: bool = False  # of the member's rows
    has_data: bool = False  # one of these rows has at most one cell at fault: it is data
    todo = "check the lines; if CMS changed a format, widen the column's pattern"


class WrongCorrection(ReleaseRejected):
    old: str = ""  # the text that the correction quotes; "" if it quotes none
    new: str | None = None  # what it puts in its place; None if it drops the line
    todo = "replace it with the correction that `cmsfees inspect` prints, or save that one beside it"


class BrokenIdentity(ReleaseRejected):
    identities: tuple[str, ...] = ()  # names of all that are broken
    todo = "check whether columns were moved, shifted or swapped; wait for a re-posting"


class ConflictingMembers(ReleaseRejected):
    members: tuple[str, ...] = ()
    todo = "find out which member CMS means; add what distinguishes them to the table's key"
