"""2,000 mangled members a family: each loads rightly or is refused by name, none loads a wrong value."""

from collections import Counter
from random import Random

import polars as pl
import pytest

from tests.transforms.golden_folders import Golden, goldens, load, name_of
from tests.transforms.mangle import mangled
from transforms.errors import ReleaseRejected
from transforms.table import TEXT, Column

A_FAMILY = 2_000
QUICK = 0.05  # the share that `make test` runs; CI runs all of them in `test_mangled_at_length`
Row = tuple[object, ...]


def rounds(golden: Golden) -> int:
    """How often one golden is mangled, so that its family comes to 2,000."""
    return -(-A_FAMILY // sum(_family(other) == _family(golden) for other in goldens()))


def _family(golden: Golden) -> str:
    return golden.table.name.partition("_")[0].replace("zip", "pfs")


@pytest.mark.parametrize("golden", goldens(), ids=name_of)
def test_mangled(golden: Golden) -> None:
    _judge(golden, range(round(rounds(golden) * QUICK)))


# Each loaded a row that the file never held: a row cut in its last line and padded by a later rewrite, a line
# of fixed width whose middle moved, a lost header or a lost column read in the order of other years, a flag
# that most rows have in another place than the nameless column, the second line of a text without its first,
# two headers run together, a code with a letter for a digit (2095l), a column of figures twice in a file that
# lost cells.
ONCE_WRONG = {
    "asc_addendum_aa/csv_2024_march_9": 6,
    "asc_addendum_aa/csv_2025_nameless_last_column": 1004960,
    "asp_payment_limit/csv_2025_12_columns": 46,
    "dmepos_fee/csv_2025_pen": 82,
    "dmepos_former_cba_fee/csv_2025": 74,
    "hcpcs_level_ii/txt_2017": 407,
    "hcpcs_noc_code/csv_2019": 1006060,
    "ncci_ptp/txt_2026_in_force_beside_9": 62,
    "opps_addendum_b/csv_2021_note_in_the_header": 73,
    "opps_addendum_b/csv_2025_cp437": 49,
    "opps_addendum_b/csv_2026": 1009082,
    "opps_addendum_b/txt_2025_final_rule": 1166152,
    "opps_addendum_l/txt_2025": 74,
    "opps_addendum_m/txt_2025": 69,
    "opps_addendum_n/txt_2025": 38,
    "opps_wage_index/csv_2021": 1004598,
    "pfs_anesthesia_cf/csv_2026_two_factors": 26,
}


@pytest.mark.parametrize("golden", [g for g in goldens() if name_of(g) in ONCE_WRONG], ids=name_of)
def test_mangled_and_once_wrong(golden: Golden) -> None:
    assert _outcome(golden, load(golden).frame, ONCE_WRONG[name_of(golden)]) == "refused"


@pytest.mark.slow
@pytest.mark.parametrize("golden", goldens(), ids=name_of)
def test_mangled_at_length(golden: Golden) -> None:
    _judge(golden, range(rounds(golden)))


def _judge(golden: Golden, seeds: range) -> None:
    right = load(golden).frame
    outcomes = Counter(_outcome(golden, right, seed) for seed in seeds)
    assert set(outcomes) <= {"loaded", "refused"}, outcomes


def _outcome(golden: Golden, right: pl.DataFrame, seed: int) -> str:
    data = mangled(golden.member.data, Random(f"{name_of(golden)} {seed}"))
    try:
        loaded = load(golden, data, max_rejected_share=golden.table.max_rejected_share)
    except ReleaseRejected as refusal:
        return "refused" if str(golden.release) in str(refusal) else f"seed {seed}: {refusal}"
    except Exception as error:
        return f"seed {seed}: unnamed {type(error).__name__}: {error}"[:300]
    if loaded.rows_in != loaded.frame.height + loaded.duplicate_rows + loaded.set_aside.height:
        return f"seed {seed}: rows lost"
    wrong = _wrong(golden, right, loaded.frame)
    return f"seed {seed}: wrong row {wrong}" if wrong else "loaded"


def _wrong(golden: Golden, right: pl.DataFrame, found: pl.DataFrame) -> Row | None:
    """The first row that the file never held, prose apart, which nothing can verify.

    A column that some years lack may have gone missing as a whole.
    """
    columns = [column for column in golden.table.columns if not _is_prose(column, right)]
    names = [c.name for c in columns if not c.optional or found[c.name].null_count() < found.height]
    held = set(right.select(names).rows())
    return next((row for row in found.select(names).rows() if row not in held), None)


def _is_prose(column: Column, right: pl.DataFrame) -> bool:
    return column.type == TEXT and (not column.valid or bool(right[column.name].str.contains(" ").any()))
