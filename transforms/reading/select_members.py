"""Select the members of a zip that may contain a table, and list unclaimed ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sources.release import Release
from transforms.errors import Location, ReleaseRejected
from transforms.reading.members import Member, read_members
from transforms.reading.sheets import Sheet, Workbook
from transforms.reading.text import as_utf8, plain
from transforms.table import MemberPattern, Table

Source = Member | Sheet


@dataclass(frozen=True)
class ZipContents:
    """The contents of a release's zip; workbooks are opened only when needed."""

    release: Release
    members: tuple[Member, ...]
    skipped: frozenset[str] = frozenset()  # in lower case: members and sheets that a correction leaves out

    def without(self, skipped: frozenset[str]) -> "ZipContents":
        return replace(self, skipped=skipped) if skipped else self

    @cached_property
    def workbooks(self) -> tuple[Workbook, ...]:
        return tuple(Workbook(member, self.release) for member in self.members if member.form == "xlsx")

    @property
    def sheets(self) -> Iterator[Sheet]:
        every = (sheet for book in self.workbooks for sheet in book.sheets)
        return (sheet for sheet in every if not self.skips(sheet.name))

    def sources(self, form: str) -> Iterator[Source]:
        """Return the members of one format; for workbooks, their sheets."""
        if form == "xlsx":
            return self.sheets
        return (member for member in self.members if member.form == form and not self.skips(member.name))

    def skips(self, name: str) -> bool:
        return bool(self.skipped & {name.lower(), name.partition("!")[0].lower()})


def open_zip(path: Path, release: Release) -> ZipContents:
    return ZipContents(release, tuple(read_members(path, release)))


def matching_members(form: str, held: MemberPattern, contents: ZipContents) -> list[Source]:
    """Return the members (or sheets) of one format that match the table's name pattern and title."""
    named = (source for source in contents.sources(form) if name_matches(held.name, source.name))
    return [source for source in named if _title_matches(held, source, contents.release)]


def unclaimed_members(
    tables: Iterable[Table], contents: ZipContents, ignored: Mapping[str, str]
) -> list[Member]:
    """Return members that no table claims and that have no reason to be ignored; workbooks as a whole."""
    ways = [held for table in tables for held in table.members]
    return [
        member
        for member in contents.members
        if not any(name_matches(pattern, member.name) for pattern in ignored)
        and not any(_claims(held, member, contents) for held in ways)
    ]


def _claims(held: MemberPattern, member: Member, contents: ZipContents) -> bool:
    """Match by name only if a workbook was not opened: its sheets are not read for this."""
    if member.form != "xlsx":
        return name_matches(held.name, member.name) and _title_matches(held, member, contents.release)
    book = next(book for book in contents.workbooks if book.member is member)
    return any(name_matches(held.name, name) for name in (member.name, *(s.name for s in book.sheets)))


def name_matches(pattern: str, name: str) -> bool:
    return re.search(pattern, name, re.IGNORECASE) is not None


def _title_matches(held: MemberPattern, source: Source, release: Release) -> bool:
    if not held.title:
        return True
    try:
        return name_matches(held.title, _title(source, release))
    except ReleaseRejected:
        return False


def _title(source: Source, release: Release) -> str:
    if isinstance(source, Sheet):
        first = " ".join(cell or "" for row in source.frame.head(6).rows() for cell in row)
    else:
        first = plain(as_utf8(source.data[:4000], Location(release, source.name)))
    return " ".join(first.split())
