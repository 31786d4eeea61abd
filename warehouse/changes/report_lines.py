"""What changed in one table between two releases, one line per fact."""

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

SHOWN = 20  # rows that are named; all of them lie in changes.parquet
TRANSITIONS = 8
EXAMPLES = 3
ABOUT_TENFOLD = 8
WIDTH = 60  # letters of a text
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
_ITEM = pl.when(_NAMED == "").then("item").otherwise(pl.concat_str(pl.lit("("), "item", pl.lit(")")))
ROW = pl.concat_str(_NAMED.replace("", None), _ITEM, separator=" ", ignore_nulls=True).alias("row")


@dataclass(frozen=True, order=True)
class ColumnChange:
    """One column of one row that changed, its values as people read them."""

    row: str
    column: str
    before: str
    after: str


def report_lines(rows: pl.DataFrame) -> Iterator[str]:
    """Rows that came and went, amounts that moved and why, indicators and other columns that changed."""
    told = labels_of(rows["table_name"][0])
    rows = rows.with_columns(ROW)
    for change in ("added", "dropped"):
        yield from _came_or_went(rows.filter(pl.col("change") == change), change, told)
    changed = rows.filter(pl.col("change") == "changed")
    yield from _moved(changed, told)
    yield from _began_or_ended(changed, told)
    yield from _indicators(changed, told)
    yield from _details(changed, told)


def causes(rows: pl.DataFrame) -> dict[str, str]:
    """The causes that moved any of the amounts, with their names."""
    return {one: name for one, name in CAUSES.items() if rows[one].drop_nulls().ne(0).any()}


def dollars(amount: Decimal) -> str:
    """Cents, or the three places that CMS gives drugs."""
    return f"{amount:,.2f}" if amount == round(amount, 2) else f"{amount:,}"


def signed(amount: Decimal | None) -> str:
    return "" if amount is None else f"{'+' if amount >= 0 else ''}{dollars(amount)}"


def _came_or_went(rows: pl.DataFrame, change: str, told: TableLabels) -> Iterator[str]:
    """Prices of a code in a hundred localities are named by their code."""
    if rows.height:
        by_place = rows["mac"].count() > 0 and rows["hcpcs"].count() > 0
        names = rows["hcpcs" if by_place else "row"].unique().sort().to_list()
        count = count_phrase(rows["row"].n_unique(), told.row)
        of = f" of {count_phrase(len(names), 'code')}" if by_place else ""
        yield f"{count}{of} {change}: {', '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''}"


def _moved(changed: pl.DataFrame, told: TableLabels) -> Iterator[str]:
    moved = changed.filter(pl.col("difference") != 0)
    if moved.height:
        up = moved.filter(pl.col("difference") > 0).height
        count = count_phrase(moved.height, told.amount)
        yield f"{count} changed: {up:,} up, {moved.height - up:,} down; median {_median(moved)}"
        yield from _why(moved)
        yield from _tenfold(moved)


def _why(moved: pl.DataFrame) -> Iterator[str]:
    """The causes of all payments, and how often each is the largest one of a payment."""
    by = causes(moved)
    if by:
        sums = ", ".join(f"{name} {signed(_sum(moved[one]))}" for one, name in by.items())
        total = signed(_sum(moved["difference"]))
        yield f"Added up, each payment once however often it is billed: {total}, of it {sums}"
        largest = (max(by, key=lambda one: abs(row[one])) for row in moved.iter_rows(named=True))
        counts = Counter(largest).most_common()
        yield f"Largest cause: {', '.join(f'{by[one]} of {count:,}' for one, count in counts)}"


def _sum(amounts: pl.Series) -> Decimal:
    return Decimal(str(amounts.sum()))


def _tenfold(moved: pl.DataFrame) -> Iterator[str]:
    """A slip of a decimal point, such as A9697 in July 2025, or news."""
    both = moved.filter((pl.col("amount_before") > 0) & (pl.col("amount_after") > 0))
    before, after = pl.col("amount_before").cast(pl.Float64), pl.col("amount_after").cast(pl.Float64)
    jumps = both.filter(~(after / before).is_between(1 / ABOUT_TENFOLD, ABOUT_TENFOLD))
    if jumps.height:
        shown = jumps.head(SHOWN).select("row", "amount_before", "amount_after").iter_rows()
        told = ", ".join(f"{row} {dollars(was)} → {dollars(now)}" for row, was, now in shown)
        yield f"Eightfold or more, or an eighth or less: {told}{' …' if jumps.height > SHOWN else ''}"


