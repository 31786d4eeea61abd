"""NCCI tables as episodes: stored once, given back exactly as CMS posted each quarter."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

pytestmark = pytest.mark.real
PTP = ["ncci-ptp-practitioner 2024Q2 r1", "ncci-ptp-practitioner 2024Q3 r1", "ncci-ptp-hospital 2024Q3 r1"]
MUE = ["ncci-mue-practitioner 2024Q3 r1", "ncci-mue-practitioner 2026Q2 r1", "ncci-mue-hospital 2024Q3 r1"]


def posted(con: duckdb.DuckDBPyConnection, cache: Path, release_id: str, table: str) -> list[str]:
    """The conformed files of the release, straight from CMS's bytes."""
    files = "SELECT conformed_folder FROM release_files WHERE release_id = $1"
    names = [name for (name,) in con.execute(files, [release_id]).fetchall()]
    return [str(cache / "conformed" / name[:2] / name / f"{table}.parquet") for name in names]


def differences(con: duckdb.DuckDBPyConnection, files: list[str], given_back: str) -> int:
    posted = "FROM read_parquet($files)"
    either = f"({posted} EXCEPT ALL {given_back}) UNION ALL ({given_back} EXCEPT ALL {posted})"
    return int(con.execute(f"SELECT count(*) FROM ({either})", {"files": files}).fetchall()[0][0])


@pytest.mark.slow
@pytest.mark.parametrize("release_id", PTP)
def test_every_row_of_a_past_ptp_quarter_is_returned(
    real: duckdb.DuckDBPyConnection, cache: Path, release_id: str
) -> None:
    files = posted(real, cache, release_id, "ncci_ptp")
    assert pl.scan_parquet(files).select(pl.len()).collect().item() > 1_700_000
    assert differences(real, files, f"FROM ncci_ptp_listed('{release_id}')") == 0


@pytest.mark.parametrize("release_id", MUE)
def test_every_row_of_a_past_mue_quarter_is_returned(
    real: duckdb.DuckDBPyConnection, cache: Path, release_id: str
) -> None:
    files = posted(real, cache, release_id, "ncci_mue")
    assert differences(real, files, f"FROM ncci_mue_listed('{release_id}')") == 0


def test_a_further_quarter_adds_only_what_changed(real: duckdb.DuckDBPyConnection) -> None:
    """2024Q3 differs from 2024Q2 by few of its 2.5 million practitioner rows."""
    counts = """
        SELECT count(*), count(*) FILTER (first_release_id LIKE '%2024Q3%'), count(last_release_id)
        FROM ncci_ptp WHERE ncci_table = 'practitioner'"""
    stored, begun, ended = real.execute(counts).fetchall()[0]
    assert stored < 2_700_000
    assert begun + ended < stored * 0.02


def test_the_copy_for_look_ups_from_the_other_side_holds_the_same_rows(
    real: duckdb.DuckDBPyConnection,
) -> None:
    digest = "SELECT count(*), bit_xor(hash(pair)) FROM {} AS pair"
    one, other = (real.execute(digest.format(t)).fetchall() for t in ("ncci_ptp", "ncci_ptp_by_column_2"))
    assert one == other
