"""Convert text to typed rows strictly: every row is either fully correct or set aside with a reason."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from transforms.conforming.cells import cast_column, cast_fitting, compact_dates, with_zeros, without_points
from transforms.conforming.identities import proven, reject_broken_identities
from transforms.conforming.mended_cells import mended
from transforms.conforming.rejected_rows import non_data_rows, rejected_rows, rejection_reasons
from transforms.errors import DataAboveHeader, RowsOutsideEnvelope, TooManyRejectedRows, UnexpectedColumns
from transforms.reading.text import MOST_NAMED
from transforms.table import LEVEL_TWO, MODIFIER, TEXT, Column, ParsedMember, Table

# Hard spaces and their corrupted forms in other encodings; CMS left them after A4341 and G0465.
TRAILING_SPACES = "\u00a0\ufffd\u00ff\ufeff\u200b"
MANY_ROWS = 200_000  # with fewer, threads cost more than they save
FEW_ROWS = 100_000  # with fewer, hashing costs less than checking whether the rows are sorted
Faults = dict[str, pl.Series]  # column → mask of cells that do not fit
Typed = tuple[pl.Series, pl.Series | None]


@dataclass(frozen=True)
class ConformedTable:
    """Conformed rows of one member: `rows_in` = `frame` rows + `duplicate_rows` + `set_aside` rows."""

    frame: pl.DataFrame
    rows_in: int
    duplicate_rows: int  # exact duplicates
    set_aside: pl.DataFrame  # line, reason, row
    repaired: int  # cells
    zeros_restored: int = 0  # codes that got their zeros back; another rendering may have kept them


def conform_table(table: Table, reading: ParsedMember) -> ConformedTable:
    """Return the member's typed rows; raises if more rows are set aside than the table allows."""
    _reject_data_above_header(table, reading)
    if table.check:
        table.check(reading)
    reading = _moved_rows_at_fault(table, reading)
    source = table.reshape(reading) if table.reshape else reading.frame
    text, repaired, restored = _repaired(table, _complete(table, source), reading.is_ascii)
    text = text.with_row_index("at")
    known = reading.distinct if source is reading.frame and reading.distinct is not None else pl.DataFrame()
    known = known.drop(repaired, strict=False) if repaired else known
    rows, faults = _typed(table, text, source.columns, known)
    text, rows, faults, changed = _mended(table, text, rows, faults) if faults else (text, rows, faults, 0)
    reasons = rejection_reasons(table, reading.release, text, faults)
    is_faulty = reasons["reason"].null_count() < text.height
    if is_faulty or not table.columns[0].valid:
        kept = ~non_data_rows(table, text, reasons, faults)
        text, reasons, rows = text.filter(kept), reasons.filter(kept), rows.filter(kept)
        rows = rows.filter(reasons["reason"].is_null())
    rows, duplicate_rows, conflicts = _deduplicate(table, rows)
    reasons = reasons.drop_nulls("reason") if is_faulty else reasons.clear()
    aside = pl.concat([reasons, conflicts]).sort("at") if reasons.height or conflicts.height else conflicts
    _reject_excess(table, reading, text, aside, faults)
    reject_broken_identities(table, reading.place, rows, reading.corrections.accepts_identities)
    _reject_moved_columns(table, reading, rows)
    return ConformedTable(
        rows[[column.name for column in table.columns]],
        text.height,
        duplicate_rows,
        rejected_rows(table, text, aside),
        sum(repaired.values()) + changed,
        restored,
    )


def _moved_rows_at_fault(table: Table, reading: ParsedMember) -> ParsedMember:
    """Flag rows whose cell beyond the last column fits that column: the row may be shifted by one cell."""
    moved = _moved(table, reading)
    if not moved.height or _is_column(moved, reading):
        return reading
    width = reading.recognition[-1].position or 0
    fault = pl.lit(f"expected {width} cells, found {width + 1}")
    at_fault = pl.when(pl.col("line").is_in(moved["line"].implode())).then(fault)
    return replace(reading, frame=reading.frame.with_columns(pl.coalesce("fault", at_fault).alias("fault")))


def _reject_moved_columns(table: Table, reading: ParsedMember, rows: pl.DataFrame) -> None:
    """Reject a column without a name whose values fit the last one, which no identity confirms.

    The header may have lost a cell: every name behind it is then that of the column before.
    """
    moved = _moved(table, reading)
    if moved.height and _is_column(moved, reading):
        last = reading.recognition[-1]
        if last.column not in proven(table, rows):
            found = f"cells like its last column {last.column} behind it in {moved.height} rows"
            raise UnexpectedColumns(reading.place, f"rows of {last.position} cells, as the header", found)


