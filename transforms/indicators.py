"""Meanings of CMS's codes in our own words, with the source document."""

from functools import cache
from pathlib import Path

import polars as pl


@cache
def indicators() -> pl.DataFrame:
    """Return one row per code: `code_list`, `code`, `meaning`, `source`; all text, never blank."""
    path = Path(__file__).with_suffix(".tsv")
    return pl.read_csv(path, separator="\t", infer_schema=False, quote_char=None)
