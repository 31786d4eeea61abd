"""Every file that CMS posted and we hold conforms, with the row counts that were reviewed."""

import re
from pathlib import Path

import polars as pl
import pytest

from tests.transforms.count_rows import counted, pinned

RELEASES = pinned().select("path", "release").unique(maintain_order=True).rows()


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(("path", "release"), RELEASES, ids=[f"{r} {Path(p).name}" for p, r in RELEASES])
def test_row_counts(real_files: Path, path: str, release: str) -> None:
    expected = pinned().filter(path=path, release=release)
    found = counted(real_files, path, release).cast(expected.schema)
    assert found.sort("table_name", "member").rows() == expected.sort("table_name", "member").rows()


# Series that are fetched and not loaded yet. Whoever adds a table takes its line out.
WITHOUT_TABLES = re.compile(
    r"hcpcs|asp-|noc-|/\d\dclabq|/dme\d\d|wage-index|code-pair-file|anesthesia-base-units|pricer-\d{4}",
    re.IGNORECASE,
)


@pytest.mark.real
def test_every_zip_is_counted(real_files: Path) -> None:
    held = {str(file.relative_to(real_files)) for file in real_files.rglob("*.zip")}
    counted = {path for path, _ in RELEASES}
    assert counted <= held
    assert [path for path in held - counted if not WITHOUT_TABLES.search(path)] == []


def test_every_row_is_accounted_for() -> None:
    parts = pl.sum_horizontal("rows_loaded", "duplicate_rows", "rows_set_aside")
    assert pinned().filter(pl.col("rows_in") != parts).is_empty()
