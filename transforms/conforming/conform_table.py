"""Text to typed rows, strictly: every cell is right, or its row is set aside with the reason."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from transforms.conforming.cells import cast_column, compact_dates, with_zeros, without_points
from transforms.conforming.identities import reject_broken_identities
from transforms.conforming.rejected_rows import prose, rejected_rows, rejection_reasons
from transforms.errors import DataAboveHeader, Location, RowsOutsideEnvelope, TooManyRejectedRows
from transforms.table import LEVEL_TWO, TEXT, Column, ParsedMember, Table

# Hard spaces and what other encodings made of them; CMS left them behind A4341 and G0465.
TRAILING_SPACES = "\u00a0\ufffd\u00ff\ufeff\u200b"
MANY_ROWS = 200_000  # below, threads cost more than the columns that they type
MOST_NAMED = 20  # rows that a refusal names, for a correction of them
Faults = dict[str, pl.Series]  # column → where its cells do not fit
Typed = tuple[pl.Series, pl.Series | None]


@dataclass(frozen=True)
class ConformedTable:
    """What became of one member's rows: `rows_in` = rows of `frame` + `folded` + rows of `set_aside`."""

    frame: pl.DataFrame
    rows_in: int
    duplicate_rows: int  # exact duplicates
    set_aside: pl.DataFrame  # line, reason, row
    repaired: int  # cells
    zeros_restored: int = 0  # codes among them: another rendering may have kept their zeros


def conform_table(table: Table, reading: ParsedMember) -> ConformedTable:
    """The table's typed rows of one member; refused when more are set aside than the table allows."""
    _reject_data_above_header(table, reading)
    if table.check:
        table.check(reading)
    reading = _moved_rows_at_fault(table, reading)
    source = table.reshape(reading) if table.reshape else reading.frame
    text, repaired, restored = _repaired(table, _complete(table, source), reading.is_ascii)
    text = text.with_row_index("at")
    known = reading.distinct if source is reading.frame else {}
    distinct = {name: values for name, values in known.items() if name not in repaired}
    rows, faults = _typed(table, text, source.columns, distinct)
    reasons = rejection_reasons(table, reading.release, text, faults)
    if reasons["reason"].null_count() < text.height:
        kept = ~prose(table, text, reasons, faults)
        text, reasons, rows = text.filter(kept), reasons.filter(kept), rows.filter(kept)
        rows = rows.filter(reasons["reason"].is_null())
    rows, duplicate_rows, conflicts = _deduplicate(table, rows)
    aside = pl.concat([reasons.drop_nulls("reason"), conflicts]).sort("at")
    _reject_excess(table, reading.place, text, aside)
    reject_broken_identities(table, reading.place, rows)
    return ConformedTable(
        rows.drop("at"),
        text.height,
        duplicate_rows,
        rejected_rows(table, text, aside),
        sum(repaired.values()),
        restored,
    )


def _moved_rows_at_fault(table: Table, reading: ParsedMember) -> ParsedMember:
    """A cell beside the table that could be the last column's may have been moved there by another."""
    if reading.beside is None or not reading.beside.height or not reading.recognition:
        return reading
    last = {column.name: column for column in table.columns}.get(reading.recognition[-1].column)
    bad = cast_column(replace(last, nullable=True), reading.beside["text"])[1] if last else None
    moved = reading.beside if bad is None else reading.beside.filter(~bad)
    width = reading.recognition[-1].position or 0
    fault = pl.lit(f"expected {width} cells, found {width + 1}")
    at_fault = pl.when(pl.col("line").is_in(moved["line"].implode())).then(fault)
    return replace(reading, frame=reading.frame.with_columns(pl.coalesce("fault", at_fault).alias("fault")))


def _complete(table: Table, text: pl.DataFrame) -> pl.DataFrame:
    """All the table's columns, those of other years null; descriptors that are not CMS's own dropped."""
    missing = [pl.lit(None, pl.String).alias(c.name) for c in table.columns if c.name not in text.columns]
    names = [column.name for column in table.columns]
    text = text.with_columns(missing).select("line", "fault", pl.col(names).cast(pl.String))
    ours = [
        pl.when(pl.col(c.descriptor_of).str.contains(LEVEL_TWO)).then(pl.col(c.name)).alias(c.name)
        for c in table.columns
        if c.descriptor_of
    ]
    return text.with_columns(ours)


def _repaired(table: Table, text: pl.DataFrame, is_ascii: bool) -> tuple[pl.DataFrame, dict[str, int], int]:
    """Cells without hard spaces at their ends and as the columns' `repair` makes them; how many of each.

    And how many codes got back the zeros that a spreadsheet dropped.
    """
    changed, restored = [], 0
    for column in table.columns:
        printed = text[column.name]
        before = after = compact_dates(column, printed)
        if not is_ascii and column.type == TEXT and before.str.contains(f"[{TRAILING_SPACES}]").any():
            after = before.str.strip_chars(TRAILING_SPACES + " ").replace("", None)
        after = column.repair(after) if column.repair else after
        after = without_points(column, after)
        whole = with_zeros(column, after)
        if whole is not after:
            restored += int(after.ne_missing(whole).sum())
            after = whole
        if after is not printed:
            changed.append((after.alias(column.name), int(before.ne_missing(after).sum())))
    repaired = {after.name: count for after, count in changed}
    return text.with_columns(after for after, _ in changed), repaired, restored


