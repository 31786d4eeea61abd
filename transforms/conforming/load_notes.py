"""Describe load records as text: missing tables, and columns recognized in an unusual way."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from transforms.reading.read_member import ABSENT

# Recognition that deserves a review; `correction` has already been reviewed.
UNUSUAL = {
    "words": "by its header's words",
    "values": "by its cell values",
    "order": "by CMS's usual column order",
}


def missing_tables(folder: Path) -> Iterator[str]:
    """Yield `pfs_gpci is rejected: …`, one text per table or part that a conformed folder lacks.

    What a correction leaves out is settled.
    """
    missing = pl.read_parquet(folder / "tables_missing.parquet", glob=False)
    missing = missing.filter(pl.col("kind") != "accepted")
    columns = ("table_name", "member_pattern", "kind", "reason")
    for table, pattern, kind, reason in missing.select(columns).rows():
        yield f"{table}{f' ({pattern})' if pattern else ''} is {kind}: {reason}"


def unusual_recognition(folder: Path) -> Iterator[str]:
    """Yield `GPCI_2011.csv: work_gpci, pe_gpci recognized by …`, one text per member and method."""
    known = pl.read_parquet(folder / "column_recognition.parquet", glob=False).filter(
        pl.col("how").is_in([*UNUSUAL, ABSENT])
    )
    for (member, how), columns in known.group_by("member", "how", maintain_order=True):
        names = ", ".join(columns["column_name"])
        if how == ABSENT:
            yield f"{member} has no {names}: they are blank"
            continue
        yield f"{member}: {names} recognized {UNUSUAL[str(how)]}, not by its usual header"
