"""Every table of a release on its own: one that cannot be read is missing, and takes no other with it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from transforms.conforming.conform_table import duplicate_keys
from transforms.conforming.witnesses import Testimony, Witness, hear, read_witness, stem
from transforms.corrections.load import Corrections
from transforms.errors import (
    ConflictingMembers,
    Location,
    NotExactlyOne,
    ReleaseRejected,
    WrongPeriod,
    WrongSeries,
)
from transforms.reading.select_members import Source, ZipContents, name_matches
from transforms.table import MemberPattern, Table
from transforms.tables import IGNORED_MEMBERS

MOST_TRIED = 12  # members without a known name that are tried as a table


@dataclass(frozen=True)
class Missing:
    """A table, or the part of it that one pattern finds, that was not loaded, and why."""

    table: str
    part: str  # the pattern of the member; "" where the whole table is missing
    refusal: ReleaseRejected | None = None  # None: no member of the zip holds it

    @property
    def kind(self) -> str:
        return "rejected" if self.refusal else "absent"

    @property
    def reason(self) -> str:
        held = f"no member of the zip holds {self.part or self.table}"
        return str(self.refusal) if self.refusal else held


@dataclass(frozen=True)
class LoadedTable:
    """What became of one table of a release."""

    table: Table
    testimonies: tuple[Testimony, ...]
    frame: pl.DataFrame | None
    missing: tuple[Missing, ...]

    @property
    def loaded(self) -> list[Witness]:
        return [one.loaded for one in self.testimonies if one.loaded] if self.frame is not None else []


def load_tables(
    tables: Sequence[Table], contents: ZipContents, corrections: Corrections, compare: str
) -> list[LoadedTable]:
    """All tables; raises the refusal of the first one that the release cannot do without."""
    loads = hear_tables(tables, contents, corrections, compare)
    _reject_without_essentials(loads, contents)
    return loads


def hear_tables(
    tables: Sequence[Table], contents: ZipContents, corrections: Corrections, compare: str
) -> list[LoadedTable]:
    """All tables, whatever is missing."""
    heard = [(table, list(_heard(table, contents, corrections, compare))) for table in tables]
    used = {
        one.loaded.name for _, each in heard for _, one in each if isinstance(one, Testimony) and one.loaded
    }
    loads = []
    for table, each in heard:
        is_missing = not any(isinstance(one, Testimony) and one.loaded for _, one in each)
        each = [
            _by_content(table, one, contents, corrections, used) if is_missing or one[0].always else one
            for one in each
        ]
        loads.append(_joined(table, each, contents))
    return loads


Heard = Testimony | ReleaseRejected


def _heard(
    table: Table, contents: ZipContents, corrections: Corrections, compare: str
) -> Iterator[tuple[MemberPattern, Heard]]:
    for pattern in table.members:
        try:
            yield pattern, hear(table, pattern, contents, corrections.of_table(table.name), compare)
        except ReleaseRejected as refusal:
            yield pattern, refusal


def _by_content(
    table: Table,
    heard: tuple[MemberPattern, Heard],
    contents: ZipContents,
    corrections: Corrections,
    used: Collection[str],
) -> tuple[MemberPattern, Heard]:
    """Where no name leads to the table, the one member that reads exactly like it, whatever it is called."""
    pattern, found = heard
    assumed = contents.release.vintage < pattern.assumed_until or (
        not pattern.constants and pattern is table.members[0]
    )
    if isinstance(found, ReleaseRejected) or found.loaded or not assumed:
        return heard
    tried = {witness.name for witness in found.witnesses}
    own = corrections.of_table(table.name)
    witnesses = [
        read_witness(table, pattern, source, contents, own) for source in _unused(contents, {*used, *tried})
    ]
    whole = [one for one in witnesses if one.parsed and one.is_whole and not one.parsed.unread]
    one_name = len({stem(one.name) for one in whole}) == 1  # csv, txt and workbook of one name: renderings
    if not whole:
        nearly = [one for one in witnesses if isinstance(one.refusal, (WrongPeriod, WrongSeries))]
        said = nearly if len(nearly) == 1 and table.required and not found.witnesses else []
        return pattern, Testimony(pattern, (*found.witnesses, *said), (), None)
    if not (one_name or all(one.frame.equals(whole[0].frame) for one in whole)):
        return heard
    return pattern, Testimony(pattern, (*found.witnesses, *whole), (), whole[0])


def _unused(contents: ZipContents, used: Collection[str]) -> list[Source]:
    """Text members first, then sheets; not those that hold something else by their names."""
    every = (source for form in ("csv", "txt", "xlsx") for source in contents.sources(form))
    others = IGNORED_MEMBERS.get(contents.release.series, {})
    unused = (source for source in every if source.name not in used)
    return [s for s in unused if not any(name_matches(pattern, s.name) for pattern in others)][:MOST_TRIED]


def _joined(table: Table, heard: Sequence[tuple[MemberPattern, Heard]], contents: ZipContents) -> LoadedTable:
    """The parts of a table put together, and what is missing of it."""
    testimonies = tuple(one for _, one in heard if isinstance(one, Testimony))
    missing = tuple(_missing(table, heard))
    frames = [one.loaded.frame for one in testimonies if one.loaded]
    if not frames:
        return LoadedTable(table, testimonies, None, missing)
    frame = pl.concat(frames)
    names = [one.loaded.name for one in testimonies if one.loaded]
    if conflict := _conflict(
        Location(contents.release, ", ".join(names), table.name), frame, table, len(names)
    ):
        return LoadedTable(table, testimonies, None, (Missing(table.name, "", conflict),))
    return LoadedTable(table, testimonies, frame, missing)


def _missing(table: Table, heard: Sequence[tuple[MemberPattern, Heard]]) -> Iterator[Missing]:
    """Parts that were refused; the whole table, where nothing was found of it."""
    refusals = {
        pattern.name: one if isinstance(one, ReleaseRejected) else one.refusal for pattern, one in heard
    }
    loaded = any(isinstance(one, Testimony) and one.loaded for _, one in heard)
    refused = {name: refusal for name, refusal in refusals.items() if refusal}
    for name, refusal in refused.items():
        yield Missing(table.name, name if loaded else "", refusal)
    for pattern, one in heard if loaded else ():
        if pattern.always and isinstance(one, Testimony) and not one.witnesses:
            yield Missing(table.name, pattern.name)
    if not loaded and not refused and table.expected:
        yield Missing(table.name, "")


def _conflict(place: Location, frame: pl.DataFrame, table: Table, members: int) -> ReleaseRejected | None:
    shared = duplicate_keys(frame, table.key) if members > 1 else frame.clear()
    if not shared.height:
        return None
    found = f"{shared.height} rows that share keys, such as {shared.select(table.key).row(0)}"
    return ConflictingMembers(place, "each key in one member", found)


def _reject_without_essentials(loads: Sequence[LoadedTable], contents: ZipContents) -> None:
    """What the series is for must be there, every part of it; and of other series, something."""
    for load in loads:
        if load.table.required and (load.frame is None or _lacks_a_part(load)):
            raise _why(load, contents)
    if all(load.frame is None for load in loads):
        raise next((_why(load, contents) for load in loads if load.missing), _why(loads[0], contents))


def _lacks_a_part(load: LoadedTable) -> bool:
    deciding = {pattern.name for pattern in load.table.members if pattern.decides}
    return any(missing.part in deciding for missing in load.missing)


def _why(load: LoadedTable, contents: ZipContents) -> ReleaseRejected:
    if refusal := next((missing.refusal for missing in load.missing if missing.refusal), None):
        return refusal
    wanted = " or ".join(pattern.title or pattern.name for pattern in load.table.members)
    place = Location(contents.release, table=load.table.name)
    names = [member.name for member in contents.members]
    return NotExactlyOne(place, f"exactly one member with {wanted}", f"{names}")
