"""What a release's zip holds, how its tables were recognized, what is in doubt and what would settle it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sources.release import Release
from transforms.conforming.load_tables import LoadedTable, hear_tables
from transforms.corrections.load import Corrections
from transforms.errors import (
    HeaderNotFound,
    Location,
    MissingColumns,
    NotExactlyOne,
    ReleaseRejected,
    TooManyRejectedRows,
    UnexpectedColumns,
    WrongPeriod,
)
from transforms.reading.header import Head, nearest_header, needed
from transforms.reading.select_members import Source, ZipContents, open_zip, unclaimed_members
from transforms.reading.sheets import Sheet
from transforms.reading.text import as_utf8, head
from transforms.table import Table
from transforms.tables import IGNORED_MEMBERS, tables_of

SHOWN = 3  # rows below the header
WHO = ('reason = ""', 'source = ""', "date = 2026-01-01", 'initials = ""')


@dataclass(frozen=True)
class Rendering:
    """A member that may hold a table, and what became of it."""

    table: str
    member: str
    state: str  # `loaded`, `whole`, `rejected` or `unread`
    why: str
    header: list[str]
    first_rows: list[list[str]]  # text of CMS's descriptors is left out
    recognized: Mapping[str, str]  # our column → how, and by which header
    unread_columns: list[str]


@dataclass(frozen=True)
class Doubt:
    """A table that is missing, and the correction that would settle it, as TOML; "" where none would."""

    table: str
    member: str
    reason: str
    correction: str


@dataclass(frozen=True)
class Inspection:
    """Everything `cmsfees inspect` shows of one zip."""

    release: str
    sha256: str
    members: list[str]
    unknown_members: list[str]
    renderings: list[Rendering]
    doubts: list[Doubt]
    corrections: list[str]  # those that apply, by member and action


def inspect_release(path: Path, sha256: str, release: Release, corrections: Corrections) -> Inspection:
    """Reads the zip as a load does, and never raises for what is wrong in a member."""
    contents = open_zip(path, release)
    tables = tables_of(release.series)
    loads = hear_tables(tables, contents, corrections, "none")
    ignored = IGNORED_MEMBERS.get(release.series, {})
    return Inspection(
        str(release),
        sha256,
        [member.name for member in contents.members],
        [member.name for member in unclaimed_members(tables, contents, ignored)],
        [one for load in loads for one in _renderings(load, contents)],
        [doubt for load in loads for doubt in _doubts(load, contents, sha256)],
        [f"{one.member}: {', '.join(one.actions)} ({one.reason})" for one in corrections.items],
    )


def _renderings(load: LoadedTable, contents: ZipContents) -> Iterator[Rendering]:
    for one in load.testimonies:
        for witness in one.witnesses:
            state = "loaded" if witness is one.loaded else "whole" if witness.is_whole else "rejected"
            zeros = witness.conformed.zeros_restored if witness.conformed else 0
            why = str(witness.refusal or (f"{zeros} codes lost their zeros" if zeros else ""))
            parsed = witness.parsed
            known = {c.column: f"{c.how}: {c.header}" for c in parsed.recognition} if parsed else {}
            unread = (
                [column.header or f"column {column.position}" for column in parsed.unread] if parsed else []
            )
            header, rows = _first_rows(load.table, _head(witness.source, contents.release))
            yield Rendering(load.table.name, witness.name, state, why, header, rows, known, unread)
        for name in one.unread:
            yield Rendering(load.table.name, name, "unread", "another rendering is whole", [], [], {}, [])


def _head(source: Source, release: Release) -> Head:
    try:
        if isinstance(source, Sheet):
            return source.frame.head(60).rows()
        return [
            cells
            for _, cells in head(as_utf8(source.data, Location(release, source.name)), Location(release))
        ]
    except ReleaseRejected:
        return []


def _first_rows(table: Table, rows: Head) -> tuple[list[str], list[list[str]]]:
    """The nearest header and the rows below it, as `(text)` where a descriptor may be."""
    found = nearest_header(table, rows) if needed(table) else None
    if found is None:
        return [], []
    described = {c.name for c in table.columns if c.descriptor_of}
    shown = [
        [_shown(found.claims[i : i + 1], described, cell or "") for i, cell in enumerate(row)]
        for row in rows[found.last + 1 : found.last + 1 + SHOWN]
    ]
    return list(found.names), shown


def _shown(claim: tuple[str, ...], described: set[str], cell: str) -> str:
    """In a file with descriptors every cell that may be one is left out."""
    is_text = bool(set(claim) & described) or sum(letter.isalpha() for letter in cell) > 4
    return "(text)" if described and cell and is_text else cell


def _doubts(load: LoadedTable, contents: ZipContents, sha256: str) -> Iterator[Doubt]:
    for missing in load.missing:
        if missing.refusal is None:
            yield Doubt(missing.table, "", missing.reason, "")
            continue
        member = missing.refusal.place.member or _candidate(load)
        action = "\n".join(_actions(load, member, missing.refusal, contents))
        yield Doubt(missing.table, member, missing.reason, _toml(load, member, sha256, contents, action))


def _candidate(load: LoadedTable) -> str:
    return next((witness.name for one in load.testimonies for witness in one.witnesses), "")


def _toml(load: LoadedTable, member: str, sha256: str, contents: ZipContents, action: str) -> str:
    if not action:
        return ""
    keys = {
        "release": str(contents.release),
        "sha256": sha256,
        "table": load.table.name,
        "member": member,
    }
    return "\n".join(
        ["[[correction]]", *(f"{name} = {json.dumps(text)}" for name, text in keys.items()), *WHO, action]
    )


def _actions(
    load: LoadedTable, member: str, refusal: ReleaseRejected, contents: ZipContents
) -> Iterator[str]:
    if isinstance(refusal, WrongPeriod):
        yield "accept_period = true  # if CMS posted the member for this release all the same"
    elif isinstance(refusal, NotExactlyOne):
        yield "use_member = true  # with `member` the right one of those named"
    elif isinstance(refusal, TooManyRejectedRows) and refusal.line:
        yield f'drop_lines = [{{ line = {refusal.line}, old = "" }}]  # with `old` as the line begins'
        yield '# or fix_lines = [{ line = 0, old = "", new = "" }], or restore_zeros = { hcpcs = 5 }'
    elif isinstance(refusal, (UnexpectedColumns, MissingColumns, HeaderNotFound)):
        yield from _of_columns(load.table, member, contents)


def _of_columns(table: Table, member: str, contents: ZipContents) -> Iterator[str]:
    every = (source for form in ("csv", "txt", "xlsx") for source in contents.sources(form))
    source = next((source for source in every if source.name == member), None)
    rows = _head(source, contents.release) if source else []
    found = nearest_header(table, rows)
    missing = [name for name in needed(table) if found is None or name not in found.claimed]
    if found is None or len(missing) * 2 > len(needed(table)):
        positions = ", ".join(f'{i} = "{name}"' for i, name in enumerate(needed(table), 1))
        yield "first_data_line = 1  # the number of the first row of data"
        yield f"name_positions = {{ {positions} }}  # each by its place in the file"
    elif missing:
        pairs = zip(found.unclaimed, missing, strict=False)
        renamed = ", ".join(f"{json.dumps(old)} = {json.dumps(new)}" for old, new in pairs)
        yield f"rename_headers = {{ {renamed} }}  # each header, and the column it is"
    else:
        yield f"ignore_headers = {json.dumps(found.unclaimed)}"
