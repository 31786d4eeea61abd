"""Read a member that lost its header, in a column order that CMS has always used.

The result is accepted only if there are enough rows, every row fits, exactly one order fits, no header
above contradicts it, and the numbers cannot be swapped: either identities fix their columns (total = work
+ PE + MP), or swapping any two columns would yield a value that CMS never published.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from transforms.conforming.conform_table import ConformedTable, conform_table
from transforms.conforming.identities import FEWEST_ROWS, proven
from transforms.errors import ReleaseRejected
from transforms.reading.header import IGNORED, ORDER, HeaderMatch, nearest_header, needed
from transforms.table import TEXT, Column, ParsedMember, Table

Records = Sequence[Sequence[str | None]]
Read = Callable[[HeaderMatch], ParsedMember]
Order = tuple[str, ...]
MOST_ORDERS = 40
LEADING = 2  # cells; CLFS begins with the year
ANCHORS = 5  # columns fixed by identities; the others lie between them


def read_in_known_order(
    table: Table, records: Records, read: Read
) -> tuple[ParsedMember, ConformedTable] | None:
    """Return the member under the only known order that fits; None if none or several fit."""
    first = _first_record(table, records)
    if first is None:
        return None
    named = _named_above(table, records[:first])
    rows = records[first:]
    found = _found(table, read, first, named, (o for width in _widths(rows) for o in _orders(table, width)))
    found = found or _found(table, read, first, named, _with_a_blank(table, rows))
    if not found or any(not _same(table, load, found[0][2]) for _, _, load in found[1:]):
        return None
    order, parsed, load = found[0]
    if any(_changes(table, read, other, first, load) for other in _swapped(table, order, load)):
        return None
    return parsed, load


Found = tuple[Order, ParsedMember, ConformedTable]


def _found(
    table: Table, read: Read, first: int, named: dict[int, str], orders: Iterable[Order]
) -> list[Found]:
    """Return every order that has the named columns in their places and fits."""
    return [
        (order, parsed, load)
        for order in orders
        if all(order[i : i + 1] == (name,) for i, name in named.items())
        for parsed, load in _fitting(table, read, order, first)
    ]


def _with_a_blank(table: Table, rows: Records) -> Iterator[Order]:
    """Yield the known orders around a column that is empty in the first rows, as a spreadsheet leaves one."""
    widest = max((len(row) for row in rows), default=0)
    blank = [
        at for at in range(1, widest) if not any((row[at] or "").strip() for row in rows if at < len(row))
    ]
    for width in _widths(rows):
        for at in (at for at in blank if at < width - 1):
            yield from ((*order[:at], "", *order[at:]) for order in _orders(table, width - 1))


def likely_order(table: Table, records: Records) -> tuple[int, Order]:
    """Return the first data record and the known order of its width, for a person to confirm."""
    first = _first_record(table, records) or 0
    widths = _widths(records[first:])
    return first, next((order for width in widths for order in _orders(table, width)), ())


def _same(table: Table, left: ConformedTable, right: ConformedTable) -> bool:
    """Compare without descriptors: only the order can tell which of two texts is the long one."""
    texts = [column.name for column in table.columns if column.descriptor_of]
    return left.frame.drop(texts).equals(right.frame.drop(texts))


def _first_record(table: Table, records: Records) -> int | None:
    """Return the index of the first record with a code in its first cells; at most a banner precedes it."""
    codes = {column.valid for column in (table.columns[0], *_leading_columns(table)) if column.valid}
    begins = re.compile("|".join(f"(?:{code})" for code in codes)) if codes else None
    return next((i for i, row in enumerate(records) if begins and _has(begins, row[:LEADING])), None)


def _has(code: re.Pattern[str], cells: Sequence[str | None]) -> bool:
    return any(code.fullmatch((cell or "").strip()) for cell in cells)


def _named_above(table: Table, above: Records) -> dict[int, str]:
    """Return the columns that a partial header above identifies, by position."""
    header = nearest_header(table, above) if needed(table) else None
    claims = enumerate(header.claims) if header and len(header.claimed) > 1 else ()
    return {i: claim for i, claim in claims if claim and claim != IGNORED}


def _leading_columns(table: Table) -> list[Column]:
    """Return the columns that come first in a known order."""
    first = {order[0] for order in _known(table)}
    return [column for column in table.columns if column.name in first]


def _widths(rows: Records) -> range:
    """Return possible widths, from the last filled cell to the longest row: trailing cells may be blank."""
    filled = max((i + 1 for row in rows for i, cell in enumerate(row) if (cell or "").strip()), default=0)
    return range(filled, max((len(row) for row in rows), default=0) + 1)


def _known(table: Table) -> list[Order]:
    declared = tuple(column.name for column in table.columns if column.header)
    printed = (tuple(re.compile(layout).groupindex) for layout in table.line_layouts)
    return [order for order in dict.fromkeys((*table.column_orders, *printed, declared)) if order]


def _orders(table: Table, width: int) -> Iterator[Order]:
    """Yield known orders of that width, omitting columns that some years lack, the last ones first."""
    optional = {column.name for column in table.columns if column.optional}
    seen: set[Order] = set()
    for known in _known(table):
        spare = len(known) - width
        left_out = [name for name in known if name in optional]
        if spare < 0 or spare > len(left_out):
            continue
        for omitted in combinations(reversed(left_out), spare):
            order = tuple(name for name in known if name not in omitted)
            if order not in seen and len(seen) < MOST_ORDERS:
                seen.add(order)
                yield order


def _fitting(
    table: Table, read: Read, order: Order, first: int
) -> Iterator[tuple[ParsedMember, ConformedTable]]:
    ways = (ORDER,) * len(order)
    try:
        parsed = read(HeaderMatch(first, first - 1, ("",) * len(order), order, ways))
        load = conform_table(table, parsed)
    except ReleaseRejected:
        return
    if load.rows_in >= FEWEST_ROWS and not parsed.unread:
        yield parsed, load


def _swapped(table: Table, order: Order, load: ConformedTable) -> Iterator[Order]:
    """Yield the order with two columns swapped that no identity fixes and whose values look alike."""
    pinned = proven(table, load.frame)
    if len(pinned) >= ANCHORS:
        return
    columns = {column.name: column for column in table.columns if column.name in order}
    for left, right in combinations(columns.values(), 2):
        same_figures = left.type != TEXT and left.type == right.type
        same_codes = left.type == TEXT and left.valid and left.valid == right.valid
        loose = not (pinned & {left.name, right.name})
        if loose and (same_figures or (same_codes and {left.name, right.name} & set(table.key))):
            swap = {left.name: right.name, right.name: left.name}
            yield tuple(swap.get(name, name) for name in order)


def _changes(table: Table, read: Read, order: Order, first: int, load: ConformedTable) -> bool:
    """Return whether the other order also fits but yields different data."""
    return any(not other.frame.equals(load.frame) for _, other in _fitting(table, read, order, first))
