"""Which modifiers go with a code, and what CMS's indicators make of them."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection as Con

from cmsfees.snapshot import OpenSnapshot, Row
from warehouse.build.rules import RULES


def modifiers(con: Con, code: str) -> dict[tuple[str, str | None], Row]:
    rows = OpenSnapshot("", con).modifiers(code, date(2026, 2, 1))
    return {(row["modifier"], row["site"]): row for row in rows}


def test_the_client_sorts_what_it_returns(sample: Con) -> None:
    """Sorted by Python: DuckDB takes 0.4 ms for it."""
    fees = OpenSnapshot("", sample)
    keys = [(row["payer_part"], row["modifier"]) for row in fees.modifiers("20957", date(2026, 2, 1))]
    assert len({part for part, _ in keys}) > 1
    assert [part for part, _ in keys] == sorted((part for part, _ in keys), reverse=True)
    for part in {part for part, _ in keys}:
        of_part = [modifier for its_part, modifier in keys if its_part == part]
        assert of_part == sorted(of_part)
    sites = [row["site"] for row in fees.sites("20957", date(2026, 2, 1))]
    assert sites == ["office", "hospital_outpatient", "asc"]


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
    assert found["54", None]["physician_payment_facility"] == Decimal("1940.48")  # 0.10 + 0.69 of 2456.30
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


def test_what_is_not_known_of_devices_has_no_amount(sample: Con) -> None:
    """Addendum P has the offsets; only what the ASC addenda list without J8 is known to have none."""
    rows = sample.execute(
        "SELECT met.facility_payment IS NULL, listed.payment_indicator, met.condition "
        "FROM modifiers_on(DATE '2026-02-01') AS met "
        "LEFT JOIN site_of_service_on(DATE '2026-02-01') AS listed "
        "ON listed.hcpcs = met.hcpcs AND listed.site = 'asc' "
        "WHERE met.modifier = '73' AND met.site = 'hospital_outpatient'"
    ).fetchall()
    assert {unknown for unknown, _, _ in rows} == {True, False}
    assert all(unknown == (indicator in (None, "J8")) for unknown, indicator, _ in rows)
    assert all("Addendum P" in condition for _, _, condition in rows)


def test_reductions_of_the_technical_part(sample: Con) -> None:
    found = modifiers(sample, "71046")
    assert (found["FX", None]["effect"], found["FX", None]["share"]) == ("technical_share", Decimal("0.80"))
    assert found["FX", None]["physician_payment_nonfacility"] == Decimal("28.46")
    assert found["FX", None]["physician_payment_facility"] is None
    assert found["FY", None]["share"] == Decimal("0.90")
    assert not {"CT", "CQ"} & {modifier for modifier, _ in found}


@pytest.mark.real
@pytest.mark.parametrize(
    ("code", "modifier", "on", "share"),
    [
        ("71046", "FY", "2018-02-03", "0.93"),
        ("71046", "FY", "2022-02-03", "0.93"),
        ("71046", "FY", "2024-02-03", "0.90"),
        ("71020", "FX", "2016-02-03", None),
        ("70450", "CT", "2014-02-03", None),
        ("70450", "CT", "2016-02-03", "0.95"),
        ("70450", "CT", "2018-02-03", "0.85"),
        ("97110", "CO", "2020-02-03", None),
        ("97110", "CO", "2022-02-03", "0.88"),
    ],
)
def test_each_year_has_its_own_share(real: Con, code: str, modifier: str, on: str, share: str | None) -> None:
    rows = OpenSnapshot("", real).modifiers(code, date.fromisoformat(on))
    assert [row["share"] for row in rows if row["modifier"] == modifier] == (
        [Decimal(share)] if share else []
    )


@pytest.mark.real
def test_ct_scans_are_the_codes_that_the_act_names(real: Con) -> None:
    """Section 1834(p)(2), among them 70450-70498 and 75571-75574, but not the 75635 beside them."""
    codes = {
        row[0]
        for row in real.execute(
            "SELECT hcpcs FROM modifiers_on(DATE '2016-02-03') WHERE modifier = 'CT'"
        ).fetchall()
    }
    assert {"70450", "70498", "71250", "71275", "72125", "72133", "72191", "72194", "73206"} <= codes
    assert {"73700", "73706", "74150", "74178", "74261", "74262", "75571", "75574"} <= codes
    assert not {"70551", "71020", "72141", "75635", "74183", "76380"} & codes


def test_imaging_splits(sample: Con) -> None:
    found = modifiers(sample, "71046")
    assert found["26", None]["physician_payment_facility"] == Decimal("10.02")
    assert found["TC", None]["physician_payment_nonfacility"] == Decimal("23.05")
    assert found["TC", None]["physician_payment_facility"] is None


def test_53_has_its_own_row_or_is_priced_by_report(sample: Con) -> None:
    assert modifiers(sample, "45378")["53", None]["effect"] == "row"
    assert modifiers(sample, "45378")["53", None]["physician_payment_nonfacility"] == Decimal("189.38")
    assert modifiers(sample, "27447")["53", None]["effect"] == "by_report"


def test_a_visit_takes_the_visit_modifiers(sample: Con) -> None:
    found = modifiers(sample, "99213")
    assert {"24", "25", "57"} <= {modifier for modifier, _ in found}
    assert found["25", None]["indicator"] == "code_group"


def test_every_rule_row_has_a_meaning_and_a_source(sample: Con) -> None:
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
