"""Text to typed rows, strictly: every cell is right, or its row is set aside with the reason."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from transforms.conforming.cells import typed
from transforms.conforming.rejected_rows import reasons_of, set_aside_rows
from transforms.errors import DataAboveHeader, Place, RowsOutsideEnvelope, TooManySetAside
from transforms.table import LEVEL_TWO, TEXT, Column, Reading, Table

# Hard spaces and what other encodings made of them; CMS left them behind A4341 and G0465.
TAILS = "\u00a0\ufffd\u00ff\ufeff\u200b"
Faults = dict[str, pl.Series]  # column → where its cells do not fit


@dataclass(frozen=True)
class Load:
    """What became of one member's rows: `rows_in` = rows of `frame` + `folded` + rows of `set_aside`."""

    frame: pl.DataFrame
    rows_in: int
    folded: int  # exact duplicates
    set_aside: pl.DataFrame  # line, reason, row
    repaired: int  # cells


def conform(table: Table, reading: Reading) -> Load:
    """The table's typed rows of one member; refused when more are set aside than the table allows."""
    _refuse_data_above(table, reading)
    if table.check:
        table.check(reading)
    source = table.shape(reading) if table.shape else reading.frame
    text, repaired = _repaired(table, _complete(table, source), reading.is_ascii)
    text = text.with_row_index("at")
    distinct = reading.distinct if reading.is_ascii and not table.shape else {}
    rows, faults = _typed(table, text, source.columns, distinct)
    reasons = reasons_of(table, reading.release, text, faults)
    rows, folded, conflicts = _unique(table, rows.filter(reasons["reason"].is_null()))
    aside = pl.concat([reasons.drop_nulls("reason"), conflicts]).sort("at")
    _refuse_excess(table, reading.place, text, aside)
    return Load(rows.drop("at"), text.height, folded, set_aside_rows(table, text, aside), repaired)


def _complete(table: Table, text: pl.DataFrame) -> pl.DataFrame:
    """All the table's columns, those of other years null; descriptors that are not CMS's own dropped."""
    missing = [pl.lit(None, pl.String).alias(c.name) for c in table.columns if c.name not in text.columns]
    names = [column.name for column in table.columns]
    text = text.with_columns(missing).select("line", "fault", pl.col(names).cast(pl.String))
    ours = [
        pl.when(pl.col(c.describes).str.contains(LEVEL_TWO)).then(pl.col(c.name)).alias(c.name)
        for c in table.columns
        if c.describes
    ]
    return text.with_columns(ours)


def _repaired(table: Table, text: pl.DataFrame, is_ascii: bool) -> tuple[pl.DataFrame, int]:
    """Cells without hard spaces at their ends and as the columns' `repair` makes them; how many changed."""
    changed = []
    for column in table.columns:
        before = after = text[column.name]
        if not is_ascii and column.type == TEXT and before.str.contains(f"[{TAILS}]").any():
            after = before.str.strip_chars(TAILS + " ").replace("", None)
        after = column.repair(after) if column.repair else after
        if after is not before:
            changed.append((after.alias(column.name), int(before.ne_missing(after).sum())))
    return text.with_columns(after for after, _ in changed), sum(count for _, count in changed)


def _typed(
    table: Table, text: pl.DataFrame, present: Sequence[str], distinct: Mapping[str, pl.Series]
) -> tuple[pl.DataFrame, Faults]:
    """Every column typed, and where its cells do not fit; columns that this year's file lacks are null."""

    def of(column: Column) -> tuple[pl.Series, pl.Series | None]:
        if column.optional and column.name not in present:
            return pl.Series(column.name, [None] * text.height, column.type), None
        return typed(column, text[column.name], None if column.repair else distinct.get(column.name))

    with ThreadPoolExecutor() as pool:
        pairs = list(pool.map(of, table.columns))
    faults = {values.name: bad for values, bad in pairs if bad is not None}
    return pl.DataFrame([text["at"], *(values for values, _ in pairs)]), faults


def _unique(table: Table, rows: pl.DataFrame) -> tuple[pl.DataFrame, int, pl.DataFrame]:
    """Rows with a key of their own, how many exact duplicates were folded, and rows whose keys conflict."""
    none = pl.DataFrame(schema={"at": rows.schema["at"], "reason": pl.String()})
    doubles = doubled(rows, table.key)
    if not doubles.height:
        return rows, 0, none
    kept = doubles.unique([c.name for c in table.columns], keep="first", maintain_order=True)
    clashing = kept.filter(kept.select(table.key).is_duplicated())
    left_out = pl.concat([doubles.join(kept, on="at", how="anti"), clashing])["at"]
    reason = pl.lit(f"another row has the same {', '.join(table.key)} and other values")
    folded = doubles.height - kept.height
    return rows.filter(~pl.col("at").is_in(left_out.implode())), folded, clashing.select("at", reason=reason)


def doubled(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
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


def _refuse_data_above(table: Table, reading: Reading) -> None:
    """A row above the header that reads as data means that lines are out of order: nothing must be lost."""
    columns = [column for column in table.columns if column.name in reading.above.columns]
    needed = [column.name for column in columns if not column.nullable]
    above = _complete(table, reading.above).drop_nulls(needed)
    if not needed or not above.height:
        return
    bad = [bad for column in columns if (bad := typed(column, above[column.name])[1]) is not None]
    for line, *wrong in zip(above["line"], *bad, strict=True):
        if not any(wrong):
            raise DataAboveHeader(reading.place, "banners above the header", "a row of data", line)


def _refuse_excess(table: Table, place: Place, text: pl.DataFrame, aside: pl.DataFrame) -> None:
    least, most = table.rows
    if not least <= text.height <= most:
        raise RowsOutsideEnvelope(place, f"{least} to {most} rows", f"{text.height}")
    if aside.height > text.height * table.set_aside:
        lines = text["line"].gather(aside["at"].head(3))
        first = "; ".join(
            f"line {line}: {reason}" for line, reason in zip(lines, aside["reason"], strict=False)
        )
        expected = f"at most {table.set_aside:.2%} of {text.height} rows set aside"
        raise TooManySetAside(place, expected, f"{aside.height} ({first})", lines[0])
