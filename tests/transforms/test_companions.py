"""Two tables of a zip that list the same codes: one that lacks some has lost lines, and is missing."""

import polars as pl
import pytest

from sources.release import Release
from transforms.conforming.companions import agreeing
from transforms.conforming.loaded_table import LoadedTable
from transforms.corrections.load import NO_CORRECTIONS
from transforms.tables import TABLES

RELEASE = Release("asc", "2025-01")


def frame(first: int, last: int) -> pl.DataFrame:
    codes = [f"{number}" for number in range(first, last)]
    return pl.DataFrame({"hcpcs": codes, "payment_indicator": ["A2"] * len(codes)})


def missing(*tables: tuple[str, pl.DataFrame]) -> list[str]:
    loads = [LoadedTable(TABLES[name], (), rows, ()) for name, rows in tables]
    found = agreeing(loads, RELEASE, NO_CORRECTIONS)
    assert all((load.frame is None) == bool(load.missing) for load in found)
    return [load.table.name for load in found if load.missing]


@pytest.mark.parametrize(
    ("covered", "offsets", "cut"),
    [
        ((10000, 10100), (10000, 10100), []),
        ((10000, 10095), (10000, 10100), ["asc_addendum_aa"]),
        ((10000, 10100), (10000, 10095), ["asc_addendum_ff"]),
        ((10000, 10040), (10000, 10100), ["asc_addendum_aa"]),
        ((10000, 10099), (10000, 10100), []),  # one in a hundred
        ((10000, 10095), (10005, 10100), []),  # each lacks some of the other: neither was cut
        ((10000, 10015), (10000, 10019), []),  # too few to tell
    ],
)
def test_the_table_that_lacks_codes_of_the_other_is_missing(
    covered: tuple[int, int], offsets: tuple[int, int], cut: list[str]
) -> None:
    tables = ("asc_addendum_aa", frame(*covered)), ("asc_addendum_ff", frame(*offsets))
    assert missing(*tables) == cut


def test_a_side_file_of_other_codes_does_not_cost_the_release() -> None:
    """OPPSCAP is a part of PPRRVU: where most of it is not there, it is another list."""
    listed = frame(10000, 10200)
    assert missing(("pfs_rvu", listed), ("pfs_opps_cap", frame(10000, 10050))) == []
    assert missing(("pfs_rvu", listed), ("pfs_opps_cap", frame(10155, 10205))) == ["pfs_rvu"]
    assert missing(("pfs_rvu", listed), ("pfs_opps_cap", frame(10190, 10290))) == []


def test_only_rows_that_count_are_compared() -> None:
    every = frame(10000, 10100).with_columns(apc=pl.lit("5112"), is_deleted=pl.lit(False))
    listed = every.with_columns(status_indicator=pl.Series(["J1"] * 50 + ["S"] * 50))
    ranks = "opps_addendum_j_rank"
    assert missing(("opps_addendum_b", listed), (ranks, every.head(50))) == []
    assert missing(("opps_addendum_b", listed), (ranks, every.slice(5, 45))) == [ranks]


def test_ranks_of_deleted_codes_are_of_none_in_addendum_b() -> None:
    listed = frame(10000, 10900).with_columns(apc=pl.lit("5112"), status_indicator=pl.lit("J1"))
    ranks = frame(10000, 10930).with_columns(apc=pl.lit("5112"))
    deleted = ranks.with_columns(is_deleted=pl.col("hcpcs").cast(pl.Int32) >= 10900)
    names = ("opps_addendum_b", "opps_addendum_j_rank")
    assert missing((names[0], listed), (names[1], deleted)) == []
    moved = deleted.with_columns(pl.col("is_deleted").shift(-15, fill_value=True))
    assert missing((names[0], listed), (names[1], moved)) == [names[1]]


def test_offsets_and_the_device_intensive_list_repeat_each_other_s_codes() -> None:
    ranks = frame(10000, 11000).with_columns(apc=pl.lit("5112"), is_deleted=pl.lit(False), frequency=30)
    offsets = ranks.select("hcpcs", "apc", status_indicator=pl.lit("J1"), device_offset_pct=pl.lit(31.0))
    names = ("opps_addendum_j_rank", "opps_addendum_p_offsets", "opps_addendum_p_device_intensive")
    whole = (names[0], ranks), (names[1], offsets.slice(24)), (names[2], offsets.slice(60))
    assert missing(*whole) == [], "codes without offsets and below the threshold"
    assert missing(*whole[:1], (names[1], offsets.slice(50))) == [names[1]]
    assert missing((names[1], offsets), (names[2], offsets.slice(90))) == [names[2]]
    without_claims = ranks.with_columns(frequency=0)
    assert missing((names[0], without_claims), (names[1], offsets.slice(500))) == []


