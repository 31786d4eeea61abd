"""The snapshot queries of pages and API."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmsfees import OpenSnapshot
from cmsfees.place import Place
from cmsfees.snapshot import CODE_CARD, LATEST_KNOWLEDGE, Row, execute

CODE = r"^[0-9A-Za-z]{5}$"  # as asked; lower case is accepted
Meanings = Mapping[tuple[str, str], str]


_by_snapshot: dict[str, Meanings] = {}


def card_text(fees: OpenSnapshot, code: str, on: date, known_on: date) -> str:
    """Return the snapshot's card as JSON text."""
    [(text,)] = execute(fees.con, CODE_CARD, (code, on, known_on)).fetchall()
    return str(text)


def card(fees: OpenSnapshot, code: str, on: date, known_on: date) -> Row:
    """Return the card with exact decimals."""
    found: Row = json.loads(card_text(fees, code, on, known_on), parse_float=Decimal)
    return found


def sites(fees: OpenSnapshot, code: str, on: date, known_on: date, place: Place) -> list[Row]:
    """Return three rows: office, hospital outpatient department, ASC."""
    return fees.sites(
        code, on, known_on, mac=place.mac, locality=place.locality, cbsa=place.cbsa, ccn=place.ccn
    )


def wage_indices(fees: OpenSnapshot, place: Place, on: date, known_on: date) -> list[Row]:
    """Return two rows, opps and asc: the place's wage index or a reason; empty without a place."""
    if not (place.cbsa or place.ccn):
        return []
    sql = "SELECT * FROM wage_index_on($1, $2, in_ccn := $3, known_on := $4) ORDER BY ALL DESC"
    return fees.rows(sql, place.cbsa, on, place.ccn, known_on)


def meanings(fees: OpenSnapshot) -> Meanings:
    """Return the meaning of each indicator, cached per snapshot."""
    if fees.id not in _by_snapshot:
        rows = fees.con.execute("SELECT code_list, code, meaning FROM indicators").fetchall()
        if len(_by_snapshot) > 2:
            _by_snapshot.clear()
        _by_snapshot[fees.id] = {(code_list, code): meaning for code_list, code, meaning in rows}
    return _by_snapshot[fees.id]


def localities_of_zip(fees: OpenSnapshot, zip_code: str, on: date, known_on: date) -> list[Row]:
    """Return the MAC localities of a ZIP code; several if it is ambiguous."""
    sql = "FROM localities_of_zip($1, $2, known_on := $3) ORDER BY mac, locality"
    return fees.rows(sql, zip_code, on, known_on)


PARTNERS = """
SELECT column_1, column_2, answer, modifier_indicator, rationale, effective_date, release_id
FROM ptp_edits_on($1, $2, known_on := $3) WHERE column_1 = $4
UNION ALL
SELECT column_1, column_2, answer, modifier_indicator, rationale, effective_date, release_id
FROM ptp_edits_on($1, $2, known_on := $3) WHERE column_2 = $4
"""


def ncci_partners(
    fees: OpenSnapshot, code: str, on: date, known_on: date, table: str, limit: int, offset: int
) -> Row:
    """Return a page of the code's PTP edits and their total."""
    arguments = (on, table, known_on, code.upper())
    [total] = fees.rows(f"SELECT count(*) AS total FROM ({PARTNERS})", *arguments)
    rows = fees.rows(f"{PARTNERS} ORDER BY column_1, column_2 LIMIT {limit} OFFSET {offset}", *arguments)
    return {"rows": rows, **total}


def ncci(fees: OpenSnapshot, codes: Sequence[str], on: date, known_on: date, table: str) -> Row:
    """Return NCCI answers for a list of codes: each pair, units per day, add-on codes."""
    arguments = (list(codes), on, table, known_on)
    return {
        "ptp": fees.rows("FROM ptp_conflicts($1, $2, $3, known_on := $4)", *arguments),
        "mue": fees.rows("FROM mue_limits($1, $2, $3, known_on := $4)", *arguments),
        "add_on": fees.rows("FROM add_on_status($1, $2, known_on := $3)", list(codes), on, known_on),
    }


@dataclass(frozen=True)
class SearchFilter:
    """A search filter; an empty field matches everything."""

    text: str = ""
    apc: str = ""
    indicator: str = ""
    status: str = ""
    category: str = ""


