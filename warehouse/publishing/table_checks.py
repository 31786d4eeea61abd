"""Checks of every table, generated from its `Table` or contract: unique keys, row counts, previous release.

They read `release_pairs`, which pairs each release to compare with its predecessor.

In an incremental build, key checks cover the rows loaded or derived now and every row that can share a key
with one of them. The other rows passed the same checks in the previous file, and a build continues that file
only if its SHA-256 is the published one.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from transforms.table import INT, Column, Table
from transforms.tables import TABLES
from warehouse.build import contracts
from warehouse.build.contracts import Model
from warehouse.build.models import DERIVED_NOW
from warehouse.build.ncci_intervals import INTERVAL_TABLES
from warehouse.build.plan import EVERYTHING, BuildPlan
from warehouse.build.source_tables import LOADED_NOW

# In CMS's files from 2009 to 2026, no column of dollars or RVUs doubled or halved for more than 9% of its
# rows (OPPSCAP, 2018), no indicator changed for more than 16% (Addendum BB, 2026), and no list lost more than
# 7% of its codes (Addendum AA, 2022). A column shifted by one row changes at least 24% of the rows that much.
MOST_MOVED, MOST_CHANGED, MOST_LOST = 0.15, 0.25, 0.10
# Within a calendar year, a list loses few codes: drug limits at most 3.2% (October 2024), NDC packages 4.3%
# (April 2025; 6.7% from January to October), equipment 1.4% (April 2025), BB 1.1% (October 2025), and the
# first five at most 0.5% (CLFS, October 2025; 30 pairs). A file that lost 5% of its lines loses more, as
# does one of the first five that lost 2%.
MOST_LOST_IN_A_YEAR = 0.04
MOST_LOST_IN_A_YEAR_OF = {
    **dict.fromkeys(("pfs_rvu", "opps_addendum_b", "asc_addendum_aa", "clfs", "hcpcs_level_ii"), 0.015),
    "asc_addendum_bb": 0.025,
    "dmepos_item": 0.03,
    "dmepos_fee": 0.03,
    "asp_ndc_crosswalk": 0.09,
    "zip_locality": 0.10,
}
# A larger share is a warning: within a calendar year 9 of 57 pairs, between years 13 of 43.
RARELY_LOST_IN_A_YEAR, RARELY_LOST = 0.005, 0.02
# Between years, these four lost at most 3.9% (PPRRVU, 2009 to 2011): less than a file without 5% of its rows.
# NDC packages lost 13.2% from April 2024 to October 2025.
MOST_LOST_OF = {
    **dict.fromkeys(("pfs_rvu", "opps_addendum_b", "clfs", "hcpcs_level_ii"), 0.05),
    "asp_ndc_crosswalk": 0.20,
}
FEWEST_LISTED = 50  # codes of the earlier release
# CMS rebased malpractice in 2010: 2009 to 2011 doubled or halved 29% of the codes (OPPS: 87%).
MOST_MOVED_OF = {"mp_rvu": 0.45, "opps_mp_rvu": 1.0}
FEWEST = 200  # rows that two releases must share
LONGEST = 800  # days between two releases that are compared
# Device offsets are reset each year, ASC exclusions and OPPSCAP list other codes, published payments vary.
NOT_STEADY = {"asc_addendum_ee", "asc_addendum_ff", "pfs_opps_cap", "pfs_payment_published"}
NO_RELEASE = "*"  # for rows that belong to no release
CODES = {"hcpcs", "add_on_code", "zip_code"}
STRETCH = ("service_from", "known_from")  # in the key of every model that is derived in units
INDICATORS = {"status_code", "status_indicator", "payment_indicator", "global_days", "mac", "locality"}


def table_checks(plan: BuildPlan = EVERYTHING) -> Iterator[tuple[str, str]]:
    """Yield name and text of each check, in the format of a file in `sql/checks`.

    With the plan of an incremental build, the queries read its temporary tables.
    """
    yield ("keys_are_unique", _check("no two rows of a table have the same key", [*_repeated_keys(plan)]))
    derived = [*_repeated_in(contracts.models(), plan)]
    yield ("derived_keys_are_unique", _check("no two rows of a derived table have the same key", derived))
    yield (
        "tables_hold_what_was_loaded",
        _check("each release has exactly the rows loaded from its members", [_counted_again()]),
    )
    tables = [table for table in TABLES.values() if _is_compared(table)]
    yield (
        "columns_follow_the_release_before",
        _check(
            f"numbers double or halve for at most {MOST_MOVED:.0%} of the previous release's rows, "
            f"an indicator changes for at most {MOST_CHANGED:.0%}",
            [_moved(table) for table in tables if _compared(table)],
        ),
    )
    yield (
        "codes_stay_listed",
        _check(
            f"a list loses at most {MOST_LOST:.0%} of the previous release's codes, "
            f"at most {MOST_LOST_IN_A_YEAR:.0%} within a calendar year, less of some",
            [_lost(table, _most_lost(table)) for table in TABLES.values() if _is_list(table)],
        ),
    )
    rarely = f"CASE WHEN pair.same_year THEN {RARELY_LOST_IN_A_YEAR} ELSE {RARELY_LOST} END"
    yield (
        "codes_are_rarely_lost",
        _check(
            f"a list loses at most {RARELY_LOST_IN_A_YEAR:.1%} of the previous release's codes within a "
            f"calendar year, {RARELY_LOST:.0%} between years",
            [_lost(table, rarely) for table in TABLES.values() if _is_list(table)],
            severity="warn",
        ),
    )


def _repeated_keys(plan: BuildPlan) -> Iterator[str]:
    """Yield duplicate-key queries of CMS's tables, the rule tables and our own records."""
    for table in TABLES.values():
        owner, *further = (
            ("first_release_id", "ncci_table") if table.name in INTERVAL_TABLES else ("release_id",)
        )
        where = f"{owner} IN ({LOADED_NOW})" if plan.previous else ""
        yield _repeated(table.name, owner, (owner, *further, *table.key), where)
    yield from _repeated_in(contracts.tables())
    yield from _repeated_in(contracts.rules())


