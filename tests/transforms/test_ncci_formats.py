"""Where CMS posts NCCI tables as text and as a workbook, both say the same, row for row."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from sources.release import parse_release
from transforms.choose import held_as, open_zip
from transforms.conformed import conform_member
from transforms.tables import tables_of

FOLDER = "site/files/zip"
ZIPS = {
    "ncci-add-on 2025Q4": ("add-code-edits-medicare-effective-10012025.zip", "txt"),
    "ncci-mue-practitioner 2026Q2": ("medicare-ncci-2026-q2-practitioner-services-mue-table.zip", "csv"),
    "ncci-mue-changes-dme 2025Q4": (
        "medicare-ncci-2025q4-dme-supplier-quarterly-additions-deletions-revisions-mue.zip",
        "txt",
    ),
    "ncci-ptp-changes-hospital 2025Q4": (
        "medicare-ncci-2025q4-hospital-quarterly-additions-deletions-revisions-ptp.zip",
        "txt",
    ),
}


@pytest.mark.real
@pytest.mark.parametrize("name", ZIPS)
def test_text_and_workbook_say_the_same(real_files: Path, name: str) -> None:
    release = parse_release(name)
    path, form = ZIPS[name]
    contents = open_zip(real_files / FOLDER / path, release)
    (table,) = tables_of(release.series)
    for held in table.held_in:
        ((text,), (sheet,)) = (held_as(kind, held, contents) for kind in (form, "xlsx"))
        loads = [conform_member(table, held, source, release) for source in (text, sheet)]
        assert loads[0].rows_in == loads[1].rows_in > 0
        assert_frame_equal(loads[0].frame, loads[1].frame)


@pytest.mark.real
@pytest.mark.slow
def test_a_pair_is_in_force_once_a_day(real_files: Path) -> None:
    """Episodes of a pair follow one another, and no part repeats a pair of another."""
    import polars as pl

    from transforms.conformed import conform_zip

    release = parse_release("ncci-ptp-practitioner 2024Q3")
    zips = sorted((real_files / FOLDER).glob("medicare-ncci-2024q3-practitioner-ptp-edits-*"))
    pairs = pl.concat(conform_zip(path, release).frames["ncci_ptp"] for path in zips)
    assert len(zips) == 4
    assert not pairs.select("column_1", "column_2", "effective_date").is_duplicated().any()
    in_force = pairs.filter(pl.col("modifier_indicator") != "9")
    follower = pl.col("effective_date").shift(-1).over("column_1", "column_2", order_by="effective_date")
    overlaps = in_force.filter(follower <= pl.col("deletion_date").fill_null(pl.date(9999, 12, 31)))
    assert overlaps.is_empty()