SEARCH = """
WITH site AS (
    SELECT
        hcpcs,
        max(apc) AS apc,
        max(status_indicator) AS status_indicator,
        max(payment_indicator) AS payment_indicator,
        max(total_payment) FILTER (site = 'office') AS office,
        max(total_payment) FILTER (site = 'hospital_outpatient') AS hospital,
        max(total_payment) FILTER (site = 'asc') AS asc_total
    FROM site_of_service_on($1, known_on := $2)
    GROUP BY hcpcs
),
described AS (
    SELECT hcpcs, any_value(description) AS description, any_value(status_code) AS status_code
    FROM (
        SELECT hcpcs, description, status_code FROM code_figures_on($1, known_on := $2)
        UNION ALL
        SELECT hcpcs, description, NULL
        FROM opps_addendum_b
        WHERE release_id = release_on('opps', $1, known_on := $2)
    )
    GROUP BY hcpcs
),
named AS (
    SELECT
        site.*,
        described.* EXCLUDE (hcpcs),
        class.* EXCLUDE (hcpcs, source),
        lower(concat_ws(' ', description, category, body_system, body_region)) AS words
    FROM site
    LEFT JOIN described USING (hcpcs)
    LEFT JOIN code_classes AS class USING (hcpcs)
)
SELECT * EXCLUDE (words)
FROM named
WHERE (
        starts_with(hcpcs, upper($3))
        OR len(list_filter(string_split(lower($3), ' '), lambda word: NOT contains(words, word))) = 0
    )
    AND ($4 = '' OR apc = $4)
    AND ($5 = '' OR $5 IN (status_indicator, payment_indicator))
    AND ($6 = '' OR status_code = $6)
    AND ($7 = '' OR category = $7)
"""
CATEGORIES = "SELECT DISTINCT category FROM code_categories ORDER BY category"


def is_code(fees: OpenSnapshot, wanted: SearchFilter, on: date, known_on: date) -> bool:
    """True if the search text is a code listed on the day."""
    text = wanted.text.upper()
    if len(text) != 5 or not (text.isascii() and text.isalnum()):
        return False
    rows = fees.rows(
        "SELECT 1 AS one FROM site_of_service_on($1, known_on := $2) WHERE hcpcs = $3 LIMIT 1",
        on,
        known_on,
        text,
    )
    return bool(rows)


def search(
    fees: OpenSnapshot, wanted: SearchFilter, on: date, known_on: date, limit: int, offset: int
) -> tuple[list[Row], int]:
    """Search by code, words in descriptor, category and region, APC, indicator or status.

    Every word must match. Returns a page and the total.
    """
    arguments = (
        *(on, known_on, wanted.text, wanted.apc),
        *(wanted.indicator, wanted.status, wanted.category),
    )
    page = f"SELECT *, count(*) OVER () AS total FROM ({SEARCH}) ORDER BY hcpcs LIMIT {limit} OFFSET {offset}"
    rows = fees.rows(page, *arguments)
    return rows, rows[0]["total"] if rows else 0


def categories(fees: OpenSnapshot) -> list[str]:
    """Return the categories of codes, such as radiology."""
    return [row["category"] for row in fees.rows(CATEGORIES)]


def case(fees: OpenSnapshot, fields: Row) -> Row:
    """Price a case in office, hospital and ASC, with each step. Raises pydantic's `ValidationError`."""
    from warehouse.cases.case import Case
    from warehouse.cases.price_case import price_case

    given = {name: value for name, value in fields.items() if value not in (None, "")}
    return price_case(fees, Case.model_validate(given))


