"""The changes between releases for people: what CMS did to codes, payments and indicators."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

from warehouse.database import insert, quoted
from warehouse.diff import changes_of, new_pairs
from warehouse.snapshots import Snapshot

SHOWN = 25  # codes and payments of a list; all of them lie in changes.parquet
WORDS_SHOWN = 10
CAUSES = {"by_work": "work", "by_pe": "PE", "by_mp": "MP", "by_conversion_factor": "CF"}
FACTORS = """
SELECT DISTINCT qualifying_apm, conversion_factor FROM pfs_rvu
WHERE release_id = $1 AND status_code = 'A' ORDER BY ALL
"""
LABELS = "SELECT label FROM releases WHERE release_id IN ($1, $2) ORDER BY release_id = $2"


def write_changes(con: duckdb.DuckDBPyConnection, folder: Path, previous: Snapshot | None) -> None:
    """`changes` in the file, and `changes.parquet` and `CHANGES.md` beside it."""
    held = {release["release_id"] for release in previous.manifest["releases"]} if previous else set()
    found = changes_of(con, new_pairs(con, held))
    con.execute("DELETE FROM changes")
    insert(con, "changes", found)
    con.execute(f"COPY changes TO {quoted(folder / 'changes.parquet')} (FORMAT parquet, COMPRESSION zstd)")
    since = f"since {previous.id}" if previous else "with the newest release of each series"
    (folder / "CHANGES.md").write_text(f"# What changed {since}\n\n{changes_text(con, found)}", "utf-8")


def changes_text(con: duckdb.DuckDBPyConnection, found: pl.DataFrame) -> str:
    """Markdown: a chapter for each pair of releases in rows as of the table `changes`."""
    chapters = found.partition_by("from_release_id", "to_release_id", maintain_order=True)
    return "\n".join(_chapter(con, rows) for rows in chapters) or "Nothing changed.\n"


def _chapter(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> str:
    before, after, kind = rows.row(0)[:3]
    labels = [label for (label,) in con.execute(LABELS, [before, after]).fetchall()]
    lines = [f"## {' → '.join(labels)} ({kind})", ""]
    if after.startswith("pfs-rvu"):
        lines.append(f"- Conversion factor {_factors(con, before)} → {_factors(con, after)}.")
    lines += [f"- {line}" for line in _summary(rows)]
    return "\n".join([*lines, "", *_largest(rows), ""])


def _factors(con: duckdb.DuckDBPyConnection, release_id: str) -> str:
    found = con.execute(FACTORS, [release_id]).fetchall()
    return " and ".join(f"{factor}{' (qualifying APM)' if apm else ''}" for apm, factor in found)


def _summary(rows: pl.DataFrame) -> Iterator[str]:
    """Codes that came and went, payments that moved and why, indicators that changed: a line each."""
    for change in ("added", "dropped"):
        yield from _came_or_went(rows.filter(pl.col("change") == change), change)
    yield from _moved(rows.filter(pl.col("difference") != 0))
    named = rows.filter(pl.col("change") == "changed")["named"].drop_nulls().value_counts()
    often = named.sort("count", "named", descending=[True, False])
    yield from (f"{words}: {count} {_rows(count)}" for words, count in often.head(WORDS_SHOWN).rows())
    if often.height > WORDS_SHOWN:
        rest = int(often["count"][WORDS_SHOWN:].sum())
        yield f"{often.height - WORDS_SHOWN} other changes of indicators: {rest} {_rows(rest)}"


def _came_or_went(rows: pl.DataFrame, change: str) -> Iterator[str]:
    if rows["other_hcpcs"].drop_nulls().len():
        yield f"{rows.height} pairs {change}"
    elif codes := sorted(set(rows["hcpcs"])):
        listed = ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")
        yield f"{len(codes)} {'code' if len(codes) == 1 else 'codes'} {change}: {listed}"


def _moved(moved: pl.DataFrame) -> Iterator[str]:
    if moved.height:
        up = moved.filter(pl.col("difference") > 0).height
        yield f"{moved.height} payments changed: {up} up, {moved.height - up} down"
    if moved["by_work"].drop_nulls().len():
        causes = (f"{name} {_signed(Decimal(moved[column].sum()))}" for column, name in CAUSES.items())
        yield f"summed over these payments, by cause: {', '.join(causes)}"


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _largest(rows: pl.DataFrame) -> Iterator[str]:
    """The largest movements as a table, with their causes where payment is computed from RVUs."""
    moved = rows.filter(pl.col("difference") != 0)
    moved = moved.sort(pl.col("difference").abs(), "hcpcs", descending=[True, False]).head(SHOWN)
    if not moved.height:
        return
    causes = CAUSES if moved["by_work"].drop_nulls().len() else {}
    yield (
        "| " + " | ".join(["code", "setting", "before", "after", "change", *causes.values(), "named"]) + " |"
    )
    yield "|" + "---|" * (6 + len(causes))
    for row in moved.iter_rows(named=True):
        code = f"{row['hcpcs']}{'-' + row['modifier'] if row['modifier'] else ''}"
        amounts = [_money(row["amount_before"]), _money(row["amount_after"]), _signed(row["difference"])]
        cells = [code, row["setting"] or "", *amounts, *(_signed(row[cause]) for cause in causes)]
        yield "| " + " | ".join([*cells, row["named"] or ""]) + " |"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount >= 0 else ''}{_money(amount)}"


def _money(amount: Decimal) -> str:
    """Cents, or the three places that CMS gives drugs."""
    return f"{amount:,.2f}" if amount == round(amount, 2) else f"{amount:,}"
