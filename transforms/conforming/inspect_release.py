"""Show a zip's contents, how its tables were recognized, what is in doubt and which correction settles it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sources.release import Release
from transforms.conforming.headerless import likely_order
from transforms.conforming.load_tables import LoadedTable, MissingTable, read_tables
from transforms.corrections.load import Corrections
from transforms.errors import (
    DuplicateColumns,
    HeaderNotFound,
    Location,
    MissingColumns,
    NotExactlyOne,
    ReleaseRejected,
    TooManyRejectedRows,
    UnexpectedColumns,
    WrongPeriod,
)
from transforms.reading.header import IGNORED, Head, HeaderMatch, nearest_header, needed
from transforms.reading.members import Member
from transforms.reading.select_members import Source, ZipContents, open_zip, unclaimed_members
from transforms.reading.sheets import Sheet
from transforms.reading.spellings import spellings
from transforms.reading.text import as_utf8, head
from transforms.table import HCPCS, Table
from transforms.tables import IGNORED_MEMBERS, tables_of

SIMILARITY = 0.8  # similarity of a header to a spelling of the column, by difflib
SHOWN = 3  # rows below the header
WHO = ('reason = ""', 'source = ""', "date = 2026-01-01", 'initials = ""')


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
    """A missing table, and the correction that would settle it as TOML; "" if none would."""

    table: str
    member: str
    reason: str
    correction: str


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
            header, rows = _first_rows(load.table, _head(rendering.source, contents.release))
            yield RenderingReport(load.table.name, rendering.name, state, why, header, rows, known, unread)
        for name in group.unread:
            yield RenderingReport(
                load.table.name, name, "unread", "another rendering is complete", [], [], {}, []
            )


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
        member = _member_in_doubt(load, missing, contents, unclaimed)
        action = "\n".join(_actions(load.table, member, missing.refusal, contents)) if member else ""
        yield Doubt(missing.table, member, missing.reason, _toml(load, member, sha256, contents, action))


def _member_in_doubt(
    load: LoadedTable, missing: MissingTable, contents: ZipContents, unclaimed: list[Member]
) -> str:
    """Return the rejected member; if no member has the table, an unclaimed one that may have it."""
    refusal = missing.refusal
    if refusal is None:
        return _similar_member(load.table, contents, unclaimed)
    named = refusal.members[:1] if isinstance(refusal, NotExactlyOne) else ()
    names = [rendering.name for group in load.groups for rendering in group.renderings]
    return next(iter((*filter(None, [refusal.place.member]), *named, *names)), "")


def _similar_member(table: Table, contents: ZipContents, unclaimed: list[Member]) -> str:
    names = {member.name for member in unclaimed}
    every = (source for form in table.members[0].formats for source in contents.sources(form))
    for source in (source for source in every if source.name.partition("!")[0] in names):
        found = nearest_header(table, _head(source, contents.release)) if needed(table) else None
        if found and len(found.claimed) * 2 > len(needed(table)):
            return source.name
    return ""


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
    table: Table, member: str, refusal: ReleaseRejected | None, contents: ZipContents
) -> Iterator[str]:
    if refusal is None:
        yield "use_member = true  # if it is the table"
    elif isinstance(refusal, WrongPeriod):
        yield "accept_period = true  # if CMS posted this member for the release anyway"
    elif isinstance(refusal, MissingColumns) and refusal.columns:
        yield f"accept_missing = {json.dumps(list(refusal.columns))}  # if CMS left these columns out"
    elif isinstance(refusal, NotExactlyOne) and refusal.members:
        yield f"use_member = true  # or another of {', '.join(refusal.members)}"
    elif isinstance(refusal, TooManyRejectedRows) and refusal.rows:
        yield from _of_rows(table, refusal.rows, _source(member, contents))
    elif isinstance(refusal, (UnexpectedColumns, MissingColumns, HeaderNotFound, DuplicateColumns)):
        yield from _of_columns(table, refusal, _source(member, contents), contents.release)


def _source(member: str, contents: ZipContents) -> Source | None:
    every = (source for form in ("csv", "txt", "xlsx") for source in contents.sources(form))
    return next((source for source in every if source.name == member), None)


def _of_rows(table: Table, rows: Sequence[tuple[int, str]], source: Source | None) -> Iterator[str]:
    """Suggest restoring zeros if all rows lack them; else dropping the rows, or fixing them by hand."""
    if widths := _widths_lost(table, [reason for _, reason in rows]):
        pairs = ", ".join(f"{name} = {width}" for name, width in widths.items())
        yield f"restore_zeros = {{ {pairs} }}"
        return
    dropped = [f"{{ line = {line}, old = {json.dumps(_first_cell(source, line))} }}" for line, _ in rows]
    yield f"drop_lines = [{', '.join(dropped)}]"
    yield f'# or, with the full line: fix_lines = [{{ line = {rows[0][0]}, old = "", new = "" }}]'


def _widths_lost(table: Table, reasons: Sequence[str]) -> dict[str, int]:
    columns = {column.name: column for column in table.columns}
    found: dict[str, int] = {}
    for reason in reasons:
        lost = re.fullmatch(r"(\w+): expected text like .*, found '([0-9]+)'", reason)
        width = 5 if lost and columns[lost[1]].valid == HCPCS else 0
        if lost and (fixed := re.fullmatch(r"\\d\{(\d)\}", columns[lost[1]].valid)):
            width = int(fixed[1])
        if lost is None or len(lost[2]) >= width:
            return {}
        found[lost[1]] = width
    return found


def _first_cell(source: Source | None, line: int) -> str:
    """Return the first cell of a line, which is never a descriptor."""
    if source is None:
        return ""
    if isinstance(source, Sheet):
        return str(source.frame.row(line - 1)[0] or "")
    text = source.data.split(b"\n")[line - 1].decode("utf-8", errors="replace")
    return re.split(r"[,\t;|~\r]", text)[0][:12]


def _of_columns(
    table: Table, refusal: ReleaseRejected, source: Source | None, release: Release
) -> Iterator[str]:
    rows = _head(source, release) if source else []
    found = nearest_header(table, rows)
    missing = [name for name in needed(table) if found is None or name not in found.claimed]
    if found and not missing and isinstance(refusal, MissingColumns):
        missing = [name for name in table.extra_headers if name[-1] != "*" and name not in found.claimed]
    duplicates = [i for i, name in enumerate(found.claims) if name in found.claims[:i]] if found else []
    if found is None or len(missing) * 2 > len(needed(table)):
        first, order = likely_order(table, rows)
        positions = ", ".join(f'{i} = "{name}"' for i, name in enumerate(order or needed(table), 1))
        yield f"first_data_line = {first + 1}  # line number of the first data row"
        yield f"name_positions = {{ {positions} }}  # each column by its position in the file"
    elif duplicates := [i for i in duplicates if found.claims[i] not in ("", IGNORED)]:
        positions = ", ".join(f'{i + 1} = "{IGNORED}"' for i in duplicates)
        yield f"name_positions = {{ {positions} }}  # or the earlier columns with the same name"
    elif missing:
        pairs = zip(found.unclaimed, missing, strict=False)
        renamed = ", ".join(f"{json.dumps(old)} = {json.dumps(new)}" for old, new in pairs)
        yield f"rename_headers = {{ {renamed} }}  # each header and its column"
    else:
        yield from _of_further_columns(table, found)


def _of_further_columns(table: Table, header: HeaderMatch) -> Iterator[str]:
    """Suggest renaming an unknown header that resembles a missing optional column, or ignoring it."""
    lacking = [c for c in table.columns if c.optional and c.header and c.name not in header.claimed]
    renames = {
        name: column.name
        for name in header.unclaimed
        for column in lacking
        if get_close_matches(name.lower(), spellings(column.header), 1, SIMILARITY)
    }
    remaining = [name for name in header.unclaimed if name not in renames]
    if renames:
        renamed = ", ".join(f"{json.dumps(old)} = {json.dumps(new)}" for old, new in renames.items())
        yield f"rename_headers = {{ {renamed} }}  # each header and its column"
    if remaining or not renames:
        yield f"ignore_headers = {json.dumps(remaining)}"
