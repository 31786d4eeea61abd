"""Generate the SQL that compares a table's rows in two releases, from the table's key and columns.

The table's key identifies a row; in a list that CMS publishes anew each year, its subject does (NAMED_BY).
One or two other columns may be the row's amounts; every other column that changed is an entry of
`column_changes`.
"""

from transforms.table import Column, Table
from transforms.tables import TABLES
from warehouse.build.ncci_intervals import INTERVAL_TABLES

BY_CAUSE = "pfs_rvu"  # compared by the macro _pfs_changes, which splits dollars by cause
# Dollars of a row, by setting or another kind; "" for an amount without one.
AMOUNTS = {
    "pfs_anesthesia_cf": {"": "conversion_factor"},
    "anesthesia_factor": {"": "conversion_factor"},
    "pfs_opps_cap": {"facility": "facility_amount", "nonfacility": "nonfacility_amount"},
    "pfs_payment_published": {"facility": "facility_amount", "nonfacility": "nonfacility_amount"},
    "opps_addendum_a": {"": "payment_rate"},
    "opps_pricer_rate": {"": "payment_rate"},
    "opps_addendum_b": {"": "payment_rate"},
    "opps_addendum_p_device_intensive": {"": "device_offset_amount"},
    "opps_addendum_p_offsets": {"": "device_offset_amount"},
    "opps_addendum_q": {"": "payment_rate"},
    "clfs": {"": "rate"},
    "clfs_local_fee": {"": "fee"},
    "asp_payment_limit": {"": "payment_limit"},
    "asp_noc_limit": {"": "payment_limit"},
    "dmepos_fee": {"": "fee", "rural": "fee_rural"},
    "dmepos_former_cba_fee": {"": "fee"},
    "asc_addendum_aa": {"": "payment_rate"},
    "asc_addendum_bb": {"": "payment_rate"},
    "asc_addendum_ff": {"": "device_offset_amount"},
}
SETTINGS_OF_CARE = {"facility", "nonfacility"}  # other kinds of amounts are described in `row_label`
# CMS computes these from the printed factor and indices: if Congress changed them, nobody was paid by them.
MADE_OF_RVUS = {"pfs_anesthesia_cf", "pfs_opps_cap", "pfs_payment_published"}
# These identify the release, or repeat that something else changed.
NOT_COMPARED = {"period", "year", "is_changed"}
# Annual lists: columns that identify a row in every year; the key also contains the year's dates or values.
# Rows with the same name are paired in order of the rest of their key: ASC's 2025 index lists 27 areas twice.
NAMED_BY = {
    "asc_code_pair": ("device_hcpcs", "procedure_hcpcs", "procedure_modifier"),
    "asc_wage_index": ("cbsa",),
    "opps_wage_index": ("cbsa",),
    "opps_out_migration": ("fips_county",),
    "opps_pricer_rate": ("apc",),
}
DATES = {"effective_date", "end_date"}  # of annual lists: compared only between postings of the same year
# Key columns with their own column in `changes`; all others are described in `row_label`.
PLACES = {
    **{
        "hcpcs": "hcpcs",
        "column_1": "hcpcs",
        "add_on_code": "hcpcs",
        "primary_hcpcs": "hcpcs",
        "procedure_hcpcs": "hcpcs",
        "modifier": "modifier",
        "procedure_modifier": "modifier",
    },
    **{
        "column_2": "other_hcpcs",
        "primary_code": "other_hcpcs",
        "secondary_hcpcs": "other_hcpcs",
        "device_hcpcs": "other_hcpcs",
        "mac": "mac",
        "locality": "locality",
    },
}
ITEMS = {
    "zip_code": "'ZIP ' || {}",
    "plus_four": "'+' || {}",
    "apc": "'APC ' || {}",
    "cbsa": "'area ' || {}",
    "fips_county": "'county ' || {}",
    "status_indicator": "'SI ' || {}",
    "effective_date": "'in force from ' || {}",
    "qualifying_apm": "CASE WHEN {} THEN 'qualifying APM' END",
}
DECLARED = """
CREATE MACRO changes_between(from_release, to_release, in_mac := NULL, in_locality := NULL) AS TABLE
SELECT
    table_name,
    hcpcs,
    modifier,
    other_hcpcs,
    mac,
    locality,
    row_label,
    pfs_setting,
    ncci_table,
    change,
    amount_before::DECIMAL(14, 3) AS amount_before,
    amount_after::DECIMAL(14, 3) AS amount_after,
    (amount_after - amount_before)::DECIMAL(14, 3) AS difference,
    by_work,
    by_pe,
    by_mp,
    by_gpci,
    by_conversion_factor,
    by_opps_limit,
    CASE WHEN change = 'changed' THEN column_changes ELSE [] END AS column_changes
FROM (
FROM _pfs_changes(from_release, to_release, in_mac := in_mac, in_locality := in_locality)
WHERE starts_with(from_release, 'pfs-rvu ')
UNION ALL BY NAME
{comparisons}
)
WHERE (change <> 'changed' OR amount_before IS DISTINCT FROM amount_after OR len(column_changes) > 0)
    AND (in_mac IS NULL OR mac IS NULL OR mac = _mac(in_mac) AND locality = _locality(in_locality))
UNION ALL BY NAME
SELECT
    {refused}
FROM (
    SELECT _changes_problem(from_release, to_release, in_mac, in_locality) AS problem
) AS asked, range(1, _one_unless(asked.problem)) AS none (value);
COMMENT ON MACRO TABLE changes_between IS '{meaning}';
"""
MEANING = (
    "Every row that changed between two releases of one series, in all its tables: dollars with their "
    "causes, and each other column that changed; with a contractor and locality, the payments there. Names "
    "that are not two loaded releases of one series raise an error"
)
# Columns of the part that refuses arguments. None of them is a constant null, see _one_unless.
REFUSED = {
    "VARCHAR": (
        *("table_name", "hcpcs", "modifier", "other_hcpcs", "mac", "locality", "row_label", "pfs_setting"),
        *("ncci_table", "change"),
    ),
    "DECIMAL(14, 3)": ("amount_before", "amount_after", "difference"),
}
BOTH = {"amount_before": "old", "amount_after": "new"}
LISTED = "ncci_table = _ncci_table({release}) AND _is_listed(first_release_id, last_release_id, {release})"