def _repeated_in(made: Mapping[str, Model], plan: BuildPlan = EVERYTHING) -> Iterator[str]:
    """Yield duplicate-key queries for the keys in these contracts."""
    for model in made.values():
        if model.kind == "TABLE" and model.key and model.name not in plan.reused_tables:
            owner = "release_id" if "release_id" in model.key else f"'{NO_RELEASE}'"
            where = _may_repeat(model) if model.unit and plan.fingerprints_before is not None else ""
            yield _repeated(model.name, owner, model.key, where)


def _may_repeat(model: Model) -> str:
    """Return the condition for the rows derived now and all rows with the same dates as one of them."""
    stretch = ", ".join(STRETCH)
    unknown = " OR ".join(f"{column} IS NULL" for column in STRETCH)
    derived = f"SELECT {stretch} FROM {model.name} WHERE {DERIVED_NOW[model.unit]}"
    return f"({stretch}) IN ({derived}) OR {unknown}"


def _repeated(table: str, release: str, key: Sequence[str], where: str = "") -> str:
    """Return the query for keys with several rows; `release` is the expression for the affected release."""
    columns = ", ".join(key)
    rows = f"{table} WHERE {where}" if where else table
    return (
        f"SELECT {release} AS release_id, '{table}' AS table_name, concat_ws(' ', {columns}) AS key, "
        f"count(*) AS row_count\nFROM {rows}\nGROUP BY {columns}\nHAVING count(*) > 1"
    )


def _is_compared(table: Table) -> bool:
    """Return False for NCCI intervals, which `ncci_edits_continue` compares, and for CMS's change lists."""
    edits = any(name.startswith(("ncci-ptp", "ncci-mue")) for name in table.series)
    return table.name not in NOT_STEADY and not edits


def _compared(table: Table) -> list[Column]:
    others = [column for column in table.columns if column.name not in table.key]
    return [column for column in others if _is_number(column) or column.name in INDICATORS]


def _is_number(column: Column) -> bool:
    return isinstance(column.type, pl.Decimal) or column.type == INT


def _check(holds: str, parts: list[str], severity: str = "block") -> str:
    return "\n".join([f"-- severity: {severity}", f"-- holds: {holds}", "\nUNION ALL BY NAME\n".join(parts)])