def _moved(table: Table, reading: ParsedMember) -> pl.DataFrame:
    """Return the cells beyond the last column that fit it."""
    if reading.beside is None or not reading.beside.height or not reading.recognition:
        return pl.DataFrame()
    last = {column.name: column for column in table.columns}.get(reading.recognition[-1].column)
    bad = cast_column(replace(last, nullable=True), reading.beside["text"])[1] if last else None
    return reading.beside if bad is None else reading.beside.filter(~bad)


def _is_column(moved: pl.DataFrame, reading: ParsedMember) -> bool:
    return moved.height * 2 >= reading.frame.height


def _complete(table: Table, text: pl.DataFrame) -> pl.DataFrame:
    """Add missing columns as null, and drop descriptors that are not CMS's own."""
    names = [column.name for column in table.columns]
    here = [name for name in names if name in text.columns]
    absent = [pl.lit(None, pl.String).alias(name) for name in names if name not in here]
    text = text.select("line", "fault", pl.col(here).cast(pl.String), *absent)
    level_two = [
        pl.when(pl.col(c.descriptor_of).str.contains(LEVEL_TWO)).then(pl.col(c.name)).alias(c.name)
        for c in table.columns
        if c.descriptor_of
    ]
    text = text.with_columns(level_two) if level_two else text
    return text[["line", "fault", *names]]


def _repaired(table: Table, text: pl.DataFrame, is_ascii: bool) -> tuple[pl.DataFrame, dict[str, int], int]:
    """Strip hard spaces and apply the columns' `repair`; count changed cells per column.

    Also return the number of codes whose leading zeros were restored.
    """
    changed, restored = [], 0
    for column in table.columns:
        printed = text[column.name]
        before = after = compact_dates(column, printed)
        if not is_ascii and column.type == TEXT and before.str.contains(f"[{TRAILING_SPACES}]").any():
            after = before.str.strip_chars(TRAILING_SPACES + " ").replace("", None)
        after = column.repair(after) if column.repair else after
        if column.nullable and column.valid and column.type == TEXT and not after.null_count():
            after = _without_not_available(after, column.valid == MODIFIER)
        after = without_points(column, after)
        whole = with_zeros(column, after)
        if whole is not after:
            restored += int(after.ne_missing(whole).sum())
            after = whole
        if after is not printed and not after.equals(printed):
            changed.append((after.alias(column.name), int(before.ne_missing(after).sum())))
    repaired = {after.name: count for after, count in changed}
    return text.with_columns(after for after, _ in changed) if changed else text, repaired, restored


def _without_not_available(text: pl.Series, is_modifier: bool) -> pl.Series:
    """Return `NA` as blank if most cells have it and none is blank: R writes blanks so. No modifier is NA."""
    is_na = text == "NA"
    if not is_na.any() or not (is_modifier or is_na.sum() * 2 > len(text)):
        return text
    return pl.select(pl.when(~is_na).then(text)).to_series().alias(text.name)


def _typed(
    table: Table, text: pl.DataFrame, present: Sequence[str], distinct: pl.DataFrame
) -> tuple[pl.DataFrame, Faults]:
    """Cast every column and collect the cells that do not fit; columns absent from this file are null."""
    here = [column for column in table.columns if not column.optional or column.name in present]
    if unknown := [column.name for column in here if column.name not in distinct.columns]:
        distinct = pl.concat([distinct, text.select(pl.col(unknown).unique().implode())], how="horizontal")
    fitting = cast_fitting(here, text, distinct)

    def of(column: Column) -> Typed:
        if column.optional and column.name not in present:
            return pl.Series(column.name, [None], column.type).new_from_index(0, text.height), None
        return cast_column(column, text[column.name], distinct[column.name].item())

    others = [column for column in table.columns if column.name not in fitting.columns]
    pairs = list(map(of, others)) if text.height < MANY_ROWS else _in_threads(of, others)
    faults = {values.name: bad for values, bad in pairs if bad is not None}
    rows = fitting.hstack([values for values, _ in pairs])
    return rows[["at", *(column.name for column in table.columns)]], faults


def _mended(
    table: Table, text: pl.DataFrame, rows: pl.DataFrame, faults: Faults
) -> tuple[pl.DataFrame, pl.DataFrame, Faults, int]:
    """Mend the cells that do not fit, type their columns again, and count the changed cells."""
    faults, changed = dict(faults), 0
    for column in (column for column in table.columns if column.name in faults):
        bad, cells = faults[column.name], text[column.name]
        new = mended(
            column, cells.filter(bad & cells.is_not_null()), cells.filter(~bad).drop_nulls().unique()
        )
        if not new:
            continue
        changed += int((cells.is_in(list(new)) & bad).sum())
        cells = cells.replace(list(new), pl.Series(list(new.values()), dtype=pl.String))
        values, still = cast_column(column, cells)
        text, rows = text.with_columns(cells), rows.with_columns(values)
        del faults[column.name]
        faults |= {} if still is None else {column.name: still}
    return text, rows, faults, changed


