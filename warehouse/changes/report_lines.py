"""Describe what changed in one table between two releases, one line per fact."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

import polars as pl

from warehouse.changes.labels import (
    SPELLED_OUT,
    TableLabels,
    column_label,
    count_phrase,
    is_indicator,
    labels_of,
    value_text,
)
from warehouse.money import plain_dollars

SHOWN = 20  # rows listed by name; changes.parquet has all of them
TRANSITIONS = 8
EXAMPLES = 3
ABOUT_TENFOLD = 8  # rates are rounded: A9697 fell to slightly more than a tenth
WIDTH = 60  # characters of a text
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Transition = tuple[str, tuple[str, str]]  # row; values before and after
CAUSES = {
    "by_work": "work",
    "by_pe": "PE",
    "by_mp": "MP",
    "by_gpci": "GPCI",
    "by_conversion_factor": "CF",
    "by_opps_limit": "OPPS limit",
}
# 70553-TC; 10060 with 10061; 70553-TC, 10112 00; 10112 00 (qualifying APM); APC 5113
_CODE = pl.concat_str("hcpcs", "modifier", separator="-", ignore_nulls=True).replace("", None)
_PAIR = pl.concat_str(_CODE, "other_hcpcs", separator=" with ", ignore_nulls=True).replace("", None)
_PLACE = pl.concat_str("mac", "locality", separator=" ")
_NAMED = pl.concat_str(_PAIR, _PLACE, separator=", ", ignore_nulls=True)
_LABEL = (
    pl.when(_NAMED == "").then("row_label").otherwise(pl.concat_str(pl.lit("("), "row_label", pl.lit(")")))
)
ROW = pl.concat_str(_NAMED.replace("", None), _LABEL, separator=" ", ignore_nulls=True).alias("row")


@dataclass(frozen=True, order=True)
class ColumnChange:
    """One changed column of one row, with formatted values."""

    row: str
    column: str
    before: str
    after: str


def report_lines(rows: pl.DataFrame) -> Iterator[str]:
    """Yield added and dropped rows, changed amounts and causes, changed indicators and other columns."""
    labels = labels_of(rows["table_name"][0])
    rows = rows.with_columns(ROW)
    for change in ("added", "dropped"):
        yield from _came_or_went(rows.filter(pl.col("change") == change), change, labels)
    changed = rows.filter(pl.col("change") == "changed")
    yield from _moved(changed, labels)
    yield from _began_or_ended(changed, labels)
    yield from _indicators(changed, labels)
    yield from _details(changed, labels)


def causes(rows: pl.DataFrame) -> dict[str, str]:
    """Return the causes that changed any of the amounts, with their labels."""
    return {cause: name for cause, name in CAUSES.items() if rows[cause].drop_nulls().ne(0).any()}


def signed(amount: Decimal | None) -> str:
    return "" if amount is None else f"{'+' if amount >= 0 else ''}{plain_dollars(amount)}"


def _came_or_went(rows: pl.DataFrame, change: str, labels: TableLabels) -> Iterator[str]:
    """Yield added or dropped rows; prices of a code in many localities are listed by code."""
    if rows.height:
        by_locality = rows["mac"].count() > 0 and rows["hcpcs"].count() > 0
        names = rows["hcpcs" if by_locality else "row"].unique().sort().to_list()
        count = count_phrase(rows["row"].n_unique(), labels.row)
        of = f" of {count_phrase(len(names), 'code')}" if by_locality else ""
        yield f"{count}{of} {change}: {', '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''}"


def _moved(changed: pl.DataFrame, labels: TableLabels) -> Iterator[str]:
    moved = changed.filter(pl.col("difference") != 0)
    if moved.height:
        up = moved.filter(pl.col("difference") > 0).height
        count = count_phrase(moved.height, labels.amount)
        yield f"{count} changed: {up:,} up, {moved.height - up:,} down; median {_median(moved)}"
        yield from _why(moved)
        yield from _tenfold(moved)


def _why(moved: pl.DataFrame) -> Iterator[str]:
    """Yield the total effect of each cause, and how often each is the largest cause of a payment change."""
    by = causes(moved)
    if by:
        sums = ", ".join(f"{name} {signed(_sum(moved[cause]))}" for cause, name in by.items())
        total = signed(_sum(moved["difference"]))
        yield f"Sum over all payments, regardless of how often each is billed: {total}, of which {sums}"
        largest = (max(by, key=lambda cause: abs(row[cause])) for row in moved.iter_rows(named=True))
        counts = Counter(largest).most_common()
        yield f"Largest cause: {', '.join(f'{by[cause]} of {count:,}' for cause, count in counts)}"


def _sum(amounts: pl.Series) -> Decimal:
    return Decimal(str(amounts.sum()))


def _tenfold(moved: pl.DataFrame) -> Iterator[str]:
    """Yield changes of about tenfold: a misplaced decimal point (A9697 in July 2025), or a real change."""
    both = moved.filter((pl.col("amount_before") > 0) & (pl.col("amount_after") > 0))
    jumps = both.filter(about_tenfold("amount_before", "amount_after"))
    if jumps.height:
        shown = jumps.head(SHOWN).select("row", "amount_before", "amount_after").iter_rows()
        listed = ", ".join(f"{row} {plain_dollars(was)} → {plain_dollars(now)}" for row, was, now in shown)
        yield f"Eightfold or more, or one eighth or less: {listed}{' …' if jumps.height > SHOWN else ''}"


def about_tenfold(before: str, after: str) -> pl.Expr:
    """True where the amount changed about tenfold, up or down."""
    ratio = pl.col(after).cast(pl.Float64) / pl.col(before).cast(pl.Float64)
    return ~ratio.is_between(1 / ABOUT_TENFOLD, ABOUT_TENFOLD)


def _median(moved: pl.DataFrame) -> str:
    """Return the median change in dollars, and in percent of the earlier payment."""
    middle = moved["difference"].sort()[moved.height // 2]
    rise = pl.col("difference").cast(pl.Float64) / pl.col("amount_before").cast(pl.Float64)
    share = moved.filter(pl.col("amount_before") > 0).select(rise.median()).item()
    return signed(middle) if share is None else f"{signed(middle)} or {100 * share:+.1f}%"


def _began_or_ended(changed: pl.DataFrame, labels: TableLabels) -> Iterator[str]:
    """Yield rows that had no amount before, or no longer have one."""
    for which, there in (("new", "amount_after"), ("no longer listed", "amount_before")):
        rows = changed.filter(pl.col("difference").is_null() & pl.col(there).is_not_null())
        if rows.height:
            examples = rows.select("row", there).head(EXAMPLES).iter_rows()
            shown = ", ".join(f"{row} {plain_dollars(amount)}" for row, amount in examples)
            verb = "is" if rows.height == 1 else "are"
            more = " …" if rows.height > EXAMPLES else ""
            yield f"{count_phrase(rows.height, labels.amount)} {verb} {which}: {shown}{more}"


def column_changes(changed: pl.DataFrame, indicators: bool) -> list[ColumnChange]:
    """Return changes of indicators, or of all other columns; a row with two settings is one row."""
    if changed.is_empty():
        return []
    table = changed["table_name"][0]
    found = (
        changed.select("row", "column_changes")
        .explode("column_changes")
        .drop_nulls()
        .unnest("column_changes")
    )
    return sorted(
        {
            ColumnChange(row, column, *(value_text(table, column, value) for value in values))
            for row, column, *values in found.iter_rows()
            if is_indicator(table, column) == indicators
        }
    )


def _indicators(changed: pl.DataFrame, labels: TableLabels) -> Iterator[str]:
    """Yield one line per indicator: how many rows changed, and the most frequent changes."""
    for label, found in _by_label(changed, indicators=True):
        counts = Counter(change for _, change in found)
        often = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{_short(*change)} ({count:,})" for change, count in often[:TRANSITIONS])
        rest = sum(count for _, count in often[TRANSITIONS:])
        rows = count_phrase(len({row for row, _ in found}), labels.row)
        yield f"{_spelled(label)} changed for {rows}: {shown}{f', others ({rest:,})' if rest else ''}"


def _details(changed: pl.DataFrame, labels: TableLabels) -> Iterator[str]:
    """Yield one line per other column: how many rows changed, how many of them up, and the first ones."""
    for label, found in _by_label(changed, indicators=False):
        shown = "; ".join(f"{row} {_short(*change)}" for row, change in sorted(found)[:EXAMPLES])
        rows = count_phrase(len({row for row, _ in found}), labels.row)
        more = " …" if len(found) > EXAMPLES else ""
        yield f"{_spelled(label)} changed for {rows}{_up_and_down(found)}: {shown}{more}"


def _up_and_down(found: Collection[Transition]) -> str:
    """Return ` (12 up, 3 down)` for numbers, if there are many."""
    numbers = [change for _, change in found if all(NUMBER.fullmatch(value) for value in change)]
    both = [(Decimal(before), Decimal(after)) for before, after in numbers]
    if len(both) <= EXAMPLES:
        return ""
    return f" ({sum(b > a for a, b in both):,} up, {sum(b < a for a, b in both):,} down)"


def _by_label(changed: pl.DataFrame, indicators: bool) -> list[tuple[str, set[Transition]]]:
    """Group rows and their values before and after by changed column; the most frequent column first."""
    by_label: defaultdict[str, set[Transition]] = defaultdict(set)
    for change in column_changes(changed, indicators):
        by_label[column_label(changed["table_name"][0], change.column)].add(
            (change.row, (change.before, change.after))
        )
    return sorted(by_label.items(), key=lambda item: (-len(item[1]), item[0]))


def _spelled(label: str) -> str:
    return SPELLED_OUT.get(label, label[0].upper() + label[1:])


def _short(*values: str) -> str:
    """Truncate long texts; changes.parquet has the full text."""
    return " → ".join(shorten(" ".join(value.split()), WIDTH, placeholder=" …") for value in values)