def _median(moved: pl.DataFrame) -> str:
    """The middle change in dollars, and in per cent of what was paid before."""
    middle = moved["difference"].sort()[moved.height // 2]
    rise = pl.col("difference").cast(pl.Float64) / pl.col("amount_before").cast(pl.Float64)
    share = moved.filter(pl.col("amount_before") > 0).select(rise.median()).item()
    return signed(middle) if share is None else f"{signed(middle)} or {100 * share:+.1f} %"


def _began_or_ended(changed: pl.DataFrame, told: TableLabels) -> Iterator[str]:
    """Rows that had no amount before, or have none any more."""
    for which, there in (("new", "amount_after"), ("no longer given", "amount_before")):
        rows = changed.filter(pl.col("difference").is_null() & pl.col(there).is_not_null())
        if rows.height:
            examples = rows.select("row", there).head(EXAMPLES).iter_rows()
            shown = ", ".join(f"{row} {dollars(amount)}" for row, amount in examples)
            verb = "is" if rows.height == 1 else "are"
            more = " …" if rows.height > EXAMPLES else ""
            yield f"{count_phrase(rows.height, told.amount)} {verb} {which}: {shown}{more}"


def column_changes(changed: pl.DataFrame, indicators: bool) -> list[ColumnChange]:
    """Those of a table's rows that concern indicators, or those that do not; a row has two settings."""
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


def _indicators(changed: pl.DataFrame, told: TableLabels) -> Iterator[str]:
    """One line per indicator: how many rows of the table it changed for, and the most frequent changes."""
    for label, found in _by_label(changed, indicators=True):
        counts = Counter(change for _, change in found)
        often = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        shown = ", ".join(f"{_short(*change)} ({count:,})" for change, count in often[:TRANSITIONS])
        rest = sum(count for _, count in often[TRANSITIONS:])
        rows = count_phrase(len({row for row, _ in found}), told.row)
        yield f"{_spelled(label)} changed for {rows}: {shown}{f', others ({rest:,})' if rest else ''}"


def _details(changed: pl.DataFrame, told: TableLabels) -> Iterator[str]:
    """One line per other column: how many rows it changed for, how many of them up, and the first of them."""
    for label, found in _by_label(changed, indicators=False):
        shown = "; ".join(f"{row} {_short(*change)}" for row, change in sorted(found)[:EXAMPLES])
        rows = count_phrase(len({row for row, _ in found}), told.row)
        more = " …" if len(found) > EXAMPLES else ""
        yield f"{_spelled(label)} changed for {rows}{_up_and_down(found)}: {shown}{more}"


def _up_and_down(found: Collection[Transition]) -> str:
    """` (12 up, 3 down)` of numbers, where there are many."""
    numbers = [change for _, change in found if all(NUMBER.fullmatch(value) for value in change)]
    both = [(Decimal(before), Decimal(after)) for before, after in numbers]
    if len(both) <= EXAMPLES:
        return ""
    return f" ({sum(b > a for a, b in both):,} up, {sum(b < a for a, b in both):,} down)"


def _by_label(changed: pl.DataFrame, indicators: bool) -> list[tuple[str, set[Transition]]]:
    """Rows, and their values before and after, by the column that changed; the most frequent first."""
    by_label: defaultdict[str, set[Transition]] = defaultdict(set)
    for one in column_changes(changed, indicators):
        by_label[column_label(changed["table_name"][0], one.column)].add((one.row, (one.before, one.after)))
    return sorted(by_label.items(), key=lambda one: (-len(one[1]), one[0]))


def _spelled(label: str) -> str:
    return SPELLED_OUT.get(label, label[0].upper() + label[1:])


def _short(*values: str) -> str:
    """Long texts are cut; changes.parquet has them whole."""
    return " → ".join(shorten(" ".join(value.split()), WIDTH, placeholder=" …") for value in values)
