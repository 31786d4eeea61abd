"""CMS publishes most tables in two or three renderings; the first complete one is loaded.

The pattern's formats are in order of trust, usually csv, txt, workbook. A rejected rendering does not reject
the table. A rendering with restored zeros is loaded only if no other is complete.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from transforms.conforming.conform_table import ConformedTable, conform_table
from transforms.conforming.headerless import Records, read_in_known_order
from transforms.corrections.apply import corrected, hints_of, without_rows
from transforms.corrections.load import NO_CORRECTIONS, Corrections
from transforms.errors import (
    HeaderNotFound,
    Location,
    MissingColumns,
    NotExactlyOne,
    ReleaseRejected,
    UnreadableMember,
    WrongPeriod,
    WrongSeries,
)
from transforms.reading.member_period import reject_other_period
from transforms.reading.members import Member
from transforms.reading.read_member import (
    most_records,
    parse_member,
    parse_sheet,
    read_below,
    read_sheet_below,
)
from transforms.reading.select_members import Source, ZipContents, matching_members, name_matches
from transforms.reading.sheets import Sheet
from transforms.reading.text import HEADER_WITHIN, as_utf8, head
from transforms.table import MemberPattern, ParsedMember, Table

OF_OTHER_TABLE = (HeaderNotFound, WrongPeriod, WrongSeries)
CHEAP = 300_000  # bytes; smaller text members are compared by default
# A folder of what was posted before.
SUPERSEDED = re.compile(r"(?i)(?<![a-z])(superseded|obsolete|old|previous|prior|archived?)(?![a-z])[^/]*/")
CONTINUED = re.compile(r"(?i)([\s_-]*(\(?cont(inued|'d|\.)?\)?|\(?(part )?\d+( of \d+)?\)?))+$")
FIRST_RECORDS = 5_000  # bytes of a text that show its layout
SMALL = 30_000  # bytes; in smaller text members, banners are a large share of the lines
MOST_OF_EXCERPT = 0.5  # share of the rows
CUT_SHORT = 0.02  # share of rows that a complete rendering may lack compared with another


@dataclass(frozen=True)
class Rendering:
    """One rendering of a table: its parsed and conformed rows, or why it was rejected."""

    source: Source
    parsed: ParsedMember | None = None
    conformed: ConformedTable | None = None
    refusal: ReleaseRejected | None = None

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def frame(self) -> pl.DataFrame:
        assert self.conformed is not None
        return self.conformed.frame

    @property
    def is_whole(self) -> bool:
        return self.conformed is not None

    @property
    def has_restored_zeros(self) -> bool:
        """Return whether codes had zeros restored that another rendering may have kept."""
        return self.conformed is not None and self.conformed.zeros_restored > 0


@dataclass(frozen=True)
class RenderingGroup:
    """The renderings of a table that one pattern finds, in the order in which they were read."""

    pattern: MemberPattern
    renderings: tuple[Rendering, ...]
    unread: tuple[str, ...]  # further renderings that were not needed
    loaded: Rendering | None

    @property
    def refusal(self) -> ReleaseRejected | None:
        """Return the rejection of the most trusted rendering if none is complete."""
        refused = (rendering.refusal for rendering in self.renderings if rendering.refusal)
        return None if self.loaded else next(refused, None)


def read_renderings(
    table: Table,
    pattern: MemberPattern,
    contents: ZipContents,
    corrections: Corrections = NO_CORRECTIONS,
    compare: str = "cheap",
) -> RenderingGroup:
    """Read the renderings that the pattern finds until one is complete.

    `compare` sets how many of the others are read as well: `none`, `cheap` (small text files) or `all`.
    Raises `NotExactlyOne` if two of the same format are complete but differ.
    """
    contents = contents.without(corrections.skipped)
    renderings: list[Rendering] = []
    others: list[Source] = []
    for form in pattern.formats:
        if any(rendering.is_whole and not rendering.has_restored_zeros for rendering in renderings):
            opens = form != "xlsx" or compare == "all" or not pattern.title
            others += _candidates(table, form, pattern, contents, corrections) if opens else []
        else:
            sources = [
                s for s in _candidates(table, form, pattern, contents, corrections) if not _is_blank(s)
            ]
            renderings += _of_one_format(table, pattern, sources, contents, corrections)
    if not renderings and not others:
        sources = _misnamed(table, pattern, contents, corrections)
        renderings += _of_one_format(table, pattern, sources, contents, corrections)
    loaded = _most_trusted(renderings)
    others += _namesakes(loaded, others, contents) if loaded and pattern.title else []
    further = list(_further(table, pattern, loaded, others, contents, corrections, compare)) if loaded else []
    loaded = _longest(table, loaded, further)
    names = {rendering.name for rendering in (*renderings, *further)}
    return RenderingGroup(
        pattern, (*renderings, *further), tuple(s.name for s in others if s.name not in names), loaded
    )


def read_rendering(
    table: Table, pattern: MemberPattern, source: Source, contents: ZipContents, corrections: Corrections
) -> Rendering:
    """Read one member or sheet as the table; keep the rejection if it is not."""
    own = corrections.of_member(source.name)
    place = Location(contents.release, source.name, table.name)
    try:
        parsed, conformed = _read(table, pattern, source, place, own)
        if not own.accepts_period:
            reject_other_period(contents.release, source.name, table.yearly)
        return Rendering(source, parsed, conformed)
    except ReleaseRejected as refusal:
        return Rendering(source, refusal=refusal)
    except (
        pl.exceptions.PolarsError,
        LookupError,
    ) as error:  # a table's own code failed on input that it never saw
        found = f"{type(error).__name__}: {error}"[:300]
        return Rendering(
            source, refusal=UnreadableMember(place, "input that the table's code can read", found)
        )


def _read(
    table: Table, pattern: MemberPattern, source: Source, place: Location, own: Corrections
) -> tuple[ParsedMember, ConformedTable]:
    """Read by header or layout; without a header, in the only known column order that fits."""
    try:
        parsed = parse(table, pattern, source, place, own)
    except (HeaderNotFound, MissingColumns):
        if found := _without_header(table, pattern, source, place):
            return found
        raise
    return parsed, conform_table(table, parsed)


def _without_header(
    table: Table, pattern: MemberPattern, source: Source, place: Location
) -> tuple[ParsedMember, ConformedTable] | None:
    if isinstance(source, Sheet):
        records: Records = source.frame.head(HEADER_WITHIN).rows()
        return read_in_known_order(
            table,
            records,
            lambda header: with_constants(pattern, read_sheet_below(table, source, header, place)),
        )
    text = as_utf8(source.data, place)
    return read_in_known_order(
        table,
        [cells for _, cells in head(text, place)],
        lambda header: with_constants(pattern, read_below(table, text, header, place)),
    )


def parse(
    table: Table, pattern: MemberPattern, source: Source, place: Location, own: Corrections = NO_CORRECTIONS
) -> ParsedMember:
    """Parse the member's text under our column names, with the constants of its pattern."""
    hints = hints_of(own)
    if isinstance(source, Sheet):
        reading = parse_sheet(table, without_rows(source, own, place), place, hints)
    else:
        text = as_utf8(corrected(source.data, own, place), place)
        reading = replace(parse_member(table, text, place, hints), is_ascii=text is source.data)
    frame = _zeros_restored(reading.frame, own)
    lacking = [name for name in own.accepts_missing if name not in frame.columns]
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking) if lacking else frame
    return with_constants(
        pattern,
        replace(reading, frame=frame, corrections=own),
    )


