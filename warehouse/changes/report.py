"""Report the changes between releases: what CMS changed in codes, payments and indicators."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.changes.diff import Comparison, compare_releases, new_pairs
from warehouse.changes.labels import (
    CODE_LISTS,
    TABLE_LABELS,
    change_text,
    column_label,
    is_indicator,
    labels_of,
)
from warehouse.changes.report_lines import ROW, causes, report_lines, signed
from warehouse.database import insert, quoted
from warehouse.money import plain_dollars
from warehouse.snapshots.channels import Snapshot

LARGEST = 10  # rises, and the same number of falls
AMOUNTS = {"amount_before": "before", "amount_after": "after", "difference": "change"}
MEANINGS = 12  # per code list
FACTORS = """
SELECT DISTINCT qualifying_apm, conversion_factor FROM pfs_rvu
WHERE release_id = $1 AND status_code = 'A' ORDER BY ALL
"""
CHAPTER = """
SELECT string_agg(label, ' → ' ORDER BY release_id = $2), any_value(kind) FILTER (release_id = $2)
FROM releases JOIN release_sequence USING (release_id)
WHERE release_id IN ($1, $2)
"""
MEANING = """
SELECT code || ' = ' || lower(meaning[1]) || regexp_extract(meaning[2:], '^[^.:;(]*[^.:;( ]')
FROM indicators WHERE code_list = $1 AND list_contains($2, code) ORDER BY code
"""


def write_changes(con: duckdb.DuckDBPyConnection, folder: Path, previous: Snapshot | None) -> None:
    """Fill the table `changes`, and write `changes.parquet` and `CHANGES.md` into the folder."""
    held = {release["release_id"] for release in previous.manifest["releases"]} if previous else set()
    found = compare_releases(con, new_pairs(con, held))
    con.execute("DELETE FROM changes")
    insert(con, "changes", found.rows)
    con.execute(f"COPY changes TO {quoted(folder / 'changes.parquet')} (FORMAT parquet, COMPRESSION zstd)")
    since = f"since {previous.id}" if previous else "in the newest release of each series"
    (folder / "CHANGES.md").write_text(f"# What changed {since}\n\n{changes_text(con, found)}", "utf-8")


def changes_text(con: duckdb.DuckDBPyConnection, found: Comparison) -> str:
    """Return Markdown with a chapter per pair of releases and a section per changed table."""
    chapters = (_chapter(con, found, *pair) for pair in found.pairs)
    return "\n".join(chapters) or "There are no new releases.\n"


def _chapter(con: duckdb.DuckDBPyConnection, found: Comparison, before: str, after: str) -> str:
    title, kind = con.execute(CHAPTER, [before, after]).fetchall()[0]
    heading = [f"## {title} ({kind})", ""]
    if after.startswith("pfs-rvu"):
        paid = f"of {' '.join(found.place)}" if found.place else "national"
        heading += [
            f"- Payments are {paid}; causes: work, practice expense (PE) and malpractice (MP) RVUs, "
            "geographic indices (GPCI), conversion factor (CF), OPPS limit",
            f"- Conversion factor {_factors(con, before)} → {_factors(con, after)}",
            "",
        ]
    ours = found.rows.filter(from_release_id=before, to_release_id=after)
    tables = ours.partition_by("table_name", maintain_order=True)
    ordered = sorted(tables, key=lambda table: list(TABLE_LABELS).index(table["table_name"][0]))
    sections = [line for table in ordered for line in _section(con, table)]
    return "\n".join([*heading, *(sections or ["Nothing changed.", ""])])


def _factors(con: duckdb.DuckDBPyConnection, release_id: str) -> str:
    found = con.execute(FACTORS, [release_id]).fetchall()
    return " and ".join(f"{factor}{' (qualifying APM)' if apm else ''}" for apm, factor in found)


def _section(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> Iterator[str]:
    yield from (f"### {labels_of(rows['table_name'][0]).title}", "")
    yield from (f"- {line}" for line in report_lines(rows))
    yield ""
    meanings = [f"{label}: {'; '.join(texts)}." for label, texts in _meanings(con, rows)]
    yield from ([" ".join(meanings), ""] if meanings else [])
    yield from _largest(rows)


def _meanings(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Yield, by indicator, the meanings of the codes in the most frequent changes."""
    table = rows["table_name"][0]
    changes = rows.select(pl.col("column_changes").explode().alias("change")).drop_nulls().unnest("change")
    listed = changes.filter(pl.col("column_name").is_in(list(CODE_LISTS)))
    counts = (
        listed.group_by(listed.columns)
        .len()
        .sort("len", *listed.columns, descending=[True, False, False, False])
    )
    often = counts.head(LARGEST)
    for column in often["column_name"].unique(maintain_order=True):
        both = often.filter(column_name=column)
        codes = [*both["value_before"].drop_nulls(), *both["value_after"].drop_nulls()]
        meanings = [meaning for (meaning,) in con.execute(MEANING, [CODE_LISTS[column], codes]).fetchall()]
        if meanings:
            yield column_label(table, column), meanings[:MEANINGS]


def _largest(rows: pl.DataFrame) -> Iterator[str]:
    """Yield the largest rises and falls as a table, with their causes if payments are computed from RVUs."""
    moved = rows.filter(pl.col("difference") != 0).with_columns(ROW).sort("difference", "row")
    if moved.height:
        shown = {**_columns(moved), **({"column_changes": "also changed"} if _any_indicator(moved) else {})}
        yield f"| {' | '.join(shown.values())} |"
        yield "|" + "---|" * len(shown)
        for row in (
            *_ends(moved.reverse(), pl.col("difference") > 0),
            *_ends(moved, pl.col("difference") < 0),
        ):
            yield f"| {' | '.join(_cell(column, row) for column in shown)} |"
        yield ""


def _columns(moved: pl.DataFrame) -> dict[str, str]:
    settings = {"pfs_setting": "setting"} if moved["pfs_setting"].count() else {}
    return {"row": "row", **settings, **AMOUNTS, **causes(moved)}


def _any_indicator(moved: pl.DataFrame) -> bool:
    columns = moved["column_changes"].explode().drop_nulls().struct.field("column_name").unique()
    return any(is_indicator(moved["table_name"][0], column) for column in columns)


def _ends(ordered: pl.DataFrame, way: pl.Expr) -> Iterator[dict[str, Any]]:
    """Yield the first rises or falls; a code paid by locality appears with one of its localities."""
    rows = ordered.filter(way)
    if rows["mac"].count() and rows["hcpcs"].count():
        rows = rows.unique(["hcpcs", "modifier"], keep="first", maintain_order=True)
    return rows.head(LARGEST).iter_rows(named=True)


def _cell(column: str, row: Mapping[str, Any]) -> str:
    value = row[column]
    if column == "column_changes":
        return "; ".join(
            change_text(row["table_name"], change)
            for change in value
            if is_indicator(row["table_name"], change["column_name"])
        )
    if isinstance(value, Decimal):
        return plain_dollars(value) if column.startswith("amount") else signed(value)
    return value or ""
