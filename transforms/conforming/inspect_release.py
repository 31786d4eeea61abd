"""Show a zip's contents, how its tables were recognized, what is in doubt and which correction settles it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sources.release import Release
from transforms.conforming.load_tables import read_tables
from transforms.conforming.loaded_table import LoadedTable, MissingTable
from transforms.conforming.suggested_correction import correction_for, first_lines
from transforms.corrections.load import Corrections
from transforms.errors import ConflictingMembers, NotExactlyOne
from transforms.reading.header import Head, nearest_header, needed
from transforms.reading.members import Member
from transforms.reading.select_members import ZipContents, open_zip, unclaimed_members
from transforms.table import Table
from transforms.tables import IGNORED_MEMBERS, tables_of

SHOWN = 3  # rows below the header


@dataclass(frozen=True)
class RenderingReport:
    """A member that may contain a table, and its outcome."""

    table: str
    member: str
    state: str  # `loaded`, `whole`, `rejected` or `unread`
    why: str
    header: list[str]
    first_rows: list[list[str]]  # without the text of CMS's descriptors
    recognized: Mapping[str, str]  # our column → method and header
    unread_columns: list[str]


@dataclass(frozen=True)
class Doubt:
    """A missing table, and the correction that would settle it as TOML; else the command that would."""

    table: str
    member: str
    reason: str
    correction: str
    command: str  # with a readable copy of the zip, if the release is nothing without the table


@dataclass(frozen=True)
class Inspection:
    """Everything that `cmsfees inspect` shows about one zip."""

    release: str
    sha256: str
    members: list[str]
    unknown_members: list[str]
    renderings: list[RenderingReport]
    doubts: list[Doubt]
    corrections: list[str]  # applicable corrections, by member and action


def inspect_release(path: Path, sha256: str, release: Release, corrections: Corrections) -> Inspection:
    """Read the zip as a load does, but never raise for errors in a member."""
    contents = open_zip(path, release)
    tables = tables_of(release.series)
    loads = read_tables(tables, contents, corrections, "none")
    unclaimed = unclaimed_members(tables, contents, IGNORED_MEMBERS.get(release.series, {}))
    return Inspection(
        str(release),
        sha256,
        [member.name for member in contents.members],
        [member.name for member in unclaimed],
        [rendering for load in loads for rendering in _renderings(load, contents)],
        [doubt for load in loads for doubt in _doubts(load, contents, unclaimed, sha256)],
        [
            f"{correction.member}: {', '.join(correction.actions)} ({correction.reason})"
            for correction in corrections.items
        ],
    )


def _renderings(load: LoadedTable, contents: ZipContents) -> Iterator[RenderingReport]:
    for group in load.groups:
        for rendering in group.renderings:
            state = "loaded" if rendering is group.loaded else "whole" if rendering.is_whole else "rejected"
            zeros = rendering.conformed.zeros_restored if rendering.conformed else 0
            why = str(rendering.refusal or (f"{zeros} codes had zeros restored" if zeros else ""))
            parsed = rendering.parsed
            known = {c.column: f"{c.how}: {c.header}" for c in parsed.recognition} if parsed else {}
            unread = (
                [column.header or f"column {column.position}" for column in parsed.unread] if parsed else []
            )
            header, rows = _first_rows(load.table, first_lines(rendering.source, contents.release))
            yield RenderingReport(load.table.name, rendering.name, state, why, header, rows, known, unread)
        for name in group.unread:
            yield RenderingReport(
                load.table.name, name, "unread", "another rendering is complete", [], [], {}, []
            )


def _first_rows(table: Table, rows: Head) -> tuple[list[str], list[list[str]]]:
    """Return the nearest header and the rows below it, with possible descriptors masked as `(text)`."""
    found = nearest_header(table, rows) if needed(table) else None
    if found is None:
        return [], []
    described = {c.name for c in table.columns if c.descriptor_of}
    shown = [
        [_masked_cell(found.claims[i : i + 1], described, cell or "") for i, cell in enumerate(row)]
        for row in rows[found.last + 1 : found.last + 1 + SHOWN]
    ]
    return list(found.names), shown


def _masked_cell(claim: tuple[str, ...], described: set[str], cell: str) -> str:
    """Mask every cell that may be a descriptor, if the table has descriptors."""
    is_text = bool(set(claim) & described) or sum(letter.isalpha() for letter in cell) > 4
    return "(text)" if described and cell and is_text else cell


def _doubts(
    load: LoadedTable, contents: ZipContents, unclaimed: list[Member], sha256: str
) -> Iterator[Doubt]:
    for missing in load.missing:
        if not missing.accepted:
            member = _member_in_doubt(load, missing, contents, unclaimed)
            correction = correction_for(load, missing, member, contents, sha256)
            command = "" if correction else f'cmsfees import COPY.zip --release "{contents.release}"'
            yield Doubt(missing.table, member, missing.reason, correction, command)


def _member_in_doubt(
    load: LoadedTable, missing: MissingTable, contents: ZipContents, unclaimed: list[Member]
) -> str:
    """Return the rejected member; if no member has the table, an unclaimed one that may have it."""
    refusal = missing.refusal
    if refusal is None:
        return _similar_member(load.table, contents, unclaimed)
    named = refusal.members[:1] if isinstance(refusal, NotExactlyOne) else ()
    named = refusal.members[-1:] if isinstance(refusal, ConflictingMembers) else named
    names = [rendering.name for group in load.groups for rendering in group.renderings]
    return next(iter((*named, *filter(None, [refusal.place.member]), *names)), "")


def _similar_member(table: Table, contents: ZipContents, unclaimed: list[Member]) -> str:
    names = {member.name for member in unclaimed}
    every = (source for form in table.members[0].formats for source in contents.sources(form))
    for source in (source for source in every if source.name.partition("!")[0] in names):
        found = nearest_header(table, first_lines(source, contents.release)) if needed(table) else None
        if found and len(found.claimed) * 2 > len(needed(table)):
            return source.name
    return ""
