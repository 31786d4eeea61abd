"""Which modifiers go with a code, and what CMS's indicators make of them."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection as Con

from warehouse.open import OpenSnapshot, Row
from warehouse.rules import RULES


def modifiers(con: Con, code: str) -> dict[tuple[str, str | None], Row]:
    rows = OpenSnapshot("", con).modifiers(code, date(2026, 2, 1))
    return {(row["modifier"], row["setting"]): row for row in rows}


def test_20957_by_its_indicators(sample: Con) -> None:
    """PPRRVU: 090, 0.10, 0.69, 0.21, MULT 2, BILAT 0, ASST 2, CO 1, TEAM 0."""
    found = modifiers(sample, "20957")
    effects = {
        modifier: (row["effect"], row["indicator"], row["indicator_value"])
        for (modifier, _), row in found.items()
    }
    assert effects["80"] == ("share", "assistant_surgery", "2")
    assert effects["62"] == ("share", "co_surgeons", "1")
    assert effects["66"] == ("not_paid", "team_surgery", "0")
    assert effects["50"] == ("no_effect", "bilateral_surgery", "0")
    assert effects["51"] == ("share", "multiple_procedure", "2")
    assert found["54", None]["payment_facility"] == Decimal("1940.48")  # 0.10 + 0.69 of 2456.30
    assert {
        "22",
        "52",
        "53",
        "55",
        "56",
        "58",
        "76",
        "77",
        "78",
        "79",
        "81",
        "82",
        "AS",
        "24",
        "57",
    } <= effects.keys()
    assert not {"26", "TC", "LT", "RT", "25"} & effects.keys()


def test_a_procedure_stopped_before_anesthesia_leaves_half_of_what_is_not_the_device(sample: Con) -> None:
    """20957 in an ASC: half of 4,682.29 less the device offset of Addendum FF, 2,132.38, is 1,274.96."""
    found = modifiers(sample, "20957")
    assert found["73", "asc"]["facility_payment"] == Decimal("1274.96")
    assert found["74", "asc"]["facility_payment"] == Decimal("4682.29")
    assert found["73", "hospital_outpatient"]["facility_payment"] is None, (
        "Addendum P, with its offsets, is not loaded"
    )
    assert modifiers(sample, "45378")["73", "hospital_outpatient"]["facility_payment"] == Decimal("475.05")


def test_imaging_splits(sample: Con) -> None:
    found = modifiers(sample, "71046")
    assert found["26", None]["payment_facility"] == Decimal("10.02")
    assert found["TC", None]["payment_nonfacility"] == Decimal("23.05")
    assert found["TC", None]["payment_facility"] is None


def test_53_has_its_own_row_or_is_priced_by_report(sample: Con) -> None:
    assert modifiers(sample, "45378")["53", None]["effect"] == "row"
    assert modifiers(sample, "45378")["53", None]["payment_nonfacility"] == Decimal("189.38")
    assert modifiers(sample, "27447")["53", None]["effect"] == "by_report"


def test_a_visit_takes_the_visit_modifiers(sample: Con) -> None:
    found = modifiers(sample, "99213")
    assert {"24", "25", "57"} <= {modifier for modifier, _ in found}
    assert found["25", None]["indicator"] == "code_group"


def test_every_row_says_what_it_does_and_where_that_is_written(sample: Con) -> None:
    rows = sample.execute(
        "SELECT meaning, effect, indicator, indicator_value, source FROM code_modifiers"
    ).fetchall()
    assert len(rows) > 10_000
    assert all(all(row) for row in set(rows))


@pytest.mark.parametrize("path", sorted(RULES.glob("*.tsv")), ids=lambda path: path.stem)
def test_rules_are_whole_tables(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert len({tuple(row) for row in rows}) == len(rows)