ASKED_RELEASES = """
SELECT release_id
FROM releases
WHERE series = coalesce($1, series)
    AND known_from <= $3
    AND (
        $2 IS NULL
        OR release_id IN (
            SELECT release_id
            FROM release_spans
            WHERE $2 BETWEEN service_from AND service_to AND $3 BETWEEN known_from AND known_to
        )
    )
"""
RELEASES = f"""
WITH asked AS ({ASKED_RELEASES})
SELECT releases.*, release_sequence.previous_release_id, release_sequence.kind,
    coalesce(corrected.corrections, []) AS corrections,
    coalesce(absent.missing, []) AS missing,
    coalesce(read_from.renderings, 0) AS renderings,
    coalesce(read_from.rejected, []) AS rejected,
    coalesce(other.differing, []) AS differing
FROM releases
JOIN release_sequence USING (release_id)
LEFT JOIN (
    SELECT release_id, list(c ORDER BY c.table_name, c.member, c) AS corrections
    FROM corrections_applied AS c GROUP BY release_id
) AS corrected USING (release_id)
LEFT JOIN (
    SELECT release_id, list(m ORDER BY m.table_name, m.member_pattern, m) AS missing
    FROM tables_missing AS m GROUP BY release_id
) AS absent USING (release_id)
LEFT JOIN (
    SELECT release_id, count(*) FILTER (outcome IN ('loaded', 'whole')) AS renderings,
        list(r ORDER BY r.table_name, r.member, r) FILTER (outcome = 'rejected') AS rejected
    FROM renderings AS r GROUP BY release_id
) AS read_from USING (release_id)
LEFT JOIN (
    SELECT release_id, list(d ORDER BY d.table_name, d.member, d.column_name, d) AS differing
    FROM rendering_differences AS d GROUP BY release_id
) AS other USING (release_id)
WHERE releases.release_id IN (SELECT release_id FROM asked)
ORDER BY releases.series, releases.service_from, releases.vintage, releases.revision
"""


def releases(
    fees: OpenSnapshot, on: date | None = None, known_on: date = LATEST_KNOWLEDGE, series: str | None = None
) -> list[Row]:
    """Return the releases that were known on a day, in force on a date of service if one is given.

    Each has its previous release, applied corrections, missing tables, and renderings: how many were read,
    which were rejected, and which columns differ from the loaded one.
    """
    return fees.rows(RELEASES, series, on, known_on)


def default_day(fees: OpenSnapshot) -> date:
    """Return today, or the last day with a physician fee schedule if none is loaded for today."""
    [row] = fees.rows("SELECT max(service_to) AS last FROM releases WHERE series = 'pfs-rvu'")
    return min(date.today(), row["last"] or date.today())


def overview(fees: OpenSnapshot) -> Row:
    """Return the home page's snapshot summary."""
    [snapshot] = fees.rows("FROM snapshot")
    [counts] = fees.rows(
        "SELECT count(*) AS releases, count(DISTINCT series) AS series, min(service_from) AS since, "
        "max(service_to) AS until FROM releases"
    )
    return {"snapshot": snapshot, **counts}


def check_results(fees: OpenSnapshot) -> Row:
    """Return checks, failed ones first with examples of what failed, and parity scorecards."""
    checks = fees.rows("FROM checks ORDER BY failures = 0, name")
    return {
        "checks": [
            {**check, "examples": json.loads(check["sample"] or "[]", parse_float=Decimal)}
            for check in checks
        ],
        "parity": fees.rows("FROM parity ORDER BY ALL"),
    }


def dictionary(fees: OpenSnapshot) -> Row:
    """Return tables and views with their columns, and macros, with their comments."""
    columns = fees.rows(
        "SELECT table_name, column_name, data_type, comment, is_nullable FROM duckdb_columns() "
        "WHERE NOT internal AND database_name = current_database() ORDER BY table_name, column_index"
    )
    tables = fees.rows(
        "SELECT table_name, comment, 'table' AS kind FROM duckdb_tables() "
        "WHERE database_name = current_database() "
        "UNION ALL SELECT view_name, comment, 'view' FROM duckdb_views() "
        "WHERE NOT internal AND database_name = current_database() ORDER BY table_name"
    )
    macros = fees.rows(
        "SELECT function_name, parameters, description, comment, function_type FROM duckdb_functions() "
        "WHERE NOT internal AND database_name = current_database() AND NOT starts_with(function_name, '_') "
        "ORDER BY function_name, parameters"
    )
    of_table: dict[str, list[Row]] = {}
    for column in columns:
        of_table.setdefault(column["table_name"], []).append(column)
    shown = [{**table, "columns": of_table[table["table_name"]]} for table in tables]
    return {"tables": [table for table in shown if not table["table_name"].startswith("_")], "macros": macros}
