"""The correction that would settle a doubt, as TOML to be signed by a person."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from sources.release import Release
from transforms.conforming.headerless import likely_order
from transforms.conforming.loaded_table import LoadedTable, MissingTable, is_essential
from transforms.errors import (
    BrokenIdentity,
    ConflictingMembers,
    DataAboveHeader,
    DuplicateColumns,
    HeaderNotFound,
    Location,
    MissingColumns,
    NotExactlyOne,
    ReleaseRejected,
    RowsOutsideEnvelope,
    TooManyRejectedRows,
    UnexpectedColumns,
    UnreadableMember,
    WrongCorrection,
    WrongPeriod,
    WrongSeries,
)
from transforms.reading.header import IGNORED, Head, HeaderMatch, nearest_header, needed
from transforms.reading.select_members import Source, ZipContents
from transforms.reading.sheets import Sheet
from transforms.reading.spellings import spellings
from transforms.reading.text import as_utf8, head
from transforms.table import HCPCS, Table

SIMILARITY = 0.8  # similarity of a header to a spelling of the column, by difflib
WHO = ('reason = ""', 'source = ""', "date = 2026-01-01", 'initials = ""')


def correction_for(
    load: LoadedTable, missing: MissingTable, member: str, contents: ZipContents, sha256: str
) -> str:
    """Return the correction; "" if only another zip settles it, because the release needs this table."""
    table = load.table
    actions = list(_actions(table, member, missing.refusal, contents))
    if not actions and is_essential(table, missing):
        return ""
    if not actions:
        actions = [f"{'skip_member' if member else 'accept_absent'} = true  # the table stays missing"]
    keys = {"release": str(contents.release), "sha256": sha256, "table": table.name, "member": member}
    if not member:
        del keys["member"]
    named = (f"{name} = {json.dumps(text)}" for name, text in keys.items())
    return "\n".join(["[[correction]]", *named, *WHO, *actions])


def first_lines(source: Source, release: Release) -> Head:
    """Return the cells of the first records; none if the member is unreadable."""
    try:
        if isinstance(source, Sheet):
            return source.frame.head(60).rows()
        place = Location(release, source.name)
        return [cells for _, cells in head(as_utf8(source.data, place), place)]
    except ReleaseRejected:
        return []


def _actions(
    table: Table, member: str, refusal: ReleaseRejected | None, contents: ZipContents
) -> Iterator[str]:
    if refusal is None:
        yield from ["use_member = true  # if it is the table"] if member else []
    elif isinstance(refusal, TooManyRejectedRows) and refusal.rows:
        yield from _of_rows(table, refusal, _source(member, contents))
    elif isinstance(refusal, DataAboveHeader):
        yield from _of_data_above(table, refusal, _first_lines_of(member, contents))
    elif isinstance(refusal, UnreadableMember):
        yield from _of_unreadable(refusal, _source(member, contents))
    elif isinstance(refusal, WrongCorrection):
        yield _instead_of(refusal, _source(member, contents))
    elif renames := _misread(table, refusal, member, contents):
        yield _renamed(renames)
    elif accepted := _acceptance(refusal):
        yield accepted
    elif isinstance(refusal, (UnexpectedColumns, MissingColumns, HeaderNotFound, DuplicateColumns)):
        yield from _of_columns(table, refusal, _first_lines_of(member, contents))


def _misread(table: Table, refusal: ReleaseRejected, member: str, contents: ZipContents) -> dict[str, str]:
    """Return unknown headers like those of all missing columns, and the columns: `MCM31` for mcm3."""
    if not isinstance(refusal, MissingColumns) or not refusal.columns:
        return {}
    header = nearest_header(table, _first_lines_of(member, contents)) if needed(table) else None
    patterns = {column.name: column.header for column in table.columns if column.header}
    patterns |= table.extra_headers
    unknown = {name.lower(): name for name in header.unclaimed} if header else {}
    found: dict[str, str] = {}
    for column in refusal.columns:
        every = (spelling for spelling in spellings(patterns.get(column, "")) if spelling)
        near = [name for s in every for name in get_close_matches(s.lower(), unknown, 1, SIMILARITY)]
        found |= {unknown[name]: column for name in near[:1]}
    return found if len(found) == len(refusal.columns) else {}


def _acceptance(refusal: ReleaseRejected) -> str:
    """Return what a person may accept as it is, or ""."""
    if isinstance(refusal, WrongPeriod):
        return "accept_period = true  # if CMS posted this member for the release anyway"
    if isinstance(refusal, WrongSeries):
        return "accept_series = true  # if CMS posted this member for the series anyway"
    if isinstance(refusal, MissingColumns) and refusal.columns and "fee:*" not in refusal.columns:
        return _accepting(refusal.columns)
    if isinstance(refusal, NotExactlyOne) and refusal.members:
        return f"use_member = true  # or another of {', '.join(refusal.members)}"
    if isinstance(refusal, ConflictingMembers):
        return f"skip_member = true  # or another of {', '.join(refusal.members)}"
    if isinstance(refusal, BrokenIdentity):
        return f"accept_identity = {json.dumps(list(refusal.identities))}  # if CMS's figures are so"
    if isinstance(refusal, RowsOutsideEnvelope) and refusal.rows:
        return f"accept_rows = {refusal.rows}  # if CMS's file has as many"
    return ""


def _source(member: str, contents: ZipContents) -> Source | None:
    every = (source for form in ("csv", "txt", "xlsx") for source in contents.sources(form))
    return next((source for source in every if source.name == member), None)


def _first_lines_of(member: str, contents: ZipContents) -> Head:
    source = _source(member, contents)
    return first_lines(source, contents.release) if source else []


def _of_rows(table: Table, refusal: TooManyRejectedRows, source: Source | None) -> Iterator[str]:
    """Suggest to restore zeros if all rows lack them; else to drop a few that are no data, or leave them."""
    rows = refusal.rows
    if widths := _widths_lost(table, [reason for _, reason in rows]):
        yield _restored(widths)
        return
    if refusal.most and table.line_layouts and "the layout" in rows[0][1]:
        yield _layout_to_change(table)
        return
    if refusal.most:
        return
    accepted = f"accept_set_aside = {refusal.count}  # rows that stay unreadable, wherever they are asked for"
    if refusal.count > len(rows):
        yield accepted
        return
    lines = ", ".join(_dropped(source, line) for line in dict(rows))
    dropped = f"drop_lines = [{lines}]  # if they are no data"
    likelier, other = (accepted, dropped) if refusal.has_data else (dropped, accepted)
    yield from (likelier, f"# or: {other}")
    yield f'# or, with the full line: fix_lines = [{{ line = {rows[0][0]}, old = "", new = "" }}]'


def _restored(widths: Mapping[str, int]) -> str:
    return f"restore_zeros = {{ {', '.join(f'{name} = {width}' for name, width in widths.items())} }}"


def _renamed(columns: Mapping[str, str]) -> str:
    renamed = ", ".join(f"{json.dumps(old)} = {json.dumps(new)}" for old, new in columns.items())
    return f"rename_headers = {{ {renamed} }}  # each header and its column"


def _dropped(source: Source | None, line: int) -> str:
    return f"{{ line = {line}, old = {json.dumps(_first_cell(source, line))} }}"


def _instead_of(refusal: WrongCorrection, source: Source | None) -> str:
    """Suggest the same change of the one line that reads as quoted; else to drop the line as it reads."""
    lines = [] if source is None or isinstance(source, Sheet) else source.data.split(b"\n")
    texts = [line.rstrip(b"\r").decode("utf-8", errors="replace") for line in lines] if refusal.old else []
    at = [
        number
        for number, text in enumerate(texts, 1)
        if (text.startswith(refusal.old) if refusal.new is None else text == refusal.old)
    ]
    if len(at) != 1:
        return f"drop_lines = [{_dropped(source, refusal.line or 1)}]  # as the line reads, if it is no data"
    old, new = json.dumps(refusal.old), json.dumps(refusal.new)
    if refusal.new is None:
        return f"drop_lines = [{{ line = {at[0]}, old = {old} }}]  # where the text is"
    return f"fix_lines = [{{ line = {at[0]}, old = {old}, new = {new} }}]  # where the text is"


def _of_unreadable(refusal: UnreadableMember, source: Source | None) -> Iterator[str]:
    """Suggest zeros, the quotation marks of a line, or to drop the lines at fault; nothing without a line."""
    if refusal.widths:
        yield _restored(refusal.widths)
    elif refusal.line and source is not None and not isinstance(source, Sheet):
        lines = refusal.lines or (refusal.line,)
        if quoted := [line for line in lines if b'"' in _line(source.data, line)]:
            yield f"unquote_lines = {quoted}  # if their quotation marks are strays"
            yield f"# or: drop_lines = [{', '.join(_dropped(source, line) for line in quoted)}]"
        else:
            dropped = ", ".join(_dropped(source, line) for line in lines)
            yield f"drop_lines = [{dropped}]  # if the rest is whole"


def _of_data_above(table: Table, refusal: DataAboveHeader, rows: Head) -> Iterator[str]:
    """Suggest to read from the first row of data on, by the positions that the header names."""
    if found := nearest_header(table, rows):
        claims = (claim for claim in enumerate(found.claims, 1) if claim[1])
        yield f"first_data_line = {refusal.line}  # line number of the first data row"
        yield f"name_positions = {{ {', '.join(f'{i} = {json.dumps(name)}' for i, name in claims)} }}"


def _widths_lost(table: Table, reasons: Sequence[str]) -> dict[str, int]:
    columns = {column.name: column for column in table.columns}
    found: dict[str, int] = {}
    for reason in reasons:
        lost = re.fullmatch(r"(\w+): expected text like .*, found '([0-9]+)([A-Z]?)'", reason)
        width = 5 if lost and columns[lost[1]].valid == HCPCS else 0
        fixed = re.fullmatch(r"\\d\{(\d)\}", columns[lost[1]].valid) if lost and not lost[3] else None
        width = int(fixed[1]) if fixed else width
        if lost is None or len(lost[2] + lost[3]) >= width:
            return {}
        found[lost[1]] = width
    return found


def _first_cell(source: Source | None, line: int) -> str:
    """Return the first cell of a line, which is never a descriptor."""
    if source is None:
        return ""
    if isinstance(source, Sheet):
        return str(source.frame.row(line - 1)[0] or "")
    text = _line(source.data, line).decode("utf-8", errors="replace")
    return re.split(r"[,\t;|~\r]", text)[0][:12]


def _line(data: bytes, line: int) -> bytes:
    lines = data.split(b"\n")
    return lines[line - 1] if line <= len(lines) else b""


def _of_columns(table: Table, refusal: ReleaseRejected, rows: Head) -> Iterator[str]:
    found = nearest_header(table, rows) if needed(table) else None
    missing = [name for name in needed(table) if found is None or name not in found.claimed]
    if found and not missing and isinstance(refusal, MissingColumns):
        missing = [name for name in table.extra_headers if name[-1] != "*" and name not in found.claimed]
    duplicates = [i for i, name in enumerate(found.claims) if name in found.claims[:i]] if found else []
    duplicates = [i for i in duplicates if found and found.claims[i] not in ("", IGNORED)]
    has_cells = sum(len(row) > 2 for row in rows) * 2 > len(rows)
    if found is None and table.line_layouts and not has_cells:
        yield _layout_to_change(table)
    elif found is None or len(missing) * 2 > len(needed(table)):
        yield from _by_position(table, rows)
    elif duplicates:
        positions = ", ".join(f'{i + 1} = "{IGNORED}"' for i in duplicates)
        yield f"name_positions = {{ {positions} }}  # or the earlier columns with the same name"
    elif missing and found.unclaimed:
        yield _renamed(dict(zip(found.unclaimed, missing, strict=False)))
    elif missing:
        blank = [column.name for column in table.columns if column.name in missing and column.nullable]
        if blank == missing:
            yield _accepting(blank)
    elif found.unclaimed:
        yield from _of_further_columns(table, found)
    elif likely_order(table, rows)[1]:
        yield from _by_position(table, rows)


def _accepting(missing: Sequence[str]) -> str:
    return f"accept_missing = {json.dumps(list(missing))}  # if CMS left these columns out"


def _layout_to_change(table: Table) -> str:
    return f"line_layout = {json.dumps(table.line_layouts[0])}  # as CMS wrote lines so far: change it"


def _by_position(table: Table, rows: Head) -> Iterator[str]:
    first, order = likely_order(table, rows)
    positions = ", ".join(f'{i} = "{name}"' for i, name in enumerate(order or needed(table), 1))
    if positions:
        yield f"first_data_line = {first + 1}  # line number of the first data row"
        yield f"name_positions = {{ {positions} }}  # each column by its position in the file"


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
        yield _renamed(renames)
    if remaining or not renames:
        yield f"ignore_headers = {json.dumps(remaining)}"