def _zeros_restored(frame: pl.DataFrame, own: Corrections) -> pl.DataFrame:
    """Restore leading zeros to the widths that corrections state."""
    widths = {name: width for name, width in own.widths.items() if name in frame.columns}
    short = {
        name: pl.col(name).str.contains(rf"^[0-9]{{1,{width - 1}}}[0-9A-Z]?$")
        for name, width in widths.items()
    }
    filled = [
        pl.when(short[name]).then(pl.col(name).str.zfill(width)).otherwise(pl.col(name)).alias(name)
        for name, width in widths.items()
    ]
    return frame.with_columns(filled) if filled else frame


def with_constants(pattern: MemberPattern, reading: ParsedMember) -> ParsedMember:
    constants = [pl.lit(text, pl.String).alias(name) for name, text in pattern.constants.items()]
    return replace(reading, frame=reading.frame.with_columns(constants)) if constants else reading


def differences(table: Table, left: pl.DataFrame, right: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """Yield the columns in which two renderings differ, with row counts; descriptions may be truncated."""
    if all(left[name].equals(right[name], null_equal=True) for name in left.columns):
        return
    if left.select(table.key).equals(right.select(table.key)):  # usual, and faster than a join
        both = pl.concat([left, right.rename("{}·".format)], how="horizontal")
    else:
        both = left.join(right, on=table.key, how="inner", nulls_equal=True, suffix="·")
    if rows := left.height + right.height - 2 * both.height:
        yield "a row in only one rendering", rows
    values = [column for column in left.columns if column not in table.key]
    differing = both.select(
        pl.col(column).ne_missing(pl.col(f"{column}·")).sum().alias(column) for column in values
    )
    yield from ((count.name, count.item()) for count in differing if count.item())


def _is_for(table: Table, pattern: MemberPattern, member: str) -> bool:
    """Return whether a chosen member belongs to the pattern: by name, else to the first pattern."""
    named = [other for other in table.members if name_matches(other.name, member)]
    return pattern in (named or table.members[:1])


def _candidates(
    table: Table, form: str, pattern: MemberPattern, contents: ZipContents, corrections: Corrections
) -> list[Source]:
    """Return the candidates of one format; only the chosen member if a correction chose one."""
    chosen = corrections.chosen_member.lower()
    if chosen and _is_for(table, pattern, chosen):
        return [source for source in contents.sources(form) if source.name.lower() == chosen]
    return matching_members(form, pattern, contents)


def _misnamed(
    table: Table, pattern: MemberPattern, contents: ZipContents, corrections: Corrections
) -> list[Source]:
    """Return members that the name promises in a format of the pattern: a web page or nothing named xlsx."""
    others = {"csv", "txt", "xlsx"} - set(pattern.formats)
    found = (s for form in sorted(others) for s in _candidates(table, form, pattern, contents, corrections))
    return [s for s in found if isinstance(s, Member) and s.named_form in pattern.formats]


def _is_blank(source: Source) -> bool:
    """Return whether a sheet is empty: until 2012, workbooks came with Excel's default Sheet2 and Sheet3."""
    try:
        return isinstance(source, Sheet) and source.frame.is_empty()
    except UnreadableMember:
        return False


def _of_one_format(
    table: Table,
    pattern: MemberPattern,
    sources: Sequence[Source],
    contents: ZipContents,
    corrections: Corrections,
) -> list[Rendering]:
    """Read the members of one format: identical bytes count as one member; different ones are ambiguous.

    A member that matches another table, or states another period, does not count.
    """
    sources = [source for source in sources if not SUPERSEDED.search(source.name)] or sources
    once = {source.data: source for source in reversed(sources)} if len(sources) > 1 else {}
    distinct = [source for source in sources if not once or source in once.values()]
    shown = [source for source in distinct if not (isinstance(source, Sheet) and source.is_hidden)]
    renderings = [read_rendering(table, pattern, source, contents, corrections) for source in shown]
    if not any(rendering.is_whole for rendering in renderings):
        hidden = (source for source in distinct if source not in shown)
        renderings += [read_rendering(table, pattern, source, contents, corrections) for source in hidden]
    renderings = _continued(table, _without_cut_copies(renderings))
    claimants = [rendering for rendering in renderings if not isinstance(rendering.refusal, OF_OTHER_TABLE)]
    first = claimants[0].conformed if claimants else None
    if any(not (first and other.conformed and other.frame.equals(first.frame)) for other in claimants[1:]):
        place = Location(contents.release, table=table.name)
        expected = f"exactly one member with {pattern.title or pattern.name}"
        refusal = NotExactlyOne(place, expected, f"{[rendering.name for rendering in claimants]}")
        longest = sorted(claimants, key=lambda each: -each.frame.height if each.conformed else 0)
        refusal.members = tuple(rendering.name for rendering in longest)
        raise refusal
    return renderings


def _continued(table: Table, renderings: list[Rendering]) -> list[Rendering]:
    """Join a table that is continued on further sheets: `Fees` and `Fees (cont.)`, without a common key."""
    whole = [each for each in renderings if each.conformed and each.parsed]
    names = {CONTINUED.sub("", each.name).lower() for each in whole}
    if len(whole) < 2 or len(names) > 1 or not all(isinstance(each.source, Sheet) for each in whole):
        return renderings
    frame = pl.concat(each.frame for each in whole)
    if frame.select(table.key).is_duplicated().any():
        return renderings
    loads = [each.conformed for each in whole if each.conformed]
    joined = ConformedTable(
        frame,
        sum(load.rows_in for load in loads),
        sum(load.duplicate_rows for load in loads),
        pl.concat(load.set_aside for load in loads),
        sum(load.repaired for load in loads),
        sum(load.zeros_restored for load in loads),
    )
    first = replace(whole[0], conformed=joined)
    return [first if each is whole[0] else each for each in renderings if each not in whole[1:]]


def _without_cut_copies(renderings: list[Rendering]) -> list[Rendering]:
    """Leave out copies of the longest that were cut short, and excerpts of it on another sheet."""
    whole = (rendering for rendering in renderings if rendering.is_whole)
    longest = max(whole, key=lambda rendering: rendering.frame.height, default=None)
    return [w for w in renderings if longest is None or w is longest or not _is_cut_copy(w, longest)]


def _is_cut_copy(rendering: Rendering, longest: Rendering) -> bool:
    if _is_excerpt(rendering, longest):
        return True
    file, whole_file = (w.name.rpartition("/")[2].lower() for w in (rendering, longest))
    if file != whole_file:
        return False
    is_text = not isinstance(rendering.source, Sheet)
    if is_text and longest.source.data.startswith(rendering.source.data.rstrip()):
        return True  # also within a value: its last row is whole, but another
    rows = rendering.frame.height if rendering.is_whole else longest.frame.height
    return rows < longest.frame.height and rendering.frame.equals(longest.frame.head(rows))


def _is_excerpt(rendering: Rendering, longest: Rendering) -> bool:
    """Return whether it repeats some rows of the longest, such as the new codes.

    Another member has at most half of them: one that has nearly all may be newer, without deleted rows.
    """
    if not rendering.is_whole:
        return False
    book, _, sheet = rendering.name.partition("!")
    share = 1.0 if sheet and longest.name.startswith(f"{book}!") else MOST_OF_EXCERPT
    if rendering.frame.height >= longest.frame.height * share:
        return False
    columns = rendering.frame.columns
    return rendering.frame.join(longest.frame, on=columns, how="anti", nulls_equal=True).is_empty()


def _most_trusted(renderings: Sequence[Rendering]) -> Rendering | None:
    whole = [rendering for rendering in renderings if rendering.is_whole]
    return next(
        (rendering for rendering in whole if not rendering.has_restored_zeros), next(iter(whole), None)
    )


def _further(
    table: Table,
    pattern: MemberPattern,
    loaded: Rendering,
    others: Sequence[Source],
    contents: ZipContents,
    corrections: Corrections,
    compare: str,
) -> Iterator[Rendering]:
    """Yield further renderings to read besides the loaded one: to compare, or because they seem longer."""
    for source in others:
        cheap = compare == "cheap" and not isinstance(source, Sheet) and source.size <= CHEAP
        try:
            is_needed = compare == "all" or cheap or _seems_longer(table, source, loaded)
        except UnreadableMember:
            is_needed = True  # to record why it cannot be read
        if is_needed and not _is_blank(source):
            yield read_rendering(table, pattern, source, contents, corrections)


def _namesakes(loaded: Rendering, others: Sequence[Source], contents: ZipContents) -> list[Source]:
    """Return the sheets of workbooks with the loaded text's name, without reading their titles."""
    if isinstance(loaded.source, Sheet):
        return []
    own = stem(loaded.name)
    known = {source.name for source in others}
    books = (book for book in contents.workbooks if stem(book.member.name) == own)
    sheets = (sheet for book in books for sheet in book.sheets if sheet.name not in known)
    return [sheet for sheet in sheets if not contents.skips(sheet.name)]


def stem(name: str) -> str:
    """Normalize a member name: `508 Version/Web Addendum B.csv` → `web addendum b`."""
    file = name.partition("!")[0].rpartition("/")[2]
    return file.rpartition(".")[0].lower().removeprefix("508 version of ")


def _seems_longer(table: Table, source: Source, loaded: Rendering) -> bool:
    rows = loaded.conformed.rows_in if loaded.conformed else 0
    if isinstance(source, Sheet):
        stated = 0 if isinstance(loaded.source, Sheet) else source.stated_rows()
        return _is_longer(stated, rows) and _is_longer(stated, loaded.source.data.count(b"\n"))
    if source.size > SMALL:
        most = most_records(table, source.beginning(FIRST_RECORDS), source.size)
        return _is_longer(most, rows) and _is_longer(source.data.count(b"\n"), rows)
    return _filled_lines(source.data) > max(rows, _filled_lines(loaded.source.data)) * (1 + CUT_SHORT)


def _is_longer(lines: int, rows: int) -> bool:
    """Return whether that many lines, up to 20 of them a header, say that the rows were cut short."""
    return lines > rows * (1 + CUT_SHORT) + 20


def _filled_lines(data: bytes) -> int:
    return sum(bool(line.strip(b" ,\t\r\x1a")) for line in data.split(b"\n"))


def _longest(table: Table, loaded: Rendering | None, further: Sequence[Rendering]) -> Rendering | None:
    """Return another rendering if it has all loaded rows and clearly more: the loaded one was truncated."""
    for other in further:
        if loaded and other.is_whole and other.frame.height > loaded.frame.height * (1 + CUT_SHORT):
            missing = loaded.frame.join(other.frame, on=table.key, how="anti", nulls_equal=True)
            loaded = loaded if missing.height else other
    return loaded
