"""Where a column's meaning begins with a list of values, the column holds no others; a rule holds each."""

import re

import duckdb

from warehouse.build.contracts import Model, models, rules, tables

LIST = re.compile(r"(?:[a-z_]+(?:, [a-z_]+)*,? or )?[a-z_]+(?=$|[;.])")
VALUES = "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"


def listed(meaning: str) -> set[str]:
    """`facility or nonfacility; …` → both; a meaning in prose lists nothing."""
    found = LIST.match(meaning)
    return set(re.split(r", or |, | or ", found[0])) if found and " or " in found[0] else set()


def test_a_list_of_values_in_a_meaning_is_whole(sample: duckdb.DuckDBPyConnection) -> None:
    made = [
        model
        for model in (*tables().values(), *rules().values(), *models().values())
        if model.kind in ("TABLE", "VIEW")
    ]
    assert {
        (model.name, column): others for model in made for column, others in unlisted(sample, model)
    } == {}


NOT_UNDERSTOOD = "nowhere"
DAY = "DATE '2026-02-01'"
NCCI_CODES = "['20957', '27447 ', '11042', '22551', '22552', 'x', NULL, '99999']"
PAYMENT = "'20957', NULL, '10112', '00'"
# Questions of each macro, chosen to return as many of its values as the sample has.
ASKED = {
    "add_on_status": [f"{NCCI_CODES}, {DAY}", f"['22551', '22552'], {DAY}", "['22552'], DATE '2009-01-01'"],
    "mue_limits": [
        f"{NCCI_CODES}, {DAY}, 'practitioner'",
        f"['20957'], {DAY}, '{NOT_UNDERSTOOD}'",
        "['20957'], DATE '2009-01-01', 'hospital'",
    ],
    "ptp_conflicts": [
        f"{NCCI_CODES}, {DAY}, 'practitioner'",
        f"['20957', '11042'], {DAY}, '{NOT_UNDERSTOOD}'",
    ],
    "pfs_payment": [f"{PAYMENT}, {DAY}, '{setting}'" for setting in ("facility", "11", NOT_UNDERSTOOD)],
    "unmodified_payment": [
        f"'20957', '10112', '00', {DAY}, '{setting}'" for setting in ("facility", "11", NOT_UNDERSTOOD)
    ],
    "pfs_payments": [f"'20957', NULL, [{{'mac': '10112', 'locality': '00'}}], {DAY}, 'asc'"],
    "pfs_payment_by_zip": [f"'20957', NULL, '35004', {DAY}, 'office'"],
    "physician_payments_on": [DAY],
    "anesthesia_payment": [
        f"'00400', 95, ['AA'], '10112', '00', {DAY}",
        f"'99999', 95, ['AA'], '10112', '00', {DAY}",
        f"'00400', -1, ['AA'], '10112', '00', {DAY}",
        "'00400', 95, ['AA'], '10112', '00', DATE '2009-01-01'",
    ],
    "dmepos_fees_on": [DAY, f"{DAY}, in_us_state := 'TX', in_rural := true"],
    "dmepos_rental_months": [f"'E0601', {DAY}, 'TX'"],
    "drug_fees_on": [DAY, "DATE '2025-11-01'"],
    "laboratory_fees_on": [DAY],
    "site_of_service_on": [DAY],
    "fees_on": [DAY, "DATE '2025-11-01'"],
    "fees_of": [f"'{code}', {DAY}" for code in ("20957", "80053", "J1885", "E0601", "00400")],
    "site_payments_on": [DAY],
    "site_payments_of": [f"'20957', {DAY}", f"'x', {DAY}"],
    "wage_index_on": [f"'13820', {DAY}", "'13820', DATE '2024-02-01'", f"NULL, {DAY}", f"'x', {DAY}"],
    "site_of_service_local_on": [f"{DAY}, '10112', '00'"],
    "site_of_service_of": [f"'20957', {DAY}", f"'x', {DAY}"],
    "national_sites_of": [f"'20957', {DAY}", f"'x', {DAY}"],
    "release_status": [f"'opps', {DAY}", "'opps', DATE '2001-01-01'"],
}


def test_a_list_of_values_that_a_macro_returns_is_whole(sample: duckdb.DuckDBPyConnection) -> None:
    macros = [model for model in models().values() if model.kind == "MACRO TABLE"]
    listing = [model for model in macros if any(listed(column.meaning) for column in model.columns)]
    assert {model.name for model in listing} == ASKED.keys()
    assert {
        (model.name, asked, column): others
        for model in listing
        for asked in ASKED[model.name]
        for column, others in unlisted(sample, model, f"{model.name}({asked})")
    } == {}


def unlisted(con: duckdb.DuckDBPyConnection, model: Model, rows_of: str = "") -> list[tuple[str, set[str]]]:
    """Columns with values that their meaning leaves out, in the model or in what a macro returns."""
    found = []
    for column in model.columns:
        values = listed(column.meaning)
        if column.type == "VARCHAR" and values:
            rows = con.execute(VALUES.format(column=column.name, table=rows_of or model.name)).fetchall()
            as_given = {NOT_UNDERSTOOD} if "as given" in column.meaning else set()
            found.append((column.name, {value for (value,) in rows} - values - as_given - {"null"}))
    return [(name, others) for name, others in found if others]


def test_a_rule_uses_every_value_that_its_meaning_lists(sample: duckdb.DuckDBPyConnection) -> None:
    unused = {}
    for rule in rules().values():
        for column in rule.columns:
            rows = sample.execute(VALUES.format(column=column.name, table=rule.name)).fetchall()
            if without := listed(column.meaning) - {str(value).lower() for (value,) in rows} - {"null"}:
                unused[rule.name, column.name] = without
    assert unused == {}


def test_a_list_is_distinguished_from_prose() -> None:
    assert listed("facility or nonfacility; null elsewhere") == {"facility", "nonfacility"}
    assert listed("office, hospital_outpatient or asc") == {"office", "hospital_outpatient", "asc"}
    assert listed("Modifier, if any") == set()
