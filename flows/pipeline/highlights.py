"""A short summary of a snapshot's changes for notifications and artifacts."""

from pathlib import Path

import polars as pl

from warehouse.changes.report_lines import about_tenfold

CHANGES = "CHANGES.md"
LONGEST = 60  # lines


def highlights(snapshot: Path) -> tuple[str, ...]:
    """Return the headings and findings of CHANGES.md, without its tables."""
    lines = (snapshot / CHANGES).read_text("utf-8").splitlines()
    return tuple(line for line in lines if line.startswith(("## ", "### ", "- ")))[:LONGEST]


def unusual(snapshot: Path) -> tuple[str, ...]:
    """Return payments that changed about tenfold: an error, such as A9697 in July 2025, or a real change."""
    moved = pl.read_parquet(snapshot / "changes.parquet", glob=False).filter(
        pl.col("hcpcs").is_not_null() & (pl.col("amount_before") > 0) & (pl.col("amount_after") > 0)
    )
    jumps = moved.filter(about_tenfold("amount_before", "amount_after"))
    columns = ("hcpcs", "pfs_setting", "amount_before", "amount_after", "to_release_id")
    largest = jumps.select(columns).unique().sort("hcpcs", "pfs_setting", "to_release_id").head(LONGEST)
    return tuple(
        f"{code}{f' {setting}' if setting else ''}: {before} → {after} ({release})"
        for code, setting, before, after, release in largest.rows()
    )