def declare_comparison() -> str:
    """Return the macro `changes_between`, which compares every table's rows in two releases."""
    tables = [table for table in TABLES.values() if table.name != BY_CAUSE]
    comparisons = "\nUNION ALL BY NAME\n".join(_comparison(table) for table in tables)
    refused = ",\n    ".join(
        f"none.value::{kind} AS {name}" for kind, names in REFUSED.items() for name in names
    )
    return DECLARED.format(comparisons=comparisons, refused=refused, meaning=MEANING)


def compared_columns(table: Table) -> list[Column]:
    """Return the compared columns: all but the key and the amounts."""
    amounts = AMOUNTS.get(table.name, {}).values()
    return [c for c in table.columns if c.name not in {*_named_by(table), *amounts, *NOT_COMPARED}]


def _named_by(table: Table) -> tuple[str, ...]:
    return NAMED_BY.get(table.name, table.key)


def _comparison(table: Table) -> str:
    named = (*_named_by(table), *(["nth"] if table.name in NAMED_BY else []))
    same = " AND ".join(f"new.{name} IS NOT DISTINCT FROM old.{name}" for name in named)
    columns = ",\n    ".join(f"{sql} AS {name}" for name, sql in _compared(table).items())
    series = ", ".join(f"'{name}'" for name in table.series)
    return (
        "(\nWITH\n"
        f"before AS ({_rows(table, 'from_release', 'to_release')}),\n"
        f"after AS ({_rows(table, 'to_release', 'from_release')})\n"
        f"SELECT\n    {columns}\n"
        "FROM (FROM before EXCEPT FROM after) AS old\n"
        f"FULL JOIN (FROM after EXCEPT FROM before) AS new\n    ON {same}\n"
        f"WHERE split_part(from_release, ' ', 1) IN ({series})\n)"
    )