def test_a_figure_that_another_table_of_the_zip_repeats_is_compared() -> None:
    """Addendum FF repeats AA's indicators: shifted by a row, they are not those of AA."""
    covered = frame(10000, 10100).with_columns(payment_indicator=pl.Series(["A2", "J8", "G2", "P3"] * 25))
    shifted = covered.with_columns(pl.col("payment_indicator").shift(1, fill_value="P3"))
    assert missing(("asc_addendum_aa", covered), ("asc_addendum_ff", covered)) == []
    assert missing(("asc_addendum_aa", covered), ("asc_addendum_ff", shifted)) == ["asc_addendum_ff"]


def test_figures_are_compared_where_one_of_the_tables_has_some() -> None:
    """In the final rule of 2025, 28 of 994 APCs have a national copayment; a blank one is 0 in addendum B."""
    codes = {"apc": [f"{5000 + i}" for i in range(900)], "relative_weight": [1.0] * 900}
    figures = ("payment_rate", "national_copayment", "adjusted_copayment", "ira_coinsurance_pct")
    copayments = [float(i) if i % 30 == 0 else 0.0 for i in range(900)]
    listed = pl.DataFrame(codes).with_columns(pl.lit(1.0).alias(name) for name in figures)
    listed = listed.with_columns(national_copayment=pl.Series(copayments))
    blank = listed.with_columns(national_copayment=pl.col("national_copayment").replace(0.0, None))
    names = ("opps_addendum_b", "opps_addendum_a")
    assert missing((names[0], listed), (names[1], blank)) == []
    shifted = blank.with_columns(pl.col("national_copayment").shift())
    assert missing((names[0], listed), (names[1], shifted)) == ["opps_addendum_a"]


def test_anesthesia_factors_follow_the_indices_of_their_localities() -> None:
    index = [1 + (i * 7 % 20) / 50 for i in range(60)]
    places = pl.DataFrame({"mac": ["01112"] * 60, "locality": [f"{i:02}" for i in range(60)]})
    indices = places.with_columns(pl.Series(name, index) for name in ("work_gpci", "pe_gpci", "mp_gpci"))
    factors = places.with_columns(qualifying_apm=pl.lit(False), conversion_factor=pl.Series(index) * 20.3178)
    names = ("pfs_gpci", "pfs_anesthesia_cf")
    assert missing((names[0], indices), (names[1], factors)) == []
    both = pl.concat(
        [
            factors,
            factors.with_columns(pl.lit(True).alias("qualifying_apm"), pl.col("conversion_factor") * 1.5),
        ]
    )
    assert missing((names[0], indices), (names[1], both)) == [], "another factor for participants"
    alone = factors.with_columns(pl.col("conversion_factor").sort())
    assert missing((names[0], indices), (names[1], alone)) == ["pfs_anesthesia_cf"]


def test_drugs_of_tribal_hospitals_are_paid_without_the_add_on() -> None:
    rates = [10.0 * (i * 7 % 60 + 1) for i in range(60)]
    listed = pl.DataFrame({"hcpcs": [f"J{i:04}" for i in range(60)], "payment_rate": rates})
    drugs = listed.with_columns(pl.col("payment_rate") / 1.06)
    assert missing(("opps_addendum_b", listed), ("opps_addendum_q", drugs)) == []
    alone = drugs.with_columns(pl.col("payment_rate").sort())
    assert missing(("opps_addendum_b", listed), ("opps_addendum_q", alone)) == ["opps_addendum_q"]


def test_every_companion_is_a_table_of_the_series_with_the_columns() -> None:
    for table in TABLES.values():
        for companion in table.companions:
            other = TABLES[companion.table]
            assert set(other.series) & set(table.series), (table.name, companion)
            for one in (table, other):
                columns = {*companion.on, *companion.equal}
                assert columns <= {column.name for column in one.columns}, (one.name, companion)
