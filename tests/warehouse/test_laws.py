"""The laws that changed what was finally paid cover every day of service once."""

import csv
import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest

from warehouse.build.rules import RULES


def laws(kind: str, *applies_to: str) -> list[dict[str, str]]:
    with (RULES / "pfs_laws.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["kind"] == kind]
    return sorted(
        (row for row in rows if row["applies_to"] in applies_to), key=lambda row: row["service_from"]
    )


@pytest.mark.parametrize(
    ("kind", "applies_to"),
    [
        ("work_gpci_floor", ("all",)),
        ("conversion_factor", ("all", "not_qualifying_apm")),
        ("conversion_factor", ("all", "qualifying_apm")),
    ],
)
def test_every_day_from_2009_to_2026_has_one_law(kind: str, applies_to: tuple[str, ...]) -> None:
    rows = laws(kind, *applies_to)
    days = [(date.fromisoformat(row["service_from"]), date.fromisoformat(row["service_to"])) for row in rows]
    assert days[0][0] <= date(2009, 1, 1)
    assert days[-1][1] == date(2026, 12, 31)
    assert all(after[0] - before[1] == timedelta(1) for before, after in itertools.pairwise(days))


def test_the_factor_of_june_2010_is_higher_by_the_law() -> None:
    """36.0791 x 1.022 = 36.8728; CMS printed 36.8729."""
    factors = {row["service_from"]: Decimal(row["value"]) for row in laws("conversion_factor", "all")}
    assert abs(factors["2010-01-01"] * Decimal("1.022") - factors["2010-06-01"]) < Decimal("0.0002")


def test_every_law_is_dated_and_sourced() -> None:
    kinds = ("work_gpci_floor", "pe_gpci_floor", "conversion_factor", "calculation_flag")
    states = ("all", "AK", "MT", "ND", "NV", "SD", "WY", "2", "3", "qualifying_apm", "not_qualifying_apm")
    rows = [row for kind in kinds for row in laws(kind, *states)]
    assert len(rows) == 61
    assert all(row["law"] and row["source"] and date.fromisoformat(row["enacted_on"]) for row in rows)


def test_the_inpatient_deductible_of_every_year_is_sourced() -> None:
    """Each a multiple of 4 (section 1813(b)(1)); 2020 to 2024 are those of CMS's OPPS pricer."""
    with (RULES / "inpatient_deductibles.tsv").open(encoding="utf-8", newline="") as lines:
        rows = {int(row["year"]): row for row in csv.DictReader(lines, delimiter="\t")}
    assert list(rows) == list(range(2009, 2027))
    assert all("HI 00601.550" in row["source"] or "FR" in row["source"] for row in rows.values())
    assert all(Decimal(row["amount"]) % 4 == 0 for row in rows.values())
    pricer = [Decimal(rows[year]["amount"]) for year in range(2020, 2025)]
    assert pricer == [1408, 1484, 1556, 1600, 1632]
