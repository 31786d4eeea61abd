"""Reasons and contents of rows that were set aside, with AMA-owned text masked."""

import json
import re
from collections.abc import Mapping

import polars as pl

from sources.release import Release
from transforms.conforming.cells import expected_form
from transforms.table import TEXT, Table

WORDS = re.compile(r"[a-z]{2}|[A-Z]{5}")  # in a file with CPT descriptors, a misplaced cell may contain one


NO_CODE = r"^(?i)((grand |sub-?)?totals?|page)\b"
TOTAL = r"^(?i)(grand |sub-?)?totals?:?$"  # where any text may be a name


def rejection_reasons(
    table: Table, release: Release, text: pl.DataFrame, faults: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """Return `at` and `reason`, the first error of each row; null if the row is correct."""
    columns = {column.name: column for column in table.columns}
    reasons = [] if text["fault"].null_count() == text.height else [pl.col("fault")]
    for name, bad in faults.items():
        found = pl.format(
            "{}: expected {}, found {}",
            pl.lit(name),
            pl.lit(expected_form(columns[name])),
            _masked(table, name),
        )
        reasons.append(pl.when(bad).then(found))
    if table.contradictions and (odd := table.contradictions(release)):
        met = text.select(wrong.any().alias(reason) for reason, wrong in odd.items()).row(0, named=True)
        reasons += [pl.when(wrong).then(pl.lit(reason)) for reason, wrong in odd.items() if met[reason]]
    if not reasons:
        return pl.DataFrame([text["at"], pl.Series("reason", [None], TEXT).new_from_index(0, text.height)])
    return text.select("at", reason=pl.coalesce(reasons))


def non_data_rows(
    table: Table, text: pl.DataFrame, reasons: pl.DataFrame, faults: Mapping[str, pl.Series]
) -> pl.Series:
    """Return a mask of rows that are not data: a note across several cells, or a title repeated on each page.

    None of their cells fits a column with a strict format, and they do not begin with a code, or they begin
    with `Total` or `Page`.
    """
    wrong, first = reasons["reason"].is_not_null(), table.columns[0]
    begins = text[first.name]
    no_code = begins.str.contains(NO_CODE if first.valid else TOTAL).fill_null(False)
    no_code = no_code & wrong if first.valid else no_code
    strict = [c.name for c in table.columns if c.header and (c.valid or c.type != TEXT)]
    if len(strict) < 3 or not wrong.any():
        return no_code
    has_text = text.select(pl.any_horizontal(pl.col(c.name).is_not_null() for c in table.columns if c.header))
    fits = {name: text[name].is_not_null() & ~faults.get(name, wrong & False) for name in strict}
    not_data = has_text.to_series() & ~pl.DataFrame(fits).select(pl.any_horizontal(pl.all())).to_series()
    if first.valid:  # a row that lost its separators is one
        not_data &= ~begins.str.contains(rf"^(?:{first.valid})\b").fill_null(False)
    return no_code | (wrong & not_data)


def _masked(table: Table, name: str) -> pl.Expr:
    text = pl.col(name)
    if any(column.descriptor_of for column in table.columns):
        text = pl.when(text.str.contains(WORDS.pattern)).then(pl.lit("(text)")).otherwise(text)
    return pl.when(text.is_null()).then(pl.lit("nothing")).otherwise(pl.format("'{}'", text))


def rejected_rows(table: Table, text: pl.DataFrame, aside: pl.DataFrame) -> pl.DataFrame:
    """Return `line`, `reason` and `row`, the source cells as JSON."""
    if not aside.height:
        return pl.DataFrame(schema={"line": text["line"].dtype, "reason": TEXT, "row": TEXT})
    found = text.filter(pl.col("at").is_in(aside["at"].implode()))
    hidden = [column.name for column in table.columns if column.descriptor_of]
    cells = found.drop("at", "line", "fault", *hidden).iter_rows(named=True)
    rows = pl.Series([_as_json(row, bool(hidden)) for row in cells], dtype=pl.String)
    return found.select("line", reason=aside["reason"], row=rows)


def _as_json(row: dict[str, str | None], masked: bool) -> str:
    cells = {name: cell for name, cell in row.items() if cell is not None}
    if masked:
        cells = {name: "(text)" if WORDS.search(cell) else cell for name, cell in cells.items()}
    return json.dumps(cells, ensure_ascii=False)