def _rows(table: Table, release: str, other: str) -> str:
    """Select rows of one release that may differ; for NCCI intervals, those that the other does not list."""
    columns = ", ".join(
        [_read(table, c.name) for c in table.columns if c.name not in NOT_COMPARED] + _nth(table)
    )
    if table.name in INTERVAL_TABLES:
        listed = f"{LISTED.format(release=release)} AND NOT ({LISTED.format(release=other)})"
    else:
        listed = f"release_id = {release}"
    return f"SELECT true AS listed, {columns} FROM {table.name} WHERE {listed}"


def _read(table: Table, column: str) -> str:
    if table.name in MADE_OF_RVUS and column in AMOUNTS[table.name].values():
        return f"CASE WHEN _is_final(release_id, mac, locality) THEN {column} END AS {column}"
    if table.name not in NAMED_BY or column not in DATES:
        return column
    posting = "split_part(from_release, ' ', 2) = split_part(to_release, ' ', 2)"
    return f"CASE WHEN {posting} THEN {column} END AS {column}"


def _nth(table: Table) -> list[str]:
    """Number the rows with the same name, in order of the rest of the key."""
    if table.name not in NAMED_BY:
        return []
    names = NAMED_BY[table.name]
    rest = ", ".join(f"{table.name}.{name}" for name in table.key if name not in names)
    return [f"row_number() OVER (PARTITION BY {', '.join(names)} ORDER BY {rest}) AS nth"]


def _compared(table: Table) -> dict[str, str]:
    """Return the columns of `changes` with their SQL over the rows `old` and `new`."""
    changes = ", ".join(_column_change(column) for column in compared_columns(table))
    amounts = AMOUNTS.get(table.name, {})
    return {
        "table_name": f"'{table.name}'",
        **_identity(table, amounts),
        **_amounts(amounts),
        **({"ncci_table": "_ncci_table(to_release)"} if table.name in INTERVAL_TABLES else {}),
        "change": "_row_change(old.listed, new.listed)",
        "column_changes": f"list_filter([{changes}], lambda change: change IS NOT NULL)" if changes else "[]",
    }


def _identity(table: Table, amounts: dict[str, str]) -> dict[str, str]:
    """Return the columns that identify the row; each of several amounts of a row is a row of `changes`."""
    either = {name: f"coalesce(new.{name}, old.{name})" for name in _named_by(table)}
    places = {PLACES[name]: sql for name, sql in either.items() if name in PLACES}
    items = [ITEMS.get(name, "{}").format(sql) for name, sql in either.items() if name not in PLACES]
    items += ["CASE WHEN coalesce(new.nth, old.nth) > 1 THEN 'row ' || coalesce(new.nth, old.nth) END"] * (
        table.name in NAMED_BY
    )
    if len(amounts) > 1:
        names = ", ".join(f"'{kind}'" for kind in amounts)
        kinds = f"unnest([{names}])"
        if SETTINGS_OF_CARE.issuperset(amounts):
            places["pfs_setting"] = kinds
        else:
            items.append(f"nullif({kinds}, '')")
    return places | ({"row_label": f"nullif(concat_ws(', ', {', '.join(items)}), '')"} if items else {})


def _amounts(amounts: dict[str, str]) -> dict[str, str]:
    if len(amounts) > 1:
        values = {row: ", ".join(f"{row}.{name}" for name in amounts.values()) for row in BOTH.values()}
        return {when: f"unnest([{values[row]}])" for when, row in BOTH.items()}
    return {when: f"{row}.{name}" for name in amounts.values() for when, row in BOTH.items()}


def _column_change(column: Column) -> str:
    change = f"_column_change('{column.name}', old.{column.name}, new.{column.name})"
    return f"CASE WHEN {_in_both(column.name)} THEN {change} END" if column.optional else change


def _in_both(column: str) -> str:
    """Return the condition that both releases have the column: a column that one lacks is not a change."""
    return " AND ".join(f"(SELECT count({column}) FROM {rows}) > 0" for rows in ("before", "after"))
