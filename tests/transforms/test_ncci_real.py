"""NCCI's real files: what must hold beyond one member."""

from pathlib import Path

import polars as pl
import pytest

from sources.release import parse_release
from transforms.conforming.conform_release import conform_zip
from transforms.reading.select_members import matching_members, open_zip
from transforms.tables import tables_of

FOLDER = "site/files/zip"
# CMS posts these as text and as a workbook; `test_formats.py` compares what both say.
TWO_FORMATS = {
    "ncci-add-on 2025Q4": "add-code-edits-medicare-effective-10012025.zip",
    "ncci-mue-practitioner 2026Q2": "medicare-ncci-2026-q2-practitioner-services-mue-table.zip",
    "ncci-mue-changes-dme 2025Q4": (
        "medicare-ncci-2025q4-dme-supplier-quarterly-additions-deletions-revisions-mue.zip"
    ),
    "ncci-ptp-changes-hospital 2025Q4": (
        "medicare-ncci-2025q4-hospital-quarterly-additions-deletions-revisions-ptp.zip"
    ),
}


@pytest.mark.real
@pytest.mark.parametrize("name", TWO_FORMATS)
def test_both_formats_are_found(real_files: Path, name: str) -> None:
    release = parse_release(name)
    contents = open_zip(real_files / FOLDER / TWO_FORMATS[name], release)
    (table,) = tables_of(release.series)
    for held in table.members:
        found = {form: len(matching_members(form, held, contents)) for form in ("csv", "txt", "xlsx")}
        assert found["csv"] + found["txt"] == found["xlsx"] == 1


@pytest.mark.real
@pytest.mark.slow
def test_a_pair_is_in_force_once_a_day(real_files: Path) -> None:
    """Episodes of a pair follow one another, and no part repeats a pair of another."""
    release = parse_release("ncci-ptp-practitioner 2024Q3")
    zips = sorted((real_files / FOLDER).glob("medicare-ncci-2024q3-practitioner-ptp-edits-*"))
    pairs = pl.concat(conform_zip(path, release).frames["ncci_ptp"] for path in zips)
    assert len(zips) == 4
    assert not pairs.select("column_1", "column_2", "effective_date").is_duplicated().any()
    in_force = pairs.filter(pl.col("modifier_indicator") != "9")
    follower = pl.col("effective_date").shift(-1).over("column_1", "column_2", order_by="effective_date")
    overlaps = in_force.filter(follower <= pl.col("deletion_date").fill_null(pl.date(9999, 12, 31)))
    assert overlaps.is_empty()
