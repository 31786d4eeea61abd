"""What the records of a load say in words: tables that are missing, columns recognized in another way."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

# Ways of recognizing a column that are worth a look; `correction` somebody has looked at.
UNUSUAL = {
    "words": "by the words of its header",
    "values": "by what its cells hold",
    "order": "by the order in which CMS has always printed it",
}


def missing_tables(folder: Path) -> Iterator[str]:
    """`pfs_gpci is rejected: …`, one per table or part that a conformed folder lacks."""
    missing = pl.read_parquet(folder / "tables_missing.parquet")
    for table, part, kind, reason in missing.select("table_name", "part", "kind", "reason").rows():
        yield f"{table}{f' ({part})' if part else ''} is {kind}: {reason}"


def unusual_recognition(folder: Path) -> Iterator[str]:
    """`GPCI_2011.csv: work_gpci, pe_gpci recognized by …`, one per member and way."""
    known = pl.read_parquet(folder / "column_recognition.parquet").filter(pl.col("how").is_in(list(UNUSUAL)))
    for (member, how), columns in known.group_by("member", "how", maintain_order=True):
        names = ", ".join(columns["column_name"])
        yield f"{member}: {names} recognized {UNUSUAL[str(how)]}, not by its usual header"
