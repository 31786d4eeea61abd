"""Every code that CMS prints is explained, in our own words, with its source."""

from pathlib import Path

import polars as pl
import pytest

from sources.release import parse_release
from tests.transforms.count_rows import pinned
from tests.transforms.golden_folders import Golden, goldens, load, name_of
from transforms.conforming.conform_release import conform_zip
from transforms.indicators import indicators
from transforms.tables import TABLES

# Each code list, and the table columns that use it.
USED_IN: dict[str, tuple[tuple[str, str], ...]] = {
    "pfs_status": (
        ("pfs_rvu", "status_code"),
        ("pfs_opps_cap", "status_code"),
        ("pfs_payment_published", "status_code"),
    ),
    "pctc": (("pfs_rvu", "pctc_indicator"), ("pfs_payment_published", "pctc_indicator")),
    "global_days": (("pfs_rvu", "global_days"),),
    "multiple_procedure": (
        ("pfs_rvu", "multiple_procedure"),
        ("pfs_payment_published", "multiple_surgery"),
    ),
    "bilateral_surgery": (("pfs_rvu", "bilateral_surgery"),),
    "assistant_surgery": (("pfs_rvu", "assistant_surgery"),),
    "co_surgeons": (("pfs_rvu", "co_surgeons"),),
    "team_surgery": (("pfs_rvu", "team_surgery"),),
    "pricing": (("pfs_rvu", "pricing_indicator"),),
    "physician_supervision": (("pfs_rvu", "physician_supervision"),),
    "calculation_flag": (("pfs_rvu", "calculation_flag"),),
    "imaging_family": (("pfs_rvu", "imaging_family"),),
    "pfs_opps_indicator": (("pfs_payment_published", "opps_indicator"),),
    "rural_indicator": (("zip_locality", "rural_indicator"),),
    "plus_four_flag": (("zip_locality", "plus_four_flag"),),
    "opps_status_indicator": (
        ("opps_addendum_a", "status_indicator"),
        ("opps_addendum_b", "status_indicator"),
        ("opps_addendum_d1", "status_indicator"),
    ),
    "opps_comment_indicator": (("opps_addendum_b", "change_indicator"),),
    "asc_payment_indicator": (
        ("asc_addendum_aa", "payment_indicator"),
        ("asc_addendum_bb", "payment_indicator"),
        ("asc_addendum_ff", "payment_indicator"),
        ("asc_addendum_dd1", "indicator"),
    ),
    "asc_flag": (("asc_addendum_aa", "flag"), ("asc_addendum_bb", "flag"), ("asc_addendum_ff", "flag")),
    "mai": (("ncci_mue", "mai"),),
    "mue_rationale": (("ncci_mue", "rationale"),),
    "ptp_modifier_indicator": (
        ("ncci_ptp", "modifier_indicator"),
        ("ncci_ptp_changes", "modifier_indicator"),
    ),
    "ptp_rationale": (("ncci_ptp", "rationale"),),
    "add_on_type": (("ncci_add_on", "add_on_type"),),
}

# Lists whose only code is a mark, which a boolean column represents.
MARKS = ("not_used_for_medicare", "na_indicator")

RELEASES = pinned().select("path", "release").unique(maintain_order=True).rows()


def unexplained(frames: dict[str, pl.DataFrame]) -> list[tuple[str, str, str]]:
    """`(code list, table, code)` of every code in conformed frames that `indicators.tsv` does not explain."""
    return [
        (code_list, table, code)
        for code_list, places in USED_IN.items()
        for table, column in places
        if table in frames and column in frames[table].columns
        for code in _codes(frames[table], column) - _explained(code_list)
    ]


def _codes(frame: pl.DataFrame, column: str) -> set[str]:
    return set(frame[column].drop_nulls().unique().to_list())


def _explained(code_list: str) -> set[str]:
    known = indicators().filter(pl.col("code_list") == code_list)
    return set(known["code"].to_list())


def test_every_row_is_complete_and_unique() -> None:
    rows = indicators()
    assert rows.columns == ["code_list", "code", "meaning", "source"]
    assert rows.null_count().row(0) == (0, 0, 0, 0)
    assert not rows.select("code_list", "code").is_duplicated().any()
    assert all(rows.select((pl.all().str.strip_chars() == pl.all()).all()).row(0))


def test_every_list_is_used_in_a_column_that_exists() -> None:
    assert set(indicators()["code_list"]) == {*USED_IN, *MARKS}
    columns = {(table.name, column.name) for table in TABLES.values() for column in table.columns}
    assert {place for places in USED_IN.values() for place in places} <= columns


def test_a_code_without_a_row_is_named() -> None:
    frame = pl.DataFrame({"mai": ["1", "7", None]})
    assert unexplained({"ncci_mue": frame}) == [("mai", "ncci_mue", "7")]


@pytest.mark.parametrize("golden", goldens(), ids=name_of)
def test_no_code_of_a_golden_folder_is_unexplained(golden: Golden) -> None:
    assert unexplained({golden.table.name: load(golden).frame}) == []


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(("path", "release"), RELEASES, ids=[f"{r} {Path(p).name}" for p, r in RELEASES])
def test_no_code_of_any_file_is_unexplained(real_files: Path, path: str, release: str) -> None:
    assert unexplained(conform_zip(real_files / path, parse_release(release)).frames) == []
