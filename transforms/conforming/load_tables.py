"""Load every table of a release independently: one that cannot be read is missing, the others load."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import polars as pl

from transforms.conforming.companions import agreeing
from transforms.conforming.conform_table import duplicate_keys
from transforms.conforming.loaded_table import LoadedTable, MissingTable, is_essential, withdrawn
from transforms.conforming.renderings import RenderingGroup, read_rendering, read_renderings, stem
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

MOST_TRIED = 12  # members without a known name that are tried as the table


def load_tables(
    tables: Sequence[Table], contents: ZipContents, corrections: Corrections, compare: str
) -> list[LoadedTable]:
    """Load all tables; raises the error of the first table that the release cannot do without."""
    loads = read_tables(tables, contents, corrections, compare)
    _reject_without_essentials(loads, contents)
    return loads


def read_tables(
    tables: Sequence[Table], contents: ZipContents, corrections: Corrections, compare: str
) -> list[LoadedTable]:
    """Read all tables, even if some are missing."""
    tables = [table for table in tables if not table.until or contents.release.vintage <= table.until]
    outcomes = [(table, list(_outcomes(table, contents, corrections, compare))) for table in tables]
    used = {
        outcome.loaded.name
        for _, each in outcomes
        for _, outcome in each
        if isinstance(outcome, RenderingGroup) and outcome.loaded
    }
    loads = []
    for table, each in outcomes:
        is_missing = not any(isinstance(outcome, RenderingGroup) and outcome.loaded for _, outcome in each)
        each = [
            _by_content(table, result, contents, corrections, used)
            if is_missing or result[0].always
            else result
            for result in each
        ]
        loads.append(_joined(table, each, contents, corrections.of_table(table.name).accepts_absent))
    return agreeing(loads, contents.release, corrections)


PatternResult = RenderingGroup | ReleaseRejected


def _outcomes(
    table: Table, contents: ZipContents, corrections: Corrections, compare: str
) -> Iterator[tuple[MemberPattern, PatternResult]]:
    for pattern in table.members:
        try:
            yield (
                pattern,
                read_renderings(table, pattern, contents, corrections.of_table(table.name), compare),
            )
        except ReleaseRejected as refusal:
            yield pattern, refusal


def _by_content(
    table: Table,
    result: tuple[MemberPattern, PatternResult],
    contents: ZipContents,
    corrections: Corrections,
    used: Collection[str],
) -> tuple[MemberPattern, PatternResult]:
    """If no name matches, read the one member whose content matches the table exactly, whatever its name."""
    pattern, found = result
    assumed = contents.release.vintage < pattern.assumed_until or (
        not pattern.constants and pattern is table.members[0]
    )
    if isinstance(found, ReleaseRejected) or found.loaded or not assumed:
        return result
    tried = {rendering.name for rendering in found.renderings}
    own = corrections.of_table(table.name)
    left = contents.without(own.skipped)
    renderings = [
        read_rendering(table, pattern, source, contents, own) for source in _unused(left, {*used, *tried})
    ]
    whole = [
        rendering
        for rendering in renderings
        if rendering.parsed and rendering.is_whole and not rendering.parsed.unread
    ]
    one_name = (
        len({stem(rendering.name) for rendering in whole}) == 1
    )  # csv, txt and workbook with one name are renderings of one table
    if not whole:
        near = [
            rendering for rendering in renderings if isinstance(rendering.refusal, (WrongPeriod, WrongSeries))
        ]
        near_matches = near if len(near) == 1 and table.required and not found.renderings else []
        return pattern, RenderingGroup(pattern, (*found.renderings, *near_matches), (), None)
    if not (one_name or all(rendering.frame.equals(whole[0].frame) for rendering in whole)):
        return result
    return pattern, RenderingGroup(pattern, (*found.renderings, *whole), (), whole[0])


def _unused(contents: ZipContents, used: Collection[str]) -> list[Source]:
    """Return unclaimed sources, text members before sheets, without those whose names mark other content."""
    every = (source for form in ("csv", "txt", "xlsx") for source in contents.sources(form))
    others = IGNORED_MEMBERS.get(contents.release.series, {})
    unused = (source for source in every if source.name not in used)
    return [s for s in unused if not any(name_matches(pattern, s.name) for pattern in others)][:MOST_TRIED]


def _joined(
    table: Table,
    outcomes: Sequence[tuple[MemberPattern, PatternResult]],
    contents: ZipContents,
    accepted: str,
) -> LoadedTable:
    """Combine the parts of a table, and list what is missing; `accepted` if a correction expects that."""
    groups = tuple(outcome for _, outcome in outcomes if isinstance(outcome, RenderingGroup))
    found = _missing(table, outcomes, contents.release.vintage)
    missing = tuple(replace(each, accepted=accepted) for each in found)
    frames = [group.loaded.frame for group in groups if group.loaded]
    if not frames:
        return LoadedTable(table, groups, None, missing)
    frame = pl.concat(frames)
    names = [group.loaded.name for group in groups if group.loaded]
    place = Location(contents.release, ", ".join(names), table.name)
    if conflict := _conflict(place, frames, table, frame):
        load = LoadedTable(table, groups, frame, missing)
        return withdrawn(load, MissingTable(table.name, "", conflict, accepted))
    return LoadedTable(table, groups, frame, missing)


def _missing(
    table: Table, outcomes: Sequence[tuple[MemberPattern, PatternResult]], vintage: str
) -> Iterator[MissingTable]:
    """Yield the rejected parts; the whole table if nothing of it was found."""
    refusals = {
        pattern.name: outcome if isinstance(outcome, ReleaseRejected) else outcome.refusal
        for pattern, outcome in outcomes
    }
    loaded = any(isinstance(outcome, RenderingGroup) and outcome.loaded for _, outcome in outcomes)
    refused = {name: refusal for name, refusal in refusals.items() if refusal}
    for name, refusal in refused.items():
        yield MissingTable(table.name, name if loaded else "", refusal)
    for pattern, outcome in outcomes if loaded else ():
        if pattern.always and isinstance(outcome, RenderingGroup) and not outcome.renderings:
            yield MissingTable(table.name, pattern.name)
    if not loaded and not refused and table.expected and vintage >= table.since:
        yield MissingTable(table.name, "")


def _conflict(
    place: Location, frames: Sequence[pl.DataFrame], table: Table, frame: pl.DataFrame
) -> ReleaseRejected | None:
    duplicates = frame.clear() if _are_apart(frames, table) else duplicate_keys(frame, table.key)
    if not duplicates.height:
        return None
    found = f"{duplicates.height} rows with shared keys, such as {duplicates.select(table.key).row(0)}"
    refusal = ConflictingMembers(place, "each key in only one member", found)
    refusal.members = tuple(place.member.split(", "))
    return refusal


def _are_apart(frames: Sequence[pl.DataFrame], table: Table) -> bool:
    """Return whether a constant tells the members' keys apart; those of one member are unique."""
    constants = (name for name in table.key if any(name in pattern.constants for pattern in table.members))
    values = ([set(frame[name].unique()) for frame in frames] for name in constants)
    return len(frames) < 2 or any(len(set.union(*each)) == sum(map(len, each)) for each in values)


def _reject_without_essentials(loads: Sequence[LoadedTable], contents: ZipContents) -> None:
    """Raise if a required table or part is missing, or if no table at all was loaded."""
    for load in loads:
        lacks = any(is_essential(load.table, missing) for missing in load.missing)
        if load.table.required and (load.frame is None or lacks):
            raise _why(load, contents)
    if all(load.frame is None for load in loads):
        raise next((_why(load, contents) for load in loads if load.missing), _why(loads[0], contents))


def _why(load: LoadedTable, contents: ZipContents) -> ReleaseRejected:
    if refusal := next((missing.refusal for missing in load.missing if missing.refusal), None):
        return refusal
    wanted = " or ".join(pattern.title or pattern.name for pattern in load.table.members)
    place = Location(contents.release, table=load.table.name)
    names = [member.name for member in contents.members]
    return NotExactlyOne(place, f"exactly one member with {wanted}", f"{names}")