def _in_threads(of: Callable[[Column], Typed], columns: Sequence[Column]) -> list[Typed]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(of, columns))


def _deduplicate(table: Table, rows: pl.DataFrame) -> tuple[pl.DataFrame, int, pl.DataFrame]:
    """Return rows with unique keys, the number of exact duplicates dropped, and rows whose keys conflict."""
    none = pl.DataFrame(schema={"at": rows.schema["at"], "reason": pl.String()})
    duplicates = duplicate_keys(rows, table.key)
    if not duplicates.height:
        return rows, 0, none
    is_first = duplicates.select(pl.struct(c.name for c in table.columns).is_first_distinct()).to_series()
    kept, copies = duplicates.filter(is_first), duplicates.filter(~is_first)
    conflicting = _conflicting(table, kept.filter(kept.select(table.key).is_duplicated()))
    left_out = pl.concat([copies["at"], conflicting["at"]])
    reason = pl.lit(f"another row has the same {', '.join(table.key)} but other values")
    return (
        rows.filter(~pl.col("at").is_in(left_out.implode())),
        copies.height,
        conflicting.select("at", reason=reason),
    )


def _conflicting(table: Table, sharing: pl.DataFrame) -> pl.DataFrame:
    """Return rows that share a key but the one to keep: the only one that `table.yields` does not exclude."""
    if table.yields is None:
        return sharing
    preferred = sharing.filter(~table.yields)
    preferred = preferred.filter(~preferred.select(table.key).is_duplicated())
    return sharing.join(preferred, on="at", how="anti")


def duplicate_keys(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return rows with a duplicate key; fast if rows are sorted by key, blanks first, as in CMS's files."""
    if rows.height < FEW_ROWS:
        is_unique = rows.select(pl.struct(key).n_unique()).item() == rows.height
        return rows.clear() if is_unique else rows.filter(rows.select(key).is_duplicated())
    greater, equal = pl.repeat(False, rows.height, eager=True), pl.repeat(True, rows.height, eager=True)
    for column in reversed(rows.select(key).rechunk().get_columns()):
        column = column.fill_null("") if column.dtype == TEXT and column.null_count() else column
        above = column.shift()
        same = column == above
        greater, equal = (column > above) | (same & greater), same & equal
    if not (greater | equal).slice(1).all(ignore_nulls=False):
        return rows.filter(rows.select(key).is_duplicated())
    equal = equal.fill_null(False)
    return rows.filter(equal | equal.shift(-1, fill_value=False))


def _reject_data_above_header(table: Table, reading: ParsedMember) -> None:
    """Raise `DataAboveHeader` if a row above the header parses as data: lines are out of order."""
    if not reading.above.height:
        return
    columns = [column for column in table.columns if column.name in reading.above.columns]
    above = _complete(table, reading.above).drop_nulls([c.name for c in columns if not c.nullable])
    bad = [bad for column in columns if (bad := cast_column(column, above[column.name])[1]) is not None]
    for line, *wrong in zip(above["line"], *bad, strict=True):
        if not any(wrong):
            raise DataAboveHeader(reading.place, "banners above the header", "a row of data", line)


def _reject_excess(
    table: Table, reading: ParsedMember, text: pl.DataFrame, aside: pl.DataFrame, faults: Faults
) -> None:
    place, (least, most) = reading.place, table.row_count
    if not least <= text.height <= max(most, reading.corrections.accepts_rows):
        envelope = RowsOutsideEnvelope(place, f"{least} to {most} rows", f"{text.height}")
        envelope.rows = text.height
        raise envelope
    if aside.height > max(text.height * table.max_rejected_share, reading.corrections.accepts_set_aside):
        lines = text.filter(pl.col("at").is_in(aside["at"].head(MOST_NAMED).implode()))["line"]
        rows = tuple(zip(lines, aside["reason"], strict=False))
        first = "; ".join(f"line {line}: {reason}" for line, reason in rows[:3])
        expected = f"at most {table.max_rejected_share:.2%} of {text.height} rows set aside"
        refusal = TooManyRejectedRows(place, expected, f"{aside.height} ({first})", lines[0])
        refusal.rows, refusal.count = rows, aside.height
        refusal.has_data = any(
            sum(bad[at] for bad in faults.values()) < 2 for at in aside["at"].head(len(rows))
        )
        refusal.most = aside.height * 2 > text.height
        raise refusal