def _counted_again() -> str:
    """Count rows per release again, except NCCI intervals, where one row covers several releases."""
    counted = "\nUNION ALL\n".join(
        f"SELECT '{name}' AS table_name, release_id, count(*) AS row_count FROM {name} GROUP BY release_id"
        for name in TABLES
        if name not in INTERVAL_TABLES
    )
    return f"""SELECT release_id, table_name, rows_loaded, coalesce(row_count, 0) AS row_count
FROM (SELECT release_id, table_name, sum(rows_loaded) AS rows_loaded FROM load_counts GROUP BY ALL)
FULL JOIN (
{counted}
) USING (release_id, table_name)
WHERE table_name NOT IN {INTERVAL_TABLES} AND rows_loaded IS DISTINCT FROM coalesce(row_count, 0)"""


def _moved(table: Table) -> str:
    """Return one row per pair of releases and column that changed for too many rows."""
    columns = ",\n".join(_counted(column) for column in _compared(table))
    return f"""SELECT release_id, release_id_before, table_name,
    found.column_name, found.row_count, found.moved
FROM (
    SELECT pair.release_id, pair.release_id_before, '{table.name}' AS table_name, unnest([{columns}]) AS found
    {_paired(table, "JOIN")}
    GROUP BY pair.release_id, pair.release_id_before
)
WHERE found.row_count >= {FEWEST} AND found.moved > found.most * found.row_count"""


def _counted(column: Column) -> str:
    name = column.name
    if _is_number(column):
        both, most = f"before.{name} > 0 AND now.{name} > 0", MOST_MOVED_OF.get(name, MOST_MOVED)
        moved = f"now.{name} / before.{name} NOT BETWEEN 0.5 AND 2"
    else:
        both, most = f"before.{name} IS NOT NULL AND now.{name} IS NOT NULL", MOST_CHANGED
        moved = f"now.{name} <> before.{name}"
    return (
        f"{{'column_name': '{name}', 'row_count': count(*) FILTER ({both}), "
        f"'moved': count(*) FILTER ({both} AND {moved}), 'most': {most}}}"
    )


def _is_list(table: Table) -> bool:
    """Return whether each release lists its codes anew; OPPSCAP's list may differ in any quarter."""
    named = bool(CODES & set(table.key)) and table.name not in INTERVAL_TABLES
    changes = any("-changes-" in series or series == "pfs-payment" for series in table.series)
    return named and not changes and table.name != "pfs_opps_cap"


def _lost(table: Table, most: str) -> str:
    """Return one row per pair of releases if the later lacks too many codes, but not the whole table."""
    [code] = CODES & set(table.key)
    return f"""SELECT pair.release_id, pair.release_id_before, '{table.name}' AS table_name,
    count(*) AS row_count, count(*) FILTER (now.release_id IS NULL) AS lost,
    list_sort(list(DISTINCT before.{code}) FILTER (now.release_id IS NULL))[:5] AS such_as
{_paired(table, "LEFT JOIN")}
GROUP BY pair.release_id, pair.release_id_before, pair.same_year
HAVING count(*) >= {FEWEST_LISTED}
    AND count(now.release_id) > 0
    AND count(*) - count(now.release_id) > count(*) * {most}"""


def _most_lost(table: Table) -> str:
    """Return the share of codes that a later release may lack, by whether both are of one year."""
    within = MOST_LOST_IN_A_YEAR_OF.get(table.name, MOST_LOST_IN_A_YEAR)
    between = 1 if table.name in NOT_STEADY else MOST_LOST_OF.get(table.name, MOST_LOST)
    return f"CASE WHEN pair.same_year THEN {within} ELSE {between} END"


def _paired(table: Table, join: str) -> str:
    """Join rows of consecutive releases by key, without qualifying-APM rows, which come and go."""
    same = " AND ".join(f"now.{name} IS NOT DISTINCT FROM before.{name}" for name in table.key)
    of_all = " AND NOT before.qualifying_apm" if "qualifying_apm" in table.key else ""
    return f"""FROM release_pairs AS pair
JOIN {table.name} AS before ON before.release_id = pair.release_id_before
{join} {table.name} AS now ON now.release_id = pair.release_id AND {same}
WHERE pair.days <= {LONGEST}{of_all}"""
