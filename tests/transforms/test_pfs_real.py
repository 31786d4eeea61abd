"""Figures of the Physician Fee Schedule that are known, on CMS's own files."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from sources.release import Release, parse_release
from tests.transforms.count_rows import pinned
from transforms.conforming.conform_release import ConformedRelease, conform_zip

pytestmark = pytest.mark.real

# What was printed in 2012A was never paid: Congress replaced it, and so did 2012AR.
FACTORS = {
    "2009A": "36.0666",
    "2012A": "24.6712",
    "2014A": "35.8228",
    "2016A": "35.8043",
    "2018A": "35.9996",
    "2020A": "36.0896",
    "2022A": "34.6062",
    "2024A": "32.7442",
    "2024AR": "33.2875",
    "2025A": "32.3465",
    "2025D": "32.3465",
    "2026B": "33.4009",
}


@cache
def conformed(real_files: Path, release: str) -> ConformedRelease:
    path = pinned().filter(release=release)["path"][0]
    return conform_zip(real_files / path, parse_release(release))


def rvu(real_files: Path, vintage: str) -> pl.DataFrame:
    return conformed(real_files, f"pfs-rvu {vintage}").frames["pfs_rvu"]


@pytest.mark.parametrize(("vintage", "factor"), FACTORS.items())
def test_conversion_factors(real_files: Path, vintage: str, factor: str) -> None:
    assert rvu(real_files, vintage)["conversion_factor"].unique().to_list() == [Decimal(factor)]


def test_20957_in_january_2026(real_files: Path) -> None:
    row = rvu(real_files, "2026A").filter(hcpcs="20957", qualifying_apm=False).row(0, named=True)
    figures = ("work_rvu", "pe_rvu_facility", "mp_rvu", "total_rvu_facility", "conversion_factor")
    assert [str(row[name]) for name in figures] == ["41.54", "23.14", "8.86", "73.54", "33.4009"]
    assert (row["na_nonfacility"], row["na_facility"], row["global_days"]) == (True, False, "090")
    assert (row["description"], row["pricing_indicator"]) == (None, "9")


def test_counts_in_january_2026(real_files: Path) -> None:
    loads = conformed(real_files, "pfs-rvu 2026A").loads
    rows = dict(loads.select("member", "rows_in").rows())
    assert rows["PPRRVU2026_Jan_nonQPP.csv"] == 19_226
    assert rows["PPRRVU2026_Jan_QPP.csv"] == 11_811
    assert rows["GPCI2026.csv"] == 109


def test_the_one_row_set_aside_is_a_placeholder(real_files: Path) -> None:
    (aside,) = conformed(real_files, "pfs-rvu 2026A").set_aside.to_dicts()
    assert aside["line"] == 16_175
    assert "found 'GXXX1'" in aside["reason"]
    assert "couns" not in aside["row"]


def test_both_halves_of_2026_agree_on_what_a_service_takes(real_files: Path) -> None:
    frame = rvu(real_files, "2026A")
    halves = frame.filter("qualifying_apm").join(
        frame.filter(~pl.col("qualifying_apm")), on=["hcpcs", "modifier"], nulls_equal=True, suffix="_non"
    )
    assert halves.height == 11_811
    for name in ("work_rvu", "pe_rvu_nonfacility", "pe_rvu_facility", "mp_rvu", "status_code"):
        assert halves[name].equals(halves[f"{name}_non"].alias(name))
    factors = halves.select("conversion_factor", "conversion_factor_non").unique().rows()
    assert factors == [(Decimal("33.5675"), Decimal("33.4009"))]


def test_24ar_differs_from_24a_only_in_the_factor(real_files: Path) -> None:
    first, second = (rvu(real_files, vintage).drop("conversion_factor") for vintage in ("2024A", "2024AR"))
    assert first.equals(second)


def test_na_is_not_equality(real_files: Path) -> None:
    """A number is printed where a service is not done; equal numbers alone mean nothing."""
    frame = rvu(real_files, "2026A").filter(~pl.col("qualifying_apm"))
    marked = frame.filter("na_nonfacility")
    assert marked.filter(pl.col("pe_rvu_nonfacility") == pl.col("pe_rvu_facility")).height == marked.height
    assert frame.filter(~pl.col("na_nonfacility") & ~pl.col("na_facility") & (pl.col("mp_rvu") > 0)).height


def test_work_index_with_and_without_the_floor(real_files: Path) -> None:
    gpci = conformed(real_files, "pfs-rvu 2026A").frames["pfs_gpci"]
    floored = gpci.filter(pl.col("work_gpci") != pl.col("work_gpci_without_floor"))
    assert floored["work_gpci"].unique().to_list() == [Decimal("1.000")]
    assert gpci.filter(us_state="AK")["work_gpci"].to_list() == [Decimal("1.500")]


@pytest.mark.parametrize("vintage", FACTORS)
def test_no_descriptor_but_cms_own(real_files: Path, vintage: str) -> None:
    described = rvu(real_files, vintage).drop_nulls("description")
    assert described.filter(~pl.col("hcpcs").str.contains(r"^[A-CE-V]\d{4}$")).is_empty()
    assert described.height > 2_900


def test_one_zip_may_be_two_localities(real_files: Path) -> None:
    """ZIP5 gives each code one locality and flags those whose plus-fours differ; ZIP9 would list them."""
    zips = conformed(real_files, "zip-locality 2025Q4").frames["zip_locality"]
    assert zips["zip_code"].n_unique() == zips.height == 42_956
    assert zips.filter(plus_four_flag="1").height == 580
    assert zips["period"].unique().to_list() == ["20254"]


def test_another_quarter_is_refused(real_files: Path) -> None:
    path = pinned().filter(release="zip-locality 2025Q4")["path"][0]
    with pytest.raises(ValueError, match=r"line 1: expected period 20261; found 20254"):
        conform_zip(real_files / path, Release("zip-locality", "2026Q1"))
