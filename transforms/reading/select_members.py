"""Which member of a zip holds a table, and whether every member is accounted for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sources.release import Release
from transforms.errors import Location, NotExactlyOne, UnexpectedMembers
from transforms.reading.members import Member, read_members
from transforms.reading.sheets import Sheet, read_sheets
from transforms.reading.text import as_utf8, plain
from transforms.table import FORMATS, MemberPattern, Table

Source = Member | Sheet


@dataclass(frozen=True)
class ZipContents:
    """What a release's zip holds; workbooks are opened only when asked for."""

    release: Release
    members: tuple[Member, ...]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        books = [member for member in self.members if member.form == "xlsx"]
        return tuple(sheet for book in books for sheet in read_sheets(book, self.release))


def open_zip(path: Path, release: Release) -> ZipContents:
    return ZipContents(release, tuple(read_members(path, release)))


def select_members(table: Table, contents: ZipContents) -> Iterator[tuple[MemberPattern, Source]]:
    """For each way in which the table is held, the one member that does so in the preferred format."""
    chosen = False
    for held in table.members:
        found = next(filter(None, (matching_members(form, held, contents) for form in held.formats)), [])
        found = found[:1] if _identical_bytes(found) else found
        if len(found) > 1:
            raise _not_exactly_one(
                table, held.title or held.name, contents, [source.name for source in found]
            )
        chosen = chosen or bool(found)
        yield from ((held, source) for source in found)
    if table.required and not chosen:
        wanted = " or ".join(held.title or held.name for held in table.members)
        raise _not_exactly_one(table, wanted, contents, [member.name for member in contents.members])


def matching_members(form: str, held: MemberPattern, contents: ZipContents) -> list[Source]:
    """The members (or sheets) of one format that hold a table."""
    sources: Iterable[Source] = (
        contents.sheets if form == "xlsx" else (one for one in contents.members if one.form == form)
    )
    named = (source for source in sources if _name_matches(held.name, source.name))
    return [source for source in named if _title_matches(held, source, contents.release)]


def reject_unclaimed_members(
    tables: Iterable[Table], contents: ZipContents, ignored: Mapping[str, str]
) -> None:
    """Every member is claimed by a table or ignored with a reason: a renamed one must not just go missing."""
    opened = "sheets" in vars(contents)
    formats = FORMATS if opened else FORMATS[:2]
    ways = [held for table in tables for held in table.members]
    claimed = {
        source.name for held in ways for form in formats for source in matching_members(form, held, contents)
    }
    names = [member.name for member in contents.members if member.form != "xlsx"]
    names += [sheet.name for sheet in contents.sheets] if opened else []
    known = [*ignored, *(f"^{re.escape(name)}$" for name in claimed)]
    strangers = [name for name in names if not any(_name_matches(pattern, name) for pattern in known)]
    if strangers:
        raise UnexpectedMembers(Location(contents.release), "only known members", f"{strangers}")


def _identical_bytes(sources: Sequence[Source]) -> bool:
    """The same bytes under two names: CMS has posted DD2 as DD2 and as FF."""
    said = (source.data if isinstance(source, Member) else source.name for source in sources)
    return len(sources) > 1 and len(set(said)) == 1


def _name_matches(pattern: str, name: str) -> bool:
    return re.search(pattern, name, re.IGNORECASE) is not None


def _title_matches(held: MemberPattern, source: Source, release: Release) -> bool:
    if not held.title:
        return True
    if isinstance(source, Sheet):
        first = " ".join(cell or "" for row in source.frame.head(6).rows() for cell in row)
    else:
        first = plain(as_utf8(source.data[:4000], Location(release, source.name)))
    return _name_matches(held.title, " ".join(first.split()))


def _not_exactly_one(table: Table, wanted: str, contents: ZipContents, found: list[str]) -> NotExactlyOne:
    place = Location(contents.release, table=table.name)
    return NotExactlyOne(place, f"exactly one member with {wanted}", f"{found}")