def _typed(
    table: Table, text: pl.DataFrame, present: Sequence[str], distinct: Mapping[str, pl.Series]
) -> tuple[pl.DataFrame, Faults]:
    """Every column typed, and where its cells do not fit; columns that this year's file lacks are null."""

    def of(column: Column) -> Typed:
        if column.optional and column.name not in present:
            return pl.Series(column.name, [None] * text.height, column.type), None
        return cast_column(column, text[column.name], None if column.repair else distinct.get(column.name))

    pairs = list(map(of, table.columns)) if text.height < MANY_ROWS else _in_threads(of, table.columns)
    faults = {values.name: bad for values, bad in pairs if bad is not None}
    return pl.DataFrame([text["at"], *(values for values, _ in pairs)]), faults


def _in_threads(of: Callable[[Column], Typed], columns: Sequence[Column]) -> list[Typed]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(of, columns))


def _deduplicate(table: Table, rows: pl.DataFrame) -> tuple[pl.DataFrame, int, pl.DataFrame]:
    """Rows with a key of their own, how many exact duplicates were folded, and rows whose keys conflict."""
    none = pl.DataFrame(schema={"at": rows.schema["at"], "reason": pl.String()})
    doubles = duplicate_keys(rows, table.key)
    if not doubles.height:
        return rows, 0, none
    kept = doubles.unique([c.name for c in table.columns], keep="first", maintain_order=True)
    clashing = kept.filter(kept.select(table.key).is_duplicated())
    clashing = clashing.join(_prevailing(table, clashing), on="at", how="anti")
    left_out = pl.concat([doubles.join(kept, on="at", how="anti"), clashing])["at"]
    reason = pl.lit(f"another row has the same {', '.join(table.key)} and other values")
    duplicate_rows = doubles.height - kept.height
    return (
        rows.filter(~pl.col("at").is_in(left_out.implode())),
        duplicate_rows,
        clashing.select("at", reason=reason),
    )


def _prevailing(table: Table, clashing: pl.DataFrame) -> pl.DataFrame:
    """Of rows that share a key the one that does not yield, where there is one only."""
    if table.yields is None:
        return clashing.clear()
    standing = clashing.filter(~table.yields)
    return standing.filter(~standing.select(table.key).is_duplicated())


def duplicate_keys(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The rows that share their key with another; quick where rows ascend by it, as in CMS's big files."""
    greater, equal = pl.repeat(False, rows.height, eager=True), pl.repeat(True, rows.height, eager=True)
    for column in reversed(rows.select(key).rechunk().get_columns()):
        above = column.shift()
        same = column == above
        greater, equal = (column > above) | (same & greater), same & equal
    if not (greater | equal).slice(1).all(ignore_nulls=False):
        return rows.filter(rows.select(key).is_duplicated())
    equal = equal.fill_null(False)
    return rows.filter(equal | equal.shift(-1, fill_value=False))


def _reject_data_above_header(table: Table, reading: ParsedMember) -> None:
    """A row above the header that reads as data means that lines are out of order: nothing must be lost."""
    columns = [column for column in table.columns if column.name in reading.above.columns]
    needed = [column.name for column in columns if not column.nullable]
    above = _complete(table, reading.above).drop_nulls(needed)
    if not needed or not above.height:
        return
    bad = [bad for column in columns if (bad := cast_column(column, above[column.name])[1]) is not None]
    for line, *wrong in zip(above["line"], *bad, strict=True):
        if not any(wrong):
            raise DataAboveHeader(reading.place, "banners above the header", "a row of data", line)


def _reject_excess(table: Table, place: Location, text: pl.DataFrame, aside: pl.DataFrame) -> None:
    least, most = table.row_count
    if not least <= text.height <= most:
        raise RowsOutsideEnvelope(place, f"{least} to {most} rows", f"{text.height}")
    if aside.height > text.height * table.max_rejected_share:
        lines = text.filter(pl.col("at").is_in(aside["at"].head(MOST_NAMED).implode()))["line"]
        rows = tuple(zip(lines, aside["reason"], strict=False))
        first = "; ".join(f"line {line}: {reason}" for line, reason in rows[:3])
        expected = f"at most {table.max_rejected_share:.2%} of {text.height} rows set aside"
        refusal = TooManyRejectedRows(place, expected, f"{aside.height} ({first})", lines[0])
        refusal.rows = rows
        raise refusal
