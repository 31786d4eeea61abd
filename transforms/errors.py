"""Why a release was refused.

ReleaseRejected
├── UnknownSeries        no table is held by releases of this series
├── NotAZip              the bytes are no zip, or a damaged one
├── UnreadableMember     a member is no text or workbook, or its quotes or cells do not add up
├── NotExactlyOne        no member holds a table, or several do
├── HeaderNotFound       no row (or rows) reads like the table's header
├── UnexpectedColumns    a source column that is neither claimed nor ignored
├── MissingColumns       a column that every year's file had so far
├── DuplicateColumns     two source columns for one of ours
├── DataAboveHeader      the lines are out of order
├── WrongPeriod          the file says another period than the release
├── RowsOutsideEnvelope  no rows, or far more than the table ever had
├── WrongCorrection      a correction names a line that reads otherwise
├── BrokenIdentity       figures that do not add up as CMS's do: columns are not what they seem
├── TooManyRejectedRows  more rows set aside than the table's envelope allows
└── ConflictingMembers   two members of a release give one key
"""

from dataclasses import dataclass

from sources.release import Release


@dataclass(frozen=True)
class Location:
    """Where in a release we are, for messages."""

    release: Release
    member: str = ""
    table: str = ""

    def __str__(self) -> str:
        return " · ".join(part for part in (str(self.release), self.member, self.table) if part)


class ReleaseRejected(ValueError):
    """The release cannot be conformed; the message says where, what was expected and found, what to do."""

    todo = "compare the file with the release's layout document"

    def __init__(self, place: Location, expected: str, found: str, line: int | None = None) -> None:
        self.place = place
        self.line = line
        where = f"{place} · line {line}" if line else str(place)
        super().__init__(f"{where}: expected {expected}; found {found}. To do: {self.todo}.")


class UnknownSeries(ReleaseRejected):
    todo = "name the series in the `series` of a table"


class NotAZip(ReleaseRejected):
    todo = "fetch the file again and compare its size with the site's"


class UnreadableMember(ReleaseRejected):
    todo = "open the member by hand; if CMS broke it, wait for the re-posting"


class NotExactlyOne(ReleaseRejected):
    members: tuple[str, ...] = ()  # those that claim the table
    todo = "if CMS renamed the member, widen the `MemberPattern` pattern of the table"


class HeaderNotFound(ReleaseRejected):
    todo = "if CMS renamed the columns, widen the header patterns of the table"


class UnexpectedColumns(ReleaseRejected):
    todo = "add a `Column` for it to the table, or ignore it with a reason"


class MissingColumns(ReleaseRejected):
    todo = "if CMS renamed the column, widen its header pattern; if it is gone for good, make it optional"


class DuplicateColumns(ReleaseRejected):
    todo = "make the header patterns tell the columns apart"


class DataAboveHeader(ReleaseRejected):
    todo = "fetch the file again; if CMS posted it so, wait for the re-posting"


class WrongPeriod(ReleaseRejected):
    todo = "check which release the file was posted for, and file it under that one"


class WrongSeries(ReleaseRejected):
    todo = "check which series the file was posted for, and file it under that one"


class RowsOutsideEnvelope(ReleaseRejected):
    todo = (
        "look whether the file was cut short or holds another table; if it is right, widen the table's `rows`"
    )


class TooManyRejectedRows(ReleaseRejected):
    rows: tuple[tuple[int, str], ...] = ()  # line and reason of the first of them
    todo = "look at the lines; if CMS changed a format, widen the column's pattern"


class WrongCorrection(ReleaseRejected):
    todo = "compare the correction with the line; it changes nothing by guess"


class BrokenIdentity(ReleaseRejected):
    todo = "look whether columns were moved, shifted or exchanged; wait for the re-posting"


class ConflictingMembers(ReleaseRejected):
    todo = "find out which member CMS means; state what sets them apart in the table's key"
